"""SAM 3: what is encoded once, files of models of videos, and the parts of images in boxes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends
from parity.arch import architecture
from parity.architectures.sam3 import TINY, of_box
from parity.backends import BACKENDS
from parity.checks import difference, expected
from safetensors.numpy import load_file, save_file

from auto_core import NumpyAutoModel
from auto_core.blocks.roi_align import roi_align
from auto_core.errors import InputError

ROWS = architecture("sam3").by_id()
BOXED, TEXT = ROWS["Model-boxes"], ROWS["Model-text"]


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    patch = architecture("sam3").patch
    assert patch is not None
    patch(monkeypatch)


@pytest.mark.usefixtures("patched")
@pytest.mark.parametrize("backend", BACKENDS)
def test_image_and_text_are_encoded_once(backend: str) -> None:
    reference = expected(BOXED)
    inputs = dict(reference.inputs)
    model = backends.load(backend, "Sam3Model", reference.directory)
    vision = model.get_vision_features(inputs.pop("pixel_values"))
    texts = model.get_text_features(inputs.pop("input_ids"), inputs["attention_mask"])
    for embeds in (texts, texts.pooler_output):
        given = inputs | {"vision_embeds": vision, "text_embeds": embeds}
        again = backends.run(backend, model, given)
        assert difference(again["pred_masks"], reference.exact["pred_masks"]) < 2e-5


@pytest.mark.usefixtures("patched")
def test_one_image_with_many_texts() -> None:
    reference = expected(TEXT)
    inputs = dict(reference.inputs)
    model = backends.load("numpy", "Sam3Model", reference.directory)
    first = {name: value[:1] for name, value in inputs.items()}
    whole = backends.run("numpy", model, inputs | {"pixel_values": first["pixel_values"]})
    one = backends.run("numpy", model, first)
    assert difference(whole["pred_masks"][:1], one["pred_masks"]) < 1e-5
    assert whole["pred_masks"].shape[0] == 2
    three = np.repeat(inputs["pixel_values"], 2, 0)[:3]
    with pytest.raises(InputError, match="batches of"):
        backends.run("numpy", model, inputs | {"pixel_values": three})


@pytest.mark.usefixtures("patched")
def test_files_of_a_model_of_videos(tmp_path: Path) -> None:
    """facebook/sam3 has the detector beside a tracker."""
    reference = expected(TEXT)
    config = json.loads((reference.directory / "config.json").read_text())
    whole = {"model_type": "sam3_video", "detector_config": config, "tracker_config": {}}
    (tmp_path / "config.json").write_text(json.dumps(whole))
    tensors = load_file(reference.directory / "model.safetensors")
    tensors = {f"detector_model.{name}": value for name, value in tensors.items()}
    tensors["tracker_model.no_object_pointer"] = np.zeros((1, 4), np.float32)
    tensors["tracker_neck.fpn_layers.0.proj1.bias"] = np.zeros(4, np.float32)
    save_file(tensors, tmp_path / "model.safetensors", {"format": "pt"})
    for cls in (NumpyAutoModel, backends.model_class("numpy", "Sam3Model")):
        model: Any = cls.from_pretrained(tmp_path)
        assert type(model).__name__ == "NumpySam3Model"
        assert not (model.loading_report.initialised or model.loading_report.missing)
        found = backends.run("numpy", model, reference.inputs)
        assert difference(found["pred_boxes"], reference.exact["pred_boxes"]) < 1e-5


def test_parts_of_images_within_boxes() -> None:
    """Against a loop over samples, boxes beyond the borders and smaller than a pixel among them."""
    rng = np.random.default_rng(0)
    image = rng.standard_normal((1, 13, 17, 3))
    start = rng.uniform(-6, 14, (40, 2))
    corners = np.concatenate([start, start + rng.uniform(-1, 16, (40, 2))], -1)
    for size in (1, 2, 7):
        found = roi_align(image, corners[None], size)[0]
        for box, own in zip(corners, found, strict=True):
            exact = of_box(torch.tensor(image[0]).permute(2, 0, 1), torch.tensor(box), size)
            np.testing.assert_allclose(own, exact.permute(1, 2, 0).numpy(), atol=1e-12)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"pixel_values": np.zeros((1, 3, 48, 64), np.float32)}, "Resize the"),
        ({"pixel_values": None}, "exactly one of pixel_values"),
        ({"input_ids": None}, "exactly one of input_ids"),
        ({"input_boxes": np.zeros((1, 4), np.float32)}, "expected .b boxes 4"),
        (
            {
                "input_boxes": np.zeros((1, 2, 4), np.float32),
                "input_boxes_labels": np.ones((1, 3), np.int64),
            },
            "a label of each",
        ),
    ],
)
def test_inputs_that_cannot_be(changed: dict[str, Any], message: str) -> None:
    cls = backends.model_class("numpy", "Sam3Model")
    model = cls(cls.config_class(**TINY))
    inputs = {
        "pixel_values": np.zeros((1, 3, 48, 48), np.float32),
        "input_ids": np.array([[3, 4, 59]]),
    }
    with pytest.raises(InputError, match=message):
        model(**(inputs | changed))
