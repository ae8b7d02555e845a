"""The processors of ERNIE 4.5 VL: frames of videos with their times drawn on them."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from auto_core.checkpoints.atomic import atomic_path
from auto_core.errors import InputError
from auto_core.processors import sizes
from auto_core.processors.files import say_once
from auto_core.processors.packed_images import (
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
    evenly,
    smart_size,
)
from auto_core.processors.qwen_vl import Qwen2VLProcessor
from auto_core.processors.transforms import pillow
from auto_core.processors.videos import VideoProcessor, _no_rate

_OF_IMAGES = {"shortest_edge": 56 * 56, "longest_edge": 28 * 28 * 6177}
_OF_FRAMES = {"shortest_edge": 299 * 28 * 28, "longest_edge": 1196 * 28 * 28}


class Ernie4_5_VLMoeImageProcessor(Qwen2VLImageProcessor):
    """Patches of all images in one row, and the grid (1, rows, columns) of each image."""

    size: Any = _OF_IMAGES
    temporal_patch_size: int | None = 1


class Ernie4_5_VLMoeVideoProcessor(Qwen2VLVideoProcessor):
    """Patches of the frames of all videos in one row, and the grid (frames, rows, columns) of each.

    The time of each frame is drawn on it (`draw_on_frames`) in a TrueType `font`, whose file lies
    beside the processor's. Frames are even in number: the last one is repeated.
    """

    own_options = (
        *VideoProcessor.own_options,
        *Qwen2VLImageProcessor.own_options,
        *("min_frames", "max_frames", "draw_on_frames", "font"),
    )
    size: Any = _OF_FRAMES
    do_sample_frames: bool | None = True
    min_frames: int | None = 16
    max_frames: int | None = 180
    draw_on_frames: bool | None = True
    font: str | None = "Roboto-Regular.ttf"

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        found = super()._standardize(options)
        if found["temporal_patch_size"] != 2:
            raise InputError(
                f"temporal_patch_size is {found['temporal_patch_size']!r}, expected 2."
            )
        return found

    def frame_size(
        self, count: int, shape: sizes.HeightWidth, options: Mapping[str, Any]
    ) -> sizes.HeightWidth:
        least, most = options["size"]["shortest_edge"], options["size"]["longest_edge"]
        return smart_size(shape, self._factors(options)[0], least=least, most=most)

    def get_num_of_video_patches(
        self,
        num_frames: int,
        height: int,
        width: int,
        videos_kwargs: Mapping[str, Any] | None = None,
    ) -> int:
        """How many patches a video of so many frames of this size has."""
        return 2 * super().get_num_of_video_patches(num_frames, height, width, videos_kwargs)

    def sampled(self, about: Mapping[str, Any], options: Mapping[str, Any]) -> Sequence[int]:
        """Indices of frames: `num_frames` of them, or `fps` of each second, or all; at least
        `min_frames`, and at most `max_frames`."""
        total, count, fps = about["total_num_frames"], options["num_frames"], options["fps"]
        least, most = options["min_frames"], options["max_frames"]
        if count is not None and fps is not None:
            raise InputError("num_frames and fps both say how many frames to take: pass one.")
        if count is not None:
            if not least <= count <= most:
                raise InputError(f"num_frames is {count}, expected {least} to {most}.")
        else:
            if fps is not None and about.get("fps") is None:
                raise _no_rate(fps)
            wanted = total if fps is None else total / about["fps"] * fps
            count = min(max(wanted, least), most, total)
        if count > total:
            raise InputError(f"{count} frames are to be taken, and the video has {total}.")
        return evenly(total, count)

    def marked(
        self, frames: list[np.ndarray], about: dict[str, Any], options: Mapping[str, Any]
    ) -> list[np.ndarray]:
        if not options["draw_on_frames"]:
            return frames
        if about.get("fps") is None:
            say_once(
                "The times of a video's frames are drawn on them, and how many frames a second has "
                "is not known: 24 are taken. Pass video_metadata=[{'fps': ...}]."
            )
            about["fps"] = 24
        font = options["font"]
        if font is None or not os.path.isfile(font):
            raise InputError(
                f"The times of frames are drawn on them, and font={font!r} is no file of a "
                "TrueType font: pass its path, or draw_on_frames=False."
            )
        times = [index / about["fps"] for index in about["frames_indices"]]
        return [with_text(frame, clock(t), font) for frame, t in zip(frames, times, strict=True)]

    def _videos(
        self, arrays: Sequence[list[np.ndarray]], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        even = [[*video, *video[-1:] * (len(video) % 2)] for video in arrays]
        return super()._videos(even, {**options, "temporal_patch_size": 1})

    # --- the font ----------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """The content of the file, where the font is named without its folder."""
        found = super().to_dict()
        return found | {"font": None if self.font is None else Path(self.font).name}

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> list[str]:
        """Write the file and the font into the directory; returns the path of the former."""
        self.save_font(save_directory)
        return super().save_pretrained(save_directory)

    def save_font(self, save_directory: str | os.PathLike[str]) -> None:
        """Copy the font into the directory, where it is a file."""
        if self.font is None or not os.path.isfile(self.font):
            return
        source, path = Path(self.font), Path(save_directory) / Path(self.font).name
        if path.exists() and path.samefile(source):
            return
        with atomic_path(path) as temporary:
            Path(temporary).write_bytes(source.read_bytes())


def clock(seconds: float) -> str:
    """Hours, minutes and seconds: time: 00:01:02.50."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"time: {int(hours):02d}:{int(minutes):02d}:{rest:05.02f}"


