"""GPT-BigCode (SantaCoder: Ben Allal et al., 2023, arXiv:2301.03988)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class GPTBigCodeConfig(PreTrainedConfig):
    """Sizes and options of GPT-BigCode. The defaults are upstream's."""

    model_type = "gpt_bigcode"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "n_embd",
        "max_position_embeddings": "n_positions",
        "num_attention_heads": "n_head",
        "num_hidden_layers": "n_layer",
    }

    vocab_size: int = 50257
    n_positions: int = 1024
    n_embd: int = 768
    n_layer: int = 12
    n_head: int = 12
    n_inner: int | None = None  # 4 * n_embd
    activation_function: str = "gelu_pytorch_tanh"
    resid_pdrop: float = 0.1
    embd_pdrop: float = 0.1
    attn_pdrop: float = 0.1
    classifier_dropout: float | None = None  # before token classification; 0.1
    layer_norm_epsilon: float = 1e-5
    initializer_range: float = 0.02
    scale_attn_weights: bool = True
    use_cache: bool = True
    bos_token_id: int | None = 50256
    eos_token_id: int | list[int] | None = 50256
    pad_token_id: int | None = None
    # Precision of scores, which are in float32 here at any rate.
    attention_softmax_in_fp32: bool = True
    scale_attention_softmax_in_fp32: bool = True
    multi_query: bool = True  # one head of keys and values for all
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.n_embd % self.n_head:
            self._refuse("n_head", f"a divisor of n_embd={self.n_embd}")
        if self.add_cross_attention:
            self._refuse("add_cross_attention", "False: this network has no cross-attention")
