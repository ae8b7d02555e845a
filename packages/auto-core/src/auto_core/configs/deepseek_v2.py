"""DeepSeek-V2 (DeepSeek-AI, 2024, arXiv:2405.04434)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig
from auto_core.configs._routed import RoutedConfig


class LatentSizes(RotaryDecoderConfig):
    """A RotaryDecoderConfig of attention to compressed keys and values."""

    kv_lora_rank: int = 512  # numbers of the latent that keys and values are computed from
    q_lora_rank: int | None = 1536  # None where queries are computed from hidden states
    qk_nope_head_dim: int = 128  # numbers of a head's query and key that do not rotate
    qk_rope_head_dim: int = 64  # and of those that do, which all heads' keys share
    v_head_dim: int = 128
    attention_bias: bool = False

    def _complete(self) -> None:
        self.head_dim = self.qk_rope_head_dim  # what rotates
        super()._complete()

    @property
    def interleaves(self) -> bool:
        """Whether neighbouring numbers rotate together, not those of both halves."""
        return True


class LatentConfig(LatentSizes, RoutedConfig):
    """A RoutedConfig of attention to compressed keys and values."""


class DeepseekV2Config(LatentConfig):
    """Sizes and options of DeepSeek-V2. The defaults are upstream's."""

    model_type = "deepseek_v2"

    vocab_size: int = 102400
    mlp_bias: bool = False
    moe_intermediate_size: int = 1407
    num_experts_per_tok: int | None = None
    n_shared_experts: int | None = 2
    n_group: int | None = None
    topk_group: int | None = None
    topk_method: str | None = "greedy"
    norm_topk_prob: bool | None = False

    def _complete(self) -> None:
        if self.topk_method not in ("greedy", "group_limited_greedy"):
            self._refuse("topk_method", "'greedy' or 'group_limited_greedy'")
        if self.topk_method != "greedy" and None in (self.n_group, self.topk_group):
            self._refuse("n_group", "a number, as topk_group, for 'group_limited_greedy'")
        super()._complete()

    @property
    def groups(self) -> tuple[int, int]:
        return super().groups if self.topk_method == "group_limited_greedy" else (1, 1)

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
