"""Mixtral (Jiang et al., 2024, arXiv:2401.04088)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import RouterLossConfig


class MixtralConfig(RouterLossConfig):
    """Sizes and options of Mixtral. The defaults are Mixtral-8x7B's."""

    model_type = "mixtral"
    attribute_map: ClassVar[dict[str, str]] = {"num_experts": "num_local_experts"}
    default_theta = 1000000.0

    intermediate_size: int = 14336
    num_key_value_heads: int | None = 8
    max_position_embeddings: int = 4096 * 32
    rms_norm_eps: float = 1e-5
    sliding_window: int | None = None
    num_local_experts: int = 8
    router_jitter_noise: float = 0.0

    def window(self, layer: int) -> int | None:
        return self.sliding_window
