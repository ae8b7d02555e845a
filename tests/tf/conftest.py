"""A tiny model and inputs for the tests of TensorFlow's own life."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from typing import Any

import numpy as np
import pytest

TINY = dict(
    vocab_size=67,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=24,
    max_position_embeddings=33,
    initializer_range=0.2,
)


@pytest.fixture
def config() -> Any:
    from auto_core.configs.bert import BertConfig

    return BertConfig(**TINY)


@pytest.fixture
def inputs() -> dict[str, np.ndarray]:
    ids = np.random.default_rng(0).integers(3, 67, (4, 7))
    mask = np.array([[1] * 7, [1] * 7, [1] * 4 + [0] * 3, [1] * 2 + [0] * 5])
    return {"input_ids": ids, "attention_mask": mask}


@pytest.fixture
def model(config: Any) -> Any:
    import keras

    from auto_tf import TFBertModel

    keras.utils.set_random_seed(0)
    return TFBertModel(config)


@pytest.fixture
def classifier(config: Any) -> Any:
    import keras

    from auto_tf import TFBertForSequenceClassification

    keras.utils.set_random_seed(0)
    return TFBertForSequenceClassification(config)
