"""Whisper: every head, caches, the decoder alone, parts of checkpoints, masking in training."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.architectures.whisper import BINS, TINY
from parity.backends import BACKENDS
from parity.checks import expected

from auto_core import WhisperConfig
from auto_core.errors import InputError

EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


CASES = architecture("whisper").by_id()


@pytest.mark.parametrize("head", ["WhisperForCausalLM", "WhisperForAudioClassification"])
def test_a_part_takes_its_part_of_a_whole_checkpoint(head: str) -> None:
    whole = CASES["ForConditionalGeneration-default"]
    model = backends.load("numpy", head, expected(whole).directory)
    new = {"classifier", "projector"} if head.endswith("Classification") else set()
    assert {name.split(".")[0] for name in model.loading_report.initialised} == new
    assert not model.loading_report.unexpected


@pytest.mark.parametrize("backend", BACKENDS)
def test_training_hides_time_and_bands(backend: str) -> None:
    config = WhisperConfig(
        **TINY
        | dict(apply_spec_augment=True, mask_time_prob=0.3, mask_time_length=2)
        | dict(mask_feature_prob=0.3, mask_feature_length=2)
    )
    model = backends.model_class(backend, "WhisperModel").from_config(config)
    augment = getattr(model, "network", model).augment
    ones = backends.zeros(backend)((2, 10, BINS), "float32") + 1
    assert np.asarray(augment.eval()(ones)).all()
    masked = [np.asarray(augment.train()(ones)) == 0 for _ in range(32)]
    steps = np.stack([h.all(2) for h in masked])  # [32 2 10]
    assert (steps.sum(2) >= 3).all(), "two spans of 2 steps, which may overlap"
    assert steps.any((0, 1)).all(), "every step is masked once"
    bands = np.stack([h.all(1) for h in masked])
    assert bands.any()
    assert not bands.all()


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"input_features": np.zeros((1, BINS, 12))}, "12 frames, expected 16: one window"),
        ({}, "exactly one of input_features and encoder_outputs"),
        ({"labels": np.zeros((1, 21), int)}, "labels has 21 tokens.*positions for 20"),
    ],
    ids=["frames", "nothing", "labels"],
)
def test_refuses(inputs: dict[str, Any], message: str) -> None:
    case = CASES["ForConditionalGeneration-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match=message):
        model(**inputs, **({} if "labels" in inputs else {"decoder_input_ids": np.array([[5]])}))
