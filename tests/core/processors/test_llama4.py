"""Llama 4's processors; transformers' image processor needs torchvision, and its results of sizes
are recorded."""

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
from auto_core.processors.llama4 import best_canvas, bfloat16, canvases, fitted

TOKENS = [
    *("<|image_start|>", "<|image|>", "<|image_end|>", "<|patch|>"),
    *("<|tile_x_separator|>", "<|tile_y_separator|>"),
]
SIDE = 28
SMALL: dict[str, Any] = {"size": {"height": SIDE, "width": SIDE}, "max_patches": 4}


@pytest.mark.parametrize(
    ("shape", "chosen", "sizes"),  # scaled up least, and scaled up most
    [
        ((1, 300), [(28, 112), (28, 112)], [(1, 112), (1, 112)]),
        ((20, 30), [(28, 56), (56, 56)], [(20, 30), (37, 56)]),
        ((41, 40), [(56, 56), (56, 56)], [(41, 40), (56, 54)]),
        ((90, 500), [(28, 112), (28, 112)], [(20, 112), (20, 112)]),
        ((333, 77), [(112, 28), (112, 28)], [(112, 25), (112, 25)]),
        ((112, 84), [(56, 56), (56, 56)], [(56, 42), (56, 42)]),
        ((29, 57), [(56, 56), (56, 56)], [(28, 56), (28, 56)]),
    ],
)
def test_canvases(shape: tuple[int, int], chosen: list[Any], sizes: list[Any]) -> None:
    known = canvases(4, SIDE)
    for largest, canvas, size in zip((False, True), chosen, sizes, strict=True):
        assert best_canvas(shape, known, largest=largest) == canvas
        assert fitted(shape, canvas, side=None if largest else SIDE) == size


def test_bfloat16() -> None:
    import torch

    values = np.random.default_rng(0).standard_normal(1000).astype(np.float32)
    theirs = torch.tensor(values).bfloat16().float().numpy()
    assert np.array_equal(bfloat16(values), theirs)


def test_tiles() -> None:
    mine = ours.Llama4ImageProcessor(**SMALL)
    image = noise(20, 40)
    found = mine(image, return_tensors="np")
    assert found["aspect_ratios"].tolist() == [[1, 2]]
    tiles = found["pixel_values"]
    assert tiles.shape == (3, 3, SIDE, SIDE)
    # Without scaling: the image, then padding of zeros, which become -1.
    plain = image.transpose(2, 0, 1) if image.shape[-1] == 3 else image
    exact = bfloat16(bfloat16(plain.astype(np.float32) / 255) - 0.5) / 0.5
    whole = np.concatenate([tiles[0], tiles[1]], 2)
    assert np.array_equal(whole[:, :20, :40], bfloat16(exact))
    assert (whole[:, 20:] == -1).all() and (whole[:, :, 40:] == -1).all()
    one = mine(image, max_patches=1, return_tensors="np")
    assert one["pixel_values"].shape == (1, 3, SIDE, SIDE)
    rescaled = mine(image, do_normalize=False, return_tensors="np")["pixel_values"]
    assert_same(rescaled[0, :, :20, :28], (plain[:, :, :28] / 255).astype(np.float32))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": {"height": 28, "width": 24}}, "expected a square"),
        ({"do_resize": False}, "do_resize is False"),
        ({"max_patches": 300}, "at most 256"),
    ],
)
def test_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ours.Llama4ImageProcessor(**options)(photo())


def both(folder: Path) -> tuple[Any, Any]:
    part = {"image_processor_type": "Llama4ImageProcessor", **SMALL}
    folder = folder_of(folder, "Llama4", part, TOKENS, "<|image|>", patch_size=7)
    (folder / "config.json").write_text('{"model_type": "llama4"}')
    theirs: Any = object.__new__(transformers.Llama4Processor)
    theirs.patch_size, theirs.downsample_ratio = 7, 4
    return AutoProcessor.from_pretrained(folder), theirs


def test_texts(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    text = ["<|image|> what <|image|> is this", "a cat <|image|>"]
    images = [photo(0, 20, 20), photo(1, 20, 90), photo(2, 100, 50)]
    found = mine(text=text, images=images, padding=True, return_tensors="np")
    features = mine.image_processor(images, return_tensors="np")
    written = [theirs.replace_image_token(features, index) for index in range(3)]
    assert [mine.image_text(features, index) for index in range(3)] == written
    expected = [f"{written[0]} what {written[1]} is this", f"a cat {written[2]}"]
    ids = mine.tokenizer(expected, padding=True, padding_side="left")["input_ids"]
    assert found["input_ids"].tolist() == ids
    assert "aspect_ratios" not in found
    with pytest.raises(InputError, match="Pass a text"):
        mine(images=photo())
    with pytest.raises(InputError, match="left after truncation"):
        mine(text="<|image|>", images=photo(), truncation=True, max_length=6)


def test_files(tmp_path: Path) -> None:
    mine, _ = both(tmp_path / "old")
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert again.image_processor == mine.image_processor and again.patch_size == 7
    for options in ({"patch_size": 0}, {"pixel_shuffle_ratio": 0.0}):
        with pytest.raises(InputError, match=next(iter(options))):
            ours.Llama4Processor(mine.image_processor, mine.tokenizer, **options)
