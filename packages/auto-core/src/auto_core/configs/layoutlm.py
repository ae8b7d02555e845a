"""LayoutLM (Xu et al., 2019, arXiv:1912.13318)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.bert import POSITION_TYPES


class LayoutLMConfig(PreTrainedConfig):
    """Sizes and options of LayoutLM. The defaults are layoutlm-base-uncased."""

    model_type = "layoutlm"

    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    max_2d_position_embeddings: int = 1024  # one more than the largest coordinate
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    # The relative schemes act beside the learnt positions; see BertConfig.
    position_embedding_type: str = "absolute"
    use_cache: bool = True
    is_decoder: bool = False
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.position_embedding_type not in POSITION_TYPES:
            self._refuse("position_embedding_type", f"one of {', '.join(POSITION_TYPES)}")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        for field in ("is_decoder", "add_cross_attention"):
            if getattr(self, field):
                self._refuse(field, "False: LayoutLM is an encoder")
