"""LFM2-VL's processors; transformers' image processor needs torchvision: what it chose with it is
recorded here, and its texts are compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import assert_same, noise
from core.processors.multimodal import folder_of, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

SMALL: dict[str, Any] = dict(
    tile_size=48, encoder_patch_size=8, min_image_tokens=4, max_image_tokens=16, max_tiles=6
)
TOKENS = [
    *("<image>", "<|image_start|>", "<|image_end|>", "<|img_thumbnail|>"),
    *(f"<|img_row_{row}_col_{column}|>" for row in range(1, 7) for column in range(1, 7)),
]


@pytest.mark.parametrize(
    ("shape", "grid", "whole", "tiles"),
    [
        ((10, 300), (1, 1), (16, 336), 1),
        ((61, 47), (1, 1), (64, 48), 1),
        ((200, 80), (3, 1), (96, 32), 4),
        ((150, 151), (2, 2), (48, 64), 5),
        ((90, 500), (1, 6), (16, 144), 7),
        ((333, 77), (4, 1), (128, 16), 5),
        ((91, 91), (2, 2), (64, 64), 5),
    ],
)
def test_grids(
    shape: tuple[int, int], grid: tuple[int, int], whole: tuple[int, int], tiles: int
) -> None:
    mine = ours.Lfm2VlImageProcessor(**SMALL)
    if whole[0] * whole[1] > 64 * 64:
        with pytest.raises(InputError, match="max_image_tokens"):
            mine(noise(*shape))
        return
    found = mine(noise(*shape), return_row_col_info=True, return_tensors="np")
    assert (found["image_rows"][0], found["image_cols"][0]) == grid
    assert tuple(found["image_sizes"][0]) == whole
    shapes = found["spatial_shapes"].tolist()
    assert shapes == [[6, 6]] * (tiles - 1) + [[whole[0] // 8, whole[1] // 8]]
    assert found["pixel_attention_mask"].sum(1).tolist() == [a * b for a, b in shapes]


def test_tiles_are_parts_of_the_resized_image() -> None:
    mine, image = ours.Lfm2VlImageProcessor(**SMALL), noise(200, 80)
    found = mine(image, return_tensors="np")["pixel_values"]
    plain = ours.SiglipImageProcessor(resample=2)

    def patches(size: tuple[int, int]) -> np.ndarray:
        height, width = size
        pixels = plain(image, size={"height": height, "width": width}, return_tensors="np")
        blocks = pixels["pixel_values"][0].reshape(3, height // 8, 8, width // 8, 8)
        return blocks.transpose(1, 3, 2, 4, 0).reshape(-1, 192)

    large = patches((144, 48))
    for tile in range(3):
        assert_same(found[tile, :36], large[36 * tile : 36 * tile + 36])
    assert_same(found[3, :48], patches((96, 32)))
    assert not found[3, 48:].any()


def test_options() -> None:
    mine, large = ours.Lfm2VlImageProcessor(**SMALL), noise(200, 80)
    assert len(mine(large, use_thumbnail=False)["pixel_values"]) == 3
    whole = mine(large, do_image_splitting=False, return_tensors="np")
    assert whole["pixel_values"].shape == (1, 64, 192)
    bare = mine(noise(64, 64), do_pad=False, return_tensors="np")
    assert set(bare) == {"pixel_values"} and bare["pixel_values"].shape == (1, 64, 192)
    with pytest.raises(InputError, match="do_pad"):
        mine(large, do_pad=False)
    with pytest.raises(InputError, match="min_tiles"):
        mine(large, min_tiles=9)
    with pytest.raises(InputError, match="max_tiles"):
        ours.Lfm2VlImageProcessor(max_tiles=1000)


def theirs(mine: Any) -> Any:
    """transformers' processor without its image processor."""
    made = object.__new__(transformers.Lfm2VlProcessor)
    made.image_processor = mine.image_processor
    made.image_token, made.image_start_token = "<image>", "<|image_start|>"
    made.image_end_token, made.image_thumbnail_token = "<|image_end|>", "<|img_thumbnail|>"
    return made


@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("more", [{}, {"use_thumbnail": False}, {"tile_size": 32}], ids=str)
def test_texts(more: dict[str, Any], marks: bool, tmp_path: Path) -> None:
    part = {"image_processor_type": "Lfm2VlImageProcessor", **SMALL}
    folder = folder_of(tmp_path, "Lfm2Vl", part, TOKENS, "<image>", begins=True)
    mine = AutoProcessor.from_pretrained(folder)
    images = [[photo(0, 200, 80), photo(1, 30, 30)], [photo(2, 90, 200)]]
    text = ["a <image> cat <image>", "dog <image> what"]
    call = dict(use_image_special_tokens=marks, padding=True, return_tensors="np", **more)
    found = mine(images=images, text=list(text), **call)
    flat = [image for some in images for image in some]
    about = mine.image_processor(flat, return_row_col_info=True, **more)
    written = iter(
        theirs(mine).replace_image_token(about, i, use_image_special_tokens=marks, **more)
        for i in range(3)
    )
    pieces = [one.split("<image>") for one in text]
    whole = ["".join(x + next(written) for x in some[:-1]) + some[-1] for some in pieces]
    ids = mine.tokenizer(whole, add_special_tokens=False, padding=True, return_tensors="np")
    assert_same(found["input_ids"], ids["input_ids"])
    names = {"input_ids", "attention_mask", "pixel_values", "pixel_attention_mask"}
    assert set(found) == names | {"spatial_shapes"}
    assert set(mine.model_input_names) == set(found)
    by_part = {name: value for name, value in call.items() if name != "use_image_special_tokens"}
    again = mine(
        images=images,
        text=list(text),
        text_kwargs={"use_image_special_tokens": marks},
        **by_part,
    )
    assert_same(again["input_ids"], found["input_ids"])


def test_conversation(tmp_path: Path) -> None:
    part = {"image_processor_type": "Lfm2VlImageProcessor", **SMALL}
    folder = folder_of(tmp_path, "Lfm2Vl", part, TOKENS, "<image>", begins=True)
    (folder / "config.json").write_text('{"model_type": "lfm2_vl"}')
    mine = AutoProcessor.from_pretrained(folder)
    content = [{"type": "image", "image": photo()}, {"type": "text", "text": "what is this"}]
    messages = [{"role": "user", "content": content}]
    found = mine.apply_chat_template(messages, tokenize=True, return_dict=True)
    image = mine.tokenizer.convert_tokens_to_ids("<image>")
    assert found["input_ids"][0].count(image) == 4 * 3
    with pytest.raises(InputError, match="Pass a text"):
        mine(images=photo())
    with pytest.raises(InputError, match="images of each"):
        mine(text="a", images=photo())
