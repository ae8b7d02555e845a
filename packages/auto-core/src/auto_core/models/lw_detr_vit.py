"""The ViT of LW-DETR: Chen et al., 2024, arXiv:2406.03459.

A ViT whose patches are kept window by window, so that most layers attend within one; the others
put the windows of an image side by side.

b batch, H and W pixels, h and w patches, v windows of an image, t tokens of a window, d hidden.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs._vit import pair
from auto_core.configs.lw_detr_vit import LwDetrViTConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import BackboneOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, run_layers, split_heads
from ..blocks.backbone import Backbone
from ..blocks.patches import check_images, resized_positions

OLDER_NAMES: newer_names.Renames = (
    (r"\.attention\.attention\.query\.", ".attention.q_proj."),
    (r"\.attention\.attention\.key\.", ".attention.k_proj."),
    (r"\.attention\.attention\.value\.", ".attention.v_proj."),
    (r"\.attention\.output\.(dense\.)?", ".attention.o_proj."),
)


class LwDetrViTEmbeddings(nn.Module):
    """Patches, with learned positions that are interpolated for images of another size."""

    def __init__(self, config: LwDetrViTConfig):
        super().__init__()
        d, self.channels = config.hidden_size, config.num_channels
        size, image = pair(config.patch_size), pair(config.pretrain_image_size)
        self.grid = (image[0] // size[0], image[1] // size[1])
        shape = (1, self.grid[0] * self.grid[1] + 1, d)  # one of a CLS that is not here
        self.position_embeddings = nn.Parameter(shape, init="normal")
        self.projection = nn.Conv2d(config.num_channels, d, size, stride=size)

    def forward(self, pixel_values):  # [b channels H W] -> [b h w d]
        check_images(pixel_values, channels=self.channels)
        hidden = self.projection(ops.permute(pixel_values, (0, 2, 3, 1)))
        _, height, width, d = ops.shape(hidden)
        table = ops.asarray(self.position_embeddings)
        table = resized_positions(table, self.grid, (height, width), special=1)
        return hidden + ops.reshape(table[:, 1:], (1, height, width, d))


class LwDetrViTAttention(nn.Module):
    def __init__(self, config: LwDetrViTConfig):
        super().__init__()
        d, heads, bias = config.hidden_size, config.num_attention_heads, config.qkv_bias
        self.head_size = d // heads
        self.q_proj, self.v_proj = (nn.Linear(d, d, bias=bias) for _ in range(2))
        self.k_proj, self.o_proj = nn.Linear(d, d, bias=False), nn.Linear(d, d)
        self.dropout = nn.Dropout(config.dropout_prob)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        return self.o_proj(
            attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)
        )


class LwDetrViTMlp(nn.Module):
    def __init__(self, config: LwDetrViTConfig):
        super().__init__()
        d = config.hidden_size
        self.fc1 = nn.Linear(d, int(d * config.mlp_ratio))
        self.fc2 = nn.Linear(int(d * config.mlp_ratio), d)
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(config.dropout_prob)

    def forward(self, hidden):
        return self.dropout(self.fc2(self.dropout(self.activation(self.fc1(hidden)))))


class LwDetrViTLayer(nn.Block):
    def __init__(self, config: LwDetrViTConfig, index: int):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.attention = LwDetrViTAttention(config)
        self.intermediate = LwDetrViTMlp(config)
        self.layernorm_before = nn.LayerNorm(d, eps=eps)
        self.layernorm_after = nn.LayerNorm(d, eps=eps)
        init = Constant(config.cae_init_values)
        self.gamma_1 = nn.Parameter((d,), init=init)
        self.gamma_2 = nn.Parameter((d,), init=init)
        # How many windows attend to each other.
        self.joined = 1 if index in config.window_block_indices else config.num_windows

    def forward(self, hidden, attend):  # [b*v t d] -> [b*v t d]
        windows, tokens, d = ops.shape(hidden)
        normed = self.layernorm_before(hidden)
        normed = ops.reshape(normed, (windows // self.joined, tokens * self.joined, d))
        change = ops.reshape(self.attention(normed, attend), (windows, tokens, d))
        hidden = hidden + change * ops.asarray(self.gamma_1)
        change = self.intermediate(self.layernorm_after(hidden))
        return hidden + change * ops.asarray(self.gamma_2)


class LwDetrViTEncoder(nn.Module):
    def __init__(self, config: LwDetrViTConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(LwDetrViTLayer(config, i) for i in layers)

    def forward(self, hidden, attend):
        return run_layers(self.layer, hidden, attend)


class LwDetrViTPreTrainedModel(nn.PreTrainedModel):
    """What there is to say of LW-DETR's backbone."""

    config_class = LwDetrViTConfig
    base_model_prefix = "lw_detr_vit"
    main_input_name = "pixel_values"
    renames = OLDER_NAMES


class LwDetrViTBackbone(Backbone, LwDetrViTPreTrainedModel):
    """Feature maps of chosen blocks ("stem": the embeddings), [b d h w].

    Args of `forward`:
        pixel_values: [b channels H W]; the patches of a side are a multiple of the windows of it.

    Returns:
        BackboneOutput; hidden_states are those of windows [b*v t d].
    """

    def __init__(self, config: LwDetrViTConfig):
        super().__init__(config)
        self.num_features = (config.hidden_size,) * (config.num_hidden_layers + 1)
        self.embeddings = LwDetrViTEmbeddings(config)
        self.encoder = LwDetrViTEncoder(config)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=True)
        hidden = self.embeddings(pixel_values)
        grid, side = ops.shape(hidden)[1:3], math.isqrt(self.config.num_windows)
        self.encoder(cut(hidden, side), Attention(recorder))
        states = recorder.hidden_states or ()
        maps = (joined(states[index], grid, side) for index in self.out_indices)
        return BackboneOutput(
            feature_maps=tuple(ops.permute(x, (0, 3, 1, 2)) for x in maps),
            hidden_states=states if output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.projection


def cut(hidden, side: int):
    """[b h w d] -> [b*v t d], `side` windows down and across.

    Raises:
        InputError: the patches cannot be divided so.
    """
    batch, height, width, d = ops.shape(hidden)
    if any(isinstance(n, int) and n % side for n in (height, width)):
        raise InputError(
            f"The images have {height}x{width} patches, expected multiples of {side}: there are "
            f"{side} windows down and across."
        )
    hidden = ops.reshape(hidden, (batch, side, height // side, side, width // side, d))
    hidden = ops.permute(hidden, (0, 1, 3, 2, 4, 5))
    return ops.reshape(hidden, (batch * side * side, (height // side) * (width // side), d))


def joined(hidden, grid: tuple[Any, Any], side: int):
    """What `cut` made of an image of h by w patches: [b*v t d] -> [b h w d]."""
    height, width = grid
    d = ops.shape(hidden)[-1]
    hidden = ops.reshape(hidden, (-1, side, side, height // side, width // side, d))
    return ops.reshape(ops.permute(hidden, (0, 1, 3, 2, 4, 5)), (-1, height, width, d))


HEADS = {"backbone": LwDetrViTBackbone}
