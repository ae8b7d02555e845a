"""ERNIE 4.5, mixtures of experts (Baidu, 2025)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import RouterLossConfig


class Ernie4_5_MoeConfig(RouterLossConfig):
    """Sizes and options of ERNIE 4.5 with experts. The defaults are ERNIE-4.5-21B-A3B's."""

    model_type = "ernie4_5_moe"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_experts": "moe_num_experts",
        "moe_k": "num_experts_per_tok",
    }
    default_theta = 500000.0

    vocab_size: int = 103424
    hidden_size: int = 2560
    intermediate_size: int = 12288
    num_hidden_layers: int = 28
    num_attention_heads: int = 20
    num_key_value_heads: int | None = 4
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 0
    tie_word_embeddings: bool = True
    use_bias: bool = False
    moe_intermediate_size: int = 1536
    num_experts_per_tok: int | None = 6
    moe_num_experts: int = 64
    moe_num_shared_experts: int | None = 2
    # The layers with experts: from the first to the last of these, each of whose number, from 1,
    # is a multiple of the interval.
    moe_layer_start_index: int = 1
    moe_layer_end_index: int = -1
    moe_layer_interval: int = 1
    moe_norm_min: float = 1e-12  # what the sum of weights is at the least

    def _complete(self) -> None:
        super()._complete()
        if self.moe_layer_end_index == -1:
            self.moe_layer_end_index = self.num_hidden_layers - 1
        if self.moe_layer_interval < 1:
            self._refuse("moe_layer_interval", "1 or more")

    @property
    def experts(self) -> int:
        return self.moe_num_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    def is_sparse(self, layer: int) -> bool:
        within = self.moe_layer_start_index <= layer <= self.moe_layer_end_index
        return within and (layer + 1) % self.moe_layer_interval == 0

    @property
    def qkv_bias(self) -> bool:
        return self.use_bias

    @property
    def output_bias(self) -> bool:
        return self.use_bias

    @property
    def feed_forward_bias(self) -> bool:
        return self.use_bias
