"""The processors of LLaVA and of models after it: texts with images of one size, or of tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core import tiles
from auto_core.configs.llava_onevision import most_tiles
from auto_core.errors import InputError
from auto_core.processors import sizes
from auto_core.processors.placeholders import NestedImagesProcessor, PlaceholderProcessor
from auto_core.processors.tiled_images import size_of_patches


class LlavaProcessor(PlaceholderProcessor):
    """Each token of an image is repeated once per patch of its image."""

    own_options = (
        "patch_size",
        "vision_feature_select_strategy",
        "image_token",
        "num_additional_image_tokens",
    )
    patch_size: int | None = None
    vision_feature_select_strategy: str | None = None
    image_token: str | None = "<image>"
    num_additional_image_tokens: int = 0

    def patches_of(self, image: Any) -> int:
        """How many patches an image [c h w] has."""
        return math.prod(self._grid(image.shape[-2:]))

    def _grid(self, shape: Any) -> tuple[int, int]:
        if self.patch_size is None:
            raise InputError("patch_size is None; load the processor with patch_size=14, or other.")
        return shape[0] // self.patch_size, shape[1] // self.patch_size

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        return str(self.image_token) * self._chosen(
            self.patches_of(features["pixel_values"][index])
        )

    def _chosen(self, patches: int) -> int:
        """How many vectors remain of an image's."""
        count = patches + self.num_additional_image_tokens
        return count - (self.vision_feature_select_strategy == "default")

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        crop = options.get("crop_size") or self.image_processor.crop_size
        return self._chosen(math.prod(self._grid((crop["height"], crop["width"])))), 1


