"""The layers of `auto_core.nn` in torch; the contract of each is written there."""

from auto_torch.nn.dropout import Dropout
from auto_torch.nn.embedding import Embedding
from auto_torch.nn.linear import Linear
from auto_torch.nn.module import Block, Module, ModuleList, Parameter
from auto_torch.nn.norm import LayerNorm
from auto_torch.pretrained import PreTrainedModel

__all__ = [
    "Block",
    "Dropout",
    "Embedding",
    "LayerNorm",
    "Linear",
    "Module",
    "ModuleList",
    "Parameter",
    "PreTrainedModel",
]
