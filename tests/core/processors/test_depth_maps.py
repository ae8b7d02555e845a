"""Depth Pro's image processor, which needs torchvision in transformers, by its rule; that of Prompt
Depth Anything against transformers'."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same, noise

from auto_core.errors import InputError
from auto_core.processors import (
    DepthProImageProcessor,
    PromptDepthAnythingImageProcessor,
    ZoeDepthImageProcessor,
)

SIZES = [(20, 30), (17, 9)]


@pytest.mark.parametrize(("resample", "how"), [(0, "nearest"), (2, "bilinear"), (3, "bicubic")])
def test_values_are_normalised_before_images_are_resized(resample: int, how: str) -> None:
    image = noise(61, 47, seed=0)
    processor = DepthProImageProcessor(size={"height": 32, "width": 48}, resample=resample)
    found = processor(image, return_tensors="pt")["pixel_values"]
    pixels = torch.tensor(image.transpose(2, 0, 1)[None]).float() / 255 * 2 - 1
    expected = torch.nn.functional.interpolate(pixels, (32, 48), mode=how)
    torch.testing.assert_close(found, expected, atol=2e-6, rtol=1e-5)
    with pytest.raises(InputError, match="resample is 1"):
        DepthProImageProcessor(resample=1)(image)


@pytest.mark.parametrize("sized", [True, False])
@pytest.mark.parametrize("viewed", [True, False])
def test_metres(viewed: bool, sized: bool) -> None:
    depth = torch.rand(2, 8, 12, generator=torch.Generator().manual_seed(0)) * 3
    depth[0, 0, 0] = 0.0
    view = torch.tensor([50.0, 70.0]) if viewed else None
    outputs = SimpleNamespace(predicted_depth=depth, field_of_view=view)
    found = DepthProImageProcessor().post_process_depth_estimation(
        outputs, SIZES if sized else None
    )
    for i, (result, size) in enumerate(zip(found, SIZES, strict=True)):
        expected = depth[i]
        if sized and view is not None:
            focal = 0.5 * size[1] / torch.tan(0.5 * torch.deg2rad(view[i]))
            torch.testing.assert_close(result["focal_length"], focal)
            expected = expected * size[1] / focal
        if sized:
            expected = torch.nn.functional.interpolate(expected[None, None], size, mode="bilinear")
        expected = 1 / expected.squeeze().clamp(1e-4, 1e4)
        torch.testing.assert_close(result["predicted_depth"], expected, rtol=1e-4, atol=1e-5)
        assert (result["field_of_view"] is None) == (not viewed)
        assert (result["focal_length"] is None) == (not (viewed and sized))
    assert isinstance(found[0]["predicted_depth"], torch.Tensor)
    outputs = dict(
        predicted_depth=depth.numpy(), field_of_view=None if view is None else view.numpy()
    )
    array = DepthProImageProcessor().post_process_depth_estimation(outputs)[0]["predicted_depth"]
    assert isinstance(array, np.ndarray) and array.dtype == np.float32


@pytest.mark.parametrize("options", [{}, {"prompt_scale_to_meter": 0.5}, {"do_rescale": False}])
def test_prompts_of_depth(options: dict[str, Any]) -> None:
    size = {"size": {"height": 28, "width": 42}, "ensure_multiple_of": 14}
    mine = PromptDepthAnythingImageProcessor(**size)
    theirs = transformers.PromptDepthAnythingImageProcessorPil(**size)
    images = [noise(61, 47, seed=0), noise(30, 47, seed=1)]
    depth = [
        np.arange(48, dtype=np.uint16).reshape(6, 8) * 100,
        np.full((6, 8), 700, np.uint16),  # the same everywhere
    ]
    for one in depth:
        call = {"images": images[0], "prompt_depth": one, "return_tensors": "np", **options}
        assert_same(mine(**call), theirs(**call), 1e-6)
    call = {"images": images, "prompt_depth": depth, "return_tensors": "np", **options}
    assert_same(mine(**call), theirs(**call), 1e-6)
    with pytest.raises(InputError, match="2 images but 1 prompt_depth"):
        mine(images, prompt_depth=depth[:1])


# --- ZoeDepth ------------------------------------------------------------------------------------

ZOE: list[dict[str, Any]] = [
    {},
    {"keep_aspect_ratio": False, "resample": 3},
    {"do_pad": False, "size": {"height": 70, "width": 90}, "ensure_multiple_of": 14},
    {"do_resize": False, "do_normalize": False},
]


@pytest.mark.parametrize("options", ZOE)
def test_zoedepth(options: dict[str, Any]) -> None:
    options = {"ensure_multiple_of": 32} | options
    mine = ZoeDepthImageProcessor(**options)
    theirs = transformers.models.zoedepth.ZoeDepthImageProcessorPil(**options)
    image = noise(61, 47)
    assert_same(mine(image, return_tensors="np"), theirs(image, return_tensors="np"), 2e-5)


@pytest.mark.parametrize("flipped", [True, False])
@pytest.mark.parametrize(("source", "target"), [(SIZES, None), (SIZES, [(9, 8), (7, 5)])])
def test_metres_of_zoedepth(
    source: Any, target: Any, flipped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = transformers.models.zoedepth.image_processing_pil_zoedepth
    bicubic = SimpleNamespace(
        InterpolationMode=SimpleNamespace(BICUBIC="bicubic"),
        resize=lambda x, size, interpolation, antialias: torch.nn.functional.interpolate(
            x[None], size, mode=interpolation
        )[0],
    )  # what torchvision's is, which is not installed here
    monkeypatch.setattr(module, "tvF", bicubic, raising=False)
    depth = torch.rand(2, 16, 12, generator=torch.Generator().manual_seed(0)) * 3
    other = SimpleNamespace(predicted_depth=depth * 1.5) if flipped else None
    outputs = SimpleNamespace(predicted_depth=depth)
    theirs = transformers.models.zoedepth.ZoeDepthImageProcessorPil()
    given = (outputs, source, target, other)
    found = ZoeDepthImageProcessor().post_process_depth_estimation(*given)
    assert_same(found, theirs.post_process_depth_estimation(*given), 1e-5)
    bare = (outputs, None, target, other, False)
    found = ZoeDepthImageProcessor().post_process_depth_estimation(*bare)
    assert_same(found, theirs.post_process_depth_estimation(*bare), 1e-5)


def test_what_zoedepth_refuses() -> None:
    processor = ZoeDepthImageProcessor()
    outputs = SimpleNamespace(predicted_depth=np.ones((2, 16, 12), np.float32))
    other = SimpleNamespace(predicted_depth=np.ones((2, 16, 13), np.float32))
    with pytest.raises(InputError, match="source_sizes"):
        processor.post_process_depth_estimation(outputs)
    with pytest.raises(InputError, match="outputs_flipped"):
        processor.post_process_depth_estimation(outputs, SIZES, outputs_flipped=other)
    with pytest.raises(InputError, match="resample is 0"):
        ZoeDepthImageProcessor(resample=0)(noise(20, 20))
