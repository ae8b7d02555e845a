"""ELECTRA (Clark et al., 2020, arXiv:2003.10555)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class ElectraConfig(BertConfig):
    """BERT's sizes and options, and ELECTRA's own. The defaults are electra-small-discriminator.

    The `summary_` fields say how the multiple-choice head makes one vector of a text.
    """

    model_type = "electra"

    embedding_size: int = 128
    hidden_size: int = 256
    num_attention_heads: int = 4
    intermediate_size: int = 1024
    summary_type: str = "first"
    summary_use_proj: bool = True
    summary_proj_to_labels: bool = False
    summary_activation: str | None = "gelu"
    summary_first_dropout: float = 0.0
    summary_last_dropout: float = 0.1

    def _complete(self) -> None:
        super()._complete()
        if self.summary_type not in ("first", "last", "mean", "cls_index"):
            self._refuse("summary_type", "first, last, mean or cls_index")
        if self.summary_proj_to_labels:
            self._refuse("summary_proj_to_labels", "False: the head reads hidden_size numbers")
