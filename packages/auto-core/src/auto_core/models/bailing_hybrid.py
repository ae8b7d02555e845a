"""Ling 3: inclusionAI, 2026.

Kimi Linear's network whose latent attention rotates and has a gate for each head, and whose decays
are bounded.

b batch, t tokens, h heads, s size of a head, v size of a value, d hidden.
"""

from __future__ import annotations

from auto_core.configs.bailing_hybrid import BailingHybridConfig

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.latent_attention import LatentAttention
from ..blocks.losses import widened
from ..blocks.variation import variation
from . import deepseek_v3, kimi_linear, llama, mixtral, qwen2_moe
from .laguna import gated


class BailingHybridDeltaAttention(kimi_linear.KimiLinearDeltaAttention):
    """Kimi delta attention whose decays and gates are one projection each."""

    def add_gates(self, config: BailingHybridConfig, heads: int) -> None:
        d, size = config.hidden_size, heads * self.head_size
        self.f_proj, self.g_proj = nn.Linear(d, size, bias=False), nn.Linear(d, size, bias=False)
        self.dt_bias = nn.Parameter((size,), init=kimi_linear.time_steps)
        self.A_log = nn.Parameter((heads,), init=kimi_linear.decay_rates)
        self.bound = config.kda_lower_bound if config.kda_safe_gate else None

    def rates(self, hidden):  # [b t d] -> [b t h s], the logarithms of the decay
        steps = widened(self.f_proj(hidden)) + widened(ops.asarray(self.dt_bias))
        steps = split_heads(steps, self.head_size)
        speed = ops.unsqueeze(ops.exp(widened(ops.asarray(self.A_log))), 1)  # [h 1]
        if self.bound is None:
            rate = -speed * ops.softplus(steps)
        else:
            rate = self.bound * ops.sigmoid(speed * steps)
        return ops.cast(rate, ops.dtype(hidden))

    def gate(self, hidden):  # [b t d] -> [b t h*s], of the output
        return self.g_proj(hidden)


class BailingHybridAttention(LatentAttention):
    """Latent attention whose heads have gates."""

    def __init__(self, config: BailingHybridConfig):
        super().__init__(config)
        self.g_proj = nn.Linear(config.hidden_size, self.heads, bias=False)

    def gated(self, output, hidden):  # [b t h*v], [b t d] -> [b t h*v]
        gate = ops.cast(ops.sigmoid(widened(self.g_proj(hidden))), ops.dtype(hidden))
        return gated(output, gate, self.value_size)


class BailingHybridDecoderLayer(mixtral.MixtralDecoderLayer):
    sparse_class, feed_forward_name = deepseek_v3.DeepseekV3MoE, "mlp"

    def attention(self, config: BailingHybridConfig, layer: int):
        linear = (config.layer_types or [])[layer] == "linear_attention"
        return (BailingHybridDeltaAttention if linear else BailingHybridAttention)(config)


class BailingHybridPreTrainedModel(kimi_linear.KimiLinearPreTrainedModel):
    """What all Ling 3 models share."""

    config_class = BailingHybridConfig
    layer_class = BailingHybridDecoderLayer
    expert_names = qwen2_moe.EXPERT_NAMES
    renames = (  # what files call them
        (r"^((?:model\.)?)word_embeddings\.", r"\1embed_tokens."),
        (r"\.attention\.", ".self_attn."),
        (r"\.self_attn\.dense\.", ".self_attn.o_proj."),
        (r"\.forget_gate\.", "."),
        (r"\.mlp\.gate\.expert_bias$", ".mlp.gate.e_score_correction_bias"),
    )
    ignored_keys = (r"(^|\.)layers\.42\.",)  # what predicts further tokens


class BailingHybridModel(kimi_linear.KimiLinearModel, BailingHybridPreTrainedModel):
    """Ling 3 without a head; called like MixtralModel."""

    def start(self, embeddings, position_ids, attention_mask, past):
        return llama.LlamaModel.start(self, embeddings, position_ids, attention_mask, past)


HEADS = variation(
    __name__,
    "BailingHybrid",
    kimi_linear,
    BailingHybridConfig,
    heads={"causal-lm": {"has_router_loss": False}},
)
