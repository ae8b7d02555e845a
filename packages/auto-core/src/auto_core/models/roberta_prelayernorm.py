"""RoBERTa-PreLayerNorm: Ott et al., 2019, arXiv:1904.01038 (fairseq's `normalize_before`).

RoBERTa that normalises before each part and after the last layer.

b batch, t tokens, q queries, k keys, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs import PreTrainedConfig
from auto_core.configs.roberta_prelayernorm import RobertaPreLayerNormConfig
from auto_core.outputs import BaseModelOutputWithPastAndCrossAttentions

from .. import nn
from ..blocks.residual import AttentionResidual, FeedForwardResidual
from ..blocks.variation import variation
from . import roberta
from .bert import BertAttention, BertEncoder, BertIntermediate, BertLayer
from .roberta import RobertaModel


class RobertaPreLayerNormAttention(BertAttention):
    output_class = AttentionResidual

    def __init__(self, config: PreTrainedConfig, *, relative: bool, source: int | None = None):
        super().__init__(config, relative=relative, source=source)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        return self.output(self.self(self.LayerNorm(hidden), attend, source), hidden)


class RobertaPreLayerNormIntermediate(BertIntermediate):
    def __init__(self, config: PreTrainedConfig):
        super().__init__(config)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden):  # [b t d] -> [b t f]
        return super().forward(self.LayerNorm(hidden))


class RobertaPreLayerNormLayer(BertLayer):
    attention_class = RobertaPreLayerNormAttention
    intermediate_class, output_class = RobertaPreLayerNormIntermediate, FeedForwardResidual


class RobertaPreLayerNormEncoder(BertEncoder):
    layer_class = RobertaPreLayerNormLayer


class RobertaPreLayerNormPreTrainedModel(roberta.RobertaPreTrainedModel):
    """What all RoBERTa-PreLayerNorm models share."""

    config_class = RobertaPreLayerNormConfig
    base_model_prefix = "roberta_prelayernorm"
    encoder_class = RobertaPreLayerNormEncoder


class RobertaPreLayerNormModel(RobertaModel, RobertaPreLayerNormPreTrainedModel):
    """RoBERTa-PreLayerNorm without a head."""

    def __init__(self, config: RobertaPreLayerNormConfig, add_pooling_layer: bool = True):
        super().__init__(config, add_pooling_layer)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def finish(self, output):
        last, states = self.LayerNorm(output.last_hidden_state), output.hidden_states
        states = None if states is None else (*states[:-1], last)
        return BaseModelOutputWithPastAndCrossAttentions.of(
            output, last_hidden_state=last, hidden_states=states
        )


HEADS = variation(
    __name__,
    "RobertaPreLayerNorm",
    roberta,
    RobertaPreLayerNormConfig,
    base_model_prefix="roberta_prelayernorm",
)
