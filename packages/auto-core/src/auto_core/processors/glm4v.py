"""The image and video processors of GLM-4.1V, GLM-4.5V, GLM-4.6V, GLM-GA, and their processors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, transforms
from auto_core.processors.files import say_once
from auto_core.processors.image_processor import ImageProcessor
from auto_core.processors.packed_images import (
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
    size_of_frames,
)
from auto_core.processors.qwen_vl import Qwen2VLProcessor
from auto_core.processors.steps import NORMALIZE, RESCALE, Step
from auto_core.processors.videos import VideoProcessor

_LEAST, _MOST = "shortest_edge", "longest_edge"
_OF_IMAGES = {_LEAST: 112 * 112, _MOST: 28 * 28 * 15000}
_OF_VIDEOS = {_LEAST: 112 * 112, _MOST: 28 * 28 * 2 * 30000}
_OF_LONG_VIDEOS = {_LEAST: 112 * 112, _MOST: 28 * 28 * 2 * 55790}
_MOST_OF_A_VIDEO = {_MOST: 28 * 28 * 2 * 55790}
_MOST_EXPANDED = 64
_PATCHES = ("patch_size", "temporal_patch_size", "merge_size")
_FACTOR = "patch_expand_factor"


def _size(shape: sizes.HeightWidth, count: int, options: Mapping[str, Any]) -> sizes.HeightWidth:
    bounds, together = options["size"], options["temporal_patch_size"]
    factor = options["patch_size"] * options["merge_size"] * options.get(_FACTOR, 1)
    least, most = bounds[_LEAST], bounds[_MOST]
    return size_of_frames(shape, factor, count, together, least=least, most=most)


def _resize(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """An image, as so many frames as a patch has."""
    shape = (image.shape[-2], image.shape[-1])
    target = _size(shape, options["temporal_patch_size"], options)
    return transforms.resize(image, target, options["resample"])


class Glm4vImageProcessor(Qwen2VLImageProcessor):
    """Patches of all images in one row, and the grid (1, rows, columns) of each image."""

    steps = (Step("do_resize", _resize, ("size", "resample", "patch_size")), RESCALE, NORMALIZE)
    size: Any = _OF_IMAGES

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> int:
        """How many patches an image of this size has."""
        given = images_kwargs or {}
        options = {name: given.get(name, getattr(self, name)) for name in ("size", *_PATCHES)}
        options[_FACTOR] = given.get(_FACTOR, 1)
        rows, columns = _size((height, width), options["temporal_patch_size"], options)
        return (rows // options["patch_size"]) * (columns // options["patch_size"])


class Glm46VImageProcessor(Glm4vImageProcessor):
    pass


class _ExpandedPatches(ImageProcessor):
    """Images whose sides are multiples of `patch_expand_factor` blocks of patches."""

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        factor = options[_FACTOR]
        if not isinstance(factor, int) or not 0 < factor <= _MOST_EXPANDED:
            raise InputError(f"{_FACTOR} is {factor!r:.100}, expected 1 to {_MOST_EXPANDED}.")
        return super()._standardize(options)


class GlmgaImageProcessor(_ExpandedPatches, Glm46VImageProcessor):
    """GLM-4.6V's, with sides that are multiples of `patch_expand_factor` blocks of patches."""

    own_options = (*Glm46VImageProcessor.own_options, _FACTOR)
    patch_expand_factor: int = 1

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> int:
        own = {_FACTOR: self.patch_expand_factor}
        return super().get_number_of_image_patches(height, width, own | dict(images_kwargs or {}))


class Glm4vVideoProcessor(Qwen2VLVideoProcessor):
    """Patches of all videos in one row, and the grid (frames, rows, columns) of each; `size` bounds
    the pixels of all frames of a video together."""

    own_options = (
        *VideoProcessor.own_options,
        *Qwen2VLImageProcessor.own_options,
        *("max_image_size", "max_duration"),
    )
    size: Any = _OF_VIDEOS
    max_image_size: Any = None  # in files; no version of transformers reads it
    do_sample_frames: bool | None = True
    num_frames: int | None = 16
    fps: float | None = 2
    max_duration: int | None = 300

    def frame_size(
        self, count: int, shape: sizes.HeightWidth, options: Mapping[str, Any]
    ) -> sizes.HeightWidth:
        return _size(shape, count, options)

    def sampled(self, about: Mapping[str, Any], options: Mapping[str, Any]) -> Sequence[int]:
        """Indices of frames, `fps` of each second; of long videos, of the first `max_duration`
        seconds' number, evenly. Each once, and an even number of them."""
        total, rate, seconds = _length(about)
        fps, longest = options["fps"], options["max_duration"]
        if not fps or fps <= 0:
            raise InputError(f"fps is {fps!r}, expected how many frames of a second are taken.")
        if seconds <= longest:
            count = max(math.floor(seconds * fps), 1)
            if fps < rate:
                found = [min(total - 1, math.ceil(i * rate / fps)) for i in range(count)]
            else:  # none is left out
                found = list(range(min(total, math.ceil((count - 1) * rate / fps) + 1)))
        elif int(longest * fps) >= total:
            found = list(range(total))
        else:
            times = np.linspace(0, seconds, int(longest * fps), endpoint=True)
            found = [min(total - 1, math.ceil(time * rate)) for time in times]
        return _even(found)


