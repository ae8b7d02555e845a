"""BERT (Devlin et al., 2018, arXiv:1810.04805)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

POSITION_TYPES = ("absolute", "relative_key", "relative_key_query")


class BertConfig(PreTrainedConfig):
    """Sizes and options of BERT. The defaults are bert-base-uncased."""

    model_type = "bert"

    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    # "absolute", or the relative schemes of Huang et al. (2020, arXiv:2009.13658):
    # "relative_key" (method 3) and "relative_key_query" (method 4).
    position_embedding_type: str = "absolute"
    use_cache: bool = True
    classifier_dropout: float | None = None
    is_decoder: bool = False
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.position_embedding_type not in POSITION_TYPES:
            self._refuse("position_embedding_type", f"one of {', '.join(POSITION_TYPES)}")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.add_cross_attention and not self.is_decoder:
            self._refuse("is_decoder", "True, because add_cross_attention is True")
