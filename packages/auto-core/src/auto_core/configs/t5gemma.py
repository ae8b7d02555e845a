"""T5Gemma (Zhang et al., 2025, arXiv:2504.06225)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.gemma2 import Gemma2Layers


class T5GemmaModuleConfig(Gemma2Layers):
    """The encoder or the decoder: Gemma 2's fields. What both sides share, the whole sets."""

    model_type = "t5_gemma_module"

    is_decoder: bool = False
    dropout_rate: float = 0.0
    cross_attention_hidden_size: int | None = None  # size of the encoder's vectors


class T5GemmaConfig(PreTrainedConfig):
    """Both sides. The defaults are 2B-2B's.

    Without `is_encoder_decoder`, classifiers and the encoder model have no decoder.
    """

    model_type = "t5gemma"
    sub_configs: ClassVar[dict[str, Any]] = {
        "encoder": T5GemmaModuleConfig,
        "decoder": T5GemmaModuleConfig,
    }
    vocabulary_fields = ("vocab_size", "vocab_sizes")

    encoder: Any = None
    decoder: Any = None
    is_encoder_decoder: bool = True
    dropout_rate: float = 0.0
    classifier_dropout_rate: float = 0.0
    attention_dropout: float = 0.0
    tie_word_embeddings: bool = True  # the output matrix to the decoder's embeddings
    vocab_size: int = 256000
    initializer_range: float | None = None  # as the decoder's; so are the tokens
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None

    def _complete(self) -> None:
        for name in self.sub_configs:
            if getattr(self, name) is None:
                setattr(self, name, {})
        super()._complete()
        for part in (self.encoder, self.decoder):
            part.dropout_rate, part.attention_dropout = self.dropout_rate, self.attention_dropout
        self.encoder.is_decoder, self.decoder.is_decoder = False, True
        self.decoder.use_cache = True
        self.decoder.cross_attention_hidden_size = self.encoder.hidden_size
        for name in ("initializer_range", "pad_token_id", "bos_token_id", "eos_token_id"):
            if getattr(self, name) is None:
                setattr(self, name, getattr(self.decoder, name))

    @property
    def vocab_sizes(self) -> int:
        """How many tokens each side has; set for both at once."""
        return self.decoder.vocab_size

    @vocab_sizes.setter
    def vocab_sizes(self, value: int) -> None:
        self.encoder.vocab_size = self.decoder.vocab_size = value

    def window(self, layer: int) -> int | None:
        """How many tokens a query of the decoder attends to, itself included; None for all."""
        return self.decoder.window(layer)