class LlavaNextProcessor(LlavaProcessor):
    """A token of an image becomes those of its tiles, put together without padding, with an end
    of each row, behind those of the whole image."""

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        rows, columns = features["image_sizes"][index]
        tile = features["pixel_values"][0][0].shape[-2:]
        return str(self.image_token) * self._of_tiles((int(rows), int(columns)), tile)

    def _of_tiles(self, size: Any, tile: Any) -> int:
        """How many vectors an image (height, width) has in tiles (height, width)."""
        rows, columns = self._grid(tile)
        target = tiles.best_resolution(size, self.image_processor.image_grid_pinpoints)
        whole = rows * (target[0] // tile[0]), columns * (target[1] // tile[1])
        top, left = tiles.unpadded(size, whole)
        down, across = whole[0] - 2 * top, whole[1] - 2 * left
        return self._chosen(down * across + down + rows * columns)

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        side = _side_of_tiles(options.get("size") or self.image_processor.size)
        return self._of_tiles(shape, (side, side)), 1

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_sizes"])


class LlavaOnevisionProcessor(PlaceholderProcessor):
    """A token of an image becomes those of its tiles, put together without padding and resized
    where they are many, or of one tile where a text has several; one of a video those of its
    frames."""

    parts = ("image_processor", "tokenizer", "video_processor")
    own_options = (
        *("num_image_tokens", "vision_feature_select_strategy", "vision_aspect_ratio"),
        *("image_token", "video_token"),
    )
    num_image_tokens: int | None = None
    vision_feature_select_strategy: str | None = None
    vision_aspect_ratio: str = "anyres_max_9"
    image_token: str | None = "<image>"
    video_token: str | None = "<video>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if most_tiles(self.vision_aspect_ratio) is None:
            raise InputError(
                f"vision_aspect_ratio is {self.vision_aspect_ratio!r}, expected 'anyres_max_' and "
                "a number of tiles."
            )

    @property
    def patches(self) -> int:
        """How many patches a tile has."""
        if self.num_image_tokens is None:
            raise InputError("num_image_tokens is None; load the processor with it, e.g. 729.")
        return self.num_image_tokens

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        counts = [int(n) for n in features["batch_num_images"]]
        if [n for n in counts for _ in range(n)][index] == 1:
            rows, columns = features["image_sizes"][index]
            tile = features["pixel_values"][0][0].shape[-2:]
            count = self._of_tiles((int(rows), int(columns)), tile)
        else:
            count = self.patches + 1
        return str(self.image_token) * self._chosen(count)

    def _chosen(self, count: int) -> int:
        return count - (self.vision_feature_select_strategy == "default")

    def _of_tiles(self, size: Any, tile: Any) -> int:
        height, width = tile
        target = tiles.best_resolution(size, self.image_processor.image_grid_pinpoints)
        side = math.isqrt(self.patches)
        whole = side * (target[0] // height), side * (target[1] // width)
        top, left = tiles.unpadded(size, whole)
        down, across = whole[0] - 2 * top, whole[1] - 2 * left
        most = most_tiles(self.vision_aspect_ratio) or 1
        scale = math.sqrt(down * across / (most * side**2))
        if scale > 1.1:
            down, across = int(down // scale), int(across // scale)
        return down * (across + 1) + self.patches

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_sizes"])

    def videos_of(self, features: Mapping[str, Any]) -> int:
        return len(features["pixel_values_videos"])

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        return str(self.video_token) * self._of_frames(len(features["pixel_values_videos"][index]))

    def _of_frames(self, frames: int) -> int:
        half = math.ceil(math.isqrt(self.patches) / 2)
        return frames * half * half + 1

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        side = _side_of_tiles(options.get("size") or self.image_processor.size)
        return self._chosen(self._of_tiles(shape, (side, side))), 1

    def video_count(self, frames: int, shape: Any, options: Mapping[str, Any]) -> int:
        return self._of_frames(frames)


def _side_of_tiles(size: Any) -> int:
    """The side of square tiles, by an image processor's size."""
    shortest = size.get("shortest_edge")
    return min(size["height"], size["width"]) if shortest is None else shortest


class Gemma3Processor(NestedImagesProcessor):
    """The token that begins an image becomes the image's tokens between its begin and end; crops
    of it follow."""

    own_options = ("image_seq_length",)
    image_seq_length: int = 256
    images_defaults: ClassVar[Mapping[str, Any]] = {
        "do_convert_rgb": True,
        "do_pan_and_scan": False,
        "pan_and_scan_min_crop_size": 256,
        "pan_and_scan_max_num_crops": 4,
        "pan_and_scan_min_ratio_to_activate": 1.2,
    }
    marks_kinds = True
    unused_input_names = ("num_crops",)

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        self.boi_token = self.tokenizer.boi_token
        self.vector_token = self.tokenizer.image_token
        self.image_token = self.boi_token
        whole = self.vector_token * self.image_seq_length
        self.full_image_sequence = f"\n\n{self.boi_token}{whole}{self.tokenizer.eoi_token}\n\n"

    def __call__(self, *inputs: Any, **kwargs: Any) -> Any:
        """As the base, with `token_type_ids` of the tokens of images."""
        features = super().__call__(*inputs, **kwargs)
        if "mm_token_type_ids" in features:
            features["token_type_ids"] = features.pop("mm_token_type_ids")
        return features

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["num_crops"])

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        crops = int(features["num_crops"][index])
        if not crops:
            return self.full_image_sequence
        return (
            f"Here is the original image {self.full_image_sequence} and here are some crops to "
            "help you see better " + " ".join([self.full_image_sequence] * crops)
        )

    def kinds_of_ids(self) -> dict[int, Any]:
        return {1: [self.tokenizer.convert_tokens_to_ids(self.vector_token)]}

    def tokens_that_count(self) -> list[str]:
        return [self.vector_token]

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "token_type_ids"]

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        return self.image_seq_length, 1


class PixtralProcessor(PlaceholderProcessor):
    """A token of an image becomes its rows of vectors, each with a break behind it, the last with
    the end of the image."""

    own_options = (
        *("patch_size", "spatial_merge_size"),
        *("image_token", "image_break_token", "image_end_token"),
    )
    patch_size: int = 16
    spatial_merge_size: int = 1
    image_token: str | None = "[IMG]"
    image_break_token: str = "[IMG_BREAK]"
    image_end_token: str = "[IMG_END]"

    def _route(self, kwargs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        options = super()._route(kwargs)
        options["images_kwargs"]["patch_size"] = self.patch_size * self.spatial_merge_size
        return options

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_sizes"])

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        side = self.patch_size * self.spatial_merge_size
        height, width = map(int, features["image_sizes"][index])
        row = str(self.image_token) * (width // side)
        rows = [row + self.image_break_token] * (height // side - 1)
        return "".join([*rows, row + self.image_end_token])

    def kinds_of_ids(self) -> dict[int, Any]:
        tokens = (self.image_token, self.image_break_token, self.image_end_token)
        return {1: [self.tokenizer.convert_tokens_to_ids(token) for token in tokens]}

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        side = self.patch_size * self.spatial_merge_size
        size = options.get("size") or self.image_processor.size
        rows, columns = (n // side for n in size_of_patches(shape, size, (side, side)))
        return rows * (columns + 1), 1


class LlavaNextVideoProcessor(LlavaNextProcessor):
    """As LLaVA-NeXT's; a token of a video becomes a quarter of the patches of its frames."""

    parts = ("video_processor", "image_processor", "tokenizer")
    own_options = (*LlavaProcessor.own_options, "video_token")
    video_token: str | None = "<video>"

    def videos_of(self, features: Mapping[str, Any]) -> int:
        return len(features["pixel_values_videos"])

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        video = features["pixel_values_videos"][index]
        return str(self.video_token) * (self.patches_of(video[0]) // 4 * len(video))


class VideoLlavaProcessor(LlavaProcessor):
    """As LLaVA's; a token of a video becomes the patches and the class token of its frames."""

    parts = ("image_processor", "video_processor", "tokenizer")
    own_options = (*LlavaProcessor.own_options, "video_token")
    patch_size: int | None = 14
    vision_feature_select_strategy: str | None = "default"
    video_token: str | None = "<video>"
    num_additional_image_tokens: int = 1

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        images = features.get("pixel_values_images", features.get("pixel_values"))
        return super().image_text({"pixel_values": images}, index)

    def videos_of(self, features: Mapping[str, Any]) -> int:
        return len(features["pixel_values_videos"])

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        video = features["pixel_values_videos"][index]
        each = self.patches_of(video[0]) + self.num_additional_image_tokens
        return str(self.video_token) * (each * len(video))


class LightOnOcrProcessor(PlaceholderProcessor):
    """A token of an image becomes one for each square of its patches."""

    own_options = ("patch_size", "spatial_merge_size")
    images_defaults: ClassVar[Mapping[str, Any]] = {"do_pad": True}
    patch_size: int = 14
    spatial_merge_size: int = 2
    image_break_token: str
    image_end_token: str

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if not 1 <= self.side <= 1024:
            raise InputError(
                f"patch_size times spatial_merge_size is {self.side}, expected 1 to 1024."
            )
        for name in ("image_token", "image_break_token", "image_end_token"):
            token = getattr(self.tokenizer, name, None)
            if not isinstance(token, str):
                raise InputError(
                    f"The tokenizer has no {name}: its tokenizer_config.json names one among "
                    "extra_special_tokens."
                )
            setattr(self, name, token)

    @property
    def side(self) -> int:
        """How many pixels of a side one vector is of."""
        return self.patch_size * self.spatial_merge_size

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_sizes"])

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        height, width = map(int, features["image_sizes"][index])
        return str(self.image_token) * ((height // self.side) * (width // self.side))

    def kinds_of_ids(self) -> dict[int, Any]:
        tokens = (self.image_token, self.image_break_token, self.image_end_token)
        return {1: [self.tokenizer.convert_tokens_to_ids(token) for token in tokens]}

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        size, patch = (
            options.get(name) or getattr(self.image_processor, name)
            for name in ("size", "patch_size")
        )
        patch = sizes.height_and_width(sizes.size_dict(patch, name="patch_size"))
        rows, columns = (n // self.side for n in size_of_patches(shape, size, patch))
        return rows * columns, 1
