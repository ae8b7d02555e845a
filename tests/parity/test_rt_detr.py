"""RT-DETR: in training, noisy labels are given to the decoder too, and have losses of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.rt_detr import TINY
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference
from parity.detection import objects
from parity.images import images

torch_turn = pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")


@torch_turn
def test_labels_without_noise_are_denoised_as_in_transformers(tmp_path: Path) -> None:
    quiet = TINY | dict(num_denoising=12, label_noise_ratio=0.0, box_noise_scale=0.0)
    reference = oracle.reference("RTDetrForObjectDetection", "RTDetrConfig", quiet)
    oracle.save(reference, tmp_path)
    inputs = images(2, 3, 64, 64, labels=objects(3, 3, 1))(np.random.default_rng(0))
    model = backends.load("torch", "RTDetrForObjectDetection", tmp_path).train()
    exact = oracle.outputs(reference.train(), inputs, double=False)
    found = oracle.flatten(dict(model(**oracle.tensors(inputs, double=False)).items()))
    names = [name for name in exact if name.startswith("loss")]
    assert any("_dn_1" in name for name in names)
    for name in ["logits", "pred_boxes", *names]:
        assert difference(found[name], exact[name]) <= 20 * FLOAT32_TOLERANCE, name


@torch_turn
def test_noise_gives_finite_losses_and_gradients(tmp_path: Path) -> None:
    oracle.save(oracle.reference("RTDetrForObjectDetection", "RTDetrConfig", TINY), tmp_path)
    model = backends.load("torch", "RTDetrForObjectDetection", tmp_path).train()
    inputs = images(2, 3, 64, 64, labels=objects(3, 0, 2))(np.random.default_rng(0))
    output = model(**oracle.tensors(inputs, double=False))
    output.loss.backward()
    grad = model.model.denoising_class_embed.weight.grad
    assert torch.isfinite(output.loss) and torch.isfinite(grad).all() and grad.abs().sum() > 0
