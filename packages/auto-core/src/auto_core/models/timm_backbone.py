"""Backbones of timm as parts of other models, under the names that their files have: ResNet (He et
al., 2015, arXiv:1512.03385). timm itself is not needed.
"""

from __future__ import annotations

from auto_core.configs.timm_backbone import TimmBackboneConfig
from auto_core.initializers import HeNormal

from .. import nn
from ..blocks.backbone import Backbone
from ..blocks.frozen_batch_norm import frozen_batch_norms
from ..blocks.timm_resnet import TimmResNet


class TimmBackbonePreTrainedModel(nn.PreTrainedModel):
    """What all of timm's backbones share."""

    config_class = TimmBackboneConfig
    main_input_name = "pixel_values"
    initializers = ((r"(conv\d|downsample\.\d)(\.\d)?\.weight$", HeNormal()),)
    # A network's own file has no module around it, and a classifier.
    renames = ((r"^(?!_backbone\.)", "_backbone."),)
    ignored_keys = (r"num_batches_tracked$", r"^fc\.")


class TimmBackbone(Backbone, TimmBackbonePreTrainedModel):
    """Feature maps of the chosen stages; the first one is that of the stem before its pooling."""

    def __init__(self, config: TimmBackboneConfig):
        super().__init__(config)
        self.num_features = TimmResNet.channels_of(config.sizes)
        options = dict(channels=config.num_channels, output_stride=config.output_stride or 32)
        if config.freeze_batch_norm_2d:
            with frozen_batch_norms():
                self._backbone = TimmResNet(config.sizes, **options)
        else:
            self._backbone = TimmResNet(config.sizes, **options)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self._backbone.stages(pixel_values)
        return self.chosen(states, output_hidden_states=output_hidden_states)


HEADS = {"base": TimmBackbone, "backbone": TimmBackbone}
