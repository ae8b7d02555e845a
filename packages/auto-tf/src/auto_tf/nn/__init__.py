"""The layers of `auto_core.nn` in Keras; the contract of each is written there."""

from auto_tf.nn.dropout import Dropout
from auto_tf.nn.embedding import Embedding
from auto_tf.nn.linear import Linear
from auto_tf.nn.module import Block, Module, ModuleList, Parameter
from auto_tf.nn.norm import LayerNorm
from auto_tf.pretrained import PreTrainedModel

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
