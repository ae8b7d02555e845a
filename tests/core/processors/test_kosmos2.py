"""KOSMOS-2's processor, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import assert_same
from core.processors.multimodal import folder_of, photo
from transformers.models.kosmos2 import processing_kosmos2 as reference

from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors import kosmos2

SNOW = "<grounding> a photo of<phrase> a cat</phrase> and<phrase> the dog</phrase> hello"
PATCHES = [kosmos2.patch_token(i) for i in range(1024)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    part = {
        "image_processor_type": "CLIPImageProcessor",
        "size": {"shortest_edge": 20},
        "crop_size": 16,
    }
    marks = [token for token in kosmos2.TAGS if token not in ("<image>",)]
    tokens = ["<image>", *marks, *PATCHES]
    path = tmp_path_factory.mktemp("kosmos2")
    return folder_of(path, "Kosmos2", part, tokens, "<image>", begins=True)


@pytest.fixture(scope="module", params=["right", "left"])
def both(request: pytest.FixtureRequest, folder: Path) -> tuple[Any, Any]:
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.AutoProcessor.from_pretrained(folder)
    for one in (mine, theirs):
        one.tokenizer.padding_side = request.param
    return mine, theirs


BOXES = [(44, 863), [(0.1, 0.2, 0.5, 0.9), (0.0, 0.0, 0.03, 1.0)]]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"padding": True, "return_tensors": "np"},
        {"add_special_tokens": False, "num_image_tokens": 5},
        {"add_eos_token": True, "num_image_tokens": 7, "first_image_token_id": 9},
        {"padding": "max_length", "max_length": 99, "return_tensors": "np"},
    ],
    ids=str,
)
def test_images_and_texts(both: tuple[Any, Any], options: dict[str, Any]) -> None:
    mine, theirs = both
    calls: list[dict[str, Any]] = [
        dict(images=photo(), text=SNOW),
        dict(images=photo(), text=SNOW, bboxes=BOXES),
        dict(
            images=[photo(0), photo(1), photo(2)],
            text=["a cat", SNOW, "hello"],
            bboxes=[None, [None, (3, 4)], []],
        ),
        dict(text=[" a cat ", "a cat"]),
        dict(text=SNOW, bboxes=BOXES),
        dict(images=[photo(3)]),
    ]
    for call in calls:
        if call.get("text") is None:
            given = {"return_tensors": options.get("return_tensors")}
        else:
            given = options
        if "images" not in call and isinstance(call["text"], list):
            given = {"padding": True, **options}
        assert_same(mine(**call, **given), theirs(**call, **given))
    old = dict(images_kwargs={"bboxes": BOXES, "num_image_tokens": 4})
    found = mine(images=photo(), text=SNOW, **old)
    assert_same(found, theirs(images=photo(), text=SNOW, **old))
    assert mine.model_input_names == theirs.model_input_names


def objects(*pairs: tuple[int, int]) -> str:
    tokens = ("".join(map(kosmos2.patch_token, pair)) for pair in pairs)
    return f"<object>{'</delimiter_of_multi_objects/>'.join(tokens)}</object>"


ANSWERS = [
    f"<image> x </image><grounding> An image of<phrase> a cat</phrase>{objects((44, 863))} by"
    f"<phrase> a fire </phrase>{objects((5, 911), (37, 37))}.",
    f"<grounding>{objects((5, 8), (33, 97), (1023, 0))} is a cat ",
    "  no box at all ",
    f"<phrase>a</phrase><object></object>{objects((1, 2))}<phrase>b</phrase>",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_answers(both: tuple[Any, Any], text: str) -> None:
    mine, theirs = both
    for clean in (True, False):
        found = mine.post_process_generation(text, cleanup_and_extract=clean)
        assert found == theirs.post_process_generation(text, cleanup_and_extract=clean)
    ids = mine.tokenizer([text], add_special_tokens=False)["input_ids"]
    found = mine.post_process_image_text_to_text(ids)
    assert found == theirs.post_process_image_text_to_text(ids)


def test_boxes_there_and_back() -> None:
    generator = np.random.default_rng(0)
    for _ in range(200):
        first, last = (int(x) for x in generator.integers(0, 1024, 2))
        mine, theirs = kosmos2.corners_of(first, last, 32), None
        theirs = reference.patch_index_to_coordinate(first, last, 32)
        assert mine == pytest.approx(theirs, abs=1e-12)
        x, y = np.sort(generator.random(2)), np.sort(generator.random(2))
        box = (float(x[0]), float(y[0]), float(x[1]), float(y[1]))
        assert kosmos2.patches_of(box, 32) == reference.coordinate_to_patch_index(box, 32)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (dict(text=SNOW, bboxes=[(1, 2)]), "1 bboxes for 2 phrases"),
        (dict(text=SNOW, bboxes=[(1, 2), (0.5, 0.5, 0.2, 0.9)]), "right > left"),
        (dict(text=SNOW, bboxes=[(1, 2), [1, 2]]), "A box is 1"),
        (dict(text=SNOW, bboxes=((1, 2), (1, 2))), "expected a list"),
        (dict(text=[SNOW], images=[photo(), photo()]), "2 images for 1 texts"),
        (dict(text=[SNOW, SNOW], bboxes=[None]), "1 lists of boxes for 2 texts"),
        (dict(text=SNOW, num_image_tokens=0), "num_image_tokens is 0"),
        (dict(), "nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused(folder: Path, call: dict[str, Any], message: str) -> None:
    mine = AutoProcessor.from_pretrained(folder)
    with pytest.raises(InputError, match=message):
        mine(**call)
    with pytest.raises(InputError, match="num_patch_index_tokens"):
        AutoProcessor.from_pretrained(folder, num_patch_index_tokens=0)
