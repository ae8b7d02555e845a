"""The TensorFlow family of Auto classes."""

from auto_core.auto.modeling import Family, auto_classes
from auto_tf.pretrained import shell

FAMILY = Family("TF", "auto_tf", present=shell)
globals().update(auto_classes(FAMILY))
