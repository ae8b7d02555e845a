"""DiffLlama (Ye et al., 2024, arXiv:2410.05258)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class DiffLlamaConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of DiffLlama. The defaults are upstream's."""

    model_type = "diffllama"

    hidden_size: int = 2048
    intermediate_size: int = 8192
    num_hidden_layers: int = 16
    rms_norm_eps: float = 1e-5
    lambda_std_dev: float | None = 0.1  # of fresh weights

    def _complete(self) -> None:
        super()._complete()
        if self.kv_heads % 2:
            self._refuse("num_key_value_heads", "an even number: values are of two halves")
        if self.attention_dropout:
            self._refuse("attention_dropout", "0: differences of attention weights have none")
