"""Ling 3 (inclusionAI, 2026)."""

from __future__ import annotations

from auto_core.configs.kimi_linear import KimiLinearConfig


class BailingHybridConfig(KimiLinearConfig):
    """Sizes and options of Ling 3. The defaults are Ling-3.0-Flash's."""

    model_type = "bailing_hybrid"
    default_theta = 6_000_000.0

    vocab_size: int = 157184
    hidden_size: int = 2560
    intermediate_size: int = 6144
    moe_intermediate_size: int = 768
    num_hidden_layers: int = 42
    n_routed_experts: int = 512
    n_group: int | None = 8
    topk_group: int | None = 4
    first_k_dense_replace: int | None = 2
    routed_scaling_factor: float = 2.5
    max_position_embeddings: int = 262144
    rms_norm_eps: float = 1e-6
    pad_token_id: int | None = 156892
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 156895
    head_dim: int | None = 128  # of linear attention; then that of what rotates
    linear_head_dim: int | None = None  # head_dim
    linear_num_heads: int | None = None  # num_attention_heads
    linear_conv_kernel_dim: int | None = None  # short_conv_kernel_size
    short_conv_kernel_size: int = 4
    layer_group_size: int = 6  # the last layer of each group has full attention
    kda_safe_gate: bool = True  # decays are bounded
    kda_lower_bound: float = -5.0
    num_nextn_predict_layers: int = 1
    mtp_loss_scaling_factor: float = 0.0  # of layers that predict further tokens; not read

    def _complete(self) -> None:
        if self.layer_group_size < 1:
            self._refuse("layer_group_size", "1 layer or more")
        if self.layer_types is None:
            size = self.layer_group_size
            self.layer_types = [
                "linear_attention" if (layer + 1) % size else "full_attention"
                for layer in range(self.num_hidden_layers)
            ]
        if self.linear_head_dim is None:
            self.linear_head_dim = self.head_dim or 128
        if self.linear_num_heads is None:
            self.linear_num_heads = self.num_attention_heads
        if self.linear_conv_kernel_dim is None:
            self.linear_conv_kernel_dim = self.short_conv_kernel_size
        if self.q_lora_rank is not None:
            self._refuse("q_lora_rank", "None: queries are not compressed")
        dense = self.first_k_dense_replace
        super()._complete()
        self.first_k_dense_replace = dense  # which transformers wants to be a number
