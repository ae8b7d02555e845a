"""Image and video processors of models that pack the patches of images of any size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import CLIP_MEAN, CLIP_STD, HALF, ImageProcessor
from auto_core.processors.steps import NORMALIZE, RESCALE, Step
from auto_core.processors.transforms import BICUBIC
from auto_core.processors.videos import VideoProcessor, _no_rate
from auto_core.tensors import BatchFeature

_LEAST, _MOST = "shortest_edge", "longest_edge"
_OF_IMAGES = {_LEAST: 56 * 56, _MOST: 28 * 28 * 1280}
_OF_FRAMES = {_LEAST: 128 * 28 * 28, _MOST: 28 * 28 * 768}
_OF_PAGES = {_LEAST: 384 * 384, _MOST: 1536 * 1536}
_OF_VIDEOS = {_LEAST: 128 * 32 * 32, _MOST: 32 * 32 * 768}
_MOST_PIXELS = sizes.MAX_SIDE**2


def smart_size(
    shape: sizes.HeightWidth,
    factor: int,
    *,
    least: float,
    most: float,
    frames: int = 1,
    exact_frames: int = 1,
) -> sizes.HeightWidth:
    """The nearest multiples of `factor`, of about the same aspect ratio, with a number of pixels
    within bounds: of one image, or of all (rounded) `frames` together.

    Raises:
        InputError: one side is more than 200 times the other.
    """
    height, width = shape
    if max(shape) > 200 * min(shape):
        raise InputError(
            f"An image of {height} x {width} pixels is longer than 200 times its side."
        )
    new_height, new_width = round(height / factor) * factor, round(width / factor) * factor
    if frames * new_height * new_width > most:
        scale = math.sqrt((exact_frames * height * width) / most)
        new_height = max(factor, math.floor(height / scale / factor) * factor)
        new_width = max(factor, math.floor(width / scale / factor) * factor)
    elif frames * new_height * new_width < least:
        scale = math.sqrt(least / (exact_frames * height * width))
        new_height = math.ceil(height * scale / factor) * factor
        new_width = math.ceil(width * scale / factor) * factor
    return new_height, new_width


def size_of_frames(
    shape: sizes.HeightWidth, factor: int, count: int, together: int, *, least: float, most: float
) -> sizes.HeightWidth:
    """`smart_size` of `count` frames, `together` of which are in a patch; the bounds are of all
    frames. What is smaller than `factor` is enlarged first.

    Raises:
        InputError: there are fewer frames than a patch has.
    """
    if count < together:
        raise InputError(f"A video of {count} frames is shorter than a patch, of {together}.")
    height, width = shape
    if min(shape) < factor:
        scale = max(factor / height, factor / width)
        height, width = int(height * scale), int(width * scale)
    frames = round(count / together) * together
    return smart_size(
        (height, width), factor, least=least, most=most, frames=frames, exact_frames=count
    )


def pixel_bounds(value: Any, name: str = "size") -> dict[str, int]:
    """A size whose edges are numbers of pixels: the least and the most of an image.

    Raises:
        InputError: it is no such mapping.
    """
    known = isinstance(value, Mapping) and {_LEAST, _MOST} <= {
        key for key in value if value[key] is not None
    }
    bounds = [value[_LEAST], value[_MOST]] if known else []
    if not known or not all(
        isinstance(n, int) and not isinstance(n, bool) and 0 < n <= _MOST_PIXELS for n in bounds
    ):
        raise InputError(
            f"{name} is {value!r:.100}, expected {{{_LEAST!r}: ..., {_MOST!r}: ...}}: the least "
            "and the most pixels of an image."
        )
    return {_LEAST: bounds[0], _MOST: bounds[1]}


class _PixelBounds(ImageProcessor):
    """`size` bounds how many pixels an image has; `min_pixels` and `max_pixels` are its older
    names."""

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        given = type(self).size if options["size"] is None else options["size"]
        size = dict(given) if isinstance(given, Mapping) else {}
        for name, key in (("min_pixels", _LEAST), ("max_pixels", _MOST)):
            if options.get(name) is not None:
                size[key] = options[name]
            options[name] = None  # what it said is in `size` now
        rest = super()._standardize({**options, "size": None})
        return {**rest, "size": pixel_bounds(size)}


def _resize_to_factor(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    factor = options["patch_size"] * options["merge_size"]
    shape = (image.shape[-2], image.shape[-1])
    least, most = options["size"][_LEAST], options["size"][_MOST]
    target = smart_size(shape, factor, least=least, most=most)
    return transforms.resize(image, target, options["resample"])


SMART_RESIZE = Step("do_resize", _resize_to_factor, ("size", "resample", "patch_size"))


def packed(frames: np.ndarray, *, patch: int, merge: int, together: int) -> tuple[Any, list[int]]:
    """Frames [f c h w] as patches [n c*together*patch*patch], and (frames, rows, columns) of them.

    `together` frames are in one patch; the last one is repeated where they do not divide. The
    patches come in blocks of `merge` by `merge`.
    """
    count, channels, height, width = frames.shape
    if height % (patch * merge) or width % (patch * merge):
        raise InputError(
            f"An image of {height} x {width} pixels has no whole number of patches of {patch} "
            f"pixels, {merge} by {merge}. Pass do_resize=True."
        )
    missing = -count % together
    frames = np.concatenate([frames, np.repeat(frames[-1:], missing, 0)])
    grid = [len(frames) // together, height // patch, width // patch]
    blocks = frames.reshape(
        grid[0], together, channels, grid[1] // merge, merge, patch, grid[2] // merge, merge, patch
    )
    blocks = blocks.transpose(0, 3, 6, 4, 7, 2, 1, 5, 8)
    return blocks.reshape(math.prod(grid), channels * together * patch * patch), grid


class Qwen2VLImageProcessor(_PixelBounds):
    """Patches of all images in one row, and the grid (1, rows, columns) of each image."""

    steps = (SMART_RESIZE, RESCALE, NORMALIZE)
    pads_batch = False
    own_options = ("min_pixels", "max_pixels", "patch_size", "temporal_patch_size", "merge_size")
    model_input_names: ClassVar[list[str]] = ["pixel_values", "image_grid_thw"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size: Any = _OF_IMAGES
    default_to_square = False
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    min_pixels: int | None = None
    max_pixels: int | None = None
    patch_size: int | None = 14
    temporal_patch_size: int | None = 2
    merge_size: int | None = 2

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values`: patches [n, channels * frames * rows * columns] of all images, and
        `image_grid_thw` [images, 3]."""
        options = self._options(overrides)
        arrays = self._run(self._read(images, options), options)
        patches, grids = [], []
        for array in arrays:
            together = options["temporal_patch_size"]
            frames = np.repeat(array.astype(np.float32, copy=False)[None], together, 0)
            found, grid = packed(
                frames,
                patch=options["patch_size"],
                merge=options["merge_size"],
                together=together,
            )
            patches.append(found)
            grids.append(grid)
        data = {
            "pixel_values": np.concatenate(patches),
            "image_grid_thw": np.array(grids, np.int64),
            **self.beside(patches, grids, options),
        }
        return BatchFeature(data, tensor_type=options["return_tensors"])

    def beside(
        self, patches: Sequence[np.ndarray], grids: Sequence[Any], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What else is returned of the patches of images."""
        return {}

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> int:
        """How many patches an image of this size has."""
        given = images_kwargs or {}
        patch = given.get("patch_size", self.patch_size)
        factor = patch * given.get("merge_size", self.merge_size)
        least = given.get("min_pixels", self.size[_LEAST])
        most = given.get("max_pixels", self.size[_MOST])
        rows, columns = smart_size((height, width), factor, least=least, most=most)
        return (rows // patch) * (columns // patch)


class Qwen2VLVideoProcessor(_PixelBounds, VideoProcessor):
    """Patches of all videos in one row, and the grid (frames, rows, columns) of each."""

    steps = (steps.RESIZE, RESCALE, NORMALIZE)
    pads_batch = False
    own_options = (
        *VideoProcessor.own_options,
        *Qwen2VLImageProcessor.own_options,
        *("min_frames", "max_frames", "cap_pixels_per_frame", "max_video_tokens"),
    )
    model_input_names: ClassVar[list[str]] = ["pixel_values_videos", "video_grid_thw"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size: Any = _OF_FRAMES
    default_to_square = False
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    do_sample_frames: bool | None = False
    min_pixels: int | None = None
    max_pixels: int | None = None
    patch_size: int | None = 14
    temporal_patch_size: int | None = 2
    merge_size: int | None = 2
    min_frames: int | None = 4
    max_frames: int | None = 768
    cap_pixels_per_frame: bool | None = None
    max_video_tokens: int | None = 128000

    def frame_size(
        self, count: int, shape: sizes.HeightWidth, options: Mapping[str, Any]
    ) -> sizes.HeightWidth:
        """The size of each of `count` frames."""
        factor, together = self._factors(options)
        least, most = options["size"][_LEAST], options["size"][_MOST]
        if options["cap_pixels_per_frame"]:  # an even share of the pixels of a whole context
            total = int(options["max_video_tokens"] * factor * factor * 0.9)
            most = max(min(most, total * together // count), int(least * 1.05))
        return smart_size(shape, factor, least=least, most=most)

    @staticmethod
    def _factors(options: Mapping[str, Any]) -> tuple[int, int]:
        return options["patch_size"] * options["merge_size"], options["temporal_patch_size"]

    def _videos(
        self, arrays: Sequence[list[np.ndarray]], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        patches, grids = [], []
        for video in arrays:
            shape = (video[0].shape[-2], video[0].shape[-1])
            own = {**options}
            if options["do_resize"]:
                height, width = self.frame_size(len(video), shape, options)
                own["size"] = {"height": height, "width": width}
            frames = np.stack(self._run(video, own)).astype(np.float32, copy=False)
            found, grid = packed(
                frames,
                patch=options["patch_size"],
                merge=options["merge_size"],
                together=options["temporal_patch_size"],
            )
            patches.append(found)
            grids.append(grid)
        return {
            "pixel_values_videos": np.concatenate(patches),
            "video_grid_thw": np.array(grids, np.int64),
            **self.beside(patches, grids, options),
        }

    def beside(
        self, patches: Sequence[np.ndarray], grids: Sequence[Any], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What else is returned of the patches of videos."""
        return {}

    def get_num_of_video_patches(
        self,
        num_frames: int,
        height: int,
        width: int,
        videos_kwargs: Mapping[str, Any] | None = None,
    ) -> int:
        """How many patches a video of so many frames of this size has."""
        given = {name: value for name, value in (videos_kwargs or {}).items() if value is not None}
        options = {name: getattr(self, name) for name in (*self.own_options, "size")} | given
        new_height, new_width = self.frame_size(num_frames, (height, width), options)
        frames, side = -(-num_frames // options["temporal_patch_size"]), options["patch_size"]
        return frames * (new_height // side) * (new_width // side)

    def sampled(self, about: Mapping[str, Any], options: Mapping[str, Any]) -> Sequence[int]:
        """Indices of frames, whose number is a multiple of `temporal_patch_size`."""
        total, count, fps = about["total_num_frames"], options["num_frames"], options["fps"]
        together = options["temporal_patch_size"]
        if count is not None and fps is not None:
            raise InputError("num_frames and fps both say how many frames to take: pass one.")
        if count is not None:
            count = round(count / together) * together
        elif fps is not None:
            if about.get("fps") is None:
                raise _no_rate(fps)
            most = math.floor(min(options["max_frames"], total) / together) * together
            wanted = min(max(total / about["fps"] * fps, options["min_frames"]), most, total)
            count = math.floor(wanted / together) * together
        else:
            return range(total)
        if count > total:
            raise InputError(f"{count} frames are to be taken, and the video has {total}.")
        return evenly(total, count)


def evenly(total: int, count: float) -> list[int]:
    """`count` indices of `total` frames, as torch.arange(0, total, total / count).int(): cut, in
    float32."""
    steps_taken = np.arange(math.ceil(total / (total / count)), dtype=np.float64)
    return (steps_taken * (total / count)).astype(np.float32).astype(np.int64).tolist()

    def get_num_of_video_patches(
        self,
        num_frames: int,
        height: int,
        width: int,
        videos_kwargs: Mapping[str, Any] | None = None,
    ) -> int:
        """How many patches a video of so many frames of this size has."""
        options = self._options(dict(videos_kwargs or {}))
        rows, columns = self.frame_size(num_frames, (height, width), options)
        patch, together = options["patch_size"], options["temporal_patch_size"]
        return -(-num_frames // together) * (rows // patch) * (columns // patch)


class Qwen3VLVideoProcessor(Qwen2VLVideoProcessor):
    """Frames of Qwen3-VL: `size` bounds the pixels of all frames of a video together."""

    size: Any = _OF_VIDEOS
    image_mean = image_std = HALF
    do_sample_frames: bool | None = True
    fps: float | None = 2
    patch_size: int | None = 16
    max_video_tokens: int | None = 768

    def frame_size(
        self, count: int, shape: sizes.HeightWidth, options: Mapping[str, Any]
    ) -> sizes.HeightWidth:
        factor, together = self._factors(options)
        least, most = options["size"][_LEAST], options["size"][_MOST]
        if options["cap_pixels_per_frame"]:
            each = min(options["max_video_tokens"] * factor * factor, most // count)
            most = max(each, int(least * 1.05)) * count
        return size_of_frames(shape, factor, count, together, least=least, most=most)

    def sampled(self, about: Mapping[str, Any], options: Mapping[str, Any]) -> Sequence[int]:
        """Indices of frames, from the first to the last, evenly."""
        total, count, fps = about["total_num_frames"], options["num_frames"], options["fps"]
        least, most = options["min_frames"], options["max_frames"]
        if count is None and fps is not None:
            rate = 24 if about.get("fps") is None else about["fps"]
            count = min(max(int(total / rate * fps), least), most, total)
        elif count is None:
            count = min(max(total, least), most)
        return np.linspace(0, total - 1, count).round().astype(int).tolist()


def _resize_small_first(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    target = size_of_small(
        (image.shape[-2], image.shape[-1]),
        options["patch_size"] * options["merge_size"],
        options["size"],
    )
    return transforms.resize(image, target, options["resample"])


def size_of_small(
    shape: sizes.HeightWidth, factor: int, bounds: Mapping[str, int]
) -> sizes.HeightWidth:
    """`smart_size` of an image whose sides are enlarged to `factor` first, one after the other."""
    height, width = shape
    if height < factor:
        height, width = factor, round(width * factor / height)
    if width < factor:
        height, width = round(height * factor / width), factor
    return smart_size((height, width), factor, least=bounds[_LEAST], most=bounds[_MOST])


class PaddleOCRVLImageProcessor(Qwen2VLImageProcessor):
    """Patches [n, channels, rows, columns] of all images, row by row, and the grid of each."""

    steps = (
        Step("do_resize", _resize_small_first, ("size", "resample", "patch_size")),
        RESCALE,
        NORMALIZE,
    )
    size: Any = _OF_PAGES
    temporal_patch_size: int | None = 1

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [n, channels * frames, rows, columns] and `image_grid_thw` [images, 3]."""
        options = self._options(overrides)
        side, together = options["patch_size"], options["temporal_patch_size"]
        patches, grids = [], []
        for array in self._run(self._read(images, options), options):
            frames = array.astype(np.float32, copy=False)[None]
            found, grid = packed(frames, patch=side, merge=1, together=1)
            found = found.reshape(len(found), len(array), 1, side, side)
            found = np.repeat(found, together, 2)
            patches.append(found.reshape(len(found), -1, side, side))
            grids.append(grid)
        data = {
            "pixel_values": np.concatenate(patches),
            "image_grid_thw": np.array(grids, np.int64),
        }
        return BatchFeature(data, tensor_type=options["return_tensors"])

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> int:
        """How many patches an image of this size has."""
        given = images_kwargs or {}
        patch = given.get("patch_size", self.patch_size)
        factor = patch * given.get("merge_size", self.merge_size)
        bounds = {
            _LEAST: given.get("min_pixels", self.size[_LEAST]),
            _MOST: given.get("max_pixels", self.size[_MOST]),
        }
        rows, columns = size_of_small((height, width), factor, bounds)
        return (rows // patch) * (columns // patch)


class VideoLlama3ImageProcessor(Qwen2VLImageProcessor):
    """Patches of all images in one row, the grid of each, and its factor of blocks."""

    model_input_names: ClassVar[list[str]] = [
        *("pixel_values", "image_grid_thw", "image_merge_sizes")
    ]

    image_mean = image_std = HALF
    temporal_patch_size: int | None = 1
    merge_size: int | None = 1

    def beside(
        self, patches: Sequence[np.ndarray], grids: Sequence[Any], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {"image_merge_sizes": np.full(len(grids), options["merge_size"], np.int64)}


class VideoLlama3VideoProcessor(Qwen2VLVideoProcessor):
    """Patches of all videos in one row, the grid of each, its factor of blocks, and which blocks
    differ from the frame before: the others' vectors are left out (`use_token_compression`).

    The most pixels of `size` are those of all frames of a video together.
    """

    own_options = (*Qwen2VLVideoProcessor.own_options, "use_token_compression")
    model_input_names: ClassVar[list[str]] = [
        *("pixel_values_videos", "video_grid_thw"),
        *("video_merge_sizes", "video_compression_mask"),
    ]

    image_mean = image_std = HALF
    temporal_patch_size: int | None = 1
    max_frames: int | None = 180
    return_metadata: bool | None = True
    use_token_compression: bool | None = True

    def frame_size(
        self, count: int, shape: sizes.HeightWidth, options: Mapping[str, Any]
    ) -> sizes.HeightWidth:
        factor, _ = self._factors(options)
        least, most = options["size"][_LEAST], options["size"][_MOST] // count
        return smart_size(shape, factor, least=least, most=most)

    def beside(
        self, patches: Sequence[np.ndarray], grids: Sequence[Any], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        merge, kept = options["merge_size"], []
        for video, (frames, rows, columns) in zip(patches, grids, strict=True):
            blocks = video.reshape(frames, rows * columns // merge**2, -1)
            changed = bool(options["use_token_compression"])
            kept.append(changed_blocks(blocks) if changed else np.ones(blocks.shape[:2], bool))
        return {
            "video_merge_sizes": np.full(len(grids), merge, np.int64),
            "video_compression_mask": np.concatenate([one.reshape(-1) for one in kept]),
        }


def changed_blocks(blocks: np.ndarray, least: float = 0.1) -> np.ndarray:
    """Of blocks [f n numbers] of the frames of a video, which differ from those of the frame before
    by more than `least` of 255 on average [f n]: all of the first, and one of each frame."""
    change = np.abs(blocks[1:] - blocks[:-1]).mean(-1, dtype=np.float32) * np.float32(255)
    kept = np.concatenate([np.ones((1, blocks.shape[1]), bool), change > np.float32(least)])
    kept[~kept.any(1), 0] = True
    return kept
