"""Code World Model (FAIR, 2025, arXiv:2510.02387)."""

from __future__ import annotations

from auto_core.configs._rotary import SlidingDecoderConfig


class CwmConfig(SlidingDecoderConfig):
    """Sizes and options of CWM, its defaults."""

    model_type = "cwm"
    default_theta = 1_000_000.0

    vocab_size: int = 128256
    hidden_size: int = 6144
    intermediate_size: int = 21504
    num_hidden_layers: int = 64
    num_attention_heads: int = 48
    num_key_value_heads: int | None = 8
    head_dim: int | None = 128
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = 128000
    eos_token_id: int | list[int] | None = None
    pretraining_tp: int | None = 1
    mlp_bias: bool = False
    sliding_window: int | None = 8192

    def _complete(self) -> None:
        if self.rope_parameters is None:
            self.rope_parameters = {
                "rope_type": "llama3",
                "rope_theta": self.default_theta,
                "factor": 16.0,
                "high_freq_factor": 4.0,
                "low_freq_factor": 1.0,
                "original_max_position_embeddings": 8192,
            }
        super()._complete()
        self.sliding_window = self.sliding_window or None
        if self.eos_token_id is None:
            self.eos_token_id = [128001, 128008, 128009]
        if self.layer_types is None:
            self.layer_types = [
                "sliding_attention" if layer % 4 else "full_attention"
                for layer in range(self.num_hidden_layers)
            ]
        self._check_layer_types()

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
