"""V-JEPA 2's video processor: transformers' needs torchvision; frames are what its image processor
of the same options makes of images."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import noise
from PIL import Image

from auto_core import AutoVideoProcessor
from auto_core.processors import VJEPA2VideoProcessor
from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD


@pytest.mark.parametrize(("options", "crop"), [({}, 256), ({"crop_size": 64}, 64)])
def test_frames(options: dict[str, Any], crop: int) -> None:
    frames = [noise(90, 131, seed=i) for i in range(3)]
    found = VJEPA2VideoProcessor(**options)(frames, return_tensors="np")["pixel_values_videos"]
    theirs = transformers.BitImageProcessorPil(
        size={"shortest_edge": int(crop * 256 / 224)},
        crop_size=crop,
        resample=2,
        image_mean=IMAGENET_MEAN,
        image_std=IMAGENET_STD,
    )
    expected = theirs([Image.fromarray(frame) for frame in frames], return_tensors="np")
    assert found.shape == (1, 3, 3, crop, crop)
    np.testing.assert_allclose(found[0], expected["pixel_values"], atol=1e-6)


def test_published_files(tmp_path: Path) -> None:
    """Their size follows from the crop, whatever they say."""
    files: dict[str, Any] = {"config": {"model_type": "vjepa2"}}
    files["video_preprocessor_config"] = {
        "video_processor_type": "VJEPA2VideoProcessor",
        "crop_size": {"height": 384, "width": 384},
        "size": {"shortest_edge": 292},
    }
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    found = AutoVideoProcessor.from_pretrained(tmp_path)
    assert type(found) is VJEPA2VideoProcessor
    assert found.size == {"shortest_edge": 438}
    found.save_pretrained(tmp_path / "again")
    assert AutoVideoProcessor.from_pretrained(tmp_path / "again") == found
