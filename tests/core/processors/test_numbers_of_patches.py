"""How many patches or tiles an image of some size has, before there is one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import transformers

from auto_core.processors import kinds

SHAPES = [(100, 100), (900, 300), (300, 900), (364, 364), (1200, 1600), (37, 800)]
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "idefics3": ("Idefics3ImageProcessor", {}),
    "smolvlm": ("SmolVLMImageProcessor", {"max_image_size": {"longest_edge": 182}}),
    "whole": ("SmolVLMImageProcessor", {"do_image_splitting": False}),
    "got": ("GotOcr2ImageProcessor", {"crop_to_patches": True, "max_patches": 6}),
    "one": ("GotOcr2ImageProcessor", {}),
    "cohere": ("Cohere2VisionImageProcessor", {"crop_to_patches": True}),
    "ovis2": ("Ovis2ImageProcessor", {"crop_to_patches": True}),
    "aria": ("AriaImageProcessor", {"split_image": True, "max_image_size": 490}),
    "aria, whole": ("AriaImageProcessor", {}),
    "qwen2_vl": ("Qwen2VLImageProcessor", {}),
}


@pytest.mark.parametrize("case", [case for case in CASES if case not in ("cohere", "ovis2")])
def test_as_transformers_counts(case: str) -> None:
    name, options = CASES[case]
    ours, theirs = kinds.class_named(name)(), getattr(transformers, name)()
    for height, width in SHAPES:
        found = ours.get_number_of_image_patches(height, width, options)
        assert found == theirs.get_number_of_image_patches(height, width, options)


@pytest.mark.parametrize("case", ["idefics3", "smolvlm", "got", "one", "cohere", "ovis2", "aria"])
@pytest.mark.parametrize("shape", [(100, 100), (300, 900)])
def test_as_many_as_there_are(case: str, shape: tuple[int, int]) -> None:
    name, options = CASES[case]
    processor = kinds.class_named(name)(**options)
    features = processor(np.zeros((3, *shape), np.uint8), return_tensors="np")
    pixels = features["pixel_values"]
    expected = processor.get_number_of_image_patches(*shape)
    if isinstance(expected, tuple):
        assert expected[0] in (pixels.shape[1], 0) and expected[0] == expected[1] * expected[2] + (
            expected[0] > 0
        )
    else:
        assert expected == len(pixels)
