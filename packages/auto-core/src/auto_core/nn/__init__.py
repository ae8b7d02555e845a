"""The layers architectures are built from: NumPy, and the contract of every adapter.

Constructor arguments carry torch's names. Whatever frameworks default differently (norm `eps`,
batch-norm momentum) has no default. Layers are built without allocating: their parameters get
values when the model's constructor returns, or from a checkpoint.
"""

from typing import TYPE_CHECKING, Any

from auto_core.nn.convolution import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d
from auto_core.nn.dropout import Dropout, DropPath
from auto_core.nn.embedding import Embedding
from auto_core.nn.linear import Linear
from auto_core.nn.mode import in_training
from auto_core.nn.module import Block, Buffer, Module, ModuleList, Parameter
from auto_core.nn.norm import BatchNorm1d, BatchNorm2d, GroupNorm, LayerNorm, RMSNorm
from auto_core.nn.random import Random

if TYPE_CHECKING:
    from auto_core.pretrained_numpy import NumpyPreTrainedModel as PreTrainedModel

__all__ = [
    "BatchNorm1d",
    "BatchNorm2d",
    "Block",
    "Buffer",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "DropPath",
    "Dropout",
    "Embedding",
    "GroupNorm",
    "LayerNorm",
    "Linear",
    "Module",
    "ModuleList",
    "Parameter",
    "PreTrainedModel",
    "RMSNorm",
    "Random",
    "in_training",
]


def __getattr__(name: str) -> Any:
    # The model base is built of these layers, so it can only be imported after them.
    if name == "PreTrainedModel":
        from auto_core.pretrained_numpy import NumpyPreTrainedModel

        return NumpyPreTrainedModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
