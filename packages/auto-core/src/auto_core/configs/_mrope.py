"""What configs of language models share whose positions have three parts: time, row, column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._rotary import RotaryHeadsConfig


class MultimodalRotaryConfig(RotaryHeadsConfig):
    """`mrope_section` of rope_parameters says how many frequencies turn by each part."""

    own_rope_keys = ("mrope_section", "mrope_interleaved")
    default_sections: ClassVar[tuple[int, ...]] = (16, 24, 24)
    interleaves: ClassVar[bool] = False  # frequency by frequency, instead of one part after another

    def _completed(self, given: Mapping[str, Any] | None, theta: float) -> dict[str, Any]:
        rope = dict(given or {})
        for key in ("rope_type", "type"):  # a kind of its own, in the first files
            if rope.get(key) == "mrope":
                rope[key] = "default"
        if rope.get("mrope_interleaved", self.interleaves) is not self.interleaves:
            self._refuse("rope_parameters", f"mrope_interleaved to be {self.interleaves}")
        return super()._completed(rope, theta)

    def _complete(self) -> None:
        super()._complete()
        self._check_sections()

    def _check_sections(self) -> None:
        sections, half = self.sections, self.rotary_size // 2
        if not self.interleaves and (len(sections) % 3 or sum(sections) != half):
            self._refuse("rope_parameters", f"three parts in mrope_section that add up to {half}")

    @property
    def sections(self) -> tuple[int, ...]:
        """How many frequencies turn by time, rows and columns."""
        return tuple(self.rotation().get("mrope_section", self.default_sections))

    @property
    def axes(self) -> tuple[int, ...]:
        """By which part of a position each frequency turns: 0 time, 1 row, 2 column."""
        if not self.interleaves:
            return tuple(i % 3 for i, count in enumerate(self.sections) for _ in range(count))
        half, (_, rows, columns) = self.rotary_size // 2, self.sections
        axes = [0] * half
        for axis, count in ((1, rows), (2, columns)):
            axes[axis : count * 3 : 3] = [axis] * len(axes[axis : count * 3 : 3])
        return tuple(axes)
