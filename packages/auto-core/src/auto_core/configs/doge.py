"""Doge (SmallDoge, 2024, arXiv:2412.11834)."""

from __future__ import annotations

import math

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class DogeConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of Doge. The defaults are Doge-320M's."""

    model_type = "doge"

    vocab_size: int = 32768
    hidden_size: int = 1024
    intermediate_size: int = 2048
    hidden_dropout: float = 0.0
    num_attention_heads: int = 8
    mlp_bias: bool = False
    sliding_window: int | None = None
    keep_window_size: int = 2048  # to how many tokens a query attends at most
    # A feed-forward part beside which tables of vectors are experts.
    is_moe: bool = False
    num_experts: int = 16384
    num_experts_per_tok: int = 64
    norm_topk_prob: bool = False  # of no effect: the weights add up to 1 either way
    output_router_logits: bool = False
    router_aux_loss_coef: float = 0.001
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.keep_window_size < 1:
            self._refuse("keep_window_size", "1 token or more")
        if self.sliding_window is not None and self.sliding_window < 1:
            self._refuse("sliding_window", "1 token or more, or None")
        if self.is_moe and not 1 <= self.num_experts_per_tok <= self.num_keys**2:
            self._refuse("num_experts_per_tok", f"1 to the number of experts, {self.num_keys**2}")

    @property
    def num_keys(self) -> int:
        """How many keys each half of an expert's index is chosen by."""
        return math.isqrt(self.num_experts)

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias

    def window(self, layer: int) -> int | None:
        return self.sliding_window
