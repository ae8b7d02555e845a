"""Florence-2's processor, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import transformers
from core.processors.compare import assert_same
from core.processors.multimodal import folder_of, photo

from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

LOCS = [f"<loc_{i}>" for i in range(1000)]
MARKS = ["<image>", "<sep>", "<poly>", "</poly>", "<ground>", "<obj>"]
KINDS = (
    *("pure_text", "description_with_bboxes", "polygons", "bboxes"),
    "description_with_bboxes_or_polygons",
)
ANSWERS = {kind: {} for kind in KINDS} | {
    "ocr": {"AREA_THRESHOLD": 0.01},
    "phrase_grounding": {"banned_grounding_tokens": ["it", "a"]},
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    part = {
        "image_processor_type": "CLIPImageProcessor",
        "size": {"height": 24, "width": 20},
        "do_center_crop": False,
        "image_seq_length": 10,
    }
    settings = {"extra_special_tokens": {"image_token": "<image>"}, "image_token": "<image>"}
    folder = folder_of(
        tmp_path_factory.mktemp("florence2"),
        "Florence2",
        part,
        [*MARKS, *LOCS],
        "<image>",
        settings=settings,
        post_processor_config=ANSWERS,
    )
    return AutoProcessor.from_pretrained(folder), transformers.AutoProcessor.from_pretrained(folder)


@pytest.mark.parametrize(
    "text",
    [
        "<CAPTION>",
        "<REGION_TO_OCR> <loc_1><loc_20><loc_3><loc_40>",
        ["<OD>", "<CAPTION_TO_PHRASE_GROUNDING> a cat"],
        "what is this",
        None,
    ],
    ids=str,
)
def test_tasks_as_prompts(both: tuple[Any, Any], text: Any) -> None:
    mine, theirs = both
    images = [photo(0), photo(1, 30, 50)] if isinstance(text, list) else photo(2)
    call = dict(padding=True, return_tensors="np")
    given = list(text) if isinstance(text, list) else text
    assert_same(mine(images=images, text=given, **call), theirs(images=images, text=given, **call))
    if text is not None:
        assert_same(mine(text=given, **call), theirs(text=given, **call))


def test_what_is_no_prompt(both: tuple[Any, Any], tmp_path: Path) -> None:
    mine, _ = both
    with pytest.raises(InputError, match="stands alone"):
        mine(text="<OD> a cat", images=photo())
    with pytest.raises(InputError, match="1 <image> tokens for 2 images"):
        mine(text="<OD>", images=[photo(), photo()])
    with pytest.raises(InputError, match="image_size is None"):
        mine.post_process_generation(text="", task="<OD>")
    mine.save_pretrained(tmp_path)
    again = AutoProcessor.from_pretrained(tmp_path)
    assert again.post_processor_config == ANSWERS
    with pytest.raises(InputError, match="has no 'bboxes'"):
        again.post_processor_config = {"ocr": {}}
        again.post_process_generation(text="", task="<REGION_PROPOSAL>", image_size=(3, 4))


def test_a_tokenizer_without_a_token_of_images(tmp_path: Path) -> None:
    """As in files of its authors' own code: it becomes the one behind all others."""
    folder = folder_of(
        tmp_path, "Florence2", {"image_processor_type": "CLIPImageProcessor"}, [], ""
    )
    other = AutoProcessor.from_pretrained(folder, image_seq_length=3)
    size = len(other.tokenizer)
    assert other(images=photo(), text="a cat")["input_ids"][0][:3] == [size - 1] * 3


def locs(*bins: int) -> str:
    return "".join(f"<loc_{i}>" for i in bins)


@pytest.mark.parametrize(
    ("task", "text"),
    [
        ("<CAPTION>", "</s><s>a cat</s>"),
        (
            "<OCR_WITH_REGION>",
            f"one{locs(*range(0, 800, 100))}two{locs(5, 5, 900, 7, 900, 950, 6, 940)}",
        ),
        ("<OCR_WITH_REGION>", "</s><s>none</s><pad>"),
        (
            "<OD>",
            f"</s><s>cat{locs(0, 1, 2, 3)}{locs(17, 500, 998, 999)}<ground>café{locs(9, 9, 9, 9)}",
        ),
        ("<OD>", f"cat{locs(0, 1, 2)}"),
        ("<DENSE_REGION_CAPTION>", f"<obj>a cat{locs(7, 77, 777, 778, 5)}</s>"),
        (
            "<CAPTION_TO_PHRASE_GROUNDING>",
            f"it{locs(1, 2, 3, 4)}a cat{locs(5, 6, 7, 8)}{locs(1, 1, 1, 2)}",
        ),
        ("<REFERRING_EXPRESSION_SEGMENTATION>", f"{locs(1, 2, 3, 4, 5)}<sep>{locs(6, 7, 8, 9)}"),
        ("<REGION_TO_SEGMENTATION>", f"<poly>{locs(1, 2, 3, 4)}</poly><poly>{locs(5, 6)}</poly>"),
        ("<OPEN_VOCABULARY_DETECTION>", f"cat{locs(1, 2, 3, 4)}dög{locs(4, 5, 6, 7)}"),
        ("<OPEN_VOCABULARY_DETECTION>", f"dög<poly>{locs(1, 2, 3, 4)}<sep>{locs(7, 8)}</poly>"),
        ("<REGION_PROPOSAL>", f"{locs(1, 2, 3, 4)}{locs(10, 20, 30, 40)}"),
        ("<OF_NO_KIND>", "hello"),
    ],
)
def test_answers(both: tuple[Any, Any], task: str, text: str) -> None:
    mine, theirs = both
    call = dict(text=text, task=task, image_size=(641, 479))
    assert mine.post_process_generation(**call) == theirs.post_process_generation(**call)
    ids = mine.tokenizer(text.replace("é", "e").replace("ö", "o"), add_special_tokens=False)
    call = dict(sequence=ids["input_ids"], task=task, image_size=(641, 479))
    assert mine.post_process_generation(**call) == theirs.post_process_generation(**call)
