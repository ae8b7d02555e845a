"""HuggingFace-style Auto classes for PyTorch.

from auto_torch import AutoModel
model = AutoModel.from_pretrained("google-bert/bert-base-cased")
"""

from __future__ import annotations

from auto_core.auto.exports import lazy_exports
from auto_core.auto.tasks import TASKS

__version__ = "0.1.0"

_names = {
    "PreTrainedModel": "auto_torch.pretrained",
    "read_architecture": "auto_torch.architectures",
    **{task.name: "auto_torch.auto" for task in TASKS},
}

__getattr__, __dir__ = lazy_exports("auto_torch", _names, tensors="pt")
