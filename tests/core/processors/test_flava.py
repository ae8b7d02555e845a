"""FLAVA's image processor and processor, against transformers."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import IMAGES, assert_same
from core.processors.multimodal import folder_of, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

SMALL = {"size": {"height": 40, "width": 36}, "crop_size": {"height": 32, "width": 30}}
CODES = {
    "return_codebook_pixels": True,
    "codebook_size": {"height": 24, "width": 28},
    "codebook_crop_size": {"height": 20, "width": 20},
}
OPTIONS: list[dict[str, Any]] = [
    {},
    {"return_codebook_pixels": True, **SMALL},
    CODES,
    CODES | {"codebook_do_map_pixels": False, "codebook_do_center_crop": False},
    CODES | {"codebook_image_mean": 0.5, "codebook_resample": 2, "do_resize": False},
    CODES | {"codebook_do_rescale": False, "codebook_do_normalize": False},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("name", ["tall", "list", "channels_last"])
def test_images(name: str, options: dict[str, Any]) -> None:
    mine, theirs = ours.FlavaImageProcessor(), transformers.FlavaImageProcessorPil()
    image = IMAGES[name]()
    for call in ({}, {"return_tensors": "np"}):
        assert_same(mine(image, **options, **call), theirs(image, **options, **call))


MASKS: list[dict[str, Any]] = [
    {},
    {"total_mask_patches": 20, "mask_group_min_patches": 3, "mask_group_max_patches": 7},
    {"input_size_patches": 6, "total_mask_patches": 30, "mask_group_min_patches": 2},
    {"mask_group_min_aspect_ratio": 0.5, "mask_group_max_aspect_ratio": 4.0},
]


@pytest.mark.parametrize("options", MASKS, ids=str)
def test_masked_patches(options: dict[str, Any]) -> None:
    options = {"return_image_mask": True, **SMALL, **options}
    mine = ours.FlavaImageProcessor(**options)
    theirs = transformers.FlavaImageProcessorPil(**options)
    images, call = [photo(0), photo(1)], dict(return_tensors="np")
    for seed in range(5):
        random.seed(seed)
        found = mine(images, **call)
        random.seed(seed)
        assert_same(found, theirs(images, **call))
    assert 0 < found["bool_masked_pos"].sum() < found["bool_masked_pos"].size


def test_masks_that_cannot_be() -> None:
    wrong: list[dict[str, Any]] = [
        {"input_size_patches": 0},
        {"input_size_patches": 10**9},
        {"total_mask_patches": 10**9},
        {"mask_group_min_patches": 0},
        {"mask_group_min_aspect_ratio": 0.0},
    ]
    for options in wrong:
        processor = ours.FlavaImageProcessor(return_image_mask=True, **options)
        with pytest.raises(InputError, match=next(iter(options))):
            processor(photo())


def test_images_and_texts(tmp_path: Path) -> None:
    part = {"image_processor_type": "FlavaImageProcessor", **SMALL}
    folder = folder_of(tmp_path, "Flava", part, [], "", begins=True)
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.AutoProcessor.from_pretrained(folder)
    images, texts = [photo(0), photo(1)], ["a cat", "what is this"]
    for call in (
        dict(images=images, text=texts, padding=True, return_tensors="np"),
        dict(text=texts, padding="max_length", max_length=9),
        dict(images=images, return_codebook_pixels=True, return_tensors="np"),
        dict(images=images, text=texts, padding=True, return_special_tokens_mask=True),
    ):
        assert_same(mine(**call), theirs(**call))
    assert np.array_equal(mine.model_input_names, theirs.model_input_names)
