"""SAM 3: Carion et al., 2025, arXiv:2511.16719; images here.

All objects of an image that a text, or boxes of examples, ask for. A ViT with rotations within
windows encodes the image, CLIP's encoder the text; boxes become vectors of what is inside them.
The image attends to these prompts, queries as in DETR become boxes, one of them says whether there
is such an object at all, and MaskFormer's decoder makes a mask of each query.

b batch, H and W pixels, y and x rows and columns of patches, t tokens, k pixels of the encoded
image, p prompts (tokens of the text and boxes), n boxes, q queries, h heads, s size of a head,
d hidden.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from auto_core.configs.sam3 import (
    NORM_GROUPS,
    Sam3Config,
    Sam3DETRDecoderConfig,
    Sam3DETREncoderConfig,
    Sam3GeometryEncoderConfig,
    Sam3MaskDecoderConfig,
    Sam3VisionConfig,
    Sam3ViTConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutput,
    Sam3ImageSegmentationOutput,
    Sam3VisionEncoderOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import boxes as boxes_of
from ..blocks import parts, windows
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import channels_first, channels_last, flat
from ..blocks.image_heads import Identity
from ..blocks.patches import check_images
from ..blocks.position_ids import sinusoids
from ..blocks.roi_align import roi_align
from ..blocks.rotary import rotate_pairs
from .clip import CLIPTextModelWithProjection, all_rows, replaced
from .detr import SinePositionEmbedding

EPS = 1e-5  # of all norms but the ViT's
BOX_EPS = 1e-3  # how far from the ends the logits of boxes are taken
MOST_PRESENCE, MOST_LOGIT = 10.0, 12.0
PADDING = -10  # the label of a box that is none


class Sam3MLP(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        self.activation_fn = activation(config.hidden_act)
        self.fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.fc2 = nn.Linear(config.intermediate_size, config.hidden_size)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden):
        return self.fc2(self.activation_fn(self.dropout(self.fc1(hidden))))


class Sam3Attention(nn.Module):
    """Attention of queries [b t d] to keys and values [b k d]."""

    def __init__(self, config: Any):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.q_proj, self.k_proj = nn.Linear(d, d), nn.Linear(d, d)
        self.v_proj, self.o_proj = nn.Linear(d, d), nn.Linear(d, d)

    def forward(self, query, key, value, attend, bias=None):  # -> [b t d]
        projected = self.q_proj(query), self.k_proj(key), self.v_proj(value)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        return self.o_proj(attend(query, key, value, scale=self.head_size**-0.5, bias=bias))


# --- the image ---------------------------------------------------------------------------


def turns(side: int, size: int, *, window: int, theta: float) -> np.ndarray:
    """Angles [side*side size/2] of the pairs of numbers of a head of `size`: the first half turns
    by the column, the other by the row, counted so that the last is that of a window's."""
    frequency = theta ** -(np.arange(0, size // 2, 2) / (size // 2))
    position = np.arange(side) * (window / side)
    row, column = (x.reshape(-1, 1) for x in np.meshgrid(position, position, indexing="ij"))
    return np.concatenate([column * frequency, row * frequency], -1)


class Sam3ViTRoPEAttention(nn.Module):
    def __init__(self, config: Sam3ViTConfig, side: int):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.q_proj, self.k_proj = nn.Linear(d, d), nn.Linear(d, d)
        self.v_proj, self.o_proj = nn.Linear(d, d), nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)
        angles = turns(side, self.head_size, window=config.window_size, theta=config.theta)
        self.cos, self.sin = np.cos(angles), np.sin(angles)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        query, key = self.turned(query), self.turned(key)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))

    def turned(self, x):  # [b t h s]
        exact = "float64" if ops.dtype(x) == "float64" else "float32"
        cos, sin = (self.table(array, like=x, dtype=exact) for array in (self.cos, self.sin))
        return ops.cast(rotate_pairs(ops.cast(x, exact), cos, sin), ops.dtype(x))

    def table(self, array: np.ndarray, *, like, dtype: str):  # [t s/2] -> [1 t 1 s]
        twice = np.concatenate([array, array], -1)[None, :, None]
        return ops.asarray(twice, like=like, dtype=dtype)


