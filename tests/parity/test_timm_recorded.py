"""Networks of timm against what timm 1.0.31 computes (recorded: timm itself is not needed).

Every tensor is made of a generator that its name seeds, so a wrong name gives other logits.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import difference
from safetensors.numpy import save_file

from auto_core.configs.gemma3n_vision import Gemma3nVisionConfig
from auto_core.configs.timm_backbone import TimmBackboneConfig
from auto_core.configs.timm_wrapper import TimmWrapperConfig

# Pixels of an image's side, and the logits of three classes.
RECORDED: dict[str, tuple[int, list[float]]] = {
    "resnet26d": (48, [-32.553274, 100.748307, 120.227815]),
    "convnextv2_atto": (48, [1.20174487, 0.506194024, -1.06076265]),
    "efficientnet_b0": (56, [0.0157254478, 0.535791753, 0.157108975]),
    "mobilenetv3_small_050": (48, [-0.629616021, -0.0836545958, 0.408495633]),
    "mobilenetv3_large_100": (48, [-14.1616866, 15.007898, -73.6130793]),
    "tf_mobilenetv3_small_075": (49, [-0.622919393, 0.331622131, 3.907378]),
    "swin_tiny_patch4_window7_224": (224, [1.10010997, 1.20946321, 0.577019488]),
}


# Of what Gemma 3n's image encoder, of a width of 0.03, makes of 70 pixels: a column.
ENCODED = [
    [0.226427601, 0.172819578, 0.37570989],
    [-0.494664662, -0.686922101, -0.682995601],
    [0.632784242, -0.088628535, 0.092045028],
]


def tensor(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """The weights of a name, large enough that each matters."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    values = rng.standard_normal(shape)
    if name.endswith("running_var"):
        values = rng.random(shape) + 0.5
    elif name.endswith("weight") and len(shape) > 1:
        values = values * (2 / np.prod(shape[1:])) ** 0.5
    elif name.endswith("weight"):
        values = 1 + 0.2 * values
    else:
        values = 0.2 * values
    return values.astype(np.float32)


def pixels(side: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((1, 3, side, side)).astype(np.float32)


def write(name: str, folder: Path) -> None:
    """A repository of timm, with tensors of our network's names and shapes."""
    config = TimmWrapperConfig.from_dict({"architecture": name, "num_classes": 3})
    model = backends.model_class("numpy", "TimmWrapperForImageClassification")._built_for(config)
    names = {slot.name.removeprefix("timm_model."): slot.shape for slot in model.slots()}
    tensors = {n: tensor(n, shape) for n, shape in names.items() if "num_batches" not in n}
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    fields = {"architecture": name, "num_classes": 3, "pretrained_cfg": {}}
    (folder / "config.json").write_text(json.dumps(fields))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", RECORDED)
def test_what_timm_computes(name: str, backend: str, tmp_path: Path) -> None:
    side, logits = RECORDED[name]
    write(name, tmp_path)
    dtype = {"dtype": "float64"} if backend == "numpy" else {}
    model = backends.load(backend, "TimmWrapperForImageClassification", tmp_path, **dtype)
    found = backends.run(backend, model, {"pixel_values": pixels(side)}, fast=True)
    allowed = 1e-6 if backend == "numpy" else 1e-3
    assert difference(np.asarray(found["logits"][0]), np.array(logits)) < allowed


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_timm_computes_for_gemma_3n(backend: str, tmp_path: Path) -> None:
    options = {"channel_multiplier": 0.03, "msfa_output_resolution": 3}
    config = Gemma3nVisionConfig(model_args=options)
    model = backends.model_class("numpy", "Gemma3nVisionModel")._built_for(config)
    slots = {slot.name: slot.shape for slot in model.slots()}
    tensors = {n: tensor(n.removeprefix("timm_model."), shape) for n, shape in slots.items()}
    save_file(tensors, tmp_path / "model.safetensors", {"format": "pt"})
    config.save_pretrained(tmp_path)
    dtype = {"dtype": "float64"} if backend == "numpy" else {}
    model = backends.load(backend, "Gemma3nVisionModel", tmp_path, **dtype)
    found = backends.run(backend, model, {"pixel_values": pixels(70)}, fast=True)
    last = np.asarray(found["last_hidden_state"])[0]
    allowed = 1e-6 if backend == "numpy" else 1e-3
    assert difference(last[:3, :, 1], np.array(ENCODED)) < allowed


# The last row's first pixel of each map of Swin as a backbone, whose windows are kept whole.
MAPS = [
    [-5.71974935, -7.08931371, -1.03109242],
    [0.981424984, -2.09258804, -4.92479237],
    [3.09678651, -6.96367329, -5.26559336],
]


@pytest.mark.parametrize("backend", BACKENDS)
def test_swin_as_a_backbone(backend: str, tmp_path: Path) -> None:
    fields = {
        "model_type": "timm_backbone",
        "backbone": "swin_tiny_patch4_window7_224",
        "img_size": 64,
        "always_partition": True,
        "out_indices": [1, 2, 3],
    }
    config = TimmBackboneConfig.from_dict(fields)
    model = backends.model_class("numpy", "TimmBackbone")._built_for(config)
    names = {slot.name.removeprefix("_backbone."): slot.shape for slot in model.slots()}
    tensors = {name: tensor(name, shape) for name, shape in names.items()}
    assert "layers_1.downsample.reduction.weight" in tensors
    save_file(tensors, tmp_path / "model.safetensors", {"format": "pt"})
    (tmp_path / "config.json").write_text(json.dumps(fields))
    dtype = {"dtype": "float64"} if backend == "numpy" else {}
    model = backends.load(backend, "TimmBackbone", tmp_path, **dtype)
    found = backends.run(backend, model, {"pixel_values": pixels(64)}, fast=True)
    for index, expected in enumerate(MAPS):
        values = np.asarray(found[f"feature_maps.{index}"])[0, -1, 0, :3]
        allowed = 1e-6 if backend == "numpy" else 1e-3
        assert difference(values, np.array(expected)) < allowed
