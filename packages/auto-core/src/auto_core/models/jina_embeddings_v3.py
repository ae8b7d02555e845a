"""jina-embeddings-v3: Sturua et al., 2024, arXiv:2409.10173.

XLM-RoBERTa's encoder with rotated queries and keys instead of positions.

b batch, t tokens, d hidden, f feed-forward, h heads, s size of a head, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs.jina_embeddings_v3 import JinaEmbeddingsV3Config

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.rotary import rotate
from ..blocks.text_heads import (
    MaskedLM,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
    classifier_dropout,
)
from .nomic_bert import NomicBertEncoder, NomicBertModel, NomicBertPreTrainedModel
from .roberta import TIED_DECODER, RobertaClassificationHead, RobertaLMHead


class JinaEmbeddingsV3Attention(nn.Module):
    def __init__(self, config: JinaEmbeddingsV3Config):
        super().__init__()
        d, self.heads, self.head_size = (
            config.hidden_size,
            config.num_attention_heads,
            config.rotary_size,
        )
        self.Wqkv = nn.Linear(d, 3 * d)
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        batch, tokens, _ = ops.shape(hidden)
        shape = (batch, tokens, 3, self.heads, self.head_size)
        projected = ops.reshape(self.Wqkv(hidden), shape)
        query, key, value = (projected[:, :, i] for i in range(3))  # [b t h s]
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class JinaEmbeddingsV3MLP(nn.Module):
    def __init__(self, config: JinaEmbeddingsV3Config):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.fc2 = nn.Linear(config.intermediate_size, config.hidden_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.fc2(self.activation(self.fc1(hidden)))


class JinaEmbeddingsV3Layer(nn.Block):
    def __init__(self, config: JinaEmbeddingsV3Config):
        super().__init__()
        self.mixer = JinaEmbeddingsV3Attention(config)
        self.mlp = JinaEmbeddingsV3MLP(config)
        self.norm1 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.norm2 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden, cos, sin, attend):  # [b t d] -> [b t d]
        hidden = self.norm1(hidden + self.dropout(self.mixer(hidden, (cos, sin), attend)))
        return self.norm2(hidden + self.dropout(self.mlp(hidden)))


class JinaEmbeddingsV3Encoder(NomicBertEncoder):
    layer_class = JinaEmbeddingsV3Layer


class JinaEmbeddingsV3PreTrainedModel(NomicBertPreTrainedModel):
    """What all jina-embeddings-v3 models share."""

    config_class = JinaEmbeddingsV3Config
    base_model_prefix = "roberta"
    renames = ()
    encoder_class = JinaEmbeddingsV3Encoder


class JinaEmbeddingsV3Model(NomicBertModel, JinaEmbeddingsV3PreTrainedModel):
    """jina-embeddings-v3 without a head; called like NomicBertModel."""

    def __init__(self, config: JinaEmbeddingsV3Config, add_pooling_layer: bool = True):
        super().__init__(config, add_pooling_layer)


class JinaEmbeddingsV3ForMaskedLM(MaskedLM, JinaEmbeddingsV3PreTrainedModel):
    base_class = JinaEmbeddingsV3Model
    base_options = {"add_pooling_layer": False}
    tied_weights = TIED_DECODER
    output_embeddings = "lm_head.decoder"

    def add_head(self, config: JinaEmbeddingsV3Config) -> None:
        self.lm_head = RobertaLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)


class JinaEmbeddingsV3ForSequenceClassification(
    SequenceClassification, JinaEmbeddingsV3PreTrainedModel
):
    base_class = JinaEmbeddingsV3Model
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: JinaEmbeddingsV3Config) -> None:
        self.classifier = RobertaClassificationHead(config, dropout=classifier_dropout(config))

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class JinaEmbeddingsV3ForTokenClassification(TokenClassification, JinaEmbeddingsV3PreTrainedModel):
    base_class = JinaEmbeddingsV3Model
    base_options = {"add_pooling_layer": False}


class JinaEmbeddingsV3ForQuestionAnswering(QuestionAnswering, JinaEmbeddingsV3PreTrainedModel):
    base_class = JinaEmbeddingsV3Model
    base_options = {"add_pooling_layer": False}


HEADS = {
    "base": JinaEmbeddingsV3Model,
    "masked-lm": JinaEmbeddingsV3ForMaskedLM,
    "sequence-classification": JinaEmbeddingsV3ForSequenceClassification,
    "token-classification": JinaEmbeddingsV3ForTokenClassification,
    "question-answering": JinaEmbeddingsV3ForQuestionAnswering,
}
