"""PaliGemma: what is unique to it."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected

CASE = architecture("paligemma").labelled()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_text_without_types_is_a_prompt(backend: str) -> None:
    """As in transformers 4, and as these models were trained; 5.23 attends one way then."""
    reference = expected(CASE)
    model = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    given = {k: v for k, v in reference.inputs.items() if k not in ("labels", "token_type_ids")}
    zeros = given | {"token_type_ids": np.zeros_like(given["input_ids"])}
    tokens = given["attention_mask"] == 1
    found, exact, answered = (
        np.asarray(backends.call(backend, model, inputs).logits)[tokens]
        for inputs in (given, zeros, reference.inputs)
    )
    assert difference(found, exact) <= FLOAT32_TOLERANCE < 1e-2 < difference(found, answered)
    left = {name: value[:, ::-1] if value.ndim == 2 else value for name, value in zeros.items()}
    types = left.pop("token_type_ids").copy()
    left = {name: np.ascontiguousarray(value) for name, value in left.items()}
    ids = np.asarray(model.generate(**left, max_new_tokens=4))
    assert np.array_equal(ids, model.generate(**left, token_type_ids=types, max_new_tokens=4))
