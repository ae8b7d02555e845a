"""FNet: Lee-Thorp et al., 2021, arXiv:2105.03824.

BERT's network with Fourier transforms in the place of attention: the real part of the transform
over features and then over tokens. There is no attention mask: padding is transformed too.

b batch, t tokens, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.fnet import FNetConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling, BertForPreTrainingOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.chunking import in_chunks
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import token_loss
from ..blocks.text_heads import (
    MaskedLM,
    MultipleChoice,
    NextSentencePrediction,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import (
    BertIntermediate,
    BertOnlyMLMHead,
    BertOnlyNSPHead,
    BertOutput,
    BertPooler,
    BertPreTrainingHeads,
)


def fourier(hidden):
    """The real part of the transform of [b t d] over features and tokens, [b t d], by matrices of
    cosines and sines: for texts of some hundred tokens as fast as a fast transform."""
    _, tokens, size = ops.shape(hidden)
    cosines, sines = waves(tokens, hidden), waves(size, hidden)
    even, odd = (ops.matmul(hidden, wave) for wave in sines)
    first, second = cosines
    return ops.einsum("nt,btd->bnd", first, even) - ops.einsum("nt,btd->bnd", second, odd)


def waves(size, like):
    """Cosines and sines [n n] of the frequencies of a transform of n numbers."""
    index = ops.arange(0, size, like=like, dtype="int64")
    turns = (ops.unsqueeze(index, 0) * ops.unsqueeze(index, 1)) % size  # exact, unlike the angle
    dtype = ops.dtype(like)
    exact = "float64" if dtype == "float64" else "float32"
    angle = ops.cast(turns, exact) * (2 * math.pi) / ops.cast(turns * 0 + size, exact)
    return ops.cast(ops.cos(angle), dtype), ops.cast(ops.sin(angle), dtype)


class FNetEmbeddings(nn.Module):
    def __init__(self, config: FNetConfig):
        super().__init__()
        d = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.projection = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, token_type_ids, position_ids, inputs_embeds):
        hidden = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            positions = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0)
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        hidden = hidden + self.token_type_embeddings(token_type_ids)
        hidden = hidden + self.position_embeddings(position_ids)
        return self.dropout(self.projection(self.LayerNorm(hidden)))  # [b t d]


class FNetBasicOutput(nn.Module):
    def __init__(self, config: FNetConfig):
        super().__init__()
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, output, hidden):
        return self.LayerNorm(hidden + output)


class FNetFourierTransform(nn.Module):
    def __init__(self, config: FNetConfig):
        super().__init__()
        self.output = FNetBasicOutput(config)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.output(fourier(hidden), hidden)


class FNetLayer(nn.Block):
    def __init__(self, config: FNetConfig):
        super().__init__()
        self.fourier = FNetFourierTransform(config)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden):  # [b t d] -> [b t d]
        return in_chunks(self.feed_forward, self.fourier(hidden), self.chunk_size)

    def feed_forward(self, hidden):
        return self.output(self.intermediate(hidden), hidden)


class FNetEncoder(nn.Module):
    def __init__(self, config: FNetConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(FNetLayer(config) for _ in layers)

    def forward(self, hidden, recorder: Recorder):  # [b t d] -> [b t d]
        recorder.add_hidden_state(hidden)
        for layer in self.layer:
            hidden = layer(hidden)
            recorder.add_hidden_state(hidden)
        return hidden


class FNetPreTrainedModel(nn.PreTrainedModel):
    """What all FNet models share."""

    config_class = FNetConfig
    base_model_prefix = "fnet"
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = FNetEmbeddings, FNetEncoder
    ignored_keys = (r"embeddings\.(position|token_type)_ids$", r"\.dft_mat_(hidden|seq)$")
    optional_parts = (r"(^|\.)pooler\.",)
    unread_inputs = ("attention_mask",)  # of tokenizers that make one all the same


class FNetModel(FNetPreTrainedModel):
    """FNet without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.
    """

    def __init__(self, config: FNetConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        recorder = Recorder(hidden_states=output_hidden_states)
        hidden = self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds)
        hidden = self.encoder(hidden, recorder)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
        )


TIED_DECODER = {
    "cls.predictions.decoder.weight": "fnet.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias",
}


class FNetForPreTraining(OutputEmbeddings, Head, FNetPreTrainedModel):
    """The masked tokens and the next sentence: labels [b t], -100 for tokens that do not count,
    and next_sentence_label [b], 0 if the second sentence follows the first."""

    base_class = FNetModel
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: FNetConfig) -> None:
        self.cls = BertPreTrainingHeads(config)

    def forward(self, labels=None, next_sentence_label=None, **inputs: Any):
        output = self.encode(**inputs)
        tokens, follows = self.cls(output.last_hidden_state, output.pooler_output)
        loss = None
        if labels is not None and next_sentence_label is not None:
            loss = token_loss(tokens, labels) + token_loss(follows, next_sentence_label)
        return BertForPreTrainingOutput.of(
            output, loss=loss, prediction_logits=tokens, seq_relationship_logits=follows
        )


class FNetForMaskedLM(MaskedLM, FNetPreTrainedModel):
    base_class = FNetModel
    base_options = {"add_pooling_layer": False}
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: FNetConfig) -> None:
        self.cls = BertOnlyMLMHead(config)

    def logits(self, hidden):
        return self.cls(hidden)


class FNetForNextSentencePrediction(NextSentencePrediction, FNetPreTrainedModel):
    base_class = FNetModel

    def add_head(self, config: FNetConfig) -> None:
        self.cls = BertOnlyNSPHead(config)

    def score(self, output):
        return self.cls(output.pooler_output)


class FNetForSequenceClassification(SequenceClassification, FNetPreTrainedModel):
    base_class = FNetModel


class FNetForMultipleChoice(MultipleChoice, FNetPreTrainedModel):
    base_class = FNetModel


class FNetForTokenClassification(TokenClassification, FNetPreTrainedModel):
    base_class = FNetModel
    base_options = {"add_pooling_layer": False}


class FNetForQuestionAnswering(QuestionAnswering, FNetPreTrainedModel):
    base_class = FNetModel
    base_options = {"add_pooling_layer": False}


PREFIX = "FNet"
HEADS = {
    "base": FNetModel,
    "pretraining": FNetForPreTraining,
    "masked-lm": FNetForMaskedLM,
    "next-sentence-prediction": FNetForNextSentencePrediction,
    "sequence-classification": FNetForSequenceClassification,
    "multiple-choice": FNetForMultipleChoice,
    "token-classification": FNetForTokenClassification,
    "question-answering": FNetForQuestionAnswering,
}
