"""Processors of Gemma 4 without encoders: squares of Gemma 4's patches, frames of samples."""

from __future__ import annotations

import json
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

FEW = dict(max_soft_tokens=70, patch_size=4)
NAMES = {
    "boi_token": "<boi>",
    "eoi_token": "<eoi>",
    "image_token": "<img>",
    "boa_token": "<boa>",
    "eoa_token": "<eoa>",
    "audio_token": "<audio>",
}


def merged(patches: np.ndarray, positions: np.ndarray, kernel: int) -> tuple[Any, Any]:
    """Gemma 4's patches of an image in squares of `kernel` by `kernel`, and their positions."""
    real = (positions != -1).all(-1)
    columns, rows = positions[real].max(0) + 1
    side = round((patches.shape[-1] / 3) ** 0.5)
    grid = patches[real].reshape(rows, columns, side, side, 3)
    squares, corners = [], []
    for row in range(rows // kernel):
        for column in range(columns // kernel):
            down = slice(row * kernel, (row + 1) * kernel)
            across = slice(column * kernel, (column + 1) * kernel)
            lines = [np.concatenate(list(line), 1) for line in grid[down, across]]
            squares.append(np.concatenate(lines, 0).reshape(-1))
            corners.append([column, row])
    return np.stack(squares), np.array(corners)


@pytest.mark.parametrize("kernel", [2, 3])
@pytest.mark.parametrize("shape", [(50, 90), (123, 77), (10, 900)])
def test_squares_are_of_gemma_4s_patches(shape: tuple[int, int], kernel: int) -> None:
    options: dict[str, Any] = {**FEW, "pooling_kernel_size": kernel}
    call = dict(return_tensors="np")
    found = ours.Gemma4UnifiedImageProcessor(**options)(noise(*shape), **call)
    theirs = transformers.Gemma4ImageProcessorPil(**options)(noise(*shape), **call)
    squares, positions = merged(theirs["pixel_values"][0], theirs["image_position_ids"][0], kernel)
    count = len(squares)
    assert found["pixel_values"].shape == (1, 70, (4 * kernel) ** 2 * 3)
    assert_same(found["pixel_values"][0, :count], squares)
    assert not found["pixel_values"][0, count:].any()
    assert_same(found["image_position_ids"][0, :count], positions)
    assert (found["image_position_ids"][0, count:] == -1).all()
    assert_same(
        np.array(found["num_soft_tokens_per_image"]), np.array(theirs["num_soft_tokens_per_image"])
    )


def test_frames_are_processed_as_images() -> None:
    frames = [noise(123, 77, seed=seed) for seed in range(3)]
    call = dict(return_tensors="np")
    video = ours.Gemma4UnifiedVideoProcessor(**FEW, do_sample_frames=False)(frames, **call)
    images = ours.Gemma4UnifiedImageProcessor(**FEW)(frames, **call)
    assert_same(video["pixel_values_videos"], images["pixel_values"])
    assert_same(video["video_position_ids"], images["image_position_ids"])


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {}),
        ({"audio_samples_per_token": 100, "feature_size": 100}, {"max_length": 30}),
        ({"padding_value": 0.5}, {"padding": "max_length", "max_length": 20}),
    ],
)
def test_sound(options: dict[str, Any], call: dict[str, Any]) -> None:
    waves = [np.sin(np.arange(n) / 7).astype(np.float32) for n in (8000, 6001)]
    mine = ours.Gemma4UnifiedAudioFeatureExtractor(**options)
    theirs = transformers.Gemma4UnifiedAudioFeatureExtractor(**options)
    call = {"return_tensors": "np", **call}
    assert_same(mine(waves, sampling_rate=16000, **call), theirs(waves, **call))


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="audio_samples_per_token"):
        ours.Gemma4UnifiedAudioFeatureExtractor(audio_samples_per_token=0)
    with pytest.raises(InputError, match="do_resize=True"):
        ours.Gemma4UnifiedImageProcessor(do_resize=False)(noise(52, 48))


def test_texts(tmp_path: Path) -> None:
    part = {"image_processor_type": "Gemma4UnifiedImageProcessor", **FEW}
    tokens = [*NAMES.values(), "<|video|>"]
    settings = {"extra_special_tokens": NAMES, **NAMES}
    folder = folder_of(
        tmp_path, "Gemma4Unified", part, tokens, "<img>", "<|video|>", settings=settings
    )
    parts = {
        "feature_extractor": {"feature_extractor_type": "Gemma4UnifiedAudioFeatureExtractor"},
        "image_processor": part,
        "video_processor": {"video_processor_type": "Gemma4UnifiedVideoProcessor", **FEW},
    }
    (folder / "processor_config.json").write_text(
        json.dumps({"processor_class": "Gemma4UnifiedProcessor", **parts})
    )
    processor = AutoProcessor.from_pretrained(folder)
    assert type(processor).__name__ == "Gemma4UnifiedProcessor"
    wave = np.sin(np.arange(3000) / 7).astype(np.float32)
    found = processor(
        text=["<img> what <audio>", "a cat"],
        images=[[photo(0)], []],
        audio=[wave],
        return_tensors="np",
    )
    vectors = int((found["image_position_ids"][0] != -1).all(-1).sum())
    assert found["input_features"].shape == (1, 5, 640)
    image = "<boi>" + "<img>" * vectors + "<eoi>"
    sound = "<boa>" + "<audio>" * 5 + "<eoa>"
    expected = processor.tokenizer(f"{image} what {sound}")["input_ids"]
    assert found["input_ids"][0].tolist() == expected
