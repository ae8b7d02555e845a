"""Marian (Junczys-Dowmunt et al., 2018, arXiv:1804.00344), as the Opus-MT models are."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class MarianConfig(BartLikeConfig):
    """Sizes and options of Marian. The defaults are opus-mt-en-de."""

    model_type = "marian"

    scaled_tables: ClassVar[bool] = False
    sinusoidal: ClassVar[bool] = True
    scale_given_vectors: ClassVar[bool] = True

    vocab_size: int = 58101
    decoder_vocab_size: int | None = None  # vocab_size
    share_encoder_decoder_embeddings: bool = True
    pad_token_id: int | None = 58100
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 0
    decoder_start_token_id: int | None = 58100
    forced_eos_token_id: int | list[int] | None = 0

    def _complete(self) -> None:
        super()._complete()
        self.decoder_vocab_size = self.decoder_vocab_size or self.vocab_size
        if self.share_encoder_decoder_embeddings and self.decoder_vocab_size != self.vocab_size:
            self._refuse("decoder_vocab_size", f"vocab_size={self.vocab_size}: both share a table")

    @property
    def norm_embeddings(self) -> bool:
        return False

    @property
    def share_embeddings(self) -> bool:
        return self.share_encoder_decoder_embeddings

    @property
    def decoder_vocabulary(self) -> int:
        return self.decoder_vocab_size or self.vocab_size
