"""Gemma 4's image encoder (Gemma Team, 2026)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.qwen2_vl import axial_rotation


class Gemma4VisionConfig(PreTrainedConfig):
    """Sizes and options of the image encoder. The defaults are upstream's."""

    model_type = "gemma4_vision"
    base_config_key = "vision_config"

    hidden_size: int = 768
    intermediate_size: int = 3072
    num_hidden_layers: int = 16
    num_attention_heads: int = 12
    num_key_value_heads: int = 12
    head_dim: int = 64
    hidden_activation: str = "gelu_pytorch_tanh"
    rms_norm_eps: float = 1e-6
    max_position_embeddings: int = 131_072
    attention_bias: bool | None = False
    attention_dropout: float | None = 0.0
    rope_parameters: dict[str, Any] | None = None
    pooling_kernel_size: int = 3  # so many by so many patches become one vector
    patch_size: int = 16
    position_embedding_size: int = 10 * 1024  # rows, and columns, that have positions
    use_clipped_linears: bool = False
    standardize: bool = False  # whether vectors are shifted and scaled by statistics
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        if self.attention_bias:  # no version of transformers reads it
            self._refuse("attention_bias", "False: the projections have no biases")
        if self.head_dim % 4:
            self._refuse("head_dim", "a multiple of 4, because its halves turn by two axes")
        if self.num_attention_heads % self.num_key_value_heads:
            heads = self.num_attention_heads
            self._refuse("num_key_value_heads", f"a divisor of num_attention_heads={heads}")
        if self.pooling_kernel_size < 1:
            self._refuse("pooling_kernel_size", "1 or more")
        self.rope_parameters = axial_rotation(self, 100.0)

    @property
    def rope_theta(self) -> float:
        """The base of the rotation's frequencies."""
        return (self.rope_parameters or {})["rope_theta"]
