"""LayoutLMv3 (Huang et al., 2022, arXiv:2204.08387)."""

from __future__ import annotations

from auto_core.configs._layout import LayoutConfig


class LayoutLMv3Config(LayoutConfig):
    """Sizes and options of LayoutLMv3. The defaults are layoutlmv3-base."""

    model_type = "layoutlmv3"

    vocab_size: int = 50265
    layer_norm_eps: float = 1e-5
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    text_embed: bool = True
    visual_embed: bool = True
    input_size: int = 224
    num_channels: int = 3
    patch_size: int = 16
    classifier_dropout: float | None = None
