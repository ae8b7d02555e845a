"""AFMoE: Trinity (Arcee AI, 2025)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import ExpertsConfig
from auto_core.configs._rotary import AttentionBiasConfig, SlidingDecoderConfig


class AfmoeConfig(AttentionBiasConfig, SlidingDecoderConfig, ExpertsConfig):
    """Sizes and options of AFMoE. The defaults are upstream's."""

    model_type = "afmoe"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}

    vocab_size: int = 200192
    hidden_size: int = 2048
    intermediate_size: int = 6144
    num_attention_heads: int = 16
    head_dim: int | None = 128
    max_position_embeddings: int = 16384
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    moe_intermediate_size: int = 1408
    num_dense_layers: int | None = 1  # so many layers at the beginning have no experts
    num_experts: int = 64
    num_experts_per_tok: int | None = 6
    num_shared_experts: int | None = 2
    route_scale: float = 1.0
    global_attn_every_n_layers: int = 4
    sliding_window: int | None = 1024
    mup_enabled: bool | None = False  # embeddings are scaled by the root of their size

    def _complete(self) -> None:
        super()._complete()
        self._slide_but_every(self.global_attn_every_n_layers)
        self._check_layer_types()
        if not self.num_shared_experts:
            self._refuse("num_shared_experts", "1 or more")

    @property
    def experts(self) -> int:
        return self.num_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    def is_sparse(self, layer: int) -> bool:
        return layer >= (self.num_dense_layers or 0)
