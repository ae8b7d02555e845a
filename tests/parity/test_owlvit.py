"""OWL-ViT and OWLv2: towers and detection, by text and by image, against transformers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import expected
from parity.images import images
from parity.texts import Inputs
from parity.towers import check_method, texts

from auto_core.errors import InputError

OWLVIT = architecture("owlvit").by_id()


def with_query(rng: np.random.Generator) -> Inputs:
    """Two images, and what to look for: a text, or another image, for each."""
    query = rng.standard_normal((2, 3, 16, 16)).astype(np.float32)
    return texts([3, 3])(rng) | images(2, 3, 16, 16)(rng) | {"query_pixel_values": query}


@pytest.mark.parametrize("family", ["OwlViT", "Owlv2"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_detection_by_image(backend: str, family: str) -> None:
    names = ["pixel_values", "query_pixel_values"]
    case = architecture(family.lower()).by_id()["ForObjectDetection-default"]
    case = replace(case, name=f"{case.name}-query", inputs=with_query)
    check_method(case, backend, "image_guided_detection", names)


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("get_text_features", ["input_ids", "attention_mask"]),
        ("get_image_features", ["pixel_values"]),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str, method: str, names: list[str]) -> None:
    check_method(OWLVIT["Model-default"], backend, method, names)


@pytest.mark.parametrize("part", ["OwlViTTextModel", "OwlViTVisionModel", "OwlViTModel"])
def test_a_checkpoint_of_the_detector_serves_for_its_parts(part: str) -> None:
    directory = expected(OWLVIT["ForObjectDetection-default"]).directory
    model = backends.load("numpy", part, directory)
    assert not model.loading_report.missing


def test_texts_must_be_shared_out() -> None:
    case = OWLVIT["ForObjectDetection-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="3 texts cannot be shared out among 2 images"):
        model(
            input_ids=np.ones((3, 4), np.int64), pixel_values=np.zeros((2, 3, 16, 16), np.float32)
        )
