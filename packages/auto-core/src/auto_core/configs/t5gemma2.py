"""T5Gemma 2 (Zhang et al., 2025, arXiv:2512.14856)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.gemma3 import Gemma3Config
from auto_core.configs.gemma3_text import Gemma3TextConfig


class T5Gemma2TextConfig(Gemma3TextConfig):
    """The encoder's layers: Gemma 3's fields. Dropout is the whole's."""

    model_type = "t5gemma2_text"

    dropout_rate: float = 0.0

    def _complete(self) -> None:
        super()._complete()
        if self.use_bidirectional_attention:
            self._refuse(
                "use_bidirectional_attention", "False: the encoder attends both ways by itself"
            )


class T5Gemma2DecoderConfig(T5Gemma2TextConfig):
    """The decoder's layers: Gemma 3's fields. Dropout is the whole's."""

    model_type = "t5gemma2_decoder"


class T5Gemma2EncoderConfig(Gemma3Config):
    """The encoder's layers, the image encoder, and what joins them."""

    model_type = "t5gemma2_encoder"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": T5Gemma2TextConfig,
        "vision_config": "auto",
    }


class T5Gemma2Config(PreTrainedConfig):
    """Both sides, of one size of hidden states and one vocabulary."""

    model_type = "t5gemma2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "encoder": T5Gemma2EncoderConfig,
        "decoder": T5Gemma2DecoderConfig,
    }
    attribute_map: ClassVar[dict[str, str]] = {
        "image_token_id": "image_token_index",
        "eoi_token_id": "eoi_token_index",
    }
    vocabulary_fields = ("vocab_size", "vocab_sizes")

    encoder: Any = None
    decoder: Any = None
    is_encoder_decoder: bool = True
    dropout_rate: float = 0.0
    attention_dropout: float = 0.0
    classifier_dropout_rate: float = 0.0
    initializer_range: float = 0.02
    image_token_index: int = 256_001
    eoi_token_index: int | None = None  # the encoder's, whatever a file says here
    tie_word_embeddings: bool = True  # the decoder's tokens and the output matrix to the encoder's
    vocab_size: int | None = None  # the decoder's, as are the ids below
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None

    def _complete(self) -> None:
        for name in self.sub_configs:
            if getattr(self, name) is None:
                setattr(self, name, {})
        super()._complete()
        encoder, decoder = self.encoder, self.decoder
        for part in (encoder.text_config, decoder):
            part.dropout_rate, part.attention_dropout = self.dropout_rate, self.attention_dropout
        encoder.vision_config.attention_dropout = self.attention_dropout
        encoder.image_token_index = self.image_token_index
        self.eoi_token_index = encoder.eoi_token_index
        for name in ("vocab_size", "pad_token_id", "bos_token_id", "eos_token_id"):
            if getattr(self, name) is None:
                setattr(self, name, getattr(decoder, name))
        if not self.is_encoder_decoder:
            self._refuse("is_encoder_decoder", "True: the encoder alone is a 't5gemma2_encoder'")
        for name in ("hidden_size", "vocab_size"):
            sizes = getattr(encoder.text_config, name), getattr(decoder, name)
            if sizes[0] != sizes[1]:
                self._refuse("encoder", f"the decoder's {name}, {sizes[1]}, and it is {sizes[0]}")

    @property
    def vocab_sizes(self) -> int:
        """How many tokens each side has; set for both at once."""
        return self.decoder.vocab_size

    @vocab_sizes.setter
    def vocab_sizes(self, value: int) -> None:
        self.encoder.text_config.vocab_size = self.decoder.vocab_size = value

    @property
    def use_cache(self) -> bool:
        """Whether the decoder returns a cache."""
        return self.decoder.use_cache

    @use_cache.setter
    def use_cache(self, value: bool) -> None:
        self.decoder.use_cache = value

    def window(self, layer: int) -> int | None:
        """How many tokens a query of the decoder attends to, itself included; None for all."""
        return self.decoder.window(layer)
