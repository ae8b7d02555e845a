"""Types that transformers 5 has no more, against what 4.57 computed (`recorded`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, FLOAT64_TOLERANCE, difference
from parity.recorded import CASES, Recorded, product, tensor
from parity.steps import STEPS, TRAINABLE
from safetensors.numpy import save_file

from auto_core.errors import ConfigError, InputError

ALL = list(CASES.values())
LABELLED = [case for case in ALL if case.classes]


def write(case: Recorded, folder: Path) -> Path:
    """A checkpoint with tensors of our network's names and shapes."""
    cls = backends.model_class("numpy", case.head)
    config = cls.config_class(**case.options)
    shapes = {slot.name: slot.shape for slot in cls._built_for(config).slots()}
    save_file({name: tensor(name, shape) for name, shape in shapes.items()},
              folder / "model.safetensors", {"format": "pt"})  # fmt: skip
    fields = dict(case.options) | {"model_type": config.model_type, "architectures": [case.head]}
    (folder / "config.json").write_text(json.dumps(fields))
    return folder


def load(case: Recorded, backend: str, folder: Path) -> Any:
    dtype = {"dtype": "float64"} if backend == "numpy" else {}
    return backends.load(backend, case.head, folder, **dtype)


def compare(case: Recorded, backend: str, found: dict[str, np.ndarray]) -> None:
    with np.load(case.path) as recorded:
        outputs = {n: recorded[n] for n in recorded if not n.startswith("gradients")}
    assert outputs.keys() == found.keys()
    allowed = FLOAT64_TOLERANCE if backend == "numpy" else 10 * FLOAT32_TOLERANCE
    for name, exact in outputs.items():
        assert found[name].shape == exact.shape, name
        assert difference(found[name], exact) <= allowed, name


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", ALL, ids=str)
def test_what_transformers_4_computes(case: Recorded, backend: str, tmp_path: Path) -> None:
    model = load(case, backend, write(case, tmp_path))
    assert model.loading_report.exact
    found = backends.run(backend, model, case.inputs(), fast=True, **case.requests)
    compare(case, backend, found)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", LABELLED[-1:], ids=str)
def test_saved_files_compute_the_same(case: Recorded, backend: str, tmp_path: Path) -> None:
    model = load(case, backend, write(case, tmp_path))
    model.save_pretrained(tmp_path / "again")
    again = load(case, backend, tmp_path / "again")
    compare(case, backend, backends.run(backend, again, case.inputs(), **case.requests))


@pytest.mark.parametrize("backend", TRAINABLE)
@pytest.mark.parametrize("case", LABELLED, ids=str)
def test_a_compiled_training_step(case: Recorded, backend: str, tmp_path: Path) -> None:
    step = STEPS[backend](load(case, backend, write(case, tmp_path)), case.inputs())
    with np.load(case.path) as recorded:
        loss = float(recorded["loss"])
        products = dict(zip(recorded["gradients_of"].tolist(), recorded["gradients"], strict=True))
    assert step.loss == pytest.approx(loss, rel=1e-4)
    assert products.keys() <= step.gradients.keys()
    scale = max(map(abs, products.values()))
    for name, exact in products.items():
        found = product(name, step.gradients[name])
        assert found == pytest.approx(exact, rel=1e-3, abs=1e-4 * scale), name


# Parameters without which outputs differ.
SEEN = {
    "efficientformer": [
        "encoder.last_stage.meta3D_layers.blocks.1.token_mixer.attention_biases",
        "encoder.last_stage.meta4D_layers.blocks.0.layer_scale_1",
        "encoder.intermediate_stages.1.norm.running_mean",
        "layernorm.bias",
    ],
    "efficientformer-teacher": ["distillation_classifier.bias"],
    "van": [
        "encoder.stages.0.layers.1.attention.attention_layer.attention.depth_wise_dilated.weight",
        "encoder.stages.0.layers.1.attention_scaling.weight",
        "encoder.stages.1.layers.0.post_normalization.running_mean",
        "encoder.stages.1.normalization.bias",
    ],
}


@pytest.mark.parametrize(
    ("case", "name"), [(case, name) for case, names in SEEN.items() for name in names]
)
def test_a_lost_parameter_is_seen(case: str, name: str, tmp_path: Path) -> None:
    model = load(CASES[case], "numpy", write(CASES[case], tmp_path))
    slot = next(slot for slot in model.slots() if slot.name == name)
    slot.write(np.zeros(slot.shape), "float64", None)
    found = backends.run("numpy", model, CASES[case].inputs(), **CASES[case].requests)
    with pytest.raises(AssertionError):
        compare(CASES[case], "torch", found)


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("efficientformer", {"dim": 12}),
        ("efficientformer", {"num_meta3d_blocks": 4}),
        ("efficientformer", {"num_meta3d_blocks": 0}),
        ("efficientformer", {"hidden_sizes": [8, 16]}),
        ("efficientformer", {"downsamples": [True]}),
        ("efficientformer", {"pool_size": 2}),
        ("efficientformer", {"drop_path_rate": 0.3}),
        ("efficientformer", {"depths": []}),
        ("efficientformer", {"resolution": 0}),
        ("van", {"depths": [1]}),
        ("van", {"strides": [4, 2, 2]}),
    ],
)
def test_what_contradicts_itself_is_refused(case: str, options: dict[str, Any]) -> None:
    config = backends.model_class("numpy", CASES[case].head).config_class
    with pytest.raises(ConfigError, match=next(iter(options))):
        config(**(dict(CASES[case].options) | options))


@pytest.mark.parametrize(
    ("case", "images", "message"),
    [
        ("efficientformer", (1, 3, 64, 64), "resolution"),
        ("efficientformer", (1, 4, 36, 41), "channels"),
        ("van", (1, 4, 33, 40), "channels"),
    ],
)
def test_images_of_other_sizes_are_refused(
    case: str, images: tuple[int, ...], message: str, tmp_path: Path
) -> None:
    model = load(CASES[case], "numpy", write(CASES[case], tmp_path))
    with pytest.raises(InputError, match=message):
        model(pixel_values=np.zeros(images, np.float32))
