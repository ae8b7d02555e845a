"""MiniMax-M2: MiniMax, 2025.

LLaMA's network with mixtures of experts that sigmoids and a correction choose, and OLMo 2's norms
of queries and keys over all heads; part of each head rotates.

n tokens of all sequences, e experts, d hidden.
"""

from __future__ import annotations

from auto_core.configs.minimax_m2 import MiniMaxM2Config

from .. import nn, ops
from ..blocks.losses import widened
from ..blocks.routers import chosen_by
from ..blocks.variation import variation
from . import mixtral, olmo2


class MiniMaxM2SparseMoeBlock(mixtral.MixtralSparseMoeBlock):
    def add_router(self, config: MiniMaxM2Config) -> None:
        super().add_router(config)
        self.e_score_correction_bias = nn.Buffer((config.experts,), init="zeros")

    def route(self, hidden):
        logits = self.gate(hidden)
        scores = ops.sigmoid(widened(logits))
        correction = ops.cast(ops.asarray(self.e_score_correction_bias), ops.dtype(scores))
        return logits, *chosen_by(scores, scores + correction, self.count)


class MiniMaxM2DecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class, sparse_class = olmo2.Olmo2Attention, MiniMaxM2SparseMoeBlock


HEADS = variation(
    __name__,
    "MiniMaxM2",
    mixtral,
    MiniMaxM2Config,
    without=["sequence-classification", "token-classification", "question-answering"],
    layer_class=MiniMaxM2DecoderLayer,
    kept_wide=(r"\.e_score_correction_bias$",),
)
