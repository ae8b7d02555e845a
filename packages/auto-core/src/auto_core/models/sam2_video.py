"""SAM 2 of videos: Ravi et al., 2024, arXiv:2408.00714.

SAM 2 whose encoded image has attended to a memory: what masks of earlier frames were, and a vector,
the pointer, of the object in each. A session holds the frames, the prompts and the memory of each
object; the model goes through the frames.

t tokens of an encoded image, m tokens of the memory, y and x its rows and columns, n objects,
d hidden, c channels of the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from auto_core.configs.sam2_video import FINER, Sam2VideoConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import Sam2VideoSegmentationOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.backbone import channels_first, channels_last, flat
from ..blocks.rotary import rotate_pairs
from .detr import SinePositionEmbedding
from .sam import SamFeedForward
from .sam2 import Sam2Model, everywhere
from .sam3 import turns

EPS, FINE_EPS = 1e-5, 1e-6  # of the norms of the attention, and of the convolutions
SCALE, BIAS = 20.0, -10.0  # of the logits that a given mask has
NOTHING = -1024.0  # the logit of all pixels where the object is not to be seen


class Sam2VideoRoPEAttention(nn.Module):
    """Attention with rotations by the row and the column; the last keys may have none."""

    def __init__(self, config: Sam2VideoConfig, size: int):
        super().__init__()
        d = config.memory_attention_hidden_size
        inner = d // config.memory_attention_downsample_rate
        self.head_size = inner // config.memory_attention_num_attention_heads
        self.q_proj, self.k_proj = nn.Linear(d, inner), nn.Linear(size, inner)
        self.v_proj, self.o_proj = nn.Linear(size, inner), nn.Linear(inner, d)
        self.dropout = nn.Dropout(config.memory_attention_rope_dropout)
        grid = config.prompt_encoder_config.image_embedding_size
        angles = turns(grid, self.head_size, window=grid, theta=config.theta)
        self.cos, self.sin = np.cos(angles), np.sin(angles)

    def forward(self, query, key, value, *, plain: int = 0):
        """[1 t d], [1 m c], [1 m c] -> [1 t d]; the last `plain` keys have no position."""
        query, key, value = (
            split_heads(x, self.head_size)
            for x in (self.q_proj(query), self.k_proj(key), self.v_proj(value))
        )
        placed = ops.shape(key)[1] - plain
        key = ops.cat([self.turned(key[:, :placed]), key[:, placed:]], 1)
        output, _ = ops.attention(
            self.turned(query), key, value, scale=self.head_size**-0.5, dropout=self.dropout
        )
        batch, tokens, heads, size = ops.shape(output)
        return self.o_proj(ops.reshape(output, (batch, tokens, heads * size)))

    def turned(self, x):
        """Every so many tokens [1 t h s] as an image's."""
        exact = "float64" if ops.dtype(x) == "float64" else "float32"
        images = ops.shape(x)[1] // len(self.cos)

        def table(array: np.ndarray):  # [t s/2] -> [1 t 1 s]
            whole = np.tile(np.concatenate([array, array], -1), (images, 1))[None, :, None]
            return ops.asarray(whole, like=x, dtype=exact)

        turned = rotate_pairs(ops.cast(x, exact), table(self.cos), table(self.sin))
        return ops.cast(turned, ops.dtype(x))


