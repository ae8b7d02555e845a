"""LLaVA-NeXT (Liu et al., 2024), LLaVA-1.6."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.llava import ChosenLayersConfig


class TiledConfig(ChosenLayersConfig):
    """Images are cut into tiles at one of several resolutions (height, width)."""

    resolutions: ClassVar[list[list[int]]] = [
        [336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]
    ]  # fmt: skip

    image_grid_pinpoints: list | None = None  # by default `resolutions`

    def _complete(self) -> None:
        super()._complete()
        if self.image_grid_pinpoints is None:
            self.image_grid_pinpoints = [list(pair) for pair in self.resolutions]
        pairs = all(
            isinstance(pair, list | tuple)
            and len(pair) == 2
            and all(isinstance(n, int) and 0 < n <= 2**14 for n in pair)
            for pair in self.image_grid_pinpoints
        )
        if not pairs or not self.image_grid_pinpoints:
            self._refuse("image_grid_pinpoints", "pairs (height, width) of pixels")


class LlavaNextConfig(TiledConfig):
    """The two encoders' configs and what joins them. The defaults are llava-v1.6-vicuna-7b's."""

    model_type = "llava_next"

    image_seq_length: int = 576
