"""umT5 (Chung et al., 2023, arXiv:2304.09151)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.mt5 import MT5Config


class UMT5Config(MT5Config):
    """Sizes and options of umT5. The defaults are umt5-small."""

    model_type = "umt5"

    biased_layers: ClassVar[bool] = True

    # As tie_word_embeddings says: transformers 5 sets that and scales always, while the files of
    # the Hub have a matrix of their own, which was trained without a scale.
    scale_decoder_outputs: bool | None = None
