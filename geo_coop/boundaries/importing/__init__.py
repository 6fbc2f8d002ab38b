"""The steps of an import, each in a file of its own; `geo_coop.boundaries.importer` runs them."""
