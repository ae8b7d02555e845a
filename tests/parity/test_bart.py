"""BART, mBART and Marian, which are one network: every head, caches, parts of checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.decoding import check_steps, check_target_steps
from parity.mutations import assert_seen
from parity.seq2seq import EOS, PAD, classes, embeds, one_word, pairs, positions, words
from parity.texts import padding, token_ids
from safetensors.numpy import load_file, save_file

from auto_core import BartConfig, MarianConfig
from auto_core.errors import ConfigError, InputError
from auto_core.models.bart import BartStack

TINY = dict(
    vocab_size=67,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=40,
    max_position_embeddings=20,
    pad_token_id=PAD,
    eos_token_id=EOS,
    bos_token_id=0,
    decoder_start_token_id=EOS,
    forced_eos_token_id=EOS,
)
OTHER = TINY | dict(
    decoder_layers=3,
    encoder_attention_heads=2,
    decoder_attention_heads=3,
    decoder_ffn_dim=36,
    activation_function="relu",
    scale_embedding=True,
    num_labels=5,
    decoder_start_token_id=4,
)
APART = OTHER | dict(share_encoder_decoder_embeddings=False, decoder_vocab_size=71)
ALONE = OTHER | dict(decoder_layers=2)  # transformers' cache counts the encoder's layers
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def case(name: str, head: str, options: dict[str, Any], inputs: Any, **more: Any) -> Case:
    kind = next(kind for kind in ("MBart", "Bart", "Marian") if head.startswith(kind))
    return Case(f"{head}-{name}", head, f"{kind}Config", options, inputs, EVERYTHING, **more)


def texts(side: str = "right"):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        return {
            "input_ids": token_ids(rng, 67, 3, 9),
            "attention_mask": padding([9, 5, 1], 9, side=side),
        }

    return make


def with_context(rng: np.random.Generator) -> dict[str, Any]:
    return texts()(rng) | {
        "labels": rng.integers(0, 67, (3, 9)),
        "encoder_hidden_states": rng.standard_normal((3, 7, 24)).astype(np.float32),
        "encoder_attention_mask": padding([7, 2, 4], 7),
    }


SOURCE = pairs(target=False)
LABELS = pairs(target=False, labels=words)
CLASSES = pairs(target=False, labels=classes(5, 3))
SPANS = pairs(target=False, start_positions=positions(9), end_positions=positions(9))
CASES = [
    case("default", "BartModel", TINY, pairs()),
    case("other", "BartModel", OTHER, pairs("left")),
    case("source", "BartModel", TINY, SOURCE),
    case("embeds", "BartModel", OTHER, embeds(24)),
    case("length-1", "BartModel", OTHER, one_word),
    case("default", "BartForConditionalGeneration", TINY, pairs()),
    case("labels", "BartForConditionalGeneration", OTHER, LABELS),
    case("default", "BartForSequenceClassification", OTHER, CLASSES),
    case("default", "BartForQuestionAnswering", TINY, SPANS),
    case("default", "BartForCausalLM", TINY, texts()),
    case("left", "BartForCausalLM", ALONE, texts("left"), padded="attention_mask"),
    case("context", "BartForCausalLM", ALONE, with_context),
    case("default", "MBartModel", TINY, pairs()),
    case("source", "MBartModel", OTHER, SOURCE),
    case("default", "MBartForConditionalGeneration", TINY, pairs()),
    case("labels", "MBartForConditionalGeneration", OTHER, LABELS),
    case("default", "MBartForSequenceClassification", OTHER, CLASSES),
    case("default", "MBartForQuestionAnswering", TINY, SPANS),
    case("context", "MBartForCausalLM", ALONE, with_context),
    case("default", "MarianModel", TINY, pairs()),
    case("embeds", "MarianModel", OTHER, embeds(24)),
    case("default", "MarianMTModel", TINY, pairs()),
    case("labels", "MarianMTModel", OTHER, LABELS),
    case("apart", "MarianMTModel", APART, LABELS),
    case("context", "MarianForCausalLM", ALONE, with_context),
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
@pytest.mark.parametrize("head", ["BartForConditionalGeneration", "MarianMTModel"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cache_changes_nothing(backend: str, head: str, room: bool) -> None:
    check_target_steps(BY_NAME[f"{head}-default"], backend, room=room, sizes=(3, 1, 2))


@pytest.mark.parametrize("name", ["left", "context"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_decoder_alone_keeps_its_cache(backend: str, name: str) -> None:
    check_steps(BY_NAME[f"BartForCausalLM-{name}"], backend, room=True, sizes=(5, 1, 3))


@pytest.mark.parametrize("backend", BACKENDS)
def test_files_may_lack_fixed_positions(backend: str) -> None:
    case = BY_NAME["MarianMTModel-default"]
    reference = expected(case)
    tensors = load_file(reference.directory / "model.safetensors")
    assert not [name for name in tensors if "embed_positions" in name]
    theirs = oracle.transformers.MarianMTModel.from_pretrained(reference.directory).eval()
    ours = backends.load(backend, case.head, reference.directory)
    assert not ours.loading_report.initialised
    exact = oracle.outputs(theirs, reference.inputs, double=False)
    found = backends.run(backend, ours, reference.inputs)
    np.testing.assert_allclose(found["logits"], exact["logits"], rtol=1e-4, atol=1e-4)


def test_files_may_hold_other_positions(tmp_path: Path) -> None:
    case = BY_NAME["MarianModel-default"]
    tensors = load_file(expected(case).directory / "model.safetensors")
    positions = tensors["encoder.embed_positions.weight"] + 1
    tensors["encoder.embed_positions.weight"] = positions
    save_file(tensors, tmp_path / "model.safetensors")
    config = (expected(case).directory / "config.json").read_bytes()
    (tmp_path / "config.json").write_bytes(config)
    model = backends.load("numpy", case.head, tmp_path)
    loaded = {slot.name: slot.read() for slot in model.slots()}
    np.testing.assert_array_equal(loaded["encoder.embed_positions.weight"], positions)


def test_the_decoder_alone_takes_its_part_of_a_whole_checkpoint() -> None:
    case = BY_NAME["BartForConditionalGeneration-default"]
    reference = expected(case)
    model = backends.load("numpy", "BartForCausalLM", reference.directory, dtype="float64")
    assert not model.loading_report.initialised
    inputs = reference.inputs
    outputs = backends.run(
        "numpy",
        model,
        {
            "input_ids": inputs["decoder_input_ids"],
            "attention_mask": inputs["decoder_attention_mask"],
            "encoder_hidden_states": reference.exact["encoder_last_hidden_state"],
            "encoder_attention_mask": inputs["attention_mask"],
        },
        output_hidden_states=True,
    )
    np.testing.assert_allclose(
        outputs["hidden_states.2"], reference.exact["decoder_hidden_states.2"], rtol=1e-8
    )


def test_a_checkpoint_without_the_bias_of_logits(tmp_path: Path) -> None:
    case = BY_NAME["BartForConditionalGeneration-default"]
    reference = expected(case)
    tensors = load_file(reference.directory / "model.safetensors")
    del tensors["final_logits_bias"]
    save_file(tensors, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_bytes((reference.directory / "config.json").read_bytes())
    model = backends.load("numpy", case.head, tmp_path)
    bias = next(slot for slot in model.slots() if slot.name == "final_logits_bias")
    assert not bias.trainable
    assert not bias.read().any()


def test_training_skips_layers_by_chance() -> None:
    drop = BartStack(BartConfig(**TINY | {"encoder_layerdrop": 0.5}), decoder=False).layerdrop
    drop.train()
    ones, zeros = np.ones((1, 2, 24)), np.zeros((1, 2, 24))
    sampled = [bool(drop(ones, zeros).any()) for _ in range(64)]
    assert 10 < sum(sampled) < 54
    assert drop.eval()(ones, zeros).all()


@pytest.mark.parametrize(
    "change",
    [
        {"activation_function": "gelu_new"},
        {"scale_embedding": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(BY_NAME["BartForConditionalGeneration-default"], options=change)


@pytest.mark.parametrize(
    "name",
    [
        "final_logits_bias",
        "model.decoder.layers.1.fc2.bias",
        "model.encoder.embed_positions.weight",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["BartForConditionalGeneration-default"], zero=name)


@pytest.mark.parametrize(
    ("config", "options", "message"),
    [
        (BartConfig, {"decoder_attention_heads": 7}, "a divisor of d_model=1024"),
        (MarianConfig, {"decoder_vocab_size": 7}, "both share a table"),
    ],
    ids=["heads", "words"],
)
def test_config_refuses(config: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        config(**options)


def test_the_decoder_needs_something_to_read() -> None:
    case = BY_NAME["BartModel-embeds"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="input_ids to make them from"):
        model(inputs_embeds=np.zeros((1, 2, 24)))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_fixed_table_is_no_parameter(backend: str) -> None:
    case = BY_NAME["BartForConditionalGeneration-default"]
    theirs = oracle.reference(case.head, case.config, dict(case.options)).num_parameters()
    assert backends.load(backend, case.head, expected(case).directory).num_parameters() == theirs


def test_two_classes_stay_two(tmp_path: Path) -> None:
    config = BartConfig()
    assert config.num_labels == 3
    config.num_labels = 2
    config.save_pretrained(tmp_path)
    assert BartConfig.from_pretrained(tmp_path).num_labels == 2
