"""MPNet (Song et al., 2020, arXiv:2004.09297)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class MPNetConfig(PreTrainedConfig):
    """Sizes and options of MPNet. The defaults are mpnet-base."""

    model_type = "mpnet"

    vocab_size: int = 30527
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    # The rows of the table of distances; the distances fall into 32 buckets whatever it is.
    relative_attention_num_buckets: int = 32
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.relative_attention_num_buckets < 32:
            self._refuse("relative_attention_num_buckets", "at least 32, as many as distances have")
