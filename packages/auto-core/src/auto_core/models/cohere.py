"""Command R and Aya 23: Cohere, 2024.

LLaMA's network with layer norms without bias, attention and feed-forward part side by side on the
same norm's output, rotation of neighbouring numbers of a head, and scaled logits.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs._rotary import RotaryHeadsConfig
from auto_core.configs.cohere import CohereConfig

from .. import nn, ops
from ..blocks.norms import PlainLayerNorm
from ..blocks.rotary import rotate_pairs
from ..blocks.variation import variation
from . import llama


class CohereLayerNorm(nn.LayerNorm):
    """A layer norm without bias."""

    def __init__(self, size: int, *, eps: float):
        super().__init__(size, eps=eps, bias=False)


class CohereHeadNorm(nn.Module):
    """A layer norm of each head, with a scale for each."""

    def __init__(self, heads: int, size: int, *, eps: float):
        super().__init__()
        self.weight = nn.Parameter((heads, size), init="ones")
        self.norm = PlainLayerNorm(eps)

    def forward(self, states):  # [b t h s] -> [b t h s]
        return self.norm(states) * ops.asarray(self.weight)


class CohereAttention(llama.LlamaAttention):
    def __init__(self, config: CohereConfig):
        super().__init__(config)
        heads, s, eps = config.num_attention_heads, config.head_size, config.layer_norm_eps
        self.normed = bool(config.use_qk_norm)
        if self.normed:
            self.q_norm = CohereHeadNorm(heads, s, eps=eps)
            self.k_norm = CohereHeadNorm(config.kv_heads, s, eps=eps)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        query, key, value = super().project(hidden)
        return (self.q_norm(query), self.k_norm(key), value) if self.normed else (query, key, value)

    def rotate(self, query, key, rotation, attend):
        return rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)


class CohereDecoderLayer(nn.Block):
    attention_class = CohereAttention

    def __init__(self, config: RotaryHeadsConfig):
        super().__init__()
        self.self_attn = self.attention_class(config)
        self.mlp = llama.LlamaMLP(config)
        self.input_layernorm = CohereLayerNorm(config.hidden_size, eps=config.epsilon)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        return hidden + self.self_attn(normed, rotation, attend) + self.mlp(normed)


class CoherePreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = CohereConfig
    layer_class, norm_class = CohereDecoderLayer, CohereLayerNorm


class CohereModel(llama.LlamaModel, CoherePreTrainedModel):
    """Command R without a head; called like LlamaModel."""


class CohereForCausalLM(llama.LlamaForCausalLM, CoherePreTrainedModel):
    base_class = CohereModel

    def logits(self, hidden):  # [b t d] -> [b t v]
        return super().logits(hidden) * self.config.logit_scale


PREFIX = "Cohere"
HEADS = variation(
    __name__,
    "Cohere",
    llama,
    CohereConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)
