"""Decision Transformer (Chen et al., 2021, arXiv:2106.01345)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class DecisionTransformerConfig(PreTrainedConfig):
    """Sizes and options. The defaults are upstream's, of a MuJoCo task."""

    model_type = "decision_transformer"
    attribute_map: ClassVar[dict[str, str]] = {
        "max_position_embeddings": "n_positions",
        "num_attention_heads": "n_head",
        "num_hidden_layers": "n_layer",
    }

    state_dim: int = 17
    act_dim: int = 4
    hidden_size: int = 128
    max_ep_len: int = 4096
    action_tanh: bool = True
    vocab_size: int = 1  # of a table in files, which nothing reads
    n_positions: int = 1024
    n_layer: int = 3
    n_head: int = 1
    n_inner: int | None = None  # 4 * hidden_size
    activation_function: str = "relu"
    resid_pdrop: float = 0.1
    embd_pdrop: float = 0.1
    attn_pdrop: float = 0.1
    layer_norm_epsilon: float = 1e-5
    initializer_range: float = 0.02
    scale_attn_weights: bool = True
    use_cache: bool = True
    bos_token_id: int | None = 50256
    eos_token_id: int | list[int] | None = 50256
    scale_attn_by_inverse_layer_idx: bool = False
    # Attention scores in float32. The vocabulary always does that, so nothing is left to switch.
    reorder_and_upcast_attn: bool = False
    add_cross_attention: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.n_head:
            self._refuse("n_head", f"a divisor of hidden_size={self.hidden_size}")
