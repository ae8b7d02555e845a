"""Flint (Recursive, 2026)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, SlidingDecoderConfig
from auto_core.configs.qwen2_moe import SparseStepConfig


class FlintConfig(AttentionBiasConfig, SparseStepConfig, SlidingDecoderConfig):
    """Sizes and options of Flint, its defaults."""

    model_type = "flint"

    vocab_size: int = 150144
    hidden_size: int = 2048
    intermediate_size: int = 6144
    num_hidden_layers: int = 49
    num_key_value_heads: int | None = 4
    head_dim: int | None = 128
    max_position_embeddings: int = 262144
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    sliding_window: int | None = 513
    mlp_only_layers: list[int] | None = None  # the first two by default
    moe_intermediate_size: int = 512
    shared_expert_intermediate_size: int = 1024
    num_experts_per_tok: int | None = 6
    num_experts: int = 256
    norm_topk_prob: bool = True
    router_aux_loss_coef: float = 0.0005

    def _complete(self) -> None:
        if self.mlp_only_layers is None:
            self.mlp_only_layers = [0, 1]
        super()._complete()
        if self.layer_types is None:
            last = self.num_hidden_layers - 1
            self.layer_types = [
                "full_attention" if i < 2 or i % 4 == 1 or i == last else "sliding_attention"
                for i in range(self.num_hidden_layers)
            ]
        self._check_layer_types()
