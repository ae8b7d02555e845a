"""Phi-1, 1.5 and 2: Gunasekar et al., 2023, arXiv:2306.11644; Li et al., 2023, arXiv:2309.05463.

A decoder with layer norms, rotary positions in part of each head, and attention and feed-forward
part side by side on the same norm's output.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.phi import PhiConfig

from .. import nn
from ..blocks.activations import activation
from ..blocks.decoder import Decoder
from ..blocks.rotary import RotaryEmbedding
from ..blocks.variation import variation
from . import llama


class PhiAttention(llama.LlamaAttention):
    def add_projections(self, config: PhiConfig) -> None:
        d, s, eps = config.hidden_size, config.head_size, config.layer_norm_eps
        heads, kv_heads = config.num_attention_heads, config.kv_heads
        self.q_proj = nn.Linear(d, heads * s)
        self.k_proj = nn.Linear(d, kv_heads * s)
        self.v_proj = nn.Linear(d, kv_heads * s)
        self.dense = nn.Linear(heads * s, d)
        self.q_layernorm = nn.LayerNorm(s, eps=eps) if config.qk_layernorm else None
        self.k_layernorm = nn.LayerNorm(s, eps=eps) if config.qk_layernorm else None

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        query, key, value = super().project(hidden)
        if self.q_layernorm is None or self.k_layernorm is None:
            return query, key, value
        return self.q_layernorm(query), self.k_layernorm(key), value

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        return self.dense(self.attended(hidden, rotation, attend))


class PhiMLP(nn.Module):
    def __init__(self, config: PhiConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.fc2 = nn.Linear(config.intermediate_size, config.hidden_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.fc2(self.activation(self.fc1(hidden)))


class PhiDecoderLayer(nn.Block):
    def __init__(self, config: PhiConfig):
        super().__init__()
        self.self_attn = PhiAttention(config)
        self.mlp = PhiMLP(config)
        self.input_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.resid_dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        output = self.resid_dropout(self.self_attn(normed, rotation, attend))
        return hidden + output + self.resid_dropout(self.mlp(normed))


class PhiPreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = PhiConfig
    layer_class = PhiDecoderLayer
    renames = ()


class PhiModel(Decoder, PhiPreTrainedModel):
    """Phi without a head."""

    def __init__(self, config: PhiConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.embed_dropout = nn.Dropout(config.embd_pdrop)
        self.layers = nn.ModuleList(
            self.layer_class(config) for _ in range(config.num_hidden_layers)
        )
        self.final_layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.rotary_emb = RotaryEmbedding(config)

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.embed_dropout(embeddings), self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.final_layernorm(hidden)


PREFIX = "Phi"
HEADS = variation(
    __name__,
    "Phi",
    llama,
    PhiConfig,
    heads={"causal-lm": dict(has_bias=True)},
    without=["question-answering"],
)
