"""RemBERT: Chung et al., 2020, arXiv:2010.12821.

BERT whose embeddings are smaller than its hidden states, and whose output matrix, larger and not
tied to them, is left away after pre-training.

b batch, t tokens, d hidden, e input embedding, o output embedding, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs import PreTrainedConfig
from auto_core.configs.rembert import RemBertConfig

from .. import nn
from ..blocks.activations import activation
from ..blocks.variation import variation
from . import bert
from .bert import BertEmbeddings, BertEncoder, BertModel, BertOnlyMLMHead, BertPooler


class RemBertEmbeddings(BertEmbeddings):
    def __init__(self, config: PreTrainedConfig, *, size: int, pad_position: int | None = None):
        size = config.input_embedding_size
        super().__init__(config, size=size, pad_position=pad_position)


class RemBertEncoder(BertEncoder):
    def __init__(self, config: PreTrainedConfig):
        super().__init__(config)
        e, d = config.input_embedding_size, config.hidden_size
        self.embedding_hidden_mapping_in = nn.Linear(e, d)

    def start(self, hidden, past):  # [b t e] -> [b t d]
        return self.embedding_hidden_mapping_in(hidden), ()


class RemBertLMPredictionHead(nn.Module):
    def __init__(self, config: RemBertConfig):
        super().__init__()
        o = config.output_embedding_size
        self.dense = nn.Linear(config.hidden_size, o)
        self.activation = activation(config.hidden_act)
        self.LayerNorm = nn.LayerNorm(o, eps=config.layer_norm_eps)
        self.decoder = nn.Linear(o, config.vocab_size)

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.LayerNorm(self.activation(self.dense(hidden))))


class RemBertOnlyMLMHead(BertOnlyMLMHead):
    predictions_class = RemBertLMPredictionHead


class RemBertPreTrainedModel(bert.BertPreTrainedModel):
    """What all RemBERT models share."""

    config_class = RemBertConfig
    base_model_prefix = "rembert"
    embeddings_class, encoder_class = RemBertEmbeddings, RemBertEncoder
    pooler_class = BertPooler


class RemBertModel(BertModel, RemBertPreTrainedModel):
    """RemBERT without a head; called like BertModel."""


UNTIED = dict(head_class=RemBertOnlyMLMHead, tied_weights={})
HEADS = variation(
    __name__,
    "RemBert",
    bert,
    RemBertConfig,
    heads={"causal-lm": UNTIED | dict(name="RemBertForCausalLM"), "masked-lm": UNTIED},
    without=["pretraining", "next-sentence-prediction"],
    base_model_prefix="rembert",
)
