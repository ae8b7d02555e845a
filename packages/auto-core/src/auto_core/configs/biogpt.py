"""BioGPT (Luo et al., 2022, arXiv:2210.10341)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class BioGptConfig(PreTrainedConfig):
    """Sizes and options of BioGPT. The defaults are the published model's."""

    model_type = "biogpt"

    vocab_size: int = 42384
    hidden_size: int = 1024
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    intermediate_size: int = 4096
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 1024
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12  # of no effect: the norms of the network have 1e-5
    scale_embedding: bool = True
    use_cache: bool = True
    layerdrop: float = 0.0
    activation_dropout: float = 0.0
    classifier_dropout: float | None = None  # before token classification; hidden_dropout_prob
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")

    # What the layers of xglm.py and opt.py call them.

    @property
    def d_model(self) -> int:
        return self.hidden_size

    @property
    def ffn_dim(self) -> int:
        return self.intermediate_size

    @property
    def activation_function(self) -> str:
        return self.hidden_act

    @property
    def dropout(self) -> float:
        return self.hidden_dropout_prob

    @property
    def attention_dropout(self) -> float:
        return self.attention_probs_dropout_prob

    @property
    def enable_bias(self) -> bool:
        return True
