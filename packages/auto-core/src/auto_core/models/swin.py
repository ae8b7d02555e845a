"""Swin Transformer: Liu et al., 2021, arXiv:2103.14030.

A transformer with attention inside windows, which every second block shifts. Between stages 2x2
tokens are merged into one of twice as many channels.

b batch, H and W pixels, h and w height and width of a feature map (p in all),
n windows, t tokens of a window, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs.swin import SwinConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BackboneOutput,
    SwinImageClassifierOutput,
    SwinModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import windows
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import Backbone, StageNorms, channels_first, flat
from ..blocks.image_heads import (
    ImageClassification,
    StagedMaskedImageModeling,
    classifier,
    pixel_decoder,
)
from ..blocks.patches import PatchEmbeddings, resized_positions, with_mask_token

EPS = 1e-5  # of the norms outside of blocks


class SwinPatchEmbeddings(PatchEmbeddings):
    """A linear projection of each patch of the image, padded with zeros until patches fit."""

    def forward(self, pixel_values):  # [b c H W] -> [b h w d]
        height, width = self.size(pixel_values, any_size=True)
        below, right = -height % self.patch_size[0], -width % self.patch_size[1]
        pixels = ops.permute(pixel_values, (0, 2, 3, 1))
        return self.projection(windows.filled(pixels, below, right))


class SwinEmbeddings(nn.Module):
    def __init__(self, config: SwinConfig, *, use_mask_token: bool = False):
        super().__init__()
        d = config.embed_dim
        self.patch_embeddings = SwinPatchEmbeddings(config, d)
        rows, columns = self.patch_embeddings.grid
        self.mask_token = nn.Parameter((1, 1, d), init="zeros") if use_mask_token else None
        absolute = config.use_absolute_embeddings
        shape = (1, rows * columns, d)
        self.position_embeddings = nn.Parameter(shape, init="zeros") if absolute else None
        self.norm = nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, bool_masked_pos, *, any_size: bool):
        """[b c H W] -> [b h w d]; any_size: interpolate absolute positions."""
        hidden = self.norm(self.patch_embeddings(pixel_values))
        batch, rows, columns, d = ops.shape(hidden)
        tokens = ops.reshape(hidden, (batch, rows * columns, d))
        tokens = with_mask_token(tokens, self.mask_token, bool_masked_pos)
        if self.position_embeddings is not None:
            positions, grid = ops.asarray(self.position_embeddings), self.patch_embeddings.grid
            if any_size:
                positions = resized_positions(positions, grid, (rows, columns), special=0)
            elif (rows, columns) != grid:
                raise InputError(
                    f"pixel_values make {rows}x{columns} patches, and this model's positions are "
                    f"{grid[0]}x{grid[1]}. Resize the images, or pass "
                    "interpolate_pos_encoding=True."
                )
            tokens = tokens + positions
        return ops.reshape(self.dropout(tokens), (batch, rows, columns, d))


class SwinSelfAttention(nn.Module):
    def __init__(self, config: SwinConfig, d: int, heads: int):
        super().__init__()
        self.head_size, self.window_size = d // heads, config.window_size
        self.query = nn.Linear(d, d, bias=config.qkv_bias)
        self.key = nn.Linear(d, d, bias=config.qkv_bias)
        self.value = nn.Linear(d, d, bias=config.qkv_bias)
        offsets = (2 * config.window_size - 1) ** 2
        self.relative_position_bias_table = nn.Parameter((offsets, heads), init="zeros")
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, tokens, shift_mask, attend, *, window: int):  # [b*n t d] -> [b*n t d]
        table = ops.asarray(self.relative_position_bias_table)
        bias = windows.with_shift_mask(
            windows.biases(table, window, self.window_size),
            shift_mask,
            batch_of_windows=ops.shape(tokens)[0],
        )
        projected = self.query(tokens), self.key(tokens), self.value(tokens)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, bias=bias, dropout=self.dropout)
        return attend(query, key, value, **options)


class SwinOutput(nn.Module):
    """The last layer of a residual branch; the sum itself is the block's."""

    def __init__(self, in_features: int, out_features: int, *, dropout: float):
        super().__init__()
        self.dense = nn.Linear(in_features, out_features)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden):
        return self.dropout(self.dense(hidden))


class SwinAttention(nn.Module):
    def __init__(self, attention: Any, d: int, *, dropout: float):
        super().__init__()
        self.self = attention
        self.output = SwinOutput(d, d, dropout=dropout)

    def forward(self, tokens, shift_mask, attend, **options):  # [b*n t d] -> [b*n t d]
        return self.output(self.self(tokens, shift_mask, attend, **options))


