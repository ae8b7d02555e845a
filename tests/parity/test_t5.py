"""T5 and mT5, which are one network: every head, both versions, caches, buckets, ties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import Case, expected
from safetensors.numpy import load_file, save_file
from transformers.models.t5.modeling_t5 import T5Attention

from auto_core import T5Config
from auto_core.blocks.relative_positions import distance_buckets
from auto_core.errors import ConfigError, InputError

EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def case(name: str, head: str, options: dict[str, Any], inputs: Any) -> Case:
    config = "MT5Config" if head.startswith("MT5") else "T5Config"
    return Case(f"{head}-{name}", head, config, options, inputs, EVERYTHING)


T5 = architecture("t5").by_id()
MT5 = architecture("mt5").by_id()


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
    case = T5["ForConditionalGeneration-unscaled"]
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
    case = T5["ForConditionalGeneration-default"]
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
    case = T5["ForConditionalGeneration-default"]
    reference = expected(case)
    model = backends.load("numpy", "T5EncoderModel", reference.directory, dtype="float64")
    output = backends.run(
        "numpy", model, {k: reference.inputs[k] for k in ("input_ids", "attention_mask")}
    )
    np.testing.assert_allclose(
        output["last_hidden_state"], reference.exact["encoder_last_hidden_state"], rtol=1e-9
    )


def test_config_refuses() -> None:
    with pytest.raises(ConfigError, match="'gated-' and that"):
        T5Config(feed_forward_proj="open-gelu")


def test_labels_need_a_start_token() -> None:
    case = T5["ForConditionalGeneration-default"]
    model = backends.load("numpy", case.head, expected(case).directory, decoder_start_token_id=None)
    with pytest.raises(ConfigError, match="decoder_start_token_id is None"):
        model(input_ids=np.array([[3]]), labels=np.array([[4]]))
    with pytest.raises(InputError, match="decoder_input_ids and decoder_inputs_embeds"):
        model(input_ids=np.array([[3]]))
