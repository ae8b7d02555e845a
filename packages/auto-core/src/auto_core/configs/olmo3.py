"""OLMo 3 (Ai2, 2025, arXiv:2512.13961)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, SlidingDecoderConfig
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig


class Olmo3Config(AttentionBiasConfig, RotaryByLayerConfig, SlidingDecoderConfig):
    """Sizes and options of OLMo 3. The defaults are upstream's, near Olmo-3-7B."""

    model_type = "olmo3"
    default_theta = 500_000.0

    vocab_size: int = 50304
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 1
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 50279

    def _complete(self) -> None:
        super()._complete()
        self._slide_but_every(4)
        self._check_layer_types()
