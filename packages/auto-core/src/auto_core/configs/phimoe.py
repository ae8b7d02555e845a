"""Phi-3.5-MoE (Abdin et al., 2024, arXiv:2404.14219)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._rotary import AttentionBiasConfig


class PhimoeConfig(AttentionBiasConfig, RouterLossConfig):
    """Sizes and options of Phi-3.5-MoE, its defaults."""

    model_type = "phimoe"
    attribute_map: ClassVar[dict[str, str]] = {"num_experts": "num_local_experts"}
    default_theta = 1000000.0
    # What cosines and sines are multiplied by, in short and in long sequences.
    own_rope_keys = ("short_mscale", "long_mscale")

    vocab_size: int = 32064
    intermediate_size: int = 6400
    num_key_value_heads: int | None = 8
    max_position_embeddings: int = 4096 * 32
    rms_norm_eps: float = 1e-5
    sliding_window: int | None = None
    num_local_experts: int = 16
    # Experts whose logits lie below the best one's by more than twice this part get no weight.
    router_jitter_noise: float = 0.01
    input_jitter_noise: float = 0.0
    lm_head_bias: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.num_experts_per_tok != 2:
            self._refuse("num_experts_per_tok", "2, which its router chooses one after the other")
        rope = self.rope_parameters or {}
        if rope["rope_type"] not in ("default", "longrope"):
            self._refuse("rope_parameters", "a rope_type of default or longrope")
        scales = [rope.get(key) for key in self.own_rope_keys]
        if rope["rope_type"] == "longrope" and not all(isinstance(s, int | float) for s in scales):
            self._refuse("rope_parameters", "numbers in short_mscale and long_mscale")

    def window(self, layer: int) -> int | None:
        return self.sliding_window

    @property
    def rotation_changes_at(self) -> int | None:
        """The length beyond which all positions rotate otherwise, so that a cache is stale."""
        rope = self.rope_parameters or {}
        is_long = rope["rope_type"] == "longrope"
        return rope["original_max_position_embeddings"] if is_long else None
