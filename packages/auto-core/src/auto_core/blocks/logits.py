"""`logits_to_keep`: logits are the dearest part of a short step with a large vocabulary."""

from __future__ import annotations

from .. import ops


def wanted(hidden, logits_to_keep):
    """The vectors [b n d], of [b t d], whose logits are asked for.

    `logits_to_keep` is how many of the last ones (0 for all), or a tensor [n] of positions.
    """
    if isinstance(logits_to_keep, int):
        return hidden[:, -logits_to_keep:] if logits_to_keep else hidden
    return ops.take(hidden, logits_to_keep, 1)


def capped(logits, cap: float | None):  # [... v] -> [... v]
    """Bounded to -cap and cap, softly; as they are without one."""
    return logits if cap is None else cap * ops.tanh(logits / cap)
