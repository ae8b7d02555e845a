"""ViLT: every head, with images of one size and of several, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.checks import expected

from auto_core.errors import InputError

CASES = architecture("vilt").by_id()


def test_what_does_not_fit_is_refused() -> None:
    case = CASES["ForImageAndTextRetrieval-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    given = {"input_ids": np.ones((1, 4), np.int64)}
    image = np.zeros((1, 3, 24, 24), np.float32)
    with pytest.raises(InputError, match="exactly one of pixel_values and image_embeds"):
        model(**given)
    with pytest.raises(InputError, match="1 texts and 2 images"):
        model(**given, pixel_values=np.concatenate([image, image]))
    with pytest.raises(InputError, match="has no loss"):
        model(**given, pixel_values=image, labels=np.array([1]))
