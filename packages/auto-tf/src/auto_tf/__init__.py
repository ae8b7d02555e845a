"""HuggingFace-style Auto classes for TensorFlow and Keras 3.

from auto_tf import TFAutoModel
model = TFAutoModel.from_pretrained("google-bert/bert-base-cased")
"""

from __future__ import annotations

from auto_core.auto.exports import lazy_exports
from auto_core.auto.tasks import TASKS

__version__ = "0.1.0"

_names = {
    "TFPreTrainedModel": "auto_tf.pretrained",
    "read_architecture": "auto_tf.architectures",
    **{f"TF{task.name}": "auto_tf.auto" for task in TASKS},
}

__getattr__, __dir__ = lazy_exports(
    "auto_tf", _names, prefix="TF", shell="auto_tf.pretrained", tensors="tf"
)
