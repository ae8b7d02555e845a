"""GPT-2: every head, several configs, caches, all backends, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import compare, expected

from auto_core.errors import InputError

CASES = architecture("gpt2").by_id()


@pytest.mark.parametrize("backend", BACKENDS)
def test_scores_are_always_computed_in_float32(backend: str) -> None:
    case = CASES["Model-default"]
    model = backends.load(
        backend, case.head, expected(case).directory, reorder_and_upcast_attn=True
    )
    compare(
        case,
        backend if backend != "numpy" else "torch",
        backends.run(backend, model, expected(case).inputs, **case.requests),
    )


def test_several_texts_need_a_padding_token() -> None:
    case = CASES["ForSequenceClassification-no-padding"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="pad_token_id is None"):
        model(np.full((2, 3), 5))
