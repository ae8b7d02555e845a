"""ESM-1b: Rives et al., 2021, PNAS 118; ESM-2: Lin et al., 2023, Science 379.

An encoder of protein sequences that normalises before each part. ESM-1b's positions are learnt
and counted over the tokens that are not padding; ESM-2 rotates queries and keys.

b batch, t tokens, d hidden, f feed-forward, l layers, h heads, s size of a head, v vocabulary,
c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.esm import EsmConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import split_heads
from ..blocks.encoder import Encoder
from ..blocks.position_ids import unpadded_positions
from ..blocks.residual import AttentionResidual, FeedForwardResidual
from ..blocks.rotary import rotate
from ..blocks.text_heads import MaskedLM, SequenceClassification, TokenClassification
from .bert import BertPooler
from .roberta import RobertaClassificationHead

MASKED_IN_TRAINING = 0.15 * 0.8  # the part of tokens that all ESM models saw masked
EOS = 2


def gelu(x):
    """The exact one, whatever the config."""
    return ops.gelu(x, approximate="none")


class EsmEmbeddings(nn.Module):
    def __init__(self, config: EsmConfig):
        super().__init__()
        d, self.pad = config.hidden_size, config.pad_token_id
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=self.pad)
        self.absolute = config.position_embedding_type == "absolute"
        if self.absolute:
            size = config.max_position_embeddings
            self.position_embeddings = nn.Embedding(size, d, padding_idx=self.pad)
        self.layer_norm = None
        if config.emb_layer_norm_before:
            self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.mask_id = config.mask_token_id if config.token_dropout else None

    def forward(self, input_ids, attention_mask, position_ids):  # [b t] -> [b t d]
        embeds = self.word_embeddings(input_ids)
        if self.mask_id is not None:
            embeds = self.dropped(embeds, input_ids == self.mask_id, attention_mask)
        if self.absolute:
            if position_ids is None:
                position_ids = unpadded_positions(input_ids, None, pad=self.pad)
            embeds = embeds + self.position_embeddings(position_ids)
        if self.layer_norm is not None:
            embeds = self.layer_norm(embeds)
        if attention_mask is not None:
            embeds = embeds * ops.unsqueeze(ops.cast(attention_mask, ops.dtype(embeds)), -1)
        return embeds

    def dropped(self, embeds, masked, attention_mask):  # [b t d], [b t] -> [b t d]
        """Zeros for masked tokens; the others scaled up by what is not masked here, down by what
        was not in training."""
        wide = "float64" if ops.dtype(embeds) == "float64" else "float32"
        if attention_mask is None:
            share = ops.mean(ops.cast(masked, wide), 1)  # [b]
        else:
            count = ops.sum(ops.cast(masked, wide), 1)
            share = count / ops.sum(ops.cast(attention_mask, wide), 1)
        scale = (1 - MASKED_IN_TRAINING) / (1 - ops.unsqueeze(ops.unsqueeze(share, 1), 1))
        embeds = ops.where(ops.unsqueeze(masked, -1), 0.0, embeds)
        return ops.cast(ops.cast(embeds, wide) * scale, ops.dtype(embeds))


class Frequencies:
    """The first value of the frequencies of rotation."""

    def __init__(self, theta: float, size: int):
        self.theta, self.size = theta, size

    def __call__(self, generator: Any, shape: tuple[int, ...], std: float) -> np.ndarray:
        return self.theta ** (-np.arange(0, self.size, 2) / self.size)


class EsmRotaryEmbedding(nn.Module):
    """Cosine and sine of each position's angles; files hold the frequencies as they were rounded
    in training."""

    def __init__(self, config: EsmConfig):
        super().__init__()
        size = config.head_size
        self.inv_freq = nn.Buffer((size // 2,), init=Frequencies(config.rope_theta, size))

    def forward(self, position_ids, hidden):  # [b t], [b t d] -> two of [b t 1 s]
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        frequency = ops.cast(ops.asarray(self.inv_freq), wide)
        angle = ops.unsqueeze(ops.cast(position_ids, wide), -1) * frequency
        angle = ops.unsqueeze(ops.cat([angle, angle], -1), 2)
        return tuple(ops.cast(turn(angle), ops.dtype(hidden)) for turn in (ops.cos, ops.sin))


class EsmSelfAttention(nn.Module):
    def __init__(self, config: EsmConfig):
        super().__init__()
        d, self.head_size = config.hidden_size, config.head_size
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size)
            for layer in (self.query, self.key, self.value)
        )
        if rotation is not None:
            query, key = rotate(query, *rotation), rotate(key, *rotation)
        return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)


class EsmAttention(nn.Module):
    def __init__(self, config: EsmConfig):
        super().__init__()
        self.self = EsmSelfAttention(config)
        self.output = AttentionResidual(config)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        return self.output(self.self(self.LayerNorm(hidden), rotation, attend), hidden)


class EsmIntermediate(nn.Module):
    def __init__(self, config: EsmConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)

    def forward(self, hidden):  # [b t d] -> [b t f]
        return gelu(self.dense(hidden))


class EsmLayer(nn.Block):
    def __init__(self, config: EsmConfig):
        super().__init__()
        self.attention = EsmAttention(config)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.intermediate = EsmIntermediate(config)
        self.output = FeedForwardResidual(config)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden = self.attention(hidden, rotation, attend)
        return self.output(self.intermediate(self.LayerNorm(hidden)), hidden)


class EsmEncoder(nn.Module):
    """The layers, and the norm after the last one."""

    def __init__(self, config: EsmConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(EsmLayer(config) for _ in layers)
        self.emb_layer_norm_after = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)


class EsmContactPredictionHead(nn.Module):
    """How probably each two residues touch: a logistic regression on the attention weights
    (Rao et al., 2021, doi:10.1101/2020.12.15.422761)."""

    def __init__(self, config: EsmConfig):
        super().__init__()
        self.regression = nn.Linear(config.num_hidden_layers * config.num_attention_heads, 1)

    def forward(self, tokens, weights):  # [b t], [b l*h t t] -> [b t-2 t-2]
        kept = ops.cast(tokens != EOS, ops.dtype(weights))
        weights = weights * ops.unsqueeze(_pairs(kept), 1)
        weights = weights[:, :, 1:-1, 1:-1]  # without the first and the last token
        weights = weights + ops.transpose(weights, 2, 3)
        rows = ops.sum(weights, 3, keepdim=True)
        columns = ops.sum(weights, 2, keepdim=True)
        corrected = weights - rows * columns / ops.sum(rows, 2, keepdim=True)
        features = ops.permute(corrected, (0, 2, 3, 1))
        return ops.sigmoid(self.regression(features)[..., 0])


def _pairs(x):  # [b t] -> [b t t], the product of each two
    return ops.unsqueeze(x, 1) * ops.unsqueeze(x, 2)


class EsmPreTrainedModel(nn.PreTrainedModel):
    """What all ESM models share."""

    config_class = EsmConfig
    base_model_prefix = "esm"
    # In older files each layer has the frequencies.
    renames = (
        (r"encoder\.layer\.[^.]+\.attention\.self\.rotary_embeddings\.", "rotary_embeddings."),
    )
    ignored_keys = (r"rotary_embeddings\.inv_freq$", r"position_embeddings\.weight$")
    optional_parts = (r"(^|\.)pooler\.", r"(^|\.)contact_head\.")
    computed = (r"rotary_embeddings\.inv_freq$",)
    kept_wide = (r"rotary_embeddings\.inv_freq$",)


class EsmModel(Encoder, EsmPreTrainedModel):
    """ESM without a head.

    Args of `forward`:
        input_ids: [b t]; or inputs_embeds [b t d], which the first layer gets as they are.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t]; by default 0, 1, 2, ... where they rotate, and otherwise counted from
            pad_token_id + 1 over the tokens that are no padding.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d], and on request
        hidden_states (the last one normalised) and attentions.
    """

    def __init__(self, config: EsmConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        rotary = config.position_embedding_type == "rotary"
        self.embeddings = EsmEmbeddings(config)
        self.rotary_embeddings = EsmRotaryEmbedding(config) if rotary else None
        self.encoder = EsmEncoder(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None
        self.contact_head = EsmContactPredictionHead(config)

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

    def causal_mask(self, attention_mask, past, hidden, **options: Any):
        if self.config.is_decoder:
            return attention_masks.causal_mask(attention_mask, None, hidden)
        return super().causal_mask(attention_mask, past, hidden, **options)

    def start(self, embeddings, position_ids, attention_mask, past):
        rotation = self.rotary_embeddings
        return embeddings, None if rotation is None else rotation(position_ids, embeddings)

    def finish(self, hidden):
        return self.encoder.emb_layer_norm_after(hidden)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if inputs_embeds is None:
            inputs_embeds = self.embeddings(input_ids, attention_mask, position_ids)
        output = super().forward(
            None,
            attention_mask,
            position_ids,
            inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pooled = None if self.pooler is None else self.pooler(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def predict_contacts(self, tokens, attention_mask):
        """How probably each two residues touch: [b t-2 t-2], without the first and last token.

        Args:
            tokens: [b t], the input_ids.
            attention_mask: [b t], 1 for tokens and 0 for padding.
        """
        output = self(
            input_ids=tokens,
            attention_mask=attention_mask,
            output_attentions=True,
            return_dict=True,
        )
        weights = ops.cat(list(output.attentions), 1)  # [b l*h t t]
        kept = ops.cast(attention_mask, ops.dtype(weights))
        return self.contact_head(tokens, weights * ops.unsqueeze(_pairs(kept), 1))


class EsmLMHead(nn.Module):
    def __init__(self, config: EsmConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t v]
        hidden = self.layer_norm(gelu(self.dense(hidden)))
        return self.decoder(hidden) + ops.asarray(self.bias)


class EsmForMaskedLM(MaskedLM, EsmPreTrainedModel):
    base_class = EsmModel
    base_options = {"add_pooling_layer": False}
    tied_weights = {"lm_head.decoder.weight": "esm.embeddings.word_embeddings.weight"}
    output_embeddings = "lm_head.decoder"

    def add_head(self, config: EsmConfig) -> None:
        self.lm_head = EsmLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)

    def predict_contacts(self, tokens, attention_mask):
        """As EsmModel's."""
        return self.esm.predict_contacts(tokens, attention_mask)


class EsmForSequenceClassification(SequenceClassification, EsmPreTrainedModel):
    base_class = EsmModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: EsmConfig) -> None:
        self.classifier = RobertaClassificationHead(config, dropout=config.hidden_dropout_prob)

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class EsmForTokenClassification(TokenClassification, EsmPreTrainedModel):
    base_class = EsmModel
    base_options = {"add_pooling_layer": False}


HEADS = {
    "base": EsmModel,
    "masked-lm": EsmForMaskedLM,
    "sequence-classification": EsmForSequenceClassification,
    "token-classification": EsmForTokenClassification,
}
