"""Images, and the comparison with transformers' Pillow processors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image


def noise(height: int, width: int, channels: int = 3, seed: int = 0) -> np.ndarray:
    """Bytes [height, width, channels] with large smooth parts and hard edges."""
    generator = np.random.default_rng(seed)
    coarse = generator.integers(0, 256, (height // 7 + 1, width // 5 + 1, channels))
    fine = np.repeat(np.repeat(coarse, 7, 0), 5, 1)[:height, :width]
    return np.clip(fine + generator.integers(-20, 20, fine.shape), 0, 255).astype(np.uint8)


def _palette() -> Image.Image:
    return Image.fromarray(noise(41, 57)).quantize(16)


IMAGES: dict[str, Callable[[], Any]] = {
    "tall": lambda: Image.fromarray(noise(123, 77)),
    "wide": lambda: Image.fromarray(noise(60, 101)),
    "grey": lambda: Image.fromarray(noise(50, 40, 1)[..., 0]),
    "transparent": lambda: Image.fromarray(noise(45, 61, 4)),
    "palette": _palette,
    "channels_last": lambda: noise(33, 47),
    "channels_first": lambda: np.moveaxis(noise(33, 47), -1, 0),
    "floats": lambda: noise(33, 47).astype(np.float32) / 255,
    "whole_floats": lambda: noise(33, 47).astype(np.float64),
    "batch": lambda: np.stack([noise(40, 35, seed=seed) for seed in range(3)]),
    "list": lambda: [Image.fromarray(noise(64, 48, seed=seed)) for seed in range(2)],
    "nested": lambda: [[Image.fromarray(noise(64, 48))], [Image.fromarray(noise(64, 48, seed=1))]],
}


def assert_same(ours: Any, theirs: Any, tolerance: float = 0.0, path: str = "") -> None:
    """Equal keys, shapes, dtypes and values (to the last bit unless there is a tolerance)."""
    if hasattr(theirs, "keys"):
        assert set(ours.keys()) == set(theirs.keys()), path
        for key in theirs:
            assert_same(ours[key], theirs[key], tolerance, f"{path}.{key}")
    elif isinstance(theirs, list | tuple) and theirs and not np.isscalar(theirs[0]):
        assert len(ours) == len(theirs), path
        for index, (left, right) in enumerate(zip(ours, theirs, strict=True)):
            assert_same(left, right, tolerance, f"{path}[{index}]")
    elif theirs is None:
        assert ours is None, path
    else:
        left, right = np.asarray(ours), np.asarray(theirs)
        assert left.shape == right.shape, path
        if isinstance(theirs, np.ndarray) or hasattr(theirs, "detach"):
            assert left.dtype == right.dtype, path
        if tolerance:
            np.testing.assert_allclose(left, right, rtol=tolerance, atol=tolerance, err_msg=path)
        else:
            np.testing.assert_array_equal(left, right, err_msg=path)
