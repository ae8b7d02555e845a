"""The NumPy family of Auto classes."""

from auto_core.auto.modeling import Family, auto_classes

FAMILY = Family("Numpy", "auto_core")
globals().update(auto_classes(FAMILY))
