"""SAM 2: Ravi et al., 2024, arXiv:2408.00714; images here.

Hiera (Ryali et al., 2023, arXiv:2306.00989) encodes an image: attention within windows, which the
first block of a stage pools, with a few blocks of global attention. A feature pyramid makes three
maps of it. SAM's decoder predicts masks of the coarsest one, and adds the finer ones as it
upsamples; it says too how likely there is an object at all.

b batch, p prompts of an image (each has a mask), t tokens of a prompt, m masks of a prompt, y and x
pixels of the encoded image, h and w of a map, d hidden, n heads, s size of a head.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.sam2 import (
    Sam2Config,
    Sam2HieraDetConfig,
    Sam2MaskDecoderConfig,
    Sam2PromptEncoderConfig,
    Sam2VisionConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import (
    Sam2HieraDetModelOutput,
    Sam2ImageSegmentationOutput,
    Sam2VisionEncoderOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import parts, windows
from ..blocks.attention import Attention
from ..blocks.backbone import channels_first, channels_last
from ..blocks.patches import check_images
from .detr import SinePositionEmbedding
from .sam import (
    NOT_A_POINT,
    PADDING,
    SamAttention,
    SamFeedForward,
    SamMaskDecoder,
    SamPositionalEmbedding,
    SamPromptEncoder,
    SamTwoWayAttentionBlock,
    SamTwoWayTransformer,
    check_prompts,
    first_rows,
    known_unequal,
)

EPS = 1e-5  # of the decoder's norms

# --- the image ---------------------------------------------------------------------------


class Sam2PatchEmbeddings(nn.Module):
    """Patches that overlap."""

    def __init__(self, config: Sam2HieraDetConfig):
        super().__init__()
        self.projection = nn.Conv2d(
            config.num_channels,
            config.hidden_size,
            config.patch_kernel_size,
            stride=config.patch_stride,
            padding=config.patch_padding,
        )

    def forward(self, pixel_values):  # [b channels H W] -> [b h w d]
        return self.projection(channels_last(pixel_values))


class Sam2MultiScaleAttention(nn.Module):
    """Attention whose queries may be pooled, so that the result is."""

    def __init__(self, before: int, after: int, heads: int, *, pool: int):
        super().__init__()
        self.heads, self.head_size, self.pool = heads, after // heads, pool
        self.qkv, self.proj = nn.Linear(before, 3 * after), nn.Linear(after, after)

    def forward(self, hidden):  # [b h w d] -> [b h/pool w/pool d']
        batch, height, width, _ = ops.shape(hidden)
        shape = (batch, height * width, 3, self.heads, self.head_size)
        qkv = ops.reshape(self.qkv(hidden), shape)
        query, key, value = (qkv[:, :, i] for i in range(3))
        if self.pool > 1:
            query = pooled(ops.reshape(query, (batch, height, width, -1)), self.pool)
            height, width = ops.shape(query)[1:3]
            query = ops.reshape(query, (batch, height * width, self.heads, self.head_size))
        output, _ = ops.attention(query, key, value, scale=self.head_size**-0.5)
        d = self.heads * self.head_size
        return self.proj(ops.reshape(output, (batch, height, width, d)))


def pooled(image, stride: int):  # [b h w d] -> [b h/stride w/stride d]
    return image if stride == 1 else ops.max_pool2d(image, stride, stride=stride, padding=0)


class Sam2MultiScaleBlock(nn.Block):
    """window 0 is global attention; the first block of a stage may pool and widen."""

    def __init__(
        self,
        config: Sam2HieraDetConfig,
        *,
        before: int,
        after: int,
        heads: int,
        window: int,
        pool: int,
    ):
        super().__init__()
        self.window, self.pool = window, pool
        self.layer_norm1 = nn.LayerNorm(before, eps=config.layer_norm_eps)
        self.attn = Sam2MultiScaleAttention(before, after, heads, pool=pool)
        self.layer_norm2 = nn.LayerNorm(after, eps=config.layer_norm_eps)
        wide, act = int(after * config.mlp_ratio), config.hidden_act
        self.mlp = SamFeedForward(after, wide, after, depth=2, act=act)
        self.proj = None if before == after else nn.Linear(before, after)

    def forward(self, hidden, attend):  # [b h w d] -> [b h/pool w/pool d']
        normed = self.layer_norm1(hidden)
        if self.proj is not None:
            hidden = pooled(self.proj(normed), self.pool)
        change = self.windowed(normed, attend) if self.window else self.attended(normed, attend)
        hidden = hidden + change
        return hidden + self.mlp(self.layer_norm2(hidden))

    def attended(self, hidden, attend):
        output = self.attn(hidden)
        if attend.recorder.wants_attentions:  # upstream records what attention gives
            attend.recorder.add("attentions", output)
        return output

    def windowed(self, hidden, attend):
        """The same in every window of an image that is padded until windows fit."""
        _, height, width, d = ops.shape(hidden)
        below, right, window = -height % self.window, -width % self.window, self.window
        tokens = windows.cut(windows.filled(hidden, below, right), window)
        output = self.attended(ops.reshape(tokens, (-1, window, window, d)), attend)
        size = ((height + below) // self.pool, (width + right) // self.pool)
        output = windows.joined(output, size, window // self.pool)
        return output[:, : height // self.pool, : width // self.pool]


class Sam2VisionNeck(nn.Module):
    """A feature pyramid: maps of one width, to some of which the next coarser one is added."""

    def __init__(self, config: Sam2VisionConfig):
        super().__init__()
        d, kernel = config.fpn_hidden_size, config.fpn_kernel_size
        options = dict(stride=config.fpn_stride, padding=config.fpn_padding)
        self.top_down = tuple(config.fpn_top_down_levels)
        self.convs = nn.ModuleList(
            nn.Conv2d(size, d, kernel, **options) for size in config.backbone_channel_list
        )
        self.position_encoding = SinePositionEmbedding(d // 2)

    def forward(self, states):
        """[b h w c] of each stage, the finest first -> maps and their positions [b h w d], the
        coarsest first."""
        maps: list[Any] = []
        last = len(self.convs) - 1
        for i, convolve in enumerate(self.convs):
            level = last - i
            found = convolve(states[level])
            if level in self.top_down and i:
                _, height, width, _ = ops.shape(maps[-1])
                size = (2 * height, 2 * width)
                coarse = ops.interpolate(maps[-1], size, mode="nearest", align_corners=False)
                found = found + coarse
            maps.append(found)
        return maps, [self.position_encoding(everywhere(x), like=x) for x in maps]


def everywhere(image):  # [b h w d] -> [b h w], True
    return ops.ones(ops.shape(image)[:3], like=image, dtype="bool")


# --- prompts and masks -------------------------------------------------------------------


class Sam2PromptEncoder(SamPromptEncoder):
    """SAM's with a table of points, and a point that is none after each box too."""

    def __init__(self, config: Sam2PromptEncoderConfig):
        super().__init__(config)
        self.shared_embedding = positions(config)

    def point_table(self, config: Sam2PromptEncoderConfig) -> Any:
        return nn.Embedding(config.num_point_embeddings, config.hidden_size)

    def embed_points(self, embedding, points, labels, *, alone: bool):
        """[b p t 2] -> [b p t(+1) d]; labels 2 and 3 are the corners of a box."""
        points = points + 0.5  # the middle of a pixel
        if alone:
            points = ops.pad(points, [(0, 0), (0, 0), (0, 1), (0, 0)], value=0.0)
            labels = ops.pad(labels, [(0, 0), (0, 0), (0, 1)], value=NOT_A_POINT)
        hidden = embedding(points / self.image_size)
        kind = self.point_embed(ops.where(labels >= 0, labels, 0))
        labels = ops.unsqueeze(labels, -1)
        hidden = ops.where(labels >= 0, hidden + kind, hidden)
        nothing = first_rows(self.not_a_point_embed, 1, like=points)
        hidden = ops.where(labels == NOT_A_POINT, nothing, hidden)
        return ops.where(labels == PADDING, 0.0, hidden)

    def embed_boxes(self, embedding, boxes):  # [b p 4] -> [b p 3 d]
        batch, count, _ = ops.shape(boxes)
        corners = ops.reshape(boxes + 0.5, (batch, count, 2, 2))
        kinds = first_rows(self.point_embed, 4, like=boxes)[2:]
        hidden = embedding(corners / self.image_size) + kinds
        nothing = first_rows(self.not_a_point_embed, 1, like=boxes)
        d = ops.shape(nothing)[-1]
        return ops.cat([hidden, ops.expand(nothing, (batch, count, 1, d))], 2)


