"""DINOv2: images of any size, both feed-forwards, and its feature maps, against transformers."""

from __future__ import annotations

import pytest
from parity import backends
from parity.arch import architecture
from parity.checks import expected

from auto_core.errors import ConfigError, InputError

CASES = architecture("dinov2").by_id()


def test_masking_needs_a_mask_token() -> None:
    model = backends.load("numpy", "Dinov2Model", expected(CASES["Model-other"]).directory)
    with pytest.raises(InputError, match="use_mask_token=True"):
        model(**expected(CASES["Model-masked"]).inputs)


def test_a_stage_that_is_none_is_refused() -> None:
    directory = expected(CASES["Model-masked"]).directory
    with pytest.raises(ConfigError, match="stage2"):
        backends.load("numpy", "Dinov2Backbone", directory, out_features=["stage3"])
