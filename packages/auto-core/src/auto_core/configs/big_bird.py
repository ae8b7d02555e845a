"""BigBird (Zaheer et al., 2020, arXiv:2007.14062)."""

from __future__ import annotations

from auto_core.configs._block_sparse import BlockSparseConfig
from auto_core.configs.bert import BertConfig


class BigBirdConfig(BertConfig, BlockSparseConfig):
    """BERT's sizes and options, and how tokens attend. The defaults are bigbird-roberta-base's."""

    model_type = "big_bird"

    vocab_size: int = 50358
    hidden_act: str = "gelu_new"
    max_position_embeddings: int = 4096
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    sep_token_id: int = 66
    rescale_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute'")
        if self.add_cross_attention:
            self._refuse("add_cross_attention", "False: its layers attend to no context")
