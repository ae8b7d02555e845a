"""Pix2Struct's image processor and processor, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import IMAGES, assert_same
from core.processors.multimodal import folder_of, photo
from PIL import ImageFont
from transformers.models.pix2struct import image_processing_pil_pix2struct as reference

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors import pix2struct

FONT = ImageFont.load_default(10).font_bytes
TOLERANCE = 1e-4  # torch has the weights of a resize in float32
LONG = "What is written above the third column, and which of its numbers is the largest one? " * 2


@pytest.mark.parametrize("name", sorted(set(IMAGES) - {"grey", "transparent"}))
@pytest.mark.parametrize("options", [{}, {"max_patches": 37}], ids=str)
def test_patches(name: str, options: dict[str, Any]) -> None:
    options = {"max_patches": 100, **options}
    mine = ours.Pix2StructImageProcessor(**options)
    theirs = transformers.Pix2StructImageProcessorPil(**options)
    image = IMAGES[name]()
    call = dict(return_tensors="np")
    assert_same(mine(image, **call), theirs(image, **call), TOLERANCE)


def test_aspect_ratios() -> None:
    generator = np.random.default_rng(0)
    for _ in range(20):
        height, width = generator.integers(1, 300, 2)
        image = generator.integers(0, 256, (height, width, 3), np.uint8)
        patch = dict(zip(("height", "width"), map(int, generator.integers(1, 20, 2)), strict=True))
        options: dict[str, Any] = dict(max_patches=int(generator.integers(1, 60)), patch_size=patch)
        if generator.integers(2):
            options["do_normalize"] = False
        mine = ours.Pix2StructImageProcessor(**options)(image, return_tensors="np")
        theirs = transformers.Pix2StructImageProcessorPil(**options)
        expected = theirs(image, input_data_format="channels_last", return_tensors="np")
        assert_same(mine, expected, TOLERANCE * (1 if options.get("do_normalize", True) else 10))


def test_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("How?", LONG):
        rendered = reference.render_text(text, font_bytes=FONT)
        assert np.array_equal(np.array(pix2struct.header(text, FONT)), np.array(rendered))
    render = reference.render_text  # whose caller drops the font

    def with_font(text: str, **_: Any) -> Any:
        return render(text, font_bytes=FONT)

    monkeypatch.setattr(reference, "render_text", with_font)
    mine = ours.Pix2StructImageProcessor(is_vqa=True, max_patches=50)
    theirs = transformers.Pix2StructImageProcessorPil(is_vqa=True, max_patches=50)
    for images, texts in (
        (photo(0), "How?"),
        ([photo(1, 20, 1500), photo(2, 300, 30)], LONG),
        (np.asarray(photo(1).convert("L"))[None], "How?"),
        ([photo(1), np.asarray(photo(2)) / 255], ["How?", LONG]),
    ):
        found = mine(images, texts, font_bytes=FONT, return_tensors="np")
        assert_same(found, theirs(images, texts, return_tensors="np"), TOLERANCE)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, Path]:
    part = {"image_processor_type": "Pix2StructImageProcessor", "max_patches": 30, "is_vqa": False}
    folder = tmp_path_factory.mktemp("pix2struct")
    folder_of(folder, "Pix2Struct", part, [], "", begins=True)
    theirs = transformers.AutoProcessor.from_pretrained(folder)
    return AutoProcessor.from_pretrained(folder), theirs, folder


def test_images_and_texts(both: tuple[Any, Any, Path]) -> None:
    mine, theirs, _ = both
    images, texts = [photo(0), photo(1, 90, 30)], ["a photo of", "what is"]
    for given in (
        dict(images=images),
        dict(text=texts, padding=True),
        dict(images=images, text=texts, padding=True),
        dict(images=images, text=texts, padding=True, add_special_tokens=False, max_patches=20),
        dict(images=images[0], text=texts[0], images_kwargs={"max_patches": 9}),
        dict(images=images[0], text=texts[0], return_special_tokens_mask=True),
    ):
        call = {**given, "return_tensors": "np"}
        assert_same(mine(**call), theirs(**call), TOLERANCE)
    assert mine.model_input_names == theirs.model_input_names


def test_questions(both: tuple[Any, Any, Path]) -> None:
    *_, folder = both
    mine = AutoProcessor.from_pretrained(folder, is_vqa=True)
    found = mine(images=photo(), text="How?", images_kwargs={"font_bytes": FONT})
    direct = mine.image_processor(photo(), "How?", font_bytes=FONT, max_patches=2048)
    assert_same(found, dict(direct))
    assert set(found) == {"flattened_patches", "attention_mask"}
    with pytest.raises(InputError, match="pass images"):
        mine(text="How?")
    with pytest.raises(InputError, match="pass header_text"):
        mine(images=photo())
    with pytest.raises(InputError, match="2 headers for 1 images"):
        mine.image_processor(photo(), ["How?", "What?"], font_bytes=FONT)
    with pytest.raises(InputError, match="1 or 3 channels"):
        mine.image_processor(
            np.zeros((2, 9, 9)), "a", font_bytes=FONT, input_data_format="channels_first"
        )
