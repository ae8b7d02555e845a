"""ViTMatte (Yao et al., 2023, arXiv:2305.15272)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig


class VitMatteConfig(WithBackboneConfig):
    """A backbone, and the convolutions beside and after it. The defaults are those of
    hustvl/vitmatte-small-composition-1k."""

    model_type = "vitmatte"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "vitdet",
        "out_features": ["stage4"],
    }

    hidden_size: int = 384
    batch_norm_eps: float = 1e-5
    initializer_range: float = 0.02
    convstream_hidden_sizes: list[int] | tuple[int, ...] = (48, 96, 192)
    fusion_hidden_sizes: list[int] | tuple[int, ...] = (256, 128, 64, 32)

    def _complete(self) -> None:
        super()._complete()
        if len(self.fusion_hidden_sizes) != len(self.convstream_hidden_sizes) + 1:
            self._refuse("fusion_hidden_sizes", "one more than convstream_hidden_sizes")
