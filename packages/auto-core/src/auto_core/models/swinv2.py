"""Swin Transformer V2: Liu et al., 2021, arXiv:2111.09883.

Swin whose blocks normalise after attention and after the feed-forward part, whose attention
compares directions (cosines, scaled per head), and whose position biases a small network makes of
the distance.

b batch, h and w height and width of a feature map, n windows, t tokens of a window, d hidden.
"""

from __future__ import annotations

import math

import numpy as np

from auto_core.configs._vit import pair
from auto_core.configs.swinv2 import Swinv2Config
from auto_core.initializers import Constant

from .. import nn, ops
from ..blocks import windows
from ..blocks.attention import split_heads
from ..blocks.image_heads import Identity
from ..blocks.variation import variation
from . import swin


class Swinv2SelfAttention(nn.Module):
    def __init__(self, config: Swinv2Config, d: int, heads: int, *, window: int, trained: int):
        super().__init__()
        self.head_size, self.window = d // heads, window
        self.logit_scale = nn.Parameter((heads, 1, 1), init=Constant(math.log(10)))
        self.continuous_position_bias_mlp = nn.ModuleList(
            [nn.Linear(2, 512), Identity(), nn.Linear(512, heads, bias=False)]
        )
        self.query = nn.Linear(d, d, bias=config.qkv_bias)
        self.key = nn.Linear(d, d, bias=False)
        self.value = nn.Linear(d, d, bias=config.qkv_bias)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)
        # Distances down and across, as logarithms.
        steps = np.arange(1 - window, window, dtype=np.float64)
        if trained or window > 1:
            steps = steps / ((trained or window) - 1)
        steps = np.sign(steps) * np.log2(np.abs(steps * 8) + 1) / math.log2(8)
        down, across = np.meshgrid(steps, steps, indexing="ij")
        self.distances = np.stack([down, across], -1).reshape(-1, 2).tolist()

    def forward(self, tokens, shift_mask, attend):  # [b*n t d] -> [b*n t d]
        projected = self.query(tokens), self.key(tokens), self.value(tokens)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        scale = ops.clamp(ops.asarray(self.logit_scale), max=math.log(100))
        scale = ops.reshape(ops.exp(scale), (1, 1, -1, 1))
        bias = windows.with_shift_mask(
            self.biases(like=query), shift_mask, batch_of_windows=ops.shape(tokens)[0]
        )
        options = dict(scale=1.0, bias=bias, dropout=self.dropout)
        return attend(direction(query) * scale, direction(key), value, **options)

    def biases(self, *, like):  # -> [h t t]
        first, _, last = self.continuous_position_bias_mlp
        distances = ops.asarray(self.distances, like=like, dtype=ops.dtype(like))
        table = last(ops.relu(first(distances)))
        return 16 * ops.sigmoid(windows.biases(table, self.window, self.window))


def direction(x):
    """Vectors of length 1, [... s]."""
    length = ops.sqrt(ops.sum(x * x, -1, keepdim=True))
    return x / ops.clamp(length, min=1e-12)


class Swinv2PatchMerging(nn.Module):
    """A linear projection of each 2x2 tokens to one: [b h w d] -> [b h/2 w/2 2d]."""

    def __init__(self, d: int):
        super().__init__()
        self.reduction = nn.Linear(4 * d, 2 * d, bias=False)
        self.norm = nn.LayerNorm(2 * d, eps=swin.EPS)

    def forward(self, hidden):
        _, height, width, _ = ops.shape(hidden)
        hidden = windows.filled(hidden, height % 2, width % 2)
        four = [hidden[:, row::2, column::2] for column in range(2) for row in range(2)]
        return self.norm(self.reduction(ops.cat(four, -1)))


class Swinv2Layer(nn.Block):
    merging_class: type = Swinv2PatchMerging

    def __init__(self, config: Swinv2Config, d: int, heads: int, *, drop: float, shift: int):
        super().__init__()
        stage = (d // config.embed_dim).bit_length() - 1
        # Windows are those of the config's size of images, whatever the images' own.
        sides = zip(pair(config.image_size), pair(config.patch_size), strict=True)
        height = next(side // patch for side, patch in sides) // 2**stage
        self.window = min(height, config.window_size)
        self.shift = 0 if height <= self.window else shift
        trained = config.pretrained_window_sizes[stage]
        attention = Swinv2SelfAttention(config, d, heads, window=self.window, trained=trained)
        dropout = config.attention_probs_dropout_prob
        self.attention = swin.SwinAttention(attention, d, dropout=dropout)
        self.layernorm_before = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.drop_path = nn.DropPath(drop)
        self.intermediate = swin.SwinIntermediate(config, d)
        self.output = swin.SwinOutput(
            int(config.mlp_ratio * d), d, dropout=config.hidden_dropout_prob
        )
        self.layernorm_after = nn.LayerNorm(d, eps=config.layer_norm_eps)

    def forward(self, hidden, attend, *, always_partition: bool):  # [b h w d] -> [b h w d]
        def within(tokens, shift_mask):
            # Upstream adds the mask twice.
            mask = None if shift_mask is None else 2 * shift_mask
            return self.attention(tokens, mask, attend)

        change = windows.in_windows(hidden, within, window=self.window, shift=self.shift)
        hidden = hidden + self.drop_path(self.layernorm_before(change))
        change = self.output(self.intermediate(hidden))
        return hidden + self.drop_path(self.layernorm_after(change))


HEADS = variation(
    __name__,
    "Swinv2",
    swin,
    Swinv2Config,
    base_model_prefix="swinv2",
    optional_parts=(r"^(swinv2\.)?layernorm\.", r"(^|\.)embeddings\.mask_token$"),
    ignored_keys=(r"\.relative_position_index$", r"\.relative_coords_table$"),
    layer_class=Swinv2Layer,
    norms_maps=False,
)
