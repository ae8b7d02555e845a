"""ConvNeXt V2: Woo et al., 2023, arXiv:2301.00808.

ConvNeXt with global response normalisation: a channel counts by its share of the energy of all.
"""

from __future__ import annotations

from auto_core.configs.convnextv2 import ConvNextV2Config

from .. import nn, ops
from ..blocks.convnets import ConvImageClassification
from ..blocks.image_heads import classifier
from .convnext import ConvNextBackbone, ConvNextLayer, ConvNextModel, ConvNextPreTrainedModel


class ConvNextV2GRN(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.weight = nn.Parameter((1, 1, 1, d), init="zeros")
        self.bias = nn.Parameter((1, 1, 1, d), init="zeros")

    def forward(self, hidden):  # [b h w d]
        energy = ops.sqrt(ops.sum(hidden * hidden, (1, 2), keepdim=True))
        share = energy / (ops.mean(energy, -1, keepdim=True) + 1e-6)
        return ops.asarray(self.weight) * (hidden * share) + ops.asarray(self.bias) + hidden


def layer(config: ConvNextV2Config, d: int, *, drop: float) -> ConvNextLayer:
    return ConvNextLayer(config, d, drop=drop, grn=ConvNextV2GRN(4 * d))


class ConvNextV2PreTrainedModel(ConvNextPreTrainedModel):
    """What all ConvNeXt V2 models share."""

    config_class = ConvNextV2Config
    base_model_prefix = "convnextv2"
    optional_parts = (r"^hidden_states_norms\.", r"^(convnextv2\.)?layernorm\.")
    make_layer = staticmethod(layer)


class ConvNextV2Model(ConvNextModel, ConvNextV2PreTrainedModel):
    """ConvNeXt V2 without a head; see ConvNet for what it takes and returns."""


class ConvNextV2ForImageClassification(ConvImageClassification, ConvNextV2PreTrainedModel):
    def __init__(self, config: ConvNextV2Config):
        super().__init__(config)
        self.convnextv2 = ConvNextV2Model(config)
        self.classifier = classifier(config, config.hidden_sizes[-1])

    def score(self, output):
        return self.classifier(output.pooler_output)


class ConvNextV2Backbone(ConvNextBackbone, ConvNextV2PreTrainedModel):
    pass


HEADS = {
    "base": ConvNextV2Model,
    "image-classification": ConvNextV2ForImageClassification,
    "backbone": ConvNextV2Backbone,
}
