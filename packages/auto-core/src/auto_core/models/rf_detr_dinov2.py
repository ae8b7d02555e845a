"""The DINOv2 of RF-DETR: Robinson et al., 2025, arXiv:2511.09554.

DINOv2 whose patches are kept window by window, each with a copy of CLS: most layers attend within
one; the others put the windows of an image side by side.

b batch, H and W pixels, n patches, v windows of an image, t tokens of a window, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.rf_detr_dinov2 import RfDetrDinov2Config
from auto_core.errors import InputError
from auto_core.outputs import BackboneOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention, run_layers, split_heads
from ..blocks.patches import repeated, resized_positions
from .dinov2 import Dinov2Backbone, Dinov2Embeddings, Dinov2Layer, gated_width
from .lw_detr_vit import OLDER_NAMES


class RfDetrDinov2Embeddings(Dinov2Embeddings):
    def __init__(self, config: RfDetrDinov2Config):
        super().__init__(config)
        self.side = config.num_windows

    def forward(self, pixel_values, bool_masked_pos=None, *, any_size: bool = True):
        """[b channels H W] -> [b*v t d]."""
        patches = self.patch_embeddings
        grid = patches.count(*patches.size(pixel_values, any_size=any_size))
        positions = ops.asarray(self.position_embeddings)
        positions = resized_positions(positions, patches.grid, grid, special=1, antialias=True)
        hidden = patches(ops.cast(pixel_values, ops.dtype(positions))) + positions[:, 1:]
        hidden = cut(hidden, grid, self.side)
        cls = repeated(ops.asarray(self.cls_token) + positions[:, :1], hidden)
        return self.dropout(ops.cat([cls, hidden], 1))


class RfDetrDinov2Attention(nn.Module):
    def __init__(self, config: RfDetrDinov2Config):
        super().__init__()
        d, bias = config.hidden_size, config.qkv_bias
        self.head_size = d // config.num_attention_heads
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(d, d, bias=bias) for _ in range(3))
        self.o_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        heads = (split_heads(x, self.head_size) for x in projected)
        return self.o_proj(attend(*heads, scale=self.head_size**-0.5, dropout=self.dropout))


class RfDetrDinov2SwiGLUFFN(nn.Module):
    """DINOv2's gated feed-forward part, of which files hold gate and value apart."""

    def __init__(self, config: RfDetrDinov2Config):
        super().__init__()
        d, f = config.hidden_size, gated_width(config)
        self.gate_proj, self.up_proj = nn.Linear(d, f), nn.Linear(d, f)
        self.down_proj = nn.Linear(f, d)

    def forward(self, hidden):
        return self.down_proj(ops.silu(self.gate_proj(hidden)) * self.up_proj(hidden))


class RfDetrDinov2Layer(Dinov2Layer):
    attention_class = RfDetrDinov2Attention
    gated_class = RfDetrDinov2SwiGLUFFN

    def __init__(self, config: RfDetrDinov2Config, index: int):
        super().__init__(config)
        # How many windows attend to each other.
        within = index in (config.window_block_indexes or ())
        self.joined = 1 if within else config.num_windows**2

    def forward(self, hidden, attend):  # [b*v t d] -> [b*v t d]
        windows, tokens, d = ops.shape(hidden)
        joined = ops.reshape(hidden, (windows // self.joined, tokens * self.joined, d))
        change = ops.reshape(self.attention(self.norm1(joined), attend), (windows, tokens, d))
        hidden = hidden + self.drop_path(self.layer_scale1(change))
        return hidden + self.drop_path(self.layer_scale2(self.mlp(self.norm2(hidden))))


class RfDetrDinov2Encoder(nn.Module):
    def __init__(self, config: RfDetrDinov2Config, layer_class: Any):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(layer_class(config, i) for i in layers)

    def forward(self, hidden, attend):
        return run_layers(self.layer, hidden, attend)


class RfDetrDinov2Backbone(Dinov2Backbone):
    """Feature maps of chosen blocks ("stem": the embeddings), [b d H/p W/p], or the tokens of
    windows [b*v t d] with `reshape_hidden_states=False`.

    Args of `forward`:
        pixel_values: [b channels H W]; the patches of a side are a multiple of `num_windows`.

    Returns:
        BackboneOutput; hidden_states are those of windows [b*v t d].
    """

    config_class = RfDetrDinov2Config
    base_model_prefix = "rf_detr_dinov2"
    renames = OLDER_NAMES
    embeddings_class = RfDetrDinov2Embeddings
    encoder_class = RfDetrDinov2Encoder
    layer_class = RfDetrDinov2Layer

    def match_weights(self, weights: Any) -> Any:
        """As of models that are no DINOv2: gate and value stay apart."""
        return nn.PreTrainedModel.match_weights(self, weights)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=True)
        self.encoder(self.embeddings(pixel_values), Attention(recorder))
        grid = self.embeddings.patch_embeddings.count(*ops.shape(pixel_values)[2:])
        states = recorder.hidden_states or ()
        return BackboneOutput(
            feature_maps=tuple(self.feature_map(states[index], grid) for index in self.out_indices),
            hidden_states=states if output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def feature_map(self, hidden, grid):  # [b*v t d] -> [b d H/p W/p]
        if self.config.apply_layernorm:
            hidden = self.layernorm(hidden)
        if not self.config.reshape_hidden_states:
            return hidden
        hidden = joined(hidden[:, 1:], grid, self.config.num_windows)
        return ops.permute(hidden, (0, 3, 1, 2))


def cut(hidden, grid: tuple[Any, Any], side: int):
    """[b n d] -> [b*v t d], `side` windows down and across.

    A window of an image that is no square is no rectangle of it: rows of patches are cut where
    columns should be, as the network was trained.

    Raises:
        InputError: the patches cannot be divided so.
    """
    if any(isinstance(n, int) and n % side for n in grid):
        raise InputError(
            f"The images have {grid[0]}x{grid[1]} patches, expected multiples of {side}: there are "
            f"{side} windows down and across (num_windows)."
        )
    height, width = (n // side for n in grid)
    d = ops.shape(hidden)[-1]
    hidden = ops.reshape(hidden, (-1, side, width, side, height, d))
    hidden = ops.permute(hidden, (0, 1, 3, 2, 4, 5))
    return ops.reshape(hidden, (-1, height * width, d))


def joined(hidden, grid: tuple[Any, Any], side: int):
    """Windows as an image of this many patches: [b*v t d] -> [b h w d]."""
    height, width = grid
    d = ops.shape(hidden)[-1]
    hidden = ops.reshape(hidden, (-1, side, side, height // side, width // side, d))
    return ops.reshape(ops.permute(hidden, (0, 1, 3, 2, 4, 5)), (-1, height, width, d))


HEADS = {"backbone": RfDetrDinov2Backbone}
