"""RoFormer: Su et al., 2021, arXiv:2104.09864.

BERT with rotated queries and keys instead of positions. With `is_decoder` its attention is
causal, it keeps a cache and may attend to another encoder.

b batch, t tokens, k keys, h heads, s size of a head, d hidden, e embedding, f feed-forward,
v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs import PreTrainedConfig
from auto_core.configs.roformer import RoFormerConfig

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.chunking import in_chunks
from ..blocks.rotary import rotate_pairs
from ..blocks.text_heads import DECODER_INPUTS, CausalLM, MaskedLM
from ..blocks.variation import variation
from . import electra
from .bert import (
    BertAttention,
    BertEncoder,
    BertLayer,
    BertLMPredictionHead,
    BertOnlyMLMHead,
    BertSelfAttention,
    BertStack,
)


class RoFormerEmbeddings(nn.Module):
    """Embeddings of tokens and segments."""

    def __init__(self, config: RoFormerConfig):
        super().__init__()
        e = config.embedding_size
        self.word_embeddings = nn.Embedding(config.vocab_size, e, padding_idx=config.pad_token_id)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, e)
        self.LayerNorm = nn.LayerNorm(e, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, token_type_ids, inputs_embeds):  # -> [b t e]
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=embeds, dtype="int64")
        return self.dropout(self.LayerNorm(embeds + self.token_type_embeddings(token_type_ids)))


def sinusoids(generator: Any, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Sines of each position's angles, then cosines: what files hold too."""
    positions, size = shape
    angle = np.outer(np.arange(positions), 10000.0 ** (-np.arange(0, size, 2) / size))
    return np.concatenate([np.sin(angle), np.cos(angle)], 1)


class RoFormerSinusoidalPositionalEmbedding(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        shape = (config.max_position_embeddings, config.hidden_size // config.num_attention_heads)
        self.size = shape[1]
        self.weight = nn.Buffer(shape, init=sinusoids)

    def forward(self, hidden, start):
        """[b t d] -> cosines and sines [1 t 1 s] of tokens, the first at the position `start`."""
        position = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64") + start
        table = ops.cast(ops.take(ops.asarray(self.weight), position, 0), ops.dtype(hidden))
        sin, cos = ops.split(table, [self.size // 2, self.size // 2], -1)
        return tuple(
            ops.unsqueeze(ops.unsqueeze(ops.cat([half, half], -1), 0), 2) for half in (cos, sin)
        )


class RoFormerSelfAttention(BertSelfAttention):
    def __init__(self, config: PreTrainedConfig, *, relative: bool, source: int | None = None):
        super().__init__(config, relative=relative, source=source)
        self.rotates_values = config.rotary_value

    def forward(self, hidden, attend, source=None, rotation=None):
        """[b t d], [b k d], two of [1 t 1 s] -> [b t d]; another sequence has no rotation."""
        query = split_heads(self.query(hidden), self.head_size)
        if rotation is None:
            key, value = attend.project(self.project, source)
        else:
            key, value = self.project(hidden)
            query, key = rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)
            value = rotate_pairs(value, *rotation) if self.rotates_values else value
            key, value = attend.extend(key, value)
        return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)


class RoFormerAttention(BertAttention):
    self_class = RoFormerSelfAttention

    def forward(self, hidden, attend, source=None, rotation=None):
        return self.output(self.self(hidden, attend, source, rotation), hidden)


class RoFormerLayer(BertLayer):
    attention_class = RoFormerAttention

    def forward(
        self, hidden, attend, encoder_hidden_states=None, cross_attend=None, cos=None, sin=None
    ):
        hidden = self.attention(hidden, attend, None, (cos, sin))
        if encoder_hidden_states is not None:
            hidden = self.crossattention(hidden, cross_attend, encoder_hidden_states)
        return in_chunks(self.feed_forward, hidden, self.chunk_size)


class RoFormerEncoder(BertEncoder):
    layer_class = RoFormerLayer

    def __init__(self, config: PreTrainedConfig):
        super().__init__(config)
        self.embed_positions = RoFormerSinusoidalPositionalEmbedding(config)

    def start(self, hidden, past):
        return hidden, self.embed_positions(hidden, kv_cache.filled(past))


class RoFormerPreTrainedModel(electra.ElectraPreTrainedModel):
    """What all RoFormer models share."""

    config_class = RoFormerConfig
    base_model_prefix = "roformer"
    computed = (r"encoder\.embed_positions\.weight$",)
    embeddings_class, encoder_class = RoFormerEmbeddings, RoFormerEncoder


class RoFormerModel(BertStack, RoFormerPreTrainedModel):
    """RoFormer without a head; called like BertModel, without position_ids."""

    def __init__(self, config: RoFormerConfig):
        super().__init__(config)
        e, d = config.embedding_size, config.hidden_size
        self.embeddings = self.embeddings_class(config)
        self.embeddings_project = None if e == d else nn.Linear(e, d)
        self.encoder = self.encoder_class(config)
        self.pooler = None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        embeds = self.embeddings(input_ids, token_type_ids, inputs_embeds)
        return embeds if self.embeddings_project is None else self.embeddings_project(embeds)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return super().forward(
            input_ids,
            attention_mask,
            token_type_ids,
            None,
            inputs_embeds,
            encoder_hidden_states,
            encoder_attention_mask,
            past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class RoFormerPredictionHeadTransform(nn.Module):
    def __init__(self, config: RoFormerConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.embedding_size)
        self.activation = activation(config.hidden_act)
        self.LayerNorm = nn.LayerNorm(config.embedding_size, eps=config.layer_norm_eps)

    def forward(self, hidden):  # [b t d] -> [b t e]
        return self.LayerNorm(self.activation(self.dense(hidden)))


class RoFormerLMPredictionHead(BertLMPredictionHead):
    transform_class = RoFormerPredictionHeadTransform

    def __init__(self, config: RoFormerConfig):
        super().__init__(config)
        self.decoder = nn.Linear(config.embedding_size, config.vocab_size)


class RoFormerOnlyMLMHead(BertOnlyMLMHead):
    predictions_class = RoFormerLMPredictionHead


class RoFormerTokenScores:  # what the two heads share that score tokens
    base_class = RoFormerModel
    tied_weights = {
        "cls.predictions.decoder.weight": "roformer.embeddings.word_embeddings.weight",
        "cls.predictions.decoder.bias": "cls.predictions.bias",
    }
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: RoFormerConfig) -> None:
        self.cls = RoFormerOnlyMLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.cls(hidden)


class RoFormerForMaskedLM(RoFormerTokenScores, MaskedLM, RoFormerPreTrainedModel):
    excluded_inputs = DECODER_INPUTS


class RoFormerForCausalLM(RoFormerTokenScores, CausalLM, RoFormerPreTrainedModel):
    pass


class RoFormerClassificationHead(nn.Module):
    def __init__(self, config: RoFormerConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.out_proj = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, hidden):  # [b t d] -> [b c], from the first token
        first = self.activation(self.dense(self.dropout(hidden[:, 0])))
        return self.out_proj(self.dropout(first))


class RoFormerForSequenceClassification(
    electra.ElectraForSequenceClassification, RoFormerPreTrainedModel
):
    base_class = RoFormerModel

    def add_head(self, config: RoFormerConfig) -> None:
        self.classifier = RoFormerClassificationHead(config)


HEADS = variation(
    __name__,
    "RoFormer",
    electra,
    RoFormerConfig,
    without=["pretraining"],
)
