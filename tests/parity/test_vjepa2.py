"""V-JEPA 2: inputs that cannot be, and what the encoder alone makes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import difference, expected

from auto_core.errors import InputError

SOME = architecture("vjepa2").by_id()["Model-tiny-some"]
VIDEO = np.zeros((1, 4, 3, 16, 16), np.float32)
INDICES = np.zeros((1, 2), np.int64)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_encoder_alone(backend: str) -> None:
    reference = expected(SOME)
    model = backends.load(backend, "VJEPA2Model", reference.directory)
    videos = reference.inputs["pixel_values_videos"]
    found = model.get_vision_features(videos if backend != "torch" else torch_tensor(videos))
    array = np.asarray(found.detach() if hasattr(found, "detach") else found)
    assert difference(array, reference.exact["last_hidden_state"]) < 1e-5


def torch_tensor(value: np.ndarray) -> Any:
    import torch

    return torch.from_numpy(value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"pixel_values_videos": VIDEO[0]}, "batch frames channels"),
        ({"pixel_values_videos": VIDEO[:, :, :1]}, "channels"),
        ({"pixel_values_videos": VIDEO[..., :4]}, "Resize"),
        ({"context_mask": [INDICES]}, "or neither"),
        ({"context_mask": [INDICES, INDICES], "target_mask": [INDICES]}, "list of one"),
    ],
)
def test_inputs_that_cannot_be(changed: dict[str, Any], message: str) -> None:
    model = backends.load("numpy", "VJEPA2Model", expected(SOME).directory)
    with pytest.raises(InputError, match=message):
        model(**({"pixel_values_videos": VIDEO} | changed))
