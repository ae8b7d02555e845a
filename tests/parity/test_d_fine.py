"""D-FINE: in training, all layers and noisy labels have losses of distributions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.d_fine import OTHER, TINY
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference
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
    reference = oracle.reference("DFineForObjectDetection", "DFineConfig", options)
    oracle.save(reference, tmp_path)
    inputs = images(2, 3, 64, 64, labels=objects(3, 3, 1))(np.random.default_rng(0))
    model = backends.load("torch", "DFineForObjectDetection", tmp_path).train()
    exact = oracle.outputs(reference.train(), inputs, double=False)
    found = oracle.flatten(dict(model(**oracle.tensors(inputs, double=False)).items()))
    names = [name for name in exact if name.startswith("loss")]
    assert any("loss_fgl_aux_0" in name for name in names)
    assert any("_dn_1" in name for name in names) == bool(options["num_denoising"])
    for name in ["logits", "pred_boxes", *names]:
        assert difference(found[name], exact[name]) <= 50 * FLOAT32_TOLERANCE, name


@torch_turn
def test_noise_gives_finite_losses_and_gradients(tmp_path: Path) -> None:
    oracle.save(oracle.reference("DFineForObjectDetection", "DFineConfig", TINY), tmp_path)
    model = backends.load("torch", "DFineForObjectDetection", tmp_path).train()
    inputs = images(2, 3, 64, 64, labels=objects(3, 0, 2))(np.random.default_rng(0))
    output = model(**oracle.tensors(inputs, double=False))
    output.loss.backward()
    grad = model.model.decoder.bbox_embed[0].layers[0].weight.grad
    assert torch.isfinite(output.loss) and torch.isfinite(grad).all() and grad.abs().sum() > 0
