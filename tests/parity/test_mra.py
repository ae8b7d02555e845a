"""MRA's sequences that are no whole blocks of 32 tokens, which transformers refuses."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import difference, expected

from auto_core.errors import InputError


@pytest.fixture(autouse=True)
def with_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    patch = architecture("mra").patch
    assert patch is not None
    patch(monkeypatch)


@pytest.mark.parametrize("backend", BACKENDS)
def test_any_length_is_as_padded_to_whole_blocks(backend: str) -> None:
    case = architecture("mra").by_id()["Model-default"]
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory)
    inputs = {name: x[1:, :75] for name, x in reference.inputs.items()}  # 128, 75 and 31 tokens
    for given in (inputs, {"input_ids": inputs["input_ids"][:1]}):
        found = backends.run(backend, model, given)["last_hidden_state"]
        padded = backends.run(
            backend,
            model,
            {
                name: np.pad(x, ((0, 0), (0, 21)), constant_values=0)
                for name, x in (
                    {"attention_mask": np.ones_like(given["input_ids"])} | given
                ).items()
            },
        )["last_hidden_state"]
        assert difference(found, padded[:, :75]) <= 1e-6


def test_a_mask_of_each_query_is_refused() -> None:
    case = architecture("mra").by_id()["Model-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    ids = np.full((1, 4), 5)
    with pytest.raises(InputError, match="a row for each query"):
        model(input_ids=ids, attention_mask=np.ones((1, 4, 4), np.int64))
