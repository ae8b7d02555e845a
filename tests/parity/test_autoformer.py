"""Autoformer: series by themselves, and sizes that do not go together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.arch import architecture
from parity.checks import difference, expected

from auto_core.errors import ConfigError, InputError

ARCH = architecture("autoformer")
CASE = ARCH.by_id()["ForPrediction-other"]


def test_a_series_alone_is_what_transformers_computes() -> None:
    """Which is not changed here as in the other tests."""
    directory, inputs = expected(CASE).directory, expected(CASE).inputs
    theirs = transformers.AutoformerForPrediction.from_pretrained(directory)
    ours = backends.load("numpy", CASE.head, directory)
    whole = backends.run("numpy", ours, inputs)
    for row in range(3):
        one = {name: value[row : row + 1] for name, value in inputs.items()}
        with torch.no_grad():
            truth = theirs(**{name: torch.from_numpy(value) for name, value in one.items()})
        found = backends.run("numpy", ours, one)
        for index, params in enumerate(truth.params):
            name = f"params.{index}"
            assert difference(found[name], params.numpy()) < 1e-5
            assert difference(found[name], whole[name][row : row + 1]) < 1e-5
        assert difference(found["loss"], truth.loss.numpy()) < 1e-5


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (dict(label_length=0), "label_length"),
        (dict(label_length=13), "label_length"),
        (dict(autocorrelation_factor=6), "autocorrelation_factor"),
        (dict(context_length=1, label_length=1), "autocorrelation_factor"),
        (dict(prediction_length=None), "prediction_length"),
    ],
    ids=str,
)
def test_sizes_that_do_not_go_together(options: dict[str, Any], field: str) -> None:
    cls = backends.model_class("numpy", "AutoformerModel")
    config = cls.config_class(**{**CASE.options, **options})
    with pytest.raises(ConfigError, match=field):
        cls(config)


@pytest.mark.parametrize("name", ["decoder_attention_mask", "past_key_values"])
def test_inputs_without_meaning_are_refused(name: str) -> None:
    model = backends.load("numpy", CASE.head, expected(CASE).directory)
    with pytest.raises(InputError, match=name):
        model(**expected(CASE).inputs, **{name: np.ones((3, 9))})


def test_training_shares_delays() -> None:
    model = backends.load("torch", CASE.head, expected(CASE).directory).train()
    inputs = {name: torch.from_numpy(value) for name, value in expected(CASE).inputs.items()}
    model(**inputs).loss.backward()
    assert not [n for n, p in model.named_parameters() if p.grad is None and p.requires_grad]
