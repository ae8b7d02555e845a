"""Swin Transformer as timm has it and under its names: Liu et al., 2021, arXiv:2103.14030.

b batch, h and w height and width of a feature map, n windows, t tokens of a window, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._timm import SwinSizes
from auto_core.errors import InputError
from auto_core.recorder import Recorder

from .. import nn, ops
from . import windows
from .attention import Attention, split_heads
from .backbone import channels_first
from .convnets import from_pixels
from .patches import check_images
from .timm_vit import TimmMlp

EPS = 1e-5


class TimmSwinPatches(nn.Module):
    def __init__(self, channels: int, d: int, patch: int):
        super().__init__()
        self.proj = nn.Conv2d(channels, d, patch, stride=patch)
        self.norm = nn.LayerNorm(d, eps=EPS)

    def forward(self, pixels):  # [b H W c] -> [b h w d]
        return self.norm(self.proj(pixels))


class TimmWindowAttention(nn.Module):
    def __init__(self, d: int, heads: int, window: int):
        super().__init__()
        self.head_size, self.size, self.window = d // heads, d, window
        self.relative_position_bias_table = nn.Parameter(
            ((2 * window - 1) ** 2, heads), init="normal"
        )
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)

    def forward(self, tokens, shift_mask):  # [b*n t d] -> [b*n t d]
        table = ops.asarray(self.relative_position_bias_table)
        bias = windows.with_shift_mask(
            windows.biases(table, self.window, self.window),
            shift_mask,
            batch_of_windows=ops.shape(tokens)[0],
        )
        parts = ops.split(self.qkv(tokens), [self.size] * 3, -1)
        query, key, value = (split_heads(x, self.head_size) for x in parts)
        attend = Attention(Recorder())
        return self.proj(attend(query, key, value, scale=self.head_size**-0.5, bias=bias))


class TimmSwinBlock(nn.Block):
    def __init__(self, d: int, heads: int, window: int, shift: int):
        super().__init__()
        self.window, self.shift = window, shift
        self.norm1 = nn.LayerNorm(d, eps=EPS)
        self.attn = TimmWindowAttention(d, heads, window)
        self.norm2, self.mlp = nn.LayerNorm(d, eps=EPS), TimmMlp(d, 4 * d)

    def forward(self, hidden):  # [b h w d] -> [b h w d]
        hidden = hidden + self.in_windows(self.norm1(hidden))
        return hidden + self.mlp(self.norm2(hidden))

    def in_windows(self, hidden):
        """`windows.in_windows`, but that an image is shifted before it is filled up."""
        window, shift = self.window, self.shift
        _, height, width, _ = ops.shape(hidden)
        mask = None
        if shift:
            hidden = ops.roll(hidden, (-shift, -shift), (1, 2))
        below, right = -height % window, -width % window
        hidden = windows.filled(hidden, below, right)
        if shift:
            mask = windows.shift_mask(hidden, window=window, shift=shift)
        size = (height + below, width + right)
        output = windows.joined(self.attn(windows.cut(hidden, window), mask), size, window)
        output = output[:, :height, :width]
        return ops.roll(output, (shift, shift), (1, 2)) if shift else output


class TimmPatchMerging(nn.Module):
    """A linear projection of each 2x2 tokens to one: [b h w d] -> [b h/2 w/2 2d]."""

    def __init__(self, d: int):
        super().__init__()
        self.norm = nn.LayerNorm(4 * d, eps=EPS)
        self.reduction = nn.Linear(4 * d, 2 * d, bias=False)

    def forward(self, hidden):
        four = [hidden[:, row::2, column::2] for column in range(2) for row in range(2)]
        return self.reduction(self.norm(ops.cat(four, -1)))


class TimmSwinStage(nn.Module):
    def __init__(self, sizes: SwinSizes, stage: int, *, always: bool = False):
        super().__init__()
        d, side = sizes.size * 2**stage, sizes.image // sizes.patch // 2**stage
        self.downsample = TimmPatchMerging(d // 2) if stage else None
        # A map within one window is one, and is not shifted, unless windows are kept always.
        window = sizes.window if always else min(sizes.window, side)
        shift = window // 2 if always or side > window else 0
        self.blocks = nn.ModuleList(
            TimmSwinBlock(d, sizes.heads[stage], window, shift if i % 2 else 0)
            for i in range(sizes.depths[stage])
        )

    def forward(self, hidden):  # [b h w d] -> [b h/2 w/2 2d]
        if self.downsample is not None:
            hidden = self.downsample(hidden)
        for block in self.blocks:
            hidden = block(hidden)
        return hidden


class TimmSwinHead(nn.Module):
    def __init__(self, d: int, classes: int):
        super().__init__()
        self.fc = nn.Linear(d, classes) if classes else None


def check_side(pixel_values, image: int) -> None:
    """Raise InputError unless images [b c H W] are squares of so many pixels."""
    _, height, width = check_images(pixel_values)
    known = isinstance(height, int) and isinstance(width, int)
    if known and (height, width) != (image, image):
        raise InputError(
            f"pixel_values are {height}x{width} pixels, and this model's windows are those of "
            f"{image}x{image}. Resize the images."
        )


class TimmSwinFeatures(nn.Module):
    """The stages under the names that timm's `features_only=True` gives them.

    always: every map is cut into whole windows, however small it is.
    """

    def __init__(self, sizes: SwinSizes, *, channels: int, stages: int, always: bool):
        super().__init__()
        self.in_channels, self.image, self.count = channels, sizes.image, stages
        self.patch_embed = TimmSwinPatches(channels, sizes.size, sizes.patch)
        for i in range(stages):
            setattr(self, f"layers_{i}", TimmSwinStage(sizes, i, always=always))

    def stages(self, pixel_values):  # -> [b h w d] of each stage
        check_side(pixel_values, self.image)
        hidden = self.patch_embed(from_pixels(pixel_values, channels=self.in_channels))
        states: list[Any] = []
        for i in range(self.count):
            hidden = getattr(self, f"layers_{i}")(hidden)
            states.append(hidden)
        return states


class TimmSwin(nn.Module):
    """The network, with a classifier where there are classes."""

    def __init__(self, sizes: SwinSizes, *, channels: int, classes: int = 0):
        super().__init__()
        self.in_channels, self.image = channels, sizes.image
        self.patch_embed = TimmSwinPatches(channels, sizes.size, sizes.patch)
        self.layers = nn.ModuleList(TimmSwinStage(sizes, i) for i in range(len(sizes.depths)))
        d = sizes.size * 2 ** (len(sizes.depths) - 1)
        self.norm = nn.LayerNorm(d, eps=EPS)
        self.head = TimmSwinHead(d, classes)

    def forward(self, pixel_values):  # -> [b h w d], and what each stage gives, [b d h w]
        check_side(pixel_values, self.image)
        hidden = self.patch_embed(from_pixels(pixel_values, channels=self.in_channels))
        states: list[Any] = []
        for stage in self.layers:
            hidden = stage(hidden)
            states.append(channels_first(hidden))
        return self.norm(hidden), tuple(states)

    def pooled(self, last):  # [b h w d] -> [b d]
        return ops.mean(last, (1, 2))

    def score(self, pooled):
        return pooled if self.head.fc is None else self.head.fc(pooled)