def positions(config: Sam2PromptEncoderConfig) -> SamPositionalEmbedding:
    return SamPositionalEmbedding(config.hidden_size // 2, deviation=config.scale)


class Sam2Attention(SamAttention):
    output_name = "o_proj"


class Sam2TwoWayAttentionBlock(SamTwoWayAttentionBlock):
    attention_class = Sam2Attention

    def eps(self, config: Any) -> float:
        return EPS

    def narrower(self, config: Any) -> int:
        return config.attention_downsample_rate

    def feed_forward(self, config: Any) -> Any:
        d = config.hidden_size
        return SamFeedForward(d, config.mlp_dim, d, depth=config.num_hidden_layers)


class Sam2TwoWayTransformer(SamTwoWayTransformer):
    block_class = Sam2TwoWayAttentionBlock


class Sam2MaskDecoder(SamMaskDecoder):
    transformer_class = Sam2TwoWayTransformer
    first_names = ("obj_score_token", "iou_token")

    def __init__(self, config: Sam2MaskDecoderConfig):
        super().__init__(config)
        d = config.hidden_size
        self.obj_score_token = nn.Embedding(1, d)
        self.pred_obj_score_head = SamFeedForward(d, d, 1, depth=3)
        self.conv_s0, self.conv_s1 = nn.Conv2d(d, d // 8, 1), nn.Conv2d(d, d // 4, 1)
        self.dynamic = config.dynamic_multimask_via_stability
        self.delta = config.dynamic_multimask_stability_delta
        self.threshold = config.dynamic_multimask_stability_thresh

    def forward(
        self, image, image_positions, prompts, dense, bias, target, *, finer, multimask_output
    ):
        """Masks [b p m 4y 4x], their ratings [b p m], their tokens [b p m d], how likely there is
        an object, as a logit [b p 1], and the outputs of the image's attention.

        finer: [b 4y 4x d/8] and [b 2y 2x d/4].
        """
        tokens, image, attentions = self.decode(
            image, image_positions, prompts, dense, bias, target
        )
        count = ops.shape(tokens)[1]
        image = self.upscaled(image, *(repeated(x, count) for x in finer))
        own = tokens[:, :, 2 : 2 + self.masks]
        ratings = ops.sigmoid(self.iou_prediction_head(tokens[:, :, 1]))
        single = not multimask_output
        dynamic = single and self.dynamic and not nn.in_training(self)
        wanted = range(self.masks) if dynamic else range(1) if single else range(1, self.masks)
        masks = self.masks_of(own, image, wanted)
        ratings = ratings[..., wanted.start : wanted.stop]
        if dynamic:
            masks, ratings = self.stable(masks, ratings)
        own = own[:, :, :1] if single else own[:, :, 1:]
        return masks, ratings, own, self.pred_obj_score_head(tokens[:, :, 0]), attentions

    def upscaled(self, image, finest, finer):
        image = self.upscale_layer_norm(self.upscale_conv1(image) + finer)
        image = self.upscale_conv2(ops.gelu(image, approximate="none")) + finest
        return ops.gelu(image, approximate="none")

    def stable(self, masks, ratings):
        """The first of masks [b p m h w], or where its area depends on the threshold the best
        rated of the others: [b p 1 h w], and its rating [b p 1]."""
        first, rating = masks[:, :, :1], ratings[:, :, :1]

        def area(threshold: float):  # [b p 1]
            return ops.sum(ops.cast(first > threshold, ops.dtype(ratings)), (3, 4))

        inner, outer = area(self.delta), area(-self.delta)
        stability = ops.where(outer > 0, inner / ops.clamp(outer, min=1.0), 1.0)
        stable = stability >= self.threshold
        best = ops.unsqueeze(ops.argmax(ratings[:, :, 1:], -1), -1) + 1  # [b p 1]
        other = ops.gather(ratings, 2, best)
        batch, count, _, height, width = ops.shape(masks)
        best = ops.expand(
            ops.reshape(best, (batch, count, 1, 1, 1)), (batch, count, 1, height, width)
        )
        chosen = ops.reshape(stable, (batch, count, 1, 1, 1))
        masks = ops.where(chosen, first, ops.gather(masks, 2, best))
        return masks, ops.where(stable, rating, other)


def repeated(image, count):  # [b h w c] -> [b*count h w c], of each prompt
    batch, *size = ops.shape(image)
    image = ops.expand(ops.unsqueeze(image, 1), (batch, count, *size))
    return ops.reshape(image, (batch * count, *size))


# --- models ------------------------------------------------------------------------------


class Sam2PreTrainedModel(nn.PreTrainedModel):
    """What the SAM 2 models share."""

    config_class: type = Sam2Config
    base_model_prefix = "sam2"
    main_input_name = "pixel_values"
    # Of videos: memories of earlier frames.
    ignored_keys: tuple[str, ...] = (
        r"^memory_",
        r"^mask_downsample\.",
        r"^object_pointer_proj\.",
        r"^temporal_positional_encoding_projection_layer\.",
        r"^(no_memory_positional_encoding|no_object_pointer|occlusion_spatial_embedding_parameter)$",
    )
    optional_parts = (
        r"^(prompt_encoder|mask_decoder|shared_image_embedding)\.",
        r"^no_memory_embedding$",
        r"(^|\.)neck\.",
    )


class Sam2HieraDetModel(Sam2PreTrainedModel):
    """Hiera; its states are [b h w d].

    Args of `forward`:
        pixel_values: [b channels H W], whose patches fill windows of the first stage.

    Returns:
        Sam2HieraDetModelOutput
    """

    config_class = Sam2HieraDetConfig
    base_model_prefix = "backbone"

    def __init__(self, config: Sam2HieraDetConfig):
        super().__init__(config)
        d, window = config.hidden_size, config.window_size_per_stage[0]
        self.patch_embed = Sam2PatchEmbeddings(config)
        background = tuple(config.window_positional_embedding_background_size)
        self.pos_embed = nn.Parameter((1, d, *background), init="zeros")
        self.pos_embed_window = nn.Parameter((1, d, window, window), init="zeros")
        blocks, ends = [], []
        for stage, count in enumerate(config.blocks_per_stage):
            after = config.embed_dim_per_stage[stage]
            for i in range(count):
                earlier = stage - 1 if stage and not i else stage  # the first block goes over
                everywhere = len(blocks) in config.global_attention_blocks
                pools = not i and 0 < stage <= config.num_query_pool_stages
                blocks.append(
                    Sam2MultiScaleBlock(
                        config,
                        before=config.embed_dim_per_stage[earlier],
                        after=after,
                        heads=config.num_attention_heads_per_stage[stage],
                        window=0 if everywhere else config.window_size_per_stage[earlier],
                        pool=config.pool if pools else 1,
                    )
                )
            ends.append(len(blocks) - 1)
        self.ends = ends
        self.blocks = nn.ModuleList(blocks)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values, channels=self.config.num_channels)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.patch_embed(pixel_values)
        hidden = hidden + self.positions(*ops.shape(hidden)[1:3])
        recorder.add_hidden_state(hidden)
        stages = []
        for i, block in enumerate(self.blocks):
            hidden = block(hidden, Attention(recorder))
            recorder.add_hidden_state(hidden)
            if i in self.ends:
                stages.append(hidden)
        return Sam2HieraDetModelOutput(
            last_hidden_state=hidden,
            intermediate_hidden_states=tuple(stages),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def positions(self, height, width):  # -> [1 h w d]
        """Those of the whole image, and those within each window (Bolya et al., 2023,
        arXiv:2311.05613)."""
        whole = channels_last(ops.asarray(self.pos_embed))
        whole = ops.interpolate(whole, (height, width), mode="bicubic", align_corners=False)
        own = channels_last(ops.asarray(self.pos_embed_window))
        _, window, _, d = ops.shape(own)
        if any(isinstance(side, int) and side % window for side in (height, width)):
            raise InputError(
                f"pixel_values make {height}x{width} patches, which windows of {window}x{window} "
                "do not fill. Resize the images."
            )
        rows, columns = height // window, width // window
        own = ops.reshape(own, (1, 1, window, 1, window, d))
        own = ops.expand(own, (1, rows, window, columns, window, d))
        return whole + ops.reshape(own, (1, height, width, d))

    def get_input_embeddings(self):
        return self.patch_embed


class Sam2VisionModel(Sam2PreTrainedModel):
    """Hiera and the feature pyramid.

    Args of `forward`:
        pixel_values: [b channels H W].

    Returns:
        Sam2VisionEncoderOutput, whose maps are the finest first.
    """

    config_class = Sam2VisionConfig
    base_model_prefix = "vision_encoder"

    def __init__(self, config: Sam2VisionConfig):
        super().__init__(config)
        self.backbone = parts.build(config.backbone_config)
        self.neck = Sam2VisionNeck(config)

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
        maps, encodings = self.neck(output.intermediate_hidden_states)
        count = self.config.num_feature_levels
        return Sam2VisionEncoderOutput(
            last_hidden_state=output.last_hidden_state,
            fpn_hidden_states=tuple(map(channels_first, reversed(maps[-count:]))),
            fpn_position_encoding=tuple(map(channels_first, reversed(encodings[-count:]))),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def get_input_embeddings(self):
        return self.backbone.get_input_embeddings()


class Sam2Model(Sam2PreTrainedModel):
    """Masks of what points, boxes and masks mean.

    Args of `forward`:
        pixel_values: [b channels H W], or image_embeddings, the three maps of
            get_image_embeddings.
        input_points: [b p t 2], (x, y) in pixels of the resized image.
        input_labels: [b p t]: 1 on the object (the default), 0 off it, 2 and 3 the corners of a
            box, -1 no point, -10 padding.
        input_boxes: [b p 4], (left, top, right, bottom).
        input_masks: [b 1 h w], logits of an earlier call.
        attention_similarity, target_embedding: as of SamModel.
        multimask_output: several masks of each prompt, from parts to the whole, or one.

    Returns:
        Sam2ImageSegmentationOutput
    """

    unread_inputs = ("original_sizes", "reshaped_input_sizes")
    per_sample_inputs = ("image_embeddings",)  # a list of arrays of several sizes
    tied_weights = {
        "prompt_encoder.shared_embedding.positional_embedding": (
            "shared_image_embedding.positional_embedding"
        )
    }

    def __init__(self, config: Sam2Config):
        super().__init__(config)
        self.shared_image_embedding = positions(config.prompt_encoder_config)
        self.vision_encoder = parts.build(config.vision_config)
        self.prompt_encoder = Sam2PromptEncoder(config.prompt_encoder_config)
        self.mask_decoder = Sam2MaskDecoder(config.mask_decoder_config)
        d = config.vision_config.fpn_hidden_size
        self.no_memory_embedding = nn.Parameter((1, 1, d), init="zeros")

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
        if (pixel_values is None) == (image_embeddings is None):
            raise InputError("Pass exactly one of pixel_values and image_embeddings.")
        vision = Sam2VisionEncoderOutput()
        if image_embeddings is None:
            vision = self.encode(
                pixel_values,
                output_attentions=output_attentions,
                output_hidden_states=output_hidden_states,
            )
            image_embeddings = vision.fpn_hidden_states
        finest, finer, image = (channels_last(x) for x in image_embeddings)
        check_prompts(image, input_points, input_labels, input_boxes)
        prompts, dense = self.embed(image, input_points, input_labels, input_boxes, input_masks)
        masks, ratings, _, score, attentions = self.mask_decoder(
            image,
            self.shared_image_embedding.of_grid(self.prompt_encoder.grid),
            prompts,
            dense,
            attention_similarity,
            target_embedding,
            finer=(finest, finer),
            multimask_output=multimask_output,
        )
        return Sam2ImageSegmentationOutput(
            iou_scores=ratings,
            pred_masks=masks,
            object_score_logits=score,
            image_embeddings=tuple(image_embeddings),
            vision_hidden_states=vision.hidden_states,
            vision_attentions=vision.attentions,
            mask_decoder_attentions=attentions if output_attentions else None,
        )

    def encode(self, pixel_values, **requests: bool):
        """The output of the image encoder, with the maps that the decoder takes."""
        output = self.vision_encoder(pixel_values, return_dict=True, **requests)
        *maps, last = (channels_last(x) for x in output.fpn_hidden_states)
        # Of more maps than masks are made of, the last one has it.
        finest, finer, image, *_ = *maps, last + ops.asarray(self.no_memory_embedding)
        grid, found = self.prompt_encoder.grid, ops.shape(image)[1:3]
        if any(known_unequal(side, grid) for side in found):
            raise InputError(
                f"pixel_values make a map of {found[0]}x{found[1]}, expected {grid}x{grid}. Resize "
                f"the images to {self.prompt_encoder.image_size} pixels along each side."
            )
        finest, finer = self.mask_decoder.conv_s0(finest), self.mask_decoder.conv_s1(finer)
        maps = finest, finer, image
        return Sam2VisionEncoderOutput.of(
            output, fpn_hidden_states=tuple(map(channels_first, maps))
        )

    def embed(self, image, points, labels, boxes, masks):
        """Vectors of the prompts [b p t d], and of the mask [b|1 y x d]."""
        if points is not None and labels is None:
            labels = ops.ones(ops.shape(points)[:3], like=points, dtype="int64")
        if points is None and boxes is None:  # one point that is none
            batch = ops.shape(image)[0]
            points = ops.zeros((batch, 1, 1, 2), like=image)
            labels = ops.full((batch, 1, 1), NOT_A_POINT, like=image, dtype="int64")
        if masks is not None:
            masks = self.resized(masks)
        encoder = self.prompt_encoder
        return encoder(encoder.shared_embedding, points, labels, boxes, masks)

    def resized(self, masks):  # [b 1 h w] -> [b 1 4y 4x]
        side = 4 * self.prompt_encoder.grid
        if ops.shape(masks)[2:] == (side, side):
            return masks
        masks = ops.interpolate(
            channels_last(masks),
            (side, side),
            mode="bilinear",
            align_corners=False,
            antialias=True,
        )
        return channels_first(masks)

    def get_input_embeddings(self):
        return self.vision_encoder.get_input_embeddings()

    def get_image_embeddings(self, pixel_values):
        """The three maps of an image [b c h w], for several calls with image_embeddings."""
        return list(self.encode(pixel_values).fpn_hidden_states)

    def get_image_wide_positional_embeddings(self):
        """The position embeddings of an encoded image [1 d y x]."""
        grid = self.shared_image_embedding.of_grid(self.prompt_encoder.grid)
        return ops.unsqueeze(ops.permute(grid, (2, 0, 1)), 0)

    def get_prompt_embeddings(
        self, input_points=None, input_labels=None, input_boxes=None, input_masks=None
    ):
        """Vectors of the prompts [b p t d], or None, and of the mask [b|1 d y x]."""
        if input_points is not None and input_labels is None:
            raise InputError("Pass input_labels with input_points.")
        encoder = self.prompt_encoder
        prompts, dense = encoder(
            encoder.shared_embedding, input_points, input_labels, input_boxes, input_masks
        )
        return prompts, channels_first(dense)


HEADS = {"base": Sam2Model, "mask-generation": Sam2Model}
