"""What is BEiT's alone: a head that needs four hidden states, and labels of masked patches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity.architectures import beit

from auto_core import BeitConfig, NumpyBeitForMaskedImageModeling, NumpyBeitForSemanticSegmentation
from auto_core.errors import ConfigError, InputError

TINY: dict[str, Any] = dict(beit.TINY)


@pytest.mark.parametrize("indices", [[1, 2, 3], [0, 1, 2, 3]])
def test_segmentation_needs_four_hidden_states_of_blocks(indices: list[int]) -> None:
    with pytest.raises(ConfigError, match="four"):
        NumpyBeitForSemanticSegmentation(BeitConfig(**{**TINY, "out_indices": indices}))


def test_labels_are_those_of_masked_patches() -> None:
    model = NumpyBeitForMaskedImageModeling(BeitConfig(**TINY))
    pixels = np.zeros((1, 3, 24, 24), np.float32)
    with pytest.raises(InputError, match="bool_masked_pos"):
        model(pixels, labels=np.zeros(3, np.int64))
