"""Semantic segmentation heads over feature maps: UPerNet (Xiao et al., 2018, arXiv:1807.10221), and
a fully convolutional one (Long et al., 2014, arXiv:1411.4038) for an auxiliary loss.

b batch, h and w pixels of a feature map, c channels.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import nn, ops
from .image_heads import Identity


class ConvModule(nn.Module):
    """A convolution that keeps the size, batch norm and relu."""

    norm_name = "bn"

    def __init__(self, before: int, after: int, kernel: int):
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, padding=kernel // 2, bias=False)
        setattr(self, self.norm_name, nn.BatchNorm2d(after, eps=1e-5, momentum=0.1))

    def forward(self, hidden):  # [b h w c] -> [b h w c]
        return ops.relu(getattr(self, self.norm_name)(self.conv(hidden)))


def resized(hidden, like):
    """[b h w c] with the height and width of another map."""
    size = ops.shape(like)[1:3]
    return ops.interpolate(hidden, size, mode="bilinear", align_corners=False)


class UperHead(nn.Module):
    """Fuse feature maps, finest first, the last one pooled at several scales.

    Args:
        sizes: channels of each map.
        channels: of what is fused.
        pool_scales: rows and columns that the last map is averaged to.
    """

    conv_class: type = ConvModule

    def __init__(
        self, sizes: Sequence[int], channels: int, labels: int, *, pool_scales: Sequence[int]
    ):
        super().__init__()
        *finer, last = sizes
        self.pool_scales = tuple(pool_scales)
        self.psp_modules = nn.ModuleList(
            nn.ModuleList([Identity(), self.conv_class(last, channels, 1)]) for _ in pool_scales
        )
        self.bottleneck = self.conv_class(last + len(self.pool_scales) * channels, channels, 3)
        self.lateral_convs = nn.ModuleList(self.conv_class(size, channels, 1) for size in finer)
        self.fpn_convs = nn.ModuleList(self.conv_class(channels, channels, 3) for _ in finer)
        self.fpn_bottleneck = self.conv_class(len(sizes) * channels, channels, 3)
        self.classifier = nn.Conv2d(channels, labels, 1)

    def forward(self, maps):  # [b h w c] each -> [b h w labels], as fine as the first
        hidden = self.pooled(maps[-1])
        fused = [hidden]  # coarsest first
        for lateral, fine in zip(reversed(self.lateral_convs), reversed(maps[:-1]), strict=True):
            fine = lateral(fine)
            hidden = fine + resized(hidden, fine)
            fused.append(hidden)
        last, *finer = fused
        outputs = [conv(x) for conv, x in zip(self.fpn_convs, reversed(finer), strict=True)]
        outputs = [outputs[0], *(resized(x, outputs[0]) for x in (*outputs[1:], last))]
        return self.classifier(self.fpn_bottleneck(ops.cat(outputs, -1)))

    def pooled(self, hidden):  # [b h w c] -> [b h w channels]
        maps = [hidden]
        for scale, (_, conv) in zip(self.pool_scales, self.psp_modules, strict=True):
            maps.append(resized(conv(ops.adaptive_avg_pool2d(hidden, scale)), hidden))
        return self.bottleneck(ops.cat(maps, -1))


class FCNHead(nn.Module):
    """Convolutions of 3x3 over one of the feature maps, then a classifier of its pixels.

    Args:
        concat_input: classify what the convolutions made beside the map itself.
    """

    conv_class: type = ConvModule

    def __init__(
        self, before: int, channels: int, labels: int, *, convs: int, concat_input: bool, index: int
    ):
        super().__init__()
        self.index = index
        self.convs = nn.ModuleList(
            self.conv_class(channels if i else before, channels, 3) for i in range(convs)
        )
        self.conv_cat = self.conv_class(before + channels, channels, 3) if concat_input else None
        self.classifier = nn.Conv2d(channels, labels, 1)

    def forward(self, maps):  # [b h w c] each -> [b h w labels]
        hidden = maps[self.index]
        for conv in self.convs:
            hidden = conv(hidden)
        if self.conv_cat is not None:
            hidden = self.conv_cat(ops.cat([maps[self.index], hidden], -1))
        return self.classifier(hidden)
