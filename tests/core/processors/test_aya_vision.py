"""The processors of Aya Vision and Command A Vision, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import assert_same, noise
from core.processors.multimodal import folder_of, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors.tiled_images import least_scaled

AYA = ["<image>", "<|START_OF_IMG|>", "<|END_OF_IMG|>", "<|IMG_PATCH|>", "<|IMG_LINE_BREAK|>"]
TILES = ["TILE_GLOBAL", *(f"TILE_{number}" for number in range(1, 13))]
SMALL = {"size": {"height": 28, "width": 28}, "max_patches": 4}
ROLES = {
    "boi_token": "<|START_OF_IMG|>",
    "eoi_token": "<|END_OF_IMG|>",
    "image_token": "<|IMG_PATCH|>",
    "img_line_break_token": "<|IMG_LINE_BREAK|>",
}


def aya(folder: Path) -> tuple[Any, Any]:
    part = {"image_processor_type": "GotOcr2ImageProcessor", **SMALL}
    options = dict(patch_size=7, img_size=28, downsample_factor=2)
    folder = folder_of(folder, "AyaVision", part, [*AYA, *TILES], "<image>", **options)
    mine = AutoProcessor.from_pretrained(folder)
    assert type(mine).__name__ == "AyaVisionProcessor"
    theirs = transformers.AyaVisionProcessor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
        chat_template=(folder / "chat_template.jinja").read_text(),
        **options,
    )
    return mine, theirs


def test_tiles_of_aya_vision(tmp_path: Path) -> None:
    mine, theirs = aya(tmp_path)
    images = [photo(0), photo(1, 30, 90), photo(2, 20, 20)]
    text = ["<image> what <image> is this", "a cat <image>"]
    for more in ({}, {"crop_to_patches": False}):
        call = dict(return_tensors="np", return_mm_token_type_ids=True, **more)
        found = mine(text=list(text), images=images, **call)
        assert_same(found, theirs(text=list(text), images=images, **call))
    assert_same(mine(text="a cat"), theirs(text="a cat"))
    with pytest.raises(InputError, match="for 1 images"):
        mine(text="a", images=photo())
    with pytest.raises(InputError, match="left after truncation"):
        mine(text="<image>", images=photo(), truncation=True, max_length=4)


def test_a_conversation(tmp_path: Path) -> None:
    mine, theirs = aya(tmp_path)
    content = [{"type": "image", "image": photo()}, {"type": "text", "text": "what is this"}]
    call = dict(add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="np")
    messages = [{"role": "user", "content": content}]
    assert_same(
        mine.apply_chat_template(messages, **call), theirs.apply_chat_template(messages, **call)
    )


def test_files(tmp_path: Path) -> None:
    mine, _ = aya(tmp_path / "old")
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert again.image_processor == mine.image_processor
    assert again.each == mine.each == 4
    with pytest.raises(InputError, match="img_size"):
        ours.AyaVisionProcessor(mine.image_processor, mine.tokenizer, img_size=3)


# --- Command A Vision: transformers' image processor needs torchvision ----------------------------


@pytest.mark.parametrize(
    ("shape", "grids"),  # of at most 1, 4 and 12 tiles, as transformers' image processor chooses
    [
        ((1, 300), [(1, 1), (1, 4), (1, 8)]),
        ((20, 30), [(1, 1), (1, 1), (1, 1)]),
        ((40, 40), [(1, 1), (1, 1), (1, 1)]),
        ((41, 40), [(1, 1), (2, 1), (2, 1)]),
        ((90, 500), [(1, 1), (1, 4), (2, 6)]),
        ((333, 77), [(1, 1), (4, 1), (6, 2)]),
    ],
)
def test_rows_and_columns(shape: tuple[int, int], grids: list[tuple[int, int]]) -> None:
    assert [least_scaled(shape, 40, most) for most in (1, 4, 12)] == grids


def test_tiles_of_command_a_vision() -> None:
    mine = ours.Cohere2VisionImageProcessor(**SMALL)
    image = noise(50, 30)
    found = mine(image, return_tensors="np")
    assert found["num_patches"].tolist() == [5] and found["pixel_values"].shape == (5, 3, 28, 28)
    plain = ours.GotOcr2ImageProcessor(size=SMALL["size"])
    assert_same(found["pixel_values"][4:], plain(image, return_tensors="np")["pixel_values"])
    whole = plain(image, size={"height": 56, "width": 56}, return_tensors="np")["pixel_values"]
    assert_same(found["pixel_values"][1], whole[0, :, :28, 28:])
    one = mine(image, crop_to_patches=False, return_tensors="np")
    assert_same(one["pixel_values"], found["pixel_values"][4:])


def test_texts_of_command_a_vision(tmp_path: Path) -> None:
    part = {"image_processor_type": "Cohere2VisionImageProcessor", "patch_size": 2, **SMALL}
    settings = {"extra_special_tokens": ROLES}
    folder = folder_of(tmp_path, "Cohere2Vision", part, AYA, "<|IMG_PATCH|>", settings=settings)
    mine = AutoProcessor.from_pretrained(folder)
    found = mine(text=["a <|IMG_PATCH|> cat", "dog"], images=photo(0, 50, 30), return_tensors="np")
    features = {"num_patches": np.array([5])}
    theirs = object.__new__(transformers.Cohere2VisionProcessor)
    theirs.patch_size = 2
    for name, token in ROLES.items():
        setattr(theirs, name, token)
    text = theirs.replace_image_token({"num_patches": [5]}, 0)
    assert mine.image_text(features, 0) == text
    ids = mine.tokenizer(f"a {text} cat")["input_ids"]
    assert found["input_ids"][0].tolist() == ids
    assert found["attention_mask"][1].tolist() == [0] * (len(ids) - 1) + [1]
    bare = folder_of(tmp_path / "bare", "Cohere2Vision", part, AYA, "<|IMG_PATCH|>")
    with pytest.raises(InputError, match="has no boi_token"):
        AutoProcessor.from_pretrained(bare)
