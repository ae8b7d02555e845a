"""YOSO's padding, which changes nothing; transformers takes it for tokens."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import difference, expected

from auto_core.errors import InputError


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_padding_changes_nothing(backend: str, side: str) -> None:
    case = architecture("yoso").by_id()["ForTokenClassification-other"]
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory)
    truth = backends.run(backend, model, reference.inputs)
    widths = (0, 3) if side == "right" else (3, 0)
    padded = {name: np.pad(x, ((0, 0), widths)) for name, x in reference.inputs.items()}
    position = np.arange(2, 11)[None] + np.zeros((3, 1), np.int64)
    padded["position_ids"] = np.pad(position, ((0, 0), widths))
    found = backends.run(backend, model, padded)
    tokens = slice(0, 9) if side == "right" else slice(3, 12)
    assert difference(found["logits"][:, tokens], truth["logits"]) <= 1e-5
    assert abs(found["loss"] - truth["loss"]) <= 1e-5


def test_a_mask_of_each_query_is_refused() -> None:
    case = architecture("yoso").by_id()["Model-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    ids = np.full((1, 4), 5)
    with pytest.raises(InputError, match="a row for each query"):
        model(input_ids=ids, attention_mask=np.ones((1, 4, 4), np.int64))
