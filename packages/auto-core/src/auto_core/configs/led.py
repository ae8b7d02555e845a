"""LED (Beltagy et al., 2020, arXiv:2004.05150), Longformer's encoder-decoder."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig
from auto_core.configs._windows import windows_of


class LEDConfig(BartLikeConfig):
    """Sizes and options of LED. The defaults are led-large-16384's."""

    model_type = "led"
    attribute_map: ClassVar[dict[str, str]] = {
        **BartLikeConfig.attribute_map,
        "attention_probs_dropout_prob": "attention_dropout",
    }

    position_offset: ClassVar[int] = 0

    max_encoder_position_embeddings: int = 16384
    max_decoder_position_embeddings: int = 1024
    attention_window: int | list[int] = 512  # how many tokens, half on each side; of each layer
    forced_eos_token_id: int | list[int] | None = None

    def _complete(self) -> None:
        super()._complete()
        windows_of(self, self.encoder_layers)
        if self.scale_embedding:
            self._refuse("scale_embedding", "False: embeddings are not scaled")

    @property
    def windows(self) -> list[int]:
        """The window of each layer of the encoder."""
        return windows_of(self, self.encoder_layers)

    def positions_of(self, *, decoder: bool) -> int:
        if decoder:
            return self.max_decoder_position_embeddings
        return self.max_encoder_position_embeddings
