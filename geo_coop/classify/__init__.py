"""Classes of a column: one object gives each row's class, the colours and the legend.

Missing values never become zero and never fall into a class of values: "no data", "zero" and "not applicable"
are classes of their own. Colours are chosen to be told apart with the common kinds of colour blindness; the
classes that hold no value are hatched as well, so that they do not rest on colour.
"""

from geo_coop.classify.classifying import classify
from geo_coop.classify.model import SCHEMES, Classification, Hatch, Kind, MapClass, Scheme
from geo_coop.classify.palettes import PALETTES

__all__ = ["PALETTES", "SCHEMES", "Classification", "Hatch", "Kind", "MapClass", "Scheme", "classify"]
