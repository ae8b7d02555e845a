"""VibeVoice ASR (Peng et al., 2026, arXiv:2601.18184)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import LanguageConfig
from auto_core.configs.vibevoice_acoustic_tokenizer_encoder import (
    VibeVoiceAcousticTokenizerEncoderConfig,
)

_ENCODER = VibeVoiceAcousticTokenizerEncoderConfig.model_type


class VibeVoiceAsrConfig(LanguageConfig):
    """The configs of a language model and of two encoders of sound."""

    model_type = "vibevoice_asr"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": "auto",
        "acoustic_tokenizer_encoder_config": VibeVoiceAcousticTokenizerEncoderConfig,
        "semantic_tokenizer_encoder_config": VibeVoiceAcousticTokenizerEncoderConfig,
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {"model_type": "qwen2"},
        "acoustic_tokenizer_encoder_config": {"model_type": _ENCODER},
        "semantic_tokenizer_encoder_config": {"model_type": _ENCODER, "hidden_size": 128},
    }

    acoustic_tokenizer_encoder_config: Any = None
    semantic_tokenizer_encoder_config: Any = None
    audio_token_id: int = 151648
    audio_bos_token_id: int = 151646
    audio_eos_token_id: int = 151647
    acoustic_tokenizer_chunk_size: int = 1440000  # samples that are encoded at once
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        hop = self.acoustic_tokenizer_encoder_config.hop_length
        other = self.semantic_tokenizer_encoder_config
        if other.hop_length != hop:
            other._refuse("downsampling_ratios", f"a product of {hop}, the acoustic encoder's")
        if self.acoustic_tokenizer_chunk_size < 1 or self.acoustic_tokenizer_chunk_size % hop:
            self._refuse(
                "acoustic_tokenizer_chunk_size", f"a multiple of {hop}, a latent's samples"
            )
        if self.tie_word_embeddings:
            self._refuse("tie_word_embeddings", "False: its head is no table of embeddings")
