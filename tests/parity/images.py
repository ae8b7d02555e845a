"""Inputs of vision models: batches of random images, masked patches, labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from parity.texts import Inputs

Maker = Callable[[np.random.Generator], Any]


# Sizes that differ from each other, so that a wrong one cannot fit by chance.
TINY_VIT = dict(
    image_size=24,
    patch_size=8,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=20,
)


def images(*shape: int, **others: Maker) -> Callable[[np.random.Generator], Inputs]:
    """Images [b c h w] (videos [b f c h w]) about as a processor makes them, and `others`."""

    def make(rng: np.random.Generator) -> Inputs:
        inputs: Inputs = {"pixel_values": rng.standard_normal(shape).astype(np.float32)}
        return inputs | {name: make(rng) for name, make in others.items()}

    return make


def masked_patches(*shape: int, masked: int) -> Maker:
    """A mask [b patches] that hides the same number of patches of each image."""

    def make(rng: np.random.Generator) -> np.ndarray:
        chosen = np.arange(shape[-1]) < masked
        return rng.permuted(np.broadcast_to(chosen, shape), axis=-1)

    return make


def pixel_classes(count: int, *shape: int, ignored: int = 255) -> Maker:
    """A class below `count` of every pixel [b h w]; some count as `ignored`."""

    def make(rng: np.random.Generator) -> np.ndarray:
        labels = rng.integers(0, count, shape)
        return np.where(rng.random(shape) < 0.1, ignored, labels)

    return make
