"""wav2vec 2.0, HuBERT and WavLM, which are one network: every head, masks, adapters, CTC."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.encoders import classes
from parity.mutations import assert_seen
from parity.waves import waveforms
from safetensors.numpy import load_file, save_file

from auto_core import HubertConfig, Wav2Vec2Config
from auto_core.errors import ConfigError, InputError

# What transformers' WavLM does to torch's attention.
pytestmark = pytest.mark.filterwarnings("ignore:Support for mismatched key_padding_mask")

FRAMES = 19  # of 120 samples
TINY = dict(
    vocab_size=13,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    conv_dim=(8, 10),
    conv_kernel=(5, 3),
    conv_stride=(3, 2),
    num_conv_pos_embeddings=4,
    num_conv_pos_embedding_groups=2,
)
PRETRAINED = TINY | dict(
    num_codevectors_per_group=5,
    codevector_dim=12,
    proj_codevector_dim=14,
    tdnn_dim=(8, 6, 10),
    tdnn_kernel=(3, 2, 1),
    tdnn_dilation=(1, 2, 1),
    xvector_output_dim=9,
)
STABLE = dict(
    num_hidden_layers=3,
    feat_extract_norm="layer",
    do_stable_layer_norm=True,
    conv_bias=True,
    hidden_act="gelu_new",
    feat_extract_activation="relu",
    num_conv_pos_embeddings=5,
    num_conv_pos_embedding_groups=3,
    layer_norm_eps=1e-3,
    num_labels=5,
    use_weighted_layer_sum=True,
    classifier_proj_size=11,
    ctc_loss_reduction="mean",
    ctc_zero_infinity=True,
    mask_time_prob=0.0,
    pad_token_id=3,
)
OTHER = PRETRAINED | STABLE
ADAPTED = OTHER | dict(
    adapter_attn_dim=6, add_adapter=True, num_adapter_layers=2, output_hidden_size=18
)
UNITS = TINY | dict(feat_proj_layer_norm=False, conv_pos_batch_norm=True)
BUCKETS = dict(num_buckets=12, max_bucket_distance=9)
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def sound(*lengths: int, **extra: Any):
    """Recordings of these many samples (by default 120, 75 and 20), and what is made by `extra`."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = waveforms(rng, lengths or (120, 75, 20))
        return inputs | {name: maker(rng) for name, maker in extra.items()}

    return make


def unmasked(rng: np.random.Generator) -> dict[str, Any]:
    return waveforms(rng, [120, 120], masked=False)


def text(rng: np.random.Generator) -> np.ndarray:
    """Labels of at most 4 characters; padding is -100, or the blank of the other config."""
    labels = rng.integers(4, 13, (3, 4))
    labels[1, 3:], labels[2, 1:] = -100, 3
    labels[1, 0] = -100  # even at the beginning
    return labels


def one_of(count: int):
    """Labels [3 frames count], 1 for the class of each frame."""
    return lambda rng: np.eye(count, dtype=np.int64)[rng.integers(0, count, (3, FRAMES))]


def masked_frames(rng: np.random.Generator) -> np.ndarray:
    masked = rng.random((3, FRAMES)) < 0.4
    masked[2, -1] = False
    return masked


def wrong_codes(rng: np.random.Generator) -> np.ndarray:
    """Some are the right one, which transformers recognises by their vectors in torch.

    Not of the last frame, though: torch computes the last row of an odd number in another order.
    """
    return rng.integers(0, 3 * FRAMES - 1, (3, FRAMES, 4))


PUZZLE = sound(mask_time_indices=masked_frames, sampled_negative_indices=wrong_codes)
SPEAKERS = sound(120, 90, 75, labels=classes(5, 3))


def case(name: str, head: str, options: dict[str, Any], inputs: Any) -> Case:
    kind = next(kind for kind in ("Wav2Vec2", "Hubert", "WavLM") if head.startswith(kind))
    if kind == "WavLM":
        options = options | BUCKETS
    return Case(f"{head}-{name}", head, f"{kind}Config", options, inputs, EVERYTHING)


