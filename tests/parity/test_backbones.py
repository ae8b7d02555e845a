"""Backbones through the Auto classes, and what is saved of statistics, against transformers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from parity import oracle
from parity.backends import BACKENDS, load, model_class, run
from parity.checks import difference

RESNET = dict(embedding_size=6, hidden_sizes=[8, 12], depths=[1, 1], layer_type="basic")
CHOSEN = ["stem", "stage2"]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a whole classifier: a backbone takes what it needs of it."""
    model = oracle.reference("ResNetForImageClassification", "ResNetConfig", RESNET)
    return oracle.save(model, tmp_path_factory.mktemp("resnet"))


@pytest.mark.parametrize("backend", BACKENDS)
def test_auto_backbone(checkpoint: Path, backend: str) -> None:
    pixels = np.random.default_rng(0).standard_normal((1, 3, 32, 24)).astype(np.float32)
    theirs = transformers.ResNetBackbone.from_pretrained(checkpoint, out_features=CHOSEN)
    with torch.no_grad():
        expected = theirs(torch.from_numpy(pixels)).feature_maps
    ours = model_class(backend, "AutoBackbone").from_pretrained(checkpoint, out_features=CHOSEN)
    assert (ours.channels, ours.out_indices) == (theirs.channels, theirs.out_indices)
    found = run(backend, ours, {"pixel_values": pixels})
    for i, image in enumerate(expected):
        assert difference(found[f"feature_maps.{i}"], image.numpy()) < 1e-5


@pytest.mark.parametrize("backend", BACKENDS)
def test_saved_statistics(checkpoint: Path, backend: str, tmp_path: Path) -> None:
    load(backend, "ResNetForImageClassification", checkpoint).save_pretrained(tmp_path)
    before, after = (
        transformers.ResNetForImageClassification.from_pretrained(folder).state_dict()
        for folder in (checkpoint, tmp_path)
    )
    assert before.keys() == after.keys()
    for name, value in before.items():
        assert after[name].dtype == value.dtype, name
        assert torch.equal(after[name], value), name
