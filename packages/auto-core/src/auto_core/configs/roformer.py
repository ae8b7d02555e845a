"""RoFormer (Su et al., 2021, arXiv:2104.09864)."""

from __future__ import annotations

from auto_core.configs._summary import SummaryConfig


class RoFormerConfig(SummaryConfig):
    """BERT's sizes and options, and RoFormer's own. The defaults are roformer_chinese_base's."""

    model_type = "roformer"

    vocab_size: int = 50000
    embedding_size: int | None = None  # hidden_size
    max_position_embeddings: int = 1536
    rotary_value: bool = False  # whether values rotate too

    def _complete(self) -> None:
        super()._complete()
        if self.embedding_size is None:
            self.embedding_size = self.hidden_size
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute': queries and keys rotate")
        if self.hidden_size // self.num_attention_heads % 2:
            self._refuse("num_attention_heads", "heads of an even size, whose pairs are rotated")
