"""Falcon-H1: Zuo et al., 2025, arXiv:2507.22448.

A decoder each of whose layers attends and has Mamba 2's mixer, side by side. Multipliers (as in
muP: Yang et al., 2022, arXiv:2203.03466) stand at most projections.

b batch, t tokens, d hidden, c channels of a mixer, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.falcon_h1 import FalconH1Config

from .. import nn, ops
from ..blocks.decoder_heads import CausalLM
from ..blocks.hybrid import ParallelDecoder
from ..blocks.losses import widened
from ..blocks.rotary import RotaryEmbedding
from . import llama, mamba2


class FalconH1Attention(llama.LlamaAttention):
    def __init__(self, config: FalconH1Config):
        super().__init__(config)
        self.key_multiplier = config.key_multiplier

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        query, key, value = super().project(hidden)
        return query, key * self.key_multiplier, value


class FalconH1RMSNormGated(mamba2.GatedGroupNorm):
    """A norm of groups, then a gate."""

    def forward(self, hidden, gate):  # two of [b t c] -> [b t c]
        wide = self.normalised(widened(hidden)) * ops.silu(widened(gate))
        return ops.cast(wide, ops.dtype(hidden))


class FalconH1Mixer(mamba2.Mamba2Mixer):
    """Mamba 2's mixer with multipliers, and with a norm that is optional."""

    def __init__(self, config: FalconH1Config):
        super().__init__(config)
        self.multiplier = config.ssm_in_multiplier
        channels, shared, heads = self.sizes[0], self.chosen[1], self.sizes[2]
        sizes = (channels, channels, shared, shared, heads)
        self.multipliers = tuple(zip(config.ssm_multipliers or (), sizes, strict=True))

    def add_norm(self, config: Any) -> None:
        mixer, self.norm = config.mixer, None
        if config.mamba_rms_norm:
            before = config.mamba_norm_before_gate
            norm = FalconH1RMSNormGated if before else mamba2.GatedGroupNorm
            self.norm = norm(mixer.channels, groups=mixer.groups, eps=mixer.eps)

    def project(self, hidden):  # [b t d] -> gates, what is convolved, and steps, behind each other
        projected = self.in_proj(hidden * self.multiplier)
        scale = [
            ops.full((size,), multiplier, like=projected) for multiplier, size in self.multipliers
        ]
        return projected * ops.cat(scale, 0)

    def gated(self, y, gate):  # two of [b t c] -> [b t c]
        return y * ops.silu(widened(gate)) if self.norm is None else self.norm(y, gate)


class FalconH1MLP(llama.LlamaMLP):
    def __init__(self, config: FalconH1Config):
        super().__init__(config)
        self.gate_multiplier, self.down_multiplier = config.mlp_multipliers or (1.0, 1.0)

    def forward(self, hidden):  # [b t d] -> [b t d]
        gate = self.activation(self.gate_proj(hidden) * self.gate_multiplier)
        return self.down_proj(gate * self.up_proj(hidden)) * self.down_multiplier


class FalconH1DecoderLayer(nn.Block):
    """A mixer and attention of one norm, then the feed-forward part; both added to their input."""

    def __init__(self, config: FalconH1Config):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.before, self.after = config.attention_in_multiplier, config.attention_out_multiplier
        self.multiplier = config.ssm_out_multiplier
        self.feed_forward = FalconH1MLP(config)
        self.mamba = FalconH1Mixer(config)
        self.self_attn = FalconH1Attention(config)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.pre_ff_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, context):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        mixed = self.mamba(normed, context.past) * self.multiplier
        attended = self.self_attn(normed * self.before, rotation, context.attend) * self.after
        hidden = hidden + mixed + attended
        return hidden + self.feed_forward(self.pre_ff_layernorm(hidden))


class FalconH1PreTrainedModel(nn.PreTrainedModel):
    """What all Falcon-H1 models share."""

    config_class = FalconH1Config
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    carries_states = True


class FalconH1Model(ParallelDecoder, FalconH1PreTrainedModel):
    """Falcon-H1 without a head; called like LlamaModel. `inputs_embeds` are taken as they are."""

    def __init__(self, config: FalconH1Config):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            FalconH1DecoderLayer(config) for _ in range(config.num_hidden_layers)
        )
        self.final_layernorm = nn.RMSNorm(d, eps=config.rms_norm_eps)
        self.rotary_emb = RotaryEmbedding(config)

    def embed(self, input_ids):  # [b t] -> [b t d]
        return self.embed_tokens(input_ids) * self.config.embedding_multiplier

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.final_layernorm(hidden)


class FalconH1ForCausalLM(CausalLM, FalconH1PreTrainedModel):
    base_class = FalconH1Model
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}

    def logits(self, hidden):  # [b t d] -> [b t v]
        return super().logits(hidden) * self.config.lm_head_multiplier


HEADS = {"base": FalconH1Model, "causal-lm": FalconH1ForCausalLM}
