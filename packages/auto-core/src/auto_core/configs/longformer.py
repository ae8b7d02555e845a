"""Longformer (Beltagy et al., 2020, arXiv:2004.05150)."""

from __future__ import annotations

from auto_core.configs._windows import windows_of
from auto_core.configs.roberta import RobertaConfig


class LongformerConfig(RobertaConfig):
    """RoBERTa's sizes and options, and windows. The defaults are upstream's, of no checkpoint."""

    model_type = "longformer"

    vocab_size: int = 30522
    attention_window: int | list[int] = 512  # how many tokens, half on each side; of each layer
    sep_token_id: int | None = 2
    onnx_export: bool = False  # how upstream cuts blocks; the results are the same

    def _complete(self) -> None:
        super()._complete()
        windows_of(self, self.num_hidden_layers)
        if self.is_decoder:
            self._refuse("is_decoder", "False: attention within windows is not causal here")
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute'")

    @property
    def windows(self) -> list[int]:
        """The window of each layer."""
        return windows_of(self, self.num_hidden_layers)
