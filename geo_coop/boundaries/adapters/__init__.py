"""One adapter for each source schema."""
