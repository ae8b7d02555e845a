"""GOT-OCR 2.0's processor, against transformers."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import transformers
from core.processors.compare import assert_same
from core.processors.multimodal import folder_of, photo

from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

PART = {"image_processor_type": "GotOcr2ImageProcessor", "size": {"height": 28, "width": 28}}
TOKENS = ["<imgpad>", "<img>", "</img>", "OCR", "[red]", "[4,", "[0,", "user", "system"]


@pytest.fixture
def both(tmp_path: Path) -> tuple[Any, Any]:
    folder = folder_of(tmp_path, "GotOcr2", PART, TOKENS, "<imgpad>")
    (folder / "config.json").write_text('{"model_type": "got_ocr2"}')
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.GotOcr2Processor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
    )
    return mine, theirs


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"format": True, "num_image_tokens": 3},
        {"color": "red"},
        {"box": [4, 5, 20, 30]},
        {"crop_to_patches": True, "max_patches": 3},
        {"text_kwargs": {"format": True}, "images_kwargs": {"color": "red", "max_patches": 2}},
        {"return_mm_token_type_ids": True},
    ],
    ids=str,
)
def test_requests(options: dict[str, Any], both: tuple[Any, Any]) -> None:
    mine, theirs = both
    page = photo(0, 40, 40)  # 5.23 takes the sides of other images for each other
    found = mine(page, return_tensors="np", **copy.deepcopy(options))
    assert_same(found, theirs(page, return_tensors="np", **copy.deepcopy(options)))


def written(mine: Any, **options: Any) -> str:
    """The request of an image, without the tokens of the tokenizer."""
    texts: list[str] = []
    kept = mine.expanded

    def expanded(given: list[str], replaced: Any) -> list[str]:
        texts.extend(given)
        return kept(given, replaced)

    mine.expanded = expanded
    mine(**options)
    return texts[-1].partition("</img>\n")[2].partition("<|im_end|>")[0]


def test_texts(both: tuple[Any, Any]) -> None:
    mine, _ = both
    page = photo(0, 50, 100)
    assert written(mine, images=page) == " OCR: "
    assert written(mine, images=page, box=[10, 10, 50, 25]) == "[100, 200, 500, 500] OCR: "
    assert written(mine, images=[page, page], color=["red", None], format=True) == (
        " OCR with format: "
    )
    assert written(mine, images=page, crop_to_patches=True, color="red") == (
        "[red]  OCR upon the patch reference: "
    )
    assert written(mine, images=[page, page], multi_page=True) == " OCR across multi pages: "


def test_pages(both: tuple[Any, Any]) -> None:
    mine, theirs = both
    pages = [photo(0), photo(1, 30, 90), photo(2, 20, 20)]
    call = dict(multi_page=True, num_image_tokens=4, return_tensors="np")
    for more in ({}, {"crop_to_patches": True, "max_patches": 4}):
        assert_same(mine(pages, **call, **more), theirs(pages, **call, **more))
    token = mine.tokenizer.convert_tokens_to_ids("<imgpad>")
    ids = mine([pages[:2], pages[2:]], **{**call, "return_tensors": None})["input_ids"]
    assert [row.count(token) for row in ids] == [8, 4]
    text = ["what <imgpad> is", "a <imgpad>"]
    found = mine(pages[:2], text=list(text), padding=True, return_tensors="np")
    assert_same(found, theirs(pages[:2], text=list(text), padding=True, return_tensors="np"))


def test_refused(both: tuple[Any, Any]) -> None:
    mine, _ = both
    with pytest.raises(InputError, match="Pass images"):
        mine(text="a")
    with pytest.raises(InputError, match="multi_page"):
        mine([[photo()], [photo()]])
    with pytest.raises(InputError, match="box is"):
        mine(photo(), box=[1, 2, 3])
    with pytest.raises(InputError, match="num_image_tokens"):
        mine(photo(), num_image_tokens=0)
    with pytest.raises(InputError, match="more colours"):
        mine(photo(), color=["red", "blue"])