class Sam3ViTPatchEmbeddings(nn.Module):
    def __init__(self, config: Sam3ViTConfig):
        super().__init__()
        self.projection = nn.Conv2d(
            config.num_channels, config.hidden_size, config.patch, stride=config.patch, bias=False
        )

    def forward(self, pixel_values):  # [b channels H W] -> [b y x d]
        return self.projection(channels_last(pixel_values))


class Sam3ViTEmbeddings(nn.Module):
    """Patches with positions that repeat, as tiles, beyond the size they were learned for."""

    def __init__(self, config: Sam3ViTConfig):
        super().__init__()
        self.patch_embeddings = Sam3ViTPatchEmbeddings(config)
        self.side = config.pretrained_grid
        shape = (1, self.side**2, config.hidden_size)
        self.position_embeddings = nn.Parameter(shape, init="normal")
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, pixel_values):  # [b channels H W] -> [b y x d]
        patches = self.patch_embeddings(pixel_values)
        _, rows, columns, d = ops.shape(patches)
        table = ops.reshape(ops.asarray(self.position_embeddings), (self.side, self.side, d))
        for axis, count in enumerate((rows, columns)):
            index = ops.arange(0, count, like=table, dtype="int64") % self.side
            table = ops.take(table, index, axis)
        return self.dropout(patches + ops.unsqueeze(table, 0))


class Sam3ViTLayer(nn.Block):
    """window 0 is attention to the whole image."""

    def __init__(self, config: Sam3ViTConfig, *, window: int):
        super().__init__()
        d = config.hidden_size
        self.window = window
        self.layer_norm1 = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.attention = Sam3ViTRoPEAttention(config, window or config.grid)
        self.layer_norm2 = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.mlp = Sam3MLP(config)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden, attend):  # [b y x d]
        normed = self.layer_norm1(hidden)
        if self.window:

            def attended(tokens, _):
                return self.attention(tokens, attend)

            change = windows.in_windows(normed, attended, window=self.window, shift=0)
        else:
            change = ops.reshape(self.attention(flat(normed), attend), ops.shape(normed))
        hidden = hidden + change
        return hidden + self.dropout(self.mlp(self.layer_norm2(hidden)))


