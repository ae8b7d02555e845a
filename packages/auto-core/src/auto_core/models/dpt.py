"""DPT: Ranftl et al., 2021, arXiv:2103.13413.

Hidden states of four blocks of a ViT become feature maps of four sizes, which a convolutional
decoder fuses from the coarsest to the finest; a head turns the result into depth or classes. The
ViT may follow a convolutional network (hybrid), and any backbone may replace it.

b batch, H and W pixels, h and w height and width of a feature map, t tokens, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.checkpoints.gates import ReadsSplitGates
from auto_core.configs import PreTrainedConfig
from auto_core.configs._vit import pair
from auto_core.configs.dpt import DPTConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import (
    BaseModelOutputWithPoolingAndIntermediateActivations,
    DepthEstimatorOutput,
    SemanticSegmenterOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import backbone, channels_last
from ..blocks.heads import Head
from ..blocks.image_heads import Identity
from ..blocks.losses import pixel_loss
from ..blocks.patches import PatchEmbeddings, check_images, repeated, resized_positions, same_size
from .vit import ViTEncoder, ViTPooler

BATCH_NORM: dict[str, float] = {"eps": 1e-5, "momentum": 0.1}
DEPTH_CHANNELS = 32  # before the last layer of the head

# --- the encoder -------------------------------------------------------------------------


class DPTViTEmbeddings(nn.Module):
    """CLS and the patches of an image of any size, with interpolated positions."""

    def __init__(self, config: DPTConfig):
        super().__init__()
        d = config.hidden_size
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.position_embeddings = nn.Parameter((1, 1 + rows * columns, d), init="zeros")
        self.dropout = nn.Dropout(config.hidden_dropout_prob or 0.0)

    def forward(self, pixel_values):  # [b channels H W] -> [b t d], no feature maps
        patches = self.patch_embeddings
        grid = patches.count(*patches.size(pixel_values, any_size=True))
        positions = ops.asarray(self.position_embeddings)
        positions = resized_positions(positions, patches.grid, grid, special=1, mode="bilinear")
        hidden = patches(ops.cast(pixel_values, ops.dtype(positions)))
        hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        return self.dropout(hidden + positions), None


class DPTViTHybridEmbeddings(nn.Module):
    """CLS and the last feature map of a convolutional network, a token for each of its pixels."""

    def __init__(self, config: DPTConfig):
        super().__init__()
        d = config.hidden_size
        self.backbone = backbone(config)
        if len(self.backbone.channels) != 3:
            raise ConfigError(
                f"The backbone of a hybrid DPT gives 3 feature maps, this one "
                f"{len(self.backbone.channels)}; its config's out_features are "
                f"{self.backbone.out_features}."
            )
        self.patch_size = pair(config.patch_size or 16)
        height, width = pair(config.image_size or 384)
        self.grid = height // self.patch_size[0], width // self.patch_size[1]
        self.projection = nn.Conv2d(self.backbone.channels[-1], d, 1)
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        self.position_embeddings = nn.Parameter(
            (1, 1 + self.grid[0] * self.grid[1], d), init="zeros"
        )

    def forward(self, pixel_values):  # [b channels H W] -> [b t d], two of [b channels h w]
        _, height, width = check_images(pixel_values)
        positions = resized_positions(
            ops.asarray(self.position_embeddings),
            self.grid,
            (height // self.patch_size[0], width // self.patch_size[1]),
            special=1,
            mode="bilinear",
        )
        *maps, last = self.backbone(
            ops.cast(pixel_values, ops.dtype(positions)), return_dict=True
        ).feature_maps
        hidden = self.projection(channels_last(last))
        batch, rows, columns, d = ops.shape(hidden)
        hidden = ops.reshape(hidden, (batch, rows * columns, d))
        return ops.cat([repeated(self.cls_token, hidden), hidden], 1) + positions, tuple(maps)


class DPTPreTrainedModel(ReadsSplitGates, nn.PreTrainedModel):
    """What all DPT models share."""

    config_class = DPTConfig
    base_model_prefix = "dpt"
    main_input_name = "pixel_values"
    renames = newer_names.DINOV2  # of a backbone
    optional_parts = (r"(^|\.)pooler\.",)


class DPTModel(DPTPreTrainedModel):
    """The encoder: pixel_values [b channels H W] -> last_hidden_state [b t d], pooler_output [b d]
    and, of a hybrid, the first feature maps in intermediate_activations."""

    def __init__(self, config: DPTConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = (
            DPTViTHybridEmbeddings(config) if config.is_hybrid else DPTViTEmbeddings(config)
        )
        self.encoder = ViTEncoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps or 0.0)
        self.pooler = ViTPooler(config) if add_pooling_layer else None

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden, maps = self.embeddings(pixel_values)
        hidden = self.layernorm(self.encoder(hidden, Attention(recorder)))
        return BaseModelOutputWithPoolingAndIntermediateActivations(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            intermediate_activations=maps,
        )

    def get_input_embeddings(self):
        hybrid = self.config.is_hybrid
        return self.embeddings if hybrid else self.embeddings.patch_embeddings


# --- the decoder -------------------------------------------------------------------------


class ReassembleLayer(nn.Module):
    """Make a feature map `factor` times as large: [b h w in_size] -> [b f*h f*w channels]."""

    def __init__(self, in_size: int, channels: int, *, factor: float):
        super().__init__()
        self.projection = nn.Conv2d(in_size, channels, 1)
        if factor > 1:
            size = int(factor)
            self.resize: Any = nn.ConvTranspose2d(channels, channels, size, stride=size)
        elif factor == 1:
            self.resize = Identity()
        else:
            self.resize = nn.Conv2d(channels, channels, 3, stride=int(1 / factor), padding=1)

    def forward(self, hidden):
        return self.resize(self.projection(hidden))


def encoder_size(config: DPTConfig) -> int:
    """The size of the states that the neck takes."""
    return getattr(config.backbone_config, "hidden_size", config.hidden_size)


class DPTReassembleStage(nn.Module):
    """Feature maps of the hidden states of blocks, CLS read into the patches."""

    def __init__(self, config: DPTConfig):
        super().__init__()
        config.check_readout()
        d = encoder_size(config)
        self.readout, self.ignored = config.readout_type, tuple(config.neck_ignore_stages)
        # Of a hybrid, the first two stages are feature maps already.
        kept = 2 if config.is_hybrid else 0
        sizes = zip(config.neck_hidden_sizes, config.reassemble_factors, strict=False)
        self.layers = nn.ModuleList(
            Identity() if index < kept else ReassembleLayer(d, channels, factor=factor)
            for index, (channels, factor) in enumerate(sizes)
        )
        if self.readout == "project":
            self.readout_projects = nn.ModuleList(
                nn.ModuleList([Identity() if index < kept else nn.Linear(2 * d, d)])
                for index in range(len(config.neck_hidden_sizes))
            )
            self.activation = activation(config.hidden_act)

    def forward(self, states, grid):  # [b t d] each, or [b h w channels] where they are ignored
        return [
            state if index in self.ignored else self.image(index, state, grid)
            for index, state in enumerate(states)
        ]

    def image(self, index: int, state, grid):  # [b t d] -> [b h w channels]
        cls, patches = state[:, :1], state[:, 1:]
        if self.readout == "add":
            patches = patches + cls
        elif self.readout == "project":
            both = ops.cat([patches, ops.expand(cls, ops.shape(patches))], -1)
            patches = self.activation(self.readout_projects[index][0](both))
        batch, _, d = ops.shape(patches)
        return self.layers[index](ops.reshape(patches, (batch, *grid, d)))


class PreActResidualLayer(nn.Module):
    def __init__(self, channels: int, *, bias: bool, batch_norm: bool, eps: float | None = None):
        super().__init__()
        self.convolution1 = nn.Conv2d(channels, channels, 3, padding=1, bias=bias)
        self.convolution2 = nn.Conv2d(channels, channels, 3, padding=1, bias=bias)
        self.batch_norm1 = self.batch_norm2 = None
        if batch_norm:
            norm = BATCH_NORM if eps is None else BATCH_NORM | {"eps": eps}
            self.batch_norm1 = nn.BatchNorm2d(channels, **norm)
            self.batch_norm2 = nn.BatchNorm2d(channels, **norm)

    def forward(self, hidden):  # [b h w c] -> [b h w c]
        change = self.convolution1(ops.relu(hidden))
        if self.batch_norm1 is not None:
            change = self.batch_norm1(change)
        change = self.convolution2(ops.relu(change))
        if self.batch_norm2 is not None:
            change = self.batch_norm2(change)
        return hidden + change


class FeatureFusionLayer(nn.Module):
    def __init__(self, channels: int, **options: Any):  # those of PreActResidualLayer
        super().__init__()
        self.projection = nn.Conv2d(channels, channels, 1)
        self.residual_layer1 = PreActResidualLayer(channels, **options)
        self.residual_layer2 = PreActResidualLayer(channels, **options)

    def forward(self, hidden, finer, size, *others):
        """What is fused so far [b h w c] with a finer map (None: nothing yet), of a new size;
        `others` are a variation's."""
        if finer is not None:
            own = ops.shape(hidden)[1:3]
            if not same_size(ops.shape(finer)[1:3], own):
                finer = ops.interpolate(finer, own, mode="bilinear", align_corners=False)
            hidden = hidden + self.residual_layer1(finer)
        hidden = self.with_others(self.residual_layer2(hidden), *others)
        return self.projection(ops.interpolate(hidden, size, mode="bilinear", align_corners=True))

    def with_others(self, hidden):
        """What a variation adds to what is fused, [b h w c]."""
        return hidden


