"""Whisper: every head, caches, the decoder alone, parts of checkpoints, masking in training."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.decoding import check_steps
from parity.encoders import classes
from parity.mutations import assert_seen
from parity.texts import padding, token_ids
from parity.waves import log_mel

from auto_core import WhisperConfig
from auto_core.errors import ConfigError, InputError

BINS, FRAMES, VOCAB = 6, 16, 67
TINY = dict(
    vocab_size=VOCAB,
    num_mel_bins=BINS,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=36,
    max_source_positions=FRAMES // 2,
    max_target_positions=20,
    pad_token_id=1,
    bos_token_id=1,
    eos_token_id=2,
    decoder_start_token_id=5,
    begin_suppress_tokens=None,
)
OTHER = TINY | dict(
    decoder_layers=3,
    encoder_attention_heads=2,
    decoder_attention_heads=3,
    activation_function="relu",
    scale_embedding=True,
    num_labels=5,
    classifier_proj_size=11,
    use_weighted_layer_sum=True,
    tie_word_embeddings=False,
)
ALONE = TINY | dict(decoder_attention_heads=3)
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def speech(*, target: bool = True, **labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_features": log_mel(rng, 3, BINS, FRAMES)}
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, VOCAB, 3, 6)
            inputs["decoder_attention_mask"] = padding([6, 4, 1], 6)
        return inputs | {name: maker(rng) for name, maker in labels.items()}

    return make


def words(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(3, VOCAB, (3, 6))
    labels[1, 4:] = -100
    return labels


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    """Tokens as vectors; by their positions, the second row holds three texts."""
    return {
        "input_features": log_mel(rng, 2, BINS, FRAMES),
        "decoder_inputs_embeds": rng.standard_normal((2, 5, 24)).astype(np.float32),
        "decoder_position_ids": np.array([[3, 4, 5, 6, 7], [18, 19, 0, 1, 4]]),
    }


def text(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": token_ids(rng, VOCAB, 3, 9), "attention_mask": padding([9, 5, 1], 9)}


def text_of_speech(rng: np.random.Generator) -> dict[str, Any]:
    return text(rng) | {
        "labels": rng.integers(0, VOCAB, (3, 9)),
        "encoder_outputs": rng.standard_normal((3, 7, 24)).astype(np.float32),
    }


def case(name: str, head: str, options: dict[str, Any], inputs: Any) -> Case:
    return Case(f"{head}-{name}", head, "WhisperConfig", options, inputs, EVERYTHING)


CASES = [
    case("default", "WhisperModel", TINY, speech()),
    case("other", "WhisperModel", OTHER | dict(use_cache=False), vectors),
    case("default", "WhisperForConditionalGeneration", TINY, speech()),
    case("labels", "WhisperForConditionalGeneration", OTHER, speech(target=False, labels=words)),
    case("default", "WhisperForCausalLM", TINY, text),
    case("context", "WhisperForCausalLM", ALONE, text_of_speech),
    case("default", "WhisperForAudioClassification", TINY, speech(target=False)),
    case(
        "summed",
        "WhisperForAudioClassification",
        OTHER,
        speech(target=False, labels=classes(5, 3)),
    ),
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cache_changes_nothing(backend: str, room: bool) -> None:
    check_steps(BY_NAME["WhisperForCausalLM-default"], backend, room=room, sizes=(5, 1, 3))


@pytest.mark.parametrize("head", ["WhisperForCausalLM", "WhisperForAudioClassification"])
def test_a_part_takes_its_part_of_a_whole_checkpoint(head: str) -> None:
    whole = BY_NAME["WhisperForConditionalGeneration-default"]
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
    "change", [{"activation_function": "gelu_new"}], ids=lambda change: next(iter(change))
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(BY_NAME["WhisperForConditionalGeneration-default"], options=change)


@pytest.mark.parametrize(
    "name",
    [
        "model.encoder.conv2.bias",
        "model.encoder.embed_positions.weight",
        "model.decoder.layers.1.encoder_attn.v_proj.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["WhisperForConditionalGeneration-default"], zero=name)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"decoder_attention_heads": 7}, "a divisor of d_model=384"),
        ({"median_filter_width": 4}, "an odd number"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_config_refuses(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        WhisperConfig(**options)


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
    case = BY_NAME["WhisperForConditionalGeneration-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match=message):
        model(**inputs, **({} if "labels" in inputs else {"decoder_input_ids": np.array([[5]])}))
