"""DeepSeek-VL's processors, against transformers."""

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

SMALL = {"size": {"height": 28, "width": 28}}
HIGH = SMALL | {"high_res_size": {"height": 50, "width": 50}}
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "DeepseekVL": [
        SMALL,
        SMALL | {"min_size": 20, "image_mean": [0.2, 0.4, 0.6], "image_std": [0.5, 0.6, 0.7]},
        SMALL | {"do_normalize": False, "resample": 2},
        {"do_resize": False, "do_rescale": False},
    ],
    "DeepseekVLHybrid": [
        HIGH,
        HIGH | {"min_size": 20, "high_res_image_mean": [0.2, 0.4, 0.6], "high_res_resample": 2},
        HIGH | {"high_res_image_std": [0.5, 0.6, 0.7], "do_normalize": True, "do_rescale": False},
        {"do_resize": False},
    ],
}
CASES = [(name, options) for name, some in OPTIONS.items() for options in some]


@pytest.mark.parametrize("image", ["tall", "wide", "list", "channels_first", "whole_floats"])
@pytest.mark.parametrize(("name", "options"), CASES, ids=str)
def test_images(name: str, options: dict[str, Any], image: str) -> None:
    mine = getattr(ours, f"{name}ImageProcessor")(**options)
    theirs = getattr(transformers, f"{name}ImageProcessorPil")(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


@pytest.mark.parametrize("name", list(OPTIONS))
def test_texts(name: str, tmp_path: Path) -> None:
    options = OPTIONS[name][0]
    part = {"image_processor_type": f"{name}ImageProcessor", **options}
    settings = {"extra_special_tokens": {"image_token": "<image_placeholder>"}}
    folder = folder_of(
        tmp_path,
        name,
        part,
        ["<image_placeholder>"],
        "<image_placeholder>",
        settings=settings,
        num_image_tokens=4,
    )
    mine = AutoProcessor.from_pretrained(folder)
    theirs = getattr(transformers, f"{name}Processor")(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
        chat_template=(folder / "chat_template.jinja").read_text(),
        num_image_tokens=4,
    )
    text = ["<image_placeholder> what <image_placeholder> is", "a cat <image_placeholder>"]
    images = [photo(0), photo(1, 30, 90), photo(2, 20, 20)]
    call = dict(padding=True, return_tensors="pt")
    found = mine(text=list(text), images=images, **call)
    assert_same(found, theirs(text=list(text), images=images, **call))
    content = [{"type": "image", "image": photo()}, {"type": "text", "text": "what is this"}]
    asked = dict(tokenize=True, return_dict=True, return_tensors="pt")
    messages = [{"role": "user", "content": content}]
    assert_same(
        mine.apply_chat_template(messages, **asked), theirs.apply_chat_template(messages, **asked)
    )
    with pytest.raises(InputError, match="for 1 images"):
        mine(text="a", images=photo())
    with pytest.raises(InputError, match="num_image_tokens"):
        type(mine)(mine.image_processor, mine.tokenizer, num_image_tokens=0)


def test_refused() -> None:
    with pytest.raises(InputError, match="size is"):
        ours.DeepseekVLImageProcessor(size={"height": 3, "width": 4})(photo())
    with pytest.raises(InputError, match="min_size"):
        ours.DeepseekVLImageProcessor(min_size=10**6)
    with pytest.raises(InputError, match="high_res_size|size"):
        ours.DeepseekVLHybridImageProcessor(high_res_size=10**6)
