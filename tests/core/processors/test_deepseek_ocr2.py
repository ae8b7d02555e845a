"""DeepSeek-OCR 2's processors, against transformers."""

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

PART = {"size": {"height": 64, "width": 64}, "tile_size": 48}
OPTIONS: list[dict[str, Any]] = [
    PART,
    PART | {"tile_size": 20, "max_patches": 4, "background_color": [1, 200, 9]},
    PART | {"tile_size": 20, "min_patches": 1, "do_rescale": False},
    PART | {"crop_to_patches": False, "do_normalize": False},
]


@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "floats"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_views(options: dict[str, Any], image: str) -> None:
    mine = ours.DeepseekOcr2ImageProcessor(**options)
    theirs = transformers.DeepseekOcr2ImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


def test_numbers_of_tiles() -> None:
    mine = ours.DeepseekOcr2ImageProcessor(**PART)
    for size in ((48, 48), (49, 20), (90, 200), (300, 100)):
        for options in ({}, {"max_patches": 9, "tile_size": 30}, {"crop_to_patches": False}):
            tiles = mine(photo(0, *size), **options)["num_local_patches"]
            assert mine.get_number_of_image_patches(*size, options) == 1 + tiles[0]


@pytest.fixture
def both(tmp_path: Path) -> tuple[Any, Any]:
    part = {"image_processor_type": "DeepseekOcr2ImageProcessor", **PART}
    folder = folder_of(tmp_path, "DeepseekOcr2", part, ["<image>"], "<image>", patch_size=8)
    (folder / "config.json").write_text('{"model_type": "deepseek_ocr2"}')
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.DeepseekOcr2Processor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
        chat_template=(folder / "chat_template.jinja").read_text(),
        patch_size=8,
    )
    return mine, theirs


def test_texts(both: tuple[Any, Any]) -> None:
    mine, theirs = both
    images = [photo(0), photo(1, 30, 90), photo(2, 20, 20)]
    text = ["what <image> is <image>", "a <image>"]
    for more in ({}, {"max_patches": 3}):
        call = dict(images=images, padding=True, return_tensors="np", **more)
        assert_same(mine(text=list(text), **call), theirs(text=list(text), **call))
    # Without tiles the square is as large as a tile; transformers writes the tokens of `size`.
    found = mine(images=images[:1], text="<image>", crop_to_patches=False)
    assert len(found["input_ids"][0]) == (48 // 8 // 4 + 1) ** 2 + 1


def test_refused(both: tuple[Any, Any]) -> None:
    mine, _ = both
    with pytest.raises(InputError, match="Pass text"):
        mine(images=photo())
    with pytest.raises(InputError, match="background_color"):
        mine.image_processor(photo(), background_color=[300, 0, 0])
    with pytest.raises(InputError, match="background_color"):
        mine.image_processor(photo(), background_color=[3])
    with pytest.raises(InputError, match="tile_size"):
        mine.image_processor(photo(), tile_size=0)
    with pytest.raises(InputError, match="patch_size"):
        type(mine)(mine.image_processor, mine.tokenizer, patch_size=0)
    with pytest.raises(InputError, match="no pixels left"):
        mine.image_processor(photo(0, 400, 2))
