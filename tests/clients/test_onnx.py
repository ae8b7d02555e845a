"""Both of torch's exporters write ONNX files that compute what the model does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from auto_core import BertConfig, LlamaConfig
from auto_torch import BertForSequenceClassification, LlamaForCausalLM

onnx = pytest.importorskip("onnx")
pytestmark = pytest.mark.filterwarnings("ignore")

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=33,
    initializer_range=0.2,
)
IDS = torch.tensor([[5, 6, 7, 8], [9, 3, 4, 0]])
MASK = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])


def computed(file: Path, **given: Any) -> np.ndarray:
    from onnx.reference import ReferenceEvaluator

    onnx.checker.check_model(str(file))
    return ReferenceEvaluator(str(file)).run(None, given)[0]


@pytest.mark.parametrize("dynamo", [True, False])
def test_bert(dynamo: bool, tmp_path: Path) -> None:
    if dynamo:
        pytest.importorskip("onnxscript")
    model = BertForSequenceClassification(BertConfig(**TINY)).eval()
    file, names = tmp_path / "bert.onnx", ["input_ids", "attention_mask"]
    open_sizes = {0: "b", 1: "t"}
    options: dict[str, Any] = dict(dynamic_axes=dict.fromkeys(names, open_sizes))
    if dynamo:
        sizes = {0: torch.export.Dim("b", min=1), 1: torch.export.Dim("t", min=1, max=33)}
        options = dict(dynamic_shapes=dict(input_ids=sizes, attention_mask=sizes))
    torch.onnx.export(model, (IDS, MASK), file, dynamo=dynamo, input_names=names, **options)
    for length in (4, 3):
        ids, mask = IDS[:1, :length], MASK[:1, :length]
        with torch.no_grad():
            right = model(ids, mask).logits.numpy()
        found = computed(file, input_ids=ids.numpy(), attention_mask=mask.numpy())
        np.testing.assert_allclose(found, right, rtol=1e-4, atol=1e-4)


def test_llama(tmp_path: Path) -> None:
    pytest.importorskip("onnxscript")
    model = LlamaForCausalLM(LlamaConfig(**TINY)).eval()
    given = dict(input_ids=IDS, attention_mask=MASK, use_cache=False)
    torch.onnx.export(model, (), tmp_path / "llama.onnx", kwargs=given, dynamo=True)
    with torch.no_grad():
        right = model(**given).logits.numpy()
    found = computed(tmp_path / "llama.onnx", input_ids=IDS.numpy(), attention_mask=MASK.numpy())
    np.testing.assert_allclose(found, right, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("given", [["input_ids"], ["input_ids", "attention_mask"]])
def test_llama_by_tracing(given: list[str], tmp_path: Path) -> None:
    """The older exporter knows neither RMS norms nor grouped heads; batch and length are open."""
    runtime = pytest.importorskip("onnxruntime")
    model = LlamaForCausalLM(LlamaConfig(**TINY, num_key_value_heads=2)).eval()
    file, sizes = tmp_path / "llama.onnx", {0: "b", 1: "t"}
    torch.onnx.export(
        model,
        (IDS, MASK)[: len(given)],
        file,
        dynamo=False,
        input_names=given,
        output_names=["logits"],
        dynamic_axes=dict.fromkeys([*given, "logits"], sizes),
    )
    session = runtime.InferenceSession(file)
    padded = torch.tensor([[0, 0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1, 1]])
    for ids, mask in (
        (IDS, MASK),
        (torch.arange(3, 24).reshape(3, 7), padded),
        (IDS[:1], MASK[:1]),
    ):
        inputs = dict(zip(given, (ids, mask), strict=False))
        with torch.no_grad():
            right = model(**inputs, use_cache=False).logits
        (found,) = session.run(None, {name: x.numpy() for name, x in inputs.items()})
        kept = mask.bool() if len(given) > 1 else slice(None)
        np.testing.assert_allclose(found[kept], right[kept].numpy(), rtol=1e-4, atol=1e-4)
