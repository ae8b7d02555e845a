"""DeepSeek-OCR 2's image encoder, whose parts have to fit each other."""

from __future__ import annotations

import pytest

import auto_core
from auto_core.configs.deepseek_ocr2 import DeepseekOcr2Config
from auto_core.errors import ConfigError


def test_default_parts_do_not_fit_each_other() -> None:
    config = DeepseekOcr2Config()
    assert DeepseekOcr2Config.from_dict(config.to_dict()) == config
    with pytest.raises(ConfigError, match="downsample_channels end with 896"):
        auto_core.NumpyAutoModel.from_config(config)
