"""MiniCPM3 (OpenBMB, 2024, arXiv:2404.06395)."""

from __future__ import annotations

import math

from auto_core.configs.deepseek_v2 import LatentSizes


class MiniCPM3Config(LatentSizes):
    """Sizes and options of MiniCPM3. The defaults are MiniCPM3-4B's."""

    model_type = "minicpm3"

    vocab_size: int = 73448
    hidden_size: int = 2560
    intermediate_size: int = 6400
    num_hidden_layers: int = 62
    num_attention_heads: int = 40
    num_key_value_heads: int | None = 40
    max_position_embeddings: int = 32768
    initializer_range: float = 0.1
    rms_norm_eps: float = 1e-5
    tie_word_embeddings: bool = True
    pretraining_tp: int | None = 1
    kv_lora_rank: int = 256
    q_lora_rank: int | None = 768
    qk_nope_head_dim: int = 64
    qk_rope_head_dim: int = 32
    v_head_dim: int | None = None  # hidden_size / num_attention_heads
    scale_emb: float = 12  # of embeddings
    scale_depth: float | None = 1.4  # of residual branches, over the root of how many layers
    dim_model_base: int | None = 256  # hidden states are divided by how many of these they have
    mlp_bias: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.v_head_dim is None:
            self.v_head_dim = self.hidden_size // self.num_attention_heads
        if self.scale_depth is None:
            self.scale_depth = math.sqrt(self.num_hidden_layers)
        if self.dim_model_base is None:
            self.dim_model_base = self.hidden_size

    @property
    def residual_multiplier(self) -> float:
        """What residual branches are multiplied by."""
        return (self.scale_depth or 1.0) / math.sqrt(self.num_hidden_layers)

    @property
    def interleaves(self) -> bool:
        return False

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
