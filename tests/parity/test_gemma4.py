"""Gemma 4: what is unique to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from core.processors.multimodal import photo
from core.processors.test_multimodal import gemma as processors
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures import gemma4, gemma4_vision
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected

from auto_core import Gemma4Config, Gemma4VisionConfig, NumpyGemma4Model, NumpyGemma4VisionModel
from auto_core.errors import InputError

CASE = architecture("gemma4").labelled()
PARTS = {
    name: architecture(name).by_id()["Model-other"] for name in ("gemma4_audio", "gemma4_vision")
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", PARTS)
def test_bounds_of_linear_layers(name: str, backend: str, tmp_path: Path) -> None:
    """Which a new model has at infinity, so that the table of architectures sees none of them."""
    case: Case = PARTS[name]
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    generator = torch.Generator().manual_seed(0)
    bounds = [
        (bound, tensor)
        for bound, tensor in theirs.named_buffers()
        if bound.endswith(("_min", "_max"))
    ]
    assert bounds
    for bound, tensor in bounds:
        size = 0.3 + 0.5 * torch.rand((), generator=generator)
        tensor.copy_(-size if bound.endswith("_min") else size)
    oracle.save(theirs, tmp_path)
    given = case.inputs(np.random.default_rng(0))
    exact, rounded = (
        oracle.outputs(theirs, given, double=double)["last_hidden_state"]
        for double in (True, False)
    )
    assert difference(exact, expected(case).exact["last_hidden_state"]) > 1e-2
    model = backends.load(backend, case.head, tmp_path, dtype="float32")
    found = backends.run(backend, model, given)["last_hidden_state"]
    allowed = max(FLOAT32_TOLERANCE, 5 * difference(rounded, exact))
    assert difference(found, exact) <= allowed


def theirs_of(case: Case) -> Any:
    return oracle.reference(case.head, case.config, dict(case.options)).float()


@pytest.mark.parametrize("backend", BACKENDS)
def test_embeddings_instead_of_ids(backend: str) -> None:
    """Tokens of images, and those of the layers' own embeddings, are found among the vectors."""
    reference = expected(CASE)
    model: Any = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    given = dict(reference.inputs)
    del given["labels"]
    ids = given.pop("input_ids")
    theirs = theirs_of(CASE)
    embeddings = theirs.get_input_embeddings()(torch.as_tensor(ids)).detach().numpy()
    found = np.asarray(backends.call(backend, model, given | {"inputs_embeds": embeddings}).logits)
    tokens = given["attention_mask"] == 1
    assert difference(found[tokens], reference.exact["logits"][tokens]) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str) -> None:
    reference, theirs = expected(CASE), theirs_of(CASE)
    model: Any = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    for part, names in {
        "image": ("pixel_values", "image_position_ids"),
        "video": ("pixel_values_videos", "video_position_ids", "num_frames_per_video"),
        "audio": ("input_features", "input_features_mask"),
    }.items():
        given = {name: reference.inputs[name] for name in names}
        with torch.no_grad():
            tensors = {k: torch.as_tensor(v) for k, v in given.items()}
            exact = getattr(theirs.model, f"get_{part}_features")(**tensors)
        found = backends.run(backend, getattr(model, f"get_{part}_features"), given)
        vectors = exact.pooler_output
        vectors = vectors if isinstance(vectors, tuple) else (vectors,)
        for index, one in enumerate(vectors):
            ours = found["pooler_output" if part == "audio" else f"pooler_output.{index}"]
            assert difference(ours, one.numpy()) <= FLOAT32_TOLERANCE


def test_what_does_not_fit() -> None:
    reference = expected(CASE)
    model = backends.load("numpy", CASE.head, reference.directory)
    given = reference.inputs
    with pytest.raises(InputError, match="tokens, and input_ids have"):
        model(**given | {"image_position_ids": np.full_like(given["image_position_ids"], -1)})
    with pytest.raises(InputError, match="tokens, and input_ids have"):
        model(**given | {"input_features_mask": given["input_features_mask"] & False})
    with pytest.raises(InputError, match="without their positions"):
        model(**{k: v for k, v in given.items() if k != "image_position_ids"})
    with pytest.raises(InputError, match="multiple of 4"):
        model(
            **given
            | {
                "pixel_values": given["pixel_values"][:, :22],
                "image_position_ids": given["image_position_ids"][:, :22],
            }
        )


def test_a_model_without_encoders() -> None:
    model = NumpyGemma4Model(Gemma4Config(text_config=gemma4.TEXT))
    model.init_weights()
    assert model.config.vision_config is None and model.config.audio_config is None
    assert model([[3, 4]]).last_hidden_state.shape == (1, 2, 16)
    inputs = gemma4.mixed(*gemma4.TWO)(np.random.default_rng(0))
    with pytest.raises(InputError, match="no vision_config"):
        model(**inputs)
    sound = {k: v for k, v in inputs.items() if "pixel" not in k and "image" not in k}
    with pytest.raises(InputError, match="no audio_config"):
        model(**sound)


def test_patches_that_are_not_pooled() -> None:
    """transformers 5.23 takes the padding for them."""
    config = Gemma4VisionConfig(**gemma4_vision.SMALL | dict(pooling_kernel_size=1))
    model = NumpyGemma4VisionModel(config)
    model.init_weights()
    pixels, positions = gemma4_vision.patches(np.random.default_rng(0), (2, 3), (1, 2), most=7)
    found = model(pixels, positions).last_hidden_state
    assert found.shape == (8, 16)
    alone = model(pixels[1:, :2], positions[1:, :2]).last_hidden_state
    assert difference(found[6:], alone) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
def test_from_images_and_sound_to_text(backend: str, tmp_path: Path) -> None:
    """Processor and model together, each library with its own."""
    mine, theirs = processors(tmp_path)
    ids = {
        f"{kind}_token_id": mine.tokenizer.convert_tokens_to_ids(getattr(mine, f"{kind}_token"))
        for kind in ("image", "video", "audio")
    }
    options: dict[str, Any] = {**gemma4.DEFAULT, **ids}
    options["text_config"] = gemma4.TEXT | {"max_position_embeddings": 256}
    vision = {"patch_size": 4, "pooling_kernel_size": 3, "position_embedding_size": 200}
    options["vision_config"] = gemma4_vision.SMALL | vision
    options["audio_config"] = options["audio_config"] | {"subsampling_conv_channels": [16, 4]}
    case = Case("e2e", "Gemma4ForConditionalGeneration", "Gemma4Config", options, CASE.inputs)
    reference = oracle.reference(case.head, case.config, options)
    oracle.save(reference, tmp_path / "model")
    model: Any = backends.load(backend, case.head, tmp_path / "model", dtype="float32")
    wave = np.sin(np.arange(9000) / 7).astype(np.float32)
    call = dict(text=["<img> what <audio>", "a <img>"], images=[[photo(0)], [photo(1, 90, 30)]])
    call |= dict(audio=[wave], padding_side="left")
    found = np.asarray(model.generate(**mine(**call, return_tensors="np"), max_new_tokens=5))
    given = theirs(**call, return_tensors="pt")
    exact = reference.float().generate(**given, max_new_tokens=5, do_sample=False)
    assert np.array_equal(found, exact.numpy())
