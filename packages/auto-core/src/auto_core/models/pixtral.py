"""Pixtral's image encoder: Agrawal et al., 2024, arXiv:2410.07073.

The patches of images of any size in one row, with two-dimensional rotary positions; each attends to
those of its image.

n images, p patches of all images, h heads, s size of a head, d hidden, c H W pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.pixtral import PixtralVisionConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.packed_patches import AlternatingRotation, PackedAttention
from ..blocks.patches import check_images
from ..blocks.rotary import rotate


class PixtralAttention(nn.Module):
    def __init__(self, config: PixtralVisionConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d, bias=False)
        self.v_proj = nn.Linear(d, d, bias=False)
        self.q_proj = nn.Linear(d, d, bias=False)
        self.o_proj = nn.Linear(d, d, bias=False)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, rotation, attend):  # [1 p d] -> [1 p d]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class PixtralMLP(nn.Module):
    def __init__(self, config: PixtralVisionConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.gate_proj = nn.Linear(d, f, bias=False)
        self.up_proj = nn.Linear(d, f, bias=False)
        self.down_proj = nn.Linear(f, d, bias=False)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class PixtralAttentionLayer(nn.Block):
    def __init__(self, config: PixtralVisionConfig):
        super().__init__()
        self.attention_norm = nn.RMSNorm(config.hidden_size, eps=1e-5)
        self.feed_forward = PixtralMLP(config)
        self.attention = PixtralAttention(config)
        self.ffn_norm = nn.RMSNorm(config.hidden_size, eps=1e-5)

    def forward(self, hidden, rotation, attend):  # [1 p d] -> [1 p d]
        hidden = hidden + self.attention(self.attention_norm(hidden), rotation, attend)
        return hidden + self.feed_forward(self.ffn_norm(hidden))


class PixtralTransformer(nn.Module):
    def __init__(self, config: PixtralVisionConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(PixtralAttentionLayer(config) for _ in layers)

    def forward(self, hidden, rotation, attend):  # [1 p d] -> [1 p d]
        for layer in self.layers:
            attend.recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        attend.recorder.add_hidden_state(hidden)
        return hidden


class PixtralVisionModel(nn.PreTrainedModel):
    """The image encoder.

    Args of `forward`:
        pixel_values: [n c H W].
        image_sizes: (height, width) of each image, known when a graph is made; what is below and
            beside it is padding. By default all of H W.

    Returns the patches [1 p d] of all images.
    """

    config_class = PixtralVisionConfig
    base_model_prefix = "vision_encoder"
    main_input_name = "pixel_values"
    static_inputs = ("image_sizes",)

    def __init__(self, config: PixtralVisionConfig):
        super().__init__(config)
        d, patch = config.hidden_size, config.patch_size
        self.patch_conv = nn.Conv2d(config.num_channels, d, patch, stride=patch, bias=False)
        self.ln_pre = nn.RMSNorm(d, eps=1e-5)
        self.transformer = PixtralTransformer(config)
        head = d // config.num_attention_heads
        self.patch_positional_embedding = AlternatingRotation(head, config.rope_theta)

    def get_input_embeddings(self):
        return self.patch_conv

    def forward(
        self,
        pixel_values,
        *,
        image_sizes: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values, channels=self.config.num_channels)
        grid = self.patch_conv(ops.permute(pixel_values, (0, 2, 3, 1)))
        images, rows, columns, d = ops.shape(grid)
        sizes = image_sizes
        if sizes is None:
            if not all(isinstance(n, int) for n in (images, rows, columns)):
                raise InputError("pixel_values have an open size here: pass image_sizes.")
            side = self.config.patch_size
            sizes = ((rows * side, columns * side),) * images
        grids = patch_grids(sizes, self.config.patch_size)
        if isinstance(images, int) and len(grids) != images:
            raise InputError(f"image_sizes are of {len(grids)} images, and pixel_values {images}.")
        hidden = ops.reshape(grid, (images * rows * columns, d))
        index = np.concatenate(
            [
                ((image * rows + np.arange(down))[:, None] * columns + np.arange(across)).reshape(
                    -1
                )
                for image, (_, down, across) in enumerate(grids)
            ]
        )
        hidden = ops.take(hidden, ops.asarray(index, like=hidden, dtype="int64"), 0)
        hidden = self.ln_pre(ops.unsqueeze(hidden, 0))
        rotation = self.patch_positional_embedding(packed_patches.row_and_column(grids, 1), hidden)
        rotation = tuple(ops.cast(x, ops.dtype(hidden)) for x in rotation)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = PackedAttention(recorder, packed_patches.frame_lengths(grids))
        return BaseModelOutputWithPooling(
            last_hidden_state=self.transformer(hidden, rotation, attend),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


def patch_grids(sizes, patch: int) -> list[tuple[int, int, int]]:
    """(1, rows, columns) of patches of images of these sizes."""
    return [(1, height // patch, width // patch) for height, width in sizes]


HEADS = {"base": PixtralVisionModel}
