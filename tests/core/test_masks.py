"""Masks of caches whose layers have room for different numbers of keys."""

from __future__ import annotations

import numpy as np
import pytest

from auto_core.blocks.attention_masks import causal_mask
from auto_core.outputs import KeyValueCache

WINDOW, ROOM = 3, 14


@pytest.mark.parametrize("masked", [False, True])
def test_a_layer_after_rings_attends_to_every_key(masked: bool) -> None:
    """As in a compiled loop, whose cache is as long as the text will be."""
    slots = [np.zeros((2, size, 1, 4)) for size in (WINDOW, ROOM)]
    cache = KeyValueCache(keys=slots, values=slots, length=np.array(6))
    new, padding = np.zeros((2, 1, 8)), np.array([[0] * 2 + [1] * 12, [1] * 14])
    for layer, window, keys in ((0, WINDOW, WINDOW), (1, None, ROOM)):
        mask, causal = causal_mask(
            padding if masked else None, cache, new, window=window, layer=layer
        )
        assert not causal
        assert mask.shape[-1] == keys
        assert mask.sum(-1).max() == min(keys, 7)
