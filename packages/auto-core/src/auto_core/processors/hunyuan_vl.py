"""HunyuanOCR's processors: packed patches row by row, and tokens with the ends of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import transforms
from auto_core.processors.packed_images import Qwen2VLImageProcessor, packed, smart_size
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.steps import NORMALIZE, RESCALE, Step
from auto_core.processors.transforms import BICUBIC
from auto_core.tensors import BatchFeature

_LEAST, _MOST = "shortest_edge", "longest_edge"
_OF_IMAGES = {_LEAST: 512 * 512, _MOST: 2048 * 2048}


def _resize(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """Always by cubic convolution: files say otherwise, and their authors' code does this."""
    factor = options["patch_size"] * options["merge_size"]
    least, most = options["size"][_LEAST], options["size"][_MOST]
    shape = (image.shape[-2], image.shape[-1])
    return transforms.resize(image, smart_size(shape, factor, least=least, most=most), BICUBIC)


class HunYuanVLImageProcessor(Qwen2VLImageProcessor):
    """Patches of all images, row by row, and the grid (1, rows, columns) of each image."""

    steps = (Step("do_resize", _resize, ("size", "patch_size")), RESCALE, NORMALIZE)
    size: Any = _OF_IMAGES
    patch_size: int | None = 16
    temporal_patch_size: int | None = 1

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [n, channels * frames * rows * columns] of all images, and
        `image_grid_thw` [images, 3]."""
        options = self._options(overrides)
        side, merge = options["patch_size"], options["merge_size"]
        together = options["temporal_patch_size"]
        patches, grids = [], []
        for array in self._run(self._read(images, options), options):
            height, width = array.shape[-2:]
            if height % (side * merge) or width % (side * merge):
                raise InputError(
                    f"An image of {height} x {width} pixels has no whole number of patches of "
                    f"{side} pixels, {merge} by {merge}. Pass do_resize=True."
                )
            frames = np.repeat(array.astype(np.float32, copy=False)[None], together, 0)
            found, grid = packed(frames, patch=side, merge=1, together=together)
            patches.append(found)
            grids.append(grid)
        data = {
            "pixel_values": np.concatenate(patches),
            "image_grid_thw": np.array(grids, np.int64),
        }
        return BatchFeature(data, tensor_type=options["return_tensors"])

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """The rows and columns of patches that an image of this size has."""
        given = images_kwargs or {}
        patch = given.get("patch_size", self.patch_size)
        factor = patch * given.get("merge_size", self.merge_size)
        least = given.get("min_pixels", self.size[_LEAST])
        most = given.get("max_pixels", self.size[_MOST])
        rows, columns = smart_size((height, width), factor, least=least, most=most)
        return rows // patch, columns // patch


class HunYuanVLProcessor(PlaceholderProcessor):
    """A token of an image, between those of its start and its end, becomes one for each block of
    its patches, for the end of each row, and two more for the ends of the image."""

    own_options = ("cat_extra_token",)
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": True, "add_special_tokens": False}
    marks_kinds = True
    cat_extra_token: bool = True
    image_start_token: str
    image_end_token: str

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for name in ("image_token", "image_start_token", "image_end_token"):
            token = getattr(self.tokenizer, name, None)
            if not isinstance(token, str):
                raise InputError(
                    f"The tokenizer has no {name}: its tokenizer_config.json names one among "
                    "extra_special_tokens."
                )
            setattr(self, name, token)

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_grid_thw"])

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        _, rows, columns = map(int, features["image_grid_thw"][index])
        merge = self.image_processor.merge_size
        count = rows // merge * (columns // merge + 1) + 2 * bool(self.cat_extra_token)
        return str(self.image_token) * count

    def expanded(self, given: list[str], texts: Mapping[str, Any]) -> list[str]:
        """As the base.

        Raises:
            InputError: a token of an image stands without those of its start and end.
        """
        whole = f"{self.image_start_token}{self.image_token}{self.image_end_token}"
        for text in given:
            if text.count(str(self.image_token)) != text.count(whole):
                raise InputError(
                    f"An image stands at {whole!r}, and a text has {self.image_token!r} without "
                    "its start and end: use the processor's chat template."
                )
        return super().expanded(given, texts)

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        grid = self.image_processor.get_number_of_image_patches(*shape, options)
        merge = options.get("merge_size") or self.image_processor.merge_size
        rows, columns = (side // merge for side in grid)
        return rows * (columns + 1) + 2 * bool(self.cat_extra_token), grid[0] * grid[1]
