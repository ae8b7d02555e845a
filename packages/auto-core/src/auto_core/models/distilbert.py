"""DistilBERT: Sanh et al., 2019, arXiv:1910.01108.

A BERT of half the layers, without segments and pooler, trained to follow a larger one.

b batch, t tokens, h heads, s size of a head, d hidden, f feed-forward, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs.distilbert import DistilBertConfig
from auto_core.errors import InputError
from auto_core.initializers import interleaved_sinusoids
from auto_core.outputs import BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.chunking import in_chunks
from ..blocks.text_heads import (
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)

NORM_EPS = 1e-12


class SinusoidalPositions(nn.Module):
    """A table of positions that starts as sines and cosines. Checkpoint: weight [n d]."""

    def __init__(self, config: DistilBertConfig):
        super().__init__()
        shape = (config.max_position_embeddings, config.dim)
        self.weight = nn.Parameter(shape, init=interleaved_sinusoids)

    def forward(self, position_ids):  # [... t] -> [... t d]
        return ops.take(ops.asarray(self.weight), position_ids, 0)


class Embeddings(nn.Module):
    def __init__(self, config: DistilBertConfig):
        super().__init__()
        d = config.dim
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = (
            SinusoidalPositions(config)
            if config.sinusoidal_pos_embds
            else nn.Embedding(config.max_position_embeddings, d)
        )
        self.LayerNorm = nn.LayerNorm(d, eps=NORM_EPS)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, input_ids, position_ids, inputs_embeds):
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            positions = ops.arange(0, ops.shape(embeds)[1], like=embeds, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0)
        return self.dropout(self.LayerNorm(embeds + self.position_embeddings(position_ids)))


class DistilBertSelfAttention(nn.Module):
    def __init__(self, config: DistilBertConfig):
        super().__init__()
        d = config.dim
        self.head_size = d // config.n_heads
        self.q_lin = nn.Linear(d, d)
        self.k_lin = nn.Linear(d, d)
        self.v_lin = nn.Linear(d, d)
        self.out_lin = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        projected = self.q_lin(hidden), self.k_lin(hidden), self.v_lin(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_lin(attend(query, key, value, **options))


class FFN(nn.Module):
    def __init__(self, config: DistilBertConfig):
        super().__init__()
        self.lin1 = nn.Linear(config.dim, config.hidden_dim)
        self.lin2 = nn.Linear(config.hidden_dim, config.dim)
        self.activation = activation(config.activation)
        self.dropout = nn.Dropout(config.dropout)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden):  # [b t d] -> [b t d]
        return in_chunks(self.feed_forward, hidden, self.chunk_size)

    def feed_forward(self, hidden):
        return self.dropout(self.lin2(self.activation(self.lin1(hidden))))


class TransformerBlock(nn.Block):
    attention_class = DistilBertSelfAttention

    def __init__(self, config: DistilBertConfig):
        super().__init__()
        self.attention = self.attention_class(config)
        self.sa_layer_norm = nn.LayerNorm(config.dim, eps=NORM_EPS)
        self.ffn = FFN(config)
        self.output_layer_norm = nn.LayerNorm(config.dim, eps=NORM_EPS)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = self.sa_layer_norm(self.attention(hidden, attend) + hidden)
        return self.output_layer_norm(self.ffn(hidden) + hidden)


class Transformer(nn.Module):
    layer_class = TransformerBlock

    def __init__(self, config: DistilBertConfig):
        super().__init__()
        self.layer = nn.ModuleList(self.layer_class(config) for _ in range(config.n_layers))

    def forward(
        self, hidden, attention_mask, *, output_attentions: bool, output_hidden_states: bool
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_mask)
        recorder.add_hidden_state(hidden)
        for layer in self.layer:
            hidden = layer(hidden, attend)
            recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class DistilBertPreTrainedModel(nn.PreTrainedModel):
    """What all DistilBERT models share."""

    config_class = DistilBertConfig
    base_model_prefix = "distilbert"
    splits_attention = True
    input_order = (
        "input_ids",
        "attention_mask",
        "inputs_embeds",
        "labels",
        "start_positions",
        "end_positions",
        "position_ids",
    )
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = Embeddings, Transformer

    @property
    def computed(self):
        """A table of sine waves, which Flax's files do not hold."""
        return (r"position_embeddings\.weight$",) if self.config.sinusoidal_pos_embds else ()


