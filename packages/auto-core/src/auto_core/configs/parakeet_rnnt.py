"""Parakeet (Rekesh et al., 2023, arXiv:2305.05084, Fast Conformer) with a transducer."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.parakeet_ctc import ParakeetEncoderConfig


class ParakeetRNNTConfig(PreTrainedConfig):
    """The encoder, the prediction network and the joint one. The defaults are
    nvidia/parakeet-rnnt-0.6b, but for its encoder."""

    model_type = "parakeet_rnnt"
    sub_configs: ClassVar[dict[str, Any]] = {"encoder_config": ParakeetEncoderConfig}

    vocab_size: int = 8193  # with the blank
    decoder_hidden_size: int = 640
    num_decoder_layers: int = 2
    hidden_act: str = "relu"
    max_symbols_per_step: int = 10
    encoder_config: Any = None
    pad_token_id: int = 2
    blank_token_id: int = 8192
    is_encoder_decoder: bool = True

    def _complete(self) -> None:
        if self.encoder_config is None:
            self.encoder_config = {}
        super()._complete()
        if not 0 <= self.blank_token_id < self.vocab_size:
            self._refuse("blank_token_id", f"0 to below vocab_size={self.vocab_size}")
        for name in ("num_decoder_layers", "max_symbols_per_step"):
            if getattr(self, name) < 1:
                self._refuse(name, "1 or more")

    @property
    def initializer_range(self) -> float:
        return self.encoder_config.initializer_range
