"""BERT for generation (Rothe et al., 2020, arXiv:1907.12461)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class BertGenerationConfig(BertConfig):
    """BERT's sizes and options. The defaults are bert_for_seq_generation_L-24_bbc_encoder's."""

    model_type = "bert-generation"

    vocab_size: int = 50358
    hidden_size: int = 1024
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    intermediate_size: int = 4096
    bos_token_id: int | None = 2
    eos_token_id: int | list[int] | None = 1

    def _complete(self) -> None:
        super()._complete()
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute'")
