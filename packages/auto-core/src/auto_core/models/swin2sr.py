"""Swin2SR: Conde et al., 2022, arXiv:2209.11345.

Super-resolution by blocks of Swin V2 (Liu et al., 2021, arXiv:2111.09883): attention by cosines
inside windows, a bias of places that a small network computes, norms after attention and
feed-forward. Convolutions surround the stages, and an upsampler enlarges what comes out.

b batch, H and W pixels, h and w places (p in all), t tokens of a window, d hidden.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from auto_core.configs._vit import pair
from auto_core.configs.swin2sr import Swin2SRConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import BaseModelOutput, ImageSuperResolutionOutput

from .. import nn, ops
from ..blocks import windows
from ..blocks.backbone import channels_first, flat
from ..blocks.convnets import from_pixels
from ..blocks.heads import encode
from ..blocks.image_heads import Identity
from .swin import SwinAttention, SwinIntermediate, SwinOutput

EPS = 1e-5  # of the norm after the first convolution
FEATURES = 64  # channels inside the upsamplers
# The mean colour of DIV2K, which is taken away: upstream's numbers, which are in float32.
MEAN = tuple(float(np.float32(colour)) for colour in (0.4488, 0.4371, 0.4040))


def convolution(before: int, after: int) -> Any:
    """3x3, keeping the size."""
    return nn.Conv2d(before, after, 3, padding=1)


def leaky(hidden, slope: float):
    return ops.leaky_relu(hidden, negative_slope=slope)


class Swin2SRPatchEmbeddings(nn.Module):
    def __init__(self, config: Swin2SRConfig, *, normalize: bool):
        super().__init__()
        d = config.embed_dim
        self.projection = nn.Conv2d(d, d, 1)
        self.layernorm = nn.LayerNorm(d, eps=EPS) if normalize else None

    def forward(self, hidden):  # [b h w d]
        hidden = self.projection(hidden)
        return hidden if self.layernorm is None else self.layernorm(hidden)


class Swin2SREmbeddings(nn.Module):
    def __init__(self, config: Swin2SRConfig):
        super().__init__()
        self.patch_embeddings = Swin2SRPatchEmbeddings(config, normalize=True)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden):  # [b h w d]
        return self.dropout(self.patch_embeddings(hidden))


class Swin2SRSelfAttention(nn.Module):
    def __init__(self, config: Swin2SRConfig, heads: int, window: int):
        super().__init__()
        d = config.embed_dim
        self.heads, self.window = heads, window
        self.logit_scale = nn.Parameter((heads, 1, 1), init=Constant(math.log(10)))
        # The network is a list with an activation between.
        self.continuous_position_bias_mlp = nn.ModuleList(
            [nn.Linear(2, 512), Identity(), nn.Linear(512, heads, bias=False)]
        )
        self.query = nn.Linear(d, d, bias=config.qkv_bias)
        self.key = nn.Linear(d, d, bias=False)
        self.value = nn.Linear(d, d, bias=config.qkv_bias)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)
        # Ways along an axis, from -8 to 8 and then on the scale of their logarithm.
        ways = (8 * way / max(window - 1, 1) for way in range(1 - window, window))
        self.ways = tuple(math.copysign(math.log2(abs(way) + 1) / 3, way) for way in ways)

    def forward(self, tokens, hiding, *, output_attentions):  # [b*n t d]
        scale = ops.clamp(ops.asarray(self.logit_scale), max=math.log(100))
        scale = ops.reshape(ops.exp(scale), (1, 1, self.heads, 1))
        # Upstream hides by adding twice.
        bias = windows.with_hiding(
            self.bias(tokens),
            None if hiding is None else 2 * hiding,
            batch_of_windows=ops.shape(tokens)[0],
        )
        batch, t, d = ops.shape(tokens)

        def by_head(x):
            return ops.reshape(x, (batch, t, self.heads, d // self.heads))

        query, key = unit(by_head(self.query(tokens))) * scale, unit(by_head(self.key(tokens)))
        output, weights = ops.attention(
            query,
            key,
            by_head(self.value(tokens)),
            scale=1.0,
            bias=bias,
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        return ops.reshape(output, (batch, t, d)), weights

    def bias(self, like):  # -> [h t t]
        first, _, last = self.continuous_position_bias_mlp
        way = ops.asarray(self.ways, like=like, dtype=ops.dtype(like))
        count = len(self.ways)
        down = ops.expand(ops.reshape(way, (count, 1, 1)), (count, count, 1))
        across = ops.expand(ops.reshape(way, (1, count, 1)), (count, count, 1))
        table = ops.reshape(ops.cat([down, across], -1), (count * count, 2))
        table = last(ops.relu(first(table)))
        return 16 * ops.sigmoid(windows.biases(table, self.window, self.window))


def unit(x):
    """Vectors of length 1 along the last axis."""
    length = ops.sqrt(ops.sum(x * x, -1, keepdim=True))
    return x / ops.clamp(length, min=1e-12)


class Swin2SRLayer(nn.Block):
    def __init__(self, config: Swin2SRConfig, heads: int, *, shifted: bool):
        super().__init__()
        d, eps = config.embed_dim, config.layer_norm_eps
        smallest = min(pair(config.image_size))
        self.window = min(config.window_size, smallest)
        self.shift = config.window_size // 2 if shifted and smallest > self.window else 0
        self.attention = SwinAttention(
            Swin2SRSelfAttention(config, heads, self.window),
            d,
            dropout=config.attention_probs_dropout_prob,
        )
        self.layernorm_before = nn.LayerNorm(d, eps=eps)
        self.intermediate = SwinIntermediate(config, d)
        self.output = SwinOutput(int(config.mlp_ratio * d), d, dropout=config.hidden_dropout_prob)
        self.layernorm_after = nn.LayerNorm(d, eps=eps)

    def forward(self, hidden, *, output_attentions):  # [b h w d] -> [b h w d], weights
        def within(tokens, hiding):
            return self.attention(tokens, hiding, output_attentions=output_attentions)

        change, weights = windows.in_windows(hidden, within, window=self.window, shift=self.shift)
        hidden = hidden + self.layernorm_before(change)
        change = self.output(self.intermediate(hidden))
        return hidden + self.layernorm_after(change), weights


class Swin2SRStage(nn.Module):
    """Blocks, then convolutions, beside the stage's input."""

    def __init__(self, config: Swin2SRConfig, depth: int, heads: int):
        super().__init__()
        d = config.embed_dim
        self.layers = nn.ModuleList(
            Swin2SRLayer(config, heads, shifted=i % 2 == 1) for i in range(depth)
        )
        self.narrows = config.resi_connection == "3conv"
        self.conv: Any = convolution(d, d)
        if self.narrows:
            between = nn.Conv2d(d // 4, d // 4, 1)
            layers = [convolution(d, d // 4), Identity(), between, Identity()]
            self.conv = nn.ModuleList([*layers, convolution(d // 4, d)])
        self.patch_embed = Swin2SRPatchEmbeddings(config, normalize=False)

    def forward(self, hidden, *, output_attentions):  # -> [b h w d], the last weights
        residual, weights = hidden, None
        for layer in self.layers:
            hidden, weights = layer(hidden, output_attentions=output_attentions)
        return self.patch_embed(self.convolved(hidden)) + residual, weights

    def convolved(self, hidden):  # [b h w d]
        if not self.narrows:
            return self.conv(hidden)
        hidden = leaky(self.conv[0](hidden), 0.2)
        return self.conv[4](leaky(self.conv[2](hidden), 0.2))


class Swin2SREncoder(nn.Module):
    def __init__(self, config: Swin2SRConfig):
        super().__init__()
        self.stages = nn.ModuleList(
            Swin2SRStage(config, depth, heads)
            for depth, heads in zip(config.depths, config.num_heads, strict=True)
        )

    def forward(self, hidden, *, output_attentions):  # -> states, the input first; weights
        states, attentions = (hidden,), ()
        for stage in self.stages:
            hidden, weights = stage(hidden, output_attentions=output_attentions)
            states, attentions = (*states, hidden), (*attentions, weights)
        return states, attentions


class Swin2SRPreTrainedModel(nn.PreTrainedModel):
    """What all Swin2SR models share."""

    config_class = Swin2SRConfig
    base_model_prefix = "swin2sr"
    main_input_name = "pixel_values"
    ignored_keys = (r"\.relative_(coords_table|position_index)$", r"(^|\.)mean$")


class Swin2SRModel(Swin2SRPreTrainedModel):
    """Swin2SR without an upsampler.

    Args of `forward`:
        pixel_values: [b c H W]; filled up by mirroring until windows fit.

    Returns:
        BaseModelOutput: last_hidden_state [b d H W] of the filled image, and on request
        hidden_states [b p d] and attentions (of each stage's last block).
    """

    def __init__(self, config: Swin2SRConfig):
        super().__init__(config)
        d = config.embed_dim
        self.first_convolution = convolution(config.num_channels, d)
        self.embeddings = Swin2SREmbeddings(config)
        self.encoder = Swin2SREncoder(config)
        self.layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.conv_after_body = convolution(d, d)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        config = self.config
        pixels = mirrored(
            from_pixels(pixel_values, channels=config.num_channels), config.window_size
        )
        first = self.first_convolution((pixels - mean(config, pixels)) * config.img_range)
        states, attentions = self.encoder(
            self.embeddings(first), output_attentions=output_attentions
        )
        hidden = self.conv_after_body(self.layernorm(states[-1])) + first
        return BaseModelOutput(
            last_hidden_state=channels_first(hidden),
            hidden_states=tuple(map(flat, states)) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


def mean(config: Swin2SRConfig, like):
    """[c] or [1]: the colour that is taken away from images."""
    colours = config.num_channels == config.num_channels_out == 3
    return ops.asarray(MEAN if colours else (0.0,), like=like, dtype=ops.dtype(like))


def mirrored(pixels, window: int):
    """[b H W c] with rows and columns mirrored at the end until windows fit.

    Raises:
        InputError: the image has too few pixels for that.
    """
    for axis in (1, 2):
        size = ops.shape(pixels)[axis]
        size, _ = windows.known_size(size, size)
        missing = -size % window
        if missing >= size:
            raise InputError(
                f"pixel_values are {size} pixels along an axis, too few to fill a window of "
                f"{window}; pass at least {window // 2 + 1}."
            )
        if missing:
            index = (slice(None),) * axis + (slice(size - 1 - missing, size - 1),)
            pixels = ops.cat([pixels, ops.flip(pixels[index], axis)], axis)
    return pixels


class Upsample(nn.Module):
    """Doubled again and again, or made three times as large: [b h w f] -> [b H W f]."""

    def __init__(self, scale: int, features: int):
        super().__init__()
        self.doublings = 0 if scale == 3 else scale.bit_length() - 1
        for i in range(self.doublings):
            setattr(self, f"convolution_{i}", convolution(features, 4 * features))
        if scale == 3:
            self.convolution = convolution(features, 9 * features)
        self.triples = scale == 3

    def forward(self, hidden):
        if self.triples:
            return ops.pixel_shuffle(self.convolution(hidden), 3)
        for i in range(self.doublings):
            hidden = ops.pixel_shuffle(getattr(self, f"convolution_{i}")(hidden), 2)
        return hidden


class UpsampleOneStep(nn.Module):
    def __init__(self, config: Swin2SRConfig):
        super().__init__()
        self.scale, out = config.upscale, config.num_channels_out or 0
        self.conv = convolution(config.embed_dim, self.scale**2 * out)

    def forward(self, hidden):  # [b h w d] -> [b H W c]
        return ops.pixel_shuffle(self.conv(hidden), self.scale)


class PixelShuffleUpsampler(nn.Module):
    def __init__(self, config: Swin2SRConfig):
        super().__init__()
        self.conv_before_upsample = convolution(config.embed_dim, FEATURES)
        self.upsample = Upsample(config.upscale, FEATURES)
        self.final_convolution = convolution(FEATURES, config.num_channels_out or 0)

    def forward(self, hidden):  # [b h w d] -> [b H W c]
        hidden = leaky(self.conv_before_upsample(hidden), 0.01)
        return self.final_convolution(self.upsample(hidden))


class NearestConvUpsampler(nn.Module):
    """Four times as large, by repeating pixels."""

    def __init__(self, config: Swin2SRConfig):
        super().__init__()
        self.conv_before_upsample = convolution(config.embed_dim, FEATURES)
        self.conv_up1 = convolution(FEATURES, FEATURES)
        self.conv_up2 = convolution(FEATURES, FEATURES)
        self.conv_hr = convolution(FEATURES, FEATURES)
        self.final_convolution = convolution(FEATURES, config.num_channels_out or 0)

    def forward(self, hidden):  # [b h w d] -> [b H W c]
        hidden = leaky(self.conv_before_upsample(hidden), 0.01)
        for layer in (self.conv_up1, self.conv_up2):
            _, height, width, _ = ops.shape(hidden)
            size = (2 * height, 2 * width)
            hidden = ops.interpolate(hidden, size, mode="nearest", align_corners=False)
            hidden = leaky(layer(hidden), 0.2)
        return self.final_convolution(leaky(self.conv_hr(hidden), 0.2))


class PixelShuffleAuxUpsampler(nn.Module):
    """Through a small image of its own, added to the enlarged original."""

    def __init__(self, config: Swin2SRConfig):
        super().__init__()
        channels = config.num_channels
        self.conv_bicubic = convolution(channels, FEATURES)
        self.conv_before_upsample = convolution(config.embed_dim, FEATURES)
        self.conv_aux = convolution(FEATURES, channels)
        self.conv_after_aux = nn.ModuleList([convolution(3, FEATURES)])
        self.upsample = Upsample(config.upscale, FEATURES)
        self.final_convolution = convolution(FEATURES, config.num_channels_out or 0)

    def forward(self, hidden, enlarged):  # [b h w d], [b H W c] -> [b H W c]
        hidden = leaky(self.conv_before_upsample(hidden), 0.01)
        hidden = leaky(self.conv_after_aux[0](self.conv_aux(hidden)), 0.01)
        _, height, width, _ = ops.shape(enlarged)
        hidden = self.upsample(hidden)[:, :height, :width]
        return self.final_convolution(hidden + self.conv_bicubic(enlarged))


_UPSAMPLERS: dict[str, Any] = {
    "pixelshuffle": PixelShuffleUpsampler,
    "pixelshuffle_aux": PixelShuffleAuxUpsampler,
    "pixelshuffledirect": UpsampleOneStep,
    "nearest+conv": NearestConvUpsampler,
}


class Swin2SRForImageSuperResolution(Swin2SRPreTrainedModel):
    """A larger image, or one of the same size without noise and artefacts.

    Returns:
        ImageSuperResolutionOutput: reconstruction [b c H*upscale W*upscale].
    """

    def __init__(self, config: Swin2SRConfig):
        super().__init__(config)
        self.swin2sr = Swin2SRModel(config)
        if config.upsampler:
            self.upsample = _UPSAMPLERS[config.upsampler](config)
        else:
            self.final_convolution = convolution(config.embed_dim, config.num_channels_out or 0)

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        config = self.config
        if labels is not None:
            raise InputError(
                "Swin2SR has no loss of its own; compare reconstruction with your images."
            )
        output = encode(
            self,
            pixel_values=pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pixels = from_pixels(pixel_values, channels=config.num_channels)
        _, height, width, _ = ops.shape(pixels)
        height, width = height * config.upscale, width * config.upscale
        hidden = ops.permute(output.last_hidden_state, (0, 2, 3, 1))
        if config.upsampler == "pixelshuffle_aux":
            size = (height, width)
            enlarged = ops.interpolate(pixels, size, mode="bicubic", align_corners=False)
            image = self.upsample(hidden, enlarged)
        elif config.upsampler:
            image = self.upsample(hidden)[:, :height, :width]
        else:
            _, rows, columns, _ = ops.shape(pixels)
            image = pixels + self.final_convolution(hidden)[:, :rows, :columns]
            image = image[:, :height, :width]
        image = image / config.img_range + mean(config, image)
        return ImageSuperResolutionOutput(
            reconstruction=channels_first(image),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


HEADS = {
    "base": Swin2SRModel,
    "image-to-image": Swin2SRForImageSuperResolution,
}
