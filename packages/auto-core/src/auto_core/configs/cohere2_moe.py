"""Command A+ (Cohere, 2026)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import MixedLayersConfig
from auto_core.configs._rotary import AttentionBiasConfig, SlidingLayers


class Cohere2MoeConfig(AttentionBiasConfig, MixedLayersConfig, SlidingLayers):
    """Command A's sizes and options, and experts. The defaults are upstream's."""

    model_type = "cohere2_moe"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}

    vocab_size: int = 256000
    hidden_size: int = 8192
    intermediate_size: int = 22528  # of an expert
    logit_scale: float = 0.0625
    num_hidden_layers: int = 40
    num_attention_heads: int = 64
    head_dim: int | None = 128
    max_position_embeddings: int = 8192
    layer_norm_eps: float = 1e-5
    rms_norm_eps: float | None = None  # type: ignore[assignment]  # norms take no mean away
    pad_token_id: int | None = 0
    bos_token_id: int | None = 5
    eos_token_id: int | list[int] | None = 255001
    tie_word_embeddings: bool = True
    num_experts: int = 8
    num_experts_per_tok: int | None = 2
    num_shared_experts: int = 0
    shared_expert_combination_strategy: str = "average"  # or "sum"
    expert_selection_fn: str = "softmax"  # or "sigmoid"
    norm_topk_prob: bool = True  # whether sigmoids are divided by their sum
    prefix_dense_intermediate_size: int | None = None  # of layers without experts
    # Every so many layers one has full attention, where layer_types is not given: of those without
    # experts at the beginning, and of the others. With 1, the former rotate all the same.
    prefix_dense_sliding_window_pattern: int = 1
    sliding_window_pattern: int = 4

    def _complete(self) -> None:
        dense = self.first_k_dense_replace or 0
        if self.layer_types is None:
            rest = self.num_hidden_layers - dense
            self.layer_types = [
                "full_attention" if (i + 1) % pattern == 0 else "sliding_attention"
                for count, pattern in (
                    (dense, self.prefix_dense_sliding_window_pattern),
                    (rest, self.sliding_window_pattern),
                )
                for i in range(count)
            ]
        self._mix(dense=0)
        super()._complete()
        self._check_layer_types()
        if "dense" in (self.mlp_layer_types or ()) and self.prefix_dense_intermediate_size is None:
            self.prefix_dense_intermediate_size = self.intermediate_size
        if self.shared_expert_combination_strategy not in ("average", "sum"):
            self._refuse("shared_expert_combination_strategy", "'average' or 'sum'")
        if self.expert_selection_fn not in ("softmax", "sigmoid"):
            self._refuse("expert_selection_fn", "'softmax' or 'sigmoid'")

    @property
    def epsilon(self) -> float:
        return self.layer_norm_eps if self.rms_norm_eps is None else self.rms_norm_eps

    @property
    def experts(self) -> int:
        return self.num_experts