class Sam3FPNLayer(nn.Module):
    """A map of one width, `factor` times as large as the ViT's."""

    def __init__(self, d: int, size: int, *, factor: float):
        super().__init__()
        self.factor = factor
        scale_layers: list[Any] = []
        if factor > 1:
            scale_layers.append(nn.ConvTranspose2d(d, d // 2, 2, stride=2))
            d = d // 2
        if factor > 2:
            scale_layers += [Identity(), nn.ConvTranspose2d(d, d // 2, 2, stride=2)]
            d = d // 2
        self.scale_layers = nn.ModuleList(scale_layers)
        self.proj1 = nn.Conv2d(d, size, 1)
        self.proj2 = nn.Conv2d(size, size, 3, padding=1)

    def forward(self, hidden):  # [b y x d] -> [b factor*y factor*x size]
        if self.factor < 1:
            hidden = ops.max_pool2d(hidden, 2, stride=2, padding=0)
        if self.factor > 1:
            hidden = self.scale_layers[0](hidden)
        if self.factor > 2:
            hidden = self.scale_layers[2](ops.gelu(hidden, approximate="none"))
        return self.proj2(self.proj1(hidden))


class Sam3VisionNeck(nn.Module):
    def __init__(self, config: Sam3VisionConfig):
        super().__init__()
        d, size = config.backbone_config.hidden_size, config.fpn_hidden_size
        factors = config.scale_factors or ()
        self.fpn_layers = nn.ModuleList(Sam3FPNLayer(d, size, factor=f) for f in factors)
        self.position_encoding = SinePositionEmbedding(size // 2)

    def forward(self, hidden):
        """[b y x d] -> maps and their positions [b h w size], the largest first."""
        maps = [layer(hidden) for layer in self.fpn_layers]
        return maps, [self.position_encoding(everywhere(x), like=x) for x in maps]


def everywhere(image):  # [b h w d] -> [b h w], True
    return ops.ones(ops.shape(image)[:3], like=image, dtype="bool")


# --- prompts -----------------------------------------------------------------------------


class Sam3GeometryEncoderLayer(nn.Block):
    def __init__(self, config: Sam3GeometryEncoderConfig):
        super().__init__()
        d = config.hidden_size
        self.layer_norm1 = nn.LayerNorm(d, eps=EPS)
        self.self_attn = Sam3Attention(config)
        self.dropout = nn.Dropout(config.dropout)
        self.cross_attn = Sam3Attention(config)
        self.layer_norm2 = nn.LayerNorm(d, eps=EPS)
        self.mlp = Sam3MLP(config)
        self.layer_norm3 = nn.LayerNorm(d, eps=EPS)

    def forward(self, hidden, image, position, attend, cross_attend):
        """[b n d], and the image and its positions [b k d] -> [b n d]."""
        normed = self.layer_norm1(hidden)
        hidden = hidden + self.dropout(self.self_attn(normed, normed, normed, attend))
        normed = self.layer_norm2(hidden)
        change = self.cross_attn(normed, image + position, image, cross_attend)
        hidden = hidden + self.dropout(change)
        return hidden + self.dropout(self.mlp(self.layer_norm3(hidden)))


class Sam3GeometryEncoder(nn.Module):
    """Vectors of boxes: their numbers, what of the image is within them, and their label."""

    def __init__(self, config: Sam3GeometryEncoderConfig):
        super().__init__()
        d = config.hidden_size
        self.size = config.roi_size
        self.label_embed, self.cls_embed = nn.Embedding(2, d), nn.Embedding(1, d)
        self.boxes_direct_project = nn.Linear(4, d)
        self.boxes_pool_project = nn.Conv2d(d, d, config.roi_size)
        self.boxes_pos_enc_project = nn.Linear(d + 2, d)
        self.vision_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.final_proj = nn.Linear(d, d)
        self.prompt_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.layers = nn.ModuleList(
            Sam3GeometryEncoderLayer(config) for _ in range(config.num_layers)
        )
        self.output_layer_norm = nn.LayerNorm(d, eps=EPS)

    def forward(self, boxes, labels, image, position):
        """Boxes [b n 4] (centre, size) with labels [b n], the image and its positions [b y x d] ->
        vectors [b n+1 d] of each and of all of them, and which of them are none: [b n+1]."""
        is_box = labels != PADDING
        hidden = self.embed(boxes, ops.where(is_box, labels, 0), self.vision_layer_norm(image))
        hidden, mask = self.with_all(hidden, is_box)
        hidden = self.prompt_layer_norm(self.final_proj(hidden))
        recorder = Recorder()
        attend = Attention(recorder, ops.unsqueeze(ops.unsqueeze(mask, 1), 1))
        for layer in self.layers:
            hidden = layer(hidden, flat(image), flat(position), attend, Attention(recorder))
        return self.output_layer_norm(hidden), mask

    def embed(self, boxes, labels, image):  # [b n 4], [b n], [b y x d] -> [b n d]
        _, height, width, d = ops.shape(image)
        hidden = self.boxes_direct_project(boxes)
        scale = ops.asarray([width, height, width, height], like=boxes, dtype=ops.dtype(boxes))
        inside = roi_align(image, boxes_of.corners(boxes) * scale, self.size)
        batch, count = ops.shape(boxes)[:2]
        inside = ops.reshape(inside, (batch * count, self.size, self.size, d))
        hidden = hidden + ops.reshape(self.boxes_pool_project(inside), (batch, count, d))
        across, down = (self.sinusoids(boxes[..., i], d // 2, like=hidden) for i in (0, 1))
        size = ops.flip(boxes[..., 2:], -1)  # height, then width
        hidden = hidden + self.boxes_pos_enc_project(ops.cat([down, across, size], -1))
        return self.label_embed(labels) + hidden

    def sinusoids(self, position, size: int, *, like):  # [b n] -> [b n size]
        return sinusoids(position * (2 * math.pi), size, interleaved=True, like=like)

    def with_all(self, hidden, is_box):
        """The vector of all boxes after the last one [b n+1 d], and up to where vectors count."""
        batch, count, d = ops.shape(hidden)
        last = ops.sum(ops.cast(is_box, "int64"), 1, keepdim=True)  # [b 1]
        index = ops.unsqueeze(ops.arange(0, count + 1, like=last, dtype="int64"), 0)
        whole = ops.expand(all_rows(self.cls_embed, 1, like=hidden), (batch, 1, d))
        hidden = ops.pad(hidden, [(0, 0), (0, 1), (0, 0)], value=0.0)
        hidden = ops.where(ops.unsqueeze(index == last, -1), whole, hidden)
        return hidden, index <= last


# --- the transformer ---------------------------------------------------------------------


class Sam3DetrEncoderLayer(nn.Block):
    def __init__(self, config: Sam3DETREncoderConfig):
        super().__init__()
        d = config.hidden_size
        self.layer_norm1 = nn.LayerNorm(d, eps=EPS)
        self.self_attn = Sam3Attention(config)
        self.dropout = nn.Dropout(config.dropout)
        self.cross_attn = Sam3Attention(config)
        self.layer_norm2 = nn.LayerNorm(d, eps=EPS)
        self.mlp = Sam3MLP(config)
        self.layer_norm3 = nn.LayerNorm(d, eps=EPS)

    def forward(self, hidden, position, prompts, attend, prompt_attend):
        """The image and its positions [b k d], prompts [b p d] -> [b k d]."""
        normed = self.layer_norm1(hidden)
        placed = normed + position
        hidden = hidden + self.dropout(self.self_attn(placed, placed, normed, attend))
        change = self.cross_attn(self.layer_norm2(hidden), prompts, prompts, prompt_attend)
        hidden = hidden + self.dropout(change)
        return hidden + self.dropout(self.mlp(self.layer_norm3(hidden)))


class Sam3DetrEncoder(nn.Module):
    def __init__(self, config: Sam3DETREncoderConfig):
        super().__init__()
        self.layers = nn.ModuleList(Sam3DetrEncoderLayer(config) for _ in range(config.num_layers))

    def forward(self, hidden, position, prompts, attend, prompt_attend):
        for layer in self.layers:
            attend.recorder.add_hidden_state(hidden)
            hidden = layer(hidden, position, prompts, attend, prompt_attend)
        attend.recorder.add_hidden_state(hidden)
        return hidden


class Sam3DecoderMLP(nn.Module):
    """Two layers or three, with relu in between."""

    def __init__(self, before: int, inner: int, after: int, *, depth: int):
        super().__init__()
        self.layer1 = nn.Linear(before, inner)
        self.layer2 = nn.Linear(inner, inner if depth == 3 else after)
        self.layer3 = nn.Linear(inner, after) if depth == 3 else None

    def forward(self, hidden):
        hidden = self.layer2(ops.relu(self.layer1(hidden)))
        return hidden if self.layer3 is None else self.layer3(ops.relu(hidden))


class Sam3DetrDecoderLayer(nn.Block):
    def __init__(self, config: Sam3DETRDecoderConfig):
        super().__init__()
        d = config.hidden_size
        self.self_attn = Sam3Attention(config)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.text_cross_attn = Sam3Attention(config)
        self.text_cross_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.vision_cross_attn = Sam3Attention(config)
        self.vision_cross_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.mlp = Sam3MLP(config)
        self.mlp_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, query, prompts, image, position, bias, attend, prompt_attend):
        """Presence and queries [b 1+q d] with positions, prompts [b p d], the image and its
        positions [b k d], biases of the attention to it [b h 1+q k] -> [b 1+q d]."""
        placed = hidden + query
        change = self.self_attn(placed, placed, hidden, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.text_cross_attn(hidden + query, prompts, prompts, prompt_attend)
        hidden = self.text_cross_attn_layer_norm(hidden + self.dropout(change))
        change = self.vision_cross_attn(hidden + query, image + position, image, attend, bias)
        hidden = self.vision_cross_attn_layer_norm(hidden + self.dropout(change))
        return self.mlp_layer_norm(hidden + self.dropout(self.mlp(hidden)))


class Sam3DetrDecoder(nn.Module):
    """Boxes, which every layer corrects, and a token that says whether there is an object."""

    def __init__(self, config: Sam3DETRDecoderConfig):
        super().__init__()
        d, heads = config.hidden_size, config.num_attention_heads
        self.queries = config.num_queries
        self.layers = nn.ModuleList(Sam3DetrDecoderLayer(config) for _ in range(config.num_layers))
        self.output_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.box_head = Sam3DecoderMLP(d, d, 4, depth=3)
        self.query_embed = nn.Embedding(config.num_queries, d)
        self.reference_points = nn.Embedding(config.num_queries, 4)
        self.presence_token = nn.Embedding(1, d)
        self.presence_head = Sam3DecoderMLP(d, d, 1, depth=3)
        self.presence_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.ref_point_head = Sam3DecoderMLP(2 * d, d, d, depth=2)
        self.box_rpb_embed_x = Sam3DecoderMLP(2, d, heads, depth=2)
        self.box_rpb_embed_y = Sam3DecoderMLP(2, d, heads, depth=2)

    def forward(self, image, position, prompts, attend, prompt_attend, *, size):
        """The image of that size and its positions [b k d], prompts [b p d] -> the last layer's
        queries [b q d], the boxes [l b q 4] (centre, size) that each of l layers begins with, and
        the logits [b 1] of there being an object."""
        batch, _, d = ops.shape(image)
        tokens = [
            all_rows(self.presence_token, 1, like=image),
            all_rows(self.query_embed, self.queries, like=image),
        ]
        hidden = ops.expand(ops.cat(tokens, 1), (batch, 1 + self.queries, d))
        boxes = ops.sigmoid(all_rows(self.reference_points, self.queries, like=image))
        boxes = ops.expand(boxes, (batch, self.queries, 4))
        began = []
        for layer in self.layers:
            attend.recorder.add_hidden_state(hidden)
            began.append(boxes)
            # Each layer trains its own correction alone.
            boxes = boxes if len(began) == 1 else ops.detach(boxes)
            query = nothing_first(self.ref_point_head(self.sinusoids(boxes, d // 2)), 1)
            bias = nothing_first(self.bias(boxes, size), 2)
            hidden = layer(hidden, query, prompts, image, position, bias, attend, prompt_attend)
            boxes = self.corrected(boxes, self.output_layer_norm(hidden[:, 1:]))
        attend.recorder.add_hidden_state(hidden)
        presence = self.presence_head(self.presence_layer_norm(hidden[:, 0]))
        presence = ops.clamp(presence, min=-MOST_PRESENCE, max=MOST_PRESENCE)
        return self.output_layer_norm(hidden[:, 1:]), ops.stack(began, 0), presence

    def corrected(self, boxes, hidden):  # [b q 4], [b q d] -> [b q 4]
        return ops.sigmoid(self.box_head(hidden) + boxes_of.inverse_sigmoid(boxes, eps=BOX_EPS))

    def sinusoids(self, boxes, size: int):  # [b q 4] -> [b q 4*size]
        options: dict[str, Any] = dict(interleaved=True, like=boxes)
        across, down, wide, high = (
            sinusoids(boxes[..., i] * (2 * math.pi), size, **options) for i in range(4)
        )
        return ops.cat([down, across, wide, high], -1)

    def bias(self, boxes, size):
        """How far each pixel of the image is from the sides of each box: [b q 4] -> [b h q k]."""
        corners = boxes_of.corners(boxes)

        def distance(start: int, pixels: int):  # [b q pixels 2]
            own = ops.arange(0, pixels, like=boxes, dtype=ops.dtype(boxes)) / pixels
            sides = ops.stack([corners[..., start], corners[..., start + 2]], -1)
            apart = 8 * (ops.reshape(own, (1, 1, pixels, 1)) - ops.unsqueeze(sides, 2))
            return ops.sign(apart) * ops.log(ops.abs(apart) + 1.0) / math.log(8)

        down = self.box_rpb_embed_y(distance(1, size[0]))  # [b q y h]
        across = self.box_rpb_embed_x(distance(0, size[1]))  # [b q x h]
        both = ops.unsqueeze(down, 3) + ops.unsqueeze(across, 2)
        batch, queries, rows, columns, heads = ops.shape(both)
        both = ops.reshape(both, (batch, queries, rows * columns, heads))
        return ops.permute(both, (0, 3, 1, 2))


def nothing_first(x, axis: int):
    """A zero before all along an axis."""
    widths = [(0, 0)] * len(ops.shape(x))
    widths[axis] = (1, 0)
    return ops.pad(x, widths, value=0.0)


class Sam3DotProductScoring(nn.Module):
    """How well each query fits the mean of the prompts, as a logit."""

    def __init__(self, config: Sam3DETRDecoderConfig):
        super().__init__()
        d = config.hidden_size
        self.text_mlp = Sam3DecoderMLP(d, config.intermediate_size, d, depth=2)
        self.text_mlp_dropout = nn.Dropout(config.dropout)
        self.text_mlp_out_norm = nn.LayerNorm(d, eps=EPS)
        self.text_proj, self.query_proj = nn.Linear(d, d), nn.Linear(d, d)
        self.scale = d**-0.5

    def forward(self, queries, prompts, read):  # [b q d], [b p d], [b p] -> [b q]
        hidden = self.text_mlp_dropout(self.text_mlp(prompts)) + prompts
        hidden = self.text_mlp_out_norm(hidden)
        if read is None:
            whole = ops.mean(hidden, 1)
        else:
            counted = ops.unsqueeze(ops.cast(read, ops.dtype(hidden)), -1)
            whole = ops.sum(hidden * counted, 1) / ops.clamp(ops.sum(counted, 1), min=1.0)
        whole = ops.unsqueeze(self.text_proj(whole), -1)  # [b d 1]
        logits = ops.matmul(self.query_proj(queries), whole)[..., 0] * self.scale
        return ops.clamp(logits, min=-MOST_LOGIT, max=MOST_LOGIT)


# --- masks -------------------------------------------------------------------------------


class Sam3MaskEmbedder(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(d, d) for _ in range(3))

    def forward(self, hidden):  # [b q d]
        first, second, third = self.layers
        return third(ops.relu(second(ops.relu(first(hidden)))))


class Sam3PixelDecoder(nn.Module):
    """A feature pyramid: each map, and what the smaller one has become."""

    def __init__(self, config: Sam3MaskDecoderConfig):
        super().__init__()
        d, stages = config.hidden_size, range(config.num_upsampling_stages)
        self.conv_layers = nn.ModuleList(nn.Conv2d(d, d, 3, padding=1) for _ in stages)
        self.norms = nn.ModuleList(nn.GroupNorm(NORM_GROUPS, d, eps=EPS) for _ in stages)

    def forward(self, maps):  # [b h w d], the largest first -> of the first one's size
        hidden = maps[-1]
        for i, finer in enumerate(reversed(maps[:-1])):
            size = ops.shape(finer)[1:3]
            hidden = ops.interpolate(hidden, size, mode="nearest", align_corners=False) + finer
            hidden = ops.relu(self.norms[i](self.conv_layers[i](hidden)))
        return hidden


class Sam3MaskDecoder(nn.Module):
    def __init__(self, config: Sam3MaskDecoderConfig):
        super().__init__()
        d = config.hidden_size
        self.pixel_decoder = Sam3PixelDecoder(config)
        self.mask_embedder = Sam3MaskEmbedder(d)
        self.instance_projection = nn.Conv2d(d, d, 1)
        self.semantic_projection = nn.Conv2d(d, 1, 1)
        self.prompt_cross_attn = Sam3Attention(config)
        self.prompt_cross_attn_norm = nn.LayerNorm(d, eps=EPS)
        self.prompt_cross_attn_dropout = nn.Dropout(config.dropout)

    def forward(self, queries, maps, hidden, prompts, attend):
        """Queries [b q d], maps [b h w d], the last of which the encoded image [b k d] replaces,
        prompts [b p d] -> masks [b q h w] and that of all objects [b 1 h w]."""
        normed = self.prompt_cross_attn_norm(hidden)
        change = self.prompt_cross_attn(normed, prompts, prompts, attend)
        hidden = hidden + self.prompt_cross_attn_dropout(change)
        image = ops.reshape(hidden, ops.shape(maps[-1]))
        pixels = self.pixel_decoder([*maps[:-1], image])
        masks = ops.einsum(
            "bqd,bhwd->bqhw", self.mask_embedder(queries), self.instance_projection(pixels)
        )
        return masks, channels_first(self.semantic_projection(pixels))


# --- models ------------------------------------------------------------------------------


class Sam3PreTrainedModel(nn.PreTrainedModel):
    """What the SAM 3 models share."""

    config_class: type = Sam3Config
    base_model_prefix = "sam3"
    main_input_name = "pixel_values"


class Sam3ViTModel(Sam3PreTrainedModel):
    """SAM 3's ViT; its states are [b y x d].

    Args of `forward`:
        pixel_values: [b channels H W], of the config's image_size.

    Returns:
        BaseModelOutput: last_hidden_state [b t d], and on request hidden_states [b y x d] and
        attentions, of windows [b*windows h t t] or the whole image.
    """

    config_class = Sam3ViTConfig
    base_model_prefix = "backbone"

    def __init__(self, config: Sam3ViTConfig):
        super().__init__(config)
        everywhere = set(config.global_attn_indexes or ())
        self.embeddings = Sam3ViTEmbeddings(config)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.layers = nn.ModuleList(
            Sam3ViTLayer(config, window=0 if i in everywhere else config.window_size)
            for i in range(config.num_hidden_layers)
        )

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        self.check_size(pixel_values)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.layer_norm(self.embeddings(pixel_values))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, Attention(recorder))
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=flat(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def check_size(self, pixel_values) -> None:
        config = self.config
        _, height, width = check_images(pixel_values, channels=config.num_channels)
        found = [side // config.patch for side in (height, width) if isinstance(side, int)]
        if any(side != config.grid for side in found):
            raise InputError(
                f"pixel_values are {height}x{width} pixels, and this model's rotations are those "
                f"of {config.grid}x{config.grid} patches of {config.patch} pixels. Resize the "
                f"images to image_size={config.image_size}, or load with another image_size."
            )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class Sam3VisionModel(Sam3PreTrainedModel):
    """The ViT and maps of several sizes.

    Args of `forward`:
        pixel_values: [b channels H W], of the ViT's image_size.

    Returns:
        Sam3VisionEncoderOutput, whose maps are the largest first.
    """

    config_class = Sam3VisionConfig
    base_model_prefix = "vision_encoder"

    def __init__(self, config: Sam3VisionConfig):
        super().__init__(config)
        self.backbone = parts.build(config.backbone_config)
        self.neck = Sam3VisionNeck(config)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.backbone(
            pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        side = self.config.backbone_config.grid
        batch, _, d = ops.shape(output.last_hidden_state)
        maps, encodings = self.neck(ops.reshape(output.last_hidden_state, (batch, side, side, d)))
        return Sam3VisionEncoderOutput(
            last_hidden_state=output.last_hidden_state,
            fpn_hidden_states=tuple(map(channels_first, maps)),
            fpn_position_encoding=tuple(map(channels_first, encodings)),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def get_input_embeddings(self):
        return self.backbone.get_input_embeddings()


class Sam3Model(Sam3PreTrainedModel):
    """Boxes and masks of all that a text, or boxes of examples, ask for.

    Args of `forward`:
        pixel_values: [b channels H W], of the ViT's image_size; or vision_embeds, the output of
            get_vision_features.
        input_ids: [b t]; or text_embeds, the output of get_text_features or its pooler_output
            [b t d]. One text goes with many images, and one image with many texts.
        attention_mask: [b t], 1 for tokens of the text.
        input_boxes: [b n 4], centre x and y, width and height over those of the image.
        input_boxes_labels: [b n]: 1 such an object (the default), 0 none, -10 padding.

    Returns:
        Sam3ImageSegmentationOutput
    """

    base_model_prefix = "detector_model"
    unread_inputs = ("original_sizes",)
    renames = ((r"^detector_model\.", ""),)  # of a model of videos
    ignored_keys = (r"^tracker_model\.", r"^tracker_neck\.")
    text_class: type = CLIPTextModelWithProjection

    def __init__(self, config: Sam3Config):
        super().__init__(config)
        self.vision_encoder = parts.build(config.vision_config)
        self.text_encoder = self.text_class(config.text_config)
        d = config.detr_encoder_config.hidden_size
        self.text_projection = nn.Linear(config.text_config.hidden_size, d)
        self.geometry_encoder = Sam3GeometryEncoder(config.geometry_encoder_config)
        self.detr_encoder = Sam3DetrEncoder(config.detr_encoder_config)
        self.detr_decoder = Sam3DetrDecoder(config.detr_decoder_config)
        self.mask_decoder = Sam3MaskDecoder(config.mask_decoder_config)
        self.dot_product_scoring = Sam3DotProductScoring(config.detr_decoder_config)

    def forward(
        self,
        pixel_values=None,
        vision_embeds=None,
        input_ids=None,
        attention_mask=None,
        text_embeds=None,
        input_boxes=None,
        input_boxes_labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (pixel_values is None) == (vision_embeds is None):
            raise InputError("Pass exactly one of pixel_values and vision_embeds.")
        if (input_ids is None) == (text_embeds is None):
            raise InputError(
                "Pass exactly one of input_ids and text_embeds; where boxes alone say what is "
                "looked for, the processor's text is 'visual'."
            )
        requests = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        vision = vision_embeds
        if vision_embeds is None:
            vision = self.get_vision_features(
                pixel_values,
                output_attentions=output_attentions,
                output_hidden_states=output_hidden_states,
            )
        if text_embeds is None:
            text_embeds = self.get_text_features(input_ids, attention_mask)
        texts = getattr(text_embeds, "pooler_output", text_embeds)
        mask = None if attention_mask is None else ops.cast(attention_mask, "int64") != 0
        maps = [channels_last(x) for x in vision.fpn_hidden_states[:-1]]
        position = channels_last(vision.fpn_position_encoding[-2])
        *maps, position, texts, mask, boxes, labels = of_one_batch(
            [*maps, position, texts, mask, input_boxes, input_boxes_labels]
        )
        prompts, mask = self.prompted(texts, mask, boxes, labels, maps[-1], position)

        recorders = [Recorder(**requests) for _ in range(3)]
        plain = [Attention(recorder) for recorder in recorders]
        wide = None if mask is None else ops.unsqueeze(ops.unsqueeze(mask, 1), 1)
        masked = [Attention(recorder, wide) for recorder in recorders]
        size, position = ops.shape(maps[-1])[1:3], flat(position)
        image = self.detr_encoder(flat(maps[-1]), position, prompts, plain[0], masked[0])
        queries, began, presence = self.detr_decoder(
            image, position, prompts, plain[1], masked[1], size=size
        )
        pred_boxes = boxes_of.corners(self.detr_decoder.corrected(began[-1], queries))
        masks, semantic = self.mask_decoder(queries, maps, image, prompts, masked[2])
        return Sam3ImageSegmentationOutput(
            pred_masks=masks,
            pred_boxes=pred_boxes,
            pred_logits=self.dot_product_scoring(queries, prompts, mask),
            presence_logits=presence,
            semantic_seg=semantic,
            decoder_hidden_states=recorders[1].hidden_states,
            decoder_reference_boxes=began,
            encoder_hidden_states=recorders[0].hidden_states,
            vision_hidden_states=vision.hidden_states,
            vision_attentions=vision.attentions,
            detr_encoder_attentions=recorders[0].attentions,
            detr_decoder_attentions=recorders[1].attentions,
            mask_decoder_attentions=recorders[2].attentions,
        )

    def prompted(self, texts, mask, boxes, labels, image, position):
        """The prompts [b p d], of the text and of boxes, and which of them count [b p] or None."""
        if boxes is None or ops.shape(boxes)[1] == 0:
            return texts, mask
        if len(ops.shape(boxes)) != 3 or ops.shape(boxes)[2] != 4:
            raise InputError(f"input_boxes are {list(ops.shape(boxes))}, expected [b boxes 4].")
        shape = ops.shape(boxes)[:2]
        if labels is None:
            labels = ops.ones(shape, like=boxes, dtype="int64")
        elif ops.shape(labels) != shape:
            raise InputError(
                f"input_boxes_labels are {list(ops.shape(labels))}, expected a label of each of "
                f"input_boxes: {list(shape)}."
            )
        boxes = ops.cast(boxes, ops.dtype(image))
        hidden, counted = self.geometry_encoder(boxes, labels, image, position)
        if mask is None:
            mask = ops.ones(ops.shape(texts)[:2], like=texts, dtype="bool")
        return ops.cat([texts, hidden], 1), ops.cat([mask, counted], 1)

    def get_text_features(self, input_ids, attention_mask=None):
        """The text encoder's output, whose `pooler_output` [b t d] are the tokens for the image."""
        output = self.text_encoder(
            input_ids=input_ids, attention_mask=attention_mask, return_dict=True
        )
        return replaced(output, self.text_projection(output.last_hidden_state))

    def get_vision_features(self, pixel_values, **requests: bool):
        """The image encoder's output, for several calls with vision_embeds."""
        return self.vision_encoder(pixel_values, return_dict=True, **requests)

    def get_input_embeddings(self):
        return self.vision_encoder.get_input_embeddings()


def of_one_batch(tensors) -> list[Any]:
    """Tensors [b ...] of which some have a batch of 1, repeated to the batch of the others."""
    known = [ops.shape(x)[0] for x in tensors if x is not None]
    sizes = {size for size in known if isinstance(size, int)}
    if len(sizes) < 2:
        return tensors
    if len(sizes - {1}) > 1:
        raise InputError(
            f"The images, texts and input_boxes have batches of {sorted(sizes)}: pass as many of "
            "each, or one."
        )
    batch = max(sizes)
    return [x if x is None else ops.expand(x, (batch, *ops.shape(x)[1:])) for x in tensors]


HEADS = {"base": Sam3Model}