CASES = [
    case("default", "Wav2Vec2Model", TINY, sound()),
    case("unmasked", "Wav2Vec2Model", OTHER, unmasked),
    case("hidden", "Wav2Vec2Model", TINY, sound(mask_time_indices=masked_frames)),
    case("adapted", "Wav2Vec2Model", ADAPTED, sound()),
    case("default", "Wav2Vec2ForPreTraining", PRETRAINED, PUZZLE),
    case("other", "Wav2Vec2ForPreTraining", OTHER, sound()),
    case("default", "Wav2Vec2ForCTC", TINY, sound(120, 75, 60, labels=text)),
    case("mean", "Wav2Vec2ForCTC", OTHER, sound(labels=text)),
    case("adapted", "Wav2Vec2ForCTC", ADAPTED, sound(120, 110, 100, labels=text)),
    case(
        "none",
        "Wav2Vec2ForCTC",
        TINY | {"ctc_loss_reduction": "none"},
        sound(120, 75, 60, labels=text),
    ),
    case("default", "Wav2Vec2ForSequenceClassification", TINY, unmasked),
    case("other", "Wav2Vec2ForSequenceClassification", OTHER, sound(labels=classes(5, 3))),
    case("default", "Wav2Vec2ForAudioFrameClassification", TINY, sound(labels=one_of(2))),
    case("other", "Wav2Vec2ForAudioFrameClassification", OTHER, sound(labels=one_of(5))),
    case("default", "Wav2Vec2ForXVector", PRETRAINED, unmasked),
    case("other", "Wav2Vec2ForXVector", OTHER, SPEAKERS),
    case("default", "HubertModel", TINY, sound()),
    case("units", "HubertModel", UNITS, sound()),
    case("other", "HubertForCTC", TINY | STABLE, sound(labels=text)),
    case("default", "HubertForSequenceClassification", TINY, sound(labels=classes(2, 3))),
    case("default", "WavLMModel", TINY, sound()),
    case("other", "WavLMForCTC", OTHER, sound(labels=text)),
    case("default", "WavLMForSequenceClassification", TINY, unmasked),
    case("default", "WavLMForAudioFrameClassification", TINY, sound(labels=one_of(2))),
    case("other", "WavLMForXVector", OTHER, SPEAKERS),
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("form", ["weight_g", "original0", "weight"])
def test_every_form_of_weight_norm_is_read(form: str, tmp_path: Path) -> None:
    case = BY_NAME["Wav2Vec2Model-default"]
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
    case = BY_NAME["Wav2Vec2ForPreTraining-default"]
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
    case = BY_NAME["Wav2Vec2ForCTC-default"]
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
    case = BY_NAME["Wav2Vec2ForCTC-default"]
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    model = backends.load(backend, case.head, expected(case).directory)
    for one in (theirs, model):
        getattr(one, method)()
    frozen = {slot.name for slot in model.slots() if not slot.trainable}
    assert frozen == {name for name, p in theirs.named_parameters() if not p.requires_grad}
    assert model.num_parameters(True) == theirs.num_parameters(True)
    assert model.num_parameters() == theirs.num_parameters()


def test_sampled_codes_have_a_gradient() -> None:
    case = BY_NAME["Wav2Vec2ForPreTraining-default"]
    reference = expected(case)
    model = backends.load("torch", case.head, reference.directory).train()
    model(**reference.inputs).loss.backward()
    gradient = model.quantizer.weight_proj.weight.grad
    assert torch.isfinite(gradient).all()
    assert gradient.abs().sum() > 0


def test_a_channel_that_never_changes_has_a_gradient() -> None:
    """Its deviation is 0, where a root has no slope."""
    case = BY_NAME["Wav2Vec2ForXVector-default"]
    reference = expected(case)
    model = backends.load("torch", case.head, reference.directory)
    with torch.no_grad():
        model.tdnn[-1].kernel.weight.zero_()
        model.tdnn[-1].kernel.bias.fill_(1)
    inputs = reference.inputs | {"labels": np.zeros(len(reference.inputs["input_values"]), int)}
    model(**inputs).loss.backward()
    assert all(p.grad.isfinite().all() for p in model.parameters() if p.grad is not None)


def test_transformers_loads_what_we_save(tmp_path: Path) -> None:
    case = BY_NAME["WavLMForCTC-other"]
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
    "change",
    [{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-5}, {"do_stable_layer_norm": False}],
    ids=lambda change: next(iter(change)),
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(BY_NAME["Wav2Vec2ForCTC-mean"], options=change)


@pytest.mark.parametrize(
    "name",
    [
        "wavlm.encoder.layers.0.attention.rel_attn_embed.weight",
        "wavlm.encoder.layers.2.attention.gru_rel_pos_linear.bias",
        "wavlm.encoder.pos_conv_embed.conv.bias",
        "wavlm.feature_extractor.conv_layers.1.layer_norm.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["WavLMForCTC-other"], zero=name)


@pytest.mark.parametrize(
    ("config", "options", "message"),
    [
        (Wav2Vec2Config, {"conv_stride": (5, 2)}, "7 numbers"),
        (Wav2Vec2Config, {"feat_extract_norm": "batch"}, "'group' or 'layer'"),
        (Wav2Vec2Config, {"codevector_dim": 255}, "num_codevector_groups=2"),
        (Wav2Vec2Config, {"tdnn_kernel": (5,)}, "5 numbers"),
        (HubertConfig, {"ctc_loss_reduction": "max"}, "'mean', 'sum' or 'none'"),
        (HubertConfig, {"num_attention_heads": 7}, "a divisor of hidden_size=768"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_config_refuses(config: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        config(**options)


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
