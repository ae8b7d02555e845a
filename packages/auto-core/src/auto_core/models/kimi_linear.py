"""Kimi Linear: Kimi Team, 2025, arXiv:2510.26692.

Most layers have Kimi delta attention: the gated delta rule, whose state each number of a key
forgets at its own speed. The others have latent attention without positions. Feed-forward parts are
DeepSeek-V3's mixtures of experts.

b batch, t tokens, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.kimi_linear import KimiLinearConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.delta_rule import channel_delta_rule
from ..blocks.hybrid import HybridDecoder
from ..blocks.latent_attention import LatentAttention
from ..blocks.losses import widened
from ..blocks.short_conv import ShortConv
from ..blocks.variation import variation
from . import deepseek_v3, mixtral


def decay_rates(generator: np.random.Generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Logarithms of rates between 1 and 16."""
    return np.log(generator.uniform(1, 16, shape))


def time_steps(generator: np.random.Generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """What softplus makes steps between 0.001 and 0.1 of."""
    steps = np.exp(generator.uniform(np.log(1e-3), np.log(1e-1), shape))
    return steps + np.log(-np.expm1(-steps))


class KimiLinearRMSNormGated(nn.Module):
    """A root-mean-square norm of each head, then gated. Checkpoint: weight [s]."""

    def __init__(self, size: int, *, eps: float):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter((size,), init="ones")

    def forward(self, hidden, gate):  # two of [b t h s] -> [b t h s]
        scale = ops.rsqrt(ops.mean(hidden * hidden, -1, keepdim=True) + self.eps)
        return hidden * scale * widened(ops.asarray(self.weight)) * ops.sigmoid(widened(gate))


class KimiLinearDeltaAttention(nn.Module):
    """Convolutions, then the delta rule in each head, normalised and gated."""

    def __init__(self, config: KimiLinearConfig):
        super().__init__()
        d, self.head_size = config.hidden_size, config.linear_head_dim
        heads = config.linear_num_heads
        size = heads * self.head_size
        self.activation = activation(config.hidden_act)
        for name in "qkv":
            setattr(self, f"{name}_proj", nn.Linear(d, size, bias=False))
            conv = ShortConv(size, config.linear_conv_kernel_dim, bias=False)
            setattr(self, f"{name}_conv1d", conv)
        self.add_gates(config, heads)
        self.b_proj = nn.Linear(d, heads, bias=False)
        self.o_norm = KimiLinearRMSNormGated(self.head_size, eps=config.rms_norm_eps)
        self.o_proj = nn.Linear(size, d, bias=False)

    def add_gates(self, config: KimiLinearConfig, heads: int) -> None:
        """Make what `rates` and `gate` need."""
        d, s = config.hidden_size, self.head_size
        self.f_a_proj, self.f_b_proj = (
            nn.Linear(d, s, bias=False),
            nn.Linear(s, heads * s, bias=False),
        )
        self.dt_bias = nn.Parameter((heads * s,), init=time_steps)
        self.A_log = nn.Parameter((1, 1, heads, 1), init=decay_rates)
        self.g_a_proj, self.g_b_proj = (
            nn.Linear(d, s, bias=False),
            nn.Linear(s, heads * s, bias=False),
        )

    def rates(self, hidden):  # [b t d] -> [b t h s], the logarithms of the decay
        steps = widened(self.f_b_proj(self.f_a_proj(hidden))) + widened(ops.asarray(self.dt_bias))
        steps = ops.softplus(split_heads(steps, self.head_size))
        return -ops.exp(widened(ops.asarray(self.A_log))) * steps

    def gate(self, hidden):  # [b t d] -> [b t h*s], of the output
        return self.g_b_proj(self.g_a_proj(hidden))

    def forward(self, hidden, rotation, past):  # [b t d] -> [b t d]
        hidden, size = past.masked(hidden), self.head_size
        heads: list[Any] = []
        kept: list[Any] = []
        for index, name in enumerate("qkv"):
            states = None if past.states is None else past.states[index : index + 1]
            projected = getattr(self, f"{name}_proj")(hidden)
            convolved, tail = getattr(self, f"{name}_conv1d")(projected, states)
            heads.append(split_heads(self.activation(convolved), size))
            kept.append(tail)
        beta = ops.sigmoid(self.b_proj(hidden))
        state = None if past.states is None else past.states[3]
        query, key, value = heads
        y, state = channel_delta_rule(query, key, value, self.rates(hidden), beta, state)
        past.keep(*kept, state)
        gate = self.gate(hidden)
        y = self.o_norm(y, split_heads(gate, size))
        return self.o_proj(ops.cast(ops.reshape(y, ops.shape(gate)), ops.dtype(hidden)))


class KimiLinearAttention(LatentAttention):
    """Latent attention without positions."""

    def rotate(self, still, turning, key, rotation):
        return still, turning, key


class KimiLinearDecoderLayer(mixtral.MixtralDecoderLayer):
    sparse_class = deepseek_v3.DeepseekV3MoE

    def __init__(self, config: KimiLinearConfig, layer: int):
        self.feed_forward_name = "block_sparse_moe" if config.is_sparse(layer) else "mlp"
        super().__init__(config, layer)

    def attention(self, config: KimiLinearConfig, layer: int):
        linear = (config.layer_types or [])[layer] == "linear_attention"
        return (KimiLinearDeltaAttention if linear else KimiLinearAttention)(config)


class KimiLinearPreTrainedModel(mixtral.MixtralPreTrainedModel):
    """What all Kimi Linear models share."""

    config_class = KimiLinearConfig
    layer_class = KimiLinearDecoderLayer
    carries_states = True
    renames = (  # transformers 5 has other names in memory
        (r"\.mlp\.(gate|experts|shared_experts)\.", r".block_sparse_moe.\1."),
        (r"\.block_sparse_moe\.(gate_proj|up_proj|down_proj)\.", r".mlp.\1."),
        (r"\.forget_gate\.", "."),
    )
    kept_wide = (r"\.e_score_correction_bias$",)


class KimiLinearModel(HybridDecoder, mixtral.MixtralModel, KimiLinearPreTrainedModel):
    """Kimi Linear without a head; called like MixtralModel. Positions change nothing."""

    def keeps_states(self, layer: int) -> bool:
        return self.config.layer_types[layer] == "linear_attention"

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, None


PREFIX = "KimiLinear"
HEADS = variation(
    __name__,
    "KimiLinear",
    mixtral,
    KimiLinearConfig,
    heads={"causal-lm": {"has_router_loss": False}},
    without=["sequence-classification", "token-classification", "question-answering"],
)
