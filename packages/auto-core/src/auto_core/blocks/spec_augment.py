"""SpecAugment: spans of time steps and of features masked in training.

Park et al., 2019, arXiv:1904.08779; spans sampled as in fairseq: Baevski et al., 2020,
arXiv:2006.11477.

b batch, t steps of time, d features, n positions on the masked axis.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError

from .. import nn, ops


def _float(size):
    """A size as a float, which in a graph may be an integer tensor."""
    return float(size) if isinstance(size, int) else ops.cast(size, "float32")


class Spans(nn.Module):
    """Samples spans of `length` positions on an axis; spans may overlap.

    About `share` of the positions would be masked if no two spans did; there are at least `least`
    spans, as far as they fit.
    """

    def __init__(self, share: float, length: int, least: int):
        super().__init__()
        self.share, self.length, self.least = share, length, least
        self.random = nn.Random()

    def forward(self, shape, valid=None, *, like):
        """[b n] booleans for `shape` (b, n); `valid` [b] positions of each row may be masked."""
        b, n = shape
        if isinstance(n, int) and self.length > n:
            raise InputError(
                f"A span of {self.length} positions cannot be masked in a length of {n}: lower the "
                "config's mask_..._length, or train on longer recordings."
            )
        if valid is None:
            valid = ops.zeros((b,), like=like, dtype="float32") + _float(n)
        valid = ops.unsqueeze(ops.cast(valid, "float32"), 1)  # [b 1]
        starts = valid - (self.length - 1)  # positions where a span can begin
        # The same noise for all rows rounds the number of spans up or down.
        noise = self.random.uniform((1, 1), like=like, dtype="float32")
        count = ops.floor(self.share * valid / self.length + noise)
        count = ops.clamp(count, min=float(self.least))
        count = ops.minimum(count, ops.zeros((1, 1), like=count) + _float(n // self.length))
        count = ops.clamp(ops.minimum(count, starts), min=0.0)

        position = ops.unsqueeze(ops.arange(0, n, like=like, dtype="int64"), 0)
        possible = ops.cast(position, "float32") < starts
        noise = self.random.uniform((b, n), like=like, dtype="float32")
        order = ops.argsort(ops.where(possible, noise, -1.0), -1, descending=True)
        rank = ops.cast(ops.argsort(order, -1, descending=False), "float32")
        begun = ops.cumsum(ops.cast((rank < count) & possible, "int64"), 1)
        ended = ops.pad(begun, [(0, 0), (self.length, 0)], value=0)[:, :n]
        return begun > ended


class SpecAugment(nn.Module):
    """Masks spans of [b t d] in training, as a config's `mask_time_...`, `mask_feature_...` say."""

    def __init__(self, config: Any):
        super().__init__()
        self.applies = config.apply_spec_augment
        self.time = Spans(
            config.mask_time_prob, config.mask_time_length, config.mask_time_min_masks
        )
        self.features = Spans(
            config.mask_feature_prob, config.mask_feature_length, config.mask_feature_min_masks
        )

    def forward(self, hidden, valid=None, masked=None, vector=None):
        """[b t d] with masked spans.

        Args:
            valid: [b], how many steps are no padding.
            masked: [b t], the steps to mask, instead of sampled ones; not only in training.
            vector: [d], what stands for masked steps; zeros by default.
        """
        if not self.applies:
            return hidden
        batch, steps, size = ops.shape(hidden)
        training = nn.in_training(self)
        if masked is None and training and self.time.share > 0:
            masked = self.time((batch, steps), valid, like=hidden)
        if masked is not None:
            masked = masked if ops.dtype(masked) == "bool" else masked != 0
            vector = 0.0 if vector is None else vector
            hidden = ops.where(ops.unsqueeze(masked, 2), vector, hidden)
        if training and self.features.share > 0:
            bands = self.features((batch, size), like=hidden)
            hidden = ops.where(ops.unsqueeze(bands, 1), 0.0, hidden)
        return hidden
