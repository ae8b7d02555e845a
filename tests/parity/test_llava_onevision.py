"""LLaVA-OneVision: features of images and videos, and options of a call."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected

from auto_core.errors import InputError

ROWS = architecture("llava_onevision").by_id()
CASE, OTHER = ROWS["ForConditionalGeneration-default"], ROWS["ForConditionalGeneration-other"]


def check(case: Case, backend: str, method: str, names: list[str], **options: Any) -> None:
    """Compare the vectors of images or videos."""
    reference = expected(case)
    theirs = oracle.reference(case.head, case.config, dict(case.options)).double()
    given = {name: reference.inputs[name] for name in names}
    with torch.no_grad(), oracle.Exact():
        result = getattr(theirs, method)(**oracle.tensors(given, double=True), **options)
    exact = oracle.flatten({"pooler_output": result.pooler_output})
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    found = backends.run(backend, getattr(model, method), given, **options)
    for name, array in exact.items():
        assert difference(found[name], array) <= FLOAT32_TOLERANCE, name


@pytest.mark.parametrize("backend", BACKENDS)
def test_features_of_images(backend: str) -> None:
    names = ["pixel_values", "image_sizes", "batch_num_images"]
    check(CASE, backend, "get_image_features", names)


@pytest.mark.parametrize("backend", BACKENDS)
def test_features_of_images_with_fewer_vectors(backend: str) -> None:
    options = dict(vision_aspect_ratio="anyres_max_1", vision_feature_select_strategy="default")
    names = ["pixel_values", "image_sizes"]
    check(OTHER, backend, "get_image_features", names, **options)


@pytest.mark.parametrize("backend", BACKENDS)
def test_features_of_videos(backend: str) -> None:
    check(OTHER, backend, "get_video_features", ["pixel_values_videos"])


def test_what_does_not_fit() -> None:
    reference = expected(CASE)
    model = backends.load("numpy", CASE.head, reference.directory)
    given = dict(reference.inputs)
    with pytest.raises(InputError, match="tells of 2 images, and image_sizes of 3"):
        model(**given | {"batch_num_images": [1, 1]})
    with pytest.raises(InputError, match="image_sizes"):
        model(**given | {"image_sizes": None})
    with pytest.raises(InputError, match="vision_aspect_ratio is 'square'"):
        model(**given, vision_aspect_ratio="square")
