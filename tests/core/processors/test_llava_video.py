"""The processors of LLaVA-NeXT-Video and Video-LLaVA, against transformers, whose processors of
videos need torchvision: frames are what CLIP's makes of images."""

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

SMALL: dict[str, Any] = {
    "size": {"shortest_edge": 28},
    "crop_size": {"height": 28, "width": 28},
}
GRID = {"image_grid_pinpoints": [[28, 56], [56, 28], [56, 56]]}
CASES = {
    "llava_next_video": ("LlavaNextVideo", "LlavaNext", SMALL | GRID, {}),
    "video_llava": ("VideoLlava", "VideoLlava", SMALL, {"num_additional_image_tokens": 1}),
}


@pytest.fixture(params=list(CASES))
def folder(request: Any, tmp_path: Path) -> tuple[str, Path]:
    name, image, part, options = CASES[request.param]
    part = {"image_processor_type": f"{image}ImageProcessor", **part}
    options = {"patch_size": 7, "vision_feature_select_strategy": "default", **options}
    folder = folder_of(
        tmp_path, name, part, ["<image>", "<video>"], "<image>", "<video>", **options
    )
    (folder / "config.json").write_text(f'{{"model_type": "{request.param}"}}')
    return name, folder


def reference(name: str, folder: Path) -> Any:
    mine = AutoProcessor.from_pretrained(folder)
    ids = {
        f"{k}_token_id": mine.tokenizer.convert_tokens_to_ids(f"<{k}>") for k in ("image", "video")
    }
    own = dict(image_token="<image>", video_token="<video>", patch_size=7, **ids)
    own |= dict(
        vision_feature_select_strategy="default",
        num_additional_image_tokens=mine.num_additional_image_tokens,
    )
    return of_transformers(folder, name, **own)


def frames(count: int) -> list[np.ndarray]:
    return [noise(45, 77, seed=seed) for seed in range(count)]


def test_images_among_texts(folder: tuple[str, Path]) -> None:
    mine, theirs = AutoProcessor.from_pretrained(folder[1]), reference(*folder)
    assert type(mine).__name__ == f"{folder[0]}Processor"
    text = ["<image> what <image> is this", "a cat <image>"]
    images = [photo(0), photo(1, 20, 90), photo(2, 100, 50)]
    call = dict(padding=True, return_tensors="pt")
    found = mine(text=list(text), images=images, **call)
    assert_same(found, theirs(text=list(text), images=images, **call))


def test_videos_among_texts(folder: tuple[str, Path]) -> None:
    mine, theirs = AutoProcessor.from_pretrained(folder[1]), reference(*folder)
    videos = [np.stack(frames(3)), np.stack(frames(2))]
    text = ["<video> what is this", "a <video> cat"]
    found = mine(text=list(text), videos=[videos[0], videos[0]], padding=True, return_tensors="np")
    clip = transformers.models.clip.CLIPImageProcessorPil(**SMALL)
    pixels = clip(frames(3), return_tensors="np")["pixel_values"]
    assert_same(found["pixel_values_videos"], np.stack([pixels, pixels]))
    features = {"pixel_values_videos": [pixels, pixels]}
    whole = [
        one.replace("<video>", theirs.replace_video_token(features, index))
        for index, one in enumerate(text)
    ]
    ids = mine.tokenizer(whole, padding=True, return_tensors="np")["input_ids"]
    assert_same(found["input_ids"], ids)
    with pytest.raises(InputError, match="videos"):
        mine(text="a", videos=videos[:1])


def test_video_processor(folder: tuple[str, Path]) -> None:
    mine = AutoVideoProcessor.from_pretrained(folder[1])
    assert type(mine).__name__ == f"{folder[0]}VideoProcessor"
    clip = transformers.models.clip.CLIPImageProcessorPil(**SMALL)
    found = mine(np.stack(frames(2)), return_tensors="np")["pixel_values_videos"]
    assert_same(found[0], clip(frames(2), return_tensors="np")["pixel_values"])


@pytest.mark.parametrize("image", ["tall", "wide", "list", "channels_first"])
@pytest.mark.parametrize("legacy", [True, False])
def test_images_of_video_llava(image: str, legacy: bool) -> None:
    mine, theirs = ours.VideoLlavaImageProcessor(), transformers.VideoLlavaImageProcessor()
    call = dict(return_tensors="np", return_legacy_image_output=legacy)
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))
