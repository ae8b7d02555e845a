"""The processor of Llama 3.2 with images: tiles of images, and which of them tokens attend to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.split_images import nested
from auto_core.processors.transforms import BILINEAR
from auto_core.tensors import BatchFeature

_MOST_TILES = 64  # of an image


def ratios(most: int) -> list[tuple[int, int]]:
    """Every (rows, columns) of at most so many tiles, in the order of their ids from 1 on."""
    return [
        (rows, columns) for rows in range(1, most + 1) for columns in range(1, most // rows + 1)
    ]


def best_ratio(shape: sizes.HeightWidth, most: int, side: int) -> tuple[int, int]:
    """The rows and columns of tiles in which an image is scaled up least, or else down least; of
    several the fewest tiles."""
    scale = {r: min(r[0] * side / shape[0], r[1] * side / shape[1]) for r in ratios(most)}
    larger = [value for value in scale.values() if value >= 1]
    chosen = min(larger) if larger else max(scale.values())
    return min((r for r in scale if scale[r] == chosen), key=lambda r: r[0] * r[1])


def fitted(shape: sizes.HeightWidth, canvas: sizes.HeightWidth, side: int) -> sizes.HeightWidth:
    """The size of an image within its tiles: as it is, but no side below one tile's, where the
    other one allows that."""
    height, width = (min(max(n, side), most) for n, most in zip(shape, canvas, strict=True))
    down, across = height / shape[0], width / shape[1]
    if across < down:
        return min(math.floor(shape[0] * across) or 1, height), width
    return height, min(math.floor(shape[1] * down) or 1, width)


class MllamaImageProcessor(ImageProcessor):
    """Tiles of each image row by row; of each image and text as many as of the others, zeros where
    there are fewer."""

    pads_batch = True
    own_options = ("max_image_tiles",)
    steps = (steps.RESCALE, steps.NORMALIZE)
    model_input_names: ClassVar[list[str]] = [
        "pixel_values",
        "num_tiles",
        "aspect_ratio_ids",
        "aspect_ratio_mask",
    ]

    do_convert_rgb = do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.square(224)
    resample = BILINEAR
    image_mean = image_std = HALF
    max_image_tiles: int = 4

    def _refuse_absent_steps(self, given: Mapping[str, Any]) -> None:
        super()._refuse_absent_steps({k: v for k, v in given.items() if k != "do_resize"})

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        for name in ("do_resize", "do_pad"):
            if not options[name]:
                raise InputError(f"{name} is {options[name]!r}: images of tiles need it, True.")
        height, width = sizes.height_and_width(options["size"])
        if height != width or not height:
            raise InputError(f"size is {options['size']}, expected tiles as high as wide.")
        most = options["max_image_tiles"]
        if not isinstance(most, int) or not 0 < most <= _MOST_TILES:
            raise InputError(f"max_image_tiles is {most!r}, expected 1 to {_MOST_TILES}.")
        return options

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [texts, images, tiles, channels, height, width], `aspect_ratio_ids`
        [texts, images], `aspect_ratio_mask` [texts, images, tiles] and `num_tiles`, of each image
        of each text.

        `images` is an image, a list of those of one text, or a list of lists.
        """
        options = self._options(overrides)
        texts = [[self._read_one(one, options) for one in some] for some in nested(images)]
        if not any(texts):
            raise InputError("There are no images.")
        found = [[self._tiles(image, options) for image in text] for text in texts]
        tiles, most = options["max_image_tiles"], max(map(len, found))
        one = next(pixels for text in found for pixels, _ in text)
        data: dict[str, Any] = {
            "pixel_values": np.zeros((len(found), most, tiles, *one.shape[1:]), np.float32),
            "aspect_ratio_ids": np.zeros((len(found), most), np.int64),
            "aspect_ratio_mask": np.zeros((len(found), most, tiles), np.int64),
        }
        data["aspect_ratio_mask"][:, :, 0] = 1
        ids = {ratio: index for index, ratio in enumerate(ratios(tiles), start=1)}
        for row, text in enumerate(found):
            for index, (pixels, ratio) in enumerate(text):
                data["pixel_values"][row, index, : len(pixels)] = pixels
                data["aspect_ratio_mask"][row, index, : len(pixels)] = 1
                data["aspect_ratio_ids"][row, index] = ids[ratio]
        result = self._result(data, options)
        result["num_tiles"] = [[len(pixels) for pixels, _ in text] for text in found]
        return result

    def _tiles(
        self, image: np.ndarray, options: Mapping[str, Any]
    ) -> tuple[np.ndarray, tuple[int, int]]:
        """The tiles [n channels height width] of an image, and its rows and columns of them."""
        side, shape = options["size"]["height"], (image.shape[-2], image.shape[-1])
        rows, columns = best_ratio(shape, options["max_image_tiles"], side)
        canvas = rows * side, columns * side
        image = transforms.resize(image, fitted(shape, canvas, side), options["resample"])
        image = steps.run(self.steps, transforms.pad_to(image, canvas), options)
        tiles = image.reshape(-1, rows, side, columns, side).transpose(1, 3, 0, 2, 4)
        return tiles.reshape(rows * columns, -1, side, side), (rows, columns)


