"""Configs of models whose multiple-choice head makes one vector of a text by `summary_` fields."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class SummaryConfig(BertConfig):
    """BERT's fields, and how a text becomes one vector: its last token, as it is."""

    summary_type: str = "last"
    summary_use_proj: bool = False
    summary_proj_to_labels: bool = False
    summary_activation: str | None = None
    summary_first_dropout: float = 0.0
    summary_last_dropout: float = 0.0

    def _complete(self) -> None:
        super()._complete()
        if self.summary_type not in ("first", "last", "mean", "cls_index"):
            self._refuse("summary_type", "first, last, mean or cls_index")
        if self.summary_use_proj and self.summary_proj_to_labels:
            self._refuse("summary_proj_to_labels", "False: the head reads hidden_size numbers")
