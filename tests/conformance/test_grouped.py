"""What `grouped_matmul` must not do, which no row of the table shows."""

from __future__ import annotations

import numpy as np
import pytest
from conformance.adapters import BACKENDS, to_numpy, to_tensors, vocabulary


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_row_meets_the_matrix_of_another_group(backend: str) -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((7, 4)).astype(np.float32)
    weight = rng.standard_normal((4, 4, 3)).astype(np.float32)
    weight[[1, 3]] = np.nan  # 0 times this is not 0
    args = [to_tensors(backend, value) for value in (x, weight, np.array([4, 0, 2, 1]))]
    found = to_numpy(vocabulary(backend, "ops").grouped_matmul(*args, transpose=False))
    assert np.isnan(found[6]).all()
    expected = np.concatenate([x[:4] @ weight[0], x[4:6] @ weight[2]])
    np.testing.assert_allclose(found[:6], expected, rtol=1e-5, atol=1e-6)
