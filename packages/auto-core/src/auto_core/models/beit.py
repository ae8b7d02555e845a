"""BEiT: Bao et al., 2021, arXiv:2106.08254.

A ViT that learns to predict the visual tokens of masked patches. Positions are biases of attention,
by the way from one patch to another, and may be learned positions too; both are interpolated for
images of any size. Residual branches are scaled channel by channel.

b batch, H and W pixels, rows and columns of patches (n in all), t tokens, h heads, d hidden,
v visual tokens, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs.beit import BeitConfig
from auto_core.errors import ConfigError, InputError
from auto_core.initializers import Constant
from auto_core.outputs import (
    BackboneOutput,
    BaseModelOutputWithPooling,
    MaskedLMOutput,
    SemanticSegmenterOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import Backbone, channels_first
from ..blocks.heads import Head
from ..blocks.image_heads import Identity, ImageClassification, classifier
from ..blocks.losses import IGNORED, pixel_loss, token_loss
from ..blocks.patches import (
    PatchEmbeddings,
    repeated,
    resized_positions,
    same_size,
    with_mask_token,
)
from ..blocks.upernet import FCNHead, UperHead
from .vit import ViTIntermediate, ViTOutput

WAYS_OF_CLS = 3  # last in a table of biases: from CLS, to CLS, from CLS to itself


class BeitEmbeddings(nn.Module):
    def __init__(self, config: BeitConfig):
        super().__init__()
        d = config.hidden_size
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        self.mask_token = nn.Parameter((1, 1, d), init="zeros") if config.use_mask_token else None
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.position_embeddings = None
        if config.use_absolute_position_embeddings:
            self.position_embeddings = nn.Parameter((1, 1 + rows * columns, d), init="zeros")
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, bool_masked_pos):
        """[b channels H W] -> [b t d], and the rows and columns of patches."""
        patches = self.patch_embeddings
        grid = patches.count(*patches.size(pixel_values, any_size=True))
        hidden = patches(ops.cast(pixel_values, ops.dtype(ops.asarray(self.cls_token))))
        hidden = with_mask_token(hidden, self.mask_token, bool_masked_pos)
        hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        if self.position_embeddings is not None:
            table = ops.asarray(self.position_embeddings)
            hidden = hidden + resized_positions(table, patches.grid, grid, special=1)
        return self.dropout(hidden), grid


class BeitRelativePositionBias(nn.Module):
    """A bias for each way from a patch to another, and for those from and to CLS."""

    def __init__(self, config: BeitConfig, grid: tuple[int, int]):
        super().__init__()
        self.grid = grid
        ways = (2 * grid[0] - 1) * (2 * grid[1] - 1) + WAYS_OF_CLS
        self.relative_position_bias_table = nn.Parameter(
            (ways, config.num_attention_heads), init="zeros"
        )

    def forward(self, like, *, grid):  # -> [1 h t t]
        table, ways = self.resized(grid)
        rows, columns = grid
        index = patch_ways(rows, columns, like=like)  # [n n]
        patches = rows * columns
        from_cls = ops.zeros((1, patches), like=index, dtype="int64") + ways
        to_cls = ops.zeros((patches, 1), like=index, dtype="int64") + (ways + 1)
        itself = ops.zeros((1, 1), like=index, dtype="int64") + (ways + 2)
        index = ops.cat([ops.cat([itself, from_cls], 1), ops.cat([to_cls, index], 1)], 0)
        bias = ops.take(table, ops.reshape(index, (-1,)), 0)
        bias = ops.reshape(bias, (1, patches + 1, patches + 1, ops.shape(table)[1]))
        return ops.permute(bias, (0, 3, 1, 2))

    def resized(self, grid):
        """The table for a grid of another size, and how many ways between patches there are."""
        table = ops.asarray(self.relative_position_bias_table)
        old, new = (tuple(2 * side - 1 for side in sides) for sides in (self.grid, grid))
        if same_size(old, new):
            return table, old[0] * old[1]
        heads, count = ops.shape(table)[1], old[0] * old[1]
        # Read with columns first, as upstream has it; the same for a square.
        between = ops.reshape(table[:count], (1, old[1], old[0], heads))
        between = ops.interpolate(between, new, mode="bilinear", align_corners=False)
        between = ops.reshape(between, (new[0] * new[1], heads))
        return ops.cat([between, table[count:]], 0), new[0] * new[1]


def patch_ways(rows, columns, *, like):
    """[n n]: which of the (2 rows - 1) (2 columns - 1) ways leads from a patch to another."""

    def along(size):  # [size size]
        index = ops.arange(0, size, like=like, dtype="int64")
        return ops.unsqueeze(index, 1) - ops.unsqueeze(index, 0) + (size - 1)

    down = ops.reshape(along(rows) * (2 * columns - 1), (rows, 1, rows, 1))
    across = ops.reshape(along(columns), (1, columns, 1, columns))
    return ops.reshape(down + across, (rows * columns, rows * columns))


class BeitSelfAttention(nn.Module):
    def __init__(self, config: BeitConfig, grid: tuple[int, int]):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d, bias=False)
        self.value = nn.Linear(d, d)
        self.relative_position_bias = None
        if config.use_relative_position_bias:
            self.relative_position_bias = BeitRelativePositionBias(config, grid)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, shared_bias, attend, *, grid):  # [b t d] -> [b t d]
        bias = shared_bias
        if self.relative_position_bias is not None:
            own = self.relative_position_bias(hidden, grid=grid)
            bias = own if bias is None else own + bias
        projected = self.query(hidden), self.key(hidden), self.value(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, bias=bias, dropout=self.dropout)
        return attend(query, key, value, **options)


class BeitAttention(nn.Module):
    def __init__(self, config: BeitConfig, grid: tuple[int, int]):
        super().__init__()
        d = config.hidden_size
        self.attention = BeitSelfAttention(config, grid)
        self.output = ViTOutput(d, d, dropout=config.hidden_dropout_prob)

    def forward(self, hidden, shared_bias, attend, *, grid):  # [b t d] -> [b t d]
        return self.output(self.attention(hidden, shared_bias, attend, grid=grid))


class BeitLayer(nn.Block):
    def __init__(self, config: BeitConfig, grid: tuple[int, int], drop: float):
        super().__init__()
        d, f, eps = config.hidden_size, config.intermediate_size, config.layer_norm_eps
        self.layernorm_before = nn.LayerNorm(d, eps=eps)
        self.attention = BeitAttention(config, grid)
        self.layernorm_after = nn.LayerNorm(d, eps=eps)
        self.intermediate = ViTIntermediate(config)
        self.output = ViTOutput(f, d, dropout=config.hidden_dropout_prob)
        self.drop_path = nn.DropPath(drop)
        self.lambda_1 = self.lambda_2 = None
        if config.layer_scale_init_value > 0:
            init = Constant(config.layer_scale_init_value)
            self.lambda_1 = nn.Parameter((d,), init=init)
            self.lambda_2 = nn.Parameter((d,), init=init)

    def forward(self, hidden, shared_bias, attend, *, grid):  # [b t d] -> [b t d]
        change = self.attention(self.layernorm_before(hidden), shared_bias, attend, grid=grid)
        hidden = hidden + self.scaled(self.lambda_1, change)
        change = self.output(self.intermediate(self.layernorm_after(hidden)))
        return hidden + self.scaled(self.lambda_2, change)

    def scaled(self, scale, change):
        return self.drop_path(change if scale is None else ops.asarray(scale) * change)


class BeitEncoder(nn.Module):
    def __init__(self, config: BeitConfig, grid: tuple[int, int], layer_class: Any = BeitLayer):
        super().__init__()
        count = config.num_hidden_layers
        self.relative_position_bias = None
        if config.use_shared_relative_position_bias:
            self.relative_position_bias = BeitRelativePositionBias(config, grid)
        self.layer = nn.ModuleList(
            layer_class(config, grid, config.drop_path_rate * i / max(count - 1, 1))
            for i in range(count)
        )

    def forward(self, hidden, attend, *, grid):  # [b t d] -> [b t d]
        shared = None
        if self.relative_position_bias is not None:
            shared = self.relative_position_bias(hidden, grid=grid)
        for layer in self.layer:
            attend.recorder.add_hidden_state(hidden)
            hidden = layer(hidden, shared, attend, grid=grid)
        attend.recorder.add_hidden_state(hidden)
        return hidden


class BeitPreTrainedModel(nn.PreTrainedModel):
    """What all BEiT models share."""

    config_class = BeitConfig
    base_model_prefix = "beit"
    main_input_name = "pixel_values"
    renames = newer_names.BEIT
    optional_parts = (r"(^|\.)pooler\.",)
    ignored_keys = (r"\.relative_position_index$",)
    pools = True  # whether the base model has a pooler, unless the caller says
    # The parts that variations of this family replace.
    embeddings_class: type = BeitEmbeddings
    layer_class: type = BeitLayer

    def heads_off(self, what: str) -> None:
        """Refuse a config whose `out_indices` choose no four hidden states of blocks."""
        indices = list(self.config.out_indices or ())
        if len(indices) != 4 or min(indices) < 1:
            raise ConfigError(
                f"{what} reads four hidden states, and out_indices is {indices}; pass four indices "
                "from 1 on, [3, 5, 7, 11] for twelve layers."
            )


class BeitPooler(nn.Module):
    """The mean of the patches, normalised, or CLS: [b t d] -> [b d]."""

    def __init__(self, config: BeitConfig):
        super().__init__()
        self.layernorm = None
        if config.use_mean_pooling:
            self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden):
        if self.layernorm is None:
            return hidden[:, 0]
        return self.layernorm(ops.mean(hidden[:, 1:], 1))


class BeitModel(BeitPreTrainedModel):
    """BEiT without a head.

    Args of `forward`:
        pixel_values: [b channels H W], of any size.
        bool_masked_pos: [b n], True where the mask token replaces a patch.
        attention_mask: [b t], 1 for tokens that are attended to.
        interpolate_pos_encoding: positions are always interpolated, whatever it is.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] (None without
        pooler), and on request hidden_states and attentions.
    """

    def __init__(self, config: BeitConfig, add_pooling_layer: bool | None = None):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        grid = self.embeddings.patch_embeddings.grid
        self.encoder = BeitEncoder(config, grid, self.layer_class)
        self.layernorm = None
        if not config.use_mean_pooling:
            self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        pools = self.pools if add_pooling_layer is None else add_pooling_layer
        self.pooler = BeitPooler(config) if pools else None

    def forward(
        self,
        pixel_values=None,
        bool_masked_pos=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        hidden, grid = self.embeddings(pixel_values, bool_masked_pos)
        hidden = self.encoder(hidden, attend, grid=grid)
        if self.layernorm is not None:
            hidden = self.layernorm(hidden)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class BeitForMaskedImageModeling(Head, BeitPreTrainedModel):
    """logits [b n v] of the visual token of each patch.

    labels: the tokens of those that `bool_masked_pos` marks, one after the other [masked].
    """

    base_class = BeitModel
    base_options = {"add_pooling_layer": False}
    input_order = ("pixel_values", "bool_masked_pos", "labels")

    def add_head(self, config: BeitConfig) -> None:
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size)

    def forward(self, bool_masked_pos=None, labels=None, **inputs: Any):
        if labels is not None and bool_masked_pos is None:
            raise InputError("labels are those of masked patches: pass bool_masked_pos too.")
        output = self.encode(bool_masked_pos=bool_masked_pos, **inputs)
        logits = self.lm_head(self.layernorm(output.last_hidden_state)[:, 1:])
        loss = None
        if labels is not None:
            loss = token_loss(logits, by_patch(labels, bool_masked_pos))
        return MaskedLMOutput.of(output, loss=loss, logits=logits)


def by_patch(labels, bool_masked_pos):
    """Labels [masked] of the marked patches of a batch as labels [b n] of all."""
    marked = ops.cast(bool_masked_pos, "bool")
    flat = ops.reshape(ops.cast(marked, "int64"), (-1,))
    which = ops.clamp(ops.cumsum(flat, 0) - 1, min=0)
    taken = ops.take(labels, ops.reshape(which, ops.shape(marked)), 0)
    return ops.where(marked, taken, IGNORED)


class BeitForImageClassification(ImageClassification, BeitPreTrainedModel):
    base_class = BeitModel
    base_options = {"add_pooling_layer": True}

    def add_head(self, config: BeitConfig) -> None:
        self.classifier = classifier(config, config.hidden_size)

    def score(self, output):  # -> [b c]
        return self.classifier(output.pooler_output)


class FeaturePyramid:
    """Mixin: four feature maps of one size made four times and twice as fine, as they are, and half
    as fine."""

    def add_pyramid(self, d: int, *, eps: float) -> None:
        self.fpn1 = nn.ModuleList(
            [
                nn.ConvTranspose2d(d, d, 2, stride=2),
                nn.BatchNorm2d(d, eps=eps, momentum=0.1),
                Identity(),
                nn.ConvTranspose2d(d, d, 2, stride=2),
            ]
        )
        self.fpn2 = nn.ModuleList([nn.ConvTranspose2d(d, d, 2, stride=2)])

    def pyramid(self, maps):  # four [b h w d]
        first, second, third, fourth = maps
        first = self.fpn1[1](self.fpn1[0](first))
        first = self.fpn1[3](ops.gelu(first, approximate="none"))
        return [
            first,
            self.fpn2[0](second),
            third,
            ops.max_pool2d(fourth, 2, stride=2, padding=0),
        ]


def as_image(hidden, grid):
    """The patches of [b t d] as a feature map [b rows columns d]."""
    batch, _, d = ops.shape(hidden)
    return ops.reshape(hidden[:, 1:], (batch, *grid, d))


class BeitForSemanticSegmentation(FeaturePyramid, Head, BeitPreTrainedModel):
    """logits [b c h w]; labels [b H W], `semantic_loss_ignore_index` where they do not count."""

    base_class = BeitModel
    base_options = {"add_pooling_layer": False}
    input_order = ("pixel_values", "labels")
    excluded_inputs = ("bool_masked_pos",)

    def add_head(self, config: BeitConfig) -> None:
        self.heads_off("The head of semantic segmentation")
        d, labels = config.hidden_size, config.num_labels
        self.add_pyramid(d, eps=1e-5)
        self.decode_head = UperHead([d] * 4, d, labels, pool_scales=config.pool_scales)
        self.auxiliary_head = None
        if config.use_auxiliary_head:
            self.auxiliary_head = FCNHead(
                d,
                config.auxiliary_channels,
                labels,
                convs=config.auxiliary_num_convs,
                concat_input=config.auxiliary_concat_input,
                index=2,
            )

    def forward(
        self, pixel_values=None, labels=None, *, output_hidden_states: bool = False, **inputs: Any
    ):
        if labels is not None and self.config.num_labels == 1:
            raise InputError("The loss compares classes, and this model has one (num_labels=1).")
        output = self.encode(pixel_values=pixel_values, output_hidden_states=True, **inputs)
        base = getattr(self, self.base_model_prefix)
        grid = base.embeddings.patch_embeddings.count(*ops.shape(pixel_values)[2:])
        # The indices are those of blocks counted from 1, and of hidden states after the embeddings.
        chosen = [output.hidden_states[index - 1] for index in self.config.out_indices or ()]
        maps = self.pyramid([as_image(hidden, grid) for hidden in chosen])
        logits = self.decode_head(maps)
        return SemanticSegmenterOutput(
            loss=None if labels is None else self.loss(logits, maps, labels),
            logits=channels_first(logits),
            hidden_states=output.hidden_states if output_hidden_states else None,
            attentions=output.attentions,
        )

    def loss(self, logits, maps, labels):
        ignored = self.config.semantic_loss_ignore_index
        loss = pixel_loss(logits, labels, ignore_index=ignored)
        if self.auxiliary_head is None:
            return loss
        other = pixel_loss(self.auxiliary_head(maps), labels, ignore_index=ignored)
        return loss + self.config.auxiliary_loss_weight * other


class BeitBackbone(FeaturePyramid, Backbone, BeitPreTrainedModel):
    """Feature maps of chosen blocks ("stem": the embeddings), [b d H/p W/p], or the tokens [b t d]
    with `reshape_hidden_states=False`; with `add_fpn` a pyramid of four."""

    ignored_keys = (*BeitPreTrainedModel.ignored_keys, r"^(beit\.)?layernorm\.")

    def __init__(self, config: BeitConfig):
        super().__init__(config)
        self.num_features = (config.hidden_size,) * (config.num_hidden_layers + 1)
        self.embeddings = self.embeddings_class(config)
        grid = self.embeddings.patch_embeddings.grid
        self.encoder = BeitEncoder(config, grid, self.layer_class)
        if config.add_fpn:
            self.add_pyramid(config.hidden_size, eps=config.batch_norm_eps)

    def forward(
        self,
        pixel_values=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=True)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        hidden, grid = self.embeddings(pixel_values, None)
        self.encoder(hidden, attend, grid=grid)
        states = recorder.hidden_states or ()
        maps = [states[index] for index in self.out_indices]
        if self.config.reshape_hidden_states:
            maps = [as_image(hidden, grid) for hidden in maps]
            maps = self.pyramid(maps) if self.config.add_fpn else maps
            maps = [channels_first(image) for image in maps]
        return BackboneOutput(
            feature_maps=tuple(maps),
            hidden_states=states if output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


PREFIX = "Beit"
HEADS = {
    "base": BeitModel,
    "image-classification": BeitForImageClassification,
    "semantic-segmentation": BeitForSemanticSegmentation,
    "backbone": BeitBackbone,
}

# No Auto class builds it: its labels are visual tokens, not pixels.
ALTERNATIVES = {"pretraining": (BeitForMaskedImageModeling,)}
