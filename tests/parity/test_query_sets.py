"""LW-DETR and RF-DETR in training: several sets of queries, each matched with all labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures import lw_detr, rf_detr
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference
from parity.detection import objects
from parity.images import images
from safetensors.torch import load_file, save_file

torch_turn = pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
STILL: dict[str, Any] = dict(dropout=0.0)  # nothing at random
LABELS = objects(3, 3, 1, masks=(32, 32))


@torch_turn
@pytest.mark.parametrize(
    ("family", "head", "options"),
    [
        ("LwDetr", "ForObjectDetection", lw_detr.TINY),
        ("RfDetr", "ForObjectDetection", rf_detr.TINY | dict(decoder_layers=3)),
        ("RfDetr", "ForInstanceSegmentation", rf_detr.TINY),
        ("RfDetr", "ForInstanceSegmentation", rf_detr.TINY | dict(auxiliary_loss=False)),
    ],
    ids=["lw", "rf", "masks", "last"],
)
def test_losses_of_training(
    family: str,
    head: str,
    options: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rf_detr.give_points(monkeypatch)
    reference = oracle.reference(f"{family}{head}", f"{family}Config", options | STILL)
    oracle.save(reference, tmp_path)
    inputs = images(2, 3, 32, 32, labels=LABELS)(np.random.default_rng(0))
    model = backends.load("torch", f"{family}{head}", tmp_path).train()
    for one in (model, reference.train()):
        for module in one.modules():
            if isinstance(module, torch.nn.BatchNorm2d) or type(module).__name__ == "BatchNorm2d":
                module.eval()  # with the statistics of the file
    exact = oracle.outputs(reference, inputs, double=False)
    found = oracle.flatten(dict(model(**oracle.tensors(inputs, double=False)).items()))
    queries = options["num_queries"] * options["group_detr"]
    assert found["logits"].shape[1] == queries
    for name in [name for name in exact if name.startswith(("loss", "logits", "pred", "enc"))]:
        assert difference(found[name], exact[name]) <= 50 * FLOAT32_TOLERANCE, name


@torch_turn
def test_images_without_objects(tmp_path: Path) -> None:
    oracle.save(
        oracle.reference("LwDetrForObjectDetection", "LwDetrConfig", lw_detr.TINY), tmp_path
    )
    model = backends.load("torch", "LwDetrForObjectDetection", tmp_path).train()
    inputs = images(2, 3, 32, 32, labels=objects(3, 0, 0))(np.random.default_rng(0))
    output = model(**oracle.tensors(inputs, double=False))
    output.loss.backward()
    assert torch.isfinite(output.loss)
    assert all(torch.isfinite(p.grad).all() for p in model.parameters() if p.grad is not None)


@torch_turn
def test_a_file_with_older_names(tmp_path: Path) -> None:
    reference = oracle.reference("LwDetrModel", "LwDetrConfig", lw_detr.TINY)
    oracle.save(reference, tmp_path)
    inputs = images(1, 3, 32, 32)(np.random.default_rng(0))
    exact = oracle.outputs(reference, inputs, double=False)
    path = tmp_path / "model.safetensors"
    older = {"q_proj": "attention.query", "k_proj": "attention.key", "v_proj": "attention.value"}
    tensors = {}
    for name, tensor in load_file(path).items():
        if "backbone.encoder.layer" in name:
            for new, old in {**older, "o_proj": "output"}.items():
                name = name.replace(f".attention.{new}.", f".attention.{old}.")
        tensors[name] = tensor
    assert any(".attention.attention.query." in name for name in tensors)
    save_file(tensors, path, metadata={"format": "pt"})
    model = backends.load("torch", "LwDetrModel", tmp_path)
    found = oracle.flatten(dict(model(**oracle.tensors(inputs, double=False)).items()))
    name = "last_hidden_state"
    assert difference(found[name], exact[name]) <= 50 * FLOAT32_TOLERANCE