class Sam2VideoMemoryAttentionLayer(nn.Module):
    def __init__(self, config: Sam2VideoConfig):
        super().__init__()
        d = config.memory_attention_hidden_size
        f, drop = config.memory_attention_feed_forward_hidden_size, config.memory_attention_dropout
        self.self_attn = Sam2VideoRoPEAttention(config, d)
        self.cross_attn_image = Sam2VideoRoPEAttention(
            config, config.memory_encoder_output_channels
        )
        self.linear1, self.linear2 = nn.Linear(d, f), nn.Linear(f, d)
        self.dropout = nn.Dropout(drop)
        self.layer_norm1 = nn.LayerNorm(d, eps=EPS)
        self.layer_norm2 = nn.LayerNorm(d, eps=EPS)
        self.layer_norm3 = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.memory_attention_feed_forward_hidden_act)

    def forward(self, hidden, memory, position, *, pointers: int):
        """[1 t d] and the memory with its positions [1 m c] -> [1 t d]."""
        normed = self.layer_norm1(hidden)
        hidden = hidden + self.dropout(self.self_attn(normed, normed, normed))
        normed = self.layer_norm2(hidden)
        change = self.cross_attn_image(normed, memory + position, memory, plain=pointers)
        hidden = hidden + self.dropout(change)
        inner = self.dropout(self.activation(self.linear1(self.layer_norm3(hidden))))
        return hidden + self.dropout(self.linear2(inner))


class Sam2VideoMemoryAttention(nn.Module):
    def __init__(self, config: Sam2VideoConfig):
        super().__init__()
        layers = range(config.memory_attention_num_layers)
        self.layers = nn.ModuleList(Sam2VideoMemoryAttentionLayer(config) for _ in layers)
        self.layer_norm = nn.LayerNorm(config.memory_attention_hidden_size, eps=EPS)

    def forward(self, hidden, position, memory, memory_position, *, pointers: int):
        """The encoded image and its positions [1 t d], the memory, its last tokens `pointers`, and
        its positions [1 m c] -> [1 t d]."""
        hidden = hidden + 0.1 * position
        for layer in self.layers:
            hidden = layer(hidden, memory, memory_position, pointers=pointers)
        return self.layer_norm(hidden)


class Sam2VideoMemoryFuserCXBlock(nn.Block):
    """ConvNeXt's block."""

    def __init__(self, config: Sam2VideoConfig):
        super().__init__()
        d, f = config.memory_fuser_embed_dim, config.memory_fuser_intermediate_dim
        self.depthwise_conv = nn.Conv2d(
            d, d, config.memory_fuser_kernel_size, padding=config.memory_fuser_padding, groups=d
        )
        self.layer_norm = nn.LayerNorm(d, eps=FINE_EPS)
        self.activation = activation(config.memory_fuser_hidden_act)
        self.pointwise_conv1, self.pointwise_conv2 = nn.Linear(d, f), nn.Linear(f, d)
        self.scale = nn.Parameter((d,), init=Constant(config.memory_fuser_layer_scale_init_value))

    def forward(self, hidden):  # [n y x d]
        change = self.pointwise_conv1(self.layer_norm(self.depthwise_conv(hidden)))
        change = self.pointwise_conv2(self.activation(change))
        return hidden + ops.asarray(self.scale) * change


class Sam2VideoMemoryFuser(nn.Module):
    def __init__(self, config: Sam2VideoConfig):
        super().__init__()
        layers = range(config.memory_fuser_num_layers)
        self.layers = nn.ModuleList(Sam2VideoMemoryFuserCXBlock(config) for _ in layers)

    def forward(self, hidden):  # [n y x d]
        for layer in self.layers:
            hidden = layer(hidden)
        return hidden


class Sam2VideoMaskDownSamplerLayer(nn.Module):
    def __init__(self, config: Sam2VideoConfig, before: int, after: int):
        super().__init__()
        self.conv = nn.Conv2d(
            before,
            after,
            config.mask_downsampler_kernel_size,
            stride=config.mask_downsampler_stride,
            padding=config.mask_downsampler_padding,
        )
        self.layer_norm = nn.LayerNorm(after, eps=FINE_EPS)
        self.activation = activation(config.mask_downsampler_hidden_act)

    def forward(self, hidden):
        return self.activation(self.layer_norm(self.conv(hidden)))


