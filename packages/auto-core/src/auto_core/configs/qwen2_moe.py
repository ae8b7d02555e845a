"""Qwen2-MoE (Qwen team, 2024: Qwen1.5-MoE, and Yang et al., arXiv:2407.10671)."""

from __future__ import annotations

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._rotary import SlidingDecoderConfig


class SparseStepConfig(RouterLossConfig):
    """A RouterLossConfig whose layers have experts at every so many, but some."""

    # Layers have experts if their number, from 1, is a multiple of this, and no `mlp_only_layers`.
    decoder_sparse_step: int = 1
    mlp_only_layers: list[int] | None = None
    moe_intermediate_size: int = 1408
    num_experts: int = 60
    norm_topk_prob: bool = False

    def _complete(self) -> None:
        super()._complete()
        self.mlp_only_layers = self.mlp_only_layers or []
        if self.decoder_sparse_step < 1:
            self._refuse("decoder_sparse_step", "1 or more")

    @property
    def experts(self) -> int:
        return self.num_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    def is_sparse(self, layer: int) -> bool:
        is_step = (layer + 1) % self.decoder_sparse_step == 0
        return is_step and layer not in (self.mlp_only_layers or ())


class QwenMoeConfig(SparseStepConfig):
    """What the mixtures of experts of Qwen share."""

    vocab_size: int = 151936
    hidden_size: int = 2048
    num_hidden_layers: int = 24
    max_position_embeddings: int = 32768
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    use_sliding_window: bool = False
    sliding_window: int | None = 4096

    def _complete(self) -> None:
        super()._complete()
        if not self.use_sliding_window:
            self.sliding_window = None


class Qwen2MoeConfig(QwenMoeConfig, SlidingDecoderConfig):
    """Sizes and options of Qwen2-MoE. The defaults are Qwen1.5-MoE-A2.7B's."""

    model_type = "qwen2_moe"

    intermediate_size: int = 5632
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 16
    # With `use_sliding_window`, every second layer below this one slides, from the first on.
    max_window_layers: int = 28
    shared_expert_intermediate_size: int = 5632
    num_experts_per_tok: int = 4
    qkv_bias: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.layer_types is None:
            slides = self.use_sliding_window and self.sliding_window is not None
            self.layer_types = [
                "sliding_attention"
                if slides and i % 2 == 0 and i < self.max_window_layers
                else "full_attention"
                for i in range(self.num_hidden_layers)
            ]
        self._check_layer_types()
