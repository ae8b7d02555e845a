"""CANINE: Clark et al., 2021, arXiv:2103.06874.

An encoder of characters without a vocabulary. Each character is embedded by several hashes of its
codepoint; a shallow layer with local attention and a strided convolution make few molecules of
many characters; a deep BERT reads those; a last shallow layer has characters again.

b batch, t characters, m molecules, r characters of a molecule, n blocks, c characters of a block,
h heads, s size of a head, d hidden.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.canine import CanineConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, run_layers, split_heads
from ..blocks.attention_masks import boolean_mask
from ..blocks.chunking import in_chunks
from ..blocks.local_attention import blocks
from ..blocks.masked_scores import masked_scores
from ..blocks.text_heads import (
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import BertIntermediate, BertOutput, BertPooler, BertSelfOutput

# One for each hash function.
PRIMES = (31, 43, 59, 61, 73, 97, 103, 113, 137, 149, 157, 173, 181, 193, 211, 223)


class CanineEmbeddings(nn.Module):
    """Of a character: the shares of its hashes, side by side, its position and its segment."""

    def __init__(self, config: CanineConfig):
        super().__init__()
        d, self.buckets = config.hidden_size, config.num_hash_buckets
        self.hashes = [
            (f"HashBucketCodepointEmbedder_{index}", prime)
            for index, prime in enumerate(PRIMES[: config.num_hash_functions])
        ]
        for name, _ in self.hashes:
            setattr(self, name, nn.Embedding(self.buckets, d // config.num_hash_functions))
        self.char_position_embeddings = nn.Embedding(self.buckets, d)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def hashed(self, input_ids):  # [b t] -> [b t d]
        shares = [
            getattr(self, name)((input_ids + 1) * prime % self.buckets)
            for name, prime in self.hashes
        ]
        return ops.cat(shares, 2)

    def forward(self, input_ids, token_type_ids, position_ids, inputs_embeds):
        hidden = self.hashed(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            length = ops.shape(hidden)[1]
            if isinstance(length, int) and length > self.buckets:
                raise InputError(
                    f"The text has {length} characters, and the table of positions "
                    f"num_hash_buckets={self.buckets} of them: truncate it (max_length=)."
                )
            positions = ops.arange(0, length, like=hidden, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0)
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        hidden = hidden + self.token_type_embeddings(token_type_ids)
        hidden = hidden + self.char_position_embeddings(position_ids)
        return self.dropout(self.LayerNorm(hidden))  # [b t d]


class CanineSelfAttention(nn.Module):
    """Attention of all to all or, with a `size`, within blocks of so many characters."""

    def __init__(self, config: CanineConfig, size: int | None):
        super().__init__()
        d = config.hidden_size
        self.head_size, self.size = d // config.num_attention_heads, size
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size)
            for layer in (self.query, self.key, self.value)
        )
        if self.size is None:
            return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)
        return self.local(query, key, value, attend)

    def local(self, query, key, value, attend):  # three of [b t h s] -> [b t d]
        batch, tokens, heads, width = ops.shape(query)
        query, key, value = (blocks(x, self.size) for x in (query, key, value))  # [b n c h s]
        scores = ops.einsum("bnqhs,bnkhs->bnhqk", query, key) * self.head_size**-0.5
        # A character whose block is all padding attends evenly to what the text has of that block:
        # the convolutions read it.
        inside = ops.ones((1, tokens), like=query, dtype="int64")
        if attend.mask is not None:
            attended = blocks(ops.cast(attend.mask[:, 0, 0], "int64"), self.size) != 0
            scores = masked_scores(scores, ops.unsqueeze(ops.unsqueeze(attended, 2), 2))
        inside = ops.unsqueeze(ops.unsqueeze(blocks(inside, self.size) != 0, 2), 2)
        weights = ops.softmax(ops.where(inside, scores, -math.inf), -1)  # [b n h c c]
        if attend.recorder.wants_attentions:  # upstream records those of the first block
            first = weights[:, 0]
            if isinstance(tokens, int):
                first = first[:, :, :tokens, :tokens]
            attend.record(first)
        context = ops.einsum("bnhqk,bnkhs->bnqhs", self.dropout(weights), value)
        return ops.reshape(context, (batch, -1, heads * width))[:, :tokens]


class CanineAttention(nn.Module):
    def __init__(self, config: CanineConfig, size: int | None):
        super().__init__()
        self.self = CanineSelfAttention(config, size)
        self.output = BertSelfOutput(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.output(self.self(hidden, attend), hidden)


class CanineLayer(nn.Block):
    def __init__(self, config: CanineConfig, size: int | None):
        super().__init__()
        self.attention = CanineAttention(config, size)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return in_chunks(self.feed_forward, self.attention(hidden, attend), self.chunk_size)

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        return self.output(self.intermediate(hidden), hidden)


class CanineEncoder(nn.Module):
    """So many layers, of local attention where a `size` of its blocks is given."""

    def __init__(self, config: CanineConfig, layers: int, size: int | None = None):
        super().__init__()
        self.layer = nn.ModuleList(CanineLayer(config, size) for _ in range(layers))

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return run_layers(self.layer, hidden, attend)


class CharactersToMolecules(nn.Module):
    """The first character, and all others of r characters each but the last."""

    def __init__(self, config: CanineConfig):
        super().__init__()
        d, rate = config.hidden_size, config.downsampling_rate
        self.conv = nn.Conv1d(d, d, rate, stride=rate)
        self.activation = activation(config.hidden_act)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)

    def forward(self, hidden):  # [b t d] -> [b m d]
        molecules = self.activation(self.conv(hidden))
        return self.LayerNorm(ops.cat([hidden[:, :1], molecules[:, :-1]], 1))


class ConvProjection(nn.Module):
    """A convolution over characters and their molecules, as wide as before."""

    def __init__(self, config: CanineConfig):
        super().__init__()
        d, width = config.hidden_size, config.upsampling_kernel_size
        self.widths = ((width - 1) // 2, width - 1 - (width - 1) // 2)
        self.conv = nn.Conv1d(2 * d, d, width)
        self.activation = activation(config.hidden_act)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden):  # [b t 2d] -> [b t d]
        hidden = self.conv(ops.pad(hidden, [(0, 0), self.widths, (0, 0)], value=0.0))
        return self.dropout(self.LayerNorm(self.activation(hidden)))


class CaninePreTrainedModel(nn.PreTrainedModel):
    """What all CANINE models share."""

    config_class = CanineConfig
    base_model_prefix = "canine"
    ignored_keys = (r"char_embeddings\.position_ids$",)  # 0, 1, 2, ... in older files
    optional_parts = (r"(^|\.)pooler\.",)


class CanineModel(CaninePreTrainedModel):
    """CANINE without a head.

    Args of `forward`:
        input_ids: [b t], codepoints, not fewer than config.downsampling_rate; or inputs_embeds
            [b t d].
        attention_mask: [b t], 1 for characters and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] of the first
        molecule, and on request hidden_states and attentions of the first, the deep and the last
        encoder, of characters or of molecules; of the first, the weights of its first block.
    """

    def __init__(self, config: CanineConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.rate = config.downsampling_rate
        self.char_embeddings = CanineEmbeddings(config)
        self.initial_char_encoder = CanineEncoder(config, 1, config.local_transformer_stride)
        self.chars_to_molecules = CharactersToMolecules(config)
        self.encoder = CanineEncoder(config, config.num_hidden_layers)
        self.projection = ConvProjection(config)
        self.final_char_encoder = CanineEncoder(config, 1)
        self.pooler = BertPooler(config) if add_pooling_layer else None

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
        hidden = self.char_embeddings(input_ids, token_type_ids, position_ids, inputs_embeds)
        self.check(hidden, attention_mask)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        attend = Attention(recorder, boolean_mask(attention_mask))
        characters = self.initial_char_encoder(hidden, attend)
        molecules = self.chars_to_molecules(characters)
        molecule_mask = boolean_mask(self.pooled_mask(attention_mask, molecules))
        molecules = self.encoder(molecules, Attention(recorder, molecule_mask))
        both = ops.cat([characters, self.repeated(molecules, characters)], 2)
        hidden = self.final_char_encoder(self.projection(both), attend)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(molecules),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def check(self, hidden, attention_mask) -> None:
        """Refuse texts of less than one molecule, and masks that are not of characters."""
        tokens = ops.shape(hidden)[1]
        if isinstance(tokens, int) and tokens < self.rate:
            raise InputError(
                f"This text has {tokens} characters, padding included; expected at least "
                f"downsampling_rate={self.rate}: pad it."
            )
        if attention_mask is not None and len(ops.shape(attention_mask)) != 2:
            rank = len(ops.shape(attention_mask))
            raise InputError(f"attention_mask has {rank} axes, expected [b t], of characters.")

    def pooled_mask(self, attention_mask, molecules):  # [b t] -> [b m]
        """1 where any character of a molecule is no padding."""
        if attention_mask is None:
            return None
        count = ops.shape(molecules)[1]
        mask = ops.cast(attention_mask, "int64")[:, : count * self.rate]
        return ops.amax(ops.reshape(mask, (-1, count, self.rate)), 2)

    def repeated(self, molecules, characters):  # [b m d], [b t d] -> [b t d]
        """The molecule after each character's: the first one is not of characters."""
        last = ops.shape(molecules)[1] - 1
        position = ops.arange(0, ops.shape(characters)[1], like=characters, dtype="int64")
        index = position // self.rate + 1
        index = ops.where(index < last, index, ops.zeros((1,), like=index) + last)
        return ops.take(molecules, index, 1)


class CanineForSequenceClassification(SequenceClassification, CaninePreTrainedModel):
    base_class = CanineModel


class CanineForMultipleChoice(MultipleChoice, CaninePreTrainedModel):
    base_class = CanineModel


class CanineForTokenClassification(TokenClassification, CaninePreTrainedModel):
    base_class = CanineModel


class CanineForQuestionAnswering(QuestionAnswering, CaninePreTrainedModel):
    base_class = CanineModel


HEADS: dict[str, Any] = {
    "base": CanineModel,
    "sequence-classification": CanineForSequenceClassification,
    "multiple-choice": CanineForMultipleChoice,
    "token-classification": CanineForTokenClassification,
    "question-answering": CanineForQuestionAnswering,
}
