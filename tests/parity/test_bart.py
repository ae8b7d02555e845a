"""BART, mBART and Marian, which are one network: every head, caches, parts of checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures.bart import TINY
from parity.backends import BACKENDS
from parity.checks import Case, expected
from safetensors.numpy import load_file, save_file

from auto_core import BartConfig
from auto_core.errors import InputError
from auto_core.models.bart import BartStack

EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def case(name: str, head: str, options: dict[str, Any], inputs: Any, **more: Any) -> Case:
    kind = next(kind for kind in ("MBart", "Bart", "Marian") if head.startswith(kind))
    return Case(f"{head}-{name}", head, f"{kind}Config", options, inputs, EVERYTHING, **more)


BART = architecture("bart").by_id()
MARIAN = architecture("marian").by_id()


@pytest.mark.parametrize("backend", BACKENDS)
def test_files_may_lack_fixed_positions(backend: str) -> None:
    case = MARIAN["MTModel-default"]
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
    case = MARIAN["Model-default"]
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
    case = BART["ForConditionalGeneration-default"]
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
    case = BART["ForConditionalGeneration-default"]
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


def test_the_decoder_needs_something_to_read() -> None:
    case = BART["Model-embeds"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="input_ids to make them from"):
        model(inputs_embeds=np.zeros((1, 2, 24)))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_fixed_table_is_no_parameter(backend: str) -> None:
    case = BART["ForConditionalGeneration-default"]
    theirs = oracle.reference(case.head, case.config, dict(case.options)).num_parameters()
    assert backends.load(backend, case.head, expected(case).directory).num_parameters() == theirs


def test_two_classes_stay_two(tmp_path: Path) -> None:
    config = BartConfig()
    assert config.num_labels == 3
    config.num_labels = 2
    config.save_pretrained(tmp_path)
    assert BartConfig.from_pretrained(tmp_path).num_labels == 2