class FeatureFusionStage(nn.Module):
    layer_class: type = FeatureFusionLayer

    def __init__(self, count: int, channels: int, **options: Any):  # of each layer
        super().__init__()
        self.layers = nn.ModuleList(self.layer_class(channels, **options) for _ in range(count))

    def forward(self, maps, sizes, *others):
        """The fused maps, coarsest first.

        Args:
            maps: [b h w c] each, finest first.
            sizes: the size of each fused map; None doubles it.
            others: what a variation's layers get, too.
        """
        fused = []
        for layer, finer, size in zip(self.layers, reversed(maps), sizes, strict=True):
            hidden = fused[-1] if fused else finer
            size = doubled(hidden) if size is None else size
            fused.append(layer(hidden, finer if fused else None, size, *others))
        return fused


def doubled(x):
    """Twice the height and width of [b h w c]."""
    height, width = ops.shape(x)[1:3]
    return 2 * height, 2 * width


class DPTNeck(nn.Module):
    def __init__(self, config: DPTConfig):
        super().__init__()
        sizes, channels = config.neck_hidden_sizes, config.fusion_hidden_size
        hierarchical = getattr(config.backbone_config, "model_type", None) == "swinv2"
        self.reassemble_stage = None if hierarchical else DPTReassembleStage(config)
        self.convs = nn.ModuleList(
            nn.Conv2d(size, channels, 3, padding=1, bias=False) for size in sizes
        )
        batch_norm, bias = (
            bool(config.use_batch_norm_in_fusion_residual),
            config.use_bias_in_fusion_residual,
        )
        self.fusion_stage = FeatureFusionStage(
            len(sizes),
            channels,
            bias=not batch_norm if bias is None else bias,
            batch_norm=batch_norm,
        )

    def forward(self, states, grid):
        """The fused maps [b h w c], coarsest first, of states of blocks, lowest first."""
        if len(states) != len(self.convs):
            raise ConfigError(
                f"neck_hidden_sizes are of {len(self.convs)} states, but the encoder gives "
                f"{len(states)}; see backbone_out_indices or the backbone's out_indices."
            )
        if self.reassemble_stage is not None:
            states = self.reassemble_stage(states, grid)
        maps = [conv(state) for conv, state in zip(self.convs, states, strict=True)]
        return self.fusion_stage(maps, [None] * len(maps))


