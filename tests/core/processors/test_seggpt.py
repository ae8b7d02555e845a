"""SegGPT's images, examples and results are transformers'."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same, noise
from PIL import Image

import auto_core.processors as ours
from auto_core.errors import InputError

SIZES = [(61, 47), (40, 70)]
SMALL = {"size": {"height": 40, "width": 32}}


def images(start: int = 0) -> list[Image.Image]:
    return [Image.fromarray(noise(*size, seed=start + i)) for i, size in enumerate(SIZES)]


def maps(dtype: type = np.uint8) -> list[np.ndarray]:
    return [(noise(*size, 1, seed=i)[..., 0] % 5).astype(dtype) for i, size in enumerate(SIZES)]


def pair(**options: Any) -> tuple[Any, Any]:
    return ours.SegGptImageProcessor(**options), transformers.SegGptImageProcessorPil(**options)


@pytest.mark.parametrize("labels", [None, 4, 30])
@pytest.mark.parametrize("dtype", [np.uint8, np.int64])
@pytest.mark.parametrize("kind", ["np", "pt"])
def test_examples(kind: str, dtype: type, labels: int | None) -> None:
    mine, theirs = pair(**SMALL)
    call: dict[str, Any] = dict(prompt_images=images(5), prompt_masks=maps(dtype))
    call |= {} if labels is None else {"num_labels": labels}
    expected = theirs(images(), **call, return_tensors=kind)
    assert_same(mine(images(), **call, return_tensors=kind), expected)


def test_masks_in_colours() -> None:
    mine, theirs = pair(**SMALL)
    call = dict(prompt_masks=images(3), do_convert_rgb=False, return_tensors="np")
    assert_same(mine(**call), theirs(None, **call))


@pytest.mark.parametrize("count", [1, 2, 7, 8, 26, 27, 150])
def test_palettes(count: int) -> None:
    mine, theirs = pair()
    assert mine.get_palette(count) == theirs.get_palette(count)


@pytest.mark.parametrize("scores", [False, True])
@pytest.mark.parametrize("labels", [None, 4])
@pytest.mark.parametrize("targets", [None, SIZES])
def test_results(targets: Any, labels: int | None, scores: bool) -> None:
    mine, theirs = pair()
    masks = torch.randn(2, 3, 48, 32, generator=torch.Generator().manual_seed(0))
    given = SimpleNamespace(pred_masks=masks), targets, labels, scores
    expected = theirs.post_process_semantic_segmentation(*given)
    found = mine.post_process_semantic_segmentation(*given)
    for one, other in zip(found, expected, strict=True):
        assert_same(
            one["segmentation"] if scores else one, other["segmentation"] if scores else other
        )
        if scores and labels is not None:
            close = torch.testing.assert_close
            close(one["segmentation_scores"], other["segmentation_scores"], rtol=1e-5, atol=1e-5)
        elif scores:
            assert one["segmentation_scores"] is other["segmentation_scores"] is None


def test_what_is_refused() -> None:
    mine, _ = pair(**SMALL)
    with pytest.raises(InputError, match="Pass images"):
        mine()
    with pytest.raises(InputError, match="num_labels=2"):
        mine(prompt_masks=maps(), num_labels=2)
