"""Swin: every head, the backbone, odd sizes, shifted windows, against transformers."""

from __future__ import annotations

import numpy as np
from parity.arch import architecture
from parity.backends import load, run
from parity.checks import expected

CASES = architecture("swin").by_id()


def test_an_image_smaller_than_a_window_is_one() -> None:
    """transformers refuses it; the table of ways holds those of a smaller window too."""
    case = CASES["Model-default"]
    model = load("numpy", case.head, expected(case).directory, dtype="float64")
    pixels = {"pixel_values": np.random.default_rng(0).standard_normal((1, 3, 2, 4))}
    assert run("numpy", model, pixels)["last_hidden_state"].shape == (1, 1, 16)
