"""T5 and mT5, which are one network: every head, both versions, caches, buckets, ties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.decoding import check_target_steps
from parity.mutations import assert_seen
from parity.seq2seq import EOS, PAD, classes, embeds, one_word, pairs, positions, words
from safetensors.numpy import load_file, save_file
from transformers.models.t5.modeling_t5 import T5Attention

from auto_core import T5Config
from auto_core.blocks.relative_positions import distance_buckets
from auto_core.errors import ConfigError, InputError

TINY = dict(
    vocab_size=67,
    d_model=24,
    d_kv=5,
    d_ff=40,
    num_layers=2,
    num_heads=4,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=7,
    pad_token_id=PAD,
    eos_token_id=EOS,
    decoder_start_token_id=PAD,
)
OTHER = TINY | dict(
    num_decoder_layers=3,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    layer_norm_epsilon=1e-3,
    num_labels=5,
    classifier_dropout=0.2,
)
SILU = TINY | dict(feed_forward_proj="gated-silu")
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def only_source(rng: np.random.Generator) -> dict[str, Any]:
    return pairs(target=False)(rng)


def source_embeds(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": embeds(24)(rng)["inputs_embeds"]}


def case(name: str, head: str, options: dict[str, Any], inputs: Any) -> Case:
    config = "MT5Config" if head.startswith("MT5") else "T5Config"
    return Case(f"{head}-{name}", head, config, options, inputs, EVERYTHING)


SPANS = pairs(target=False, start_positions=positions(9), end_positions=positions(9))
CASES = [
    case("default", "T5Model", TINY, pairs()),
    case("other", "T5Model", OTHER, pairs("left")),
    case("silu", "T5Model", SILU, pairs()),
    case("embeds", "T5Model", TINY, embeds(24)),
    case("length-1", "T5Model", OTHER, one_word),
    case("default", "T5ForConditionalGeneration", TINY, pairs()),
    case("labels", "T5ForConditionalGeneration", TINY, pairs(target=False, labels=words)),
    case("unscaled", "T5ForConditionalGeneration", OTHER, pairs(target=False, labels=words)),
    case("default", "T5EncoderModel", TINY, only_source),
    case("embeds", "T5EncoderModel", OTHER, source_embeds),
    case(
        "default",
        "T5ForSequenceClassification",
        OTHER,
        pairs(target=False, labels=classes(5, 3)),
    ),
    case(
        "default", "T5ForTokenClassification", OTHER, pairs(target=False, labels=classes(5, 3, 9))
    ),
    case("default", "T5ForQuestionAnswering", TINY, SPANS),
    case("default", "MT5Model", TINY, pairs()),
    case("labels", "MT5ForConditionalGeneration", TINY, pairs(target=False, labels=words)),
    case("default", "MT5EncoderModel", TINY, only_source),
    case(
        "default",
        "MT5ForSequenceClassification",
        TINY,
        pairs(target=False, labels=classes(2, 3)),
    ),
    case(
        "default", "MT5ForTokenClassification", TINY, pairs(target=False, labels=classes(2, 3, 9))
    ),
    case("default", "MT5ForQuestionAnswering", TINY, SPANS),
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cache_changes_nothing(backend: str, room: bool) -> None:
    case = BY_NAME["T5ForConditionalGeneration-default"]
    check_target_steps(case, backend, room=room, sizes=(3, 1, 2))


@pytest.mark.parametrize(("buckets", "most"), [(32, 128), (8, 7), (16, 100), (64, 1000), (10, 33)])
@pytest.mark.parametrize("both_ways", [False, True])
def test_buckets(buckets: int, most: int, both_ways: bool) -> None:
    distance = torch.arange(most + 1)
    theirs = T5Attention._relative_position_bucket(
        -distance, bidirectional=both_ways, num_buckets=buckets, max_distance=most
    )
    assert distance_buckets(buckets // 2 if both_ways else buckets, most) == tuple(theirs.tolist())


def test_buckets_that_reach_further_than_the_furthest_distance() -> None:
    distance = torch.arange(30)
    theirs = T5Attention._relative_position_bucket(
        -distance, bidirectional=False, num_buckets=32, max_distance=8
    )
    assert distance_buckets(32, 8)[:30] == tuple(theirs.tolist())


def flan(directory: Path) -> np.ndarray:
    """A checkpoint of version 1.1 as transformers 4 wrote it, with an output matrix of its own."""
    case = BY_NAME["T5ForConditionalGeneration-unscaled"]
    oracle.save(oracle.reference(case.head, case.config, dict(case.options)), directory)
    config = json.loads((directory / "config.json").read_text())
    del config["scale_decoder_outputs"]
    config["tie_word_embeddings"] = False
    (directory / "config.json").write_text(json.dumps(config))
    tensors = load_file(directory / "model.safetensors")
    own = np.random.default_rng(3).standard_normal((67, 24)).astype(np.float32)
    tensors["encoder.embed_tokens.weight"] = tensors["shared.weight"]
    save_file(tensors | {"lm_head.weight": own}, directory / "model.safetensors")
    return own


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_output_matrix_of_its_own_is_kept(backend: str, tmp_path: Path) -> None:
    own = flan(tmp_path)
    case = BY_NAME["T5ForConditionalGeneration-default"]
    model = backends.load(backend, case.head, tmp_path)
    output = backends.run(backend, model, expected(case).inputs, output_hidden_states=True)
    logits = output["decoder_hidden_states.3"] @ own.T  # not scaled, by version 1.1
    np.testing.assert_allclose(output["logits"], logits, rtol=1e-4, atol=1e-4)
    model.save_pretrained(tmp_path / "again")
    names = load_file(tmp_path / "again" / "model.safetensors")
    assert "shared.weight" in names
    assert "encoder.embed_tokens.weight" not in names
    np.testing.assert_array_equal(names["lm_head.weight"], own)


@pytest.mark.parametrize("head", ["T5Model", "T5EncoderModel"])
def test_a_model_without_head_leaves_the_output_matrix(head: str, tmp_path: Path) -> None:
    flan(tmp_path)
    assert not backends.load("numpy", head, tmp_path).loading_report.initialised


def test_the_encoder_takes_its_part_of_a_whole_checkpoint() -> None:
    case = BY_NAME["T5ForConditionalGeneration-default"]
    reference = expected(case)
    model = backends.load("numpy", "T5EncoderModel", reference.directory, dtype="float64")
    output = backends.run(
        "numpy", model, {k: reference.inputs[k] for k in ("input_ids", "attention_mask")}
    )
    np.testing.assert_allclose(
        output["last_hidden_state"], reference.exact["encoder_last_hidden_state"], rtol=1e-9
    )


@pytest.mark.parametrize(
    "change",
    [
        {"feed_forward_proj": "gelu"},
        {"layer_norm_epsilon": 1e-2},
        {"relative_attention_max_distance": 20},
        {"scale_decoder_outputs": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(BY_NAME["T5ForConditionalGeneration-default"], options=change)


@pytest.mark.parametrize(
    "name",
    [
        "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
        "decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
        "decoder.block.1.layer.1.EncDecAttention.o.weight",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["T5ForConditionalGeneration-default"], zero=name)


def test_config_refuses() -> None:
    with pytest.raises(ConfigError, match="'gated-' and that"):
        T5Config(feed_forward_proj="open-gelu")


def test_labels_need_a_start_token() -> None:
    case = BY_NAME["T5ForConditionalGeneration-default"]
    model = backends.load("numpy", case.head, expected(case).directory, decoder_start_token_id=None)
    with pytest.raises(ConfigError, match="decoder_start_token_id is None"):
        model(input_ids=np.array([[3]]), labels=np.array([[4]]))
    with pytest.raises(InputError, match="decoder_input_ids and decoder_inputs_embeds"):
        model(input_ids=np.array([[3]]))
