"""MPNet: Song et al., 2020, arXiv:2004.09297.

BERT's blocks and RoBERTa's heads with two kinds of positions: absolute ones in the embeddings,
counted over the tokens that are not padding, and T5's relative bias of the attention scores, which
all layers share.

b batch, t tokens, h heads, s size of a head, d hidden, c classes.
"""

from __future__ import annotations

from auto_core.configs.mpnet import MPNetConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput, BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention, split_heads
from ..blocks.position_ids import unpadded_positions
from ..blocks.relative_positions import distance_buckets, relative_buckets
from ..blocks.text_heads import (
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import BertIntermediate, BertOutput, BertPooler
from .roberta import RobertaClassificationHead, RobertaLMHead

PAD = 1  # the padding of all published vocabularies, whatever the config's pad_token_id
BUCKETS, MAX_DISTANCE = 32, 128


class MPNetEmbeddings(nn.Module):
    def __init__(self, config: MPNetConfig):
        super().__init__()
        d = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=PAD)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d, padding_idx=PAD)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, position_ids, inputs_embeds):
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            position_ids = unpadded_positions(input_ids, inputs_embeds, pad=PAD)
        return self.dropout(self.LayerNorm(embeds + self.position_embeddings(position_ids)))


class MPNetSelfAttention(nn.Module):
    def __init__(self, config: MPNetConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.q = nn.Linear(d, d)
        self.k = nn.Linear(d, d)
        self.v = nn.Linear(d, d)
        self.o = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, bias, attend):  # [b t d], [1 h t t] -> [b t d]
        projected = self.q(hidden), self.k(hidden), self.v(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, bias=bias, dropout=self.dropout)
        return self.o(attend(query, key, value, **options))


class MPNetAttention(nn.Module):
    def __init__(self, config: MPNetConfig):
        super().__init__()
        self.attn = MPNetSelfAttention(config)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden, bias, attend):  # [b t d], [1 h t t] -> [b t d]
        return self.LayerNorm(self.dropout(self.attn(hidden, bias, attend)) + hidden)


class MPNetLayer(nn.Block):
    attention_class = MPNetAttention

    def __init__(self, config: MPNetConfig):
        super().__init__()
        self.attention = self.attention_class(config)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)

    def forward(self, hidden, bias, attend):  # [b t d], [1 h t t] -> [b t d]
        hidden = self.attention(hidden, bias, attend)
        return self.output(self.intermediate(hidden), hidden)


class MPNetEncoder(nn.Module):
    layer_class = MPNetLayer

    def __init__(self, config: MPNetConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)
        self.relative_attention_bias = nn.Embedding(
            config.relative_attention_num_buckets, config.num_attention_heads
        )
        self.buckets = distance_buckets(BUCKETS // 2, MAX_DISTANCE)

    def forward(
        self, hidden, attention_mask, *, output_attentions: bool, output_hidden_states: bool
    ):
        tokens = ops.shape(hidden)[1]
        bucket = relative_buckets(self.buckets, 0, tokens, tokens, ahead=BUCKETS // 2, like=hidden)
        bias = ops.permute(self.relative_attention_bias(bucket), (2, 0, 1))
        bias = ops.unsqueeze(bias, 0)  # [1 h t t]
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_mask)
        recorder.add_hidden_state(hidden)
        for layer in self.layer:
            hidden = layer(hidden, bias, attend)
            recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class MPNetPreTrainedModel(nn.PreTrainedModel):
    """What all MPNet models share."""

    config_class = MPNetConfig
    base_model_prefix = "mpnet"
    input_order = (
        "input_ids",
        "attention_mask",
        "position_ids",
        "inputs_embeds",
        "labels",
        "start_positions",
        "end_positions",
    )
    optional_parts = (r"(^|\.)pooler\.",)
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = MPNetEmbeddings, MPNetEncoder


class MPNetModel(MPNetPreTrainedModel):
    """MPNet without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t], counted over the tokens that are not padding by default.
    """

    def __init__(self, config: MPNetConfig, add_pooling_layer: bool = True):
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
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        output = self.encoder(
            self.embeddings(input_ids, position_ids, inputs_embeds),
            attention_masks.boolean_mask(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pooled = None if self.pooler is None else self.pooler(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


TIED_DECODER = {
    "lm_head.decoder.weight": "mpnet.embeddings.word_embeddings.weight",
    "lm_head.decoder.bias": "lm_head.bias",
}


class MPNetForMaskedLM(MaskedLM, MPNetPreTrainedModel):
    base_class = MPNetModel
    base_options = {"add_pooling_layer": False}
    tied_weights = TIED_DECODER
    output_embeddings = "lm_head.decoder"

    def add_head(self, config: MPNetConfig) -> None:
        self.lm_head = RobertaLMHead(config)

    def logits(self, hidden):
        return self.lm_head(hidden)


class MPNetForSequenceClassification(SequenceClassification, MPNetPreTrainedModel):
    base_class = MPNetModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: MPNetConfig) -> None:
        self.classifier = RobertaClassificationHead(config, dropout=config.hidden_dropout_prob)

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class MPNetForMultipleChoice(MultipleChoice, MPNetPreTrainedModel):
    base_class = MPNetModel


class MPNetForTokenClassification(TokenClassification, MPNetPreTrainedModel):
    base_class = MPNetModel
    base_options = {"add_pooling_layer": False}


class MPNetForQuestionAnswering(QuestionAnswering, MPNetPreTrainedModel):
    base_class = MPNetModel
    base_options = {"add_pooling_layer": False}


PREFIX = "MPNet"
HEADS = {
    "base": MPNetModel,
    "pretraining": MPNetForMaskedLM,
    "masked-lm": MPNetForMaskedLM,
    "sequence-classification": MPNetForSequenceClassification,
    "multiple-choice": MPNetForMultipleChoice,
    "token-classification": MPNetForTokenClassification,
    "question-answering": MPNetForQuestionAnswering,
}
