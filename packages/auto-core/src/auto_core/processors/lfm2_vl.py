"""The processors of LFM2-VL: images as rows of patches, large ones in tiles, among texts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.padded_patches import in_patches
from auto_core.processors.placeholders import NestedImagesProcessor
from auto_core.processors.tiled_images import nearest_grid
from auto_core.processors.transforms import BILINEAR
from auto_core.tensors import BatchFeature

# Of each option that is a whole number, the most that a file may ask for.
_MOST = {
    "downsample_factor": 64,
    "min_tiles": 256,
    "max_tiles": 256,
    "min_image_tokens": 2**14,
    "max_image_tokens": 2**14,
    "encoder_patch_size": 128,
    "tile_size": 2**13,
}


def within_tokens(shape: sizes.HeightWidth, options: Mapping[str, Any]) -> sizes.HeightWidth:
    """Of about the same aspect ratio, in whole squares of patches, whose number is within
    `min_image_tokens` and `max_image_tokens`."""
    height, width = shape
    side = options["encoder_patch_size"] * options["downsample_factor"]
    least, most = (options[name] * side**2 for name in ("min_image_tokens", "max_image_tokens"))
    down, across = (max(side, round(length / side) * side) for length in shape)
    if down * across > most:
        scale = math.sqrt(height * width / most)
        down, across = (max(side, math.floor(n / scale / side) * side) for n in shape)
    elif down * across < least:
        scale = math.sqrt(least / (height * width))
        down, across = (math.ceil(n * scale / side) * side for n in shape)
    return down, across


def is_large(shape: sizes.HeightWidth, options: Mapping[str, Any]) -> bool:
    """Whether an image has so many pixels that it is cut into tiles."""
    patch = options["encoder_patch_size"]
    side = patch * options["downsample_factor"]
    down, across = (max(patch, round(length / side) * side) for length in shape)
    most = options["max_image_tokens"] * side**2
    return down * across > most * options["max_pixels_tolerance"]


def grids(least: int, most: int) -> list[tuple[int, int]]:
    """(columns, rows) of all grids of between `least` and `most` tiles, smaller ones first."""
    pairs = [
        (columns, rows)
        for columns in range(1, most + 1)
        for rows in range(1, most // columns + 1)
        if columns * rows >= least
    ]
    # Of equally near grids the order decides, and that of upstream is how a set that is filled in
    # this order iterates.
    pairs.sort(key=lambda pair: (max(*pair, least), *pair))
    return sorted(set(pairs), key=math.prod)


class Lfm2VlImageProcessor(ImageProcessor):
    """Images of about their own aspect ratio in patches; large ones as tiles in a grid, and then
    the whole."""

    steps = (steps.resize_by(within_tokens), steps.REPEAT_GREY, steps.RESCALE, steps.NORMALIZE)
    pads_batch = True
    own_options = (
        *("downsample_factor", "do_image_splitting", "min_tiles", "max_tiles", "use_thumbnail"),
        *("min_image_tokens", "max_image_tokens", "encoder_patch_size", "tile_size"),
        *("max_pixels_tolerance", "return_row_col_info"),
    )
    model_input_names: ClassVar[list[str]] = [
        *("pixel_values", "pixel_attention_mask", "spatial_shapes")
    ]

    do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.square(512)
    resample = BILINEAR
    image_mean = image_std = HALF
    downsample_factor: int = 2
    do_image_splitting: bool | None = True
    min_tiles: int = 2
    max_tiles: int = 10
    use_thumbnail: bool | None = True
    min_image_tokens: int = 64
    max_image_tokens: int = 256
    encoder_patch_size: int = 16
    tile_size: int = 512
    max_pixels_tolerance: float = 2.0
    return_row_col_info: bool | None = False

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        for name, most in _MOST.items():
            if not isinstance(options[name], int) or not 1 <= options[name] <= most:
                raise InputError(f"{name} is {options[name]!r:.100}, expected 1 to {most}.")
        return options

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [tiles n f] of all images and, with `do_pad`, `pixel_attention_mask`
        [tiles n] (1 for patches and 0 for padding) and `spatial_shapes` [tiles 2], the rows and
        columns of patches; with `return_row_col_info` also `image_rows` and `image_cols` of tiles
        and `image_sizes`, of each image as a whole.

        Raises:
            InputError: without padding, tiles have unlike numbers of patches.
        """
        options = self._options(overrides)
        if options["do_image_splitting"] and options["min_tiles"] > options["max_tiles"]:
            raise InputError("min_tiles is above max_tiles.")
        tiles, rows, columns, whole = [], [], [], []
        for array in self._read(images, options):
            pieces, (down, across), shape = self._split(array, options)
            tiles.extend(steps.run(self.steps[1:], piece, options) for piece in pieces)
            rows.append(down)
            columns.append(across)
            whole.append(list(shape))
        cut = [in_patches(tile, options["encoder_patch_size"]) for tile in tiles]
        data = self._padded(cut, options) if options["do_pad"] else _unpadded(cut)
        if options["return_row_col_info"]:
            data |= {"image_rows": rows, "image_cols": columns, "image_sizes": whole}
        return BatchFeature(data, tensor_type=options["return_tensors"])

    def _split(
        self, image: np.ndarray, options: Mapping[str, Any]
    ) -> tuple[list[np.ndarray], sizes.HeightWidth, sizes.HeightWidth]:
        """The tiles of an image and the whole, rows and columns of tiles, and the size of the
        whole."""
        shape = (image.shape[-2], image.shape[-1])
        small, resample = within_tokens(shape, options), options["resample"]
        least, most = options["min_tiles"], options["max_tiles"]
        splits = options["do_image_splitting"] and not least == most == 1
        if not splits or not is_large(shape, options):
            return [transforms.resize(image, small, resample)], (1, 1), small
        side = options["tile_size"]
        rows, columns = nearest_grid(shape, (side, side), grids(least, most))
        large = transforms.resize(image, (rows * side, columns * side), resample)
        tiles = [
            large[:, top : top + side, left : left + side]
            for top in range(0, rows * side, side)
            for left in range(0, columns * side, side)
        ]
        if options["use_thumbnail"] and len(tiles) > 1:
            tiles.append(transforms.resize(image, small, resample))
        return tiles, (rows, columns), small

    def _padded(
        self, cut: Sequence[tuple[np.ndarray, sizes.HeightWidth]], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        most = options["max_image_tokens"] * options["downsample_factor"] ** 2
        if options["do_image_splitting"]:
            most = max(most, (options["tile_size"] // options["encoder_patch_size"]) ** 2)
        longest = max(len(patches) for patches, _ in cut)
        if longest > most:
            raise InputError(
                f"An image has {longest} patches, and max_image_tokens and tile_size allow {most}."
            )
        return {
            "pixel_values": [
                np.pad(patches, [(0, most - len(patches)), (0, 0)]) for patches, _ in cut
            ],
            "pixel_attention_mask": [
                (np.arange(most) < len(patches)).astype(np.int32) for patches, _ in cut
            ],
            "spatial_shapes": [list(shape) for _, shape in cut],
        }


def _unpadded(cut: Sequence[tuple[np.ndarray, sizes.HeightWidth]]) -> dict[str, Any]:
    if len({len(patches) for patches, _ in cut}) > 1:
        raise InputError("Images have unlike numbers of patches: pass do_pad=True.")
    return {"pixel_values": [patches for patches, _ in cut]}


class Lfm2VlProcessor(NestedImagesProcessor):
    """A token of an image becomes those of its tiles, each behind its row and column, and of the
    whole, between the tokens that begin and end an image."""

    text_defaults: ClassVar[Mapping[str, Any]] = {"add_special_tokens": False}
    images_defaults: ClassVar[Mapping[str, Any]] = {"return_row_col_info": True}
    unused_input_names = (
        "image_rows",
        "image_cols",
        "image_sizes",
        "image_tokens",
        "token_type_ids",
    )
    call_switches = ("return_mm_token_type_ids", "use_image_special_tokens")
    image_token: str | None = "<image>"
    image_start_token = "<|image_start|>"
    image_end_token = "<|image_end|>"
    image_thumbnail_token = "<|img_thumbnail|>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for name in ("image_start_token", "image_end_token", "image_thumbnail_token"):
            own = getattr(self.tokenizer, name, None)
            if isinstance(own, str):
                setattr(self, name, own)

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base; without `use_image_special_tokens` a token of an image becomes its vectors'
        alone.

        Raises:
            InputError: there is no text.
        """
        if text is None:
            raise InputError("Pass a text: it says where images are.")
        for name in self.call_switches:  # as transformers 4 takes them
            if name in (kwargs.get("text_kwargs") or {}):
                kwargs["text_kwargs"] = dict(kwargs["text_kwargs"])
                kwargs[name] = kwargs["text_kwargs"].pop(name)
        return super().__call__(images, text, videos, audio, **kwargs)

    def _image_features(self, images: Any, options: dict[str, Any]) -> dict[str, Any]:
        """As the base, and of each image how many vectors a tile and the whole have."""
        features = super()._image_features(images, options)
        used = {name: options.get(name, getattr(self.image_processor, name)) for name in _MOST}
        patch, factor = used["encoder_patch_size"], used["downsample_factor"]

        def vectors(height: int, width: int) -> int:
            return -(-(height // patch) // factor) * -(-(width // patch) // factor)

        tile = vectors(used["tile_size"], used["tile_size"])
        thumbnail = options.get("use_thumbnail", self.image_processor.use_thumbnail)
        found = [(tile, vectors(*map(int, size)), thumbnail) for size in features["image_sizes"]]
        return {**features, "image_tokens": found}

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_tokens"])

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        rows, columns = (int(features[name][index]) for name in ("image_rows", "image_cols"))
        each, whole, thumbnail = features["image_tokens"][index]
        token = str(self.image_token)
        tile, rest = token * each, token * whole
        if rows > 1 or columns > 1:
            tiles = "".join(
                f"<|img_row_{row}_col_{column}|>{tile}"
                for row in range(1, rows + 1)
                for column in range(1, columns + 1)
            )
            rest = tiles + (self.image_thumbnail_token + rest if thumbnail else "")
        return f"{self.image_start_token}{rest}{self.image_end_token}"

    def _text_features(
        self,
        text: Any,
        texts: Mapping[str, Sequence[str]],
        options: dict[str, Any],
        switches: Mapping[str, Any],
    ) -> dict[str, Any]:
        if not switches.get("use_image_special_tokens", True):
            token = str(self.image_token)
            texts = {
                kind: [token * one.count(token) for one in some] for kind, some in texts.items()
            }
        return super()._text_features(text, texts, options, switches)
