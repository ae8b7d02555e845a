"""GLM-4.7-Flash (Z.ai, 2026)."""

from __future__ import annotations

from auto_core.configs.deepseek_v2 import LatentConfig


class Glm4MoeLiteConfig(LatentConfig):
    """Sizes and options of GLM-4.7-Flash, its defaults."""

    model_type = "glm4_moe_lite"

    vocab_size: int = 154880
    hidden_size: int = 2048
    intermediate_size: int = 10240
    num_hidden_layers: int = 47
    num_attention_heads: int = 20
    num_key_value_heads: int | None = 20
    max_position_embeddings: int = 202752
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    q_lora_rank: int | None = 768
    qk_nope_head_dim: int = 192
    v_head_dim: int = 256
    moe_intermediate_size: int = 1536
    num_experts_per_tok: int | None = 4
    routed_scaling_factor: float = 1.8
    rope_interleave: bool = True
    pretraining_tp: int = 1
    mlp_layer_types: list[str] | None = None  # "dense", then "sparse"

    def _complete(self) -> None:
        super()._complete()
        if self.mlp_layer_types is None:
            rest = ["sparse"] * (self.num_hidden_layers - 1)
            self.mlp_layer_types = ["dense", *rest][: self.num_hidden_layers]
        types = self.mlp_layer_types
        if len(types) != self.num_hidden_layers or set(types) - {"dense", "sparse"}:
            self._refuse("mlp_layer_types", f"{self.num_hidden_layers} of 'dense' and 'sparse'")

    def is_sparse(self, layer: int) -> bool:
        return (self.mlp_layer_types or [])[layer] == "sparse"

    @property
    def interleaves(self) -> bool:
        return self.rope_interleave
