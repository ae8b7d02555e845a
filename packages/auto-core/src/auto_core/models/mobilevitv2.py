"""MobileViTv2: Mehta and Rastegari, 2022, arXiv:2206.02680.

MobileViT whose attention is linear: one score per pixel weighs the keys of all pixels into one
vector, which multiplies their values.

b batch, h and w of a feature map, p side of a patch, a = p*p, n patches, c channels, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.mobilevitv2 import MobileViTV2Config

from .. import nn, ops
from ..blocks.inverted_residual import ConvLayer, InvertedResidual
from ..blocks.variation import variation
from . import mobilevit


class MobileViTV2LinearSelfAttention(nn.Module):
    def __init__(self, config: MobileViTV2Config, d: int):
        super().__init__()
        self.size = d
        self.qkv_proj = ConvLayer(d, 1 + 2 * d, 1, act=None, norm=False, bias=True)
        self.attn_dropout = nn.Dropout(config.attn_dropout)
        self.out_proj = ConvLayer(d, d, 1, act=None, norm=False, bias=True)

    def forward(self, hidden):  # [b a n d]
        query, key, value = ops.split(self.qkv_proj(hidden), [1, self.size, self.size], -1)
        weights = self.attn_dropout(ops.softmax(query, 2))  # over the patches
        context = ops.sum(key * weights, 2, keepdim=True)  # [b a 1 d]
        return self.out_proj(ops.relu(value) * context)


class MobileViTV2FFN(nn.Module):
    def __init__(self, config: MobileViTV2Config, d: int, f: int):
        super().__init__()
        self.conv1 = ConvLayer(d, f, 1, act=config.hidden_act, norm=False, bias=True)
        self.conv2 = ConvLayer(f, d, 1, act=None, norm=False, bias=True)
        self.dropout = nn.Dropout(config.ffn_dropout)

    def forward(self, hidden):
        return self.dropout(self.conv2(self.dropout(self.conv1(hidden))))


class MobileViTV2TransformerLayer(nn.Block):
    def __init__(self, config: MobileViTV2Config, d: int):
        super().__init__()
        eps, f = config.layer_norm_eps, config.ffn_multiplier * d // 16 * 16
        self.layernorm_before = nn.GroupNorm(1, d, eps=eps)
        self.attention = MobileViTV2LinearSelfAttention(config, d)
        self.layernorm_after = nn.GroupNorm(1, d, eps=eps)
        self.ffn = MobileViTV2FFN(config, d, f)

    def forward(self, hidden):  # [b a n d]
        hidden = hidden + self.attention(self.layernorm_before(hidden))
        return hidden + self.ffn(self.layernorm_after(hidden))


class MobileViTV2Transformer(nn.Module):
    def __init__(self, config: MobileViTV2Config, d: int, depth: int):
        super().__init__()
        self.layer = nn.ModuleList(MobileViTV2TransformerLayer(config, d) for _ in range(depth))

    def forward(self, hidden):
        for layer in self.layer:
            hidden = layer(hidden)
        return hidden


class MobileViTV2Layer(nn.Block):
    """Convolutions and the transformer."""

    def __init__(self, config: Any, before: int, after: int, *, index: int, dilation: int):
        super().__init__()
        d, self.patch = config.hidden_sizes[index], config.patch_size
        kernel, act = config.conv_kernel_size, config.hidden_act
        self.downsampling_layer = InvertedResidual(
            config,
            before,
            after,
            stride=2 if dilation == 1 else 1,
            dilation=max(dilation // 2, 1),
        )
        self.conv_kxk = ConvLayer(after, after, kernel, act=act, groups=after)
        self.conv_1x1 = ConvLayer(after, d, 1, act=None, norm=False)
        self.transformer = MobileViTV2Transformer(config, d, config.n_attn_blocks[index])
        self.layernorm = nn.GroupNorm(1, d, eps=config.layer_norm_eps)
        self.conv_projection = ConvLayer(d, after, 1, act=None)

    def forward(self, hidden):  # [b h w c] -> [b h/2 w/2 c]
        hidden = self.conv_1x1(self.conv_kxk(self.downsampling_layer(hidden)))
        return self.conv_projection(self.over_patches(hidden))

    def over_patches(self, hidden):  # [b h w d]
        """The transformer over whole patches; pixels that are left over become zeros."""
        batch, height, width, d = ops.shape(hidden)
        p = self.patch
        rows, columns = height // p, width // p
        hidden = hidden[:, : rows * p, : columns * p]
        hidden = ops.reshape(hidden, (batch, rows, p, columns, p, d))
        hidden = ops.permute(hidden, (0, 2, 4, 1, 3, 5))
        hidden = ops.reshape(hidden, (batch, p * p, rows * columns, d))
        hidden = self.layernorm(self.transformer(hidden))
        hidden = ops.reshape(hidden, (batch, p, p, rows, columns, d))
        hidden = ops.permute(hidden, (0, 3, 1, 4, 2, 5))
        hidden = ops.reshape(hidden, (batch, rows * p, columns * p, d))
        left = [(0, 0), (0, height - rows * p), (0, width - columns * p), (0, 0)]
        return ops.pad(hidden, left, value=0)


HEADS = variation(
    __name__,
    "MobileViTV2",
    mobilevit,
    MobileViTV2Config,
    base_model_prefix="mobilevitv2",
    optional_parts=(),
    layer_class=MobileViTV2Layer,
    expands=False,
    second_depth=2,
)
