"""The processors of Qwen's vision-language models."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.errors import InputError
from auto_core.processors.files import say_once
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.tensors import to_numpy


class Qwen2VLProcessor(PlaceholderProcessor):
    """A token of an image becomes one for each block of its patches."""

    parts = ("image_processor", "tokenizer", "video_processor")
    image_token: str | None = "<|image_pad|>"
    video_token: str | None = "<|video_pad|>"
    marks_kinds = True

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_grid_thw"])

    def videos_of(self, features: Mapping[str, Any]) -> int:
        return len(features["video_grid_thw"])

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        count = math.prod(map(int, features["image_grid_thw"][index]))
        return str(self.image_token) * (count // self.image_processor.merge_size**2)

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        count = math.prod(map(int, features["video_grid_thw"][index]))
        return str(self.video_token) * (count // self.video_processor.merge_size**2)

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        patches = self.image_processor.get_number_of_image_patches(*shape, options)
        merge = options.get("merge_size") or self.image_processor.merge_size
        return patches // merge**2, patches

    def video_count(self, frames: int, shape: Any, options: Mapping[str, Any]) -> int:
        patches = self.video_processor.get_num_of_video_patches(frames, *shape, options)
        return patches // (options.get("merge_size") or self.video_processor.merge_size) ** 2


class Qwen2_5_VLProcessor(Qwen2VLProcessor):
    pass


class Exaone4_5_Processor(Qwen2VLProcessor):
    """Qwen2-VL's, of models whose tokens have one position each."""

    marks_kinds = False


class TimedFramesProcessor(Qwen2VLProcessor):
    """Qwen2-VL's, of models whose texts say the times of frames."""

    def _video_features(self, videos: Any, options: dict[str, Any]) -> dict[str, Any]:
        if options.get("return_metadata") is False:
            raise InputError("The times of frames are in the metadata: leave return_metadata out.")
        return super()._video_features(videos, {**options, "return_metadata": True})


class Qwen3VLProcessor(TimedFramesProcessor):
    """A token of a video becomes its frames, each behind the time in the middle of it."""

    text_defaults: ClassVar[Mapping[str, Any]] = {"return_token_type_ids": False}
    vision_start_token = "<|vision_start|>"
    vision_end_token = "<|vision_end|>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for name in ("vision_start_token", "vision_end_token"):
            own = getattr(self.tokenizer, name, None)
            if isinstance(own, str):
                setattr(self, name, own)

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        frames, rows, columns = map(int, features["video_grid_thw"][index])
        count = rows * columns // self.video_processor.merge_size**2
        about = features["video_metadata"][index]
        times = frame_times(about, self.video_processor.temporal_patch_size)
        return "".join(
            f"<{time:.1f} seconds>{self.vision_start_token}{str(self.video_token) * count}"
            f"{self.vision_end_token}"
            for time in times[:frames]
        )


def frame_times(about: Mapping[str, Any], together: int, default: int = 24) -> list[float]:
    """The seconds in the middle of each `together` frames; of unknown rate, so many frames are
    one."""
    rate = about.get("fps")
    if rate is None:
        say_once(
            "The times of a video's frames are part of the text, and how many frames a second has "
            f"is not known: {default} is taken. Pass video_metadata=[{{'fps': ...}}]."
        )
        rate = default
    indices = list(about["frames_indices"])
    indices += [indices[-1]] * (-len(indices) % together)
    return [
        (indices[start] / rate + indices[start + together - 1] / rate) / 2
        for start in range(0, len(indices), together)
    ]


class PaddleOCRVLProcessor(Qwen2VLProcessor):
    """A token of an image becomes one for each square of its patches."""

    parts = ("image_processor", "tokenizer")
    video_token = None


class VideoLlama3Processor(TimedFramesProcessor):
    """A token of a video becomes its frames, each behind its time, as many as vectors are kept."""

    marks_kinds = False

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        count = math.prod(map(int, features["image_grid_thw"][index]))
        return str(self.image_token) * (count // int(features["image_merge_sizes"][index]) ** 2)

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        grids, merges = features["video_grid_thw"], features["video_merge_sizes"]
        counts = [
            math.prod(map(int, grid)) // int(merge) ** 2
            for grid, merge in zip(grids, merges, strict=True)
        ]
        start = sum(counts[:index])
        kept = to_numpy(features["video_compression_mask"])[start : start + counts[index]]
        times = frame_times(features["video_metadata"][index], 1, default=1)
        each = counts[index] // len(times)
        return ",".join(
            f"Time {time:.1f}s:"
            + str(self.video_token) * int(kept[number * each : (number + 1) * each].sum())
            for number, time in enumerate(times)
        )
