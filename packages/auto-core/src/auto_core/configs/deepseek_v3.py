"""DeepSeek-V3 (DeepSeek-AI, 2024, arXiv:2412.19437)."""

from __future__ import annotations

from auto_core.configs.deepseek_v2 import LatentConfig


class DeepseekV3Config(LatentConfig):
    """Sizes and options of DeepSeek-V3. The defaults are DeepSeek-V3's."""

    model_type = "deepseek_v3"

    vocab_size: int = 129280
    hidden_size: int = 7168
    intermediate_size: int = 18432
    num_hidden_layers: int = 61
    num_attention_heads: int = 128
    num_key_value_heads: int | None = 128
    max_position_embeddings: int = 4096
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    moe_intermediate_size: int = 2048
    n_routed_experts: int = 256
    num_experts_per_tok: int | None = 8
    routed_scaling_factor: float = 2.5
    n_group: int | None = 8
    topk_group: int | None = 4
    first_k_dense_replace: int | None = 3
    rope_interleave: bool | None = True
    pretraining_tp: int | None = 1
    num_nextn_predict_layers: int = 1  # layers that predict further tokens; not read

    @property
    def interleaves(self) -> bool:
        return bool(self.rope_interleave)
