"""Parakeet with a transducer of tokens and durations: Xu et al., 2023, arXiv:2304.06795.

b batch, t frames of the encoder, u tokens, v tokens with the blank, k durations.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.parakeet_rnnt import ParakeetRNNTConfig
from auto_core.configs.parakeet_tdt import ParakeetTDTConfig

from .. import ops
from .parakeet_rnnt import ParakeetForRNNT


class ParakeetForTDT(ParakeetForRNNT):
    """A transducer whose logits [b t u v+k] are of tokens and of how many frames they last.

    Args of `forward`, besides those of ParakeetForRNNT:
        labels: [b u-1], tokens; padding is `pad_token_id`.
        output_attention_mask: make the mask of the encoder's frames, which the loss needs.
    """

    config_class = ParakeetTDTConfig

    def outputs(self, config: ParakeetRNNTConfig) -> int:
        return config.vocab_size + len(getattr(config, "durations", ()))

    def loss(self, logits, labels, mask):
        """The mean over recordings, each by its number of labels."""
        count = self.config.vocab_size
        counts = ops.sum(ops.cast(labels != self.config.pad_token_id, "int64"), 1)
        nll = self.nll(logits[..., :count], logits[..., count:], labels, mask, counts)
        return ops.mean(nll / ops.cast(counts, ops.dtype(nll)), 0)


HEADS: dict[str, Any] = {"base": ParakeetForTDT, "tdt": ParakeetForTDT}
