"""Speech encoder-decoders: sound in, text out, on all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import expected
from parity.waves import waveforms

from auto_core.errors import InputError

CASES = architecture("speech_encoder_decoder").by_id()


@pytest.mark.parametrize("options", [{}, {"num_beams": 3}], ids=["greedy", "beams"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_generation(backend: str, options: dict[str, Any]) -> None:
    case = CASES["Model-projected"]
    inputs = waveforms(np.random.default_rng(0), [400, 250])
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    tensors = {name: torch.as_tensor(value) for name, value in inputs.items()}
    exact = theirs.generate(**tensors, max_new_tokens=6, do_sample=False, **options).numpy()
    model = backends.load(backend, case.head, expected(case).directory)
    found = model.generate(**inputs, max_new_tokens=6, do_sample=False, **options)
    np.testing.assert_array_equal(np.asarray(found), exact)


def test_sound_has_one_name() -> None:
    case = CASES["Model-projected"]
    model = backends.load("numpy", case.head, expected(case).directory)
    inputs = dict(expected(case).inputs)
    exact = expected(case).rounded["logits"]
    sound = inputs.pop("input_values")
    np.testing.assert_allclose(model(sound, **inputs).logits, exact, atol=1e-4)
    with pytest.raises(InputError, match="exactly one of inputs"):
        model(**inputs)
    with pytest.raises(InputError, match="exactly one of inputs"):
        model(sound, **inputs, input_values=sound)
