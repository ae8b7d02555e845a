"""The decoder of Qwen3.5: Qwen Team, 2026.

Three of four layers replace attention by the gated delta rule (Yang et al., 2024,
arXiv:2412.06464): a matrix for each head, in which tokens store values under keys. The others
attend, and gate what attention gives.

b batch, t tokens, h heads, s size of a head, d hidden, k key heads, v value heads.
"""

from __future__ import annotations

import numpy as np

from auto_core.configs._rotary import RotaryDecoderConfig
from auto_core.configs.qwen3_5_text import DeltaConfig, Qwen3_5TextConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder_heads import CausalLM, SequenceClassification
from ..blocks.delta_rule import gated_delta_rule
from ..blocks.hybrid import HybridDecoder
from ..blocks.losses import widened
from ..blocks.mrope import MultimodalDecoder, MultimodalRotaryEmbedding
from ..blocks.short_conv import ShortConv
from . import llama, mixtral
from .gemma import GemmaRMSNorm


def decay_rates(generator: np.random.Generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Logarithms of rates between 0.01 and 16."""
    return np.log(generator.uniform(0.01, 16, shape))


class GatedRMSNorm(nn.Module):
    """A root-mean-square norm of each head, then gated. Checkpoint: weight [s]."""

    def __init__(self, size: int, *, eps: float):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter((size,), init="ones")

    def forward(self, hidden, gate):  # two of [b t v s] -> [b t v s]
        scale = ops.rsqrt(ops.mean(hidden * hidden, -1, keepdim=True) + self.eps)
        return hidden * scale * widened(ops.asarray(self.weight)) * ops.silu(widened(gate))


class Qwen3_5GatedDeltaNet(nn.Module):
    """A convolution, then the gated delta rule in each head, normalised and gated."""

    def __init__(self, config: DeltaConfig):
        super().__init__()
        d, values = config.hidden_size, config.linear_num_value_heads
        self.key_size, self.value_size = config.linear_key_head_dim, config.linear_value_head_dim
        k, v = config.linear_num_key_heads * self.key_size, values * self.value_size
        self.sizes = (k, k, v)
        self.activation = activation(config.hidden_act)
        self.conv1d = ShortConv(2 * k + v, config.linear_conv_kernel_dim, bias=False)
        self.dt_bias = nn.Parameter((values,), init="ones")
        self.A_log = nn.Parameter((values,), init=decay_rates)
        self.norm = GatedRMSNorm(self.value_size, eps=config.rms_norm_eps)
        self.out_proj = nn.Linear(v, d, bias=False)
        self.add_projections(config, d, k, v)

    def add_projections(self, config: DeltaConfig, d: int, k: int, v: int) -> None:
        """Make the layers before the convolution."""
        values = config.linear_num_value_heads
        self.in_proj_qkv = nn.Linear(d, 2 * k + v, bias=False)
        self.in_proj_z = nn.Linear(d, v, bias=False)
        self.in_proj_b = nn.Linear(d, values, bias=False)
        self.in_proj_a = nn.Linear(d, values, bias=False)

    def project(self, hidden):
        """[b t d] -> what is convolved [b t 2k+v], gates [b t v*s], betas and steps [b t v]."""
        projections = (self.in_proj_qkv, self.in_proj_z, self.in_proj_b, self.in_proj_a)
        return tuple(project(hidden) for project in projections)

    def forward(self, hidden, past):  # [b t d] -> [b t d]
        mixed, gate, beta, steps = self.project(past.masked(hidden))
        mixed, tail = self.conv1d(mixed, past.states)
        query, key, value = ops.split(self.activation(mixed), self.sizes, -1)
        query, key = split_heads(query, self.key_size), split_heads(key, self.key_size)
        value = split_heads(value, self.value_size)
        steps = ops.softplus(widened(steps) + widened(ops.asarray(self.dt_bias)))
        rate = -ops.exp(widened(ops.asarray(self.A_log))) * steps
        state = None if past.states is None else past.states[1]
        y, state = gated_delta_rule(query, key, value, rate, ops.sigmoid(beta), state)
        past.keep(tail, state)
        y = self.norm(y, split_heads(gate, self.value_size))
        return self.out_proj(ops.cast(ops.reshape(y, ops.shape(gate)), ops.dtype(hidden)))


class Qwen3_5Attention(llama.LlamaAttention):
    """Attention whose output each query gates."""

    def add_projections(self, config: RotaryDecoderConfig) -> None:
        super().add_projections(config)
        d, s, eps = config.hidden_size, config.head_size, config.rms_norm_eps
        # Of each head its query, then its gate.
        self.q_proj = nn.Linear(d, config.num_attention_heads * 2 * s, bias=config.qkv_bias)
        self.q_norm = GemmaRMSNorm(s, eps=eps)
        self.k_norm = GemmaRMSNorm(s, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        size = self.head_size
        query, gate = ops.split(split_heads(self.q_proj(hidden), 2 * size), [size, size], -1)
        key, value = (split_heads(x(hidden), size) for x in (self.k_proj, self.v_proj))
        query, key = self.rotate(self.q_norm(query), self.k_norm(key), rotation, attend)
        key, value = attend.extend(key, value)
        output = attend(query, key, value, scale=self.scale, dropout=self.dropout)
        return self.o_proj(output * ops.sigmoid(ops.reshape(gate, ops.shape(output))))


class Qwen3_5DecoderLayer(nn.Block):
    """The delta rule or attention, then the feed-forward part, each of a norm and added to it."""

    delta_class, attention_class = Qwen3_5GatedDeltaNet, Qwen3_5Attention

    def __init__(self, config: DeltaConfig, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.attends = (config.layer_types or ())[layer] == "full_attention"
        if self.attends:
            self.self_attn = self.attention_class(config)
        else:
            self.linear_attn = self.delta_class(config)
        self.mlp = self.feed_forward(config, layer)
        self.input_layernorm = GemmaRMSNorm(d, eps=eps)
        self.post_attention_layernorm = GemmaRMSNorm(d, eps=eps)

    def feed_forward(self, config: DeltaConfig, layer: int):
        """The feed-forward part of this layer, called with a recorder too."""
        return mixtral.DenseMLP(config)

    def forward(self, hidden, rotation, context):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        if self.attends:
            hidden = hidden + self.self_attn(normed, rotation, context)
        else:
            hidden = hidden + self.linear_attn(normed, context)
        return hidden + self.mlp(self.post_attention_layernorm(hidden), context.recorder)


class Qwen3_5PreTrainedModel(nn.PreTrainedModel):
    """What all of these models share."""

    config_class = Qwen3_5TextConfig
    base_model_prefix = "model"
    renames = ((r"^model\.language_model\.", "model."), (r"^language_model\.", ""))
    # Of whole checkpoints: the tower for pictures, and a head that drafts several tokens.
    ignored_keys = (r"^mtp\.", r"^model\.visual\.")
    head_parts = (r"^(lm_head|score)\.",)
    carries_states = True
    layer_class = Qwen3_5DecoderLayer


class Qwen3_5TextModel(MultimodalDecoder, HybridDecoder, Qwen3_5PreTrainedModel):
    """The decoder without a head; called like LlamaModel."""

    packs_by_one = True

    def __init__(self, config: Qwen3_5TextConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            self.layer_class(config, layer) for layer in range(config.num_hidden_layers)
        )
        self.norm = GemmaRMSNorm(d, eps=config.rms_norm_eps)
        self.rotary_emb = MultimodalRotaryEmbedding(config)

    def keeps_states(self, layer: int) -> bool:
        return self.config.layer_types[layer] == "linear_attention"

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.norm(hidden)


class Qwen3_5ForCausalLM(CausalLM, Qwen3_5PreTrainedModel):
    base_class = Qwen3_5TextModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


class Qwen3_5TextForSequenceClassification(SequenceClassification, Qwen3_5PreTrainedModel):
    base_class = Qwen3_5TextModel


HEADS = {
    "base": Qwen3_5TextModel,
    "causal-lm": Qwen3_5ForCausalLM,
    "sequence-classification": Qwen3_5TextForSequenceClassification,
}
