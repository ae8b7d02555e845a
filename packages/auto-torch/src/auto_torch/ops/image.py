"""Grid sampling, and rearranging the elements of images. Images are [b h w c]."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from auto_core.ops.image import PaddingMode, Pair, SamplingMode, pair
from auto_torch.ops.math import in_float32


def grid_sample(
    x: Tensor,
    grid: Tensor,
    *,
    mode: SamplingMode,
    padding_mode: PaddingMode,
    align_corners: bool,
) -> Tensor:
    sampled = in_float32(
        functional.grid_sample,
        x.movedim(-1, 1),
        grid.to(torch.promote_types(x.dtype, torch.float32)),
        mode=mode,
        padding_mode=padding_mode,
        align_corners=align_corners,
    )
    return sampled.movedim(1, -1)


def pixel_shuffle(x: Tensor, factor: int) -> Tensor:
    return functional.pixel_shuffle(x.movedim(-1, 1), factor).movedim(1, -1)


def unfold(x: Tensor, kernel_size: Pair, *, stride: Pair, padding: Pair, dilation: Pair) -> Tensor:
    options = map(pair, (kernel_size, dilation, padding, stride))
    return functional.unfold(x.movedim(-1, 1), *options).transpose(1, 2)
