"""The processor of Idefics2, against transformers."""

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

FAKE, END = "<fake_token_around_image>", "<end_of_utterance>"
SMALL = {"size": {"shortest_edge": 30, "longest_edge": 60}}


@pytest.mark.parametrize(
    "options",
    [
        {},
        SMALL,
        SMALL | {"do_image_splitting": True},
        SMALL | {"do_resize": False, "do_normalize": False},
        {"size": {"height": 30, "width": 50}, "do_image_splitting": True, "resample": 3},
    ],
    ids=str,
)
@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "nested"])
def test_images(image: str, options: dict[str, Any]) -> None:
    mine = ours.Idefics2ImageProcessor(**options)
    theirs = transformers.Idefics2ImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))
    mine, theirs = mine(IMAGES[image](), do_pad=False), theirs(IMAGES[image](), do_pad=False)
    assert_same(mine["pixel_values"], theirs["pixel_values"])


def test_texts_of_unlike_numbers_of_images() -> None:
    images = [[photo(0), photo(1, 100, 30)], [], [photo(2, 20, 90)]]
    mine, theirs = ours.Idefics2ImageProcessor(**SMALL), transformers.Idefics2ImageProcessorPil
    call = dict(return_tensors="np")
    assert_same(mine(images, **call), theirs(**SMALL)(images, **call))
    with pytest.raises(InputError, match="no images"):
        mine([[], []])


def both(folder: Path, **options: Any) -> tuple[Any, Any]:
    part = {"image_processor_type": "Idefics2ImageProcessor", **SMALL, **options}
    tokens = [FAKE, "<image>", END]
    folder = folder_of(folder, "Idefics2", part, tokens, "<image>", image_seq_len=4)
    mine = AutoProcessor.from_pretrained(folder)
    return mine, transformers.AutoProcessor.from_pretrained(folder)


@pytest.mark.parametrize("split", [False, True])
def test_images_among_texts(split: bool, tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, do_image_splitting=split)
    images = [[photo(0), photo(1, 20, 20)], [photo(2, 100, 30)]]
    text = ["<image><image> what is this", "a cat <image> <end_of_utterance>"]
    call = dict(padding=True, return_tensors="np")
    found = mine(text=list(text), images=images, **call)
    assert_same(found, theirs(text=list(text), images=images, **call))
    flat = [image for some in images for image in some]
    assert_same(mine(text=list(text), images=flat, **call), found)
    assert_same(mine(text="a cat", **call), theirs(text="a cat", **call))
    ids = mine(text="a <image>", images=photo(), do_image_splitting=False)["input_ids"][0]
    assert ids.count(mine.tokenizer.convert_tokens_to_ids("<image>")) == 4
    ids = mine(text="a <image>", images=photo(), do_pad=False)["input_ids"][0]
    assert ids.count(mine.tokenizer.convert_tokens_to_ids("<image>")) == (20 if split else 4)
    with pytest.raises(InputError, match="images of each"):
        mine(text=["<image> <image>", "a"], images=[[photo()], [photo()]])


def test_no_space_is_put_behind_an_image(tmp_path: Path) -> None:
    """As in transformers 4, with which these models were trained; 5.23 puts one there."""
    mine, _ = both(tmp_path)
    assert mine.expanded(["<image>cat"], {"image": [f"{FAKE}<image>{FAKE}"]}) == [
        f"{FAKE}<image>{FAKE}cat"
    ]


def test_a_conversation(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    content = [{"type": "image", "image": photo()}, {"type": "text", "text": "what is this"}]
    call = dict(add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="np")
    messages = [{"role": "user", "content": content}]
    assert_same(
        mine.apply_chat_template(messages, **call), theirs.apply_chat_template(messages, **call)
    )


def test_files(tmp_path: Path) -> None:
    mine, _ = both(tmp_path / "old")
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert again.image_processor == mine.image_processor
    assert again.image_seq_len == 4
