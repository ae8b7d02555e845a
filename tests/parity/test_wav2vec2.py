"""wav2vec 2.0, HuBERT and WavLM, which are one network: every head, masks, adapters, CTC."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures.wav2vec2 import ADAPTED, FRAMES, PRETRAINED, STABLE
from parity.backends import BACKENDS
from parity.checks import Case, expected
from safetensors.numpy import load_file, save_file

from auto_core import Wav2Vec2Config
from auto_core.errors import ConfigError, InputError

# What transformers' WavLM does to torch's attention.
pytestmark = pytest.mark.filterwarnings("ignore:Support for mismatched key_padding_mask")


BUCKETS = dict(num_buckets=12, max_bucket_distance=9)


EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def case(name: str, head: str, options: dict[str, Any], inputs: Any) -> Case:
    kind = next(kind for kind in ("Wav2Vec2", "Hubert", "WavLM") if head.startswith(kind))
    if kind == "WavLM":
        options = options | BUCKETS
    return Case(f"{head}-{name}", head, f"{kind}Config", options, inputs, EVERYTHING)


WAV2VEC2 = architecture("wav2vec2").by_id()
WAVLM = architecture("wavlm").by_id()


@pytest.mark.parametrize("form", ["weight_g", "original0", "weight"])
def test_every_form_of_weight_norm_is_read(form: str, tmp_path: Path) -> None:
    case = WAV2VEC2["Model-default"]
    reference = expected(case)
    tensors = load_file(reference.directory / "model.safetensors")
    prefix = "encoder.pos_conv_embed.conv."
    length = tensors.pop(f"{prefix}parametrizations.weight.original0")
    direction = tensors.pop(f"{prefix}parametrizations.weight.original1")
    if form == "weight":
        norm = np.sqrt((direction.astype(np.float64) ** 2).sum((0, 1), keepdims=True))
        tensors[f"{prefix}weight"] = (length * direction / norm).astype(np.float32)
    elif form == "weight_g":
        tensors |= {f"{prefix}weight_g": length, f"{prefix}weight_v": direction}
    else:
        tensors[f"{prefix}parametrizations.weight.original0"] = length
        tensors[f"{prefix}parametrizations.weight.original1"] = direction
    save_file(tensors, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_bytes((reference.directory / "config.json").read_bytes())
    model = backends.load("numpy", case.head, tmp_path, dtype="float64")
    assert not model.loading_report.initialised
    found = backends.run("numpy", model, reference.inputs)
    np.testing.assert_allclose(
        found["last_hidden_state"], reference.exact["last_hidden_state"], atol=1e-5
    )


@pytest.mark.parametrize("backend", BACKENDS)
def test_training(backend: str) -> None:
    """Frames are masked and codes sampled at random; transformers' range of losses."""
    case = WAV2VEC2["ForPreTraining-default"]
    reference = expected(case)
    options = dict(mask_time_prob=0.5, mask_time_length=2, dtype="float32", layerdrop=0.5)
    model = backends.load(backend, case.head, reference.directory, **options)
    model.train()
    inputs = reference.inputs
    runs = [backends.run(backend, model, inputs) for _ in range(2)]
    assert np.isfinite(runs[0]["loss"])
    assert not np.allclose(runs[0]["projected_states"], runs[1]["projected_states"])
    codes = [run["projected_quantized_states"] for run in runs]
    assert not np.allclose(codes[0], codes[1]), "codes are sampled"
    model.eval()
    again = [backends.run(backend, model, inputs) for _ in range(2)]
    np.testing.assert_array_equal(again[0]["loss"], again[1]["loss"])


@pytest.mark.parametrize("backend", BACKENDS)
def test_half_precision(backend: str) -> None:
    """A recording of NumPy's floats is heard in the model's dtype."""
    case = WAV2VEC2["ForCTC-default"]
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory, dtype="bfloat16")
    logits = model(**reference.inputs).logits
    assert "bfloat16" in str(logits.dtype)
    found = backends.run(backend, model, reference.inputs)["logits"].astype(np.float64)
    # bfloat16 has eight bits: each step errs by 2**-9 of values of some units, some twenty times.
    np.testing.assert_allclose(found, reference.exact["logits"], atol=0.1)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("method", ["freeze_feature_encoder", "freeze_base_model"])
def test_freezing(method: str, backend: str) -> None:
    case = WAV2VEC2["ForCTC-default"]
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    model = backends.load(backend, case.head, expected(case).directory)
    for one in (theirs, model):
        getattr(one, method)()
    frozen = {slot.name for slot in model.slots() if not slot.trainable}
    assert frozen == {name for name, p in theirs.named_parameters() if not p.requires_grad}
    assert model.num_parameters(True) == theirs.num_parameters(True)
    assert model.num_parameters() == theirs.num_parameters()


def test_sampled_codes_have_a_gradient() -> None:
    case = WAV2VEC2["ForPreTraining-default"]
    reference = expected(case)
    model = backends.load("torch", case.head, reference.directory).train()
    model(**reference.inputs).loss.backward()
    gradient = model.quantizer.weight_proj.weight.grad
    assert torch.isfinite(gradient).all()
    assert gradient.abs().sum() > 0


def test_a_channel_that_never_changes_has_a_gradient() -> None:
    """Its deviation is 0, where a root has no slope."""
    case = WAV2VEC2["ForXVector-default"]
    reference = expected(case)
    model = backends.load("torch", case.head, reference.directory)
    with torch.no_grad():
        model.tdnn[-1].kernel.weight.zero_()
        model.tdnn[-1].kernel.bias.fill_(1)
    inputs = reference.inputs | {"labels": np.zeros(len(reference.inputs["input_values"]), int)}
    model(**inputs).loss.backward()
    assert all(p.grad.isfinite().all() for p in model.parameters() if p.grad is not None)


def test_transformers_loads_what_we_save(tmp_path: Path) -> None:
    case = WAVLM["ForCTC-other"]
    reference = expected(case)
    backends.load("numpy", case.head, reference.directory).save_pretrained(tmp_path)
    head: Any = oracle.transformers.WavLMForCTC
    theirs, report = head.from_pretrained(
        tmp_path, output_loading_info=True, attn_implementation="eager"
    )
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    found = oracle.outputs(theirs.eval(), reference.inputs, double=False)
    np.testing.assert_allclose(found["logits"], reference.exact["logits"], atol=1e-4)


@pytest.mark.parametrize(
    ("head", "options", "inputs", "message"),
    [
        ("Model", {}, {}, "Pass input_values"),
        ("Model", STABLE, {"mask_time_indices": np.ones((1, FRAMES), bool)}, "mask_time_prob=0"),
        (
            "ForPreTraining",
            {},
            {"sampled_negative_indices": np.zeros((1, FRAMES, 2), int)},
            "needs mask_time_indices",
        ),
    ],
    ids=["nothing", "hidden", "negatives"],
)
def test_refuses(head: str, options: dict[str, Any], inputs: dict[str, Any], message: str) -> None:
    config = Wav2Vec2Config(**PRETRAINED | options)
    model = backends.model_class("numpy", f"Wav2Vec2{head}").from_config(config)
    with pytest.raises(InputError, match=message):
        model(**inputs, **({"input_values": np.zeros((1, 120))} if inputs else {}))


def test_classes_of_adapted_frames_are_refused() -> None:
    config = Wav2Vec2Config(**ADAPTED)
    with pytest.raises(ConfigError, match="does not read adapters' frames"):
        backends.model_class("numpy", "Wav2Vec2ForSequenceClassification").from_config(config)
