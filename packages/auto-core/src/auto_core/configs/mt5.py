"""mT5 (Xue et al., 2021, arXiv:2010.11934)."""

from __future__ import annotations

from auto_core.configs.t5 import T5Config


class MT5Config(T5Config):
    """Sizes and options of mT5. The defaults are mt5-small."""

    model_type = "mt5"

    vocab_size: int = 250112
    d_ff: int = 1024
    num_layers: int = 8
    num_heads: int = 6
    feed_forward_proj: str = "gated-gelu"
    decoder_start_token_id: int | None = 0
    scale_decoder_outputs: bool | None = False