class Glm46VVideoProcessor(Glm4vVideoProcessor):
    """Frames of GLM-4.6V: more of each second of short videos."""

    def sampled(self, about: Mapping[str, Any], options: Mapping[str, Any]) -> Sequence[int]:
        """Indices of frames, 3 pairs of each second up to half a minute, 1 up to 5 minutes, then a
        pair of each two; at most 640. Each once, and an even number of them."""
        total, rate, seconds = _length(about)
        known = min(seconds, 2400)
        fps = 3 if known <= 30 else 1 if known <= 300 else 0.5
        together = options["temporal_patch_size"]
        count = min(int(known * fps * together), 640)
        found: list[int] = []
        if total < count:
            found = _spread(0, total - 1, count)
        else:
            second = 0.0
            for index in range(total):
                if index * (1 / rate) >= second:
                    second += 1 / (together * fps)
                    found.append(index)
                    if second >= int(seconds):
                        break
        if len(found) < count:
            found = _spread(found[0], found[-1], count)
        elif len(found) > count:
            found = _spread(0, total - 1, count)
        return _even(found)


class GlmgaVideoProcessor(_ExpandedPatches, Glm46VVideoProcessor):
    """Frames of a steady rate, and sides that are multiples of `patch_expand_factor` blocks of
    patches."""

    own_options = (*Glm46VVideoProcessor.own_options, _FACTOR, "max_frames")
    size: Any = _OF_LONG_VIDEOS
    max_image_size: Any = _MOST_OF_A_VIDEO
    patch_expand_factor: int = 1
    max_frames: int | None = 640

    def sampled(self, about: Mapping[str, Any], options: Mapping[str, Any]) -> Sequence[int]:
        """Indices of frames, `fps` of each second, at most `max_frames`. Each once, and an even
        number of them."""
        total, rate, seconds = _length(about)
        fps = options["fps"]
        if not fps or fps <= 0:
            raise InputError(f"fps is {fps!r}, expected how many frames of a second are taken.")
        count = min(int(seconds * fps), options["max_frames"])
        found: list[int] = []
        if total < count:
            found = [index * total // count for index in range(count)]
        else:
            second = 0.0
            for index in range(total):
                if index * (1 / rate) >= second:
                    second += 1 / fps
                    found.append(index)
                    if second >= seconds - 1 / fps:
                        break
        if len(found) < count:
            found = _spread(found[0], found[-1], count)
        elif len(found) > count:
            found = _spread(0, total - 1, count)
        return _even(found)


def _spread(first: int, last: int, count: int) -> list[int]:
    return np.linspace(first, last, count, dtype=int).tolist()


def _even(indices: Sequence[int]) -> list[int]:
    """Each index once, in order, and the last one twice where their number is odd."""
    found = list(dict.fromkeys(indices))
    return found + found[-1:] * (len(found) % 2)


def _length(about: Mapping[str, Any]) -> tuple[int, float, float]:
    """The frames of a video, those of a second, and its seconds.

    Raises:
        InputError: how many frames a second has is not known.
    """
    total, rate = about["total_num_frames"], about.get("fps")
    if rate is None:
        raise InputError(
            "Frames are sampled by their times, and how many frames a second has is not known: "
            'pass video_metadata=[{"fps": ..., "total_num_frames": ...}], or '
            "do_sample_frames=False."
        )
    return total, rate, about.get("duration") or round((total - 1) / rate) + 1


class Glm4vProcessor(Qwen2VLProcessor):
    """A token of an image becomes one for each square of its patches; one of a video its frames,
    like images, each before its time."""

    image_token: str | None = "<|image|>"
    video_token: str | None = "<|video|>"
    text_defaults: ClassVar[Mapping[str, Any]] = {"return_token_type_ids": False}

    def _video_features(self, videos: Any, options: dict[str, Any]) -> dict[str, Any]:
        return super()._video_features(videos, {**options, "return_metadata": True})

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        frames, rows, columns = map(int, features["video_grid_thw"][index])
        about = features["video_metadata"][index]
        rate = about.get("fps")
        if rate is None:
            say_once(
                "The times of a video's frames are part of the text, and how many frames a second "
                "has is not known: 24 are taken. Pass video_metadata=[{'fps': ...}]."
            )
            rate = 24
        times = [number / rate for number in about["frames_indices"]][::2][:frames]
        times += times[-1:] * (frames - len(times))
        vectors = str(self.image_token) * (rows * columns // self.video_processor.merge_size**2)
        return "".join(
            f"<|begin_of_image|>{vectors}<|end_of_image|>{self.written(time)}" for time in times
        )

    def written(self, seconds: float) -> str:
        """The time of a frame."""
        return str(int(seconds))

    def _kinds(self, ids: Any) -> list[int]:
        """1 at tokens of images, and 2 at those between the begin and the end of a video."""
        row = np.asarray(ids)
        image, begin, end = (
            self.tokenizer.convert_tokens_to_ids(token)
            for token in (self.image_token, "<|begin_of_video|>", "<|end_of_video|>")
        )
        inside = np.cumsum(row == begin) > np.cumsum(row == end)
        return np.where(row == image, 1 + inside, 0).tolist()


class Glm46VProcessor(Glm4vProcessor):
    """GLM-4.1V's, with times to a tenth of a second."""

    def written(self, seconds: float) -> str:
        return f"{seconds:.1f} seconds"
