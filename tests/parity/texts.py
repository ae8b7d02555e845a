"""Inputs of text models: batches over 1, padding, segments, labels."""

from __future__ import annotations

from typing import Any

import numpy as np

Inputs = dict[str, Any]


def token_ids(rng: np.random.Generator, vocab: int, *shape: int, low: int = 3) -> np.ndarray:
    """Random ids, none of them a special token."""
    return rng.integers(low, vocab, shape)


def padding(lengths: list[int], tokens: int, *, side: str = "right") -> np.ndarray:
    """An attention mask [b t] of texts of these lengths."""
    position = np.arange(tokens)[None]
    length = np.asarray(lengths)[:, None]
    mask = position < length if side == "right" else position >= tokens - length
    return mask.astype(np.int64)
