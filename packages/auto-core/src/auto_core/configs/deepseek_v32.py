"""DeepSeek-V3.2 (DeepSeek-AI, 2025, arXiv:2512.02556)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.deepseek_v2 import LatentConfig


class IndexedConfig(LatentConfig):
    """A LatentConfig whose queries attend to the keys that an indexer chooses."""

    # Whether neighbouring numbers of the indexer's heads rotate together, not those of both halves.
    indexer_interleaves: ClassVar[bool] = False

    index_topk: int = 2048  # how many keys a query attends to
    index_head_dim: int = 128
    index_n_heads: int = 64
    mlp_layer_types: list[str] | None = None  # "dense" or "sparse", of each layer
    layer_types: list[str] | None = None  # of no effect: all layers have "indexed_attention"
    mlp_bias: bool = False  # of no effect: there are none

    def _complete(self) -> None:
        super()._complete()
        layers = self.num_hidden_layers
        if self.mlp_layer_types is None:
            dense = min(self.first_k_dense_replace or 0, layers)
            self.mlp_layer_types = ["dense"] * dense + ["sparse"] * (layers - dense)
        types = self.mlp_layer_types
        if len(types) != layers or set(types) - {"dense", "sparse"}:
            self._refuse("mlp_layer_types", f"{layers} of 'dense' and 'sparse'")
        if self.q_lora_rank is None:
            self._refuse("q_lora_rank", "a number, because the indexer reads the queries' latent")
        if self.index_topk < 1:
            self._refuse("index_topk", "1 key or more")
        if self.index_head_dim < self.qk_rope_head_dim:
            self._refuse("index_head_dim", f"qk_rope_head_dim={self.qk_rope_head_dim} or more")

    def is_sparse(self, layer: int) -> bool:
        return (self.mlp_layer_types or [])[layer] == "sparse"

    def has_indexer(self, layer: int) -> bool:
        """Whether this layer chooses keys itself, not the last one before it that does."""
        return True


class DeepseekV32Config(IndexedConfig):
    """Sizes and options of DeepSeek-V3.2, its defaults."""

    model_type = "deepseek_v32"

    vocab_size: int = 129280
    hidden_size: int = 7168
    intermediate_size: int = 18432
    num_hidden_layers: int = 61
    num_attention_heads: int = 128
    num_key_value_heads: int | None = 128
    max_position_embeddings: int = 163840
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    moe_intermediate_size: int = 2048
    n_routed_experts: int = 256
    num_experts_per_tok: int | None = 8
    routed_scaling_factor: float = 2.5
    n_group: int | None = 8
    topk_group: int | None = 4
    first_k_dense_replace: int | None = 3
