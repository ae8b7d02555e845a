"""Queries that grow with their position, in steps, as in Llama 4's layers that do not rotate.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from .. import ops


def query_scale(config: Any, position_ids, hidden):  # [b t], [b t d] -> [b t 1 1]
    """Factors of queries: 1 in the original length, then by `config.query_growth` more with the
    logarithm of how many lengths a position is away."""
    length = config.rotation().get("original_max_position_embeddings", 1)
    wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
    position = ops.unsqueeze(ops.unsqueeze(ops.cast(position_ids, wide), 2), 3)
    scale = 1 + config.query_growth * ops.log(1 + ops.floor(position / length))
    return ops.cast(scale, ops.dtype(hidden))