class SwinIntermediate(nn.Module):
    def __init__(self, config: Any, d: int):
        super().__init__()
        self.dense = nn.Linear(d, int(config.mlp_ratio * d))
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.activation(self.dense(hidden))


class SwinPatchMerging(nn.Module):
    """A linear projection of each 2x2 tokens to one: [b h w d] -> [b h/2 w/2 2d]."""

    def __init__(self, d: int):
        super().__init__()
        self.reduction = nn.Linear(4 * d, 2 * d, bias=False)
        self.norm = nn.LayerNorm(4 * d, eps=EPS)

    def forward(self, hidden):
        _, height, width, _ = ops.shape(hidden)
        hidden = windows.filled(hidden, height % 2, width % 2)
        four = [hidden[:, row::2, column::2] for column in range(2) for row in range(2)]
        return self.reduction(self.norm(ops.cat(four, -1)))


class SwinLayer(nn.Block):
    attention_class: type = SwinSelfAttention
    merging_class: type = SwinPatchMerging  # of the stage that it is in

    def __init__(self, config: SwinConfig, d: int, heads: int, *, drop: float, shift: int):
        super().__init__()
        self.window_size, self.shift = config.window_size, shift
        dropout = config.hidden_dropout_prob
        self.layernorm_before = nn.LayerNorm(d, eps=config.layer_norm_eps)
        attention = self.attention_class(config, d, heads)
        self.attention = SwinAttention(attention, d, dropout=dropout)
        self.drop_path = nn.DropPath(drop)
        self.layernorm_after = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.intermediate = SwinIntermediate(config, d)
        self.output = SwinOutput(int(config.mlp_ratio * d), d, dropout=dropout)

    def forward(self, hidden, attend, *, always_partition: bool):  # [b h w d] -> [b h w d]
        """Unless `always_partition`, an image within one window is one, and is not shifted."""
        _, height, width, _ = ops.shape(hidden)
        window, shift = self.window_size, self.shift
        if not always_partition:
            smaller = min(windows.known_size(height, width))
            window, shift = (smaller, 0) if smaller <= window else (window, shift)

        def within(tokens, shift_mask):
            return self.attention(tokens, shift_mask, attend, window=window)

        change = windows.in_windows(
            self.layernorm_before(hidden), within, window=window, shift=shift
        )
        hidden = hidden + self.drop_path(change)
        return hidden + self.output(self.intermediate(self.layernorm_after(hidden)))


class SwinStage(nn.Module):
    def __init__(self, config: SwinConfig, stage: int, drops: list[float], layer_class: Any):
        super().__init__()
        d, heads = config.embed_dim * 2**stage, config.num_heads[stage]
        shift = config.window_size // 2
        self.blocks = nn.ModuleList(
            layer_class(config, d, heads, drop=drop, shift=shift if i % 2 else 0)
            for i, drop in enumerate(drops)
        )
        last = stage == len(config.depths) - 1
        self.downsample = None if last else layer_class.merging_class(d)

    def forward(self, hidden, recorder, *, always_partition: bool):
        """[b h w d] -> after and before merging; the last block's attention is recorded."""
        for attend, block in last_recorded(recorder, self.blocks):
            hidden = block(hidden, attend, always_partition=always_partition)
        return hidden if self.downsample is None else self.downsample(hidden), hidden


def last_recorded(recorder: Recorder, blocks):
    """Each block of a stage with its attention, of which only the last one's is recorded."""
    *others, last = blocks
    return [*((Attention(Recorder()), block) for block in others), (Attention(recorder), last)]


class SwinEncoder(nn.Module):
    def __init__(self, config: SwinConfig, layer_class: type = SwinLayer):
        super().__init__()
        count = sum(config.depths)
        drops = [config.drop_path_rate * i / max(count - 1, 1) for i in range(count)]
        ends = [sum(config.depths[: i + 1]) for i in range(len(config.depths))]
        self.layers = nn.ModuleList(
            SwinStage(config, i, drops[end - config.depths[i] : end], layer_class)
            for i, end in enumerate(ends)
        )

    def forward(self, hidden, recorder, *, always_partition: bool):
        """[b h w d] -> hidden states after and before merging, both with the input first."""
        merged, before = (hidden,), (hidden,)
        for stage in self.layers:
            hidden, whole = stage(hidden, recorder, always_partition=always_partition)
            merged, before = (*merged, hidden), (*before, whole)
        return merged, before


