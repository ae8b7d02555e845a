"""SigLIP: both towers, apart and together, on all backends, against transformers."""

from __future__ import annotations

import pytest
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.towers import check_method

SIGLIP = architecture("siglip").by_id()


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("get_text_features", ["input_ids", "attention_mask"]),
        ("get_image_features", ["pixel_values"]),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str, method: str, names: list[str]) -> None:
    check_method(SIGLIP["Model-default"], backend, method, names)
