"""Ovis2's processor: tiles of images among texts, with indicators of their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.processors.placeholders import PlaceholderProcessor

_ATOM = "<IMG_ATOM>"


class Ovis2Processor(PlaceholderProcessor):
    """A token of an image becomes those of the whole image, then of its tiles row by row."""

    own_options = ("image_token", "image_seq_length")
    unused_input_names = ("grids",)
    image_token: str | None = "<image>"
    image_seq_length: int = 256

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        self.image_token = "<image>"

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["grids"])

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        rows, columns = (int(n) for n in features["grids"][index])
        each = _ATOM * self.image_seq_length
        tiles = ""
        if rows * columns > 1:
            tiles = "<IMG_ROW>".join(["<IMG_COL>".join([each] * columns)] * rows)
        return f"<IMG_START>{each}<IMG_GRID>{tiles}<IMG_END>"