class SwinPreTrainedModel(nn.PreTrainedModel):
    """What all Swin models share."""

    config_class = SwinConfig
    base_model_prefix = "swin"
    main_input_name = "pixel_values"
    renames = newer_names.SWIN
    # A backbone has norms of its own, and not the last one.
    optional_parts = (
        r"^hidden_states_norms\.",
        r"^(swin\.)?layernorm\.",
        r"(^|\.)embeddings\.mask_token$",
    )
    ignored_keys = (r"\.relative_position_index$",)
    norms_maps = True  # whether a backbone has a norm for each feature map
    ends_with_norm = True  # whether the model does
    # The parts that variations of this family replace.
    embeddings_class: type = SwinEmbeddings
    layer_class: type = SwinLayer


class SwinModel(SwinPreTrainedModel):
    """Swin without a head.

    Args of `forward`:
        pixel_values: [b c H W], of any size.
        bool_masked_pos: [b p], True where the mask token replaces a patch.
        interpolate_pos_encoding: interpolate absolute positions for images of another size.

    Returns:
        SwinModelOutput
    """

    def __init__(
        self, config: SwinConfig, add_pooling_layer: bool = True, use_mask_token: bool = False
    ):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config, use_mask_token=use_mask_token)
        self.encoder = SwinEncoder(config, self.layer_class)
        norm = nn.LayerNorm(size(config), eps=config.layer_norm_eps)
        self.layernorm = norm if self.ends_with_norm else None
        self.add_pooling_layer = add_pooling_layer

    def forward(
        self,
        pixel_values=None,
        bool_masked_pos=None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions)
        any_size = bool(interpolate_pos_encoding)
        hidden = self.embeddings(pixel_values, bool_masked_pos, any_size=any_size)
        states, _ = self.encoder(hidden, recorder, always_partition=False)
        hidden = flat(states[-1])
        hidden = hidden if self.layernorm is None else self.layernorm(hidden)
        returned = states if output_hidden_states else None
        return SwinModelOutput(
            last_hidden_state=hidden,
            pooler_output=ops.mean(hidden, 1) if self.add_pooling_layer else None,
            hidden_states=None if returned is None else tuple(map(flat, returned)),
            attentions=recorder.attentions,
            reshaped_hidden_states=None
            if returned is None
            else tuple(map(channels_first, returned)),
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


def size(config: SwinConfig) -> int:
    """Channels after the last stage."""
    return config.embed_dim * 2 ** (len(config.depths) - 1)


class SwinForMaskedImageModeling(StagedMaskedImageModeling, SwinPreTrainedModel):
    base_class = SwinModel
    base_options = {"add_pooling_layer": False, "use_mask_token": True}

    def add_head(self, config: SwinConfig) -> None:
        self.decoder = pixel_decoder(config)

    def last_grid(self, height, width):
        base = getattr(self, self.base_model_prefix)
        patch = base.embeddings.patch_embeddings.patch_size
        rows, columns = -(-height // patch[0]), -(-width // patch[1])
        for _ in self.config.depths[1:]:
            rows, columns = (rows + 1) // 2, (columns + 1) // 2
        return rows, columns


class SwinForImageClassification(ImageClassification, SwinPreTrainedModel):
    base_class = SwinModel
    output_class = SwinImageClassifierOutput

    def add_head(self, config: SwinConfig) -> None:
        self.classifier = classifier(config, size(config))

    def score(self, output):  # -> [b c]
        return self.classifier(output.pooler_output)


class SwinBackbone(Backbone, SwinPreTrainedModel):
    """Feature maps of the chosen stages before merging; windows are always shifted."""

    ignored_keys = (*SwinPreTrainedModel.ignored_keys, r"^(swin\.)?layernorm\.")

    def __init__(self, config: SwinConfig):
        super().__init__(config)
        stages = (config.embed_dim * 2**i for i in range(len(config.depths)))
        self.num_features = (config.embed_dim, *stages)
        self.embeddings = self.embeddings_class(config)
        self.encoder = SwinEncoder(config, self.layer_class)
        self.hidden_states_norms = None
        if self.norms_maps:
            self.hidden_states_norms = StageNorms(self.out_features, self.channels, eps=EPS)

    def forward(
        self,
        pixel_values=None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions)
        hidden = self.embeddings(pixel_values, None, any_size=bool(interpolate_pos_encoding))
        _, states = self.encoder(hidden, recorder, always_partition=True)
        output = self.chosen(
            states, output_hidden_states=output_hidden_states, attentions=recorder.attentions
        )
        if output_hidden_states and not self.norms_maps:  # as upstream has them there
            output = BackboneOutput.of(output, hidden_states=tuple(map(flat, states)))
        return output

    def feature_map(self, name, state):
        norms = self.hidden_states_norms
        return state if norms is None else norms(name, state)


PREFIX = "Swin"
HEADS = {
    "base": SwinModel,
    "image-classification": SwinForImageClassification,
    "masked-image-modeling": SwinForMaskedImageModeling,
    "backbone": SwinBackbone,
}