def states_of(output: Any, config: DPTConfig) -> list:
    """What the neck takes of a DPTModel's output."""
    chosen, maps = tuple(config.backbone_out_indices or ()), []
    if config.is_hybrid:
        chosen = chosen[2:]
        maps = [channels_last(x) for x in output.intermediate_activations]
    blocks = output.hidden_states[1:]
    return maps + [state for index, state in enumerate(blocks) if index in chosen]


def patch_grid(pixel_values, config: PreTrainedConfig):
    """The rows and columns of patches that an image has."""
    height, width = ops.shape(pixel_values)[2:]
    down, across = pair(config.patch_size)
    return height // down, width // across


# --- heads -------------------------------------------------------------------------------


class DPTDepthEstimationHead(nn.Module):
    def __init__(self, config: DPTConfig):
        super().__init__()
        d, self.index = config.fusion_hidden_size, config.head_in_index
        self.projection = nn.Conv2d(d, d, 3, padding=1) if config.add_projection else None
        self.head = nn.ModuleList(
            [
                nn.Conv2d(d, d // 2, 3, padding=1),
                Identity(),
                nn.Conv2d(d // 2, DEPTH_CHANNELS, 3, padding=1),
                Identity(),
                nn.Conv2d(DEPTH_CHANNELS, 1, 1),
            ]
        )

    def forward(self, maps):  # [b h w d] each -> [b 2h 2w]
        hidden = maps[self.index]
        if self.projection is not None:
            hidden = ops.relu(self.projection(hidden))
        hidden = self.head[0](hidden)
        hidden = ops.interpolate(hidden, doubled(hidden), mode="bilinear", align_corners=True)
        return ops.relu(self.head[4](ops.relu(self.head[2](hidden))))[..., 0]


class DPTForDepthEstimation(Head, DPTPreTrainedModel):
    """predicted_depth [b H W], in the encoder's units and about the size of the image."""

    base_class = DPTModel
    base_options = {"add_pooling_layer": False}

    def add_base(self, config: DPTConfig) -> None:
        self.with_backbone = not config.is_hybrid and config.backbone_config is not None
        if self.with_backbone:
            self.backbone = backbone(config)
        else:
            super().add_base(config)

    def add_head(self, config: DPTConfig) -> None:
        self.neck = DPTNeck(config)
        self.head = DPTDepthEstimationHead(config)

    def encode(self, **inputs: Any):
        if self.with_backbone:
            return self.backbone(**inputs, return_dict=True)
        return super().encode(**inputs | {"output_hidden_states": True})

    def states(self, output, pixel_values):
        """What the neck takes, and the size of the grid of patches."""
        if not self.with_backbone:
            return states_of(output, self.config), patch_grid(pixel_values, self.config)
        # Tokens [b t d], or [b c h w] of a backbone that is itself a pyramid.
        maps = [channels_last(x) if len(ops.shape(x)) == 4 else x for x in output.feature_maps]
        return maps, patch_grid(pixel_values, self.config.backbone_config)

    def forward(
        self, pixel_values=None, labels=None, *, output_hidden_states: bool = False, **inputs: Any
    ):
        if labels is not None:
            raise InputError("There is no loss of depth; compute yours from predicted_depth.")
        check_images(pixel_values)
        output = self.encode(
            pixel_values=pixel_values, output_hidden_states=output_hidden_states, **inputs
        )
        depth = self.head(self.neck(*self.states(output, pixel_values)))
        states = output.hidden_states if output_hidden_states else None
        return DepthEstimatorOutput.of(output, predicted_depth=depth, hidden_states=states)


def pixel_classifier(config: DPTConfig, *, dropout: float):
    """Layers with the checkpoint's indices; those between have no parameters."""
    d = config.fusion_hidden_size
    return nn.ModuleList(
        [
            nn.Conv2d(d, d, 3, padding=1, bias=False),
            nn.BatchNorm2d(d, **BATCH_NORM),
            Identity(),
            nn.Dropout(dropout),
            nn.Conv2d(d, config.num_labels, 1),
        ]
    )


def classify_pixels(layers, hidden):  # [b h w d] -> [b h w c]
    return layers[4](layers[3](ops.relu(layers[1](layers[0](hidden)))))


class DPTSemanticSegmentationHead(nn.Module):
    def __init__(self, config: DPTConfig):
        super().__init__()
        self.index = config.head_in_index
        self.head = pixel_classifier(config, dropout=config.semantic_classifier_dropout)

    def forward(self, maps):  # [b h w d] each -> [b 2h 2w c]
        logits = classify_pixels(self.head, maps[self.index])
        return ops.interpolate(logits, doubled(logits), mode="bilinear", align_corners=True)


class DPTAuxiliaryHead(nn.Module):
    def __init__(self, config: DPTConfig):
        super().__init__()
        self.head = pixel_classifier(config, dropout=0.1)

    def forward(self, hidden):  # [b h w d] -> [b h w c]
        return classify_pixels(self.head, hidden)


class DPTForSemanticSegmentation(Head, DPTPreTrainedModel):
    """logits [b c h w]; labels [b H W], `semantic_loss_ignore_index` where they do not count."""

    base_class = DPTModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: DPTConfig) -> None:
        self.neck = DPTNeck(config)
        self.head = DPTSemanticSegmentationHead(config)
        self.auxiliary_head = DPTAuxiliaryHead(config) if config.use_auxiliary_head else None

    def forward(
        self, pixel_values=None, labels=None, *, output_hidden_states: bool = False, **inputs: Any
    ):
        if labels is not None and self.config.num_labels == 1:
            raise InputError("The loss compares classes, and this model has one (num_labels=1).")
        output = self.encode(pixel_values=pixel_values, output_hidden_states=True, **inputs)
        grid = patch_grid(pixel_values, self.config)
        maps = self.neck(states_of(output, self.config), grid)
        logits = self.head(maps)
        return SemanticSegmenterOutput(
            loss=None if labels is None else self.loss(logits, maps[-1], labels),
            logits=ops.permute(logits, (0, 3, 1, 2)),
            hidden_states=output.hidden_states if output_hidden_states else None,
            attentions=output.attentions,
        )

    def loss(self, logits, finest, labels):
        ignored = self.config.semantic_loss_ignore_index
        loss = pixel_loss(logits, labels, ignore_index=ignored)
        if self.auxiliary_head is None:
            return loss
        other = pixel_loss(self.auxiliary_head(finest), labels, ignore_index=ignored)
        return loss + self.config.auxiliary_loss_weight * other


HEADS = {
    "base": DPTModel,
    "depth-estimation": DPTForDepthEstimation,
    "semantic-segmentation": DPTForSemanticSegmentation,
}
