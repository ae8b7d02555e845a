"""TimeSformer (Bertasius et al., 2021, arXiv:2102.05095)."""

from __future__ import annotations

from auto_core.configs._vit import VisionTransformerConfig

ATTENTION_TYPES = ("divided_space_time", "joint_space_time", "space_only")


class TimesformerConfig(VisionTransformerConfig):
    """Sizes and options of TimeSformer. The defaults are those of facebook/timesformer-base."""

    model_type = "timesformer"

    num_frames: int = 8
    intermediate_size: int = 3072
    layer_norm_eps: float = 1e-6
    qkv_bias: bool = True
    attention_type: str = "divided_space_time"
    drop_path_rate: float = 0  # of the last block; it rises evenly from 0

    def _complete(self) -> None:
        super()._complete()
        if self.attention_type not in ATTENTION_TYPES:
            self._refuse("attention_type", f"one of {', '.join(ATTENTION_TYPES)}")
