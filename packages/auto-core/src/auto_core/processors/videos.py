"""The base of video processors: frames in, `pixel_values_videos` out.

A video is a list of frames (images or paths of images) or an array [frames, height, width,
channels] or [frames, channels, height, width]. Files of videos are not decoded here.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.checkpoints.context import reading as reading_file
from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords
from auto_core.errors import FileMissingError, InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes
from auto_core.processors.files import PREPROCESSOR_CONFIG, PROCESSOR_CONFIG, read_section
from auto_core.processors.image_processor import (
    CLIP_MEAN,
    CLIP_STD,
    IMAGENET_MEAN,
    IMAGENET_STD,
    ImageProcessor,
)
from auto_core.processors.transforms import BICUBIC, BILINEAR
from auto_core.tensors import BatchFeature

VIDEO_CONFIG = "video_preprocessor_config.json"
_VIDEO_FILES = (".mp4", ".avi", ".mov", ".mkv", ".webm", ".gif", ".m4v", ".mpg", ".mpeg")
_OPTIONS = (
    *("do_sample_frames", "num_frames", "fps", "return_metadata", "video_metadata"),
    "do_flip_channel_order",
)


class VideoProcessor(ImageProcessor):
    """Videos in, `pixel_values_videos` [videos, frames, channels, height, width] out."""

    file_name = VIDEO_CONFIG
    type_key = "video_processor_type"
    section = "video_processor"
    own_options = _OPTIONS
    model_input_names: ClassVar[list[str]] = ["pixel_values_videos"]

    do_sample_frames: bool | None = None
    num_frames: int | None = None
    fps: float | None = None
    return_metadata: bool | None = None
    video_metadata: Any = None
    do_flip_channel_order: bool | None = None

    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | os.PathLike[str] | Snapshot, **kwargs: Any
    ) -> Any:
        """Load from a directory, a JSON file or the Hub; see `read_video_section`."""
        hub = pop_hub_keywords(kwargs)
        data = read_video_section(pretrained_model_name_or_path, **hub)
        name = str(getattr(pretrained_model_name_or_path, "name", pretrained_model_name_or_path))
        with reading_file(name, VIDEO_CONFIG, PROCESSOR_CONFIG):
            return cls.from_dict(data, **kwargs)

    def __call__(self, videos: Any, *args: Any, **overrides: Any) -> BatchFeature:
        return self.preprocess(videos, *args, **overrides)

    def preprocess(self, videos: Any, **overrides: Any) -> BatchFeature:
        """Read the videos, sample frames, take the steps; `overrides` are options for this call.

        `video_metadata` says, of each video, its `fps` and `total_num_frames`. With
        `do_sample_frames` it is sampled by `num_frames` or `fps`. The result's `video_metadata`
        (with `return_metadata`) says which frames were taken.
        """
        options = self._options(overrides)
        frames = [list(video) for video in videos_in(videos)]
        metadata = [
            _completed(given, video)
            for given, video in zip(
                _each(options["video_metadata"], len(frames)), frames, strict=True
            )
        ]
        if options["do_sample_frames"]:
            for index, about in enumerate(metadata):
                chosen = [int(i) for i in self.sampled(about, options)]
                frames[index] = [frames[index][i] for i in chosen]
                about["frames_indices"] = chosen
        arrays = [[self._read_one(frame, options) for frame in video] for video in frames]
        arrays = [
            self.marked(video, about, options)
            for video, about in zip(arrays, metadata, strict=True)
        ]
        data = self._videos(arrays, options)
        result = self._result(data, options)
        if options["return_metadata"]:
            result["video_metadata"] = metadata
        return result

    def marked(
        self, frames: list[np.ndarray], about: dict[str, Any], options: Mapping[str, Any]
    ) -> list[np.ndarray]:
        """The frames [c h w] of a video with what some models draw on them."""
        return frames

    def _videos(
        self, arrays: Sequence[list[np.ndarray]], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What is returned of videos, each a list of frames [c h w]."""
        return {"pixel_values_videos": [self._run(video, options) for video in arrays]}

    def _run(self, arrays: Sequence[np.ndarray], options: Mapping[str, Any]) -> list[np.ndarray]:
        return super()._run(arrays, options)

    def _result(self, data: dict[str, Any], options: Mapping[str, Any]) -> BatchFeature:
        if options["data_format"] == reading.LAST:
            raise InputError("data_format of videos is channels_first; leave it out.")
        stacked = {
            key: [np.stack(video) for video in value]
            if key == "pixel_values_videos" and isinstance(value, list)
            else value
            for key, value in data.items()
        }
        return BatchFeature(stacked, tensor_type=options["return_tensors"])

    def sampled(self, about: Mapping[str, Any], options: Mapping[str, Any]) -> Sequence[int]:
        """Indices of frames: `num_frames` of them, or `fps` of each second, evenly."""
        total, count = about["total_num_frames"], options["num_frames"]
        if count is not None and options["fps"] is not None:
            raise InputError("num_frames and fps both say how many frames to take: pass one.")
        if count is None and options["fps"] is not None:
            if about.get("fps") is None:
                raise _no_rate(options["fps"])
            count = max(1, int(total / about["fps"] * options["fps"]))
        if count is None:
            return range(total)
        if count > total:
            raise InputError(f"num_frames is {count}, and the video has {total} frames.")
        return [index * total // count for index in range(count)]


class LlavaOnevisionVideoProcessor(VideoProcessor):
    """Frames of one size."""

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(384)
    default_to_square = False
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    do_sample_frames: bool | None = False


class LlavaNextVideoVideoProcessor(LlavaOnevisionVideoProcessor):
    """The middle of frames."""

    do_center_crop = True
    size = sizes.shortest(224)
    crop_size = sizes.square(224)


class VideoLlavaVideoProcessor(LlavaNextVideoVideoProcessor):
    pass


class InstructBlipVideoVideoProcessor(LlavaOnevisionVideoProcessor):
    """Frames of one size, as `pixel_values`."""

    default_to_square = True
    model_input_names: ClassVar[list[str]] = ["pixel_values"]

    def _videos(
        self, arrays: Sequence[list[np.ndarray]], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {"pixel_values": [np.stack(self._run(video, options)) for video in arrays]}


class InternVLVideoProcessor(LlavaOnevisionVideoProcessor):
    """Frames of one size, sampled in the middle of each part of a video.

    `initial_shift`: the first frame; True is half a part.
    """

    own_options = (*_OPTIONS, "initial_shift")
    default_to_square = True
    initial_shift: bool | float | None = True

    def sampled(self, about: Mapping[str, Any], options: Mapping[str, Any]) -> Sequence[int]:
        """Indices of frames: `num_frames` of them, or `fps` of each second."""
        total, count, fps = about["total_num_frames"], options["num_frames"], options["fps"]
        if count is None and fps is not None:
            if about.get("fps") is None:
                raise _no_rate(fps)
            count = int(total / about["fps"] * fps)
        if not count:
            raise InputError("Frames are sampled by num_frames or fps: pass one, with a frame.")
        if count > total:
            raise InputError(f"num_frames is {count}, and the video has {total} frames.")
        step, shift = total / count, options["initial_shift"]
        shift = step / 2 if shift is True else float(shift or 0)
        taken = shift + step * np.arange(max(math.ceil((total - shift) / step), 0))
        return taken.astype(np.float32).astype(np.int64).tolist()  # cut, in float32, as torch does


class VJEPA2VideoProcessor(VideoProcessor):
    """The middle of frames, whose shorter side is 256/224 of `crop_size`."""

    do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.shortest(int(256 * 256 / 224))
    crop_size = sizes.square(256)
    default_to_square = False
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        given = data.get("crop_size", cls.crop_size)
        height = given.get("height") if isinstance(given, Mapping) else given
        if isinstance(height, int) and not isinstance(height, bool):
            data["size"] = {"shortest_edge": int(height * 256 / 224)}
        return data


def _no_rate(fps: Any) -> InputError:
    return InputError(
        f"fps={fps} frames of each second are to be taken, and how many the video has is not "
        'known: pass video_metadata=[{"fps": ..., "total_num_frames": ...}], or num_frames.'
    )


def read_video_section(name_or_path: Any, **hub: Any) -> dict[str, Any]:
    """What a repository says of its video processor; of old ones, what it says of images. A font
    is the path of its file, where it has one.

    Raises:
        FileMissingError: no file says anything.
    """
    try:
        data = read_section(name_or_path, "video_processor", file_name=VIDEO_CONFIG, **hub)
    except FileMissingError:
        data = read_section(name_or_path, "video_processor", file_name=PREPROCESSOR_CONFIG, **hub)
    font, found = data.get("font"), None
    if isinstance(font, str) and data.get("draw_on_frames") is not False:
        if not isinstance(name_or_path, Snapshot) and os.path.isfile(name_or_path):
            name_or_path = os.path.dirname(os.path.abspath(name_or_path))
        found = Snapshot.open(name_or_path, **hub).file(os.path.basename(font))
    return data if found is None else {**data, "font": str(found)}


def videos_in(value: Any) -> list[list[Any]]:
    """Videos as lists of frames, from one, a list of them or a list of lists.

    Raises:
        InputError: a file of a video was given.
    """
    _refuse_files(value)
    value = reading.fetch(value)
    if not isinstance(value, list):
        if not reading.is_pillow(value) and value.ndim == 5:
            return [list(video) for video in value]
        return [list(value)] if not reading.is_pillow(value) and value.ndim == 4 else [[value]]
    if not value:
        return []
    if all(_is_frame(item) for item in value):
        return [value]
    return [video for item in value for video in videos_in(item)]


def _is_frame(item: Any) -> bool:
    return not isinstance(item, list) and (reading.is_pillow(item) or item.ndim in (2, 3))


def _refuse_files(value: Any) -> None:
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_files(item)
    elif isinstance(value, str | os.PathLike) and os.fspath(value).lower().endswith(_VIDEO_FILES):
        raise InputError(
            f"{os.fspath(value)!r:.100} is the file of a video, and videos are not decoded here: "
            "pass its frames, an array [frames, height, width, 3] or a list of images, and "
            'video_metadata={"fps": ...} where the model reads times.'
        )


def _each(given: Any, count: int) -> list[Any]:
    """The metadata of each video."""
    if given is None:
        return [None] * count
    listed = [given] if isinstance(given, Mapping) or hasattr(given, "total_num_frames") else given
    flat = [one for item in listed for one in (item if isinstance(item, list) else [item])]
    if len(flat) != count:
        raise InputError(f"video_metadata has {len(flat)} entries for {count} videos.")
    return flat


def _completed(given: Any, frames: Sequence[Any]) -> dict[str, Any]:
    known = {} if given is None else {key: given[key] for key in given}
    about: dict[str, Any] = {"fps": None, "duration": None, **known}
    if about.get("total_num_frames") is None:
        about["total_num_frames"] = len(frames)
    if about.get("frames_indices") is None:
        about["frames_indices"] = list(range(len(frames)))
    return about