class Sam2VideoMaskDownSampler(nn.Module):
    def __init__(self, config: Sam2VideoConfig):
        super().__init__()
        sizes = [config.mask_downsampler_stride ** (2 * i) for i in range(config.downsamplings + 1)]
        self.layers = nn.ModuleList(
            Sam2VideoMaskDownSamplerLayer(config, before, after)
            for before, after in pairwise(sizes)
        )
        self.final_conv = nn.Conv2d(sizes[-1], config.mask_downsampler_embed_dim, 1)

    def forward(self, masks):  # [n 16y 16x 1] -> [n y x d]
        for layer in self.layers:
            masks = layer(masks)
        return self.final_conv(masks)


class Sam2VideoMemoryEncoder(nn.Module):
    def __init__(self, config: Sam2VideoConfig):
        super().__init__()
        d, size = config.memory_encoder_hidden_size, config.memory_encoder_output_channels
        self.mask_downsampler = Sam2VideoMaskDownSampler(config)
        self.feature_projection = nn.Conv2d(d, d, 1)
        self.memory_fuser = Sam2VideoMemoryFuser(config)
        self.position_encoding = SinePositionEmbedding(size // 2)
        self.projection = nn.Conv2d(d, size, 1)

    def forward(self, image, masks):
        """The encoded image [n y x d] and masks [n 16y 16x 1] -> the memory and its positions
        [n y x c]."""
        hidden = self.feature_projection(image) + self.mask_downsampler(masks)
        hidden = self.projection(self.memory_fuser(hidden))
        return hidden, self.position_encoding(everywhere(hidden), like=hidden)


class Sam2VideoPreTrainedModel(nn.PreTrainedModel):
    """What the models of videos share."""

    config_class = Sam2VideoConfig
    base_model_prefix = "sam2_video"
    main_input_name = "pixel_values"


class Sam2VideoModel(Sam2Model, Sam2VideoPreTrainedModel):
    """Masks of objects in the frames of a video.

    Args of `forward`:
        inference_session: what the processor's `init_video_session` returned, with prompts of
            `add_inputs_to_inference_session`. The call adds to its memory.
        frame_idx: which frame; the next one where a `frame` is given.
        frame: [channels H W] or [1 channels H W], of a video that is not known before.
        reverse: the video goes backwards.
        run_mem_encoder: keep a memory of this frame's masks.

    Returns:
        Sam2VideoSegmentationOutput
    """

    config_class = Sam2VideoConfig
    base_model_prefix = "sam2_video"
    ignored_keys = ()
    optional_parts = ()
    object_inputs = ("inference_session",)

    def __init__(self, config: Sam2VideoConfig):
        super().__init__(config)
        d, size = config.vision_config.fpn_hidden_size, config.memory_encoder_output_channels
        self.memory_attention = Sam2VideoMemoryAttention(config)
        self.memory_encoder = Sam2VideoMemoryEncoder(config)
        self.no_memory_positional_encoding = nn.Parameter((1, 1, d), init="zeros")
        shape = (config.num_maskmem, 1, 1, size)
        self.memory_temporal_positional_encoding = nn.Parameter(shape, init="zeros")
        self.no_object_pointer = nn.Parameter((1, d), init="zeros")
        self.mask_downsample = nn.Conv2d(1, 1, 4, stride=4)
        self.object_pointer_proj = SamFeedForward(d, d, d, depth=3)
        self.temporal_positional_encoding_projection_layer = None
        if config.enable_temporal_pos_encoding_for_object_pointers:
            self.temporal_positional_encoding_projection_layer = nn.Linear(d, size)
        self.occlusion_spatial_embedding_parameter = None
        if config.enable_occlusion_spatial_embedding:
            self.occlusion_spatial_embedding_parameter = nn.Parameter((1, size), init="zeros")

    def forward(
        self,
        inference_session=None,
        frame_idx=None,
        frame=None,
        *,
        reverse: bool = False,
        run_mem_encoder: bool = True,
    ):
        session = inference_session
        if not hasattr(session, "output_dict_per_obj"):
            raise InputError(
                "A model of videos takes inference_session, of the processor's "
                "init_video_session(...). For masks of an image load Sam2Model."
            )
        streaming = frame is not None
        if streaming:
            index = None if frame_idx is None else int(frame_idx)
            frame_idx = session.add_new_frame(ops.detach(frame), index)
        if not session.get_obj_num():
            raise InputError(
                "The session has no object yet: call the processor's "
                "add_inputs_to_inference_session(...) first."
            )
        if frame_idx is None:
            raise InputError("Pass frame_idx, or a frame.")
        frame_idx = int(frame_idx)
        maps, position = self.frame_maps(session, frame_idx)
        outputs, encoded, prompted = [], [], False
        for index in range(session.get_obj_num()):
            output, first, given = self.known(session, index, frame_idx)
            if output is None:
                reverse = reverse and not first  # of the objects after it, too, as upstream
                output = self.of_object(
                    session, index, frame_idx, maps, position, given,
                    first=first, reverse=reverse, streaming=streaming,
                )  # fmt: skip
                session.store_output(index, frame_idx, output_value=output,
                                     is_conditioning_frame=first)  # fmt: skip
                if run_mem_encoder:
                    encoded.append(index)
                    prompted = prompted or any(x is not None for x in given)
                if not first:
                    session.frames_tracked_per_obj[index][frame_idx] = {"reverse": reverse}
            outputs.append(output)
        if encoded:
            self.remember(session, frame_idx, maps[-1], encoded, prompted=prompted)
        return Sam2VideoSegmentationOutput(
            object_ids=list(session.obj_ids),
            pred_masks=ops.cat([output["pred_masks"] for output in outputs], 0),
            object_score_logits=ops.cat([x["object_score_logits"][..., 0] for x in outputs], 0),
            frame_idx=frame_idx,
        )

    def propagate_in_video_iterator(
        self,
        inference_session: Any,
        start_frame_idx: int | None = None,
        max_frame_num_to_track: int | None = None,
        reverse: bool = False,
        show_progress_bar: bool = False,
    ) -> Iterator[Any]:
        """The output of each frame, from `start_frame_idx` on (by default the first with a
        prompt that was computed), forwards or backwards; `show_progress_bar` has no effect.

        Raises:
            InputError: the session has no video, or no frame to start from.
        """
        count = inference_session.num_frames
        if not count:
            raise InputError(
                "The session has no frames: pass video=... to init_video_session, or call the "
                "model with each frame."
            )
        if start_frame_idx is None:
            known = inference_session.output_dict_per_obj.values()
            frames = [frame for output in known for frame in output["cond_frame_outputs"]]
            if not frames:
                raise InputError(
                    "Where to start is not known: call the model with the frame that has prompts "
                    "first, or pass start_frame_idx."
                )
            start_frame_idx = min(frames)
        most = count if max_frame_num_to_track is None else max_frame_num_to_track
        if reverse:
            last = max(start_frame_idx - most, 0)
            order = range(start_frame_idx, last - 1, -1) if start_frame_idx > 0 else range(0)
        else:
            order = range(start_frame_idx, min(start_frame_idx + most, count - 1) + 1)
        for frame_idx in order:
            yield self(inference_session, frame_idx=frame_idx, reverse=reverse)

    # --- a frame -------------------------------------------------------------------------

    def known(self, session, index: int, frame_idx: int):
        """An object's output of this frame, or None where it is to be computed; whether it is one
        with a first prompt; and its points and mask, or None each."""
        name = session.obj_idx_to_id(index)
        stored = session.output_dict_per_obj[index]["cond_frame_outputs"].get(frame_idx)
        if name not in session.obj_with_new_inputs:
            return stored, stored is not None, (None, None)
        first = frame_idx not in session.frames_tracked_per_obj[index]
        points = session.point_inputs_per_obj[index].get(frame_idx)
        masks = session.mask_inputs_per_obj[index].get(frame_idx)
        if points is not None or masks is not None:
            session.obj_with_new_inputs.remove(name)
        return None, first, (points, masks)

    def frame_maps(self, session, frame_idx: int):
        """The three maps of a frame [1 h w d], the finest first, and the positions [1 y x d]."""
        found = session.cache.get_vision_features(frame_idx)
        if found is None:
            pixels = ops.asarray(
                session.get_frame(frame_idx), like=self.sample, dtype=ops.dtype(self.sample)
            )
            output = self.vision_encoder(ops.unsqueeze(pixels, 0), return_dict=True)
            finest, finer, image, *_ = (channels_last(x) for x in output.fpn_hidden_states)
            decoder = self.mask_decoder
            maps = decoder.conv_s0(finest), decoder.conv_s1(finer), image
            position = channels_last(output.fpn_position_encoding[2])
            found = {"maps": tuple(map(ops.detach, maps)), "position": ops.detach(position)}
            session.cache.cache_vision_features(frame_idx, found)
        grid, side = self.prompt_encoder.grid, ops.shape(found["maps"][-1])[1:3]
        if tuple(side) != (grid, grid):
            raise InputError(
                f"The frames make a map of {side[0]}x{side[1]}, expected {grid}x{grid}. Resize "
                f"them to {self.prompt_encoder.image_size} pixels along each side."
            )
        return found["maps"], found["position"]

    @property
    def sample(self) -> Any:
        """A parameter, as a tensor, for its device and dtype."""
        return ops.asarray(self.no_memory_embedding)

    def of_object(self, session, index, frame_idx, maps, position, given,
                  *, first: bool, reverse: bool, streaming: bool):  # fmt: skip
        """What a frame says of an object: logits of its mask in two sizes [1 1 h w], its pointer
        [1 1 d], and how likely it is there, as a logit [1 1 1]."""
        points, masks = given
        if masks is not None:
            output = self.of_mask(maps, self.tensor(masks))
            return {name: ops.detach(value) for name, value in output.items()}
        image = maps[-1] + self.sample if first else self.reminded(
            session, index, frame_idx, maps[-1], position, reverse=reverse, streaming=streaming
        )  # fmt: skip
        coords, labels = None, None
        if points is not None:
            coords = self.tensor(points["point_coords"])
            labels = ops.asarray(points["point_labels"], like=self.sample, dtype="int64")
        count = 0 if labels is None else ops.shape(labels)[2]
        config = self.config
        several = (
            config.multimask_output_in_sam
            and (first or config.multimask_output_for_tracking)
            and config.multimask_min_pt_num <= count <= config.multimask_max_pt_num
        )
        output = self.decoded((*maps[:2], image), coords, labels, None, several=bool(several))
        return {name: ops.detach(value) for name, value in output.items()}

    def tensor(self, value):
        return ops.asarray(value, like=self.sample, dtype=ops.dtype(self.sample))

    def decoded(self, maps, points, labels, masks, *, several: bool):
        """Of prompts and maps [1 h w d], the best mask and what `of_object` says of it."""
        finest, finer, image = maps
        prompts, dense = self.embed(image, points, labels, None, masks)
        found, ratings, tokens, score, _ = self.mask_decoder(
            image,
            self.shared_image_embedding.of_grid(self.prompt_encoder.grid),
            prompts,
            dense,
            None,
            None,
            finer=(finest, finer),
            multimask_output=several,
        )
        there = score > 0  # [1 1 1]
        found = ops.where(ops.unsqueeze(ops.unsqueeze(there, -1), -1), found, NOTHING)
        best = ops.unsqueeze(ops.argmax(ratings, -1), -1)  # [1 1 1], of several or of one
        mask = picked(found, best)  # [1 1 h w]
        token = picked(tokens, best if ops.shape(tokens)[2] > 1 else best * 0)  # [1 1 d]
        nothing = ops.unsqueeze(ops.asarray(self.no_object_pointer), 0)
        return {
            "pred_masks": mask,
            "object_pointer": ops.where(there, self.object_pointer_proj(token), nothing),
            "high_res_masks": self.resampled(mask, self.prompt_encoder.image_size, smooth=False),
            "object_score_logits": score,
        }

    def of_mask(self, maps, masks):
        """The same of a mask [1 1 H W] of zeros and ones that is given."""
        side = self.prompt_encoder.image_size
        masks = self.resampled(masks, side, smooth=True)
        logits = masks * SCALE + BIAS
        smaller = channels_first(self.mask_downsample(channels_last(masks)))
        pointer = self.decoded(maps, None, None, smaller, several=True)["object_pointer"]
        there = ops.amax(masks, (1, 2, 3), keepdim=True)[..., 0] > 0  # [1 1 1]
        nothing = ops.unsqueeze(ops.asarray(self.no_object_pointer), 0)
        return {
            "pred_masks": self.resampled(logits, 4 * self.prompt_encoder.grid, smooth=True),
            "object_pointer": ops.where(there, pointer, nothing),
            "high_res_masks": logits,
            "object_score_logits": SCALE * ops.cast(there, ops.dtype(masks)) + BIAS,
        }

    def resampled(self, masks, side: int, *, smooth: bool):  # [n 1 h w] -> [n 1 side side]
        if tuple(ops.shape(masks)[2:]) == (side, side):
            return masks
        options: dict[str, Any] = dict(mode="bilinear", align_corners=False, antialias=smooth)
        return channels_first(ops.interpolate(channels_last(masks), (side, side), **options))

    # --- the memory ----------------------------------------------------------------------

    def reminded(self, session, index, frame_idx, image, position, *, reverse, streaming):
        """The encoded image [1 y x d] after it has attended to the memory of an object."""
        outputs = session.output_dict_per_obj[index]
        if not outputs["cond_frame_outputs"]:
            raise InputError(
                f"Object {session.obj_idx_to_id(index)} has no frame with a prompt yet: call the "
                "model with the frame that has it first."
            )
        chosen, others = closest(
            frame_idx, outputs["cond_frame_outputs"], self.config.max_cond_frame_num
        )
        frames = [(0, output) for output in chosen.values()]
        for apart in range(self.config.num_maskmem - 1, 0, -1):
            other = frame_idx + apart if reverse else frame_idx - apart
            output = outputs["non_cond_frame_outputs"].get(other, others.get(other))
            frames += [] if output is None else [(apart, output)]
        if any("maskmem_features" not in output for _, output in frames):
            raise InputError("A frame has no memory: leave run_mem_encoder=True in its call.")
        when = ops.asarray(self.memory_temporal_positional_encoding)  # [frames 1 1 c]
        memory = [output["maskmem_features"] for _, output in frames]
        positions = [output["maskmem_pos_enc"] + when[apart - 1] for apart, output in frames]
        pointers, apart, most = self.pointers(
            session, outputs, frame_idx, reverse=reverse, streaming=streaming
        )
        count = 0
        if pointers:
            size = self.config.memory_encoder_output_channels
            tokens = ops.reshape(ops.cat(pointers, 1), (1, -1, size))
            count = ops.shape(tokens)[1]
            memory.append(tokens)
            positions.append(self.times(apart, most, count // len(apart)))
        dtype = ops.dtype(image)
        found = self.memory_attention(
            flat(image),
            flat(position),
            ops.cat([ops.cast(x, dtype) for x in memory], 1),
            ops.cat([ops.cast(x, dtype) for x in positions], 1),
            pointers=count,
        )
        return ops.reshape(found, ops.shape(image))

    def pointers(self, session, outputs, frame_idx: int, *, reverse: bool, streaming: bool):
        """The pointers [1 1 d] of earlier frames, how many frames each is away, and how many frames
        count."""
        most, total = self.config.max_object_pointers_in_encoder, session.num_frames or 0
        if not streaming:
            most = min(total, most)
        sign = -1 if reverse else 1
        found, apart = [], []
        for other, output in outputs["cond_frame_outputs"].items():
            if nn.in_training(self) or (frame_idx - other) * sign >= 0:
                found.append(output["object_pointer"])
                apart.append((frame_idx - other) * sign)
        for away in range(1, most):
            other = frame_idx - away * sign
            if other < 0 or (not streaming and other >= total):
                break
            if (output := outputs["non_cond_frame_outputs"].get(other)) is not None:
                found.append(output["object_pointer"])
                apart.append(away)
        return found, apart, most

    def times(self, apart: list[int], most: int, parts: int):
        """The positions [1 parts*n c] of pointers that are so many frames away."""
        size, project = self.config.memory_encoder_output_channels, None
        project = self.temporal_positional_encoding_projection_layer
        if project is None:
            return ops.zeros((1, parts * len(apart), size), like=self.sample)
        d = self.config.vision_config.fpn_hidden_size
        step = np.arange(d // 2) // 2 * 2 / (d // 2)
        angle = np.array(apart)[:, None] / max(most - 1, 1) / 10000**step
        waves = self.tensor(np.concatenate([np.sin(angle), np.cos(angle)], -1))  # [n d]
        found = ops.expand(ops.unsqueeze(project(waves), 1), (len(apart), parts, size))
        return ops.reshape(found, (1, parts * len(apart), size))

    def remember(self, session, frame_idx, image, indices, *, prompted: bool) -> None:
        """Keep a memory of a frame's masks, of the objects at these indices."""
        stored = []
        for index in indices:
            outputs = session.output_dict_per_obj[index]
            kinds = ("cond_frame_outputs", "non_cond_frame_outputs")
            stored.append(next(outputs[k][frame_idx] for k in kinds if frame_idx in outputs[k]))
        masks = ops.cat([output["high_res_masks"] for output in stored], 0)  # [n 1 H W]
        masks = self.resampled(masks, FINER * self.prompt_encoder.grid, smooth=True)
        dtype, config = ops.dtype(image), self.config
        binary = prompted and not nn.in_training(self)
        masks = ops.cast(masks > 0, dtype) if binary else ops.sigmoid(masks)
        masks = masks * config.sigmoid_scale_for_mem_enc + config.sigmoid_bias_for_mem_enc
        image = ops.expand(image, (len(stored), *ops.shape(image)[1:]))
        memory, position = self.memory_encoder(image, channels_last(masks))
        if self.occlusion_spatial_embedding_parameter is not None:
            hidden = ops.asarray(self.occlusion_spatial_embedding_parameter)  # [1 c]
            there = ops.cat([output["object_score_logits"] for output in stored], 0) > 0
            there = ops.cast(ops.unsqueeze(there, -1), dtype)  # [n 1 1 1]
            memory = memory + (1 - there) * hidden
        memory = ops.cast(ops.cast(flat(memory), "bfloat16"), dtype)  # as upstream keeps it
        position = flat(position)
        for i, output in enumerate(stored):
            output["maskmem_features"] = ops.detach(memory[i : i + 1])
            output["maskmem_pos_enc"] = ops.detach(position[i : i + 1])


def picked(x, index):  # [1 1 m ...], [1 1 1] -> [1 1 ...]
    shape = ops.shape(x)
    index = ops.reshape(index, (1, 1, 1, *[1] * (len(shape) - 3)))
    return ops.gather(x, 2, ops.expand(index, (1, 1, 1, *shape[3:])))[:, :, 0]


def closest(frame_idx: int, outputs: dict[int, Any], most: int) -> tuple[Any, Any]:
    """The outputs of as many frames as `most` (-1 for all), the one before, the one from here on
    and the nearest others, and the outputs of those that are left."""
    if most == -1 or len(outputs) <= most:
        return outputs, {}
    before = max((t for t in outputs if t < frame_idx), default=None)
    after = min((t for t in outputs if t >= frame_idx), default=None)
    chosen = [t for t in (before, after) if t is not None]
    rest = sorted((t for t in outputs if t not in chosen), key=lambda t: abs(t - frame_idx))
    chosen += rest[: most - len(chosen)]
    others = {t: output for t, output in outputs.items() if t not in chosen}
    return {t: outputs[t] for t in chosen}, others


HEADS = {"base": Sam2VideoModel, "mask-generation": Sam2Model}
