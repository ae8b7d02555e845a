"""The Flax family of Auto classes."""

from auto_core.auto.modeling import Family, auto_classes

FAMILY = Family("Flax", "auto_flax")
globals().update(auto_classes(FAMILY))
