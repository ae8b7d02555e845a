"""The processor of Llama 3.2 with images, against transformers."""

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
from auto_core.processors import mllama

IMAGE = "<|image|>"
SMALL = {"size": {"height": 40, "width": 40}}


@pytest.mark.parametrize(
    "options",
    [{}, SMALL, SMALL | {"max_image_tiles": 6}, SMALL | {"do_normalize": False, "resample": 3}],
    ids=str,
)
@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "nested"])
def test_images(image: str, options: dict[str, Any]) -> None:
    mine = ours.MllamaImageProcessor(**options)
    theirs = transformers.MllamaImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


@pytest.mark.parametrize("most", [1, 4, 6])
@pytest.mark.parametrize("shape", [(1, 300), (20, 30), (40, 40), (41, 40), (90, 500), (333, 77)])
def test_rows_and_columns(shape: tuple[int, int], most: int) -> None:
    module = transformers.models.mllama.image_processing_pil_mllama
    assert mllama.ratios(most) == module.get_all_supported_aspect_ratios(most)
    canvas = tuple(map(int, module.get_optimal_tiled_canvas(*shape, most, 40)))
    found = mllama.best_ratio(shape, most, 40)
    assert (found[0] * 40, found[1] * 40) == canvas
    exact = module.get_image_size_fit_to_canvas(*shape, *canvas, 40)
    assert mllama.fitted(shape, canvas, 40) == tuple(map(int, exact))


def test_what_tiles_need() -> None:
    for options in (
        {"do_resize": False},
        {"do_pad": False},
        {"size": {"height": 40, "width": 20}},
        {"max_image_tiles": 0},
        {"max_image_tiles": 65},
    ):
        with pytest.raises(InputError, match=next(iter(options))):
            ours.MllamaImageProcessor(**options)
    with pytest.raises(InputError, match="no images"):
        ours.MllamaImageProcessor()([[], []])


def both(folder: Path) -> tuple[Any, Any]:
    part = {"image_processor_type": "MllamaImageProcessor", **SMALL}
    folder = folder_of(folder, "Mllama", part, [IMAGE, "<|python_tag|>"], IMAGE)
    return AutoProcessor.from_pretrained(folder), transformers.AutoProcessor.from_pretrained(folder)


def test_images_in_texts(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    images = [[photo(0), photo(1, 20, 20), photo(2, 90, 30)], [photo(3, 100, 30)]]
    for text in (
        [f"{IMAGE} {IMAGE} what is {IMAGE} this", f"a cat {IMAGE}"],
        [f"what {IMAGE} is this {IMAGE} {IMAGE} a", f"{IMAGE} <s> a cat dog"],
        [f"{IMAGE}{IMAGE}{IMAGE} this is", f"{IMAGE}"],
    ):
        for call in ({"return_tensors": "np", "padding": True}, {}):
            found = mine(text=list(text), images=images, **call)
            assert_same(found, theirs(text=list(text), images=images, **call))
    one = dict(text=f"{IMAGE} a cat", images=photo(), return_tensors="np")
    assert_same(mine(**one), theirs(**one))
    assert_same(mine(text="a cat"), theirs(text="a cat"))
    assert_same(mine(images=images), theirs(images=images))
    with pytest.raises(InputError, match="images of each"):
        mine(text=[f"{IMAGE} {IMAGE}", "a"], images=[[photo()], [photo()]])
    with pytest.raises(InputError, match="for 0 images"):
        mine(text=f"{IMAGE} a")


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
