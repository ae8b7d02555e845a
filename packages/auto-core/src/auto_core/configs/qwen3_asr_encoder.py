"""The speech encoder of Qwen3-ASR (Qwen Team, 2026, github.com/QwenLM/Qwen3-ASR)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.qwen3_omni_moe_thinker import POSITIONS, Qwen3OmniMoeAudioEncoderConfig


class Qwen3ASREncoderConfig(Qwen3OmniMoeAudioEncoderConfig):
    """Sizes and options of Qwen3-Omni's encoder without its projection. The defaults are
    Qwen/Qwen3-ASR-1.7B-hf's."""

    model_type = "qwen3_asr_encoder"
    base_config_key = "audio_config"
    # Fields of Qwen3-Omni's that files of this type do not have.
    max_source_positions: ClassVar[int] = POSITIONS
    conv_chunksize: ClassVar[int] = 500
    encoder_layerdrop: ClassVar[float] = 0.0

    encoder_layers: int = 24
    encoder_attention_heads: int = 16
    encoder_ffn_dim: int = 4096
    d_model: int = 1024
    max_position_embeddings: int = POSITIONS  # of a window of convolutions

    def _complete(self) -> None:
        super()._complete()
        if self.max_position_embeddings < POSITIONS:
            self._refuse("max_position_embeddings", f"{POSITIONS} or more, those of a window")
