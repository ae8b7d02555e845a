"""LoRA that Flax and TensorFlow train: saved in PEFT's format, and equal to what PEFT computes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from core.quantized.checkpoints import IDS, LLAMA, quantised
from core.quantized.test_formats import values
from parity import backends, oracle

from auto_core import errors

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
FRAMEWORKS = [name for name in ("tf", "flax") if name in backends.BACKENDS]
LLAMA_HEAD = ("LlamaForCausalLM", "LlamaConfig", LLAMA | dict(tie_word_embeddings=False))
GPT2 = dict(vocab_size=40, n_embd=32, n_layer=1, n_head=2, n_positions=16)
GPT2 |= dict(resid_pdrop=0, embd_pdrop=0, attn_pdrop=0)  # a step is one of the same function
GPT2_HEAD = ("GPT2LMHeadModel", "GPT2Config", GPT2)
BERT = dict(
    vocab_size=40,
    hidden_size=32,
    num_hidden_layers=1,
    num_attention_heads=4,
    intermediate_size=48,
    num_labels=3,
    hidden_dropout_prob=0,
    attention_probs_dropout_prob=0,
)
BERT_HEAD = ("BertForSequenceClassification", "BertConfig", BERT)


@pytest.fixture(params=FRAMEWORKS)
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


def step(backend: str, model: Any, labels: np.ndarray) -> float:
    """One step of training, by what each framework calls trainable."""
    if backend == "tf":
        import keras
        import tensorflow as tf

        optimizer = keras.optimizers.Adam(0.05)
        with tf.GradientTape() as tape:
            loss = model(input_ids=IDS, labels=labels, training=True).loss
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return float(loss)
    import jax.numpy as jnp
    import optax
    from flax import nnx

    optimizer = nnx.Optimizer(model, optax.adam(0.05), wrt=nnx.Param)
    given = jnp.asarray(IDS), jnp.asarray(labels)
    graph = nnx.jit(nnx.value_and_grad(lambda m, ids, labels: m(ids, labels=labels).loss))
    loss, gradients = graph(model, *given)
    optimizer.update(model, gradients)
    return float(loss)


CASES: dict[str, tuple[tuple[str, str, dict[str, Any]], dict[str, Any]]] = {
    "llama": (LLAMA_HEAD, dict(r=4, alpha=12, targets=["q_proj", "down_proj"])),
    "rslora": (
        LLAMA_HEAD,
        dict(r=4, alpha=3, targets=r".*layers\.1.*(k|up)_proj", use_rslora=True),
    ),
    "gpt2": (GPT2_HEAD, dict(r=2)),
    "bert": (BERT_HEAD, dict(r=2, targets="query", modules_to_save=["classifier"])),
}


# Each case is one graph more for JAX: two of them, unless all are asked for.
TURNS = [
    pytest.param(backend, case, id=f"{backend}-{case}")
    for backend in FRAMEWORKS
    for case in CASES
    if backend == "tf" or case in ("gpt2", "bert") or os.environ.get("AUTO_TEST_ALL")
]


@pytest.mark.parametrize(("backend", "case"), TURNS)
def test_trained_here_and_read_by_peft(case: str, backend: str, tmp_path: Path) -> None:
    peft = pytest.importorskip("peft")
    (head, config, options), settings = CASES[case]
    reference = oracle.reference(head, config, dict(options))
    oracle.save(reference, tmp_path / "base")
    model = backends.load(backend, head, tmp_path / "base", dtype="float32")
    before, logits = (
        values(model),
        backends.run(backend, model, {"input_ids": IDS})["logits"],
    )
    model.add_adapter(**settings)
    trained = [slot.name for slot in model.slots() if slot.trainable]
    whole = [name for name in trained if ".lora_" not in name]
    assert whole == ([] if case != "bert" else ["classifier.weight", "classifier.bias"])
    same = backends.run(backend, model, {"input_ids": IDS})["logits"]
    np.testing.assert_array_equal(same, logits)  # a fresh adapter adds nothing
    labels = np.array([0, 2]) if case == "bert" else IDS
    assert step(backend, model, labels) > step(backend, model, labels)
    one = backends.run(backend, model, {"input_ids": IDS})["logits"]
    assert np.abs(one - logits).max() > 0.01

    model.save_pretrained(tmp_path / "lora")
    assert sorted(p.name for p in (tmp_path / "lora").iterdir()) == [
        "adapter_config.json",
        "adapter_model.safetensors",
    ]
    theirs = peft.PeftModel.from_pretrained(reference, tmp_path / "lora").eval()
    with torch.no_grad():
        right = theirs(torch.from_numpy(IDS)).logits.numpy()
    np.testing.assert_allclose(one, right, rtol=1e-4, atol=1e-4)

    # Again onto a fresh model, to be trained further or merged.
    other = backends.load(backend, head, tmp_path / "base", dtype="float32")
    other.load_adapter(tmp_path / "lora", is_trainable=True)
    two = backends.run(backend, other, {"input_ids": IDS})["logits"]
    np.testing.assert_allclose(two, one, rtol=1e-5, atol=1e-5)
    assert [slot.name for slot in other.slots() if slot.trainable] == trained
    with pytest.raises(errors.InputError, match="has an adapter"):
        other.load_adapter(tmp_path / "lora")
    other.merge_adapter()
    two = backends.run(backend, other, {"input_ids": IDS})["logits"]
    np.testing.assert_allclose(two, one, rtol=1e-4, atol=1e-4)
    assert all(slot.trainable or slot.is_buffer for slot in other.slots())

    model.unload()
    after = values(model)
    assert after.keys() == before.keys()
    for name, array in before.items():
        np.testing.assert_array_equal(after[name], array)
    assert all(slot.trainable or slot.is_buffer for slot in model.slots())


def test_over_quantised_weights(backend: str, tmp_path: Path) -> None:
    head = "LlamaForCausalLM"
    directory, _ = quantised(tmp_path / "one", "bnb-nf4")
    model = backends.load(backend, head, directory, dtype="float32", keep_quantized=True)
    ids = model.generate(IDS, max_new_tokens=3)
    model.add_adapter(r=2, dropout=0.1)
    np.testing.assert_array_equal(model.generate(IDS, max_new_tokens=3), ids)
    labels = np.full_like(IDS, 17)
    losses = [step(backend, model, labels) for _ in range(8)]
    assert losses[-1] < losses[0] - 1
    with pytest.raises(errors.InputError, match="is kept quantised"):
        model.merge_adapter()
    model.save_pretrained(tmp_path / "two")
    settings = json.loads((tmp_path / "two" / "adapter_config.json").read_text())
    assert settings["task_type"] == "CAUSAL_LM" and settings["lora_dropout"] == 0.1
    whole = backends.load(backend, head, directory, dtype="float32", adapter=tmp_path / "two")
    one, two = (backends.run(backend, m, {"input_ids": IDS})["logits"] for m in (model, whole))
    np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-4)
    next_ids = np.asarray(model.generate(IDS, max_new_tokens=1))[:, -1]
    np.testing.assert_array_equal(next_ids, one[:, -1].argmax(-1))
    assert (next_ids != np.asarray(ids)[:, IDS.shape[1]]).any()  # no graph of before


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "targets": (dict(targets=["c_attn"]), "no layer .* is called .*c_attn.*; there are down_proj"),
    "rank": (dict(r=0), "r=0"),
    "dropout": (dict(dropout=1.5), "dropout=1.5"),
    "modules": (dict(modules_to_save=["score"]), "has none of"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be(case: str, tmp_path: Path) -> None:
    options, words = REFUSED[case]
    head, config, settings = LLAMA_HEAD
    oracle.save(oracle.reference(head, config, settings), tmp_path)
    model = backends.load(FRAMEWORKS[0], head, tmp_path)
    with pytest.raises(errors.InputError, match=words):
        model.add_adapter(**options)
    assert all(slot.trainable or slot.is_buffer for slot in model.slots())
    with pytest.raises(errors.InputError, match="no adapter"):
        model.unload()
