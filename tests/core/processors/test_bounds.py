"""Numbers of image and video processors that nothing can be computed with, or no memory holds."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import auto_core.processors as processors
from auto_core.errors import AutoError
from auto_core.processors import kinds

NAMES = kinds.class_names("ImageProcessor") + kinds.class_names("VideoProcessor")
OF_VIDEOS = {"TimesformerImageProcessor", "VideoMAEImageProcessor", "VivitImageProcessor"}
IMAGE = np.random.default_rng(0).integers(0, 256, (40, 52, 3), np.uint8)


@pytest.fixture(autouse=True)
def little_memory() -> Iterator[None]:
    """A processor that asks for terabytes fails here instead of swapping."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (64 << 30, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def options(cls: type) -> dict[str, list[Any]]:
    """Wrong values of each option that is a whole number or a size."""
    found: dict[str, list[Any]] = {}
    for name in dir(cls):
        value = getattr(cls, name, None)
        if not name.startswith("_") and type(value) is int:
            found[name] = [10**9, -1, 0]
    for name in ("size", "crop_size", "pad_size"):
        value = getattr(cls(), name, None)
        if isinstance(value, dict) and value:
            found[name] = [dict.fromkeys(value, 10**7)]
    return found


@pytest.mark.timeout(60)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_wrong_numbers(name: str) -> None:
    cls = getattr(processors, name)
    images = [IMAGE] * 2 if name in OF_VIDEOS or "Video" in name else IMAGE
    for option, values in options(cls).items():
        for value in values:
            try:
                cls(**{option: value})(images)
            except AutoError:
                continue
            except Exception as error:
                pytest.fail(f"{option}={value!r} ends in {type(error).__name__}: {error!s:.200}")
