"""The torch family of Auto classes."""

from auto_core.auto.modeling import Family, auto_classes

FAMILY = Family("", "auto_torch")
globals().update(auto_classes(FAMILY))
