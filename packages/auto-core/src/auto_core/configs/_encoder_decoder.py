"""What configs of an encoder and a decoder of any two model types share."""

from __future__ import annotations

import copy
from typing import Any, ClassVar, Self

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._parts import PartsConfig

# The decoder that is taken where none is given.
BERT_DECODER = {"model_type": "bert", "is_decoder": True, "add_cross_attention": True}


class EncoderDecoderPartsConfig(PartsConfig):
    """Has the whole configs of its two parts; what is shared, such as padding, is here."""

    sub_configs: ClassVar[dict[str, Any]] = {"encoder": "auto", "decoder": "auto"}

    encoder: Any = None
    decoder: Any = None
    is_encoder_decoder: bool = True
    pad_token_id: int | None = None
    decoder_start_token_id: int | None = None
    # The encoder shares every tensor that the decoder has too (transformers 4).
    tie_encoder_decoder: bool = False

    @classmethod
    def from_encoder_decoder_configs(
        cls, encoder_config: PreTrainedConfig, decoder_config: PreTrainedConfig, **kwargs: Any
    ) -> Self:
        """A config of these parts, of which the second becomes a decoder that attends to the
        first; other keywords are fields. The given configs stay as they are."""
        return cls(
            encoder=copy.deepcopy(encoder_config), decoder=as_decoder(decoder_config), **kwargs
        )

    def _complete(self) -> None:
        super()._complete()
        size = getattr(self.decoder, "cross_attention_hidden_size", None)
        if size is not None and size != self.encoder_size:
            raise self._part_error(
                "decoder",
                f"cross_attention_hidden_size is {size}, "
                f"expected the encoder's {self.encoder_size}",
            )

    @property
    def encoder_size(self) -> int:
        """Size of the encoder's vectors."""
        return self.encoder.hidden_size

    @property
    def projects(self) -> bool:
        """Whether the encoder's vectors are brought to the decoder's size before attention."""
        if getattr(self.decoder, "cross_attention_hidden_size", None) is not None:
            return False
        return self.encoder_size != self.decoder.hidden_size


def as_decoder(config: PreTrainedConfig) -> PreTrainedConfig:
    """A copy of a config that looks back only and attends to an encoder."""
    config = copy.deepcopy(config)
    config.is_decoder = True
    config.add_cross_attention = True
    return config
