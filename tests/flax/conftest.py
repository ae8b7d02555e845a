"""A tiny BERT and its inputs, shared by the tests of the Flax adapter's native life."""

from __future__ import annotations

import numpy as np
import pytest
from flax import nnx

from auto_core.configs.bert import BertConfig
from auto_flax.models.bert import BertForSequenceClassification


@pytest.fixture
def config() -> BertConfig:
    return BertConfig(
        vocab_size=41,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=24,
        max_position_embeddings=12,
        initializer_range=0.2,
        hidden_dropout_prob=0.3,
        attention_probs_dropout_prob=0.3,
        num_labels=3,
    )


@pytest.fixture
def model(config) -> BertForSequenceClassification:
    """A classifier with three labels, in training mode as every fresh NNX module."""
    return BertForSequenceClassification(config, rngs=nnx.Rngs(0))


@pytest.fixture
def batch() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(0)
    return {
        "input_ids": generator.integers(1, 41, (6, 8)),
        "attention_mask": np.array([[1] * 8] * 3 + [[1] * 5 + [0] * 3] * 3),
        "labels": np.array([0, 1, 2, 0, 1, 2]),
    }
