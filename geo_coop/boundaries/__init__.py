"""Boundary layers: published sources, the embedded default, and files of the user."""
