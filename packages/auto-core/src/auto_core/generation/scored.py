"""How likely each generated token was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import ops
from .inputs import as_numpy


def transition_scores(
    sequences: Any, scores: Sequence[Any], beam_indices: Any, normalise: bool
) -> Any:
    """[n steps]: of each step's scores [rows v] that of the token which the sequence [n t] has.

    A beam's token was chosen in another row at each step; after its end (-1) its score is 0.
    """
    table = np.stack([as_numpy(ops.cast(x, "float32")) for x in scores], 1)  # [rows steps v]
    if normalise:
        with np.errstate(invalid="ignore"):
            shifted = table - table.max(-1, keepdims=True)
            table = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    tokens = as_numpy(sequences)
    if beam_indices is None:
        steps = table.shape[1]
        rows = np.broadcast_to(np.arange(len(tokens))[:, None], (len(tokens), steps))
    else:
        rows = as_numpy(beam_indices)
        steps = int((rows >= 0).sum(-1).max())
        rows = rows[:, :steps]
    tokens = tokens[:, tokens.shape[1] - steps :]
    found = table[np.maximum(rows, 0), np.arange(steps), tokens]
    return ops.asarray(np.where(rows < 0, 0, found), like=scores[0])
