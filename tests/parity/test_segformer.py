"""SegFormer: images of several sizes, its three heads and their losses, against transformers."""

from __future__ import annotations

import pytest

from auto_core.configs.segformer import SegformerConfig
from auto_core.errors import ConfigError


def test_a_stage_without_numbers_is_refused() -> None:
    with pytest.raises(ConfigError, match="depths"):
        SegformerConfig(num_encoder_blocks=3, depths=[1, 1])
