"""Kyutai's speech to text (Zeghidour et al., 2025, arXiv:2509.08753)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.moshi import GatedDecoderConfig


class KyutaiSpeechToTextConfig(GatedDecoderConfig):
    """Moshi's decoder of a text and of the codes of what is said. The defaults are
    kyutai/stt-2.6b-en-trfs's."""

    model_type = "kyutai_speech_to_text"
    sub_configs: ClassVar[dict[str, Any]] = {"codec_config": "auto"}

    codebook_vocab_size: int = 2049
    vocab_size: int = 4001
    hidden_size: int = 2048
    num_hidden_layers: int = 48
    num_attention_heads: int = 32
    max_position_embeddings: int = 750
    sliding_window: int | None = 375
    ffn_dim: int = 11264
    num_codebooks: int = 32
    audio_bos_token_id: int = 2048
    audio_pad_token_id: int = 69569
    pad_token_id: int | None = 3
    bos_token_id: int | None = 48000
    codec_config: Any = None

    def _complete(self) -> None:
        if self.codec_config is None or isinstance(self.codec_config, dict):
            self.codec_config = {"model_type": "mimi", **(self.codec_config or {})}
        super()._complete()
        codec = self.codec_config
        if codec.model_type != "mimi":
            self._refuse("codec_config", "a config of model_type 'mimi'")
        # The codec's first codebooks, those of semantics among them.
        least, most = codec.num_semantic_quantizers, codec.num_quantizers
        if not least <= self.num_codebooks <= most:
            self._refuse("num_codebooks", f"{least} to the codec's num_quantizers={most}")
        if self.tie_word_embeddings:
            self._refuse("tie_word_embeddings", "False: codes have vectors, but no logits")
        if not 0 <= self.audio_pad_token_id <= self.rows - 1:
            self._refuse("audio_pad_token_id", f"0 to {self.rows - 1}, an id with a vector")
        if not 0 <= self.audio_bos_token_id < self.codebook_vocab_size:
            self._refuse("audio_bos_token_id", f"below {self.codebook_vocab_size}")

    @property
    def rows(self) -> int:
        """Vectors of tokens and codes."""
        return self.vocab_size + self.num_codebooks * self.codebook_vocab_size + 1

    @property
    def frame_size(self) -> int:
        """Samples per frame."""
        return self.codec_config.frame_size
