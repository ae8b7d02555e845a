"""LLaVA-OneVision's processors, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import IMAGES, assert_same, noise
from core.processors.multimodal import folder_of, of_transformers, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.auto.video_processing import AutoVideoProcessor
from auto_core.errors import InputError

GRID = [[28, 28], [28, 56], [56, 28], [56, 56], [84, 56]]
PART = {"size": {"height": 28, "width": 28}, "image_grid_pinpoints": GRID}


@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "nested"])
@pytest.mark.parametrize("options", [PART, {"image_grid_pinpoints": [[384, 768]]}], ids=str)
def test_tiles(options: dict[str, Any], image: str) -> None:
    mine = ours.LlavaOnevisionImageProcessor(**options)
    theirs = transformers.LlavaOnevisionImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


def test_several_images_of_a_text() -> None:
    images = [[photo(0), photo(1, 100, 30)], [], [photo(2, 20, 90)]]
    mine, theirs = ours.LlavaOnevisionImageProcessor(**PART), None
    theirs = transformers.LlavaOnevisionImageProcessorPil(**PART)
    found = mine(images, return_tensors="np")
    assert_same(found, theirs(images, return_tensors="np"))
    assert found["batch_num_images"].tolist() == [2, 1]
    with pytest.raises(InputError, match="image_mean has 3 values"):
        mine([[photo().convert("L")] * 2], do_convert_rgb=False)


def both(folder: Path, **more: Any) -> tuple[Any, Any]:
    """Both libraries' processors."""
    part = {"image_processor_type": "LlavaOnevisionImageProcessor", **PART}
    settings = {"vision_feature_select_strategy": "full", "num_image_tokens": 16, **more}
    tokens = ["<image>", "<video>"]
    folder = folder_of(folder, "LlavaOnevision", part, tokens, "<image>", "<video>", **settings)
    mine = AutoProcessor.from_pretrained(folder)
    own: dict[str, Any] = {"vision_aspect_ratio": "anyres_max_9", **settings}
    for kind in ("image", "video"):
        own[f"{kind}_token"] = f"<{kind}>"
        own[f"{kind}_token_id"] = mine.tokenizer.convert_tokens_to_ids(f"<{kind}>")
    return mine, of_transformers(folder, "LlavaOnevision", **own)


@pytest.mark.parametrize(
    "more",
    [{}, {"vision_aspect_ratio": "anyres_max_2"}, {"vision_feature_select_strategy": "default"}],
    ids=str,
)
def test_images_among_texts(more: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, **more)
    call = dict(padding=True, return_tensors="np")
    text = ["<image> what <image> is this", "a cat <image>"]
    images = [[photo(0), photo(1, 20, 90)], [photo(2, 100, 50)]]
    assert_same(
        mine(text=list(text), images=images, **call),
        theirs(text=list(text), images=images, **call),
    )
    flat = [photo(0), photo(1, 100, 30)]
    text = ["<image> what is this", "a cat <image>"]
    found = mine(text=list(text), images=flat, **call)
    assert_same(found, theirs(text=list(text), images=flat, **call))


def test_videos(tmp_path: Path) -> None:
    """transformers' video processor needs torchvision: frames are what CLIP's makes of images."""
    mine, theirs = both(tmp_path)
    frames = [noise(45, 77, seed=seed) for seed in range(3)]
    found = mine(text="<video> what is this", videos=[np.stack(frames)], return_tensors="np")
    clip = transformers.models.clip.CLIPImageProcessorPil(size=PART["size"], do_center_crop=False)
    exact = clip(frames, return_tensors="np")["pixel_values"]
    assert_same(found["pixel_values_videos"], exact[None])
    text = theirs.replace_video_token(found, 0)
    assert found["input_ids"][0].tolist() == mine.tokenizer(f"{text} what is this")["input_ids"]
    assert text.count("<video>") == 3 * 4 + 1
    loaded = AutoVideoProcessor.from_pretrained(tmp_path)
    assert isinstance(loaded, ours.LlavaOnevisionVideoProcessor)


def test_options_that_are_missing(tmp_path: Path) -> None:
    mine, _ = both(tmp_path)
    mine.num_image_tokens = None
    with pytest.raises(InputError, match="num_image_tokens is None"):
        mine(text="<image>", images=photo())
    with pytest.raises(InputError, match="vision_aspect_ratio is 'square'"):
        type(mine).from_pretrained(tmp_path, vision_aspect_ratio="square")
