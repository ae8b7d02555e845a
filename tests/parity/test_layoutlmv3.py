"""LayoutLMv3: text, image and both, every head, on all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.checks import expected

from auto_core.errors import InputError

CASES = architecture("layoutlmv3").by_id()


@pytest.mark.parametrize(
    ("case", "inputs", "message"),
    [
        ("Model-default", {}, "Pass input_ids or inputs_embeds, pixel_values"),
        ("Model-image", {"input_ids": np.array([[3]])}, "no text: .* text_embed=False"),
        ("Model-default", {"pixel_values": np.zeros((1, 3, 8, 8))}, "are 8x8 pixels"),
        ("ForTokenClassification-few", {"pixel_values": np.zeros((1, 3, 16, 16))}, "gets a class"),
    ],
    ids=["nothing", "text", "size", "image"],
)
def test_what_it_cannot_read(case: str, inputs: dict[str, Any], message: str) -> None:
    found = CASES[case]
    model = backends.load("numpy", found.head, expected(found).directory)
    with pytest.raises(InputError, match=message):
        model(**inputs)
