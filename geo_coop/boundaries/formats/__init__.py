"""File formats: each reader gives a table whose attributes and shapes are read in batches."""
