"""The DINOv2 of RF-DETR (Robinson et al., 2025, arXiv:2511.09554)."""

from __future__ import annotations

from auto_core.configs.dinov2 import Dinov2Config


class RfDetrDinov2Config(Dinov2Config):
    """DINOv2's sizes and options, and those of windows. The defaults are upstream's."""

    model_type = "rf_detr_dinov2"

    num_windows: int = 4  # down as well as across; 1 for none
    # Layers that attend within windows; by default those up to the last chosen stage whose own
    # indices are not chosen.
    window_block_indexes: list[int] | tuple[int, ...] | None = None

    def _complete(self) -> None:
        super()._complete()
        if not isinstance(self.patch_size, int):
            self._refuse("patch_size", "a number")
        if self.num_windows < 1:
            self._refuse("num_windows", "1 or more")
        if self.window_block_indexes is None:
            chosen = list(self.out_indices or ())
            self.window_block_indexes = [i for i in range(chosen[-1] + 1) if i not in chosen]
