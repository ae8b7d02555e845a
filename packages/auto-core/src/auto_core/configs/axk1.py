"""A.X K1 (SK Telecom, 2026)."""

from __future__ import annotations

from auto_core.configs._experts import MixedLayersConfig
from auto_core.configs.deepseek_v3 import DeepseekV3Config


class AXK1Config(MixedLayersConfig, DeepseekV3Config):
    """DeepSeek-V3's sizes and options. The defaults are A.X K1's."""

    model_type = "axk1"

    vocab_size: int = 163840
    num_attention_heads: int = 64
    num_key_value_heads: int | None = 64
    n_routed_experts: int = 192
    num_experts_per_tok: int | None = 8
    max_position_embeddings: int = 32768
    bos_token_id: int | None = 163691
    eos_token_id: int | list[int] | None = 163691
    first_k_dense_replace: int | None = None
    moe_layer_freq: int | None = None  # in older files: of the others, every so many have experts

    def _complete(self) -> None:
        if self.q_lora_rank is None:
            self._refuse("q_lora_rank", "a number")
        if self.moe_layer_freq is not None and self.mlp_layer_types is None:
            first, every = self.first_k_dense_replace, self.moe_layer_freq
            first = 1 if first is None else first
            self.mlp_layer_types = [
                "sparse" if i >= first and i % every == 0 else "dense"
                for i in range(self.num_hidden_layers)
            ]
        self._mix(dense=1)
        self.moe_layer_freq = None
        super()._complete()
