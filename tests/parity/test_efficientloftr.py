"""Efficient LoFTR: what is matched, pair by pair; images that do not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.efficientloftr import OTHER, TINY
from parity.backends import BACKENDS

from auto_core.errors import InputError

HEAD, CONFIG = "EfficientLoFTRForKeypointMatching", "EfficientLoFTRConfig"


torch_turn = pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")


@torch_turn
@pytest.mark.parametrize(
    "options",
    [
        TINY,
        OTHER | dict(coarse_matching_threshold=0.1),
        OTHER | dict(coarse_matching_skip_softmax=False, coarse_matching_temperature=0.1),
    ],
    ids=len,
)
def test_cells_that_are_alike(options: dict[str, Any], tmp_path: Path) -> None:
    """Networks without training match hardly any: cells and pixels are given here."""
    reference = oracle.reference(HEAD, CONFIG, options)
    oracle.save(reference, tmp_path)
    model = backends.load("torch", HEAD, tmp_path)
    rng = torch.Generator().manual_seed(0)
    height, width, d = 6, 8, options["hidden_size"]
    count, k, channels = height * width, options["fine_kernel_size"], options["out_features"][1]
    cells = torch.randn(2, 1, height, width, d, generator=rng) * 3
    flat = cells.reshape(2, 1, count, d)
    mixed = torch.stack([x[:, torch.randperm(count, generator=rng)] for x in flat])
    cells = torch.cat([cells, mixed.reshape(cells.shape)], 1)
    first = torch.randn(2, count, k**2, channels, generator=rng)
    second = torch.randn(2, count, (k + 2) ** 2, channels, generator=rng)
    matches, scores = model.match(cells)
    assert (matches[:, 0] >= 0).sum() > 10 and not torch.equal(*matches)
    columns = torch.tensor(width)
    points = torch.stack([matches % columns, matches // columns], -1) * 8.0
    found = model.refined(first, second, points)
    for i in range(2):  # each pair by itself: see docs/loading.md
        one = cells[i : i + 1].permute(0, 1, 4, 2, 3)
        with torch.no_grad():
            exact = reference.float()._coarse_matching(one, 8.0)
            torch.testing.assert_close(points[i : i + 1], exact[0])
            torch.testing.assert_close(scores[i : i + 1], exact[1])
            assert torch.equal(matches[i : i + 1], exact[2])
            exact = reference._fine_matching(
                first[i : i + 1], second[i : i + 1], points[i : i + 1], 1.0
            )
        torch.testing.assert_close(found[i : i + 1], exact)


def test_images_whose_cells_do_not_fit(tmp_path: Path) -> None:
    oracle.save(oracle.reference(HEAD, CONFIG, TINY), tmp_path)
    model = backends.load("numpy", HEAD, tmp_path)
    with pytest.raises(InputError, match="multiples of 32"):
        model(pixel_values=np.zeros((1, 2, 3, 48, 64), np.float32))
    with pytest.raises(InputError, match="pairs of images"):
        model(pixel_values=np.zeros((2, 3, 64, 64), np.float32))
