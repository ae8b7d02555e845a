"""VideoLLaMA 3: Zhang et al., 2025, arXiv:2501.13106.

SigLIP's layers on packed patches, with rotary positions and without learned ones. The patches of a
block are resampled to one, of images and of videos by factors of their own, and projected among the
tokens of a language model. Of a video's vectors those that differ little from the frame before may
be left out.

b batch, t tokens, n patches of all images, m vectors of all images, f numbers of a patch, d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from auto_core.configs.video_llama_3 import VideoLlama3Config, VideoLlama3VisionConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling, LlavaOnevisionModelOutputWithPast
from auto_core.pretrained.static import concrete, static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.image_tokens import (
    ImageTokenChecks,
    VideoTokens,
    chosen_rows,
    first_rows,
)
from ..blocks.packed_patches import AxialRotation, PackedAttention, PatchProjection
from . import llava, qwen2_vl
from .paddleocr_vl import PaddleOCRVisionEncoderLayer

# --- images --------------------------------------------------------------------------------------


def middle(merge: int) -> list[int]:
    """Of a block of `merge` by `merge` patches, the indices of those whose mean is the block,
    bilinearly resampled to one patch."""
    taps = sorted({(merge - 1) // 2, merge // 2})
    return [row * merge + column for row in taps for column in taps]


class VideoLlama3VisionEmbeddings(nn.Module):
    def __init__(self, config: VideoLlama3VisionConfig):
        super().__init__()
        kernel = (config.num_channels, config.patch_size, config.patch_size)
        self.patch_embedding = PatchProjection(config.hidden_size, kernel, bias=True)

    def forward(self, patches):  # [n f] -> [n d]
        return self.patch_embedding(patches)


class VideoLlama3VisionEncoder(nn.Module):
    def __init__(self, config: VideoLlama3VisionConfig):
        super().__init__()
        self.layers = nn.ModuleList(
            PaddleOCRVisionEncoderLayer(config) for _ in range(config.num_hidden_layers)
        )

    def forward(self, hidden, rotation, attend, *, recorder: Any):  # [n d] -> [n d]
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        recorder.add_hidden_state(hidden)
        return hidden


class VideoLlama3VisionModel(nn.PreTrainedModel):
    """The vision encoder.

    Args of `forward`:
        pixel_values: patches [n f] of all images, as the processor gives them.
        grid_thw: (frames, rows, columns) of patches of each image, known when a graph is made.
        merge_sizes: so many by so many patches of each image become one, known as well.

    Returns vectors [m d] of all images.

    Raises:
        InputError: the grids are not those of the patches, or the factors not those of the grids.
    """

    config_class: Any = VideoLlama3VisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"
    renames = ((r"^(model\.)?vision_model\.", ""),)
    ignored_keys = (r"^(model\.)?(language_model|lm_head|projector)\.",)
    static_inputs = ("grid_thw", "merge_sizes")

    def __init__(self, config: Any):
        super().__init__(config)
        head_size = config.hidden_size // config.num_attention_heads
        self.rotary_pos_emb = AxialRotation(head_size, config.rope_theta)
        self.embeddings = VideoLlama3VisionEmbeddings(config)
        self.encoder = VideoLlama3VisionEncoder(config)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings.patch_embedding

    def forward(
        self,
        pixel_values,
        *,
        grid_thw: Any = None,
        merge_sizes: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        grids = static_rows("grid_thw", grid_thw)
        merges = self.checked(grids, static_rows("merge_sizes", merge_sizes), pixel_values)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        patches = ops.reshape(pixel_values, (packed_patches.patch_count(grids), self.numbers))
        hidden = self.embeddings(patches)
        rotation = self.rotary_pos_emb(packed_patches.row_and_column(grids, merges), hidden)
        attend = PackedAttention(recorder, packed_patches.frame_lengths(grids))
        hidden = self.encoder(hidden, rotation, attend, recorder=recorder)
        return BaseModelOutputWithPooling(
            last_hidden_state=self.resampled(self.post_layernorm(hidden), grids, merges),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def resampled(self, hidden, grids: packed_patches.Grids, merges: Sequence[int]):
        """Patches [n d] with each block as one [m d]."""
        images = zip(merges, packed_patches.image_lengths(grids), strict=True)
        sizes = [
            (merge, sum(count for _, count in some))
            for merge, some in groupby(images, key=lambda image: image[0])
        ]
        pieces = ops.split(hidden, [count for _, count in sizes], 0)
        found = []
        for piece, (merge, count) in zip(pieces, sizes, strict=True):
            blocks = ops.reshape(piece, (count // merge**2, merge**2, ops.shape(hidden)[1]))
            taps = ops.asarray(middle(merge), like=hidden, dtype="int64")
            found.append(ops.mean(ops.take(blocks, taps, 1), 1))
        return ops.cat(found, 0)

    @property
    def numbers(self) -> int:
        """How many numbers f a patch has."""
        return self.config.num_channels * self.config.patch_size**2

    def checked(self, grids: Any, merges: Any, patches: Any) -> Sequence[int]:
        """The factors, if they and the grids are those of these patches."""
        if grids is not None and (merges is None or len(merges) != len(grids)):
            raise InputError(
                f"The factors of blocks of patches are {merges}, expected one for each of "
                f"{len(grids)} images: pass image_merge_sizes (of videos video_merge_sizes) as the "
                "processor returned them."
            )
        for merge in merges or ():
            if merge < 1:
                raise InputError(f"A factor of blocks of patches is {merge}, expected 1 or more.")
        packed_patches.checked(grids, patches, merges or ())
        sizes = ops.shape(patches)[1:]
        if all(isinstance(n, int) for n in sizes):
            found = 1
            for size in sizes:
                found *= size
            if found != self.numbers:
                raise InputError(
                    f"A patch has {found} numbers, expected {self.numbers}: the config's "
                    f"num_channels={self.config.num_channels} times "
                    f"patch_size={self.config.patch_size} squared."
                )
        return merges


class VideoLlama3Projector(nn.Module):
    """Two layers, to vectors of the language model's size."""

    def __init__(self, config: VideoLlama3Config):
        super().__init__()
        d = config.text_config.hidden_size
        self.readout = qwen2_vl.MergerMlp(config.vision_config.hidden_size, d, d)

    def forward(self, hidden):  # [m d] -> [m d]
        return self.readout(hidden)


