"""KOSMOS-2.5's processors, against transformers."""

from __future__ import annotations

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

TOLERANCE = 1e-4  # torch has the weights of a resize in float32
TOKENS = ["<image>", "</image>", "<vector>", "<ocr>", "<md>"]
NAMED = {"boi_token": "<image>", "eoi_token": "</image>", "image_token": "<vector>"}


@pytest.mark.parametrize("name", sorted(set(IMAGES) - {"grey", "transparent"}))
@pytest.mark.parametrize("options", [{}, {"max_patches": 37}], ids=str)
def test_patches(name: str, options: dict[str, Any]) -> None:
    options = {"max_patches": 100, "patch_size": {"height": 6, "width": 9}, **options}
    mine = ours.Kosmos2_5ImageProcessor(**options)
    theirs = transformers.Kosmos2_5ImageProcessorPil(**options)
    call = dict(return_tensors="np")
    found, exact = (one(IMAGES[name](), **call) for one in (mine, theirs))
    assert_same({**found}, {**exact}, TOLERANCE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    part = {"image_processor_type": "Kosmos2_5ImageProcessor", "patch_size": 8}
    part["patch_size"] = {"height": 8, "width": 8}
    path = tmp_path_factory.mktemp("kosmos2_5")
    settings = {"extra_special_tokens": NAMED}
    return folder_of(path, "Kosmos2_5", part, TOKENS, "<image>", settings=settings)


def both(folder: Path, side: str) -> tuple[Any, Any]:
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.Kosmos2_5Processor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
    )
    assert type(mine).__name__ == "Kosmos2_5Processor"
    mine.num_image_tokens = theirs.num_image_tokens = 5
    for one in (mine, theirs):
        one.tokenizer.padding_side = side
    return mine, theirs


@pytest.mark.parametrize(
    "call",
    [
        dict(images=photo(), text="<ocr>"),
        dict(images=[photo(1), photo(2, 20, 90)], text=["<md>", "<ocr> a dog"]),
        dict(images=photo(), text="<ocr>", padding="max_length", max_length=14),
        dict(images=photo()),
    ],
)
def test_images_and_texts(folder: Path, call: dict[str, Any]) -> None:
    mine, theirs = both(folder, "right")
    given = dict(max_patches=30, return_tensors="pt")
    assert_same({**mine(**call, **given)}, {**theirs(**call, **given)}, TOLERANCE)


def test_vectors_stand_behind_padding(folder: Path) -> None:
    """transformers marks the first positions, wherever the text begins."""
    mine, _ = both(folder, "left")
    call = dict(images=[photo()] * 2, text=["<md>", "<ocr> a dog"], max_patches=30)
    found = mine(**call, return_tensors="np")
    marks, ids = found["image_embeds_position_mask"], found["input_ids"]
    image, begin, end = (
        mine.tokenizer.convert_tokens_to_ids(token) for token in ("<vector>", "<image>", "</image>")
    )
    assert np.array_equal(marks == 1, ids == image)
    assert np.array_equal(marks == -1, (ids == begin) | (ids == end))


def test_what_is_refused(folder: Path) -> None:
    mine, _ = both(folder, "right")
    with pytest.raises(InputError, match="Pass images"):
        mine(text="<ocr>")
    with pytest.raises(InputError, match="num_image_tokens is 0"):
        mine(images=photo(), text="<ocr>", num_image_tokens=0)
