"""Which agreement covers which village of Indonesian Borneo, with evidence, gaps and offline maps."""

__version__ = "0.1.0"
