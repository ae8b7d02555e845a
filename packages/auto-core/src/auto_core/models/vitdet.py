"""ViTDet: Li et al., 2022, arXiv:2203.16527.

ViT without CLS over images, most of whose blocks attend within windows, some of whose blocks end
with convolutions, with positions relative to rows and columns.

b batch, H and W pixels, y x rows and columns of patches or of a window, t = y*x tokens, h heads, s
size of a head, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._vit import pair
from auto_core.configs.vitdet import VitDetConfig
from auto_core.initializers import HeNormal
from auto_core.outputs import BackboneOutput, BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import windows
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import Backbone, channels_first, flat
from ..blocks.convnets import from_pixels
from ..blocks.patches import resized_positions


class VitDetEmbeddings(nn.Module):
    """Patches, with positions (of CLS, which is not used, and of patches) resized to the image."""

    def __init__(self, config: VitDetConfig):
        super().__init__()
        d, patch = config.hidden_size, pair(config.patch_size)
        self.channels = config.num_channels
        height, width = pair(config.pretrain_image_size)
        self.grid = (height // patch[0], width // patch[1])
        self.position_embeddings = None
        if config.use_absolute_position_embeddings:
            shape = (1, 1 + self.grid[0] * self.grid[1], d)
            self.position_embeddings = nn.Parameter(shape, init="normal")
        self.projection = nn.Conv2d(config.num_channels, d, patch, stride=patch)

    def forward(self, pixel_values):  # [b c H W] -> [b y x d]
        hidden = self.projection(from_pixels(pixel_values, channels=self.channels))
        if self.position_embeddings is None:
            return hidden
        _, rows, columns, d = ops.shape(hidden)
        table = ops.asarray(self.position_embeddings)
        positions = resized_positions(table, self.grid, (rows, columns), special=1)[:, 1:]
        return hidden + ops.reshape(positions, (1, rows, columns, d))


class VitDetAttention(nn.Module):
    def __init__(self, config: VitDetConfig, size: tuple[int, int]):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = config.num_attention_heads, d // config.num_attention_heads
        self.qkv = nn.Linear(d, 3 * d, bias=config.qkv_bias)
        self.proj = nn.Linear(d, d)
        self.rel_pos_h = self.rel_pos_w = None
        if config.use_relative_position_embeddings:
            self.rel_pos_h, self.rel_pos_w = (
                nn.Parameter((2 * side - 1, self.head_size), init="normal") for side in size
            )

    def forward(self, hidden, size, attend):  # [b t d] of (rows, columns) -> [b t d]
        batch, tokens, _ = ops.shape(hidden)
        shape = (batch, tokens, 3, self.heads, self.head_size)
        qkv = ops.reshape(self.qkv(hidden), shape)
        query, key, value = (qkv[:, :, i] for i in range(3))
        bias = None if self.rel_pos_h is None else self.bias(query, size)
        return self.proj(attend(query, key, value, scale=self.head_size**-0.5, bias=bias))

    def bias(self, query, size):  # [b t h s] -> [b h t t]
        rows, columns = size
        batch = ops.shape(query)[0]
        image = ops.reshape(query, (batch, rows, columns, self.heads, self.head_size))
        down = ops.einsum("byxhs,yks->bhyxk", image, vectors(self.rel_pos_h, rows))
        across = ops.einsum("byxhs,xks->bhyxk", image, vectors(self.rel_pos_w, columns))
        both = ops.unsqueeze(down, 5) + ops.unsqueeze(across, 4)  # [b h y x y x]
        return ops.reshape(both, (batch, self.heads, rows * columns, rows * columns))


def vectors(table, size):
    """The vector of each distance along an axis: [2n-1 s], resized if needed -> [size size s]."""
    table = ops.asarray(table)
    count = 2 * size - 1
    if not (isinstance(size, int) and ops.shape(table)[0] == count):
        table = ops.interpolate(ops.unsqueeze(table, 0), count, mode="linear", align_corners=False)[
            0
        ]
    index = ops.arange(0, size, like=table, dtype="int64")
    distance = ops.unsqueeze(index, 1) - ops.unsqueeze(index, 0) + (size - 1)
    return ops.take(table, distance, 0)


class VitDetResBottleneckBlock(nn.Module):
    """Convolutions of 1x1, 3x3 and 1x1, with norms over channels."""

    def __init__(self, config: VitDetConfig):
        super().__init__()
        d, narrow = config.hidden_size, config.hidden_size // 2
        self.conv1 = nn.Conv2d(d, narrow, 1, bias=False)
        self.norm1 = nn.LayerNorm(narrow, eps=1e-6)
        self.conv2 = nn.Conv2d(narrow, narrow, 3, padding=1, bias=False)
        self.norm2 = nn.LayerNorm(narrow, eps=1e-6)
        self.conv3 = nn.Conv2d(narrow, d, 1, bias=False)
        self.norm3 = nn.LayerNorm(d, eps=1e-6)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b y x d]
        change = self.activation(self.norm1(self.conv1(hidden)))
        change = self.activation(self.norm2(self.conv2(change)))
        return hidden + self.norm3(self.conv3(change))


class VitDetMlp(nn.Module):
    def __init__(self, config: VitDetConfig):
        super().__init__()
        d, f = config.hidden_size, int(config.hidden_size * config.mlp_ratio)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(config.dropout_prob)

    def forward(self, hidden):
        hidden = self.dropout(self.activation(self.fc1(hidden)))
        return self.dropout(self.fc2(hidden))


class VitDetLayer(nn.Block):
    def __init__(self, config: VitDetConfig, index: int):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.window = config.window_size if index in config.window_block_indices else 0
        sides = zip(pair(config.image_size), pair(config.patch_size), strict=True)
        rows, columns = (side // patch for side, patch in sides)
        size = (self.window, self.window) if self.window else (rows, columns)
        self.norm1, self.attention = nn.LayerNorm(d, eps=eps), VitDetAttention(config, size)
        self.norm2, self.mlp = nn.LayerNorm(d, eps=eps), VitDetMlp(config)
        last = max(config.num_hidden_layers - 1, 1)
        self.drop_path = nn.DropPath(config.drop_path_rate * index / last)
        self.residual = None
        if index in config.residual_block_indices:
            self.residual = VitDetResBottleneckBlock(config)

    def forward(self, hidden, attend):  # [b y x d] -> [b y x d]
        normed = self.norm1(hidden)
        batch, *size, d = ops.shape(hidden)
        if self.window:

            def within(tokens, shift_mask):
                return self.attention(tokens, (self.window, self.window), attend)

            change = windows.in_windows(normed, within, window=self.window, shift=0)
        else:
            change = ops.reshape(self.attention(flat(normed), size, attend), (batch, *size, d))
        hidden = hidden + self.drop_path(change)
        hidden = hidden + self.drop_path(self.mlp(self.norm2(hidden)))
        return hidden if self.residual is None else self.residual(hidden)


class VitDetEncoder(nn.Module):
    def __init__(self, config: VitDetConfig, layer_class: Any):
        super().__init__()
        self.layer = nn.ModuleList(layer_class(config, i) for i in range(config.num_hidden_layers))

    def forward(self, hidden, attend) -> list[Any]:  # -> the input, and what each block makes
        states = [hidden]
        for layer in self.layer:
            states.append(layer(states[-1], attend))
        return states


class VitDetPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = VitDetConfig
    base_model_prefix = "vitdet"
    main_input_name = "pixel_values"
    initializers = ((r"\.residual\.conv\d\.weight$", HeNormal()),)
    # The parts that variations of this family replace.
    embeddings_class: type = VitDetEmbeddings
    layer_class: type = VitDetLayer

    def __init__(self, config: VitDetConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = VitDetEncoder(config, self.layer_class)

    def get_input_embeddings(self):
        return self.embeddings.projection


class VitDetModel(VitDetPreTrainedModel):
    """ViTDet without a head.

    Returns:
        BaseModelOutput: last_hidden_state [b d y x], and on request hidden_states and attentions,
        of windows where there are some.
    """

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions)
        states = self.encoder(self.embeddings(pixel_values), Attention(recorder))
        return BaseModelOutput(
            last_hidden_state=channels_first(states[-1]),
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
            attentions=recorder.attentions,
        )


class VitDetBackbone(Backbone, VitDetPreTrainedModel):
    """Feature maps of chosen blocks ("stem": the embeddings)."""

    def __init__(self, config: VitDetConfig):
        super().__init__(config)
        self.num_features = (config.hidden_size,) * (config.num_hidden_layers + 1)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ) -> BackboneOutput:
        recorder = Recorder(attentions=output_attentions)
        states = self.encoder(self.embeddings(pixel_values), Attention(recorder))
        return self.chosen(
            states, output_hidden_states=output_hidden_states, attentions=recorder.attentions
        )


PREFIX = "VitDet"
HEADS = {"base": VitDetModel, "backbone": VitDetBackbone}
