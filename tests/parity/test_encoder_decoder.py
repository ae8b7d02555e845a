"""Encoder-decoders of parts from several architectures, on all backends, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures.encoder_decoder import BERT, BERT_DECODER, DECODER, SHARED, SMALL
from parity.backends import BACKENDS, model_class
from parity.checks import difference, expected
from parity.seq2seq import pairs
from safetensors.numpy import load_file, save_file

from auto_core.configs.encoder_decoder import EncoderDecoderConfig
from auto_core.errors import ConfigError, InputError, UnsupportedTaskError

CASES = architecture("encoder_decoder").by_id()


@pytest.mark.parametrize("options", [{}, {"num_beams": 3}], ids=["greedy", "beams"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_generation(backend: str, options: dict[str, Any]) -> None:
    case = CASES["Model-bert-bert"]
    inputs = {name: expected(case).inputs[name] for name in ("input_ids", "attention_mask")}
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    tensors = {name: torch.as_tensor(value) for name, value in inputs.items()}
    exact = theirs.generate(**tensors, max_new_tokens=6, do_sample=False, **options).numpy()
    model = backends.load(backend, case.head, expected(case).directory)
    found = model.generate(**inputs, max_new_tokens=6, do_sample=False, **options)
    np.testing.assert_array_equal(np.asarray(found), exact)


@pytest.fixture(scope="module")
def two_checkpoints(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An encoder, and a decoder that has cross-attention."""
    folders = tmp_path_factory.mktemp("encoder"), tmp_path_factory.mktemp("decoder")
    bert = SMALL | dict(type_vocab_size=2)
    decoder = bert | DECODER
    oracle.save(oracle.reference("BertForMaskedLM", "BertConfig", bert), folders[0])
    oracle.save(oracle.reference("BertLMHeadModel", "BertConfig", decoder, seed=1), folders[1])
    return folders


@pytest.mark.parametrize("backend", BACKENDS)
def test_two_checkpoints(backend: str, two_checkpoints: tuple[Path, Path], tmp_path: Path) -> None:
    theirs = oracle.transformers.EncoderDecoderModel.from_encoder_decoder_pretrained(
        *map(str, two_checkpoints)
    ).eval()
    inputs = {k: v for k, v in pairs()(np.random.default_rng(0)).items() if "mask" not in k}
    whole = model_class(backend, "EncoderDecoderModel")
    ours = whole.from_encoder_decoder_pretrained(*two_checkpoints, decoder_start_token_id=2)
    assert ours.config.decoder_start_token_id == 2
    assert ours.loading_report.initialised == [
        f"encoder.pooler.dense.{name}" for name in ("weight", "bias")
    ]
    exact = oracle.outputs(theirs, inputs, double=False)["logits"]
    assert difference(backends.run(backend, ours, inputs)["logits"], exact) < 1e-5
    ours.save_pretrained(tmp_path)
    again = oracle.transformers.EncoderDecoderModel.from_pretrained(tmp_path).eval()
    assert difference(oracle.outputs(again, inputs, double=False)["logits"], exact) < 1e-5


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_encoder_becomes_a_decoder(backend: str, two_checkpoints: tuple[Path, Path]) -> None:
    encoder = two_checkpoints[0]
    whole = model_class(backend, "EncoderDecoderModel")
    ours = whole.from_encoder_decoder_pretrained(
        encoder, encoder, decoder_dtype="float32", encoder_hidden_dropout_prob=0.25
    )
    decoder = ours.config.decoder
    assert ours.config.encoder.hidden_dropout_prob == 0.25
    assert decoder.is_decoder and decoder.add_cross_attention and not ours.config.encoder.is_decoder
    new = [name for name in ours.loading_report.initialised if name.startswith("decoder.")]
    assert len(new) == 2 * 10 and all(".crossattention." in name for name in new)
    ids = np.array([[5, 6, 7]])
    other = backends.run(backend, ours, {"input_ids": ids + 1, "decoder_input_ids": ids})
    one = backends.run(backend, ours, {"input_ids": ids, "decoder_input_ids": ids})
    assert np.isfinite(one["logits"]).all()
    assert not np.allclose(one["logits"], other["logits"])  # it does attend to the encoder


