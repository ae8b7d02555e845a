"""The layers of `auto_core.nn` in torch; the contract of each is written there."""

from typing import TYPE_CHECKING, Any

from auto_torch.nn.convolution import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d
from auto_torch.nn.dropout import Dropout, DropPath
from auto_torch.nn.embedding import Embedding
from auto_torch.nn.linear import Linear
from auto_torch.nn.mode import in_training
from auto_torch.nn.module import Block, Buffer, Module, ModuleList, Parameter
from auto_torch.nn.norm import BatchNorm1d, BatchNorm2d, GroupNorm, LayerNorm, RMSNorm
from auto_torch.nn.random import Random

if TYPE_CHECKING:
    from auto_torch.pretrained import PreTrainedModel

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
        from auto_torch.pretrained import PreTrainedModel

        return PreTrainedModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
