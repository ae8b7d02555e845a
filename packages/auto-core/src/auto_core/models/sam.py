"""SAM: Kirillov et al., 2023, arXiv:2304.02643.

A ViT encodes an image once: attention within windows, relative positions of rows and of columns
(Li et al., 2021, arXiv:2112.01526), a few blocks that look everywhere. Points, boxes and masks
become vectors, and a light decoder that attends both ways between prompts and image predicts the
masks they mean and rates them.

b batch, p prompts of an image (each has a mask), t tokens of a prompt, m masks of a
prompt, y and x pixels of the encoded image, d hidden, h heads, s size of a head.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.sam import (
    SamConfig,
    SamMaskDecoderConfig,
    SamPromptEncoderConfig,
    SamVisionConfig,
)
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import SamImageSegmentationOutput, SamVisionEncoderOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.patches import PatchEmbeddings

NORM_EPS, FINAL_NORM_EPS = 1e-6, 1e-5  # of the norms that layer_norm_eps does not govern

# Labels of points: off the object and on it are 0 and 1.
NOT_A_POINT, PADDING = -1, -10


class SamMLPBlock(nn.Module):
    def __init__(self, config: SamVisionConfig | SamMaskDecoderConfig):
        super().__init__()
        assert config.mlp_dim is not None  # a completed config has it
        self.lin1 = nn.Linear(config.hidden_size, config.mlp_dim)
        self.lin2 = nn.Linear(config.mlp_dim, config.hidden_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.lin2(self.activation(self.lin1(hidden)))


# --- the image ---------------------------------------------------------------------------


class SamVisionAttention(nn.Module):
    """Attention within [y x]; the sizes are those of the window, or of the whole image."""

    def __init__(self, config: SamVisionConfig, size: int):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size, self.size = (
            config.num_attention_heads,
            d // config.num_attention_heads,
            size,
        )
        self.qkv = nn.Linear(d, 3 * d, bias=config.qkv_bias)
        self.proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)
        self.relative = config.use_rel_pos
        if self.relative:
            self.rel_pos_h = nn.Parameter((2 * size - 1, self.head_size), init="zeros")
            self.rel_pos_w = nn.Parameter((2 * size - 1, self.head_size), init="zeros")

    def forward(self, hidden, *, output_attentions):  # [b y x d] -> [b y x d], weights [b*h t t]
        size, heads, s = self.size, self.heads, self.head_size
        tokens = size * size
        qkv = ops.reshape(self.qkv(hidden), (-1, tokens, 3, heads, s))
        query, key, value = (qkv[:, :, i] for i in range(3))
        output, weights = ops.attention(
            query,
            key,
            value,
            scale=s**-0.5,
            bias=self.bias(query) if self.relative else None,
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        output = self.proj(ops.reshape(output, (-1, size, size, heads * s)))
        if weights is not None:
            weights = ops.reshape(weights, (-1, tokens, tokens))
        return output, weights

    def bias(self, query):  # [b t h s] -> [b h t t]
        return by_distance(query, (self.size, self.size), self.rel_pos_h, self.rel_pos_w)


def by_distance(query, size: tuple[int, int], down, across):
    """What queries [b y*x h s] say of how far away, in rows and in columns, each position is:
    [b h y*x y*x]; a vector of each distance, [2y-1 s] and [2x-1 s]."""
    height, width = size
    _, tokens, heads, s = ops.shape(query)
    query = ops.reshape(query, (-1, height, width, heads, s))
    rows = ops.einsum("byxhs,yks->bhyxk", query, distances(down, height, like=query))
    columns = ops.einsum("byxhs,xks->bhyxk", query, distances(across, width, like=query))
    both = ops.unsqueeze(rows, 5) + ops.unsqueeze(columns, 4)  # [b h y x y x]
    return ops.reshape(both, (-1, heads, tokens, tokens))


def distances(relative, size: int, *, like):
    """The vector of each distance: [2n-1 s] -> [query key s]."""
    index = ops.arange(0, size, like=like, dtype="int64")
    distance = ops.unsqueeze(index, 1) - ops.unsqueeze(index, 0) + (size - 1)
    return ops.take(ops.asarray(relative), distance, 0)


class SamVisionLayer(nn.Block):
    """A block over an image of `grid` x `grid` patches; window 0 is global attention."""

    def __init__(self, config: SamVisionConfig, *, grid: int, window: int):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.grid, self.window = grid, window
        self.layer_norm1 = nn.LayerNorm(d, eps=eps)
        self.attn = SamVisionAttention(config, window or grid)
        self.layer_norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp = SamMLPBlock(config)

    def forward(self, hidden, *, output_attentions):  # [b y x d] -> [b y x d], weights
        change = self.layer_norm1(hidden)
        if self.window:
            change = self.windows(change)
        change, weights = self.attn(change, output_attentions=output_attentions)
        if self.window:
            change = self.whole(change)
        hidden = hidden + change
        return hidden + self.mlp(self.layer_norm2(hidden)), weights

    def windows(self, x):  # [b y x d] -> [b*windows window window d]
        size, count = self.window, -(-self.grid // self.window)
        d = ops.shape(x)[-1]
        more = (0, count * size - self.grid)
        x = ops.pad(x, [(0, 0), more, more, (0, 0)], value=0.0)
        x = ops.reshape(x, (-1, count, size, count, size, d))
        return ops.reshape(ops.permute(x, (0, 1, 3, 2, 4, 5)), (-1, size, size, d))

    def whole(self, x):  # and back
        size, count = self.window, -(-self.grid // self.window)
        d = ops.shape(x)[-1]
        x = ops.permute(ops.reshape(x, (-1, count, count, size, size, d)), (0, 1, 3, 2, 4, 5))
        x = ops.reshape(x, (-1, count * size, count * size, d))
        return x[:, : self.grid, : self.grid]


class SamVisionNeck(nn.Module):
    def __init__(self, config: SamVisionConfig):
        super().__init__()
        d = config.output_channels
        self.conv1 = nn.Conv2d(config.hidden_size, d, 1, bias=False)
        self.layer_norm1 = nn.LayerNorm(d, eps=NORM_EPS)
        self.conv2 = nn.Conv2d(d, d, 3, padding=1, bias=False)
        self.layer_norm2 = nn.LayerNorm(d, eps=NORM_EPS)

    def forward(self, hidden):  # [b y x d] -> [b y x out]
        return self.layer_norm2(self.conv2(self.layer_norm1(self.conv1(hidden))))


class SamVisionEncoder(nn.Module):
    def __init__(self, config: SamVisionConfig):
        super().__init__()
        self.grid = config.image_size // config.patch_size
        self.patch_embed = PatchEmbeddings(config)
        self.absolute = config.use_abs_pos
        if self.absolute:
            self.pos_embed = nn.Parameter(
                (1, self.grid, self.grid, config.hidden_size), init="zeros"
            )
        everywhere = config.global_attn_indexes
        self.layers = nn.ModuleList(
            SamVisionLayer(
                config, grid=self.grid, window=0 if index in everywhere else config.window_size
            )
            for index in range(config.num_hidden_layers)
        )
        self.neck = SamVisionNeck(config)

    def forward(self, pixel_values, *, output_attentions, output_hidden_states):
        """[b channels H W] -> SamVisionEncoderOutput; all states but the last are [b y x d]."""
        self.patch_embed.size(pixel_values, any_size=False)
        hidden = self.patch_embed(pixel_values)
        hidden = ops.reshape(hidden, (-1, self.grid, self.grid, ops.shape(hidden)[-1]))
        if self.absolute:
            hidden = hidden + ops.asarray(self.pos_embed)
        states, attentions = (hidden,), ()
        for layer in self.layers:
            hidden, weights = layer(hidden, output_attentions=output_attentions)
            states += (hidden,)
            attentions += (weights,)
        return SamVisionEncoderOutput(
            last_hidden_state=ops.permute(self.neck(hidden), (0, 3, 1, 2)),
            hidden_states=states if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )


# --- prompts -----------------------------------------------------------------------------


class SamPositionalEmbedding(nn.Module):
    """Random Fourier features of points: Tancik et al., 2020, arXiv:2006.10739."""

    def __init__(self, size: int, *, deviation: float):
        super().__init__()
        self.positional_embedding = nn.Parameter((2, size), init=Normal(deviation))

    def forward(self, points):  # (x, y) in [0, 1]: [... 2] -> [... d]
        table = ops.asarray(self.positional_embedding)
        angle = 2 * math.pi * ops.matmul(ops.cast(2 * points - 1, ops.dtype(table)), table)
        return ops.cat([ops.sin(angle), ops.cos(angle)], -1)

    def of_grid(self, size: int):  # -> [size size d]
        like = ops.asarray(self.positional_embedding)
        middle = (ops.arange(0, size, like=like, dtype=ops.dtype(like)) + 0.5) / size
        x = ops.expand(ops.unsqueeze(middle, 0), (size, size))
        return self(ops.stack([x, ops.transpose(x, 0, 1)], -1))


class SamMaskEmbedding(nn.Module):
    def __init__(self, config: SamPromptEncoderConfig):
        super().__init__()
        most, eps = config.mask_input_channels, config.layer_norm_eps
        self.conv1 = nn.Conv2d(1, most // 4, 2, stride=2)
        self.layer_norm1 = nn.LayerNorm(most // 4, eps=eps)
        self.conv2 = nn.Conv2d(most // 4, most, 2, stride=2)
        self.layer_norm2 = nn.LayerNorm(most, eps=eps)
        self.conv3 = nn.Conv2d(most, config.hidden_size, 1)
        self.activation = activation(config.hidden_act)

    def forward(self, masks):  # [b 4y 4x 1] -> [b y x d]
        hidden = self.activation(self.layer_norm1(self.conv1(masks)))
        return self.conv3(self.activation(self.layer_norm2(self.conv2(hidden))))


class SamPromptEncoder(nn.Module):
    def __init__(self, config: SamPromptEncoderConfig):
        super().__init__()
        d = config.hidden_size
        self.image_size, self.grid = config.image_size, config.image_embedding_size
        self.mask_embed = SamMaskEmbedding(config)
        self.no_mask_embed = nn.Embedding(1, d)
        self.not_a_point_embed = nn.Embedding(1, d)
        self.point_embed = self.point_table(config)

    def point_table(self, config: SamPromptEncoderConfig) -> Any:
        """The vectors of points off the object, on it, and of the two corners of a box."""
        count = config.num_point_embeddings
        return nn.ModuleList(nn.Embedding(1, config.hidden_size) for _ in range(count))

    def forward(self, embedding, points, labels, boxes, masks):
        """Vectors of the prompts [b p t d] (None without points and boxes) and, for the image,
        of the mask [b|1 y x d].

        Args:
            embedding: the SamPositionalEmbedding, which is the image's too.
            points, labels, boxes, masks: as in SamModel.
        """
        tokens = []
        if points is not None:
            tokens.append(self.embed_points(embedding, points, labels, alone=boxes is None))
        if boxes is not None:
            tokens.append(self.embed_boxes(embedding, boxes))
        if masks is not None:
            dense = self.mask_embed(ops.permute(masks, (0, 2, 3, 1)))
        else:
            like = ops.asarray(embedding.positional_embedding)
            dense = ops.reshape(first_rows(self.no_mask_embed, 1, like=like), (1, 1, 1, -1))
            dense = ops.expand(dense, (1, self.grid, self.grid, ops.shape(dense)[-1]))
        return ops.cat(tokens, 2) if tokens else None, dense

    def embed_points(self, embedding, points, labels, *, alone: bool):
        """[b p t 2] -> [b p t(+1) d]."""
        points = points + 0.5  # the middle of a pixel
        if alone:  # where a box would be stands one point that is none
            points = ops.pad(points, [(0, 0), (0, 0), (0, 1), (0, 0)], value=0.0)
            labels = ops.pad(labels, [(0, 0), (0, 0), (0, 1)], value=NOT_A_POINT)
        labels = ops.unsqueeze(labels, -1)
        off, on = (first_rows(self.point_embed[i], 1, like=points) for i in range(2))
        hidden = embedding(points / self.image_size)
        hidden = ops.where(labels == 0, hidden + off, hidden)
        hidden = ops.where(labels == 1, hidden + on, hidden)
        nothing = first_rows(self.not_a_point_embed, 1, like=points)
        hidden = ops.where(labels == NOT_A_POINT, nothing, hidden)
        return ops.where(labels == PADDING, 0.0, hidden)

    def embed_boxes(self, embedding, boxes):  # [b p 4] -> [b p 2 d]
        batch, count, _ = ops.shape(boxes)
        corners = ops.reshape(boxes + 0.5, (batch, count, 2, 2))
        kinds = [first_rows(self.point_embed[i], 1, like=boxes) for i in (2, 3)]
        return embedding(corners / self.image_size) + ops.cat(kinds, 0)


def first_rows(embedding, count: int, *, like):
    """Rows [count d] of a table, on the device of `like`."""
    return embedding(ops.arange(0, count, like=like, dtype="int64"))


# --- masks -------------------------------------------------------------------------------


class SamAttention(nn.Module):
    """Attention in vectors that are `narrower` times smaller."""

    output_name = "out_proj"

    def __init__(self, config: Any, *, narrower: int):
        super().__init__()
        d, inner = config.hidden_size, config.hidden_size // narrower
        self.heads, self.head_size = config.num_attention_heads, inner // config.num_attention_heads
        self.q_proj = nn.Linear(d, inner)
        self.k_proj = nn.Linear(d, inner)
        self.v_proj = nn.Linear(d, inner)
        setattr(self, self.output_name, nn.Linear(inner, d))

    def split_heads(self, x):  # [n t d] -> [n t h s]
        batch, tokens, _ = ops.shape(x)
        return ops.reshape(x, (batch, tokens, self.heads, self.head_size))

    def forward(self, query, key, value, bias=None):  # [n q d], [n k d], [n k d] -> [n q d]
        output, _ = ops.attention(
            self.split_heads(self.q_proj(query)),
            self.split_heads(self.k_proj(key)),
            self.split_heads(self.v_proj(value)),
            scale=self.head_size**-0.5,
            bias=bias,
        )
        batch, tokens = ops.shape(query)[:2]
        project = getattr(self, self.output_name)
        return project(ops.reshape(output, (batch, tokens, self.heads * self.head_size)))


class SamTwoWayAttentionBlock(nn.Block):
    """Self-attention of prompts, then cross-attention to the image and back."""

    attention_class: type = SamAttention

    def __init__(self, config: Any, *, first: bool):
        super().__init__()
        d, eps, narrower = config.hidden_size, self.eps(config), self.narrower(config)
        self.first = first
        self.self_attn = self.attention_class(config, narrower=1)
        self.layer_norm1 = nn.LayerNorm(d, eps=eps)
        self.cross_attn_token_to_image = self.attention_class(config, narrower=narrower)
        self.layer_norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp = self.feed_forward(config)
        self.layer_norm3 = nn.LayerNorm(d, eps=eps)
        self.cross_attn_image_to_token = self.attention_class(config, narrower=narrower)
        self.layer_norm4 = nn.LayerNorm(d, eps=eps)

    def eps(self, config: Any) -> float:
        """The epsilon of the norms."""
        return config.layer_norm_eps

    def narrower(self, config: Any) -> int:
        """How much narrower attention to and from the image is."""
        return 2  # upstream's blocks are built with their default, whatever the config says

    def feed_forward(self, config: Any) -> Any:
        """The feed-forward part."""
        return SamMLPBlock(config)

    def forward(self, tokens, image, token_positions, image_positions, bias):
        """[n t d], [n y*x d] -> both again, and the output of the image's attention
        [n y*x d]."""
        if self.first:  # the tokens are their own positions
            tokens = self.self_attn(tokens, tokens, tokens)
        else:
            query = tokens + token_positions
            tokens = tokens + self.self_attn(query, query, tokens)
        tokens = self.layer_norm1(tokens)
        key = image + image_positions
        tokens = tokens + self.cross_attn_token_to_image(tokens + token_positions, key, image, bias)
        tokens = self.layer_norm2(tokens)
        tokens = self.layer_norm3(tokens + self.mlp(tokens))
        output = self.cross_attn_image_to_token(key, tokens + token_positions, tokens)
        return tokens, self.layer_norm4(image + output), output


class SamTwoWayTransformer(nn.Module):
    block_class: type = SamTwoWayAttentionBlock

    def __init__(self, config: Any):
        super().__init__()
        self.layers = nn.ModuleList(
            self.block_class(config, first=index == 0) for index in range(config.num_hidden_layers)
        )
        self.final_attn_token_to_image = self.block_class.attention_class(
            config, narrower=config.attention_downsample_rate
        )
        self.layer_norm_final_attn = nn.LayerNorm(config.hidden_size, eps=FINAL_NORM_EPS)

    def forward(self, tokens, image, image_positions, bias, target):
        """[n t d], [n y*x d], [1 y*x d] -> tokens, image, and the outputs of its attention.

        Args:
            bias: added to the scores of image positions, or None.
            target: a vector added to the tokens before each layer, or None.
        """
        positions, attentions = tokens, ()
        for index, layer in enumerate(self.layers):
            if target is not None:
                tokens = tokens + target
                if index == 0:  # upstream adds in place, to the tokens' positions too
                    positions = tokens
            tokens, image, output = layer(tokens, image, positions, image_positions, bias)
            attentions += (output,)
        change = self.final_attn_token_to_image(tokens + positions, image + image_positions, image)
        return self.layer_norm_final_attn(tokens + change), image, attentions


class SamFeedForward(nn.Module):
    def __init__(
        self, in_size: int, hidden_size: int, out_size: int, *, depth: int, act: str = "relu"
    ):
        super().__init__()
        self.proj_in = nn.Linear(in_size, hidden_size)
        self.layers = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(depth - 2))
        self.proj_out = nn.Linear(hidden_size, out_size)
        self.activation = activation(act)

    def forward(self, hidden):
        hidden = self.activation(self.proj_in(hidden))
        for layer in self.layers:
            hidden = self.activation(layer(hidden))
        return self.proj_out(hidden)


class SamMaskDecoder(nn.Module):
    transformer_class: type = SamTwoWayTransformer
    first_names: tuple[str, ...] = ("iou_token",)  # of the tokens before those of the masks
    last_names: tuple[str, ...] = ()  # and behind them

    def __init__(self, config: Any):
        super().__init__()
        d, self.masks = config.hidden_size, config.num_multimask_outputs + 1
        self.iou_token = nn.Embedding(1, d)
        self.mask_tokens = nn.Embedding(self.masks, d)
        self.transformer = self.transformer_class(config)
        self.upscale_conv1 = nn.ConvTranspose2d(d, d // 4, 2, stride=2)
        self.upscale_layer_norm = nn.LayerNorm(d // 4, eps=NORM_EPS)
        self.upscale_conv2 = nn.ConvTranspose2d(d // 4, d // 8, 2, stride=2)
        self.output_hypernetworks_mlps = nn.ModuleList(
            SamFeedForward(d, d, d // 8, depth=3) for _ in range(self.masks)
        )
        self.iou_prediction_head = SamFeedForward(
            d, config.iou_head_hidden_dim, self.masks, depth=config.iou_head_depth
        )

    def forward(self, image, image_positions, prompts, dense, bias, target, *, multimask_output):
        """Masks [b p m 4y 4x], their ratings [b p m], and the outputs of the image's attention.

        Args:
            image: [b y x d]; image_positions: [y x d].
            prompts, dense: of the SamPromptEncoder.
            bias, target: attention_similarity and target_embedding of SamModel.
        """
        tokens, image, attentions = self.decode(
            image, image_positions, prompts, dense, bias, target
        )
        wanted = range(1, self.masks) if multimask_output else range(1)
        masks = self.masks_of(tokens[:, :, 1:], self.upscaled(image), wanted)
        ratings = self.iou_prediction_head(tokens[:, :, 0])[..., wanted.start : wanted.stop]
        return masks, ratings, attentions

    def decode(self, image, image_positions, prompts, dense, bias, target):
        """The tokens [b p t d], the image of each prompt [b*p y x d], and its attention's
        outputs."""
        batch, rows, columns, d = ops.shape(image)
        first, last = (
            [first_rows(getattr(self, name), 1, like=image) for name in names]
            for names in (self.first_names, self.last_names)
        )
        own = ops.cat([*first, first_rows(self.mask_tokens, self.masks, like=image), *last], 0)
        count = 1 if prompts is None else ops.shape(prompts)[1]
        tokens = ops.expand(own, (batch, count, *ops.shape(own)))
        if prompts is not None:
            tokens = ops.cat([tokens, ops.cast(prompts, ops.dtype(tokens))], 2)
        shape = ops.shape(tokens)
        if target is not None:
            target = flat(ops.expand(target + ops.zeros(shape, like=target), shape))
        image = ops.reshape(image + dense, (batch, 1, rows * columns, d))
        image = ops.expand(image, (batch, count, rows * columns, d))
        tokens, image, attentions = self.transformer(
            flat(tokens),
            flat(image),
            ops.reshape(image_positions, (1, rows * columns, d)),
            bias,
            target,
        )
        image = ops.reshape(image, (-1, rows, columns, d))
        return ops.reshape(tokens, shape), image, tuple(ops.unsqueeze(x, 1) for x in attentions)

    def upscaled(self, image):  # [n y x d] -> [n 4y 4x d/8]
        image = ops.gelu(self.upscale_layer_norm(self.upscale_conv1(image)), approximate="none")
        return ops.gelu(self.upscale_conv2(image), approximate="none")

    def masks_of(self, tokens, image, wanted: range):
        """Masks [b p m Y X] of the tokens [b p t d] that are wanted, of images [b*p Y X c]."""
        batch, count, *_ = ops.shape(tokens)
        _, rows, columns, _ = ops.shape(image)
        pens = [self.output_hypernetworks_mlps[i](flat(tokens)[:, i]) for i in wanted]
        masks = ops.einsum("nmc,nyxc->nmyx", ops.stack(pens, 1), image)
        return ops.reshape(masks, (batch, count, len(pens), rows, columns))


def flat(x):  # [b p t d] -> [b*p t d]
    return ops.reshape(x, (-1, *ops.shape(x)[2:]))


# --- models ------------------------------------------------------------------------------


class SamPreTrainedModel(nn.PreTrainedModel):
    """What the SAM models share."""

    config_class = SamConfig
    base_model_prefix = "sam"
    main_input_name = "pixel_values"
    # Older files hold the positions of image and prompts, which are the same, twice, or only these.
    ignored_keys = (r"^prompt_encoder\.shared_embedding\.positional_embedding$",)
    renames = ((r"^prompt_encoder\.shared_embedding\.", "shared_image_embedding."),)


class SamVisionModel(SamPreTrainedModel):
    """The image encoder: last_hidden_state [b d y x]."""

    config_class = SamVisionConfig
    encoder_class: type = SamVisionEncoder
    optional_parts = (r"^(prompt_encoder|mask_decoder|shared_image_embedding)\.",)

    def __init__(self, config: SamVisionConfig):
        super().__init__(config)
        self.vision_encoder = self.encoder_class(config)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.vision_encoder(
            pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def get_input_embeddings(self):
        return self.vision_encoder.patch_embed


class SamModel(SamPreTrainedModel):
    """Masks of what points, boxes and masks mean.

    Args of `forward`:
        pixel_values: [b channels H W], or image_embeddings [b d y x] of get_image_embeddings.
        input_points: [b p t 2], (x, y) in pixels of the resized image.
        input_labels: [b p t]: 1 on the object (the default), 0 off it, -10 padding.
        input_boxes: [b p 4], (left, top, right, bottom).
        input_masks: [b 1 4y 4x], logits of an earlier call.
        attention_similarity: [b*p h t y*x] or alike, added to the scores with which prompts look
            at the image; target_embedding: [b p t d] or alike, added to the prompts before each
            layer (PerSAM, Zhang et al., 2023, arXiv:2305.03048).
        multimask_output: several masks of each prompt, from parts to the whole, or one.

    Returns:
        SamImageSegmentationOutput: pred_masks (logits) [b p m 4y 4x], iou_scores [b p m], and on
        request vision_hidden_states, vision_attentions and mask_decoder_attentions.
    """

    unread_inputs = ("original_sizes", "reshaped_input_sizes")
    encoder_class: type = SamVisionEncoder
    decoder_class: type = SamMaskDecoder

    def __init__(self, config: SamConfig):
        super().__init__(config)
        vision = config.vision_config
        self.shared_image_embedding = SamPositionalEmbedding(
            vision.num_pos_feats, deviation=vision.hidden_size // 2
        )
        self.vision_encoder = self.encoder_class(config.vision_config)
        self.prompt_encoder = SamPromptEncoder(config.prompt_encoder_config)
        self.mask_decoder = self.decoder_class(config.mask_decoder_config)

    def forward(
        self,
        pixel_values=None,
        input_points=None,
        input_labels=None,
        input_boxes=None,
        input_masks=None,
        image_embeddings=None,
        attention_similarity=None,
        target_embedding=None,
        *,
        multimask_output: bool = True,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_image(pixel_values, image_embeddings)
        vision = SamVisionEncoderOutput(last_hidden_state=image_embeddings)
        if image_embeddings is None:
            vision = self.vision_encoder(
                pixel_values,
                output_attentions=output_attentions,
                output_hidden_states=output_hidden_states,
            )
        masks, ratings, attentions = self.mask_decoder(
            *self.prompted(vision, input_points, input_labels, input_boxes, input_masks),
            attention_similarity,
            target_embedding,
            multimask_output=multimask_output,
        )
        return SamImageSegmentationOutput(
            iou_scores=ratings,
            pred_masks=masks,
            vision_hidden_states=vision.hidden_states,
            vision_attentions=vision.attentions,
            mask_decoder_attentions=attentions if output_attentions else None,
        )

    def prompted(self, vision, points, labels, boxes, masks):
        """What the mask decoder is given first: the encoded image [b y x d], its positions
        [y x d], and the prompts as vectors."""
        image = ops.permute(vision.last_hidden_state, (0, 2, 3, 1))
        check_prompts(image, points, labels, boxes)
        prompts, dense = self.embed(points, labels, boxes, masks)
        return image, self.shared_image_embedding.of_grid(self.prompt_encoder.grid), prompts, dense

    def embed(self, points, labels, boxes, masks):
        if points is not None and labels is None:
            labels = ops.ones(ops.shape(points)[:3], like=points, dtype="int64")
        return self.prompt_encoder(self.shared_image_embedding, points, labels, boxes, masks)

    def get_input_embeddings(self):
        return self.vision_encoder.patch_embed

    def get_image_embeddings(self, pixel_values):
        """The encoded image [b d y x], for several calls with image_embeddings."""
        output = self.vision_encoder(
            pixel_values, output_attentions=False, output_hidden_states=False
        )
        return output.last_hidden_state

    def get_image_wide_positional_embeddings(self):
        """The position embeddings of an encoded image [1 d y x]."""
        positions = self.shared_image_embedding.of_grid(self.prompt_encoder.grid)
        return ops.unsqueeze(ops.permute(positions, (2, 0, 1)), 0)

    def get_prompt_embeddings(
        self, input_points=None, input_labels=None, input_boxes=None, input_masks=None
    ):
        """Vectors of the prompts [b p t d], or None, and of the mask [b|1 d y x]."""
        prompts, dense = self.embed(input_points, input_labels, input_boxes, input_masks)
        return prompts, ops.permute(dense, (0, 3, 1, 2))


def check_image(pixel_values, image_embeddings) -> None:
    """Raise InputError unless there are pixels or what they are encoded as."""
    if (pixel_values is None) == (image_embeddings is None):
        raise InputError("Pass exactly one of pixel_values and image_embeddings.")


def check_prompts(image, points, labels, boxes) -> None:
    """Raise InputError for prompts whose axes are not those of SamModel."""
    for name, value, axes in (
        ("input_points", points, "[batch prompts points 2]"),
        ("input_boxes", boxes, "[batch prompts 4]"),
    ):
        if value is None:
            continue
        sizes = ops.shape(value)
        if len(sizes) != axes.count(" ") + 1:
            raise InputError(f"{name} have the sizes {list(sizes)}, expected {axes}.")
        if known_unequal(sizes[0], ops.shape(image)[0]):
            raise InputError(
                f"{name} are of {sizes[0]} images, but there are {ops.shape(image)[0]}. Several "
                f"prompts of one image go along the second axis: {axes}."
            )
    if points is not None and labels is not None:
        sizes, wanted = ops.shape(labels), ops.shape(points)[:3]
        if len(sizes) != 3 or any(map(known_unequal, sizes, wanted)):
            raise InputError(
                f"input_labels have the sizes {list(sizes)}, expected {list(wanted)}: one of each "
                "of input_points."
            )
    if points is not None and boxes is not None:
        counts = ops.shape(points)[1], ops.shape(boxes)[1]
        if known_unequal(*counts):
            raise InputError(
                f"There are points of {counts[0]} prompts and boxes of {counts[1]}; a prompt that "
                "has both is one."
            )


def known_unequal(one, other) -> bool:
    """Whether two sizes differ, as far as a graph knows them."""
    return isinstance(one, int) and isinstance(other, int) and one != other


HEADS = {"base": SamModel, "mask-generation": SamModel}
