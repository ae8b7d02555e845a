"""GLM-4.5 (Zeng et al., 2025, arXiv:2508.06471)."""

from __future__ import annotations

from auto_core.configs._routed import RoutedConfig


class Glm4MoeConfig(RoutedConfig):
    """Sizes and options of GLM-4.5. The defaults are GLM-4.5-Air's."""

    model_type = "glm4_moe"
    default_partial = 0.5

    vocab_size: int = 151552
    intermediate_size: int = 10944
    num_hidden_layers: int = 46
    num_attention_heads: int = 96
    num_key_value_heads: int | None = 8
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    attention_bias: bool = False
    num_experts_per_tok: int | None = 8
    n_routed_experts: int = 128
    first_k_dense_replace: int | None = 1
    use_qk_norm: bool = False
    num_nextn_predict_layers: int = 1  # layers that predict further tokens; not read

    def _complete(self) -> None:
        if self.head_dim is None and self.hidden_size % self.num_attention_heads:
            self.head_dim = 128  # of every published model, whose heads do not share hidden_size
        super()._complete()

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias
