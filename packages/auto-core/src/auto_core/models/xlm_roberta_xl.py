"""XLM-RoBERTa-XL: Goyal et al., 2021, arXiv:2105.00572.

RoBERTa with Megatron-LM's layers: norms before each part and after the last layer, none after the
embeddings.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.xlm_roberta_xl import XLMRobertaXLConfig

from .. import ops
from ..blocks.losses import IGNORED
from ..blocks.variation import variation
from . import roberta
from .megatron_bert import (
    MegatronBertAttention,
    MegatronBertEmbeddings,
    MegatronBertEncoder,
    MegatronBertLayer,
)


class XLMRobertaXLAttention(MegatronBertAttention):
    norm_name = "self_attn_layer_norm"


class XLMRobertaXLLayer(MegatronBertLayer):
    attention_class = XLMRobertaXLAttention
    norm_name = "LayerNorm"


class XLMRobertaXLEncoder(MegatronBertEncoder):
    layer_class = XLMRobertaXLLayer
    norm_name = "LayerNorm"


class XLMRobertaXLPreTrainedModel(roberta.RobertaPreTrainedModel):
    """What all XLM-RoBERTa-XL models share."""

    config_class = XLMRobertaXLConfig
    embeddings_class, encoder_class = MegatronBertEmbeddings, XLMRobertaXLEncoder


class XLMRobertaXLModel(roberta.RobertaModel, XLMRobertaXLPreTrainedModel):
    """XLM-RoBERTa-XL without a head; called like RobertaModel."""


class XLMRobertaXLForTokenClassification(
    roberta.RobertaForTokenClassification, XLMRobertaXLPreTrainedModel
):
    """A class per token: labels [b t], -100 for tokens that do not count; nor does padding."""

    base_class = XLMRobertaXLModel

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        mask = inputs.get("attention_mask")
        if labels is not None and mask is not None:
            labels = ops.where(ops.cast(mask, "int64") == 1, labels, IGNORED)
        return super().forward(labels, num_items_in_batch=num_items_in_batch, **inputs)


HEADS = variation(
    __name__,
    "XLMRobertaXL",
    roberta,
    XLMRobertaXLConfig,
)
