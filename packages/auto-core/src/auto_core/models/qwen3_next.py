"""Qwen3-Next: Qwen Team, 2025.

Qwen3.5's decoder whose feed-forward parts are mixtures of experts; the delta rule's projections
hold, head after head of the keys, all that belongs to that head.

b batch, t tokens, n = b*t, d hidden, g key heads, r value heads of a key head, k size of a key,
v size of a value.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.qwen3_5_text import DeltaConfig
from auto_core.configs.qwen3_next import Qwen3NextConfig

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.decoder_heads import QuestionAnswering, SequenceClassification, TokenClassification
from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder
from . import mixtral, qwen2_moe, qwen3_5_text


class Qwen3NextGatedDeltaNet(qwen3_5_text.Qwen3_5GatedDeltaNet):
    def add_projections(self, config: DeltaConfig, d: int, k: int, v: int) -> None:
        values, keys = config.linear_num_value_heads, config.linear_num_key_heads
        own = values // keys
        size = own * self.value_size
        self.of_head = (self.key_size, self.key_size, size, size), (own, own)
        self.in_proj_qkvz = nn.Linear(d, 2 * k + 2 * v, bias=False)
        self.in_proj_ba = nn.Linear(d, 2 * values, bias=False)

    def project(self, hidden):
        """[b t d] -> what is convolved [b t 2gk+grv], gates [b t g*r*v], betas and steps
        [b t g*r]."""
        batch, tokens, _ = ops.shape(hidden)

        def parts(projected, sizes):  # each [b t g*size]
            heads = split_heads(projected, sum(sizes))
            for part, size in zip(ops.split(heads, sizes, -1), sizes, strict=True):
                yield ops.reshape(part, (batch, tokens, ops.shape(heads)[2] * size))

        query, key, value, gate = parts(self.in_proj_qkvz(hidden), self.of_head[0])
        beta, steps = parts(self.in_proj_ba(hidden), self.of_head[1])
        return ops.cat([query, key, value], -1), gate, beta, steps


class Qwen3NextDecoderLayer(qwen3_5_text.Qwen3_5DecoderLayer):
    delta_class = Qwen3NextGatedDeltaNet

    def feed_forward(self, config: Any, layer: int):
        if config.is_sparse(layer):
            return qwen2_moe.Qwen2MoeSparseMoeBlock(config)
        return mixtral.DenseMLP(config)


class Qwen3NextPreTrainedModel(qwen3_5_text.Qwen3_5PreTrainedModel):
    """What all Qwen3-Next models share."""

    config_class = Qwen3NextConfig
    renames = ((r"^transformer\.", "model."),)  # what its question answering calls it
    ignored_keys = (r"^mtp\.",)  # what predicts further tokens
    head_parts = (r"^(lm_head|score|qa_outputs)\.",)
    layer_class = Qwen3NextDecoderLayer
    expert_names = qwen2_moe.EXPERT_NAMES


class Qwen3NextModel(MoeDecoder, qwen3_5_text.Qwen3_5TextModel, Qwen3NextPreTrainedModel):
    """Qwen3-Next without a head; called like MixtralModel."""


class Qwen3NextForCausalLM(MoeCausalLM, Qwen3NextPreTrainedModel):
    base_class = Qwen3NextModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


class Qwen3NextForSequenceClassification(SequenceClassification, Qwen3NextPreTrainedModel):
    base_class = Qwen3NextModel


class Qwen3NextForTokenClassification(TokenClassification, Qwen3NextPreTrainedModel):
    base_class = Qwen3NextModel


class Qwen3NextForQuestionAnswering(QuestionAnswering, Qwen3NextPreTrainedModel):
    base_class = Qwen3NextModel
    base_model_prefix = "transformer"  # so do its checkpoints call the base, unlike the others'
    renames = ((r"^model\.", "transformer."),)


PREFIX = "Qwen3Next"
HEADS = {
    "base": Qwen3NextModel,
    "causal-lm": Qwen3NextForCausalLM,
    "sequence-classification": Qwen3NextForSequenceClassification,
    "token-classification": Qwen3NextForTokenClassification,
    "question-answering": Qwen3NextForQuestionAnswering,
}