@pytest.mark.parametrize("backend", BACKENDS)
def test_two_models(backend: str, two_checkpoints: tuple[Path, Path]) -> None:
    encoder = backends.load(backend, "BertModel", two_checkpoints[0])
    decoder = backends.load(backend, "BertLMHeadModel", two_checkpoints[1])
    ours = model_class(backend, "EncoderDecoderModel")(encoder=encoder, decoder=decoder)
    ids = np.array([[5, 6, 7]])
    found = backends.run(backend, ours, {"input_ids": ids, "decoder_input_ids": ids})["logits"]
    states = backends.run(backend, encoder, {"input_ids": ids})["last_hidden_state"]
    inputs = {"input_ids": ids, "encoder_hidden_states": states}
    assert difference(found, backends.run(backend, decoder, inputs)["logits"]) < 1e-5


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_shared_encoder(backend: str, tmp_path: Path) -> None:
    """Files of transformers 4 with tie_encoder_decoder hold what is shared once."""
    decoder = BERT | DECODER
    options = SHARED | {"encoder": BERT, "decoder": decoder}
    theirs = oracle.reference("EncoderDecoderModel", "EncoderDecoderConfig", options)
    base = theirs.decoder.bert.state_dict()
    theirs.encoder.load_state_dict(base, strict=False)
    oracle.save(theirs, tmp_path)
    path = tmp_path / "model.safetensors"
    kept = {
        name: tensor
        for name, tensor in load_file(path).items()
        if not name.startswith("encoder.") or name.removeprefix("encoder.") not in base
    }
    save_file(kept, path, {"format": "pt"})
    ours = backends.load(backend, "EncoderDecoderModel", tmp_path, tie_encoder_decoder=True)
    identity = {slot.name: slot.identity for slot in ours.slots()}
    shared = "encoder.layer.1.output.dense.weight"
    assert identity[f"encoder.{shared}"] == identity[f"decoder.bert.{shared}"]
    inputs = pairs()(np.random.default_rng(0))
    exact = oracle.outputs(theirs, inputs, double=False)["logits"]
    assert difference(backends.run(backend, ours, inputs)["logits"], exact) < 1e-5


@pytest.mark.parametrize("backend", BACKENDS)
def test_requests_in_the_configs_of_the_parts(backend: str) -> None:
    case = CASES["Model-bert-bert"]
    directory = expected(case).directory
    config = EncoderDecoderConfig.from_pretrained(directory, decoder={"output_attentions": True})
    model = backends.load(backend, case.head, directory, config=config)
    output = backends.call(backend, model, expected(case).inputs)
    assert output.cross_attentions is not None and output.encoder_attentions is None
    output = backends.call(backend, model, expected(case).inputs, output_attentions=False)
    assert output.cross_attentions is None


@pytest.mark.parametrize(
    ("decoder", "error", "message"),
    [
        ({"model_type": "llama"}, ConfigError, "takes no encoder_hidden_states"),
        ({"model_type": "t5"}, UnsupportedTaskError, "t5 has no class for"),
        (
            BERT | DECODER | {"cross_attention_hidden_size": 7},
            ConfigError,
            r"decoder: cross_attention_hidden_size is 7, expected the encoder's 24",
        ),
    ],
    ids=["no-cross-attention", "no-decoder", "sizes"],
)
def test_what_cannot_be_a_decoder(decoder: dict[str, Any], error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        model_class("numpy", "EncoderDecoderModel").skeleton(
            EncoderDecoderConfig(encoder=BERT, decoder=decoder)
        )


def test_what_is_no_encoder() -> None:
    made = model_class("numpy", "BertLMHeadModel")
    config = EncoderDecoderConfig(encoder=BERT, decoder=BERT_DECODER)
    head, decoder = made.skeleton(config.encoder), made.skeleton(config.decoder)
    with pytest.raises(InputError, match="which has a head"):
        model_class("numpy", "EncoderDecoderModel").skeleton(config, encoder=head, decoder=decoder)
    with pytest.raises(InputError, match=r"decoder is \{'vocab_size': 3\}, expected a model"):
        model_class("numpy", "EncoderDecoderModel").skeleton(config, decoder={"vocab_size": 3})
    with pytest.raises(InputError, match="a config, or encoder and decoder"):
        model_class("numpy", "EncoderDecoderModel")(decoder=decoder)
