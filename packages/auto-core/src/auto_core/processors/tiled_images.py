"""Image processors that cut images into tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core import tiles
from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import CLIP_MEAN, CLIP_STD, HALF, ImageProcessor
from auto_core.processors.transforms import BICUBIC, BILINEAR
from auto_core.tensors import BatchFeature

_MOST_TILES = 256  # of an image

_SIDES = range(384, 2305, 384)
_RESOLUTIONS = ((336, 672), (672, 336), (672, 672), (1008, 336), (336, 1008))


class LlavaNextImageProcessor(ImageProcessor):
    """The whole image, small, then its tiles at the best of several resolutions."""

    pads_batch = True
    own_options = ("image_grid_pinpoints",)
    model_input_names: ClassVar[list[str]] = ["pixel_values", "image_sizes"]

    do_convert_rgb = do_resize = do_center_crop = do_rescale = do_normalize = do_pad = True
    size = sizes.shortest(224)
    default_to_square = False
    crop_size = sizes.square(224)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    image_grid_pinpoints: Any = _RESOLUTIONS

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set(data)
        if self.image_grid_pinpoints is not None:
            self.image_grid_pinpoints = [list(pair) for pair in self.image_grid_pinpoints]

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [images, tiles, channels, height, width] (with `do_pad` of one number of
        tiles) and `image_sizes` [images, 2], (height, width) of each image."""
        options = self._options(overrides)
        return self._result(self._tiled(self._read(images, options), options), options)

    def _tiled(
        self,
        arrays: Sequence[np.ndarray],
        options: Mapping[str, Any],
        single: Sequence[bool] | None = None,
    ) -> dict[str, Any]:
        """What is returned of images, of which those that are not `single` are a tile each."""
        size, crop = options["size"], options["crop_size"]
        edge = size.get("shortest_edge")
        whole = (size["height"], size["width"]) if edge is None else (edge, edge)
        side = crop["height"] if crop and crop.get("height") else whole[0]
        found, given = [], []
        for index, array in enumerate(arrays):
            shape = (array.shape[-2], array.shape[-1])
            if single is None or single[index]:
                pieces = [
                    transforms.resize(array, whole, options["resample"]),
                    *best_tiles(array, options["image_grid_pinpoints"], side, options["resample"]),
                ]
            else:
                pieces = [on_square(array, options["image_mean"])]
            found.append(np.stack([steps.run(self.steps, piece, options) for piece in pieces]))
            given.append(shape)
        if options["do_pad"]:
            most = max(map(len, found))
            found = [
                np.concatenate([x, np.zeros((most - len(x), *x.shape[1:]), x.dtype)]) for x in found
            ]
        return {"pixel_values": found, "image_sizes": given}


class LlavaOnevisionImageProcessor(LlavaNextImageProcessor):
    """As LLaVA-NeXT's; of a text with several images, each is one tile, on a square of the mean."""

    model_input_names: ClassVar[list[str]] = ["pixel_values", "image_sizes", "batch_num_images"]

    size = sizes.square(384)
    crop_size: Any = None
    do_center_crop: bool | None = None
    image_grid_pinpoints: Any = tuple((a, b) for a in _SIDES for b in _SIDES)

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """As LLaVA-NeXT's, and `batch_num_images`: how many images each text has.

        `images` is an image, a list of those of texts with one each, or a list of lists.
        """
        options = self._options(overrides)
        if isinstance(images, list | tuple) and images and isinstance(images[0], list | tuple):
            images = [some for some in images if some]
            counts = [len(some) for some in images]
        else:
            counts = [1] * (len(images) if isinstance(images, list | tuple) else 1)
        single = [count == 1 for count in counts for _ in range(count)]
        data = self._tiled(self._read(images, options), options, single)
        return self._result({**data, "batch_num_images": counts}, options)


def on_square(image: np.ndarray, colour: Any) -> np.ndarray:
    """An image in the middle of a square of one colour, given as shares of 255."""
    channels, height, width = image.shape
    side = max(height, width)
    if height == width:
        return image
    if len(colour) != channels:
        raise InputError(f"image_mean has {len(colour)} values, expected {channels}.")
    square = np.zeros((channels, side, side), image.dtype)
    square[:] = np.array([int(value * 255) for value in colour])[:, None, None]
    top, left = (side - height) // 2, (side - width) // 2
    square[:, top : top + height, left : left + width] = image
    return square


