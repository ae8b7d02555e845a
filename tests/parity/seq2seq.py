"""Inputs of models of an encoder and a decoder."""

from __future__ import annotations

from typing import Any

import numpy as np
from parity.texts import padding, token_ids

VOCAB, PAD, EOS = 67, 1, 2


def words(rng: np.random.Generator) -> np.ndarray:
    """Labels [3 6], some of which do not count."""
    labels = rng.integers(3, VOCAB, (3, 6))
    labels[1, 4:] = -100
    return labels


def pairs(side: str = "right", *, target: bool = True, **labels: Any):
    """Texts of 9, 5 and 1 tokens, padded on a side, and (`target`) decoder inputs [3 6]."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([9, 5, 2], 9, side=side)
        ids = np.where(mask != 0, token_ids(rng, VOCAB, 3, 9), PAD)
        last = np.where(mask != 0, np.arange(9), -1).max(1)
        ids[np.arange(3), last] = EOS  # each text ends with the end token
        inputs = {"input_ids": ids, "attention_mask": mask}
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, VOCAB, 3, 6)
            inputs["decoder_attention_mask"] = padding([6, 4, 1], 6)
        return inputs | {name: make(rng) for name, make in labels.items()}

    return make


def one_word(rng: np.random.Generator) -> dict[str, Any]:
    """Both sides have one token."""
    ids = token_ids(rng, VOCAB, 1, 1)
    return {"input_ids": ids, "decoder_input_ids": ids + 1}


def embeds(size: int):
    """Vectors instead of ids on both sides."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        vectors = rng.standard_normal((2, 7, size)).astype(np.float32)
        return {"inputs_embeds": vectors[:, :4], "decoder_inputs_embeds": vectors[:, 4:]}

    return make


def classes(count: int, *shape: int):
    """Class numbers below `count`."""
    return lambda rng: rng.integers(0, count, shape)


def positions(most: int):
    """Positions [3] below `most`."""
    return lambda rng: rng.integers(0, most, 3)
