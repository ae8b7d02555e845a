"""How values get into parameters: without a copy beside the one out of the file."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from auto_flax import layouts, nn


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_parameter_takes_the_copy_over(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[np.ndarray] = []

    def own_copy(*arguments: object) -> np.ndarray:
        copies.append(real(*arguments))
        return copies[-1]

    real = layouts.own_copy
    monkeypatch.setattr(layouts, "own_copy", own_copy)
    linear = nn.Linear(48, 32, bias=False)
    (slot,) = layouts.slots(linear)
    stored = np.arange(32 * 48, dtype=np.float32).reshape(32, 48)
    slot.write(stored, dtype, None)
    kernel = linear.kernel.get_value()
    assert kernel.unsafe_buffer_pointer() == copies[0].ctypes.data
    assert kernel.dtype == dtype
    assert_array_equal(np.asarray(kernel), stored.T.astype(kernel.dtype))
