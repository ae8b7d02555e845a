"""DeBERTa (He et al., 2020, arXiv:2006.03654), its first version."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.deberta_v2 import DebertaV2Config


class DebertaConfig(DebertaV2Config):
    """Sizes and options of DeBERTa. The defaults are deberta-base's, without its options."""

    model_type = "deberta"

    # What came with the second version, and the value that the first one is.
    LATER: ClassVar[dict[str, object]] = {
        "position_buckets": -1,
        "share_att_key": False,
        "norm_rel_ebd": "none",
        "conv_kernel_size": 0,
        "talking_head": False,
    }

    vocab_size: int = 50265
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    talking_head: bool = False  # heads that mix, which no checkpoint has

    def _complete(self) -> None:
        super()._complete()
        for field, value in self.LATER.items():
            if getattr(self, field) != value:
                self._refuse(field, f"{value!r}: this is DeBERTa's first version")
