"""GLM-5 (Z.ai, 2026)."""

from __future__ import annotations

from typing import Any

from auto_core.configs.deepseek_v32 import IndexedConfig

_LETTERS = {"F": "full", "S": "shared"}


class GlmMoeDsaConfig(IndexedConfig):
    """Sizes and options of GLM-5, its defaults."""

    model_type = "glm_moe_dsa"
    indexer_interleaves = True

    vocab_size: int = 154880
    hidden_size: int = 6144
    intermediate_size: int = 12288
    num_hidden_layers: int = 78
    num_attention_heads: int = 64
    num_key_value_heads: int | None = 64
    max_position_embeddings: int = 202752
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    q_lora_rank: int | None = 2048
    qk_nope_head_dim: int = 192
    v_head_dim: int = 256
    moe_intermediate_size: int = 2048
    n_routed_experts: int = 256
    num_experts_per_tok: int | None = 8
    routed_scaling_factor: float = 2.5
    first_k_dense_replace: int | None = 3
    index_n_heads: int = 32
    # "full": a layer has an indexer; "shared": it attends to what the last indexer has chosen.
    indexer_types: list[str] | None = None

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Files may say it by a pattern, or by how many layers follow each other."""
        pattern, step = data.get("index_topk_pattern"), data.get("index_topk_freq", 1)
        if data.get("indexer_types") is None and pattern is not None:
            data["indexer_types"] = [_LETTERS.get(letter, letter) for letter in pattern]
        elif data.get("indexer_types") is None and isinstance(step, int) and step > 1:
            first = data.get("index_skip_topk_offset", 2)
            layers = range(data.get("num_hidden_layers", cls.num_hidden_layers))
            data["indexer_types"] = [
                "shared" if max(layer - first + 1, 0) % step else "full" for layer in layers
            ]
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        layers = self.num_hidden_layers
        if self.indexer_types is None:
            self.indexer_types = ["full"] * layers
        types = self.indexer_types
        if len(types) != layers or set(types) - {"full", "shared"} or types[:1] == ["shared"]:
            self._refuse("indexer_types", f"{layers} of 'full' and 'shared', the first 'full'")

    def has_indexer(self, layer: int) -> bool:
        return (self.indexer_types or [])[layer] == "full"
