"""ProphetNet: weights of attention, the decoder alone, and XLM-ProphetNet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import Case, difference, expected
from parity.seq2seq import pairs

from auto_core.errors import InputError

ARCH = architecture("prophetnet")


@pytest.fixture(autouse=True)
def right(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ARCH.patch is not None
    ARCH.patch(monkeypatch)


def case(name: str) -> Case:
    return ARCH.by_id()[name]


def softmax(scores: np.ndarray) -> np.ndarray:
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


@pytest.mark.parametrize("backend", ["numpy", *(b for b in BACKENDS if b != "numpy")])
def test_weights_of_attention(backend: str) -> None:
    """transformers returns the encoder's and the cross-attention's before their softmax."""
    row = case("ForConditionalGeneration-other")
    reference = expected(row)
    model = oracle.reference(row.head, row.config, dict(row.options))
    truth = oracle.outputs(model, reference.inputs, double=True, output_attentions=True)
    dtype = "float64" if backend == "numpy" else "float32"
    ours = backends.load(backend, row.head, reference.directory, dtype=dtype)
    found = backends.run(backend, ours, reference.inputs, output_attentions=True)
    names = [name for name in truth if "attentions" in name]
    assert len(names) == 3 * 4
    for name in names:
        scores = name.startswith(("encoder_attentions", "cross_attentions"))
        array = softmax(truth[name]) if scores else truth[name]
        assert difference(found[name], array) <= (1e-9 if backend == "numpy" else 1e-5), name


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
@pytest.mark.parametrize("beams", [1, 3])
def test_the_decoder_alone_generates(beams: int) -> None:
    row = case("ForCausalLM-alone")
    reference = expected(row)
    theirs = transformers.ProphetNetForCausalLM.from_pretrained(reference.directory)
    ours = backends.load("torch", row.head, reference.directory)
    ids = torch.tensor([[5, 9, 7], [4, 8, 15]])
    options = dict(do_sample=False, num_beams=beams, max_new_tokens=8, pad_token_id=0)
    found = ours.generate(ids, use_cache=True, **options)
    # Its steps with a cache read one token, and a prompt would be several.
    expected_ids = theirs.generate(ids, use_cache=False, **options)
    assert torch.equal(getattr(found, "sequences", found), expected_ids)


def test_the_decoder_of_a_whole_checkpoint(tmp_path: Path) -> None:
    row = case("ForConditionalGeneration-default")
    reference = expected(row)
    whole = backends.load("numpy", row.head, reference.directory, dtype="float64")
    alone = backends.load("numpy", "ProphetNetForCausalLM", reference.directory, dtype="float64")
    assert not alone.loading_report.unexpected
    inputs = pairs()(np.random.default_rng(0))
    truth = backends.run("numpy", whole, inputs)
    given: dict[str, Any] = {
        "input_ids": inputs["decoder_input_ids"],
        "attention_mask": inputs["decoder_attention_mask"],
        "encoder_hidden_states": truth["encoder_last_hidden_state"],
        "encoder_attention_mask": inputs["attention_mask"],
    }
    found = backends.run("numpy", alone, given)
    assert difference(found["logits"], truth["logits"]) <= 1e-12
    assert difference(found["logits_ngram"], truth["logits_ngram"]) <= 1e-12


def test_xlm_prophetnet_is_the_same_network(tmp_path: Path) -> None:
    row = case("ForConditionalGeneration-other")
    reference = expected(row)
    for path in reference.directory.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"model_type": "xlm-prophetnet"}))
    heads = ("Model", "ForConditionalGeneration", "ForCausalLM")
    for head in heads:
        options = {"dtype": "float64"}
        one = backends.load("numpy", f"ProphetNet{head}", reference.directory, **options)
        other = backends.load("numpy", f"XLMProphetNet{head}", tmp_path, **options)
        given = reference.inputs
        if head == "ForCausalLM":
            given = {"input_ids": given["decoder_input_ids"]}
        truth = backends.run("numpy", one, given)
        found = backends.run("numpy", other, given)
        assert all(np.array_equal(found[name], truth[name]) for name in truth)


def test_layers_of_both_sides_in_a_file() -> None:
    cls = backends.model_class("numpy", "XLMProphetNetModel").config_class
    fields = dict(num_encoder_layers=3, num_decoder_layers=4, num_hidden_layers=7)
    assert cls.from_dict(fields).num_encoder_layers == 3
    assert cls.from_dict({"num_hidden_layers": 7}).num_encoder_layers == 7


def test_too_many_tokens_are_refused() -> None:
    row = case("ForConditionalGeneration-default")
    model = backends.load("numpy", row.head, expected(row).directory)
    ids = np.full((1, 19), 5)
    with pytest.raises(InputError, match="19 tokens for the decoder, expected at most 18"):
        backends.run("numpy", model, {"input_ids": ids, "decoder_input_ids": ids})
    with pytest.raises(InputError, match="decoder_input_ids and decoder_inputs_embeds"):
        backends.run("numpy", model, {"input_ids": ids})
