"""Aria's processors, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import transformers
from core.processors.compare import IMAGES, assert_same
from core.processors.multimodal import folder_of, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

PART: dict[str, Any] = {"max_image_size": 490, "min_image_size": 100}
SPLIT = {"split_image": True, "split_resolutions": [[490, 980], [980, 490]]}


@pytest.mark.parametrize("image", ["tall", "wide", "grey", "list", "floats"])
@pytest.mark.parametrize("options", [PART, PART | SPLIT, {"do_normalize": False}], ids=str)
def test_images(options: dict[str, Any], image: str) -> None:
    mine = ours.AriaImageProcessor(**options)
    theirs = transformers.AriaImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


def test_texts(tmp_path: Path) -> None:
    settings = {"extra_special_tokens": {"image_token": "<|img|>"}}
    part = {"image_processor_type": "AriaImageProcessor", **PART}
    folder = folder_of(tmp_path, "Aria", part, ["<|img|>"], "<|img|>", settings=settings)
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.AriaProcessor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
        chat_template=(folder / "chat_template.jinja").read_text(),
    )
    assert mine.size_conversion == theirs.size_conversion
    text = ["<|img|> what <|img|> is", "a cat <|img|>"]
    images = [photo(0), photo(1, 30, 90), photo(2, 20, 20)]
    for more in ({"max_image_size": 490}, {"max_image_size": 490} | SPLIT, {}):
        call = dict(padding=True, return_tensors="pt", **more)
        found = mine(text=list(text), images=images, **call)
        assert_same(found, theirs(text=list(text), images=images, **call))
    content = [{"type": "image", "image": photo()}, {"type": "text", "text": "what is this"}]
    asked = dict(tokenize=True, return_dict=True, return_tensors="pt")
    messages = [{"role": "user", "content": content}]
    assert_same(
        mine.apply_chat_template(messages, **asked), theirs.apply_chat_template(messages, **asked)
    )
    mine.save_pretrained(tmp_path / "again")
    again = AutoProcessor.from_pretrained(tmp_path / "again")
    assert again.size_conversion == mine.size_conversion


def test_refused() -> None:
    for options in (
        {"max_image_size": 500},
        {"min_image_size": 1000},
        {"split_resolutions": [[10**6, 3]]},
        {"split_resolutions": ["a"]},
    ):
        with pytest.raises(InputError, match=next(iter(options))):
            ours.AriaImageProcessor(**options)
