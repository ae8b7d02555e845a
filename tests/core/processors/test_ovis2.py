"""Ovis2's processors, against transformers."""

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
from auto_core.processors.tiled_images import covering_grid

MARKS = ["<IMG_START>", "<IMG_GRID>", "<IMG_COL>", "<IMG_ROW>", "<IMG_END>"]
TOKENS = ["<image>", "<IMG_ATOM>", *MARKS]
PART = {"size": {"height": 28, "width": 28}}
OPTIONS: list[dict[str, Any]] = [
    PART,
    PART | {"crop_to_patches": True},
    PART | {"crop_to_patches": True, "max_patches": 5, "use_covering_area_grid": False},
    PART | {"crop_to_patches": True, "min_patches": 3, "max_patches": 4, "do_rescale": False},
    PART | {"crop_to_patches": True, "max_patches": 1, "do_normalize": False},
]


@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "floats"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_tiles(options: dict[str, Any], image: str) -> None:
    mine = ours.Ovis2ImageProcessor(**options)
    theirs = transformers.Ovis2ImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


def test_grids() -> None:
    module = transformers.models.ovis2.image_processing_pil_ovis2
    for shape in ((61, 47), (100, 30), (20, 90), (448, 448), (900, 901), (1000, 2000), (7, 300)):
        for side, most in ((448, 9), (40, 12), (3, 2)):
            columns, rows = module.get_min_tile_covering_grid(shape, side, most)
            assert covering_grid(shape, side, most) == (rows, columns)
    with pytest.raises(InputError, match="at most 256"):
        ours.Ovis2ImageProcessor(crop_to_patches=True, max_patches=300)(photo())


def both(folder: Path) -> tuple[Any, Any]:
    part = {"image_processor_type": "Ovis2ImageProcessor", **PART, "crop_to_patches": True}
    folder = folder_of(folder, "Ovis2", part, TOKENS, "<image>", image_seq_length=4)
    (folder / "config.json").write_text('{"model_type": "ovis2"}')
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.Ovis2Processor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
        chat_template=(folder / "chat_template.jinja").read_text(),
        image_seq_length=4,
    )
    return mine, theirs


def test_images_among_texts(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    images = [photo(0), photo(1, 30, 90), photo(2, 20, 20)]
    text = ["<image> what <image> is this", "a cat <image>"]
    call = dict(padding=True, return_tensors="pt")
    for more in ({}, {"max_patches": 3}, {"crop_to_patches": False}):
        found = mine(text=list(text), images=images, **call, **more)
        assert_same(found, theirs(text=list(text), images=images, **call, **more))
    assert_same(mine(text="a cat", **call), theirs(text="a cat", **call))
    content = [{"type": "image", "image": photo()}, {"type": "text", "text": "what is this"}]
    messages = [{"role": "user", "content": content}]
    asked = dict(tokenize=True, return_dict=True, return_tensors="pt")
    assert_same(
        mine.apply_chat_template(messages, **asked), theirs.apply_chat_template(messages, **asked)
    )
    with pytest.raises(InputError, match="for 1 images"):
        mine(text="a", images=photo())
