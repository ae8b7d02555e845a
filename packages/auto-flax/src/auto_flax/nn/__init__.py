"""The layers of `auto_core.nn` in Flax NNX; the contract of each is written there."""

from typing import TYPE_CHECKING, Any

from auto_flax.nn.convolution import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d
from auto_flax.nn.dropout import Dropout, DropPath
from auto_flax.nn.embedding import Embedding
from auto_flax.nn.linear import Linear
from auto_flax.nn.mode import in_training
from auto_flax.nn.module import Block, Buffer, Module, ModuleList, Parameter
from auto_flax.nn.norm import BatchNorm1d, BatchNorm2d, GroupNorm, LayerNorm, RMSNorm
from auto_flax.nn.random import Random

if TYPE_CHECKING:
    from auto_flax.pretrained import FlaxPreTrainedModel as PreTrainedModel

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
        from auto_flax.pretrained import FlaxPreTrainedModel

        return FlaxPreTrainedModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
