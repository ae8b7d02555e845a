"""Ministral 3 (Mistral AI, 2025)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._rotary import RotaryDecoderConfig

_ROTATION: dict[str, Any] = {
    "rope_type": "yarn",
    "rope_theta": 1_000_000.0,
    "factor": 16.0,
    "original_max_position_embeddings": 16384,
    "beta_fast": 32.0,
    "beta_slow": 1.0,
    "mscale_all_dim": 1.0,
    "mscale": 1.0,
    "llama_4_scaling_beta": 0.1,
}


class Ministral3Config(RotaryDecoderConfig):
    """Sizes and options of Ministral 3. The defaults are Ministral-3-8B's, as upstream has them."""

    model_type = "ministral3"
    own_rope_keys: ClassVar[tuple[str, ...]] = ("llama_4_scaling_beta", "max_position_embeddings")

    vocab_size: int = 131072
    intermediate_size: int = 14336
    num_hidden_layers: int = 34
    num_key_value_heads: int | None = 8
    head_dim: int | None = 128
    max_position_embeddings: int = 262144
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 11
    sliding_window: int | None = None

    def _complete_rotation(self) -> None:
        if self.rope_parameters is None:
            self.rope_parameters = _ROTATION
        super()._complete_rotation()
        if self.query_growth and "original_max_position_embeddings" not in self.rotation():
            self._refuse("rope_parameters", "original_max_position_embeddings too")

    @property
    def query_growth(self) -> float:
        """By how much queries grow with the logarithm of their position."""
        return self.rotation().get("llama_4_scaling_beta", 0.0)

    def window(self, layer: int) -> int | None:
        return self.sliding_window
