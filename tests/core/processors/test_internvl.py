"""InternVL's processors, against transformers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import IMAGES, assert_same, noise
from core.processors.multimodal import folder_of, of_transformers, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

ROLES = {
    "start_image_token": "<img>",
    "end_image_token": "</img>",
    "context_image_token": "<IMG_CONTEXT>",
    "video_token": "<video>",
}
TOKENS = [*ROLES.values(), "Frame1:", "Frame2:", "Frame3:"]
PART = {"size": {"height": 28, "width": 24}}
OPTIONS: list[dict[str, Any]] = [
    PART,
    PART | {"crop_to_patches": True},
    PART | {"crop_to_patches": True, "min_patches": 3, "max_patches": 5, "do_rescale": False},
    PART | {"crop_to_patches": True, "max_patches": 1, "do_normalize": False},
]


@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "floats"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_tiles(options: dict[str, Any], image: str) -> None:
    mine = ours.GotOcr2ImageProcessor(**options)
    theirs = transformers.GotOcr2ImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


def test_grids() -> None:
    module = transformers.models.got_ocr2.image_processing_pil_got_ocr2
    for shape in ((61, 47), (100, 30), (20, 90), (448, 448), (900, 900), (1000, 2000), (7, 300)):
        for bounds in ((1, 12), (3, 6), (5, 5)):
            columns, rows = module.get_optimal_tiled_canvas(shape, (448, 448), *bounds)
            assert ours.tiled_images.tile_grid(shape, (448, 448), *bounds) == (rows, columns)
    with pytest.raises(InputError, match="at most 256"):
        ours.GotOcr2ImageProcessor(crop_to_patches=True, max_patches=300)(photo())


def both(folder: Path) -> tuple[Any, Any]:
    """Both libraries' processors."""
    part = {"image_processor_type": "GotOcr2ImageProcessor", **PART}
    settings = {"extra_special_tokens": ROLES, **ROLES}
    folder = folder_of(
        folder,
        "InternVL",
        part,
        TOKENS,
        "<IMG_CONTEXT>",
        "<video>",
        settings=settings,
        image_seq_length=3,
    )
    (folder / "config.json").write_text('{"model_type": "internvl"}')
    mine = AutoProcessor.from_pretrained(folder)
    own: dict[str, Any] = {name.replace("context_", ""): token for name, token in ROLES.items()}
    own |= {f"{k}_id": mine.tokenizer.convert_tokens_to_ids(token) for k, token in own.items()}
    pattern = re.compile("(?P<image><IMG_CONTEXT>)|(?P<video><video>)")
    own |= {"image_seq_length": 3, "multimodal_pattern": pattern}
    return mine, of_transformers(folder, "InternVL", **own)


def test_images_among_texts(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    call = dict(padding=True, return_tensors="pt")
    text = ["<IMG_CONTEXT> what <IMG_CONTEXT> is this", "a cat <IMG_CONTEXT>"]
    images = [photo(0), photo(1, 20, 90), photo(2, 100, 50)]
    for more in ({}, {"max_patches": 3}, {"images_kwargs": {"crop_to_patches": False}}):
        found = mine(text=list(text), images=images, **call, **more)
        assert_same(found, theirs(text=list(text), images=images, **call, **more))
    assert_same(mine(text="a cat", **call), theirs(text="a cat", **call))
    with pytest.raises(InputError, match="Pass a text"):
        mine(images=photo())


def test_videos_among_images(tmp_path: Path) -> None:
    """transformers' video processor needs torchvision: frames are what CLIP's makes of images."""
    mine, theirs = both(tmp_path)
    frames = [noise(45, 77, seed=seed) for seed in range(3)]
    text = "<video> what <IMG_CONTEXT> is this"
    given = dict(images=photo(), videos=[np.stack(frames)], return_tensors="np")
    found = mine(text=text, **given)
    clip = transformers.models.clip.CLIPImageProcessorPil(size=PART["size"], do_center_crop=False)
    video = clip(frames, return_tensors="np")["pixel_values"]
    image = mine(text="<IMG_CONTEXT>", images=photo(), return_tensors="np")["pixel_values"]
    assert_same(found["pixel_values"], np.concatenate([video, image]))
    features = {"pixel_values_videos": torch.tensor(video)[None], "num_patches": [len(image)]}
    written = [theirs.replace_video_token(features, 0), theirs.replace_image_token(features, 0)]
    ids = mine.tokenizer(f"{written[0]} what {written[1]} is this")["input_ids"]
    assert found["input_ids"][0].tolist() == ids
    assert not {"num_patches", "pixel_values_videos", "video_metadata"} & set(found)


def test_sampled_frames() -> None:
    video = ours.InternVLVideoProcessor(**PART)
    about = {"total_num_frames": 10, "fps": 5.0}
    for options, taken in (
        ({"num_frames": 4}, torch.arange(10 / 4 / 2, 10, 10 / 4).int()),
        ({"fps": 1}, torch.arange(10 / 2 / 2, 10, 10 / 2).int()),
        ({"num_frames": 3, "initial_shift": False}, torch.arange(0.0, 10, 10 / 3).int()),
        ({"num_frames": 3, "initial_shift": 2}, torch.arange(2, 10, 10 / 3).int()),
    ):
        given = {"num_frames": None, "fps": None, "initial_shift": True, **options}
        assert video.sampled(about, given) == taken.tolist()
    with pytest.raises(InputError, match="num_frames or fps"):
        video.sampled(about, {"num_frames": None, "fps": None, "initial_shift": True})
    with pytest.raises(InputError, match="the video has 10"):
        video.sampled(about, {"num_frames": 11, "fps": None, "initial_shift": True})


def test_a_tokenizer_without_roles(tmp_path: Path) -> None:
    folder_of(tmp_path, "InternVL", {"image_processor_type": "GotOcr2ImageProcessor"}, [], "")
    (tmp_path / "config.json").write_text('{"model_type": "internvl"}')
    with pytest.raises(InputError, match="has no start_image_token"):
        AutoProcessor.from_pretrained(tmp_path)


def test_pages_of_qianfan(tmp_path: Path) -> None:
    roles = {role: token for role, token in ROLES.items() if role != "video_token"}
    part = {"image_processor_type": "GotOcr2ImageProcessor", **PART}
    settings = {"extra_special_tokens": roles, **roles}
    tokens = [*roles.values(), "<page>"]
    options = dict(image_seq_length=3, image_placeholder_token="<page>")
    folder = folder_of(tmp_path, "QianfanOCR", part, tokens, "<page>", settings=settings, **options)
    (folder / "config.json").write_text('{"model_type": "qianfan_ocr"}')
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.QianfanOCRProcessor(
        transformers.GotOcr2ImageProcessorPil.from_pretrained(folder),
        transformers.AutoTokenizer.from_pretrained(folder),
        **options,
    )
    text = ["<page> what <page> is this", "a cat <page> <IMG_CONTEXT>"]
    images = [photo(0), photo(1, 20, 90), photo(2, 100, 50)]
    for more in ({}, {"max_patches": 3}, {"return_mm_token_type_ids": True}):
        call = dict(images=images, padding=True, return_tensors="pt", **more)
        assert_same(mine(text=list(text), **call), theirs(text=list(text), **call))
    assert_same(mine(text="a cat"), theirs(text="a cat"))
    with pytest.raises(InputError, match="for 1 images"):
        mine(text="a cat", images=photo())
    with pytest.raises(InputError, match="no videos"):
        mine(text="a cat", videos=[np.zeros((2, 30, 30, 3), np.uint8)])
