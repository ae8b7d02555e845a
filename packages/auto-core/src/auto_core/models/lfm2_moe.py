"""LFM2 with mixtures of experts: Liquid AI, 2025, arXiv:2511.23404.

LFM2's network with experts chosen by the sigmoid of their logits and a correction.

n tokens of all sequences, e experts, k experts of a token, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.lfm2_moe import Lfm2MoeConfig

from .. import nn, ops
from ..blocks.experts import Experts
from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder, as_rows
from . import lfm2


class Lfm2MoeSparseMoeBlock(nn.Module):
    """A router, its correction, and experts."""

    def __init__(self, config: Lfm2MoeConfig):
        super().__init__()
        self.count, self.normalise = config.num_experts_per_tok, config.norm_topk_prob
        self.scale, e = config.routed_scaling_factor, config.num_experts
        self.gate = nn.Linear(config.hidden_size, e, bias=False)
        self.experts = Experts((e, config.hidden_size, config.moe_intermediate_size), ops.silu)
        self.expert_bias = nn.Buffer((e,), init="zeros") if config.use_expert_bias else None

    def route(self, hidden):  # [n d] -> logits [n e], weights and index [n k]
        logits = self.gate(hidden)
        scores = choice = ops.sigmoid(logits)
        if self.expert_bias is not None:
            choice = scores + ops.asarray(self.expert_bias)
        _, index = ops.topk(choice, self.count, -1)
        weights = ops.gather(scores, 1, index)
        if self.normalise:
            weights = weights / (ops.sum(weights, -1, keepdim=True) + 1e-6)
        return logits, weights * self.scale, index

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        rows = as_rows(hidden)
        logits, weights, index = self.route(rows)
        recorder.add_router_logits(logits)
        return ops.reshape(self.experts(rows, weights, index), ops.shape(hidden))


class Lfm2MoeDecoderLayer(lfm2.Lfm2DecoderLayer):
    def made(self, config: Any, layer: int):
        if layer < config.num_dense_layers:
            return lfm2.Lfm2MLP(config)
        return Lfm2MoeSparseMoeBlock(config)


class Lfm2MoePreTrainedModel(lfm2.Lfm2PreTrainedModel):
    """What all of these models share."""

    config_class = Lfm2MoeConfig
    layer_class = Lfm2MoeDecoderLayer
    expert_names = ("w1", "w3", "w2")
    kept_wide = (r"\.expert_bias$",)


class Lfm2MoeModel(MoeDecoder, lfm2.Lfm2Model, Lfm2MoePreTrainedModel):
    """LFM2 with experts, without a head; called like MixtralModel."""


class Lfm2MoeForCausalLM(MoeCausalLM, Lfm2MoePreTrainedModel):
    base_class = Lfm2MoeModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}
    has_router_loss = False


HEADS = {"base": Lfm2MoeModel, "causal-lm": Lfm2MoeForCausalLM}
