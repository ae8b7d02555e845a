"""Image processors that scale images to whole tiles, and return the tiles and then the image."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.transforms import BILINEAR, LANCZOS
from auto_core.processors.videos import VideoProcessor, _no_rate
from auto_core.tensors import BatchFeature

_LONGEST = 4096  # pixels of a side
_MOST_TILES = 256  # of an image


def nested(images: Any) -> list[list[Any]]:
    """Images of each text: a list of lists; one image, or a list of them, is of one text."""
    if isinstance(images, list | tuple) and any(isinstance(x, list | tuple) for x in images):
        return [reading.flat(list(some)) for some in images]
    return [reading.flat(images)]


def even(shape: sizes.HeightWidth, longest: int) -> sizes.HeightWidth:
    """Of the same aspect ratio, with this longer side and an even other one."""
    height, width = shape
    ratio = width / height
    if width >= height:
        other = int(longest / ratio)
        return max(other + other % 2, 1), longest
    other = int(longest * ratio)
    return longest, max(other + other % 2, 1)


def bounded(shape: sizes.HeightWidth, longest: int = _LONGEST) -> sizes.HeightWidth:
    """Of the same aspect ratio, with no side above `longest`."""
    height, width = shape
    ratio = width / height
    if width >= height and width > longest:
        height, width = int(longest / ratio), longest
    elif height > width and height > longest:
        height, width = longest, int(longest * ratio)
    return max(height, 1), max(width, 1)


def whole_tiles(shape: sizes.HeightWidth, side: int) -> sizes.HeightWidth:
    """The longer side as the next multiple of `side`, the other of about the same ratio."""

    def up(length: float) -> int:
        return math.ceil(length / side) * side

    height, width = shape
    ratio = width / height
    if width >= height:
        width = up(width)
        return up(int(width / ratio)), width
    height = up(height)
    return height, up(int(height * ratio))


def _resized(shape: sizes.HeightWidth, options: Mapping[str, Any]) -> sizes.HeightWidth:
    size = options["size"]
    if size.get("longest_edge"):
        return bounded(even(shape, size["longest_edge"]))
    return sizes.height_and_width(size)


class SplitImages(ImageProcessor):
    """What image and video processors of tiles share."""

    max_image_size: Any = sizes.longest(364)

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        size = sizes.size_dict(options["max_image_size"], name="max_image_size")
        if not size.get("longest_edge"):
            raise InputError(f'max_image_size is {size}, expected {{"longest_edge": ...}}.')
        return {**options, "max_image_size": size}


def _within(shape: sizes.HeightWidth, options: Mapping[str, Any]) -> sizes.HeightWidth:
    size = options["size"]
    if not (size.get("shortest_edge") and size.get("longest_edge")):
        return sizes.height_and_width(size)
    least, most = size["shortest_edge"], size["longest_edge"]
    height, width = bounded(shape, most)
    return max(height, least), max(width, least)


class Idefics2ImageProcessor(ImageProcessor):
    """Images within bounds, or the four quarters of each and then the whole; of each text as many
    as of the others, zeros where it has fewer."""

    pads_batch = True
    own_options = ("do_image_splitting",)
    steps = (steps.resize_by(_within, "size"), steps.RESCALE, steps.NORMALIZE)
    model_input_names: ClassVar[list[str]] = ["pixel_values", "pixel_attention_mask"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.shortest(378, at_most=980)
    default_to_square = False
    resample = BILINEAR
    image_mean = image_std = HALF
    do_image_splitting: bool | None = False

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [texts, images, channels, height, width] and, with `do_pad`,
        `pixel_attention_mask` [texts, images, height, width].

        `images` is an image, a list of those of one text, or a list of lists.
        """
        options = self._options(overrides)
        texts = [[self._read_one(one, options) for one in some] for some in nested(images)]
        if not any(texts):
            raise InputError("There are no images.")
        if options["do_image_splitting"]:
            texts = [[part for image in text for part in quarters(image)] for text in texts]
        found = [[steps.run(self.steps, image, options) for image in text] for text in texts]
        return self._result(
            _padded(found) if options["do_pad"] else {"pixel_values": found}, options
        )


