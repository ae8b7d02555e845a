"""The processors of Aya Vision and Command A Vision: tiles of images among texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from auto_core.errors import InputError
from auto_core.processors.placeholders import PlaceholderProcessor


class TiledTextProcessor(PlaceholderProcessor):
    """A token of an image becomes those of its tiles."""

    text_defaults: ClassVar[Mapping[str, Any]] = {"padding_side": "left", "padding": True}
    unused_input_names = ("num_patches",)

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["num_patches"])

    @property
    def marked(self) -> list[str]:
        """The tokens that stand for images."""
        raise NotImplementedError

    @property
    def image_token_ids(self) -> list[int]:
        """Their ids."""
        return [self.tokenizer.convert_tokens_to_ids(token) for token in self.marked]

    def kinds_of_ids(self) -> dict[int, Sequence[int]]:
        return {1: [number for number in self.image_token_ids if number is not None]}


class AyaVisionProcessor(TiledTextProcessor):
    """Each tile's vectors stand behind its number, those of the whole image last."""

    own_options = (
        *("patch_size", "img_size", "image_token", "downsample_factor", "start_of_img_token"),
        *("end_of_img_token", "img_patch_token", "img_line_break_token", "tile_token"),
        "tile_global_token",
    )
    images_defaults: ClassVar[Mapping[str, Any]] = {"crop_to_patches": True}
    patch_size: int = 28
    img_size: int = 364
    downsample_factor: int = 1
    image_token: str | None = "<image>"
    start_of_img_token: str = "<|START_OF_IMG|>"
    end_of_img_token: str = "<|END_OF_IMG|>"
    img_patch_token: str = "<|IMG_PATCH|>"
    img_line_break_token: str = "<|IMG_LINE_BREAK|>"
    tile_token: str = "TILE"
    tile_global_token: str = "TILE_GLOBAL"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        self.image_token = named.get("image_token", type(self).image_token)
        side = self.patch_size * self.downsample_factor
        if not 0 < side <= self.img_size <= 2**14:
            raise InputError(
                f"img_size is {self.img_size}, expected at least patch_size times "
                f"downsample_factor, {side}, and at most {2**14}."
            )

    @property
    def each(self) -> int:
        """How many vectors a tile has."""
        return (self.img_size // (self.patch_size * self.downsample_factor)) ** 2

    @property
    def marked(self) -> list[str]:
        tokens = [self.img_patch_token, self.tile_token, self.tile_global_token]
        return [*tokens, self.start_of_img_token, self.end_of_img_token]

    def tokens_that_count(self) -> list[str]:
        return [self.img_patch_token]

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        vectors, count = self.img_patch_token * self.each, int(features["num_patches"][index])
        tiles = "".join(f"{self.tile_token}_{number}{vectors}" for number in range(1, count))
        whole = f"{self.tile_global_token}{vectors}"
        return f"{self.start_of_img_token}{tiles}{whole}{self.end_of_img_token}"

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        patches = self.image_processor.get_number_of_image_patches(*shape, options)
        # Behind each tile's number its vectors; the start, the whole image's name and the end.
        return patches * (self.each + 1) + 2, patches


class Cohere2VisionProcessor(TiledTextProcessor):
    """Each tile's vectors end with a break."""

    boi_token: str
    eoi_token: str
    img_line_break_token: str

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for name in ("boi_token", "eoi_token", "image_token", "img_line_break_token"):
            token = getattr(self.tokenizer, name, None)
            if not isinstance(token, str):
                raise InputError(
                    f"The tokenizer has no {name}: its tokenizer_config.json names one among "
                    "extra_special_tokens."
                )
            setattr(self, name, token)
        self.patch_size = self.image_processor.patch_size

    @property
    def marked(self) -> list[str]:
        names = ("image_token", "boi_token", "eoi_token", "img_line_break_token")
        return [getattr(self, name) for name in names]

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        tile = str(self.image_token) * self.patch_size**2 + self.img_line_break_token
        tiles = tile * int(features["num_patches"][index])
        return f"{self.boi_token}{tiles}{self.eoi_token}"

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        patches = self.image_processor.get_number_of_image_patches(*shape, options)
        return 2 + patches * (self.patch_size**2 + 1), patches
