"""Hy4 (Tencent, 2026)."""

from __future__ import annotations

from auto_core.configs.glm_moe_dsa import GlmMoeDsaConfig


class HYV4Config(GlmMoeDsaConfig):
    """Sizes and options of Hy4. The defaults are Hy4-preview's."""

    model_type = "hy_v4"
    indexer_interleaves = False

    vocab_size: int = 120832
    hidden_size: int = 2816
    intermediate_size: int = 6912
    moe_intermediate_size: int = 768
    num_hidden_layers: int = 34
    num_attention_heads: int = 32
    num_key_value_heads: int | None = 32
    max_position_embeddings: int = 262144
    initializer_range: float = 0.006
    pad_token_id: int | None = 120002
    bos_token_id: int | None = 120000
    eos_token_id: int | list[int] | None = 120025
    n_routed_experts: int = 256
    routed_scaling_factor: float = 2.827
    q_lora_rank: int | None = 1536
    first_k_dense_replace: int | None = 1
    index_n_heads: int = 16
    hc_mult: int = 4  # how many streams of hidden states there are
    hc_magnitude: float = 2.0  # of what parts add to them
    hc_eps: float = 1e-6
    learnable_sink_init: float = 0.0
    swiglu_limit: float = 10.0  # of what experts multiply

    def _complete(self) -> None:
        self.num_key_value_heads = self.num_attention_heads
        if self.indexer_types is None:
            self.indexer_types = [
                "full" if layer == 0 or layer % 4 == 1 else "shared"
                for layer in range(self.num_hidden_layers)
            ]
        super()._complete()
        if self.hc_mult < 1:
            self._refuse("hc_mult", "1 or more")
        if self.swiglu_limit <= 0:
            self._refuse("swiglu_limit", "a number above 0")

    @property
    def interleaves(self) -> bool:
        return False