def quarters(image: np.ndarray) -> list[np.ndarray]:
    """The four quarters of an image row by row, and the image."""
    row, column = image.shape[-2] // 2, image.shape[-1] // 2
    return [
        image[:, :row, :column],
        image[:, :row, column:],
        image[:, row:, :column],
        image[:, row:, column:],
        image,
    ]


class Idefics3ImageProcessor(SplitImages):
    """Tiles of each image row by row, then the whole, as large as a tile; of each text as many as
    of the others, zeros where it has fewer."""

    pads_batch = True
    own_options = ("do_image_splitting", "max_image_size", "return_row_col_info")
    steps = (steps.resize_by(_resized, "size"), steps.RESCALE, steps.NORMALIZE)
    model_input_names: ClassVar[list[str]] = ["pixel_values", "pixel_attention_mask"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.longest(4 * 364)
    resample = LANCZOS
    image_mean = image_std = HALF
    do_image_splitting: bool | None = True
    return_row_col_info: bool | None = False

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [texts, images, channels, height, width] and, with `do_pad`,
        `pixel_attention_mask` [texts, images, height, width]; with `return_row_col_info` also
        `rows` and `cols`, of tiles of each image of each text.

        `images` is an image, a list of those of one text, or a list of lists.
        """
        options = self._options(overrides)
        texts = [[self._read_one(one, options) for one in some] for some in nested(images)]
        if not any(texts):
            raise InputError("There are no images.")
        parts = [[self._split(image, options) for image in text] for text in texts]
        found = [
            [steps.run(self.steps[1:], tile, options) for tiles, _ in text for tile in tiles]
            for text in parts
        ]
        data = _padded(found) if options["do_pad"] else {"pixel_values": found}
        result = self._result(data, options)
        if options["return_row_col_info"]:
            result["rows"] = [[grid[0] for _, grid in text] for text in parts]
            result["cols"] = [[grid[1] for _, grid in text] for text in parts]
        return result

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> tuple[int, int, int]:
        """How many images one of this size becomes, and how many tiles are below and beside each
        other; zeros where it is not split."""
        options = self._options(dict(images_kwargs or {}))
        side, shape = options["max_image_size"]["longest_edge"], (height, width)
        if options["do_resize"]:
            shape = _resized(shape, options)
        shape = whole_tiles(shape, side)
        if not options["do_image_splitting"] or max(shape) <= side:
            return 0, 0, 0
        rows, columns = shape[0] // side, shape[1] // side
        return rows * columns + 1, rows, columns

    def _split(
        self, image: np.ndarray, options: Mapping[str, Any]
    ) -> tuple[list[np.ndarray], tuple[int, int]]:
        """The tiles of an image, and how many are below and beside each other; (0, 0) where it is
        one."""
        side, resample = options["max_image_size"]["longest_edge"], options["resample"]
        image = steps.run(self.steps[:1], image, options)
        if not options["do_image_splitting"]:
            return [transforms.resize(image, (side, side), resample)], (0, 0)
        height, width = whole_tiles((image.shape[-2], image.shape[-1]), side)
        if (height // side) * (width // side) > _MOST_TILES:
            raise InputError(
                f"An image of {height} x {width} pixels makes more than {_MOST_TILES} tiles of "
                f"{side} pixels a side: reduce size, or set max_image_size."
            )
        image = transforms.resize(image, (height, width), resample)
        if height <= side and width <= side:
            return [image], (0, 0)
        tiles = [
            image[:, top : top + side, left : left + side]
            for top in range(0, height, side)
            for left in range(0, width, side)
        ]
        whole = transforms.resize(image, (side, side), resample)
        return [*tiles, whole], (height // side, width // side)


def _padded(texts: Sequence[Sequence[np.ndarray]]) -> dict[str, Any]:
    """Images of one size, and where they are no padding."""
    every = [image for text in texts for image in text]
    most = max(map(len, texts))
    height, width = (max(image.shape[axis] for image in every) for axis in (-2, -1))
    # Bytes stay bytes, unless a text has fewer images.
    fewer = [] if min(map(len, texts)) == most else [np.float32]
    dtype = np.result_type(*{image.dtype for image in every}, *fewer)
    pixels = np.zeros((len(texts), most, every[0].shape[0], height, width), dtype)
    mask = np.zeros((len(texts), most, height, width), np.int64)
    for row, text in enumerate(texts):
        for index, image in enumerate(text):
            down, across = image.shape[-2:]
            pixels[row, index, :, :down, :across] = image
            mask[row, index, :down, :across] = 1
    return {"pixel_values": pixels, "pixel_attention_mask": mask}


class SmolVLMImageProcessor(Idefics3ImageProcessor):
    pass


class SmolVLMVideoProcessor(SplitImages, VideoProcessor):
    """Frames as images of a text, each as large as a tile."""

    pads_batch = True
    own_options = (*VideoProcessor.own_options, "max_image_size")
    model_input_names: ClassVar[list[str]] = ["pixel_values", "pixel_attention_mask"]
    steps = (
        steps.Step("do_resize", lambda frame, options: _square(frame, options), ("size",)),
        steps.RESCALE,
        steps.NORMALIZE,
    )

    do_convert_rgb = do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.longest(4 * 364)
    resample = LANCZOS
    image_mean = image_std = HALF
    do_sample_frames: bool | None = False

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        sampling = data.pop("video_sampling", None)
        if not isinstance(sampling, Mapping):
            return data
        size = data.get("size") or sampling.get("video_size")
        return {
            **data,
            "num_frames": sampling.get("max_frames"),
            "fps": sampling.get("fps"),
            **({} if size is None else {"size": size}),
        }

    def _videos(
        self, arrays: Sequence[list[np.ndarray]], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        videos = [[steps.run(self.steps, frame, options) for frame in video] for video in arrays]
        if not options["do_pad"]:
            return {"pixel_values": [np.stack(video) for video in videos]}
        data = _padded(videos)
        for row, video in enumerate(videos):  # upstream's mask is of every frame, added ones too
            data["pixel_attention_mask"][row] = data["pixel_attention_mask"][row, :1] * (
                len(video) > 0
            )
        return data

    def sampled(self, about: Mapping[str, Any], options: Mapping[str, Any]) -> Sequence[int]:
        """Indices of frames: `fps` of each second and at most `num_frames`, evenly, without the
        first and the last second of a long video."""
        most, fps, total = options["num_frames"], options["fps"], about["total_num_frames"]
        if most is None or fps is None:
            raise InputError("Frames are sampled by num_frames and fps together: pass both.")
        if about.get("fps") is None:
            raise _no_rate(fps)
        duration = about.get("duration")
        duration = total / about["fps"] if duration is None else duration
        count = max(1, min(round(fps * duration), most))
        first, last = 0, total - 1
        if duration - 2 > most * fps:
            first, last = int(about["fps"]), min(int(total - about["fps"]), total - 1)
            if first >= last:
                first, last = 0, total - 1
        return np.unique(np.linspace(first, last, count, dtype=int)).tolist()


def _square(frame: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    shape, size = (frame.shape[-2], frame.shape[-1]), options["size"]
    edge, side = size.get("longest_edge"), options["max_image_size"]["longest_edge"]
    target = even(shape, min(_LONGEST, edge)) if edge else sizes.height_and_width(size)
    frame = transforms.resize(frame, target, options["resample"])
    return transforms.resize(frame, (side, side), options["resample"])
