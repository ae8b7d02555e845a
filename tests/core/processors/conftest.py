from __future__ import annotations

import pytest
from core.processors.compare import IMAGES
from PIL import Image


@pytest.fixture
def image() -> Image.Image:
    return IMAGES["tall"]()
