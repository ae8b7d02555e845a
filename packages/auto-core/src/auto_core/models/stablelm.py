"""StableLM: Stability AI, 2023 and 2024, arXiv:2402.17834.

LLaMA's network with layer norms and rotary positions in part of each head; attention and
feed-forward part may stand side by side, and each head may have a norm of its queries and keys.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.stablelm import StableLmConfig

from .. import nn, ops
from ..blocks.variation import variation
from . import llama


class StableLmLayerNormPerHead(nn.Module):
    def __init__(self, heads: int, size: int, *, eps: float):
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(size, eps=eps, bias=False) for _ in range(heads))

    def forward(self, states):  # [b t h s] -> [b t h s]
        return ops.stack([norm(states[:, :, i]) for i, norm in enumerate(self.norms)], 2)


class StableLmAttention(llama.LlamaAttention):
    def __init__(self, config: StableLmConfig):
        super().__init__(config)
        heads, s, eps = config.num_attention_heads, config.head_size, config.layer_norm_eps
        self.normed = config.qk_layernorm
        if self.normed:
            self.q_layernorm = StableLmLayerNormPerHead(heads, s, eps=eps)
            self.k_layernorm = StableLmLayerNormPerHead(config.kv_heads, s, eps=eps)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        query, key, value = super().project(hidden)
        if not self.normed:
            return query, key, value
        return self.q_layernorm(query), self.k_layernorm(key), value


class StableLmDecoderLayer(nn.Block):
    def __init__(self, config: StableLmConfig):
        super().__init__()
        d, eps, parallel = config.hidden_size, config.layer_norm_eps, config.use_parallel_residual
        self.self_attn = StableLmAttention(config)
        self.mlp = llama.LlamaMLP(config)
        self.input_layernorm = nn.LayerNorm(d, eps=eps)
        self.post_attention_layernorm = None if parallel else nn.LayerNorm(d, eps=eps)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        hidden = hidden + self.self_attn(normed, rotation, attend)
        if self.post_attention_layernorm is not None:
            normed = self.post_attention_layernorm(hidden)
        return hidden + self.dropout(self.mlp(normed))


HEADS = variation(
    __name__,
    "StableLm",
    llama,
    StableLmConfig,
    without=["question-answering"],
    layer_class=StableLmDecoderLayer,
    norm_class=nn.LayerNorm,
)
