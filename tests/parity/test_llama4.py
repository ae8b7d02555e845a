"""Llama 4's image encoder, whose layers' sizes are fields of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.architectures import llama4

from auto_core.errors import ConfigError, InputError

MODEL: Any = backends.model_class("numpy", "Llama4ForConditionalGeneration")


def test_the_default_config_can_be_made() -> None:
    assert MODEL.config_class().vision_config.intermediate_size == 5632


@pytest.mark.parametrize(
    ("name", "value"),
    [("intermediate_size", 32), ("projector_output_dim", 21), ("vision_output_dim", 21)],
)
def test_sizes_that_do_not_fit(name: str, value: int) -> None:
    config = MODEL.config_class(**llama4.DEFAULT)
    setattr(config.vision_config, name, value)
    with pytest.raises(ConfigError, match=name):
        MODEL(config)


def test_tiles_of_another_size() -> None:
    model = MODEL(MODEL.config_class(**llama4.DEFAULT))
    with pytest.raises(InputError, match="16x20 pixels, expected 16x16"):
        model.get_image_features(np.zeros((1, 3, 16, 20), np.float32))
