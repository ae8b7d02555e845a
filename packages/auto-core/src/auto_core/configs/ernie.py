"""ERNIE (Sun et al., 2019, arXiv:1904.09223; 2.0: arXiv:1907.12412; 3.0: arXiv:2107.02137)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class ErnieConfig(BertConfig):
    """BERT's sizes and options, and whether each token's task is embedded too."""

    model_type = "ernie"

    task_type_vocab_size: int = 3
    use_task_id: bool = False
