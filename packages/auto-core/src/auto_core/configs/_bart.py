"""What configs of BART and its relatives share: fields, and the facts in which they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from auto_core.configs._base import PreTrainedConfig


class ScaledTables:
    """`scale_embedding`: token embeddings are multiplied by the root of their size, d_model."""

    # By the tables, so that get_input_embeddings() gives what inputs_embeds are; or by the stacks.
    scaled_tables: ClassVar[bool] = True

    if TYPE_CHECKING:
        d_model: int
        scale_embedding: bool

    @property
    def embedding_scale(self) -> float:
        """What token embeddings are multiplied by."""
        return self.d_model**0.5 if self.scale_embedding else 1.0

    @property
    def table_scale(self) -> float | None:
        """The same, where the tables do it, or None."""
        return self.embedding_scale if self.scaled_tables and self.scale_embedding else None


class BartDecoderConfig(ScaledTables, PreTrainedConfig):
    """What the decoder of bart.py asks of a config, and TrOCR's, which stands alone."""

    # Facts: where the norms are, and whether keys have a bias.
    norm_first: ClassVar[bool] = False  # before each part, and once more after the last layer
    key_bias: ClassVar[bool] = True
    sinusoidal: ClassVar[bool] = False  # positions are fixed sinusoids, not learnt
    # Learnt positions start here: fairseq's tables count from the padding token's id.
    position_offset: ClassVar[int] = 2
    scale_given_vectors: ClassVar[bool] = False  # decoder_inputs_embeds are scaled like tokens'

    decoder_layers: int = 12
    decoder_ffn_dim: int = 4096
    decoder_attention_heads: int = 16
    decoder_layerdrop: float = 0.0
    activation_function: str = "gelu"
    d_model: int = 1024
    dropout: float = 0.1
    attention_dropout: float = 0.0
    activation_dropout: float = 0.0
    init_std: float = 0.02
    scale_embedding: bool = False
    use_cache: bool = True
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    decoder_start_token_id: int | None = 2
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        for field in ("encoder_attention_heads", "decoder_attention_heads"):
            heads = getattr(self, field, None)  # one without an encoder has no heads of it
            if heads is not None and self.d_model % heads:
                self._refuse(field, f"a divisor of d_model={self.d_model}")

    def positions_of(self, *, decoder: bool) -> int:
        """The most tokens that a side has positions for."""
        return self.max_position_embeddings

    @property
    def context_size(self) -> int:
        """Size of the encoder's hidden states, which the decoder attends to."""
        return self.d_model

    @property
    def norm_embeddings(self) -> bool:
        """Whether embeddings are normalised."""
        return True


class BartLayersConfig(BartDecoderConfig):
    """What the layers of bart.py ask of a config; Whisper's are the same."""

    encoder_layers: int = 12
    encoder_ffn_dim: int = 4096
    encoder_attention_heads: int = 16
    encoder_layerdrop: float = 0.0
    is_encoder_decoder: bool = True


class BartLikeConfig(BartLayersConfig):
    """What the network of bart.py asks of a config."""

    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "encoder_attention_heads",
        "hidden_size": "d_model",
        "num_hidden_layers": "encoder_layers",
        "initializer_range": "init_std",
    }

    # A fact.
    start_with_last: ClassVar[bool] = False  # labels' last token, a language, starts the decoder

    vocab_size: int = 50265
    max_position_embeddings: int = 1024
    classifier_dropout: float = 0.0
    is_decoder: bool = False
    forced_eos_token_id: int | list[int] | None = 2

    @property
    def share_embeddings(self) -> bool:
        """Whether encoder and decoder share their token embeddings."""
        return True

    @property
    def encoder_vocabulary(self) -> int:
        """Size of the encoder's vocabulary."""
        return self.vocab_size

    @property
    def decoder_vocabulary(self) -> int:
        """Size of the decoder's vocabulary."""
        return self.vocab_size
