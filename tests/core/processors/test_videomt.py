"""VidEoMT's frames, by their rule, and its results, against transformers'."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from core.processors.compare import assert_same, noise
from PIL import Image
from transformers.models.videomt.video_processing_videomt import (
    VideomtVideoProcessor as TheirProcessor,
)

from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD
from auto_core.processors.videomt import VideomtVideoProcessor

SIZES = [(40, 61), (33, 20), (16, 16)]


def theirs() -> Any:
    """Their processor without torchvision."""
    return object.__new__(TheirProcessor)


def outputs() -> SimpleNamespace:
    generator = torch.Generator().manual_seed(0)
    masks = torch.randn(3, 6, 4, 5, generator=generator) * 4
    return SimpleNamespace(
        class_queries_logits=torch.randn(3, 6, 4, generator=generator) * 3,
        masks_queries_logits=torch.nn.functional.interpolate(masks, (16, 16), mode="bilinear"),
    )


@pytest.mark.parametrize("scores", [False, True])
def test_classes_of_pixels(scores: bool) -> None:
    given = outputs(), SIZES, scores
    expected = theirs().post_process_semantic_segmentation(*given)
    assert_same(VideomtVideoProcessor().post_process_semantic_segmentation(*given), expected, 1e-5)


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.999])
def test_instances(threshold: float) -> None:
    given = outputs(), SIZES, threshold
    expected = theirs().post_process_instance_segmentation(*given)
    assert_same(VideomtVideoProcessor().post_process_instance_segmentation(*given), expected, 1e-5)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"threshold": 0.3, "overlap_mask_area_threshold": 0.3, "label_ids_to_fuse": {0, 1}},
        {"threshold": 0.1, "mask_threshold": 0.2},
        {"threshold": 0.9999},
    ],
    ids=str,
)
def test_panoptic_segments(options: dict[str, Any]) -> None:
    given = outputs(), SIZES
    expected = theirs().post_process_panoptic_segmentation(*given, **options)
    found = VideomtVideoProcessor().post_process_panoptic_segmentation(*given, **options)
    assert_same(found, expected, 1e-5)


def test_frames() -> None:
    video = [noise(61, 47, seed=i) for i in range(3)]
    processor = VideomtVideoProcessor(size={"height": 96, "width": 64})
    found = processor(video, return_tensors="np")["pixel_values_videos"]
    assert found.shape == (1, 3, 3, 96, 64)
    resized = Image.fromarray(video[1]).resize((64, 96), Image.Resampling.BILINEAR)
    expected = (np.asarray(resized) / 255 - np.array(IMAGENET_MEAN)) / np.array(IMAGENET_STD)
    # One grey level, which is 1 / 255 / 0.225 here: the other resizing rounds elsewhere.
    np.testing.assert_allclose(found[0, 1], expected.transpose(2, 0, 1), atol=0.02)
