"""ViTMatte: Yao et al., 2023, arXiv:2305.15272.

How opaque each pixel of an image's foreground is, from the image and a trimap: a backbone's feature
map, upsampled step by step with details from a stream of convolutions.

b batch, H and W pixels, h and w of a feature map, c channels.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from auto_core.configs.vitmatte import VitMatteConfig
from auto_core.outputs import ImageMattingOutput

from .. import nn, ops
from ..blocks.backbone import backbone, channels_first, channels_last
from ..blocks.image_heads import Identity


class VitMatteBasicConv3x3(nn.Module):
    def __init__(self, config: VitMatteConfig, before: int, after: int, *, stride: int):
        super().__init__()
        self.conv = nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False)
        self.batch_norm = nn.BatchNorm2d(after, eps=config.batch_norm_eps, momentum=0.1)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        return ops.relu(self.batch_norm(self.conv(hidden)))


class VitMatteConvStream(nn.Module):
    """Maps of the image, each half as large as the one before."""

    def __init__(self, config: VitMatteConfig, channels: list[int]):
        super().__init__()
        self.convs = nn.ModuleList(
            VitMatteBasicConv3x3(config, before, after, stride=2)
            for before, after in pairwise(channels)
        )

    def forward(self, pixels) -> list[Any]:
        maps = [pixels]
        for convolve in self.convs:
            maps.append(convolve(maps[-1]))
        return maps


class VitMatteFusionBlock(nn.Module):
    def __init__(self, config: VitMatteConfig, before: int, after: int):
        super().__init__()
        self.conv = VitMatteBasicConv3x3(config, before, after, stride=1)

    def forward(self, hidden, details):  # [b h w c], [b 2*h 2*w c] -> [b 2*h 2*w c]
        height, width = ops.shape(hidden)[1:3]
        size = (2 * height, 2 * width)
        hidden = ops.interpolate(hidden, size, mode="bilinear", align_corners=False)
        return self.conv(ops.cat([details, hidden], -1))


class VitMatteHead(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.matting_convs = nn.ModuleList(
            [
                nn.Conv2d(channels, 16, 3, padding=1),
                nn.BatchNorm2d(16, eps=1e-5, momentum=0.1),
                Identity(),
                nn.Conv2d(16, 1, 1),
            ]
        )

    def forward(self, hidden):
        first, norm, _, last = self.matting_convs
        return last(ops.relu(norm(first(hidden))))


class VitMatteDetailCaptureModule(nn.Module):
    def __init__(self, config: VitMatteConfig):
        super().__init__()
        channels = [config.backbone_config.num_channels, *config.convstream_hidden_sizes]
        self.convstream = VitMatteConvStream(config, channels)
        sizes = [config.hidden_size, *config.fusion_hidden_sizes]
        self.fusion_blocks = nn.ModuleList(
            VitMatteFusionBlock(config, sizes[i] + details, sizes[i + 1])
            for i, details in enumerate(reversed(channels))
        )
        self.matting_head = VitMatteHead(sizes[-1])

    def forward(self, hidden, pixels):  # [b H/16 W/16 c], [b H W c] -> [b H W 1]
        details = self.convstream(pixels)
        for block, finer in zip(self.fusion_blocks, reversed(details), strict=True):
            hidden = block(hidden, finer)
        return ops.sigmoid(self.matting_head(hidden))


class VitMattePreTrainedModel(nn.PreTrainedModel):
    config_class = VitMatteConfig
    main_input_name = "pixel_values"


class VitMatteForImageMatting(VitMattePreTrainedModel):
    """The opacity of each pixel.

    Args of `forward`:
        pixel_values: [b channels H W], an image and, as its last channel, a trimap, of sides that
            are multiples of 32.

    Returns:
        ImageMattingOutput: alphas [b 1 H W].
    """

    def __init__(self, config: VitMatteConfig):
        super().__init__(config)
        self.backbone = backbone(config)
        self.decoder = VitMatteDetailCaptureModule(config)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.backbone(
            pixel_values=pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        maps = channels_last(output.feature_maps[-1])
        alphas = self.decoder(maps, channels_last(pixel_values))
        return ImageMattingOutput(
            alphas=channels_first(alphas),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


# transformers has no Auto class for it; an alpha matte is an image made of an image.
HEADS = {
    "image-matting": VitMatteForImageMatting,
    "image-to-image": VitMatteForImageMatting,
}
