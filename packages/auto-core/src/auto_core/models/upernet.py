"""UPerNet: Xiao et al., 2018, arXiv:1807.10221.

Semantic segmentation by a feature pyramid over a backbone's maps, with a second head for an
auxiliary loss.

b batch, H and W pixels, h and w of a feature map, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs.upernet import UperNetConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import SemanticSegmenterOutput

from .. import nn, ops
from ..blocks import parts
from ..blocks.backbone import backbone, channels_first, channels_last
from ..blocks.losses import pixel_loss
from ..blocks.patches import check_images
from ..blocks.upernet import ConvModule, FCNHead, UperHead


class UperNetConvModule(ConvModule):
    norm_name = "batch_norm"


class UperNetHead(UperHead):
    conv_class = UperNetConvModule


class UperNetFCNHead(FCNHead):
    conv_class = UperNetConvModule


class UperNetPreTrainedModel(nn.PreTrainedModel):
    """What the model stands on."""

    config_class = UperNetConfig
    main_input_name = "pixel_values"
    renames = newer_names.SWIN  # which may be its backbone
    ignored_keys = (
        r"num_batches_tracked$",
        r"\.relative_position_index$",
        r"\.swin\.layernorm\.",
    )


class UperNetForSemanticSegmentation(UperNetPreTrainedModel):
    """A class for each pixel: labels [b H W]; those labelled `loss_ignore_index` do not count."""

    def __init__(self, config: UperNetConfig):
        super().__init__(config)
        self.backbone = backbone(config)
        channels, labels = self.backbone.channels, config.num_labels
        self.decode_head = UperNetHead(
            channels, config.hidden_size, labels, pool_scales=config.pool_scales
        )
        self.auxiliary_head = None
        if config.use_auxiliary_head:
            if config.auxiliary_in_channels not in (None, channels[2]):
                raise ConfigError(
                    f"auxiliary_in_channels is {config.auxiliary_in_channels}, and the backbone's "
                    f"third map has {channels[2]} channels."
                )
            self.auxiliary_head = UperNetFCNHead(
                channels[2],
                config.auxiliary_channels,
                labels,
                convs=config.auxiliary_num_convs,
                concat_input=config.auxiliary_concat_input,
                index=2,
            )

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values)
        if labels is not None and self.config.num_labels == 1:
            raise InputError("A loss needs two classes or more: num_labels is 1.")
        requests: dict[str, Any] = {"output_hidden_states": output_hidden_states}
        if parts.takes(self.backbone, "output_attentions"):
            requests["output_attentions"] = output_attentions
        output = self.backbone(pixel_values, return_dict=True, **requests)
        maps = [channels_last(x) for x in output.feature_maps]
        size = ops.shape(pixel_values)[2:]
        logits = self.logits(self.decode_head, maps, size)
        loss = None
        if labels is not None:
            loss = self.loss(logits, labels)
            if self.auxiliary_head is not None:
                own = self.logits(self.auxiliary_head, maps, size)
                loss = loss + self.config.auxiliary_loss_weight * self.loss(own, labels)
        return SemanticSegmenterOutput(
            loss=loss,
            logits=channels_first(logits),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def logits(self, head, maps, size):  # -> [b H W c]
        return ops.interpolate(head(maps), size, mode="bilinear", align_corners=False)

    def loss(self, logits, labels):  # [b H W c], [b H W]
        return pixel_loss(logits, labels, ignore_index=self.config.loss_ignore_index)


HEADS = {"semantic-segmentation": UperNetForSemanticSegmentation}
