"""GLM-4-9B (GLM Team, 2024, arXiv:2406.12793)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class GlmConfig(RotaryDecoderConfig):
    """Sizes and options of GLM-4. The defaults are glm-4-9b's."""

    model_type = "glm"
    default_partial = 0.5

    vocab_size: int = 151552
    intermediate_size: int = 13696
    num_hidden_layers: int = 40
    num_key_value_heads: int | None = 2
    head_dim: int | None = 128
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1.5625e-7
    pad_token_id: int | None = 151329
    eos_token_id: int | list[int] | None = None  # [151329, 151336, 151338]
    bos_token_id: int | None = None
    attention_bias: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.eos_token_id is None:
            self.eos_token_id = [151329, 151336, 151338]

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias
