"""The processors of Kimi K2.5: images and chunks of videos as patches, padded to whole squares."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, transforms
from auto_core.processors.files import say_once
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.packed_images import packed
from auto_core.processors.qwen_vl import Qwen2VLProcessor
from auto_core.processors.steps import NORMALIZE, RESCALE, Step
from auto_core.processors.transforms import BICUBIC
from auto_core.processors.videos import VideoProcessor

_SIDE = {"max_height": 512, "max_width": 512}  # of an image, in patches
# Options of the first files' `media_proc_cfg`, and what they are called here: of images, of videos.
_OF_BOTH = {"patch_size": "patch_size", "merge_kernel_size": "merge_size"}
_OF_BOTH |= {"image_mean": "image_mean", "image_std": "image_std"}
_OF_IMAGES = {"in_patch_limit": "max_patches"}
_OF_VIDEOS = {
    "in_patch_limit_each_frame": "max_patches",
    "sample_fps": "fps",
    "temporal_merge_kernel_size": "temporal_patch_size",
}
# Of them, those with one value that is implemented.
_NONE = ("fixed_output_tokens", "in_patch_limit_video", "max_num_frames_each_video")


def whole_squares(
    shape: sizes.HeightWidth, *, patch: int, merge: int, most: int, side: int
) -> tuple[sizes.HeightWidth, sizes.HeightWidth]:
    """What an image is resized to, and then padded to, in pixels: never larger, of at most about
    `most` patches and `side` patches down and across, then whole squares of `merge` by `merge`."""
    height, width = shape
    count = max(1, height // patch) * max(1, width // patch)
    scale = min(1.0, math.sqrt(most / count), side * patch / height, side * patch / width)
    new = [min(max(1, int(length * scale)), side * patch) for length in shape]
    factor = patch * merge
    return (new[0], new[1]), (-(-new[0] // factor) * factor, -(-new[1] // factor) * factor)


def _resize_and_pad(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    inner, outer = whole_squares((image.shape[-2], image.shape[-1]), **_limits(options))
    return transforms.pad_to(transforms.resize(image, inner, options["resample"]), outer)


def _limits(options: Mapping[str, Any]) -> dict[str, int]:
    return {
        "patch": options["patch_size"],
        "merge": options["merge_size"],
        "most": options["max_patches"],
        "side": options["size"]["max_height"],
    }


def _translated(data: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Options without those of the first files.

    Raises:
        InputError: they ask for what is not implemented.
    """
    old = data.pop("media_proc_cfg", None)
    if not isinstance(old, Mapping):
        return data
    for name in _NONE:
        if old.get(name) is not None:
            raise InputError(f"media_proc_cfg has {name}={old[name]!r:.60}, expected None.")
    for name, new in {**_OF_BOTH, **names}.items():
        if old.get(name) is not None:
            data.setdefault(new, old[name])
    if old.get("patch_limit_on_one_side") is not None:
        side = old["patch_limit_on_one_side"]
        data.setdefault("size", {"max_height": side, "max_width": side})
    return data