class DistilBertModel(DistilBertPreTrainedModel):
    """DistilBERT without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t], 0, 1, 2, ... by default.
    """

    def __init__(self, config: DistilBertConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.transformer = self.encoder_class(config)

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        return self.transformer(
            self.embeddings(input_ids, position_ids, inputs_embeds),
            attention_masks.boolean_mask(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


TIED_DECODER = {"vocab_projector.weight": "distilbert.embeddings.word_embeddings.weight"}


class DistilBertForMaskedLM(MaskedLM, DistilBertPreTrainedModel):
    base_class = DistilBertModel
    tied_weights = TIED_DECODER
    output_embeddings = "vocab_projector"

    def add_head(self, config: DistilBertConfig) -> None:
        self.activation = activation(config.activation)
        self.vocab_transform = nn.Linear(config.dim, config.dim)
        self.vocab_layer_norm = nn.LayerNorm(config.dim, eps=NORM_EPS)
        self.vocab_projector = nn.Linear(config.dim, config.vocab_size)

    def logits(self, hidden):
        hidden = self.vocab_layer_norm(self.activation(self.vocab_transform(hidden)))
        return self.vocab_projector(hidden)


class DistilBertTextScores:  # what the two heads share that classify texts
    base_class = DistilBertModel

    def add_layers(self, config: DistilBertConfig, classes: int) -> None:
        self.pre_classifier = nn.Linear(config.dim, config.dim)
        self.classifier = nn.Linear(config.dim, classes)
        self.dropout = nn.Dropout(config.seq_classif_dropout)

    def score(self, output):  # -> [b c], from the first token
        first = ops.relu(self.pre_classifier(output.last_hidden_state[:, 0]))
        return self.classifier(self.dropout(first))


class DistilBertForSequenceClassification(
    DistilBertTextScores, SequenceClassification, DistilBertPreTrainedModel
):
    def add_head(self, config: DistilBertConfig) -> None:
        self.add_layers(config, config.num_labels)


class DistilBertForMultipleChoice(DistilBertTextScores, MultipleChoice, DistilBertPreTrainedModel):
    def add_head(self, config: DistilBertConfig) -> None:
        self.add_layers(config, 1)


class DistilBertForTokenClassification(TokenClassification, DistilBertPreTrainedModel):
    base_class = DistilBertModel

    def add_head(self, config: DistilBertConfig) -> None:
        self.dropout = nn.Dropout(config.dropout)
        self.classifier = nn.Linear(config.dim, config.num_labels)


class DistilBertForQuestionAnswering(QuestionAnswering, DistilBertPreTrainedModel):
    base_class = DistilBertModel

    def add_head(self, config: DistilBertConfig) -> None:
        self.qa_outputs = nn.Linear(config.dim, 2)
        self.dropout = nn.Dropout(config.qa_dropout)

    def score(self, output):
        return self.qa_outputs(self.dropout(output.last_hidden_state))


PREFIX = "DistilBert"
HEADS = {
    "base": DistilBertModel,
    "text-encoding": DistilBertModel,
    "pretraining": DistilBertForMaskedLM,
    "masked-lm": DistilBertForMaskedLM,
    "sequence-classification": DistilBertForSequenceClassification,
    "multiple-choice": DistilBertForMultipleChoice,
    "token-classification": DistilBertForTokenClassification,
    "question-answering": DistilBertForQuestionAnswering,
}
