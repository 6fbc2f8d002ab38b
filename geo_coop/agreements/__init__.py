"""Agreement records: model, reading, validation."""