class _Squares(ImageProcessor):
    """`size` bounds the patches of an image down and across, `max_patches` all of them."""

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        found = super()._standardize(options)
        size = found["size"]
        same = isinstance(size, Mapping) and set(size) == {"max_height", "max_width"}
        if not same or size["max_height"] != size["max_width"]:
            raise InputError(
                f"size is {size!r:.100}, expected {{'max_height': n, 'max_width': n}}: the patches "
                "of an image down and across."
            )
        return found

    def _patches(
        self, frames: np.ndarray, options: Mapping[str, Any]
    ) -> tuple[np.ndarray, list[int]]:
        """Frames [f c h w] as patches [n c patch patch], and (frames, rows, columns) of them."""
        patch, merge = options["patch_size"], options["merge_size"]
        if frames.shape[-2] % (patch * merge) or frames.shape[-1] % (patch * merge):
            raise InputError(
                f"An image of {frames.shape[-2]} x {frames.shape[-1]} pixels has no whole number "
                f"of patches of {patch} pixels, {merge} by {merge}. Pass do_resize=True."
            )
        found, grid = packed(
            frames.astype(np.float32, copy=False), patch=patch, merge=1, together=1
        )
        return found.reshape(len(found), -1, patch, patch), grid

    def patches_of(self, shape: sizes.HeightWidth, given: Mapping[str, Any] | None) -> int:
        """How many patches an image of this size has."""
        names = ("size", "patch_size", "merge_size", "max_patches")
        options = {name: getattr(self, name) for name in names} | dict(given or {})
        _, (height, width) = whole_squares(shape, **_limits(options))
        return (height // options["patch_size"]) * (width // options["patch_size"])


_STEPS = (
    Step("do_resize", _resize_and_pad, ("size", "resample", "patch_size")),
    RESCALE,
    NORMALIZE,
)


class Kimi_K25ImageProcessor(_Squares):
    """Patches of all images in one row, and the grid (1, rows, columns) of each image."""

    steps = _STEPS
    pads_batch = False
    own_options = ("max_patches", "patch_size", "merge_size")
    model_input_names: ClassVar[list[str]] = ["pixel_values", "image_grid_thw"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size: Any = _SIDE
    resample = BICUBIC
    image_mean = image_std = HALF
    max_patches: int | None = 16384
    patch_size: int | None = 14
    merge_size: int | None = 2

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        return _translated(data, _OF_IMAGES)

    def preprocess(self, images: Any, **overrides: Any) -> Any:
        """`pixel_values`: patches [n c patch patch] of all images, row by row, and
        `image_grid_thw` [images 3].

        Raises:
            InputError: without resizing, an image has no whole number of squares of patches.
        """
        options = self._options(overrides)
        arrays = self._run(self._read(images, options), options)
        found = [self._patches(array[None], options) for array in arrays]
        data = {
            "pixel_values": np.concatenate([patches for patches, _ in found]),
            "image_grid_thw": np.array([grid for _, grid in found], np.int64),
        }
        return self._result(data, options)

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> int:
        """How many patches an image of this size has."""
        return self.patches_of((height, width), images_kwargs)


class Kimi_K25VideoProcessor(_Squares, VideoProcessor):
    """Patches of all videos in one row, the grid (frames, rows, columns) of each chunk of at most
    `temporal_patch_size` frames, and how many chunks each video has."""

    steps = _STEPS
    pads_batch = False
    own_options = (
        *VideoProcessor.own_options,
        *Kimi_K25ImageProcessor.own_options,
        "temporal_patch_size",
    )
    model_input_names: ClassVar[list[str]] = [
        *("pixel_values_videos", "video_grid_thw", "num_chunks_per_video")
    ]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size: Any = _SIDE
    resample = BICUBIC
    image_mean = image_std = HALF
    do_sample_frames: bool | None = True
    fps: float | None = 2
    max_patches: int | None = 4096
    patch_size: int | None = 14
    temporal_patch_size: int | None = 4
    merge_size: int | None = 2

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        return _translated(data, _OF_VIDEOS)

    def _videos(
        self, arrays: Sequence[list[np.ndarray]], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        found, counts = [], []
        for video in arrays:
            if not video:
                raise InputError("A video has no frames.")
            frames = np.stack(self._run(video, options))
            starts = range(0, len(frames), options["temporal_patch_size"])
            for start in starts:
                chunk = frames[start : start + options["temporal_patch_size"]]
                found.append(self._patches(chunk, options))
            counts.append(len(starts))
        return {
            "pixel_values_videos": np.concatenate([patches for patches, _ in found]),
            "video_grid_thw": np.array([grid for _, grid in found], np.int64),
            "num_chunks_per_video": np.array(counts, np.int64),
        }

    def get_num_of_video_patches(
        self,
        num_frames: int,
        height: int,
        width: int,
        videos_kwargs: Mapping[str, Any] | None = None,
    ) -> int:
        """How many patches a video of so many frames of this size has."""
        return num_frames * self.patches_of((height, width), videos_kwargs)


class Kimi_K25Processor(Qwen2VLProcessor):
    """A token of an image becomes one for each square of its patches; one of a video its chunks,
    each behind the time of its first frame."""

    image_token: str | None = "<|media_pad|>"
    video_token: str | None = "<|kimi_k25_video_placeholder|>"
    marks_kinds = False
    unused_input_names = ("num_chunks_per_video",)

    def _video_features(self, videos: Any, options: dict[str, Any]) -> dict[str, Any]:
        return super()._video_features(videos, {**options, "return_metadata": True})

    def videos_of(self, features: Mapping[str, Any]) -> int:
        return len(features["num_chunks_per_video"])

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        counts = [int(count) for count in features["num_chunks_per_video"]]
        start, together = sum(counts[:index]), self.video_processor.temporal_patch_size
        about = features["video_metadata"][index]
        rate = about.get("fps")
        if rate is None:
            say_once(
                "The times of a video's chunks are part of the text, and how many frames a second "
                "has is not known: 24 are taken. Pass video_metadata=[{'fps': ...}]."
            )
            rate = 24
        text = ""
        for chunk in range(counts[index]):
            _, rows, columns = map(int, features["video_grid_thw"][start + chunk])
            seconds = about["frames_indices"][chunk * together] / rate
            vectors = str(self.video_token) * (rows * columns // self.video_processor.merge_size**2)
            text += f"{clock(seconds)}<|media_begin|>video<|media_content|>{vectors}<|media_end|>"
        return text

    def video_count(self, frames: int, shape: Any, options: Mapping[str, Any]) -> int:
        part = self.video_processor
        patches = part.get_num_of_video_patches(frames, *shape, options) // frames
        together = options.get("temporal_patch_size") or part.temporal_patch_size
        merge = options.get("merge_size") or part.merge_size
        return -(-frames // together) * patches // merge**2


def clock(seconds: float) -> str:
    """Hours, minutes, seconds and thousandths: 00:01:02.500."""
    whole = time.strftime("%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}"
