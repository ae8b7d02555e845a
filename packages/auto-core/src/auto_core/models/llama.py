"""LLaMA: Touvron et al., 2023, arXiv:2302.13971 and arXiv:2307.09288.

A transformer decoder with rotary positions, root-mean-square norms before each part, a gated
feed-forward part, and heads that share keys and values in groups (Ainslie et al., 2023,
arXiv:2305.13245). Mistral and Qwen2 are this network too: what they do differently, their
configs say (`window`, `qkv_bias`, `output_bias`, `feed_forward_bias`).

b batch, t tokens, k keys, h heads, g key-value heads, s size of a head, d hidden,
f feed-forward, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs._rotary import RotaryHeadsConfig
from auto_core.configs.llama import LlamaConfig

from .. import nn
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import (
    CausalLM,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from ..blocks.rotary import RotaryEmbedding, rotate


class LlamaAttention(nn.Module):
    """Attention with rotary positions, whose key and value heads are shared by query heads."""

    def __init__(self, config: RotaryHeadsConfig):
        super().__init__()
        self.head_size = config.head_size
        self.scale, self.softcap = config.head_size**-0.5, None
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)
        self.add_projections(config)

    def add_projections(self, config: RotaryHeadsConfig) -> None:
        """Make the layers before and after attention."""
        d, s = config.hidden_size, config.head_size
        heads, kv_heads = config.num_attention_heads, config.kv_heads
        self.q_proj = nn.Linear(d, heads * s, bias=config.qkv_bias)
        self.k_proj = nn.Linear(d, kv_heads * s, bias=config.qkv_bias)
        self.v_proj = nn.Linear(d, kv_heads * s, bias=config.qkv_bias)
        self.o_proj = nn.Linear(heads * s, d, bias=config.output_bias)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]; not rotated yet
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        return tuple(split_heads(x, self.head_size) for x in projected)

    def rotate(self, query, key, rotation, attend):  # queries and keys at their positions
        return rotate(query, *rotation), rotate(key, *rotation)

    def attended(self, hidden, rotation, attend):  # [b t d] -> [b t h*s]
        query, key, value = self.project(hidden)
        query, key = self.rotate(query, key, rotation, attend)
        key, value = attend.extend(key, value)
        options = dict(scale=self.scale, softcap=self.softcap, dropout=self.dropout)
        return attend(query, key, value, **options)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        return self.o_proj(self.attended(hidden, rotation, attend))


class LlamaMLP(nn.Module):
    """The gated feed-forward part (SwiGLU: Shazeer, 2020, arXiv:2002.05202)."""

    def __init__(self, config: RotaryHeadsConfig, size: int | None = None):
        super().__init__()
        d, f, bias = config.hidden_size, size or config.intermediate_size, config.feed_forward_bias
        self.gate_proj = nn.Linear(d, f, bias=bias)
        self.up_proj = nn.Linear(d, f, bias=bias)
        self.down_proj = nn.Linear(f, d, bias=bias)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class LlamaDecoderLayer(nn.Block):
    """Attention, then the feed-forward part, each normalised before and added to its input."""

    attention_class, mlp_class, norm_class = LlamaAttention, LlamaMLP, nn.RMSNorm

    def __init__(self, config: RotaryHeadsConfig):
        super().__init__()
        d, eps = config.hidden_size, config.epsilon
        self.self_attn = self.attention_class(config)
        self.mlp = self.mlp_class(config)
        self.input_layernorm = self.norm_class(d, eps=eps)
        self.post_attention_layernorm = self.norm_class(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        return hidden + self.mlp(self.post_attention_layernorm(hidden))


class LlamaPreTrainedModel(nn.PreTrainedModel):
    """What all LLaMA models share."""

    config_class = LlamaConfig
    base_model_prefix = "model"
    renames = ((r"^transformer\.", "model."),)  # what LlamaForQuestionAnswering calls it
    head_parts = (r"^(lm_head|score|qa_outputs)\.",)
    splits_attention = True
    # The parts that variations of this family replace.
    layer_class, norm_class = LlamaDecoderLayer, nn.RMSNorm
    rotary_class = RotaryEmbedding


class LlamaModel(Decoder, LlamaPreTrainedModel):
    """LLaMA without a head."""

    def __init__(self, config: RotaryHeadsConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = self.token_embeddings(config)
        self.layers = nn.ModuleList(
            self.layer(config, index) for index in range(self.depth(config))
        )
        self.norm = self.norm_class(d, eps=config.epsilon)
        self.rotary_emb = self.rotary_class(config)

    def token_embeddings(self, config: RotaryHeadsConfig) -> nn.Embedding:
        """The table of token embeddings."""
        return nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=config.pad_token_id)

    def depth(self, config: RotaryHeadsConfig) -> int:
        """How many layers there are."""
        return config.num_hidden_layers

    def layer(self, config: RotaryHeadsConfig, index: int) -> LlamaDecoderLayer:
        """The layer of this index."""
        return self.layer_class(config)

    def scaled(self, embeddings):  # [b t d] -> [b t d], the caller's inputs_embeds too
        return embeddings

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.scaled(embeddings), self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.norm(hidden)

    def window(self, layer: int) -> int | None:
        return self.config.window(layer)


class LlamaForCausalLM(CausalLM, LlamaPreTrainedModel):
    base_class = LlamaModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


class LlamaForSequenceClassification(SequenceClassification, LlamaPreTrainedModel):
    base_class = LlamaModel


class LlamaForTokenClassification(TokenClassification, LlamaPreTrainedModel):
    base_class = LlamaModel


class LlamaForQuestionAnswering(QuestionAnswering, LlamaPreTrainedModel):
    base_class = LlamaModel
    base_model_prefix = "transformer"  # so do its checkpoints call the base, unlike the others'
    renames = ((r"^model\.", "transformer."),)


PREFIX = "Llama"
HEADS = {
    "base": LlamaModel,
    "causal-lm": LlamaForCausalLM,
    "sequence-classification": LlamaForSequenceClassification,
    "token-classification": LlamaForTokenClassification,
    "question-answering": LlamaForQuestionAnswering,
}
