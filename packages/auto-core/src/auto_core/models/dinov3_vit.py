"""DINOv3's ViT: Siméoni et al., 2025, arXiv:2508.10104.

DINOv2 with registers, whose patches' queries and keys are rotated by their coordinates (rotary
positions in two dimensions, of images of any size); CLS and registers have no position.

b batch, H and W pixels, n patches, r registers, t = 1 + r + n tokens, h heads, s size of a head, d
hidden.
"""

from __future__ import annotations

import math

from auto_core.configs._vit import pair
from auto_core.configs.dinov3_vit import DINOv3ViTConfig
from auto_core.outputs import BaseModelOutputWithPooling, DINOv3ViTBackboneOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import Backbone
from ..blocks.convnets import from_pixels
from ..blocks.patches import repeated, with_mask_token
from ..blocks.rotary import rotate
from .dinov2 import Dinov2LayerScale


class DINOv3ViTEmbeddings(nn.Module):
    """CLS, registers and patches, without positions."""

    def __init__(self, config: DINOv3ViTConfig, *, use_mask_token: bool = True):
        super().__init__()
        d, self.channels = config.hidden_size, config.num_channels
        self.patch_size = pair(config.patch_size)
        self.cls_token = nn.Parameter((1, 1, d), init="normal")
        self.mask_token = nn.Parameter((1, 1, d), init="zeros") if use_mask_token else None
        self.register_tokens = nn.Parameter((1, config.num_register_tokens, d), init="normal")
        self.patch_embeddings = nn.Conv2d(
            config.num_channels, d, self.patch_size, stride=self.patch_size
        )

    def forward(self, pixel_values, bool_masked_pos):  # [b c H W] -> [b t d]
        pixels = from_pixels(pixel_values, channels=self.channels)
        hidden = self.patch_embeddings(ops.cast(pixels, ops.dtype(ops.asarray(self.cls_token))))
        hidden = ops.reshape(hidden, (ops.shape(hidden)[0], -1, ops.shape(hidden)[-1]))
        hidden = with_mask_token(hidden, self.mask_token, bool_masked_pos)
        special = [repeated(token, hidden) for token in (self.cls_token, self.register_tokens)]
        return ops.cat([*special, hidden], 1)

    def grid(self, pixel_values):
        """(rows, columns) of patches."""
        height, width = ops.shape(pixel_values)[2:]
        return height // self.patch_size[0], width // self.patch_size[1]


