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
        change = windows.in_windows(
            self.norm1(hidden), self.attn, window=self.window, shift=self.shift
        )
        hidden = hidden + change
        return hidden + self.mlp(self.norm2(hidden))


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
    def __init__(self, sizes: SwinSizes, stage: int):
        super().__init__()
        d, side = sizes.size * 2**stage, sizes.image // sizes.patch // 2**stage
        self.downsample = TimmPatchMerging(d // 2) if stage else None
        # A map within one window is one, and is not shifted.
        window = min(sizes.window, side)
        shift = window // 2 if side > window else 0
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
        _, height, width = check_images(pixel_values)
        known = isinstance(height, int) and isinstance(width, int)
        if known and (height, width) != (self.image, self.image):
            raise InputError(
                f"pixel_values are {height}x{width} pixels, and this model's windows are those of "
                f"{self.image}x{self.image}. Resize the images."
            )
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
