"""mBART (Liu et al., 2020, arXiv:2001.08210)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class MBartConfig(BartLikeConfig):
    """Sizes and options of mBART. The defaults are mbart-large-cc25."""

    model_type = "mbart"

    norm_first: ClassVar[bool] = True
    start_with_last: ClassVar[bool] = True

    decoder_start_token_id: int | None = None
