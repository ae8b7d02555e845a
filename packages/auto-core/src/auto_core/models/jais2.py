"""Jais 2: Inception, 2025. LLaMA's network with layer norms, and without a gate."""

from __future__ import annotations

from auto_core.configs.jais2 import Jais2Config

from .. import nn
from ..blocks.variation import variation
from . import llama
from .arcee import ArceeMLP


class Jais2DecoderLayer(llama.LlamaDecoderLayer):
    mlp_class, norm_class = ArceeMLP, nn.LayerNorm


HEADS = variation(
    __name__,
    "Jais2",
    llama,
    Jais2Config,
    without=["sequence-classification", "token-classification", "question-answering"],
    layer_class=Jais2DecoderLayer,
    norm_class=nn.LayerNorm,
)