# --- images and texts ----------------------------------------------------------------------------


class VideoLlama3PreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What both models share."""

    config_class = VideoLlama3Config
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    static_inputs = (
        *("image_grid_thw", "image_merge_sizes"),
        *("video_grid_thw", "video_merge_sizes"),
    )
    prefill_inputs = ("pixel_values", "pixel_values_videos", "video_compression_mask")

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        found = {}
        for pixels, kind, token in (
            ("pixel_values", "image", self.config.image_token_id),
            ("pixel_values_videos", "video", self.config.video_token_id),
        ):
            grids, merges = inputs.get(f"{kind}_grid_thw"), inputs.get(f"{kind}_merge_sizes")
            if inputs.get(pixels) is None or grids is None or len(merges or ()) != len(grids):
                continue  # the vision encoder says what is missing
            kept = inputs.get("video_compression_mask") if kind == "video" else None
            if kept is None:
                found[pixels] = (token, sum(packed_patches.image_lengths(grids, merges)))
            elif (known := concrete(kept)) is not None:
                found[pixels] = (token, int(known.sum()))
        return found


class VideoLlama3Model(VideoTokens, llava.TowerAndDecoder, VideoLlama3PreTrainedModel):
    """VideoLLaMA 3 without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image or of a video, or inputs_embeds
            [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        pixel_values, pixel_values_videos: patches [n f] of all images, and of all videos.
        video_compression_mask: [m], of the vectors of all videos, True for those that texts have
            tokens for; by default all.
        image_grid_thw, video_grid_thw: (frames, rows, columns) of patches of each image and video,
            known when a graph is made.
        image_merge_sizes, video_merge_sizes: so many by so many patches of each image and video
            become one vector; known as well.
    """

    projector_class = None

    def __init__(self, config: Any):
        super().__init__(config)
        self.projector = VideoLlama3Projector(config)

    def add_tower(self, config: Any) -> None:
        self.vision_model = VideoLlama3VisionModel(config.vision_config)

    def get_image_features(
        self,
        pixel_values,
        image_grid_thw=None,
        image_merge_sizes=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Vectors [m d] of images, and as `pooler_output` the projected ones of each image."""
        grids = static_rows("image_grid_thw", image_grid_thw)
        merges = static_rows("image_merge_sizes", image_merge_sizes)
        output = self.vision_model(
            pixel_values,
            grid_thw=grids,
            merge_sizes=merges,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        sizes = packed_patches.image_lengths(grids, merges)
        vectors = ops.split(self.projector(output.last_hidden_state), sizes, 0)
        return BaseModelOutputWithPooling.of(output, pooler_output=tuple(vectors))

    def get_video_features(
        self,
        pixel_values_videos,
        video_grid_thw=None,
        video_merge_sizes=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """As `get_image_features`, of videos, all of whose vectors are there."""
        return self.get_image_features(
            pixel_values_videos,
            static_rows("video_grid_thw", video_grid_thw),
            static_rows("video_merge_sizes", video_merge_sizes),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,  # pyright: ignore[reportCallIssue]
        )

    def projected(self, pixels, grids: Any, merges: Any):
        """Vectors [m d] of all images or videos; None without them."""
        if pixels is None:
            return None
        output = self.vision_model(pixels, grid_thw=grids, merge_sizes=merges, return_dict=True)
        return self.projector(output.last_hidden_state)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        pixel_values=None,
        pixel_values_videos=None,
        video_compression_mask=None,
        *,
        image_grid_thw: Any = None,
        image_merge_sizes: Any = None,
        video_grid_thw: Any = None,
        video_merge_sizes: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        images = self.projected(pixel_values, image_grid_thw, image_merge_sizes)
        embeddings = self.with_vectors(input_ids, inputs_embeds, images)
        videos = self.projected(pixel_values_videos, video_grid_thw, video_merge_sizes)
        rows = videos
        if videos is not None and video_compression_mask is not None:
            rows, videos = kept_vectors(videos, video_compression_mask)
        embeddings = self.with_videos(input_ids, embeddings, rows)
        output = self.decode(
            embeddings,
            images,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return LlavaOnevisionModelOutputWithPast.of(output, video_hidden_states=videos)


def kept_vectors(vectors, kept):
    """Vectors [m d] with those that are kept (boolean [m]) first, and those alone, None in
    compiled functions."""
    count, expected = ops.shape(kept)[0], ops.shape(vectors)[0]
    if isinstance(count, int) and count != expected:
        raise InputError(
            f"video_compression_mask is of {count} vectors, and the videos have {expected}. Pass "
            "both as the processor returned them."
        )
    return first_rows(vectors, kept)[0], chosen_rows(vectors, kept)


class VideoLlama3ForConditionalGeneration(llava.VideoTextCausalLM, VideoLlama3PreTrainedModel):
    base_class = VideoLlama3Model

    def get_image_features(self, pixel_values, image_grid_thw=None, **options: Any):
        """See the base model."""
        return self.model.get_image_features(pixel_values, image_grid_thw, **options)

    def get_video_features(self, pixel_values_videos, video_grid_thw=None, **options: Any):
        """See the base model."""
        return self.model.get_video_features(pixel_values_videos, video_grid_thw, **options)


HEADS = {
    "base": VideoLlama3Model,
    "vision2seq": VideoLlama3ForConditionalGeneration,
    "image-text-to-text": VideoLlama3ForConditionalGeneration,
    "multimodal-lm": VideoLlama3ForConditionalGeneration,
}
