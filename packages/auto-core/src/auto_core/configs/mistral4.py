"""Mistral 4 (Mistral AI, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.deepseek_v3 import DeepseekV3Config

_ROTATION: dict[str, Any] = {
    "rope_type": "yarn",
    "rope_theta": 10000.0,
    "factor": 128.0,
    "original_max_position_embeddings": 8192,
    "beta_fast": 32.0,
    "beta_slow": 1.0,
    "mscale_all_dim": 1.0,
    "mscale": 1.0,
    "llama_4_scaling_beta": 0.1,
}


class Mistral4Config(DeepseekV3Config):
    """DeepSeek-V3's sizes and options, and how queries grow. The defaults are Mistral Small 4's."""

    model_type = "mistral4"
    own_rope_keys: ClassVar[tuple[str, ...]] = ("llama_4_scaling_beta", "max_position_embeddings")

    vocab_size: int = 131072
    hidden_size: int = 4096
    intermediate_size: int = 12288
    num_hidden_layers: int = 36
    num_attention_heads: int = 32
    num_key_value_heads: int | None = 32
    max_position_embeddings: int = 1048576
    pad_token_id: int | None = 11
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    n_routed_experts: int = 128
    num_experts_per_tok: int | None = 4
    routed_scaling_factor: float = 1.0
    kv_lora_rank: int = 256
    q_lora_rank: int | None = 1024
    qk_nope_head_dim: int = 64
    n_group: int | None = 1
    topk_group: int | None = 1
    first_k_dense_replace: int | None = 0

    def _complete(self) -> None:
        super()._complete()
        self.head_dim = self.qk_nope_head_dim + self.qk_rope_head_dim  # as upstream counts

    @property
    def head_size(self) -> int:
        return self.qk_rope_head_dim  # what rotates

    def _complete_rotation(self) -> None:
        rope = dict(_ROTATION if self.rope_parameters is None else self.rope_parameters)
        rope.pop("partial_rotary_factor", None)  # the part of a head is qk_rope_head_dim
        self.rope_parameters = rope
        super()._complete_rotation()
        if self.query_growth and "original_max_position_embeddings" not in self.rotation():
            self._refuse("rope_parameters", "original_max_position_embeddings too")

    @property
    def query_growth(self) -> float:
        """By how much queries grow with the logarithm of their position."""
        return self.rotation().get("llama_4_scaling_beta", 0.0)
