"""HuggingFace-style Auto classes for JAX and Flax NNX.

from auto_flax import FlaxAutoModel
model = FlaxAutoModel.from_pretrained("google-bert/bert-base-cased")
"""

from __future__ import annotations

from auto_core.auto.exports import lazy_exports
from auto_core.auto.tasks import TASKS

__version__ = "0.1.0"

_names = {
    "FlaxPreTrainedModel": "auto_flax.pretrained",
    "read_architecture": "auto_flax.architectures",
    **{f"Flax{task.name}": "auto_flax.auto" for task in TASKS},
}

__getattr__, __dir__ = lazy_exports("auto_flax", _names, prefix="Flax", tensors="jax")
