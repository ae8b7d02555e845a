"""TrOCR's decoder (Li et al., 2021, arXiv:2109.10282)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartDecoderConfig


class TrOCRConfig(BartDecoderConfig):
    """Sizes and options of the decoder. The defaults are trocr-base."""

    model_type = "trocr"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "decoder_attention_heads",
        "hidden_size": "d_model",
        "num_hidden_layers": "decoder_layers",
        "initializer_range": "init_std",
    }

    vocab_size: int = 50265
    max_position_embeddings: int = 512
    use_learned_position_embeddings: bool = True  # otherwise sinusoids, without padding
    layernorm_embedding: bool = True
    cross_attention_hidden_size: int | None = None  # of the encoder; d_model
    is_decoder: bool = False

    def _complete(self) -> None:
        super()._complete()
        if not self.use_learned_position_embeddings and self.pad_token_id is None:
            self._refuse("pad_token_id", "a number: use_learned_position_embeddings=False")

    @property
    def context_size(self) -> int:
        return self.cross_attention_hidden_size or self.d_model

    @property
    def norm_embeddings(self) -> bool:
        return self.layernorm_embedding

    @property
    def decoder_vocabulary(self) -> int:
        """The size of the vocabulary, as BART's decoder has it."""
        return self.vocab_size
