"""GPT-2 (Radford et al., 2019, "Language Models are Unsupervised Multitask Learners")."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class GPT2Config(PreTrainedConfig):
    """Sizes and options of GPT-2. The defaults are the smallest published model."""

    model_type = "gpt2"
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
    activation_function: str = "gelu_new"
    resid_pdrop: float = 0.1
    embd_pdrop: float = 0.1
    attn_pdrop: float = 0.1
    layer_norm_epsilon: float = 1e-5
    initializer_range: float = 0.02
    # The multiple-choice head of GPT2DoubleHeadsModel: which vector stands for a text ("last",
    # "first", "mean" or "cls_index": the token that the caller names), and what follows.
    summary_type: str = "cls_index"
    summary_use_proj: bool = True
    summary_activation: str | None = None
    summary_proj_to_labels: bool = True
    summary_first_dropout: float = 0.1
    classifier_dropout: float | None = None  # before token classification; 0.1
    scale_attn_weights: bool = True
    scale_attn_by_inverse_layer_idx: bool = False
    # Attention scores in float32. The vocabulary always does that, so nothing is left to switch.
    reorder_and_upcast_attn: bool = False
    use_cache: bool = True
    bos_token_id: int | None = 50256
    eos_token_id: int | list[int] | None = 50256
    pad_token_id: int | None = None
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.n_embd % self.n_head:
            self._refuse("n_head", f"a divisor of n_embd={self.n_embd}")
        if self.summary_type not in ("last", "first", "mean", "cls_index"):
            self._refuse("summary_type", "last, first, mean or cls_index")
