"""HunYuan, dense (Tencent, 2025)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class HunYuanDenseV1Config(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of HunYuan. The defaults are upstream's."""

    model_type = "hunyuan_v1_dense"
    own_rope_keys: ClassVar[tuple[str, ...]] = ("alpha",)  # of "dynamic": the base, once for all

    vocab_size: int = 290943
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 0
    eod_token_id: int | None = 3
    # Products by slices of the weights, with the same result.
    pretraining_tp: int = 1
