"""The layers of `auto_core.nn` in Flax NNX; the contract of each is written there."""

from auto_flax.nn.dropout import Dropout
from auto_flax.nn.embedding import Embedding
from auto_flax.nn.linear import Linear
from auto_flax.nn.module import Block, Module, ModuleList, Parameter
from auto_flax.nn.norm import LayerNorm
from auto_flax.pretrained import FlaxPreTrainedModel as PreTrainedModel

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
