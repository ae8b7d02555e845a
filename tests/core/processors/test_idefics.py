"""The processor of IDEFICS, whose prompts are lists of texts and images, against transformers."""

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

AROUND, END = "<fake_token_around_image>", "<end_of_utterance>"


@pytest.mark.parametrize("options", [{}, {"image_size": 20}, {"do_normalize": False}], ids=str)
@pytest.mark.parametrize("image", ["tall", "grey", "transparent", "palette", "list"])
def test_images(image: str, options: dict[str, Any]) -> None:
    mine = ours.IdeficsImageProcessor(**options)
    theirs = transformers.IdeficsImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


def both(folder: Path, *tokens: str) -> tuple[Any, Any]:
    part = {"image_processor_type": "IdeficsImageProcessor", "image_size": 20}
    part["image_num_channels"] = 3
    tokens = (AROUND, "<image>", *tokens)
    settings = {"additional_special_tokens": list(tokens)}
    folder = folder_of(folder, "Idefics", part, list(tokens), "<image>", settings=settings)
    mine = AutoProcessor.from_pretrained(folder)
    assert type(mine).__name__ == "IdeficsProcessor"
    return mine, transformers.AutoProcessor.from_pretrained(folder)


def prompts() -> list[list[Any]]:
    return [
        [" what is", photo(), photo(1, 30, 50), "this ", "a cat", photo(2)],
        ["hello", "world"],
        [photo(3), "a </s> dog", "the cat"],
    ]


@pytest.mark.parametrize("tokens", [(), (END,)], ids=["old", "chat"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"add_eos_token": True},
        {"add_end_of_utterance_token": False},
        {"truncation": True, "max_length": 5},
    ],
    ids=str,
)
def test_prompts(tokens: tuple[str, ...], options: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, *tokens)
    for given in (prompts(), prompts()[0], prompts()[1], prompts()[1:2]):
        found = mine(text=given, return_tensors="pt", **options)
        assert_same(found, theirs(text=given, return_tensors="pt", **options))


def test_texts_with_images(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    for images in ([photo(), photo(1)], [[photo(), photo(1)], [photo(2)]]):
        given = dict(text=["what is", "a cat"], images=images, return_tensors="pt")
        assert_same(mine(**given), theirs(**given))
    with pytest.raises(InputError, match="2 texts and 1 images"):
        mine(text=["a", "b"], images=[photo()])
    with pytest.raises(InputError, match="the prompts are texts"):
        mine(text=[["a"]], images=[photo()])
    with pytest.raises(InputError, match="Pass text"):
        mine(images=[photo()])


def test_arrays_and_a_transform(tmp_path: Path) -> None:
    mine, _ = both(tmp_path)
    found = mine(text=prompts(), transform=lambda image: np.ones((3, 7, 7), np.float32))
    assert found["pixel_values"].shape == (3, 3, 3, 7, 7)
    assert found["pixel_values"][0].all() and not found["pixel_values"][2, 1:].any()
    assert mine(text="a cat")["image_attention_mask"].tolist() == [[[False]] * 3]


def test_files(tmp_path: Path) -> None:
    mine, _ = both(tmp_path / "old")
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert again.image_processor == mine.image_processor
    assert again.image_processor.size == {"height": 20, "width": 20}