def with_text(frame: np.ndarray, text: str, font: str) -> np.ndarray:
    """A frame [c h w] with a text in its upper left corner, black with a white border, a tenth of
    the frame's shorter side high."""
    if frame.dtype != np.uint8:
        raise InputError(
            f"Times are drawn on frames of whole numbers from 0 to 255, and these are of "
            f"{frame.dtype}: pass such frames, or draw_on_frames=False."
        )
    image: Any = pillow().fromarray(np.ascontiguousarray(frame.transpose(1, 2, 0)))
    size = int(min(image.size) * 0.1)
    pillow("ImageDraw").Draw(image).text(
        (0, 0),
        text,
        font=pillow("ImageFont").truetype(font, size),
        fill=(0, 0, 0),
        stroke_width=int(size * 0.1),
        stroke_fill=(255, 255, 255),
    )
    return np.asarray(image).transpose(2, 0, 1)


class Ernie4_5_VLMoeProcessor(Qwen2VLProcessor):
    """Qwen2-VL's, which says of tokens before and after images and videos, too, that they go to
    the experts of those."""

    text_defaults: ClassVar[Mapping[str, Any]] = {"return_token_type_ids": False}
    image_token: str | None = "<|IMAGE_PLACEHOLDER|>"
    image_start_token = "<|IMAGE_START|>"
    image_end_token = "<|IMAGE_END|>"
    video_token: str | None = "<|VIDEO_PLACEHOLDER|>"
    video_start_token = "<|VIDEO_START|>"
    video_end_token = "<|VIDEO_END|>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for kind in ("image", "video"):
            for end in ("start", "end"):
                own = getattr(self.tokenizer, f"{kind}_{end}_token", None)
                if isinstance(own, str):
                    setattr(self, f"{kind}_{end}_token", own)

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        count = math.prod(map(int, features["video_grid_thw"][index]))
        merged = self.video_processor.merge_size**2 * self.video_processor.temporal_patch_size
        return str(self.video_token) * (count // merged)

    def attended(self, features: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        return {"moe_mm_token_type_ids": [self._routed(row) for row in data["input_ids"]]}

    def _routed(self, ids: Any) -> list[int]:
        """1 for tokens of images and those around them, 2 for those of videos."""
        row = np.asarray(ids)
        kinds = np.zeros_like(row)
        for kind, number in (("image", 1), ("video", 2)):
            names = (f"{kind}_token", f"{kind}_start_token", f"{kind}_end_token")
            tokens = [self.tokenizer.convert_tokens_to_ids(getattr(self, name)) for name in names]
            kinds[np.isin(row, tokens)] = number
        return kinds.tolist()

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> list[str]:
        """As every processor, and the font of its video processor."""
        self.video_processor.save_font(save_directory)
        return super().save_pretrained(save_directory)

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "moe_mm_token_type_ids"]
