"""Every format, name and shard loads on every backend with the same values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from core.loading.conftest import (
    FORMATS,
    IDS,
    OPTIONS,
    Tensors,
    as_safetensors,
    copy_config,
    first_everywhere,
    values,
)
from numpy.testing import assert_array_equal
from parity import backends, oracle
from safetensors.numpy import load_file


def check(model: object, expected: Tensors) -> None:
    found = values(model)
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        assert_array_equal(found[name], array, err_msg=name)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("backend", "prefix"), first_everywhere(("",), ("bert.",)))
def test_formats(
    backend: str, form: str, prefix: str, base: Path, tensors: Tensors, tmp_path: Path
) -> None:
    write, options = FORMATS[form]
    copy_config(base, tmp_path)
    # TensorFlow's files have the model's level by themselves.
    write({(prefix if form != "h5" else "") + k: v for k, v in tensors.items()}, tmp_path)
    model = backends.load(backend, "BertModel", tmp_path, **options)
    check(model, tensors)
    assert model.loading_report.exact
    assert model.loading_report.format == form.split()[0].replace("gamma", "bin")
    order = ("safetensors", "bin", "h5", "msgpack")
    assert model.loading_report.preference == order or options
    assert "looked for in this order: " in str(model.loading_report)


def test_a_task_checkpoint_gives_its_base_model(backend: str, task: Path) -> None:
    model, info = backends.load(backend, "BertModel", task, output_loading_info=True)
    stored = load_file(task / "model.safetensors")
    check(model, {k.removeprefix("bert."): v for k, v in stored.items() if k.startswith("bert.")})
    assert info["unexpected_keys"] == {"classifier.weight", "classifier.bias"}
    assert not info["missing_keys"] and not info["mismatched_keys"]


def test_a_base_checkpoint_gives_a_task_model_its_base(
    backend: str, base: Path, tensors: Tensors, caplog: pytest.LogCaptureFixture
) -> None:
    model, info = backends.load(
        backend, "BertForSequenceClassification", base, output_loading_info=True, num_labels=4
    )
    found = values(model)
    head = {"classifier.weight", "classifier.bias"}
    assert found.keys() == head | {f"bert.{name}" for name in tensors}
    for name, array in tensors.items():
        assert_array_equal(found[f"bert.{name}"], array)
    assert found["classifier.weight"].shape == (4, 8) and found["classifier.weight"].std() > 0
    assert set(model.loading_report.initialised) == info["missing_keys"] == head
    assert "Initialised anew" in str(model.loading_report)
    (said,) = caplog.messages
    assert all(name in said for name in head) and "Train" in said


def test_what_a_checkpoint_has_is_no_news(
    backend: str, task: Path, caplog: pytest.LogCaptureFixture
) -> None:
    backends.load(backend, "BertForSequenceClassification", task)
    assert not caplog.messages
    backends.load(
        backend,
        "BertForSequenceClassification",
        task,
        num_labels=5,
        ignore_mismatched_sizes=True,
    )
    (said,) = caplog.messages
    assert "classifier.weight" in said and "another shape" in said


T5 = dict(vocab_size=23, d_model=8, d_kv=4, d_ff=12, num_layers=1, num_heads=2)


@pytest.mark.parametrize(
    ("config", "options", "source", "target"),
    [
        ("BertConfig", OPTIONS, "BertForSequenceClassification", "BertForQuestionAnswering"),
        ("BertConfig", OPTIONS, "BertModel", "BertForMaskedLM"),
        ("T5Config", T5, "T5ForQuestionAnswering", "T5ForConditionalGeneration"),
        ("T5Config", T5, "T5ForConditionalGeneration", "T5EncoderModel"),
    ],
)
def test_reported_keys_are_those_of_transformers(
    config: str, options: dict, source: str, target: str, tmp_path: Path
) -> None:
    import transformers

    oracle.save(oracle.reference(source, config, options), tmp_path)
    _, expected = getattr(transformers, target).from_pretrained(tmp_path, output_loading_info=True)
    _, found = backends.load("numpy", target, tmp_path, output_loading_info=True)
    assert found.keys() == expected.keys()
    for kind, names in expected.items():
        assert set(found[kind]) == set(names)


def test_a_base_model_that_goes_by_two_names(tmp_path: Path) -> None:
    """LLaMA's question answering calls it "transformer", all else "model"."""
    shape = dict(vocab_size=9, hidden_size=8, intermediate_size=8, num_attention_heads=2)
    options = {**shape, "num_hidden_layers": 1}
    model = oracle.reference("LlamaForQuestionAnswering", "LlamaConfig", options)
    expected = model.transformer.state_dict()
    oracle.save(model, tmp_path)
    found = backends.load("numpy", "LlamaModel", tmp_path)
    check(found, {name: tensor.numpy() for name, tensor in expected.items()})
    assert set(found.loading_report.unused) == {"qa_outputs.weight", "qa_outputs.bias"}


def test_variant_and_subfolder(backend: str, base: Path, tensors: Tensors, tmp_path: Path) -> None:
    folder = copy_config(base, tmp_path / "inner" / "most")
    as_safetensors({name: array * 0 for name, array in tensors.items()}, folder)
    (folder / "model.safetensors").rename(folder / "model.zero.safetensors")
    as_safetensors(tensors, folder)
    model = backends.load(backend, "BertModel", tmp_path, subfolder="inner/most")
    check(model, tensors)
    model = backends.load(backend, "BertModel", tmp_path, subfolder="inner/most", variant="zero")
    check(model, {name: array * 0 for name, array in tensors.items()})


def test_all_backends_compute_the_same_from_a_file(backend: str, task: Path) -> None:
    import torch
    import transformers

    theirs = transformers.BertForSequenceClassification.from_pretrained(task)
    with torch.no_grad():
        expected = theirs(torch.tensor(IDS)).logits.numpy()
    model = backends.load(backend, "BertForSequenceClassification", task)
    found = backends.run(backend, model, {"input_ids": IDS})["logits"]
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)