class DINOv3ViTRotation(nn.Module):
    """Cosines and sines of patches' coordinates, which are -1 to 1 across the image."""

    def __init__(self, config: DINOv3ViTConfig):
        super().__init__()
        size = config.hidden_size // config.num_attention_heads
        self.prefix = 1 + config.num_register_tokens
        self.frequencies = [config.rope_theta ** -(4 * i / size) for i in range(size // 4)]
        self.shift, self.jitter = config.pos_embed_shift, config.pos_embed_jitter
        self.rescale = config.pos_embed_rescale
        self.random = nn.Random()

    def forward(self, grid, *, like):  # -> two of [1 t 1 s]
        exact = "float64" if ops.dtype(like) == "float64" else "float32"
        rows, columns = (self.centres(count, like=like, dtype=exact) for count in grid)
        height, width = grid
        down = ops.expand(ops.unsqueeze(rows, 1), (height, width))
        across = ops.expand(ops.unsqueeze(columns, 0), (height, width))
        centres = ops.reshape(ops.stack([down, across], -1), (height * width, 2))
        if nn.in_training(self):
            centres = self.augmented(centres)
        frequencies = ops.asarray(self.frequencies, like=like, dtype=exact)
        angles = 2 * math.pi * ops.unsqueeze(centres, -1) * frequencies  # [n 2 s/4]
        angles = ops.reshape(angles, (height * width, -1))
        angles = ops.cat([angles, angles], -1)  # [n s]
        none = ops.zeros((self.prefix, ops.shape(angles)[-1]), like=angles)
        angles = ops.reshape(ops.cat([none, angles], 0), (1, -1, 1, ops.shape(angles)[-1]))
        dtype = ops.dtype(like)
        return ops.cast(ops.cos(angles), dtype), ops.cast(ops.sin(angles), dtype)

    @staticmethod
    def centres(count, *, like, dtype: str):  # -> [count]
        steps = ops.arange(0, count, like=like, dtype="int64")
        return 2 * (ops.cast(steps, dtype) + 0.5) / ops.full((), count, like=like, dtype=dtype) - 1

    def augmented(self, centres):  # [n 2]
        """Coordinates moved and stretched at random."""
        if self.shift is not None:
            centres = centres + (2 * self.random.uniform((1, 2), like=centres) - 1) * self.shift
        for bound, shape in ((self.jitter, (1, 2)), (self.rescale, (1, 1))):
            if bound is not None:
                spread = 2 * self.random.uniform(shape, like=centres) - 1
                centres = centres * ops.exp(spread * math.log(bound))
        return centres


class DINOv3ViTAttention(nn.Module):
    def __init__(self, config: DINOv3ViTConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.q_proj = nn.Linear(d, d, bias=config.query_bias)
        self.k_proj = nn.Linear(d, d, bias=config.key_bias)
        self.v_proj = nn.Linear(d, d, bias=config.value_bias)
        self.o_proj = nn.Linear(d, d, bias=config.proj_bias)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        projected = (self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden))
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class DINOv3ViTMLP(nn.Module):
    def __init__(self, config: DINOv3ViTConfig):
        super().__init__()
        d, f, bias = config.hidden_size, config.intermediate_size, config.mlp_bias
        self.gate_proj = nn.Linear(d, f, bias=bias) if config.use_gated_mlp else None
        self.up_proj, self.down_proj = nn.Linear(d, f, bias=bias), nn.Linear(f, d, bias=bias)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        up = self.up_proj(hidden)
        if self.gate_proj is None:
            return self.down_proj(self.activation(up))
        return self.down_proj(self.activation(self.gate_proj(hidden)) * up)


class DINOv3ViTLayer(nn.Block):
    def __init__(self, config: DINOv3ViTConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.norm1, self.attention = nn.LayerNorm(d, eps=eps), DINOv3ViTAttention(config)
        self.layer_scale1 = Dinov2LayerScale(config)
        self.norm2, self.mlp = nn.LayerNorm(d, eps=eps), DINOv3ViTMLP(config)
        self.layer_scale2 = Dinov2LayerScale(config)
        self.drop_path = nn.DropPath(config.drop_path_rate)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        change = self.layer_scale1(self.attention(self.norm1(hidden), rotation, attend))
        hidden = hidden + self.drop_path(change)
        return hidden + self.drop_path(self.layer_scale2(self.mlp(self.norm2(hidden))))


class DINOv3ViTPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = DINOv3ViTConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    renames = ((r"(^|\.)model\.layer\.", r"\1layer."),)
    ignored_keys = (r"^rope_embeddings\.inv_freq$",)
    # The parts that variations of this family replace.
    embeddings_class: type = DINOv3ViTEmbeddings
    layer_class: type = DINOv3ViTLayer

    def __init__(self, config: DINOv3ViTConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.rope_embeddings = DINOv3ViTRotation(config)
        self.layer = nn.ModuleList(
            self.layer_class(config) for _ in range(config.num_hidden_layers)
        )
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings

    def run(self, pixel_values, bool_masked_pos, recorder):  # -> [b t d]
        hidden = self.embeddings(pixel_values, bool_masked_pos)
        rotation = self.rope_embeddings(self.embeddings.grid(pixel_values), like=hidden)
        attend = Attention(recorder)
        recorder.add_hidden_state(hidden)
        for layer in self.layer:
            hidden = layer(hidden, rotation, attend)
            recorder.add_hidden_state(hidden)
        return hidden


class DINOv3ViTModel(DINOv3ViTPreTrainedModel):
    """DINOv3's ViT without a head.

    Args of `forward`:
        pixel_values: [b channels H W], of any size.
        bool_masked_pos: [b n], True where the mask token replaces a patch.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] (of CLS), and
        on request hidden_states and attentions.
    """

    def forward(
        self,
        pixel_values=None,
        bool_masked_pos=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.norm(self.run(pixel_values, bool_masked_pos, recorder))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=hidden[:, 0],
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class DINOv3ViTBackbone(Backbone, DINOv3ViTPreTrainedModel):
    """Feature maps of chosen blocks ("stem": the embeddings), [b d H/p W/p], or patches [b n d]
    with `reshape_hidden_states=False`; their CLS tokens with `return_class_token`."""

    def __init__(self, config: DINOv3ViTConfig):
        super().__init__(config)
        self.num_features = (config.hidden_size,) * (config.num_hidden_layers + 1)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=True)
        self.run(pixel_values, None, recorder)
        states, grid = recorder.hidden_states or (), self.embeddings.grid(pixel_values)
        stages = zip(self.stage_names, states, strict=True)
        chosen = [self.normed(x, name) for name, x in stages if name in self.out_features]
        tokens = tuple(state[:, 0] for state in chosen) if self.config.return_class_token else None
        return DINOv3ViTBackboneOutput(
            feature_maps=tuple(self.as_map(state, grid) for state in chosen),
            cls_tokens=tokens,
            hidden_states=states if output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def normed(self, hidden, name: str):
        last = name == self.stage_names[-1]
        return self.norm(hidden) if last or self.config.apply_layernorm else hidden

    def as_map(self, hidden, grid):  # [b t d] -> [b d H/p W/p]
        patches = hidden[:, 1 + self.config.num_register_tokens :]
        if not self.config.reshape_hidden_states:
            return patches
        batch, _, d = ops.shape(patches)
        return ops.permute(ops.reshape(patches, (batch, *grid, d)), (0, 3, 1, 2))


PREFIX = "DINOv3ViT"
HEADS = {"base": DINOv3ViTModel, "backbone": DINOv3ViTBackbone}
