"""SAM 2's processor: prompts against transformers'; its image processor, which needs torchvision
there, by its rule."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from core.processors.compare import assert_same, noise
from PIL import Image
from transformers.models.sam2.processing_sam2 import Sam2Processor as Theirs

from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors import Sam2ImageProcessor, Sam2Processor
from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD

SIZES = [(61, 47), (30, 90)]
PROMPTS: list[dict[str, Any]] = [
    {"input_points": [[[[20, 30]]], [[[5.5, 6]]]]},
    {
        "input_points": [[[[20, 30], [1, 2]], [[3, 4]]], [[[5, 6]]]],
        "input_labels": [[[1, 0], [1]], [[1]]],
    },
    {"input_boxes": [[[1, 2, 30, 40]], [[3, 4, 50, 60]]]},
    {"input_points": np.full((2, 1, 2, 2), 7.0), "input_boxes": np.full((2, 1, 4), 9.0)},
    {"input_points": [[[[-10, 4]]], [[[5, 6]]]], "input_labels": [[[1]], [[0]]]},
]


def theirs() -> Any:
    """Their processor without its image processor."""
    found = object.__new__(Theirs)
    found.image_processor = SimpleNamespace(size={"height": 96, "width": 96})
    found.target_size, found.point_pad_value = 96, -10
    return found


def ours() -> Any:
    return Sam2Processor(Sam2ImageProcessor(size={"height": 96, "width": 96}, mask_size=24))


@pytest.mark.parametrize("prompts", PROMPTS, ids=lambda prompts: "-".join(prompts))
def test_prompts(prompts: dict[str, Any]) -> None:
    expected = theirs()(original_sizes=SIZES, return_tensors="pt", **prompts)
    found = ours()(original_sizes=SIZES, return_tensors="pt", **prompts)
    assert_same(found, expected, 2e-5)  # theirs divides by multiplying
    images = [Image.fromarray(noise(*size, seed=0)) for size in SIZES]
    found = ours()(images=images, return_tensors="np", **prompts)
    assert found["pixel_values"].shape == (2, 3, 96, 96)
    for name in prompts:
        np.testing.assert_allclose(found[name], expected[name].numpy(), rtol=1e-6)


@pytest.mark.parametrize(
    ("prompts", "message"),
    [
        ({"input_points": [[[1, 2]]]}, "nested 3 deep, expected 4"),
        ({"input_points": [[[[1, 2, 3]]]]}, "3 numbers"),
        ({"input_boxes": [[[1, 2, 3, 4]], []]}, "as many on each image"),
        ({"input_points": [[[[1, 2]]]], "input_labels": [[[1, 0]]]}, "input_labels of"),
    ],
)
def test_prompts_that_cannot_be(prompts: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ours()(original_sizes=SIZES, **prompts)
    with pytest.raises(InputError, match="original_sizes"):
        ours()(**prompts)


def test_images_and_their_masks() -> None:
    image, labels = noise(61, 47, seed=0), noise(61, 47, seed=1)[..., 0] % 3
    found = ours()(images=image, segmentation_maps=labels, return_tensors="np")
    resized = np.asarray(Image.fromarray(image).resize((96, 96), Image.Resampling.BILINEAR))
    expected = (resized / 255 - np.array(IMAGENET_MEAN)) / np.array(IMAGENET_STD)
    np.testing.assert_allclose(found["pixel_values"][0], expected.transpose(2, 0, 1), atol=1e-5)
    assert found["labels"].shape == (1, 24, 24) and found["labels"].dtype == np.int64
    assert found["original_sizes"].tolist() == [[61, 47]]


@pytest.mark.parametrize("apart", [False, True])
def test_masks_of_the_size_of_images(apart: bool) -> None:
    masks = torch.randn(2, 3, 2, 12, 12, generator=torch.Generator().manual_seed(0))
    found = ours().post_process_masks(
        masks, SIZES, binarize=False, apply_non_overlapping_constraints=apart
    )
    for item, mask, size in zip(found, masks, SIZES, strict=True):
        resized = torch.nn.functional.interpolate(mask, size, mode="bilinear")
        if apart:
            own = resized.argmax(0, keepdim=True) == torch.arange(3)[:, None, None, None]
            resized = torch.where(own, resized, resized.clamp(max=-10.0))
        torch.testing.assert_close(item, resized, atol=1e-5, rtol=1e-5)
    assert ours().post_process_masks(masks, SIZES)[0].dtype == torch.bool
    with pytest.raises(InputError, match="max_hole_area"):
        ours().post_process_masks(masks, SIZES, max_hole_area=2.0)


def test_saved_and_read_again(tmp_path: Path) -> None:
    Sam2Processor(Sam2ImageProcessor(size=64), target_size=32).save_pretrained(tmp_path)
    again = AutoProcessor.from_pretrained(tmp_path)
    assert type(again) is Sam2Processor and again.target_size == 32
    assert again.image_processor.size == {"height": 64, "width": 64}
    assert "original_sizes" in again.model_input_names