class MllamaProcessor(PlaceholderProcessor):
    """Texts with a token of each image, which stays one; each token attends to the tiles of the
    last image before it, or of those that follow each other directly."""

    image_token: str | None = "<|image|>"
    unused_input_names = ("num_tiles",)

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """As the base, with `cross_attention_mask` [texts, tokens, images, tiles].

        Raises:
            InputError: a text has not as many tokens of images as its images.
        """
        text = [text] if isinstance(text, str) else text
        if images is not None and text is not None:
            found = [one.count(str(self.image_token)) for one in text]
            given = [len(some) for some in nested(images)]
            if found != given:
                raise InputError(
                    f"The texts hold {found} {self.image_token} tokens, and there are {given} "
                    "images of each: pass a list of images for each text."
                )
        return super().__call__(images, text, videos, audio, **kwargs)

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return sum(map(len, features["num_tiles"]))

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        return str(self.image_token)

    def expanded(self, given: list[str], texts: Mapping[str, Sequence[str]]) -> list[str]:
        """Texts that begin with the token for it, behind tokens of images that they begin with."""
        return [self._begun(text) for text in super().expanded(given, texts)]

    def _begun(self, text: str) -> str:
        begin, token = str(self.tokenizer.bos_token), str(self.image_token)
        if begin in text:
            return text
        rest = text
        while rest.startswith(token):
            rest = rest.removeprefix(token)
        return f"{text[: len(text) - len(rest)]}{begin}{rest}"

    def attended(self, features: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """`cross_attention_mask`, of images in texts."""
        if "num_tiles" not in features or "input_ids" not in data:
            return {}
        number = self.tokenizer.convert_tokens_to_ids(self.image_token)
        rows = [list(row) for row in data["input_ids"]]
        found = [spans(row, number) for row in rows]
        tiles = features["pixel_values"].shape[2]
        width, most = max(map(len, rows)), max(map(len, found))
        mask = np.zeros((len(rows), width, most, tiles), np.int64)
        for row, (some, counts) in enumerate(zip(found, features["num_tiles"], strict=True)):
            for index, ((start, end), count) in enumerate(zip(some, counts, strict=True)):
                mask[row, start : width if end is None else end, index, :count] = 1
        return {"cross_attention_mask": mask}

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "cross_attention_mask"]


def spans(ids: Sequence[int], token: int) -> list[tuple[int, int | None]]:
    """Of each image, the first token that attends to it, its own, and the one behind the last; None
    for the end of the batch."""
    starts = [index for index, number in enumerate(ids) if number == token]
    if len(starts) < 2:
        return [(start, None) for start in starts]
    ends: list[int] = []
    following = [*starts[1:], len(ids)]
    for start, after in zip(reversed(starts), reversed(following), strict=True):
        # An image directly before another is attended to as far as that one.
        ends.insert(0, ends[0] if ends and after == start + 1 else after)
    return list(zip(starts, ends, strict=True))
