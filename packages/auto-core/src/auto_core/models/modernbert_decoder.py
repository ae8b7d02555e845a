"""ModernBERT as a decoder: Ettin, Weller et al., 2025, arXiv:2507.11412.

ModernBERT's layers (Warner et al., 2024, arXiv:2412.13663) with causal attention:
a norm after the embeddings, none before the first attention, and gated feed-forward parts; most
layers have sliding windows, and rotate otherwise than full attention.

b batch, t tokens, h heads, s size of a head, d hidden, f feed-forward, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs.modernbert_decoder import ModernBertDecoderConfig

from .. import nn
from ..blocks.attention import split_heads
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import CausalLM, SequenceClassification
from ..blocks.rotary import RotaryByLayer, rotate
from .modernbert import (
    ModernBertEmbeddings,
    ModernBertMLP,
    ModernBertPredictionHead,
    layer_norm,
)


class ModernBertDecoderAttention(nn.Module):
    def __init__(self, config: ModernBertDecoderConfig):
        super().__init__()
        d, bias = config.hidden_size, config.attention_bias
        self.head_size = config.head_size
        self.q_proj = nn.Linear(d, d, bias=bias)
        self.k_proj = nn.Linear(d, d, bias=bias)
        self.v_proj = nn.Linear(d, d, bias=bias)
        self.Wo = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)
        self.out_drop = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size)
            for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        key, value = attend.extend(key, value)
        output = attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_drop(self.Wo(output))


class ModernBertDecoderLayer(nn.Block):
    def __init__(self, config: ModernBertDecoderConfig, layer: int):
        super().__init__()
        self.attn_norm = layer_norm(config) if layer else None
        self.attn = ModernBertDecoderAttention(config)
        self.mlp_norm = layer_norm(config)
        self.mlp = ModernBertMLP(config)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        normed = hidden if self.attn_norm is None else self.attn_norm(hidden)
        hidden = hidden + self.attn(normed, rotation, attend)
        return hidden + self.mlp(self.mlp_norm(hidden))


class ModernBertDecoderPreTrainedModel(nn.PreTrainedModel):
    config_class = ModernBertDecoderConfig
    base_model_prefix = "model"
    head_parts = (r"^(lm_head|decoder|head|classifier)\.",)


class ModernBertDecoderModel(Decoder, ModernBertDecoderPreTrainedModel):
    """ModernBERT's decoder without a head."""

    def __init__(self, config: ModernBertDecoderConfig):
        super().__init__(config)
        layers = range(config.num_hidden_layers)
        self.embeddings = ModernBertEmbeddings(config)
        self.layers = nn.ModuleList(ModernBertDecoderLayer(config, layer) for layer in layers)
        self.final_norm = layer_norm(config)
        self.rotary_emb = RotaryByLayer(config)

    def get_input_embeddings(self):
        return self.embeddings.tok_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.tok_embeddings = value

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.embeddings(embeddings), self.rotary_emb(position_ids, embeddings)

    def of_layer(self, shared, layer: int):
        return shared[self.config.layer_types[layer]]

    def window(self, layer: int) -> int | None:
        return self.config.window(layer)

    def finish(self, hidden):
        return self.final_norm(hidden)


class ModernBertDecoderForCausalLM(CausalLM, ModernBertDecoderPreTrainedModel):
    base_class = ModernBertDecoderModel
    output_embeddings = "decoder"
    tied_weights = {"decoder.weight": "model.embeddings.tok_embeddings.weight"}

    def add_head(self, config: ModernBertDecoderConfig) -> None:
        self.lm_head = ModernBertPredictionHead(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size, bias=config.decoder_bias)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.lm_head(hidden))


class ModernBertDecoderForSequenceClassification(
    SequenceClassification, ModernBertDecoderPreTrainedModel
):
    base_class = ModernBertDecoderModel

    def add_head(self, config: ModernBertDecoderConfig) -> None:
        self.head = ModernBertPredictionHead(config)
        d, classes = config.hidden_size, config.num_labels
        self.classifier = nn.Linear(d, classes, bias=config.classifier_bias)
        self.drop = nn.Dropout(config.classifier_dropout)

    def scores(self, hidden):  # [b t d] -> [b t c]
        return self.classifier(self.drop(self.head(hidden)))


HEADS = {
    "base": ModernBertDecoderModel,
    "causal-lm": ModernBertDecoderForCausalLM,
    "sequence-classification": ModernBertDecoderForSequenceClassification,
}
