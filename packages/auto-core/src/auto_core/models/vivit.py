"""ViViT: Arnab et al., 2021, arXiv:2103.15691. A ViT over tubelets: patches that span frames.

b batch, f frames, H and W pixels, s slots of time, n tubelets, t tokens, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs._vit import pair
from auto_core.configs.vivit import VivitConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention
from ..blocks.image_heads import ImageClassification, classifier
from ..blocks.patches import repeated, same_size
from .vit import ViTEncoder, ViTLayer, ViTPooler


class VivitTubeletEmbeddings(nn.Module):
    def __init__(self, config: VivitConfig):
        super().__init__()
        self.channels, self.image_size = config.num_channels, pair(config.image_size)
        step, down, across = config.tubelet_size
        self.step, self.frames = step, config.num_frames
        height, width = self.image_size
        self.grid = config.num_frames // step, height // down, width // across
        self.projection = nn.Conv3d(
            config.num_channels,
            config.hidden_size,
            tuple(config.tubelet_size),
            stride=tuple(config.tubelet_size),
        )

    def forward(self, pixel_values, *, any_size: bool):  # [b f channels H W] -> [b s h w d]
        sizes = () if pixel_values is None else ops.shape(pixel_values)
        if len(sizes) != 5:
            raise InputError("Pass pixel_values [batch frames channels height width].")
        frames, channels, size = sizes[1], sizes[2], sizes[3:]
        if isinstance(frames, int) and frames // self.step != self.grid[0]:
            raise InputError(f"pixel_values have {frames} frames, expected {self.frames}.")
        if isinstance(channels, int) and channels != self.channels:
            raise InputError(f"pixel_values have {channels} channels, expected {self.channels}.")
        known = all(isinstance(side, int) for side in size)
        if known and not any_size and tuple(size) != self.image_size:
            raise InputError(
                f"The frames of pixel_values are {size[0]}x{size[1]} pixels, and this model's "
                f"positions are those of {self.image_size[0]}x{self.image_size[1]}. Resize them, "
                "or pass interpolate_pos_encoding=True."
            )
        return self.projection(ops.permute(pixel_values, (0, 1, 3, 4, 2)))


class VivitEmbeddings(nn.Module):
    def __init__(self, config: VivitConfig):
        super().__init__()
        d = config.hidden_size
        self.patch_embeddings = VivitTubeletEmbeddings(config)
        slots, rows, columns = self.patch_embeddings.grid
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        self.position_embeddings = nn.Parameter((1, 1 + slots * rows * columns, d), init="zeros")
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, *, any_size: bool):  # [b f channels H W] -> [b t d]
        hidden = self.patch_embeddings(pixel_values, any_size=any_size)
        batch, _, *grid, d = ops.shape(hidden)
        hidden = ops.reshape(hidden, (batch, -1, d))
        hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        return self.dropout(hidden + self.positions(grid))

    def positions(self, grid):
        """[1 t d], those of each slot of time interpolated for images of another size."""
        table = ops.asarray(self.position_embeddings)
        slots, *own = self.patch_embeddings.grid
        if same_size(own, grid):
            return table
        d = ops.shape(table)[-1]
        images = ops.reshape(table[:, 1:], (slots, *own, d))
        images = ops.interpolate(images, grid, mode="bicubic", align_corners=False)
        return ops.cat([table[:, :1], ops.reshape(images, (1, -1, d))], 1)


class VivitPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = VivitConfig
    base_model_prefix = "vivit"
    main_input_name = "pixel_values"
    renames = newer_names.VIT
    optional_parts = (r"(^|\.)pooler\.",)
    # The part that variations of this family replace.
    layer_class: type = ViTLayer


class VivitModel(VivitPreTrainedModel):
    """ViViT without a head.

    Args of `forward`:
        pixel_values: [b f channels H W], with the model's number of frames.
        attention_mask: [b t], 1 for tokens that are attended to.
        interpolate_pos_encoding: interpolate the positions for frames of another size.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] (None without
        pooler), and on request hidden_states and attentions.
    """

    def __init__(self, config: VivitConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = VivitEmbeddings(config)
        self.encoder = ViTEncoder(config, self.layer_class)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        pooler: Any = ViTPooler
        self.pooler = pooler(config) if add_pooling_layer else None

    def forward(
        self,
        pixel_values=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        hidden = self.embeddings(pixel_values, any_size=bool(interpolate_pos_encoding))
        hidden = self.layernorm(self.encoder(hidden, attend))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class VivitForVideoClassification(ImageClassification, VivitPreTrainedModel):
    """A class, several or a number per video: labels [b] or [b c], see `config.problem_type`."""

    base_class = VivitModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: VivitConfig) -> None:
        self.classifier = classifier(config, config.hidden_size)

    def score(self, output):  # -> [b c]
        return self.classifier(output.last_hidden_state[:, 0])


HEADS = {"base": VivitModel, "video-classification": VivitForVideoClassification}
