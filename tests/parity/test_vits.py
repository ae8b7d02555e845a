"""VITS with chance switched off, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import expected

CASES = architecture("vits").by_id()


@pytest.mark.parametrize("backend", BACKENDS)
def test_noise_changes_the_sound(backend: str) -> None:
    reference = expected(CASES["Model-default"])
    model = backends.load(backend, "VitsModel", reference.directory)
    model.noise_scale = 0.5
    first, second = (
        backends.run(backend, model, reference.inputs)["spectrogram"] for _ in range(2)
    )
    assert first.shape == second.shape
    assert np.abs(first - second).max() > 1e-3


@pytest.mark.parametrize("speaker", [3, -1])
def test_an_unknown_speaker(speaker: int) -> None:
    reference = expected(CASES["Model-other"])
    model = backends.load("numpy", "VitsModel", reference.directory)
    with pytest.raises(ValueError, match="0 to 2"):
        model(**reference.inputs, speaker_id=speaker)
