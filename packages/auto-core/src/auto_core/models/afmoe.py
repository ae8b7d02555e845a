"""AFMoE: Arcee AI, 2025.

A decoder with norms before and after each part, attention whose output is gated, and experts that
a correction chooses; only layers with a window rotate.

b batch, t tokens, n = b*t, e experts, k experts of a token, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.afmoe import AfmoeConfig

from .. import nn, ops
from ..blocks.losses import widened
from ..blocks.moe_decoder import MoeCausalLM
from . import llama, mixtral, qwen2_moe, qwen3


class AfmoeAttention(qwen3.Qwen3Attention):
    def __init__(self, config: AfmoeConfig, layer: int):
        super().__init__(config)
        self.rotates = config.slides(layer)
        size = config.num_attention_heads * config.head_size
        self.gate_proj = nn.Linear(config.hidden_size, size, bias=False)

    def rotate(self, query, key, rotation, attend):
        return super().rotate(query, key, rotation, attend) if self.rotates else (query, key)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.attended(hidden, rotation, attend)
        return self.o_proj(output * ops.sigmoid(self.gate_proj(hidden)))


class AfmoeTokenChoiceRouter(nn.Module):
    """Experts by the sigmoid of their logits and a correction."""

    def __init__(self, config: AfmoeConfig):
        super().__init__()
        self.count, self.scale = config.experts_per_token, config.route_scale
        self.gate = nn.Linear(config.hidden_size, config.experts, bias=False)

    def forward(self, hidden, correction):
        """[n d], [e] -> logits [n e], weights and index [n k]."""
        logits = widened(self.gate(hidden))
        scores = ops.sigmoid(logits)
        _, index = ops.topk(scores + ops.cast(correction, ops.dtype(scores)), self.count, -1)
        weights = ops.gather(scores, 1, index)
        weights = weights / (ops.sum(weights, -1, keepdim=True) + 1e-20)
        return logits, weights * self.scale, index


class AfmoeSparseMoeBlock(mixtral.SparseMoeBlock):
    def add_router(self, config: AfmoeConfig) -> None:
        self.router = AfmoeTokenChoiceRouter(config)
        self.expert_bias = nn.Buffer((config.experts,), init="zeros")

    def add_experts(self, config: AfmoeConfig) -> None:
        super().add_experts(config)
        size = config.moe_intermediate_size * (config.num_shared_experts or 1)
        self.shared_experts = llama.LlamaMLP(config, size)

    def route(self, hidden):
        return self.router(hidden, ops.asarray(self.expert_bias))

    def shared(self, hidden):  # [n d] -> [n d]
        return self.shared_experts(hidden)


class AfmoeDecoderLayer(nn.Block):
    """Attention, then experts or a feed-forward part, normalised before and after."""

    def __init__(self, config: AfmoeConfig, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = AfmoeAttention(config, layer)
        made = AfmoeSparseMoeBlock if config.is_sparse(layer) else mixtral.DenseMLP
        self.mlp = made(config)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.pre_mlp_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_mlp_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.post_attention_layernorm(output)
        output = self.mlp(self.pre_mlp_layernorm(hidden), attend.recorder)
        return hidden + self.post_mlp_layernorm(output)


class AfmoePreTrainedModel(mixtral.MixtralPreTrainedModel):
    """What all AFMoE models share."""

    config_class = AfmoeConfig
    layer_class = AfmoeDecoderLayer
    expert_names = qwen2_moe.EXPERT_NAMES
    renames = ()
    kept_wide = (r"norm\.weight$", r"\.expert_bias$")


class AfmoeModel(mixtral.MixtralModel, AfmoePreTrainedModel):
    """AFMoE without a head; called like MixtralModel."""

    def scaled(self, embeddings):  # [b t d] -> [b t d]
        return embeddings * self.config.hidden_size**0.5 if self.config.mup_enabled else embeddings


class AfmoeForCausalLM(MoeCausalLM, AfmoePreTrainedModel):
    base_class = AfmoeModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}
    has_router_loss = False


HEADS = {"base": AfmoeModel, "causal-lm": AfmoeForCausalLM}
