"""FSMT, fairseq's translation of WMT 2019 (Ng et al., 2019, arXiv:1907.06616)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLayersConfig


class FSMTConfig(BartLayersConfig):
    """Sizes and options of FSMT. The defaults are wmt19-en-de's."""

    model_type = "fsmt"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "encoder_attention_heads",
        "hidden_size": "d_model",
        "vocab_size": "tgt_vocab_size",
        "num_hidden_layers": "encoder_layers",
        "initializer_range": "init_std",
    }

    scaled_tables: ClassVar[bool] = False
    scale_given_vectors: ClassVar[bool] = True
    start_with_last: ClassVar[bool] = True

    langs: list[str] | tuple[str, ...] = ("en", "de")
    src_vocab_size: int = 42024
    tgt_vocab_size: int = 42024
    max_position_embeddings: int = 1024
    activation_function: str = "relu"
    scale_embedding: bool = True
    tie_word_embeddings: bool = False
    pad_token_id: int = 1  # never None: positions are counted from it
    forced_eos_token_id: int | list[int] | None = 2
    # Of searches.
    max_length: int = 200
    num_beams: int = 5
    length_penalty: float = 1.0
    early_stopping: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.tie_word_embeddings and self.src_vocab_size != self.tgt_vocab_size:
            self._refuse("tgt_vocab_size", f"src_vocab_size={self.src_vocab_size}: they are tied")

    def positions_of(self, *, decoder: bool) -> int:
        return self.max_position_embeddings

    @property
    def norm_embeddings(self) -> bool:
        return False

    @property
    def share_embeddings(self) -> bool:
        """Whether there is a table of embeddings beside the encoder's and the decoder's."""
        return False

    @property
    def encoder_vocabulary(self) -> int:
        """Size of the encoder's vocabulary."""
        return self.src_vocab_size

    @property
    def decoder_vocabulary(self) -> int:
        """Size of the decoder's vocabulary."""
        return self.tgt_vocab_size
