"""RF-DETR's image processor, which needs torchvision in transformers: its pixels by their rule,
what follows the model against transformers'."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from core.processors.compare import assert_same
from transformers.utils import is_torchvision_available

from auto_core.errors import InputError
from auto_core.processors.rf_detr import RfDetrImageProcessor

SIZES = [(30, 40), (20, 25)]
NAME = "transformers.models.rf_detr.image_processing_rf_detr"


def test_numbers_are_resized_without_a_wider_kernel() -> None:
    image = np.random.default_rng(0).integers(0, 256, (45, 77, 3), dtype=np.uint8)
    processor = RfDetrImageProcessor(size={"height": 20, "width": 30})
    found = processor(image, return_tensors="np")
    pixels = torch.from_numpy(image.transpose(2, 0, 1)[None]).float() / 255
    resized = torch.nn.functional.interpolate(pixels, (20, 30), mode="bilinear")
    mean, std = (
        torch.tensor(x)[:, None, None] for x in (processor.image_mean, processor.image_std)
    )
    np.testing.assert_allclose(found["pixel_values"], (resized - mean) / std, atol=1e-5)
    assert found["pixel_mask"].shape == (1, 20, 30)


def test_other_kernels() -> None:
    image = np.arange(12, dtype=np.uint8).reshape(1, 2, 6)
    options: dict[str, Any] = dict(do_rescale=False, do_normalize=False, do_pad=False)
    size = {"height": 3, "width": 4}
    nearest = RfDetrImageProcessor(resample=0, size=size, **options)
    found = nearest(image, input_data_format="channels_first", return_tensors="np")
    expected = torch.nn.functional.interpolate(
        torch.from_numpy(image[None]).float(), (3, 4), mode="nearest-exact"
    )
    np.testing.assert_array_equal(found["pixel_values"], expected)
    with pytest.raises(InputError, match="resample"):
        RfDetrImageProcessor(resample=1, size=size, **options)(image)


def test_annotations_of_other_formats_are_refused() -> None:
    with pytest.raises(InputError, match="coco_panoptic"):
        RfDetrImageProcessor(format="coco_panoptic")


@pytest.fixture
def afterwards(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Transformers' image processor without torchvision, for what follows the model."""
    is_torchvision_available()  # the answer is kept
    for name in ("torchvision", "torchvision.transforms", "torchvision.transforms.v2"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules["torchvision.transforms.v2"].functional = None  # type: ignore[attr-defined]
    module = importlib.import_module(NAME)
    monkeypatch.delitem(sys.modules, NAME)
    return object.__new__(module.RfDetrImageProcessor)


@pytest.mark.parametrize("sizes", [None, SIZES])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"threshold": 0.8},
        {"top_k": 3, "threshold": 0.1},
        {"return_binary_maps": True, "mask_threshold": 0.5},
        {"return_coco_annotation": True},
        {"threshold": 0.99, "return_binary_maps": True},
        {"mask_threshold": 9.0, "return_binary_maps": True},
    ],
    ids=str,
)
def test_boxes_and_masks(options: dict[str, Any], sizes: Any, afterwards: Any) -> None:
    rng = torch.Generator().manual_seed(0)
    outputs = SimpleNamespace(
        logits=torch.randn(2, 6, 3, generator=rng),
        pred_boxes=torch.rand(2, 6, 4, generator=rng),
        pred_masks=torch.randn(2, 6, 9, 11, generator=rng),
    )
    ours = RfDetrImageProcessor()
    for method in ("post_process_object_detection", "post_process_instance_segmentation"):
        boxes = {k: v for k, v in options.items() if k in ("threshold", "top_k")}
        own = boxes if "object" in method else options
        found = getattr(ours, method)(outputs, target_sizes=sizes, **own)
        expected = getattr(afterwards, method)(outputs, target_sizes=sizes, **own)
        assert_same(found, expected, 1e-5)
    both = {"return_binary_maps": True, "return_coco_annotation": True}
    with pytest.raises(InputError, match="not both"):
        ours.post_process_instance_segmentation(outputs, **both)
