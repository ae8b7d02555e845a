"""MLCD's image tower (An et al., 2024, arXiv:2407.17331)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._towers import TowerConfig


class MLCDVisionConfig(TowerConfig):
    """The defaults are mlcd-vit-bigG-patch14-336."""

    model_type = "mlcd_vision_model"
    base_config_key = "vision_config"

    hidden_size: int = 1664
    intermediate_size: int = 8192
    num_hidden_layers: int = 48
    num_attention_heads: int = 16
    num_key_value_groups: int = 1
    num_channels: int = 3
    image_size: int = 336
    patch_size: int = 14
    hidden_act: str = "gelu"
    initializer_range: float = 0.02
    initializer_factor: float = 1.0
    rope_parameters: dict[str, Any] | None = None  # of rows and columns

    def _complete(self) -> None:
        super()._complete()
        if self.num_key_value_groups != 1:
            self._refuse("num_key_value_groups", "1: each query head has a key head of its own")
        self.rope_parameters = {"rope_type": "axial", "rope_theta": 10000.0} | (
            self.rope_parameters or {}
        )
        if self.rope_parameters["rope_type"] != "axial":
            self._refuse("rope_parameters", "of the rope_type 'axial'")
