"""The main job: one command, one folder of maps and tables."""

from geo_coop.atlas.build import Atlas, make_atlas

__all__ = ["Atlas", "make_atlas"]
