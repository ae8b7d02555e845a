"""LightGlue leaves points out and stops pairs, each by itself, as transformers in its order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures import lightglue
from parity.backends import BACKENDS
from parity.checks import difference
from parity.images import images

EAGER = [name for name in BACKENDS if name != "flax"]  # which compiles each number of points anew


def spread(model: Any, inputs: dict[str, Any]) -> None:
    """Make points differ in how sure they are, about as many above each bound as below."""
    parts = [layer.token for layer in model.token_confidence]
    parts += [layer.matchability for layer in model.match_assignment_layers[:-1]]
    wanted = model.depth_confidence, model.width_confidence
    model.depth_confidence = model.width_confidence = 1.0  # no point and no pair ends
    centre = {}

    def keep(layer: Any, given: Any, logits: torch.Tensor) -> None:
        centre.setdefault(layer, (logits.mean(), logits.std()))

    hooks = [part.register_forward_hook(keep) for part in parts]
    oracle.outputs(model, inputs, double=False)
    for hook in hooks:
        hook.remove()
    with torch.no_grad():
        for part, (mean, deviation) in centre.items():
            part.weight.mul_(3 / deviation)
            part.bias.copy_((part.bias - mean) * (3 / deviation) + 1.5)
    model.depth_confidence, model.width_confidence = wanted


@pytest.mark.parametrize("backend", EAGER)
@pytest.mark.parametrize(("depth", "width"), [(0.999, 0.5), (0.85, 0.7)])
def test_points_and_pairs_end_by_themselves(
    depth: float, width: float, backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lightglue.in_order(monkeypatch)
    options = lightglue.PRUNES | dict(depth_confidence=depth, width_confidence=width)
    model = oracle.reference("LightGlueForKeypointMatching", "LightGlueConfig", options)
    inputs = images(3, 2, 3, 40, 40)(np.random.default_rng(1))
    spread(model, inputs)
    oracle.save(model, tmp_path)
    exact = oracle.outputs(model, inputs, double=True)
    dtype = {"dtype": "float64"} if backend == "numpy" else {}
    own = backends.load(backend, "LightGlueForKeypointMatching", tmp_path, **dtype)
    found = backends.run(backend, own, inputs)
    assert len(np.unique(exact["prune"])) > 2  # not all points go equally far
    np.testing.assert_array_equal(found["prune"], exact["prune"])
    np.testing.assert_array_equal(found["matches"], exact["matches"])
    allowed = 1e-6 if backend == "numpy" else 2e-4
    assert difference(found["matching_scores"], exact["matching_scores"]) < allowed


@pytest.mark.parametrize("backend", EAGER)
def test_neither_is_done(backend: str, tmp_path: Path) -> None:
    options = lightglue.STOPS | dict(depth_confidence=0.0, width_confidence=-1.0)
    model = oracle.reference("LightGlueForKeypointMatching", "LightGlueConfig", options)
    oracle.save(model, tmp_path)
    inputs = images(2, 2, 3, 32, 24)(np.random.default_rng(0))
    exact = oracle.outputs(model, inputs, double=True)
    dtype = {"dtype": "float64"} if backend == "numpy" else {}
    own = backends.load(backend, "LightGlueForKeypointMatching", tmp_path, **dtype)
    found = backends.run(backend, own, inputs)
    shape = found["matches"].shape  # transformers' have one axis for pairs and images
    np.testing.assert_array_equal(found["matches"], exact["matches"].reshape(shape))
    scores = exact["matching_scores"].reshape(shape)
    assert difference(found["matching_scores"], scores) < (1e-6 if backend == "numpy" else 2e-4)
    np.testing.assert_array_equal(found["prune"], exact["prune"])
