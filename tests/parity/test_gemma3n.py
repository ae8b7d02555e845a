"""Gemma 3n: what is unique to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from core.processors.multimodal import photo
from core.processors.test_multimodal import gemma_3n as processors
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures import gemma3n
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected

from auto_core import AutoConfig, NumpyAutoModelForCausalLM, NumpyAutoModelForImageTextToText
from auto_core.errors import InputError

CASE = architecture("gemma3n").labelled()


def theirs_of(case: Case) -> Any:
    return oracle.reference(case.head, case.config, dict(case.options)).float()


@pytest.mark.parametrize("backend", BACKENDS)
def test_embeddings_instead_of_ids(backend: str) -> None:
    """Tokens of images and of sound are found among the vectors; the layers' own embeddings are
    those that are given, or none."""
    reference = expected(CASE)
    model: Any = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    given = {k: v for k, v in reference.inputs.items() if k != "labels"}
    ids = torch.as_tensor(given.pop("input_ids"))
    theirs = theirs_of(CASE)
    with torch.no_grad():
        embeddings = theirs.get_input_embeddings()(ids)
        own = theirs.model.language_model.get_per_layer_inputs(ids)
    tokens = given["attention_mask"] == 1
    for more in ({}, {"per_layer_inputs": own}):
        tensors = {k: torch.as_tensor(v) for k, v in given.items()}
        with torch.no_grad():
            exact = theirs(inputs_embeds=embeddings, **more, **tensors).logits.numpy()
        arrays = {k: v.numpy() for k, v in more.items()}
        inputs = given | {"inputs_embeds": embeddings.numpy(), **arrays}
        found = np.asarray(backends.call(backend, model, inputs).logits)
        assert difference(found[tokens], exact[tokens]) <= 3 * FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str) -> None:
    reference, theirs = expected(CASE), theirs_of(CASE)
    model: Any = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    pixels = {"pixel_values": reference.inputs["pixel_values"]}
    sound = {
        "input_features": reference.inputs["input_features"],
        "input_features_mask": ~reference.inputs["input_features_mask"],
    }
    for part, given in (("image", pixels), ("audio", sound)):
        with torch.no_grad():
            tensors = {k: torch.as_tensor(v) for k, v in given.items()}
            exact = getattr(theirs.model, f"get_{part}_features")(**tensors)
        found = backends.run(backend, getattr(model, f"get_{part}_features"), given)
        assert difference(found["pooler_output"], exact.pooler_output.numpy()) <= FLOAT32_TOLERANCE
        if part == "audio":
            assert np.array_equal(found["audio_mel_mask"], exact.audio_mel_mask.numpy())


def test_what_does_not_fit() -> None:
    reference = expected(CASE)
    model = backends.load("numpy", CASE.head, reference.directory)
    given = reference.inputs
    with pytest.raises(InputError, match="tokens, and input_ids have"):
        model(**given | {"pixel_values": given["pixel_values"][:1]})
    with pytest.raises(InputError, match="tokens, and input_ids have"):
        model(**given | {"input_features": given["input_features"][:1]})
    long = {"input_features": np.zeros((2, 80, 12), np.float32)}
    with pytest.raises(InputError, match="Pass shorter recordings"):
        model(**given | long | {"input_features_mask": np.ones((2, 80), bool)})
    theirs = model.config.vision_soft_tokens_per_image
    model.config.vision_soft_tokens_per_image = 4
    with pytest.raises(InputError, match="becomes 3 x 3 vectors"):
        model.get_image_features(given["pixel_values"])
    model.config.vision_soft_tokens_per_image = theirs


def test_without_a_mask_all_frames_count() -> None:
    reference = expected(CASE)
    model: Any = backends.load("numpy", CASE.head, reference.directory)
    sound = reference.inputs["input_features"]
    every = np.ones(sound.shape[:2], bool)
    vectors = [model.model.audio_vectors(sound, mask) for mask in (None, every)]
    assert np.array_equal(*vectors)


def test_published_config() -> None:
    """As google/gemma-3n-E2B-it has it, shortened."""
    text = {
        "activation_sparsity_pattern": [0.95] * 10 + [0.0] * 20,
        "altup_lr_multiplier": 1.0,
        "intermediate_size": [8192] * 30,
        "layer_types": (["sliding_attention"] * 4 + ["full_attention"]) * 6,
        "model_type": "gemma3n_text",
        "num_hidden_layers": 30,
        "num_kv_shared_layers": 10,
        "rope_local_base_freq": 10000.0,
        "rope_scaling": None,
        "rope_theta": 1000000.0,
        "vocab_size": 262400,
    }
    audio = {
        "conf_positional_bias_size": 256,
        "model_type": "gemma3n_audio",
        "sscp_conv_eps": 0.001,
        "vocab_offset": 262272,
        "vocab_size": 128,
    }
    vision = {
        "architecture": "mobilenetv5_300m_enc",
        "do_pooling": False,
        "label_names": ["LABEL_0", "LABEL_1"],
        "model_args": None,
        "model_type": "gemma3n_vision",
        "num_classes": 2,
        "vocab_offset": 262144,
        "vocab_size": 128,
    }
    whole = {"text_config": text, "vision_config": vision, "audio_config": audio}
    config: Any = AutoConfig.for_model("gemma3n", **whole, eos_token_id=[1, 106])
    assert config.vision_config.hidden_size == 2048 and config.image_token_id == 262145
    assert config.text_config.num_kv_shared_layers == 10
    assert config.get_text_config() is config.text_config


def test_published_names(tmp_path: Path) -> None:
    """The language model alone of a whole checkpoint, and the whole from files with the keys of
    layers that share those of others."""
    reference = expected(CASE)
    text = NumpyAutoModelForCausalLM.from_pretrained(reference.directory)
    assert type(text).__name__ == "NumpyGemma3nForConditionalGeneration"
    alone = backends.load("numpy", "Gemma3nForCausalLM", reference.directory)
    ids = [[3, 4, 5]]
    assert np.array_equal(alone(ids).logits, text(ids).logits)
    alone.save_pretrained(tmp_path)
    again = NumpyAutoModelForCausalLM.from_pretrained(tmp_path)
    assert np.array_equal(again(ids).logits, text(ids).logits)


@pytest.mark.parametrize("backend", BACKENDS)
def test_from_images_and_sound_to_text(backend: str, tmp_path: Path) -> None:
    """Processor and model together, each library with its own."""
    mine, theirs = processors(tmp_path)
    options: dict[str, Any] = dict(gemma3n.DEFAULT)
    # The tokenizer has other ids: the encoders' embeddings are behind all of them.
    ids = {
        f"{kind}_token_id": mine.tokenizer.convert_tokens_to_ids(getattr(mine, f"{kind}_token"))
        for kind in ("image", "audio")
    }
    options |= ids
    options["audio_config"] = options["audio_config"] | {"conf_reduction_factor": 4}
    case = Case("e2e", "Gemma3nForConditionalGeneration", "Gemma3nConfig", options, CASE.inputs)
    reference = oracle.reference(case.head, case.config, options)
    oracle.save(reference, tmp_path / "model")
    model: Any = backends.load(backend, case.head, tmp_path / "model", dtype="float32")
    wave = np.sin(np.arange(5000) / 7).astype(np.float32)
    call = dict(text=["<img> what <audio>", "a <img>"], images=[[photo(0)], [photo(1, 90, 30)]])
    call |= dict(audio=[wave], padding=True, padding_side="left")
    found = np.asarray(model.generate(**mine(**call, return_tensors="np"), max_new_tokens=5))
    given = theirs(**call, return_tensors="pt")
    exact = reference.float().generate(**given, max_new_tokens=5, do_sample=False)
    assert np.array_equal(found, exact.numpy())


def test_image_text_to_text() -> None:
    model = NumpyAutoModelForImageTextToText.from_pretrained(expected(CASE).directory)
    assert type(model).__name__ == "NumpyGemma3nForConditionalGeneration"
