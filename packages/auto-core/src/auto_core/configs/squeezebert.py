"""SqueezeBERT (Iandola et al., 2020, arXiv:2006.11316)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

_GROUPS = {
    "q_groups": "hidden_size",
    "k_groups": "hidden_size",
    "v_groups": "hidden_size",
    "post_attention_groups": "hidden_size",
    "intermediate_groups": "intermediate_size",
    "output_groups": "intermediate_size",
}


class SqueezeBertConfig(PreTrainedConfig):
    """Sizes and options of SqueezeBERT, and how many groups each layer's features are in. The
    defaults are squeezebert-uncased's."""

    model_type = "squeezebert"

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
    layer_norm_eps: float = 1e-12  # of the embeddings and the head; 1e-12 in layers
    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    embedding_size: int = 768
    q_groups: int = 4
    k_groups: int = 4
    v_groups: int = 4
    post_attention_groups: int = 1
    intermediate_groups: int = 4
    output_groups: int = 4
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.embedding_size != self.hidden_size:
            self._refuse("embedding_size", f"hidden_size={self.hidden_size}")
        for field, size in _GROUPS.items():
            groups = getattr(self, field)
            if groups < 1 or self.hidden_size % groups or getattr(self, size) % groups:
                self._refuse(field, f"a divisor of hidden_size and {size}")
