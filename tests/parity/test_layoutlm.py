"""LayoutLM: every head, two configs, all backends, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.checks import expected

from auto_core.configs.layoutlm import LayoutLMConfig
from auto_core.errors import ConfigError, InputError

CASES = architecture("layoutlm").by_id()


def test_what_cannot_answer() -> None:
    with pytest.raises(ConfigError, match="num_labels is 3, expected 2"):
        backends.model_class("numpy", "LayoutLMForQuestionAnswering").skeleton(
            LayoutLMConfig.from_dict({"num_labels": 3})
        )


def test_boxes_need_tokens() -> None:
    reference = expected(CASES["Model-nowhere"])
    model = backends.load("numpy", "LayoutLMModel", reference.directory)
    with pytest.raises(InputError, match="exactly one of input_ids"):
        model(bbox=np.zeros((1, 1, 4), np.int64))
