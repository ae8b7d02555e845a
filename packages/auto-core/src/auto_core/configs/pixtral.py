"""Pixtral's image encoder (Agrawal et al., 2024, arXiv:2410.07073)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._base import PreTrainedConfig


class PixtralVisionConfig(PreTrainedConfig):
    """Sizes and options of the image encoder. The defaults are Pixtral-12B's, but for smaller
    patches' number."""

    model_type = "pixtral"
    base_config_key = "vision_config"

    hidden_size: int = 1024
    intermediate_size: int = 4096
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    num_channels: int = 3
    image_size: int = 1024
    patch_size: int = 16
    hidden_act: str = "gelu"
    attention_dropout: float = 0.0
    rope_parameters: dict[str, Any] | None = None
    initializer_range: float = 0.02

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        theta = data.pop("rope_theta", None)
        if theta is not None and not data.get("rope_parameters"):
            data["rope_parameters"] = {"rope_theta": theta}
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        rope = {"rope_type": "axial", "rope_theta": 10000.0, **(self.rope_parameters or {})}
        rope.pop("type", None)
        if rope["rope_type"] in ("default", None):
            rope["rope_type"] = "axial"
        theta = rope["rope_theta"]
        if rope["rope_type"] != "axial" or not isinstance(theta, int | float) or theta <= 0:
            self._refuse("rope_parameters", "the rope_type 'axial', and a rope_theta above 0")
        self.rope_parameters = rope
        heads = self.num_attention_heads
        if self.hidden_size % heads or (self.hidden_size // heads) % 4:
            self._refuse(
                "num_attention_heads",
                f"a number that divides {self.hidden_size} into heads of a multiple of 4",
            )

    @property
    def rope_theta(self) -> float:
        """The base of the rotation's frequencies."""
        return (self.rope_parameters or {})["rope_theta"]
