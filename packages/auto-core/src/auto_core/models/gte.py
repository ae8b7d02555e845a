"""GTE: Zhang et al., 2024, arXiv:2407.19669.

BERT's encoder that normalises after each residual sum, with rotated queries and keys instead of
positions, and gated feed-forward parts.

b batch, t tokens, d hidden, f feed-forward, h heads, s size of a head, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.gte import GteConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.encoder import Encoder
from ..blocks.rotary import RotaryEmbedding, rotate
from ..blocks.text_heads import MaskedLM, SequenceClassification, TokenClassification
from .bert import BertPooler


class GteEmbeddings(nn.Module):
    """Embeddings of tokens and, where there are some, token types."""

    def __init__(self, config: GteConfig):
        super().__init__()
        d, types = config.hidden_size, config.type_vocab_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.token_type_embeddings = nn.Embedding(types, d) if types else None
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, token_type_ids, inputs_embeds):  # -> [b t d]
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if self.token_type_embeddings is not None:
            if token_type_ids is None:
                token_type_ids = ops.zeros((1, 1), like=embeds, dtype="int64")
            embeds = embeds + self.token_type_embeddings(token_type_ids)
        return self.dropout(self.LayerNorm(embeds))


class GteAttention(nn.Module):
    def __init__(self, config: GteConfig):
        super().__init__()
        d, self.heads, self.head_size = (
            config.hidden_size,
            config.num_attention_heads,
            config.rotary_size,
        )
        self.qkv_proj = nn.Linear(d, 3 * d)
        self.o_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        batch, tokens, _ = ops.shape(hidden)
        shape = (batch, tokens, 3, self.heads, self.head_size)
        projected = ops.reshape(self.qkv_proj(hidden), shape)
        query, key, value = (projected[:, :, i] for i in range(3))  # [b t h s]
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class GteMLP(nn.Module):
    def __init__(self, config: GteConfig):
        super().__init__()
        d, self.size = config.hidden_size, config.intermediate_size
        self.up_gate_proj = nn.Linear(d, 2 * self.size, bias=False)
        self.down_proj = nn.Linear(self.size, d)
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden):  # [b t d] -> [b t d]
        up, gate = ops.split(self.up_gate_proj(hidden), [self.size, self.size], -1)
        return self.down_proj(self.dropout(self.activation(gate) * up))


class GteLayer(nn.Block):
    def __init__(self, config: GteConfig):
        super().__init__()
        self.attention = GteAttention(config)
        self.attn_ln = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.mlp = GteMLP(config)
        self.mlp_ln = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        attended = self.attention(hidden, rotation, attend)
        hidden = self.attn_ln(hidden + self.dropout(attended))
        return self.mlp_ln(hidden + self.dropout(self.mlp(hidden)))


class GteEncoder(nn.Module):
    """The layers."""

    def __init__(self, config: GteConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(GteLayer(config) for _ in layers)


class GtePreTrainedModel(nn.PreTrainedModel):
    """What all GTE models share."""

    config_class = GteConfig
    base_model_prefix = "gte"
    renames = ((r"^new\.", "gte."),)  # as the authors' own code calls it
    optional_parts = (r"(^|\.)pooler\.",)
    # The parts that variations of this family replace.
    embeddings_class, encoder_class, pooler_class = GteEmbeddings, GteEncoder, BertPooler


class GteModel(Encoder, GtePreTrainedModel):
    """GTE without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] of a model with
        a pooler, and on request hidden states and attentions.
    """

    def __init__(self, config: GteConfig, add_pooling_layer: bool = False):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.rotation = RotaryEmbedding(config)
        self.encoder = self.encoder_class(config)
        self.pooler = self.pooler_class(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    @property
    def layers(self):
        """The layers of the encoder."""
        return self.encoder.layer

    def window(self, layer: int) -> int | None:
        return None

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotation(position_ids, embeddings)

    def finish(self, hidden):
        return hidden

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        output = super().forward(
            None,
            attention_mask,
            position_ids,
            self.embeddings(input_ids, token_type_ids, inputs_embeds),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pooled = None if self.pooler is None else self.pooler(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


class GteLMHead(nn.Module):
    def __init__(self, config: GteConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)

    def forward(self, hidden):  # [b t d] -> [b t v]; gelu, whatever the config's hidden_act
        return self.decoder(self.norm(ops.gelu(self.dense(hidden), approximate="none")))


class GteForMaskedLM(MaskedLM, GtePreTrainedModel):
    base_class = GteModel
    tied_weights = {"lm_head.decoder.weight": "gte.embeddings.word_embeddings.weight"}
    output_embeddings = "lm_head.decoder"

    def add_head(self, config: GteConfig) -> None:
        self.lm_head = GteLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)


class GteForSequenceClassification(SequenceClassification, GtePreTrainedModel):
    base_class = GteModel
    base_options: Any = {"add_pooling_layer": True}


class GteForTokenClassification(TokenClassification, GtePreTrainedModel):
    base_class = GteModel


PREFIX = "Gte"
HEADS = {
    "base": GteModel,
    "masked-lm": GteForMaskedLM,
    "sequence-classification": GteForSequenceClassification,
    "token-classification": GteForTokenClassification,
}
