"""Swin2SR: Conde et al., 2022, arXiv:2209.11345.

Super-resolution by blocks of Swin V2 (Liu et al., 2021, arXiv:2111.09883): cosine attention inside
windows, a relative position bias that a small network computes, norms after attention and
feed-forward. Convolutions surround the stages, and an upsampler enlarges the feature map.

b batch, H and W pixels, h and w height and width of a feature map (p in all),
t tokens of a window, d hidden.
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
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import windows
from ..blocks.attention import split_heads
from ..blocks.backbone import channels_first, flat
from ..blocks.convnets import from_pixels
from ..blocks.heads import Head
from ..blocks.image_heads import Identity
from .swin import SwinAttention, SwinIntermediate, SwinOutput, last_recorded

EPS = 1e-5  # of the norm after the first convolution
FEATURES = 64  # channels inside the upsamplers
# The mean colour of DIV2K, which is subtracted: upstream's numbers, which are in float32.
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
        self.heads, self.head_size, self.window = heads, d // heads, window
        self.logit_scale = nn.Parameter((heads, 1, 1), init=Constant(math.log(10)))
        # The network is a list with an activation between.
        self.continuous_position_bias_mlp = nn.ModuleList(
            [nn.Linear(2, 512), Identity(), nn.Linear(512, heads, bias=False)]
        )
        self.query = nn.Linear(d, d, bias=config.qkv_bias)
        self.key = nn.Linear(d, d, bias=False)
        self.value = nn.Linear(d, d, bias=config.qkv_bias)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)
        # Offsets along an axis, scaled to [-8, 8], then log-spaced.
        offsets = (8 * offset / max(window - 1, 1) for offset in range(1 - window, window))
        self.offsets = tuple(math.copysign(math.log2(abs(x) + 1) / 3, x) for x in offsets)

    def forward(self, tokens, shift_mask, attend):  # [b*n t d] -> [b*n t d]
        scale = ops.clamp(ops.asarray(self.logit_scale), max=math.log(100))
        scale = ops.reshape(ops.exp(scale), (1, 1, self.heads, 1))
        # Upstream adds the mask twice.
        bias = windows.with_shift_mask(
            self.bias(tokens),
            None if shift_mask is None else 2 * shift_mask,
            batch_of_windows=ops.shape(tokens)[0],
        )
        projected = self.query(tokens), self.key(tokens), self.value(tokens)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=1.0, bias=bias, dropout=self.dropout)
        return attend(unit(query) * scale, unit(key), value, **options)

    def bias(self, like):  # -> [h t t]
        first, _, last = self.continuous_position_bias_mlp
        offset = ops.asarray(self.offsets, like=like, dtype=ops.dtype(like))
        count = len(self.offsets)
        down = ops.expand(ops.reshape(offset, (count, 1, 1)), (count, count, 1))
        across = ops.expand(ops.reshape(offset, (1, count, 1)), (count, count, 1))
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

    def forward(self, hidden, attend):  # [b h w d] -> [b h w d]
        def within(tokens, shift_mask):
            return self.attention(tokens, shift_mask, attend)

        change = windows.in_windows(hidden, within, window=self.window, shift=self.shift)
        hidden = hidden + self.layernorm_before(change)
        change = self.output(self.intermediate(hidden))
        return hidden + self.layernorm_after(change)


class Swin2SRStage(nn.Module):
    """Blocks, then convolutions, with a residual connection around the stage."""

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

    def forward(self, hidden, recorder):  # [b h w d] -> [b h w d]
        residual = hidden
        for attend, layer in last_recorded(recorder, self.layers):
            hidden = layer(hidden, attend)
        return self.patch_embed(self.convolved(hidden)) + residual

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

    def forward(self, hidden, recorder):  # [b h w d] -> every hidden state, the input first
        states = (hidden,)
        for stage in self.stages:
            hidden = stage(hidden, recorder)
            states = (*states, hidden)
        return states


class Swin2SRPreTrainedModel(nn.PreTrainedModel):
    """What all Swin2SR models share."""

    config_class = Swin2SRConfig
    base_model_prefix = "swin2sr"
    main_input_name = "pixel_values"
    ignored_keys = (r"\.relative_(coords_table|position_index)$", r"(^|\.)mean$")


class Swin2SRModel(Swin2SRPreTrainedModel):
    """Swin2SR without an upsampler.

    Args of `forward`:
        pixel_values: [b c H W]; padded by mirroring until windows fit.

    Returns:
        BaseModelOutput: last_hidden_state [b d H W] of the padded image, and on request
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
        recorder = Recorder(attentions=output_attentions)
        states = self.encoder(self.embeddings(first), recorder)
        hidden = self.conv_after_body(self.layernorm(states[-1])) + first
        return BaseModelOutput(
            last_hidden_state=channels_first(hidden),
            hidden_states=tuple(map(flat, states)) if output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


def mean(config: Swin2SRConfig, like):
    """[c] or [1]: the mean colour, which is subtracted from images."""
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
    """Enlarge by a power of 2, or by 3: [b h w f] -> [b H W f]."""

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


class Swin2SRForImageSuperResolution(Head, Swin2SRPreTrainedModel):
    """A larger image, or one of the same size without noise and artefacts.

    Returns:
        ImageSuperResolutionOutput: reconstruction [b c H*upscale W*upscale].
    """

    base_class = Swin2SRModel

    def add_head(self, config: Swin2SRConfig) -> None:
        if config.upsampler:
            self.upsample = _UPSAMPLERS[config.upsampler](config)
        else:
            self.final_convolution = convolution(config.embed_dim, config.num_channels_out or 0)

    def forward(self, pixel_values=None, labels=None, **inputs: Any):
        config = self.config
        if labels is not None:
            raise InputError(
                "Swin2SR has no loss of its own; compare reconstruction with your images."
            )
        output = self.encode(pixel_values=pixel_values, **inputs)
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
        return ImageSuperResolutionOutput.of(output, reconstruction=channels_first(image))


HEADS = {
    "base": Swin2SRModel,
    "image-to-image": Swin2SRForImageSuperResolution,
}