def best_tiles(image: np.ndarray, resolutions: Any, side: int, resample: int) -> list[np.ndarray]:
    """Tiles of an image that is scaled into its best resolution and padded around."""
    target = tiles.best_resolution((image.shape[-2], image.shape[-1]), resolutions)
    if side < 1 or -(-target[0] // side) * -(-target[1] // side) > _MOST_TILES:
        raise InputError(
            f"image_grid_pinpoints has {list(target)}, expected at most {_MOST_TILES} tiles of "
            f"{side} pixels a side."
        )
    new = tiles.fitted((image.shape[-2], image.shape[-1]), target)
    scaled = transforms.resize(image, new, resample)
    above, left = (target[0] - new[0]) // 2, (target[1] - new[1]) // 2
    around = ((above, target[0] - new[0] - above), (left, target[1] - new[1] - left))
    padded = transforms.pad(scaled, around)
    return [
        padded[:, top : top + side, start : start + side]
        for top in range(0, target[0], side)
        for start in range(0, target[1], side)
    ]


class Gemma3ImageProcessor(ImageProcessor):
    """Images of one size; long ones, with `do_pan_and_scan`, also cut along their longer side."""

    pads_batch = False
    own_options = (
        "do_pan_and_scan",
        "pan_and_scan_min_crop_size",
        "pan_and_scan_max_num_crops",
        "pan_and_scan_min_ratio_to_activate",
    )
    steps = (steps.RESIZE, steps.RESCALE, steps.NORMALIZE)
    model_input_names: ClassVar[list[str]] = ["pixel_values", "num_crops"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(224)
    resample = BILINEAR
    image_mean = image_std = HALF
    do_pan_and_scan: bool | None = None
    pan_and_scan_min_crop_size: int | None = None
    pan_and_scan_max_num_crops: int | None = None
    pan_and_scan_min_ratio_to_activate: float | None = None

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` of each image and then its crops, and `num_crops` of each image."""
        options = self._options(overrides)
        found, counts = [], []
        for array in self._read(images, options):
            crops = self._crops(array, options) if options["do_pan_and_scan"] else []
            found.extend(steps.run(self.steps, one, options) for one in (array, *crops))
            counts.append(len(crops))
        return self._result({"pixel_values": found, "num_crops": counts}, options)

    def _crops(self, image: np.ndarray, options: Mapping[str, Any]) -> list[np.ndarray]:
        least, most, ratio = (options[name] for name in self.own_options[1:])
        if None in (least, most, ratio):
            raise InputError(
                f"do_pan_and_scan=True needs {', '.join(self.own_options[1:])}; pass them."
            )
        height, width = image.shape[-2:]
        long, short = max(height, width), min(height, width)
        if long / short < ratio:
            return []
        count = min(math.floor(long / short + 0.5), math.floor(long / least))
        count = min(most, max(2, count))
        each = math.ceil(long / count)
        if min(each, short) < least:
            return []
        cuts = [slice(each * i, each * (i + 1)) for i in range(count)]
        return [image[:, :, cut] if width >= height else image[:, cut] for cut in cuts]


class PixtralImageProcessor(ImageProcessor):
    """Images within a size, with a whole number of patches, padded to one size."""

    pads_batch = True
    own_options = ("patch_size",)
    steps = (
        steps.Step("do_resize", lambda image, options: _to_patches(image, options), ("size",)),
        steps.CENTER_CROP,
        steps.RESCALE,
        steps.NORMALIZE,
    )
    model_input_names: ClassVar[list[str]] = ["pixel_values", "image_sizes"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.longest(1024)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    patch_size: Any = sizes.square(16)

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        if options["patch_size"] is not None:
            options["patch_size"] = sizes.size_dict(options["patch_size"], name="patch_size")
        return options

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [images, channels, height, width] and `image_sizes` [images, 2], the
        (height, width) of each image without padding."""
        options = self._options(overrides)
        done = self._run(self._read(images, options), {**options, "do_pad": False})
        given = [(image.shape[-2], image.shape[-1]) for image in done]
        if options["do_pad"]:
            most = max(height for height, _ in given), max(width for _, width in given)
            done = [transforms.pad_to(image, most) for image in done]
        return self._result({"pixel_values": done, "image_sizes": given}, options)


def _to_patches(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    patch = sizes.height_and_width(options["patch_size"], name="patch_size")
    target = size_of_patches((image.shape[-2], image.shape[-1]), options["size"], patch)
    return transforms.resize(image, target, options["resample"])


def size_of_patches(
    shape: sizes.HeightWidth, size: Mapping[str, Any], patch: sizes.HeightWidth
) -> sizes.HeightWidth:
    """An image of whole patches, within the longest edge (or a height and a width)."""
    edge = size.get("longest_edge")
    most = (edge, edge) if edge else sizes.height_and_width(size)
    ratio = max(side / bound for side, bound in zip(shape, most, strict=True))
    if ratio > 1:
        shape = math.floor(shape[0] / ratio), math.floor(shape[1] / ratio)
    rows, columns = ((side - 1) // p + 1 for side, p in zip(shape, patch, strict=True))
    return rows * patch[0], columns * patch[1]


class GotOcr2ImageProcessor(ImageProcessor):
    """Images of one size; with `crop_to_patches` the tiles of each, in a grid of about its aspect
    ratio, and then the whole, all in one row."""

    pads_batch = False
    own_options = ("crop_to_patches", "min_patches", "max_patches")
    steps = (steps.RESIZE, steps.RESCALE, steps.NORMALIZE)
    model_input_names: ClassVar[list[str]] = ["pixel_values", "num_patches"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(384)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    crop_to_patches: bool | None = False
    min_patches: int | None = 1
    max_patches: int | None = 12

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [tiles, channels, height, width] of all images, and `num_patches`, of
        each image."""
        options = self._options(overrides)
        found, counts = [], []
        for array in self._read(images, options):
            tiled = options["crop_to_patches"] and options["max_patches"] > 1
            pieces = self._grid(array, options) if tiled else [array]
            taken = self.steps[1:] if tiled else self.steps
            found.extend(steps.run(taken, piece, options) for piece in pieces)
            counts.append(len(pieces))
        return self._result({"pixel_values": found, "num_patches": counts}, options)

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> int:
        """How many tiles an image of this size has, the whole among them."""
        options = self._options(dict(images_kwargs or {}))
        if not options["crop_to_patches"] or options["max_patches"] <= 1:
            return 1
        rows, columns = self._chosen((height, width), options)
        return 1 if rows * columns == 1 else rows * columns + 1

    def _grid(self, image: np.ndarray, options: Mapping[str, Any]) -> list[np.ndarray]:
        """The tiles of an image, and the whole behind them where there is more than one."""
        shape = (image.shape[-2], image.shape[-1])
        tiles = self._tiles(image, self._chosen(shape, options), options)
        if len(tiles) > 1:
            side = sizes.height_and_width(options["size"])
            tiles.append(transforms.resize(image, side, options["resample"]))
        return tiles

    def _tiles(
        self, image: np.ndarray, grid: tuple[int, int], options: Mapping[str, Any]
    ) -> list[np.ndarray]:
        """The tiles of an image in so many rows and columns."""
        (rows, columns), side = grid, sizes.height_and_width(options["size"])
        whole = transforms.resize(image, (rows * side[0], columns * side[1]), options["resample"])
        return [
            whole[:, top : top + side[0], left : left + side[1]]
            for top in range(0, rows * side[0], side[0])
            for left in range(0, columns * side[1], side[1])
        ]

    def _chosen(self, shape: sizes.HeightWidth, options: Mapping[str, Any]) -> tuple[int, int]:
        """Rows and columns of the tiles of an image of this size."""
        side = sizes.height_and_width(options["size"])
        least, most = options["min_patches"], options["max_patches"]
        if most > _MOST_TILES:
            raise InputError(f"max_patches is {most}, expected at most {_MOST_TILES}.")
        return self.grid(shape, side, least, most)

    def grid(
        self, shape: sizes.HeightWidth, side: sizes.HeightWidth, least: int, most: int
    ) -> tuple[int, int]:
        """Rows and columns of tiles."""
        return tile_grid(shape, side, least, most)


class Cohere2VisionImageProcessor(GotOcr2ImageProcessor):
    """As GOT-OCR 2.0's; in the grid in which an image is scaled up least, or else down least."""

    own_options = (*GotOcr2ImageProcessor.own_options, "patch_size")

    size = sizes.square(512)
    crop_to_patches: bool | None = True
    patch_size: int = 16

    def grid(
        self, shape: sizes.HeightWidth, side: sizes.HeightWidth, least: int, most: int
    ) -> tuple[int, int]:
        return least_scaled(shape, side[0], most)


class Ovis2ImageProcessor(GotOcr2ImageProcessor):
    """As GOT-OCR 2.0's; the whole stands before the tiles, and with `use_covering_area_grid` these
    are in the smallest grid whose cells, none of them scaled up, keep nine tenths of an image."""

    own_options = (*GotOcr2ImageProcessor.own_options, "use_covering_area_grid")
    steps = (steps.RESIZE, steps.CENTER_CROP, steps.RESCALE, steps.NORMALIZE)
    model_input_names: ClassVar[list[str]] = ["pixel_values", "grids"]

    use_covering_area_grid: bool | None = True

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [tiles, channels, height, width] of all images, and `grids` [images, 2],
        rows and columns of the tiles of each."""
        options = self._options(overrides)
        found, grids = [], []
        for array in self._read(images, options):
            pieces, grid = [array], (1, 1)
            if options["crop_to_patches"] and options["max_patches"] > 1:
                grid = self._chosen((array.shape[-2], array.shape[-1]), options)
                pieces = self._tiles(array, grid, options)
                if len(pieces) > 1:
                    side = sizes.height_and_width(options["size"])
                    pieces.insert(0, transforms.resize(array, side, options["resample"]))
            found.extend(steps.run(self.steps, piece, options) for piece in pieces)
            grids.append(list(grid))
        return self._result({"pixel_values": found, "grids": grids}, options)

    def _chosen(self, shape: sizes.HeightWidth, options: Mapping[str, Any]) -> tuple[int, int]:
        nearest = super()._chosen(shape, options)
        if not options["use_covering_area_grid"]:
            return nearest
        side = sizes.height_and_width(options["size"])
        return covering_grid(shape, side[0], options["max_patches"])


def least_scaled(shape: sizes.HeightWidth, side: int, most: int) -> tuple[int, int]:
    """Rows and columns of at most so many tiles in which an image is scaled up least, or else down
    least; of several the fewest tiles."""
    pairs = [
        (columns, rows) for columns in range(1, most + 1) for rows in range(1, most // columns + 1)
    ]
    pairs.sort(key=math.prod)
    scales = [min(pair[0] * side / shape[1], pair[1] * side / shape[0]) for pair in pairs]
    larger = [scale for scale in scales if scale >= 1]
    columns, rows = pairs[scales.index(min(larger) if larger else max(scales))]
    return rows, columns


def tile_grid(
    shape: sizes.HeightWidth, side: sizes.HeightWidth, least: int, most: int
) -> tuple[int, int]:
    """Rows and columns of between `least` and `most` tiles, of the aspect ratio nearest to an
    image's."""
    grids = [
        (columns, rows)
        for columns in range(1, most + 1)
        for rows in range(1, most + 1)
        if least <= columns * rows <= most
    ]
    return nearest_grid(shape, side, sorted(grids, key=math.prod))


def nearest_grid(
    shape: sizes.HeightWidth, side: sizes.HeightWidth, grids: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Rows and columns of the grid, among (columns, rows), of the aspect ratio nearest to an
    image's; of equally near ones the last with less than twice the image's pixels."""
    height, width = shape
    best, nearest = (1, 1), math.inf
    for columns, rows in grids:
        away = abs(width / height - columns / rows)
        small = height * width > 0.5 * side[0] * side[1] * columns * rows
        if away < nearest or (away == nearest and small):
            best, nearest = (columns, rows), away
    return best[1], best[0]


def covering_grid(shape: sizes.HeightWidth, side: int, most: int) -> tuple[int, int]:
    """Rows and columns of the fewest tiles in which, scaled down but not up, more than nine tenths
    of an image's pixels are kept; or else of those in which most are."""
    height, width = shape

    def kept(rows: int, columns: int) -> float:
        downs = _cuts(height, rows)
        return sum(
            _within(down, across, side) for down in downs for across in _cuts(width, columns)
        )

    # As the published models were trained: a grid's rows and columns change places between the
    # choice and the cut.
    grids = [
        (columns, rows) for columns in range(1, most + 1) for rows in range(1, most // columns + 1)
    ]
    shares = [(grid, kept(*grid) / (height * width)) for grid in sorted(grids, key=math.prod)]
    enough = [found for found in shares if found[1] > 0.9]
    if enough:
        columns, rows = min(enough, key=lambda found: (math.prod(found[0]), -found[1]))[0]
    else:
        columns, rows = min(shares, key=lambda found: (-found[1], math.prod(found[0])))[0]
    return rows, columns


def _cuts(length: int, count: int) -> list[int]:
    """Lengths of so many parts, of which the last has what is left over."""
    each = length // count
    return [each] * (count - 1) + [length - each * (count - 1)]


def _within(height: int, width: int, side: int) -> float:
    """The pixels of a part whose longer side is scaled down to `side`."""
    longer, shorter = max(height, width), min(height, width)
    if longer <= side:
        return longer * shorter
    return side * (shorter / longer * side)
