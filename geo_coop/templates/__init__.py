"""Agreements in a form that planners fill in: written as XLSX or CSV, read back into record files.

Sheets and columns follow from the record model, so that nothing of a record is lost on the way out and back.
"""

from geo_coop.templates.cells import Finding
from geo_coop.templates.forms import write_form
from geo_coop.templates.imported import Imported
from geo_coop.templates.importing import read_form
from geo_coop.templates.placing import put_in_place

__all__ = ["Finding", "Imported", "put_in_place", "read_form", "write_form"]
