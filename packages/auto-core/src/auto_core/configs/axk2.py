"""A.X K2 (SK Telecom, 2026)."""

from __future__ import annotations

from auto_core.configs.deepseek_v32 import IndexedConfig


class AXK2Config(IndexedConfig):
    """Sizes and options of A.X K2. The defaults are A.X-K2-Light's."""

    model_type = "axk2"

    vocab_size: int = 163840
    hidden_size: int = 2048
    intermediate_size: int = 5120
    num_hidden_layers: int = 48
    num_attention_heads: int = 32
    num_key_value_heads: int | None = 32
    max_position_embeddings: int = 131072
    bos_token_id: int | None = 163691
    eos_token_id: int | list[int] | None = 163691
    moe_intermediate_size: int = 512
    n_routed_experts: int = 128
    num_experts_per_tok: int | None = 8
    routed_scaling_factor: float = 2.5
    n_group: int | None = None
    topk_group: int | None = None
    kv_lora_rank: int = 128
    q_lora_rank: int | None = 384
    qk_rope_head_dim: int = 32
    v_head_dim: int = 64
    qk_nope_head_dim: int = 64
    index_n_heads: int = 16
    gated_norm_rank: int = 16
    # Of older files, for mlp_layer_types: layers from the first on, if a multiple of the second.
    first_k_dense_replace: int | None = 1
    moe_layer_freq: int = 1

    def _complete(self) -> None:
        if (self.n_group is None) != (self.topk_group is None):
            self._refuse("topk_group", f"a number or None, as n_group={self.n_group}")
        if self.gated_norm_rank < 1:
            self._refuse("gated_norm_rank", "1 or more")
        if self.moe_layer_freq < 1:
            self._refuse("moe_layer_freq", "1 or more")
        if self.mlp_layer_types is None:
            first, each = self.first_k_dense_replace or 0, self.moe_layer_freq
            self.mlp_layer_types = [
                "sparse" if i >= first and i % each == 0 else "dense"
                for i in range(self.num_hidden_layers)
            ]
        super()._complete()
