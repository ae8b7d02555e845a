"""DEIMv2: in training, boxes of all layers are compared with any layer's labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.deimv2 import OTHER, TINY
from parity.backends import BACKENDS
from parity.checks import ROUNDED_TOLERANCE, difference
from parity.detection import objects
from parity.images import images

torch_turn = pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
QUIET: dict[str, Any] = dict(num_denoising=12, label_noise_ratio=0.0, box_noise_scale=0.0)


@torch_turn
@pytest.mark.parametrize(
    "options", [TINY | QUIET, TINY | dict(decoder_layers=3, num_denoising=0), OTHER], ids=len
)
def test_losses_of_training(options: dict[str, Any], tmp_path: Path) -> None:
    options = options | dict(auxiliary_loss=True)
    reference = oracle.reference("Deimv2ForObjectDetection", "Deimv2Config", options)
    oracle.save(reference, tmp_path)
    inputs = images(2, 3, 64, 64, labels=objects(3, 3, 1))(np.random.default_rng(0))
    model = backends.load("torch", "Deimv2ForObjectDetection", tmp_path, dtype="float64").train()
    exact = oracle.outputs(reference.double().train(), inputs, double=True)
    found = oracle.flatten(dict(model(**oracle.tensors(inputs, double=True)).items()))
    # Upstream's loss has its bins in float32.
    names = [name for name in exact if name.startswith("loss")]
    assert any("loss_fgl_aux_0" in name for name in names)
    assert any("_dn_1" in name for name in names) == bool(options["num_denoising"])
    for name in ["logits", "pred_boxes", *names]:
        assert difference(found[name], exact[name]) <= ROUNDED_TOLERANCE, name


@torch_turn
def test_noise_gives_finite_losses_and_gradients(tmp_path: Path) -> None:
    oracle.save(oracle.reference("Deimv2ForObjectDetection", "Deimv2Config", TINY), tmp_path)
    model = backends.load("torch", "Deimv2ForObjectDetection", tmp_path).train()
    inputs = images(2, 3, 64, 64, labels=objects(3, 0, 2))(np.random.default_rng(0))
    output = model(**oracle.tensors(inputs, double=False))
    output.loss.backward()
    grad = model.model.decoder.bbox_embed[0].layers[0].weight.grad
    assert torch.isfinite(output.loss) and torch.isfinite(grad).all() and grad.abs().sum() > 0
