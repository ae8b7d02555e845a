"""Transformer-XL against what transformers 4.57 computes: 5.23 has none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from core.quantized.test_formats import values
from parity import backends
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, FLOAT64_TOLERANCE, difference
from parity.transfo_xl_cases import CONFIGS, GENERATED, HEADS, PROMPT, calls, takes, tensor
from safetensors.numpy import load_file, save_file

from auto_core import AutoConfig, TransfoXLConfig
from auto_core.errors import ConfigError, InputError

RECORDED = dict(np.load(Path(__file__).parent / "recorded" / "transfo_xl.npz"))
STEPWISE = [b for b in BACKENDS if b in ("numpy", "torch")]
CASES = [
    (name, head, call)
    for name, config in CONFIGS.items()
    for head in HEADS
    for call in calls(config)
    if takes(head, call, config)
]


def write(name: str, head: str, folder: Path) -> Path:
    """A repository of a config, as transformers 4.57 names its tensors."""
    config = {"model_type": "transfo-xl", "architectures": [f"TransfoXL{head}"], **CONFIGS[name]}
    (folder / "config.json").write_text(json.dumps(config))
    model = backends.model_class("numpy", f"TransfoXL{head}")._built_for(
        TransfoXLConfig(**CONFIGS[name])
    )
    prefix = "transformer." if head == "Model" else ""
    ties = model.ties()
    tensors = {
        slot.name: tensor(prefix + ties.get(slot.name, slot.name), slot.shape)
        for slot in model.slots()
    }
    kept = "" if head == "Model" else "transformer."
    tensors[f"{kept}pos_emb.inv_freq"] = np.zeros(8, np.float32)
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    return folder


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("name", "head", "call"), CASES)
def test_what_transformers_computes(
    name: str, head: str, call: str, backend: str, tmp_path: Path
) -> None:
    if backend not in STEPWISE and call not in ("labels", "classes", "long"):
        pytest.skip("the same graph")
    dtype = "float64" if backend == "numpy" else "float32"
    model = backends.load(backend, f"TransfoXL{head}", write(name, head, tmp_path), dtype=dtype)
    assert model.loading_report.exact, model.loading_report
    requests = dict.fromkeys(("output_hidden_states", "output_attentions"), call == "long")
    inputs = calls(CONFIGS[name])[call]
    if backend != "numpy" and "mems" in inputs:
        inputs["mems"] = [x.astype(np.float32) for x in inputs["mems"]]
    if backend != "numpy" and "inputs_embeds" in inputs:
        inputs["inputs_embeds"] = inputs["inputs_embeds"].astype(np.float32)
    found = backends.run(backend, model, inputs, fast=True, **requests)
    prefix = f"{name}/{head}/{call}/"
    exact = {k.removeprefix(prefix): x for k, x in RECORDED.items() if k.startswith(prefix)}
    assert exact and not set(exact) - set(found)
    allowed = FLOAT64_TOLERANCE if backend == "numpy" else 4 * FLOAT32_TOLERANCE
    for part, array in exact.items():
        assert found[part].shape == array.shape, part
        assert difference(found[part], array) <= allowed, part


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("index", range(len(GENERATED)))
@pytest.mark.parametrize("name", CONFIGS)
def test_generated_ids(name: str, index: int, backend: str, tmp_path: Path) -> None:
    if backend not in STEPWISE and (index or name != "published"):
        pytest.skip("the loop is the same")
    model = backends.load(backend, "TransfoXLLMHeadModel", write(name, "LMHeadModel", tmp_path))
    options = dict(max_new_tokens=12, do_sample=False, eos_token_id=29, pad_token_id=1)
    found = model.generate(PROMPT, **options, **GENERATED[index])
    assert np.array_equal(np.asarray(found), RECORDED[f"{name}/generated/{index}"])


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", CONFIGS)
def test_saved_files_have_the_published_names(name: str, backend: str, tmp_path: Path) -> None:
    if backend not in STEPWISE and name != "plain":
        pytest.skip("the same code")
    (tmp_path / "there").mkdir()
    source = write(name, "LMHeadModel", tmp_path / "there")
    model = backends.load(backend, "TransfoXLLMHeadModel", source)
    model.save_pretrained(tmp_path / "here")
    there = load_file(source / "model.safetensors")
    here = load_file(tmp_path / "here" / "model.safetensors")
    assert here.keys() <= there.keys()
    for part, array in here.items():
        assert np.array_equal(array, there[part]), part
    again = backends.load(backend, "TransfoXLLMHeadModel", tmp_path / "here")
    # Bit for bit; the same numbers elsewhere in memory may be multiplied in another order.
    before, after = values(model), values(again)
    assert before.keys() == after.keys()
    for part, array in before.items():
        assert np.array_equal(after[part], array), part


@pytest.mark.parametrize(
    "lost",
    [
        "crit.cluster_weight",
        "crit.cluster_bias",
        "crit.out_layers.2.bias",
        "crit.out_projs.0",
        "transformer.word_emb.emb_projs.1",
        "transformer.layers.1.dec_attn.r_net.weight",
        "transformer.layers.1.dec_attn.r_w_bias",
        "transformer.layers.0.dec_attn.r_r_bias",
        "transformer.layers.1.pos_ff.CoreNet.3.weight",
    ],
)
def test_a_lost_parameter_is_seen(lost: str, tmp_path: Path) -> None:
    source = write("published", "LMHeadModel", tmp_path)
    tensors = load_file(source / "model.safetensors")
    tensors[lost] = tensors[lost] * 0
    save_file(tensors, source / "model.safetensors", {"format": "pt"})
    model = backends.load("numpy", "TransfoXLLMHeadModel", source, dtype="float64")
    found = backends.run("numpy", model, calls(CONFIGS["published"])["long"])
    exact = RECORDED["published/LMHeadModel/long/prediction_scores"]
    assert difference(found["prediction_scores"], exact) > 1e-4


@pytest.mark.parametrize("backend", [b for b in BACKENDS if b == "torch"])
def test_gradients_reach_every_parameter(backend: str, tmp_path: Path) -> None:
    model = backends.load(backend, "TransfoXLLMHeadModel", write("other", "LMHeadModel", tmp_path))
    import torch

    inputs = calls(CONFIGS["other"])["labels"]
    model(**{k: torch.from_numpy(v) for k, v in inputs.items()}).loss.backward()
    lacking = [n for n, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    assert not lacking


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(cutoffs=[9, 9]), "cutoffs"),
        (dict(cutoffs=[40]), "cutoffs"),
        (dict(div_val=0), "div_val"),
        (dict(div_val=100), "div_val"),
        (dict(attn_type=1), "attn_type"),
        (dict(sample_softmax=3), "sample_softmax"),
        (dict(mem_len=0), "mem_len"),
        (dict(tie_projs=[True]), "tie_projs"),
        (dict(init="zeros"), "init"),
        (dict(d_model=15), "d_model"),
    ],
    ids=str,
)
def test_what_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        TransfoXLConfig(**{**CONFIGS["published"], **options})


def test_memories_of_another_number_are_refused(tmp_path: Path) -> None:
    model = backends.load("numpy", "TransfoXLModel", write("published", "Model", tmp_path))
    with pytest.raises(InputError, match="one a layer"):
        model(input_ids=PROMPT, mems=[np.zeros((2, 2, 16), np.float32)])


def test_classes_need_one_size(tmp_path: Path) -> None:
    cls = backends.model_class("numpy", "TransfoXLForSequenceClassification")
    with pytest.raises(ConfigError, match="d_embed"):
        cls(TransfoXLConfig(**CONFIGS["plain"]))


def test_the_vocabulary_grows_at_its_end(tmp_path: Path) -> None:
    name = "published"
    model = backends.load("numpy", "TransfoXLLMHeadModel", write(name, "LMHeadModel", tmp_path))
    ids = calls(CONFIGS[name])["ids"]
    before = model(**ids).prediction_scores
    model.resize_token_embeddings(34)
    after = model(**ids).prediction_scores
    assert after.shape[-1] == 34
    np.testing.assert_allclose(after[..., :20], before[..., :20], atol=1e-6)
    model.save_pretrained(tmp_path / "more")
    assert AutoConfig.from_pretrained(tmp_path / "more").vocab_size == 34
