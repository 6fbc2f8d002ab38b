"""Maps that open with no network."""
