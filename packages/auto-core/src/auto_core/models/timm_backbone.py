"""Backbones of timm as parts of other models, under the names that their files have: ResNet (He et
al., 2015, arXiv:1512.03385) and Swin (Liu et al., 2021, arXiv:2103.14030). timm itself is not
needed.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._timm import SwinSizes
from auto_core.configs.timm_backbone import TimmBackboneConfig
from auto_core.initializers import HeNormal
from auto_core.outputs import BackboneOutput

from .. import nn
from ..blocks.backbone import Backbone
from ..blocks.frozen_batch_norm import frozen_batch_norms
from ..blocks.timm_resnet import TimmResNet
from ..blocks.timm_swin import TimmSwinFeatures


class TimmBackbonePreTrainedModel(nn.PreTrainedModel):
    """What all of timm's backbones share."""

    config_class = TimmBackboneConfig
    main_input_name = "pixel_values"
    initializers = ((r"(conv\d|downsample\.\d)(\.\d)?\.weight$", HeNormal()),)
    # A network's own file has no module around it, and a classifier.
    renames = (
        (r"^(?!_backbone\.)", "_backbone."),
        (r"^_backbone\.layers\.(\d)\.", r"_backbone.layers_\1."),  # Swin's own file
    )
    ignored_keys = (
        r"num_batches_tracked$",
        r"^(_backbone\.)?(fc|norm|head)\.",
        r"\.(relative_position_index|attn_mask)$",
    )


class TimmBackbone(Backbone, TimmBackbonePreTrainedModel):
    """Feature maps of the chosen stages; of a ResNet the first one is that of the stem before its
    pooling, of Swin maps are [b h w d]."""

    def __init__(self, config: TimmBackboneConfig):
        super().__init__(config)
        sizes = config.sizes
        if isinstance(sizes, SwinSizes):
            self.num_features = tuple(sizes.size * 2**i for i in range(len(sizes.depths)))
            self._backbone: Any = TimmSwinFeatures(
                sizes,
                channels=config.num_channels,
                stages=max(config.out_indices or (0,)) + 1,
                always=config.always_partition,
            )
            return
        self.num_features = TimmResNet.channels_of(sizes)
        options = dict(channels=config.num_channels, output_stride=config.output_stride or 32)
        if config.freeze_batch_norm_2d:
            with frozen_batch_norms():
                self._backbone = TimmResNet(sizes, **options)
        else:
            self._backbone = TimmResNet(sizes, **options)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self._backbone.stages(pixel_values)
        if self.config.is_swin:
            return BackboneOutput(
                feature_maps=tuple(states[i] for i in self.out_indices),
                hidden_states=tuple(states) if output_hidden_states else None,
            )
        return self.chosen(states, output_hidden_states=output_hidden_states)


HEADS = {"base": TimmBackbone, "backbone": TimmBackbone}
