"""HunyuanOCR's processors, against transformers."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import transformers
from core.processors.compare import IMAGES, assert_same, noise
from core.processors.multimodal import folder_of, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

SMALL = {"size": {"shortest_edge": 3136, "longest_edge": 16 * 16 * 40}}
OPTIONS: list[dict[str, Any]] = [
    {},
    SMALL,
    {"min_pixels": 3000, "max_pixels": 9000, "resample": 1},
    {"patch_size": 6, "merge_size": 3, "temporal_patch_size": 2, "do_normalize": False},
]


@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "floats"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_images(options: dict[str, Any], image: str) -> None:
    mine = ours.HunYuanVLImageProcessor(**options)
    theirs = transformers.HunYuanVLImageProcessorPil(**options)
    found, expected = (one(IMAGES[image](), return_tensors="np") for one in (mine, theirs))
    assert_same(found, expected)
    for size in ((61, 47), (9, 300)):
        count = theirs.get_number_of_image_patches(*size)
        assert mine.get_number_of_image_patches(*size) == count


TOKENS = {"image_token": "<img>", "image_start_token": "<start>", "image_end_token": "<end>"}


@pytest.fixture
def both(tmp_path: Path) -> tuple[Any, Any]:
    part = {"image_processor_type": "HunYuanVLImageProcessor", **SMALL}
    folder = folder_of(
        tmp_path,
        "HunYuanVL",
        part,
        list(TOKENS.values()),
        "<start><img><end>",
        settings={"extra_special_tokens": TOKENS},
    )
    (folder / "config.json").write_text('{"model_type": "hunyuan_vl"}')
    return AutoProcessor.from_pretrained(folder), transformers.HunYuanVLProcessor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
        chat_template=(folder / "chat_template.jinja").read_text(),
    )


def test_texts(both: tuple[Any, Any]) -> None:
    mine, theirs = both
    images = [photo(0), photo(1, 30, 90), photo(2, 20, 20)]
    text = ["what <start><img><end> is <start><img><end>", "a <start><img><end>"]
    for more in ({}, {"return_mm_token_type_ids": False}):
        call = dict(images=images, return_tensors="np", **more)
        assert_same(mine(text=list(text), **call), theirs(text=list(text), **call))


def test_without_the_ends_of_images(both: tuple[Any, Any]) -> None:
    counts = []
    for processor in both:
        processor.cat_extra_token = False
        ids = processor(images=photo(), text="<start><img><end>")["input_ids"]
        counts.append(len(ids[0]))
    assert counts[0] == counts[1]


def test_refused(both: tuple[Any, Any]) -> None:
    mine, _ = both
    with pytest.raises(InputError, match="start and end"):
        mine(images=photo(), text="<img>")
    with pytest.raises(InputError, match="do_resize"):
        mine.image_processor(noise(9, 9), do_resize=False)
    with pytest.raises(InputError, match="no image_start_token"):
        type(mine)(mine.image_processor, SimpleNamespace(image_token="<img>"))
