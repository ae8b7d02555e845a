"""Hiera: Ryali et al., 2023, arXiv:2306.00989.

A transformer of stages without convolutions or relative positions: what these would give, it learns
by reconstructing masked units of patches (MAE, He et al., 2021, arXiv:2111.06377). Tokens are
ordered so that those which are pooled together lie a stride apart: the first two axes of a unit
come before the units ("unrolled"). Early stages attend within units.

b batch, H and W pixels, t tokens, u units, h and w of a feature map or a unit, s tokens that a
query is pooled of, d hidden, p pixels of a patch.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs._vit import pair
from auto_core.configs.hiera import HieraConfig
from auto_core.errors import ConfigError
from auto_core.initializers import Constant
from auto_core.outputs import (
    BackboneOutput,
    HieraForImageClassificationOutput,
    HieraForPreTrainingOutput,
    HieraModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import Backbone, StageNorms, channels_first
from ..blocks.heads import Head
from ..blocks.image_heads import Identity, ImageClassification, classifier
from ..blocks.patches import PatchEmbeddings, resized_positions

BACKBONE_EPS = 1e-5


class HieraPatchEmbeddings(PatchEmbeddings):
    """A strided convolution over the image, of which masked units are zeros."""

    def __init__(self, config: HieraConfig):
        nn.Module.__init__(self)
        self.channels, self.image_size = config.num_channels, pair(config.image_size)
        self.patch_size, self.grid = pair(config.patch_stride), config.grid
        self.projection = nn.Conv2d(
            config.num_channels,
            config.embed_dim,
            pair(config.patch_size),
            stride=pair(config.patch_stride),
            padding=pair(config.patch_padding),
        )

    def forward(self, pixel_values, kept=None):  # [b c H W], [b h w] of units -> [b t d]
        pixels = ops.permute(pixel_values, (0, 2, 3, 1))
        if kept is not None:
            kept = ops.unsqueeze(ops.cast(kept, ops.dtype(pixels)), -1)
            size = ops.shape(pixels)[1:3]
            pixels = pixels * ops.interpolate(kept, size, mode="nearest", align_corners=False)
        hidden = self.projection(pixels)
        batch, rows, columns, d = ops.shape(hidden)
        return ops.reshape(hidden, (batch, rows * columns, d))


class HieraEmbeddings(nn.Module):
    """Patches with learned positions; in pretraining a random part of their units are masked."""

    def __init__(self, config: HieraConfig, *, is_mae: bool):
        super().__init__()
        self.units, self.is_mae = config.units, is_mae
        self.kept = int(math.prod(config.units) * (1 - config.mask_ratio))
        self.patch_embeddings = HieraPatchEmbeddings(config)
        rows, columns = config.grid
        self.position_embeddings = nn.Parameter(
            (1, rows * columns, config.embed_dim), init="normal"
        )
        self.random = nn.Random()

    def forward(self, pixel_values, noise, *, any_size: bool):
        """[b c H W] -> [b t d], the rows and columns of patches, and of pretraining the order of
        units [b u] by noise and each unit's index in it (else None)."""
        patches = self.patch_embeddings
        positions = ops.asarray(self.position_embeddings)
        size = patches.size(pixel_values, any_size=any_size and not self.is_mae)
        grid = patches.count(*size)
        pixel_values = ops.cast(pixel_values, ops.dtype(positions))
        order = restore = kept = None
        if self.is_mae:
            batch = ops.shape(pixel_values)[0]
            if noise is None:
                noise = self.random.uniform((batch, math.prod(self.units)), like=pixel_values)
            order = ops.argsort(noise, 1, descending=False)
            restore = ops.argsort(order, 1, descending=False)
            kept = ops.reshape(restore < self.kept, (batch, *self.units))
        if any_size:
            positions = resized_positions(positions, patches.grid, grid, special=0)
        return patches(pixel_values, kept) + positions, grid, order, restore


