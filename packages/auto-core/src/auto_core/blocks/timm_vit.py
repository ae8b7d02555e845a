"""ViT as timm has it and under its names: Dosovitskiy et al., 2020, arXiv:2010.11929.

b batch, H and W pixels, n patches, t tokens, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs._timm import ViTSizes
from auto_core.errors import InputError
from auto_core.recorder import Recorder

from .. import nn, ops
from .attention import Attention, split_heads
from .convnets import from_pixels
from .patches import check_images, repeated

EPS = 1e-6


class TimmAttention(nn.Module):
    """Self-attention with one projection to queries, keys and values."""

    def __init__(self, d: int, heads: int):
        super().__init__()
        self.head_size, self.size = d // heads, d
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        parts = ops.split(self.qkv(hidden), [self.size] * 3, -1)
        query, key, value = (split_heads(x, self.head_size) for x in parts)
        return self.proj(attend(query, key, value, scale=self.head_size**-0.5))


class TimmMlp(nn.Module):
    def __init__(self, d: int, f: int):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)

    def forward(self, hidden):
        return self.fc2(ops.gelu(self.fc1(hidden), approximate="none"))


class TimmBlock(nn.Block):
    def __init__(self, sizes: ViTSizes):
        super().__init__()
        d = sizes.size
        self.norm1, self.attn = nn.LayerNorm(d, eps=EPS), TimmAttention(d, sizes.heads)
        self.norm2, self.mlp = nn.LayerNorm(d, eps=EPS), TimmMlp(d, int(d * sizes.mlp_ratio))

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.attn(self.norm1(hidden), attend)
        return hidden + self.mlp(self.norm2(hidden))


class TimmPatchEmbed(nn.Module):
    def __init__(self, channels: int, d: int, patch: int):
        super().__init__()
        self.proj = nn.Conv2d(channels, d, patch, stride=patch)

    def forward(self, pixels):  # [b H W c] -> [b n d]
        hidden = self.proj(pixels)
        return ops.reshape(hidden, (ops.shape(hidden)[0], -1, ops.shape(hidden)[-1]))


class TimmViT(nn.Module):
    """The network, with a classifier where there are classes."""

    def __init__(self, sizes: ViTSizes, *, channels: int, classes: int = 0):
        super().__init__()
        self.in_channels, self.side = channels, sizes.image // sizes.patch
        d = sizes.size
        self.image = sizes.image
        self.patch_embed = TimmPatchEmbed(channels, d, sizes.patch)
        self.cls_token = nn.Parameter((1, 1, d), init="normal")
        self.pos_embed = nn.Parameter((1, self.side**2 + 1, d), init="normal")
        self.blocks = nn.ModuleList(TimmBlock(sizes) for _ in range(sizes.depth))
        self.norm = nn.LayerNorm(d, eps=EPS)
        self.head = nn.Linear(d, classes) if classes else None

    def forward(self, pixel_values):  # -> [b t d], and what each block gives, [b d n n]
        _, height, width = check_images(pixel_values)
        known = isinstance(height, int) and isinstance(width, int)
        if known and (height, width) != (self.image, self.image):
            raise InputError(
                f"pixel_values are {height}x{width} pixels, and this model's positions are those "
                f"of {self.image}x{self.image}. Resize the images."
            )
        hidden = self.patch_embed(from_pixels(pixel_values, channels=self.in_channels))
        hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        hidden = hidden + ops.asarray(self.pos_embed)
        attend, states = Attention(Recorder()), []
        for block in self.blocks:
            hidden = block(hidden, attend)
            states.append(self.as_map(hidden))
        return self.norm(hidden), tuple(states)

    def as_map(self, hidden):  # [b 1+n*n d] -> [b d n n]
        batch, _, d = ops.shape(hidden)
        return ops.permute(
            ops.reshape(hidden[:, 1:], (batch, self.side, self.side, d)), (0, 3, 1, 2)
        )

    def pooled(self, last):  # [b t d] -> [b d]
        return last[:, 0]

    def score(self, pooled):
        return pooled if self.head is None else self.head(pooled)
