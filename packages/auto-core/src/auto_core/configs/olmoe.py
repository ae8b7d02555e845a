"""OLMoE (Muennighoff et al., 2024, arXiv:2409.02060)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._rotary import AttentionBiasConfig


class OlmoeConfig(AttentionBiasConfig, RouterLossConfig):
    """Sizes and options of OLMoE. The defaults are OLMoE-1B-7B's."""

    model_type = "olmoe"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}

    vocab_size: int = 50304
    hidden_size: int = 2048
    intermediate_size: int = 2048
    num_hidden_layers: int = 16
    num_attention_heads: int = 16
    max_position_embeddings: int = 4096
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 1
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 50279
    # Queries, keys and values are clipped to [-clip_qkv, clip_qkv].
    clip_qkv: float | None = None
    num_experts: int = 64
    num_experts_per_tok: int = 8
    router_aux_loss_coef: float = 0.01
    norm_topk_prob: bool = False

    @property
    def experts(self) -> int:
        return self.num_experts