class UnitAttention(Attention):
    """Attention within units, whose weights are recorded as [b heads u q k]."""

    def __init__(self, recorder: Recorder, *, batch: Any):
        super().__init__(recorder)
        self.batch = batch

    def record(self, weights) -> None:  # [b*u heads q k]
        together, heads, queries, keys = ops.shape(weights)
        units = together // self.batch
        weights = ops.reshape(weights, (self.batch, units, heads, queries, keys))
        self.recorder.add(self.weights, ops.permute(weights, (0, 2, 1, 3, 4)))


class HieraMaskUnitAttention(nn.Module):
    """Attention within units of `window` tokens, or (None) among all; queries are the largest
    values of each `pool` of them."""

    def __init__(self, before: int, after: int, heads: int, *, pool: int, window: int | None):
        super().__init__()
        self.head_size, self.pool, self.window = after // heads, pool, window
        self.qkv = nn.Linear(before, 3 * after)
        self.proj = nn.Linear(after, after)

    def forward(self, hidden, attend):  # [b t d] -> [b t/s d]
        batch, tokens, _ = ops.shape(hidden)
        window = tokens if self.window is None else self.pool * self.window
        units = tokens // window
        projected = ops.reshape(self.qkv(hidden), (batch, window, units, -1))
        projected = ops.permute(projected, (0, 2, 1, 3))  # [b u window 3*d]
        projected = ops.reshape(projected, (batch * units, window, -1))
        d = ops.shape(projected)[-1] // 3
        query, key, value = ops.split(projected, [d, d, d], -1)
        query = pooled(query, self.pool)
        query, key, value = (split_heads(x, self.head_size) for x in (query, key, value))
        output = attend(query, key, value, scale=self.head_size**-0.5)  # [b*u window/s d]
        output = ops.reshape(output, (batch, units, window // self.pool, d))
        output = ops.permute(output, (0, 2, 1, 3))
        return self.proj(ops.reshape(output, (batch, tokens // self.pool, d)))


def pooled(hidden, count: int):
    """The largest of `count` tokens: [b t d] -> [b t/count d]."""
    if count == 1:
        return hidden
    batch, tokens, d = ops.shape(hidden)
    return ops.amax(ops.reshape(hidden, (batch, count, tokens // count, d)), 1)


class HieraMlp(nn.Module):
    def __init__(self, config: HieraConfig, d: int):
        super().__init__()
        self.fc1 = nn.Linear(d, int(d * config.mlp_ratio))
        self.fc2 = nn.Linear(int(d * config.mlp_ratio), d)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class HieraLayer(nn.Block):
    def __init__(
        self,
        config: HieraConfig,
        before: int,
        after: int,
        heads: int,
        *,
        pool: int = 1,
        window: int | None = None,
        drop: float = 0.0,
    ):
        super().__init__()
        eps, self.pool = config.layer_norm_eps, pool
        self.layernorm_before = nn.LayerNorm(before, eps=eps)
        self.attn = HieraMaskUnitAttention(before, after, heads, pool=pool, window=window)
        self.layernorm_after = nn.LayerNorm(after, eps=eps)
        self.mlp = HieraMlp(config, after)
        self.drop_path = nn.DropPath(drop)
        self.proj = nn.Linear(before, after) if before != after else None

    def forward(self, hidden, attend):  # [b t d] -> [b t/s d]
        normed = self.layernorm_before(hidden)
        if self.proj is not None:
            hidden = pooled(self.proj(normed), self.pool)
        hidden = hidden + self.drop_path(self.attn(normed, attend))
        return hidden + self.drop_path(self.mlp(self.layernorm_after(hidden)))


class HieraStage(nn.Module):
    def __init__(self, layers: list[HieraLayer]):
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, hidden, recorder, *, batch):  # the last layer's attention is recorded
        *others, last = self.layers
        for layer in others:
            hidden = layer(hidden, UnitAttention(Recorder(), batch=batch))
        return last(hidden, UnitAttention(recorder, batch=batch))


def stage(config: HieraConfig, index: int, drops: list[float]) -> HieraStage:
    """A stage of the encoder. Its first layer pools queries, and attends within units if the stage
    before it does: it still has that one's tokens."""
    before, after = config.size(max(index - 1, 0)), config.size(index)
    pool = math.prod(pair(config.query_stride))
    window = int(math.prod(pair(config.masked_unit_size)) * float(pool) ** -index)
    within = config.masked_unit_attention
    layers = []
    for i, drop in enumerate(drops):
        windowed = within[index] or (i == 0 and within[max(index - 1, 0)])
        layers.append(
            HieraLayer(
                config,
                after if i else before,
                after,
                config.num_heads[index],
                pool=pool if i == 0 and 0 < index <= config.num_query_pool else 1,
                window=window if windowed else None,
                drop=drop,
            )
        )
    return HieraStage(layers)


class HieraEncoder(nn.Module):
    def __init__(self, config: HieraConfig):
        super().__init__()
        count = sum(config.depths)
        drops = [config.drop_path_rate * i / max(count - 1, 1) for i in range(count)]
        ends = [sum(config.depths[: i + 1]) for i in range(len(config.depths))]
        self.stages = nn.ModuleList(
            stage(config, i, drops[end - config.depths[i] : end]) for i, end in enumerate(ends)
        )
        self.stride, self.pools = pair(config.query_stride), config.num_query_pool

    def forward(self, hidden, recorder) -> tuple[Any, ...]:
        """[b t d] -> the input, and what each stage makes of it."""
        states, batch = (hidden,), ops.shape(hidden)[0]
        for one in self.stages:
            states += (one(states[-1], recorder, batch=batch),)
        return states

    def rolled(self, states, grid, *, masked: bool):
        """Hidden states in the order of the image: [b h w d], or of some units [b u h w d]."""
        steps = len(self.stages) - 1
        maps = []
        for index, state in enumerate(states):
            done = min(max(index - 1, 0), self.pools)  # how often queries were pooled before
            size = [side // stride**done for side, stride in zip(grid, self.stride, strict=True)]
            units = rolled(state, steps - done, self.stride)
            maps.append(units if masked else without_units(units, size))
        return tuple(maps)


def unrolled(hidden, grid, steps: int, stride: tuple[int, int]):
    """Tokens [b t d] in an order where those that are pooled together lie a stride apart."""
    batch, tokens, d = ops.shape(hidden)
    (rows, columns), (down, across) = grid, stride
    together = batch
    for _ in range(steps):
        rows, columns = rows // down, columns // across
        hidden = ops.reshape(hidden, (together, rows, down, columns, across, d))
        hidden = ops.permute(hidden, (0, 2, 4, 1, 3, 5))
        together = together * down * across
    return ops.reshape(hidden, (batch, tokens, d))


def rolled(hidden, steps: int, stride: tuple[int, int]):
    """What `unrolled` made, as units of tokens: [b t d] -> [b u h w d]."""
    batch, tokens, d = ops.shape(hidden)
    (down, across), height, width = stride, 1, 1
    hidden = ops.reshape(hidden, (batch, tokens, 1, 1, d))
    for _ in range(steps):
        tokens = tokens // (down * across)
        hidden = ops.reshape(hidden, (batch, down, across, tokens, height, width, d))
        hidden = ops.permute(hidden, (0, 3, 1, 4, 2, 5, 6))
        height, width = height * down, width * across
        hidden = ops.reshape(hidden, (batch, tokens, height, width, d))
    return hidden


def without_units(hidden, size):
    """Units [b u h w d] of a map of that size as the map, [b H W d]."""
    batch, _, height, width, d = ops.shape(hidden)
    rows, columns = size[0] // height, size[1] // width
    hidden = ops.reshape(hidden, (batch, rows, columns, height, width, d))
    return ops.reshape(ops.permute(hidden, (0, 1, 3, 2, 4, 5)), (batch, *size, d))


class HieraPreTrainedModel(nn.PreTrainedModel):
    """What all Hiera models share."""

    config_class = HieraConfig
    base_model_prefix = "hiera"
    main_input_name = "pixel_values"
    # A backbone has norms of its own, and not the one after pooling.
    optional_parts = (r"^hidden_states_norms\.", r"(^|\.)pooler\.")

    @property
    def initializers(self):
        scale = Constant(self.config.layer_norm_init)
        return ((r"norm(_before|_after)?\.weight$", scale),)


class HieraPooler(nn.Module):
    def __init__(self, config: HieraConfig):
        super().__init__()
        size = config.size(len(config.depths) - 1)
        self.layernorm = nn.LayerNorm(size, eps=config.layer_norm_eps)

    def forward(self, hidden):  # [b t d] -> [b d]
        return self.layernorm(ops.mean(hidden, 1))


class HieraModel(HieraPreTrainedModel):
    """Hiera without a head.

    Args of `forward`:
        pixel_values: [b c H W].
        noise: [b u]; with `is_mae`, the units with the least stay. Random, by default.
        interpolate_pos_encoding: interpolate the positions for images of another size.

    Returns:
        HieraModelOutput: last_hidden_state [b t d], pooler_output [b d] (None without pooler), and
        on request attentions of each stage, hidden_states as the stages order tokens, and
        reshaped_hidden_states as the image does.
    """

    def __init__(self, config: HieraConfig, add_pooling_layer: bool = True, is_mae: bool = False):
        super().__init__(config)
        self.embeddings = HieraEmbeddings(config, is_mae=is_mae)
        self.encoder = HieraEncoder(config)
        self.pooler = HieraPooler(config) if add_pooling_layer else None

    def forward(
        self,
        pixel_values=None,
        noise=None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions)
        hidden, grid, order, restore = self.embeddings(
            pixel_values, noise, any_size=bool(interpolate_pos_encoding)
        )
        steps = len(self.config.depths) - 1
        hidden = unrolled(hidden, grid, steps, pair(self.config.query_stride))
        kept = None
        if order is not None:
            count = self.embeddings.kept
            kept = restore < count
            hidden = self.unmasked(hidden, order[:, :count])
        states = self.encoder(hidden, recorder)
        maps = None
        if output_hidden_states:
            maps = self.encoder.rolled(states, grid, masked=order is not None)
        last = states[-1]
        return HieraModelOutput(
            last_hidden_state=last,
            pooler_output=None if self.pooler is None else self.pooler(last),
            bool_masked_pos=kept,
            ids_restore=restore,
            hidden_states=states if output_hidden_states else None,
            attentions=recorder.attentions,
            reshaped_hidden_states=maps,
        )

    def unmasked(self, hidden, chosen):
        """The tokens of chosen units [b v], these in the order of the image: [b t d]."""
        batch, tokens, d = ops.shape(hidden)
        sorting = ops.argsort(chosen, 1, descending=False)
        chosen = ops.gather(chosen, 1, sorting)
        area = math.prod(pair(self.config.masked_unit_size))
        hidden = ops.reshape(hidden, (batch, area, tokens // area, d))
        index = ops.reshape(chosen, (batch, 1, -1, 1))
        hidden = ops.gather(hidden, 2, ops.expand(index, (batch, area, ops.shape(chosen)[1], 1)))
        return ops.reshape(hidden, (batch, -1, d))

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class HieraForImageClassification(ImageClassification, HieraPreTrainedModel):
    base_class = HieraModel
    excluded_inputs = ("noise",)
    output_class = HieraForImageClassificationOutput

    def add_head(self, config: HieraConfig) -> None:
        self.classifier = classifier(config, config.size(len(config.depths) - 1))

    def score(self, output):  # -> [b c]
        return self.classifier(output.pooler_output)


class HieraMultiScaleHead(nn.Module):
    """The sum of all stages' maps, each made as coarse as the last."""

    def __init__(self, config: HieraConfig):
        super().__init__()
        last = config.size(len(config.depths) - 1)
        heads: list[Any] = []
        for index in range(config.num_query_pool):
            times = config.num_query_pool - index
            kernel = tuple(stride**times for stride in pair(config.query_stride))
            heads.append(nn.Conv2d(config.size(index), last, kernel, stride=kernel))
        self.multi_scale_fusion_heads = nn.ModuleList([*heads, Identity()])

    def forward(self, maps):  # [b u h w d] each -> [b u h w d]
        *finer, fused = maps
        batch, units, height, width, d = ops.shape(fused)
        for head, fine in zip(self.multi_scale_fusion_heads, finer, strict=False):
            coarse = head(ops.reshape(fine, (batch * units, *ops.shape(fine)[2:])))
            fused = fused + ops.reshape(coarse, (batch, units, height, width, d))
        return fused


class HieraDecoder(nn.Module):
    def __init__(self, config: HieraConfig):
        super().__init__()
        names = "decoder_hidden_size", "decoder_depth", "decoder_num_heads"
        sizes = [getattr(config, name) for name in names]
        for name, value in zip(names, sizes, strict=True):
            if not value:
                raise ConfigError(f"Pretraining needs a decoder, and {name} is {value}.")
        d, depth, heads = sizes
        times = config.num_query_pool
        strides = [stride**times for stride in pair(config.query_stride)]
        self.grid = tuple(side // stride for side, stride in zip(config.grid, strides, strict=True))
        self.stride = pair(config.patch_stride)[-1] * strides[-1]  # pixels of a patch's side
        self.decoder_embeddings = nn.Linear(config.size(len(config.depths) - 1), d)
        self.mask_token = nn.Parameter((1, 1, d), init="normal")
        self.decoder_position_embeddings = nn.Parameter((1, math.prod(self.grid), d), init="normal")
        self.decoder_block = HieraStage([HieraLayer(config, d, d, heads) for _ in range(depth)])
        self.decoder_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        pixels = self.stride ** len(strides) * config.num_channels
        self.decoder_pred = nn.Linear(d, pixels)

    def forward(self, hidden, kept):
        """[b v h w d] of unmasked units, [b u] -> pixels [b n p], and which patches were kept
        [b n]."""
        batch, units = ops.shape(kept)
        hidden = self.decoder_embeddings(hidden)
        height, width, d = ops.shape(hidden)[2:]
        area = height * width
        flat = ops.reshape(hidden, (batch, -1, area * d))
        which = ops.clamp(ops.cumsum(ops.cast(kept, "int64"), 1) - 1, min=0)
        hidden = ops.gather(flat, 1, ops.unsqueeze(which, -1))
        hidden = ops.reshape(hidden, (batch, units, area, d))
        kept = ops.reshape(kept, (batch, units, 1, 1))
        hidden = ops.where(kept, hidden, ops.reshape(ops.asarray(self.mask_token), (1, 1, 1, -1)))
        hidden = self.patches(hidden, height, width)
        kept = self.patches(ops.expand(kept, (batch, units, area, 1)), height, width)[..., 0]
        hidden = hidden + ops.asarray(self.decoder_position_embeddings)
        hidden = self.decoder_block(hidden, Recorder(), batch=batch)
        return self.decoder_pred(self.decoder_norm(hidden)), kept

    def patches(self, units, height, width):
        """[b u h*w d] -> [b n d], in the order of the image."""
        batch, count, _, d = ops.shape(units)
        image = without_units(ops.reshape(units, (batch, count, height, width, d)), self.grid)
        return ops.reshape(image, (batch, -1, d))


class HieraForPreTraining(Head, HieraPreTrainedModel):
    """Reconstruct the pixels of masked units; the loss is the mean squared error of these."""

    base_class = HieraModel
    base_options = {"add_pooling_layer": False, "is_mae": True}

    def add_head(self, config: HieraConfig) -> None:
        size = config.size(len(config.depths) - 1)
        self.encoder_norm = nn.LayerNorm(size, eps=config.layer_norm_eps)
        self.multiscale_fusion = HieraMultiScaleHead(config)
        self.decoder = HieraDecoder(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False, **inputs: Any):
        output = self.encode(pixel_values=pixel_values, output_hidden_states=True, **inputs)
        maps = output.reshaped_hidden_states
        maps = (*maps[1 : self.config.num_query_pool + 1], maps[-1])
        hidden = self.encoder_norm(self.multiscale_fusion(maps))
        logits, kept = self.decoder(hidden, output.bool_masked_pos)
        states = {} if output_hidden_states else {"hidden_states": None}
        return HieraForPreTrainingOutput.of(
            output,
            loss=self.loss(pixel_values, logits, kept),
            logits=logits,
            bool_masked_pos=kept,
            reshaped_hidden_states=output.reshaped_hidden_states if output_hidden_states else None,
            **states,
        )

    def loss(self, pixel_values, logits, kept):  # [b c H W], [b n p], [b n]
        target = self.pixels(ops.cast(pixel_values, ops.dtype(logits)))
        if self.config.normalize_pixel_loss:
            count = ops.shape(target)[-1]
            target = target - ops.mean(target, -1, keepdim=True)
            variance = ops.sum(target * target, -1, keepdim=True) / (count - 1)
            target = target / ops.sqrt(variance + 1e-6)
        masked = 1 - ops.cast(kept, ops.dtype(logits))
        error = ops.mean((logits - target) * (logits - target), -1) * masked
        return ops.sum(error, (0, 1)) / ops.sum(masked, (0, 1))

    def pixels(self, pixel_values):
        """[b c H W] -> [b n p], of each patch channel by channel."""
        batch, channels, _, _ = ops.shape(pixel_values)
        (rows, columns), side = self.decoder.grid, self.decoder.stride
        whole = pixel_values[:, :, : rows * side, : columns * side]
        patches = ops.reshape(whole, (batch, channels, rows, side, columns, side))
        patches = ops.permute(patches, (0, 2, 4, 1, 3, 5))
        return ops.reshape(patches, (batch, rows * columns, -1))


class HieraBackbone(Backbone, HieraPreTrainedModel):
    """Feature maps of the chosen stages.

    The tokens are not unrolled before the first stage, which transformers does not do either (its
    4.57 and its 5.23): models that were trained on these maps need them so.
    """

    ignored_keys = (r"(^|\.)pooler\.",)

    def __init__(self, config: HieraConfig):
        super().__init__(config)
        self.num_features = (config.embed_dim, *map(config.size, range(len(config.depths))))
        self.embeddings = HieraEmbeddings(config, is_mae=False)
        self.encoder = HieraEncoder(config)
        self.hidden_states_norms = StageNorms(self.out_features, self.channels, eps=BACKBONE_EPS)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions)
        hidden, grid, _, _ = self.embeddings(pixel_values, None, any_size=False)
        states = self.encoder(hidden, recorder)
        stages = zip(self.stage_names, self.encoder.rolled(states, grid, masked=False), strict=True)
        return BackboneOutput(
            feature_maps=tuple(
                channels_first(self.hidden_states_norms(name, image))
                for name, image in stages
                if name in self.out_features
            ),
            hidden_states=states if output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


HEADS = {
    "base": HieraModel,
    "image-classification": HieraForImageClassification,
    "pretraining": HieraForPreTraining,
    "backbone": HieraBackbone,
}
