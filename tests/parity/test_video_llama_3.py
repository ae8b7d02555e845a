"""VideoLLaMA 3 in what its table does not say: features of images and of videos, and its config."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures import video_llama_3
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected

import auto_core
from auto_core.configs.video_llama_3 import VideoLlama3Config, VideoLlama3VisionConfig
from auto_core.errors import InputError

CASE = video_llama_3.ARCH.by_id()["ForConditionalGeneration-default"]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kind", ["image", "video"])
def test_features(kind: str, backend: str) -> None:
    reference = expected(CASE)
    theirs = oracle.reference(CASE.head, CASE.config, dict(CASE.options)).float()
    pixels = {"image": "pixel_values", "video": "pixel_values_videos"}[kind]
    names = (pixels, f"{kind}_grid_thw", f"{kind}_merge_sizes")
    given = {name: reference.inputs[name] for name in names}
    with torch.no_grad():
        tensors = {name: torch.as_tensor(value) for name, value in given.items()}
        exact = getattr(theirs, f"get_{kind}_features")(**tensors)
    model: Any = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    found = backends.run(backend, getattr(model, f"get_{kind}_features"), given)
    ours = [found[f"pooler_output.{index}"] for index in range(len(exact.pooler_output))]
    for one, wanted in zip(
        [*ours, found["last_hidden_state"]],
        [*exact.pooler_output, exact.last_hidden_state],
        strict=True,
    ):
        assert difference(one, wanted.numpy()) <= FLOAT32_TOLERANCE


def test_images_of_other_factors_are_what_they_are_alone() -> None:
    model = auto_core.NumpyAutoModel.from_config(VideoLlama3VisionConfig(**video_llama_3.VISION))
    images = [(1, 4, 4, 4), (2, 2, 4, 2), (1, 3, 3, 3), (1, 2, 1, 1)]
    made = video_llama_3.alone(*images, **video_llama_3.SMALL)(np.random.default_rng(0))
    together = model(**made).last_hidden_state
    ends, apart = np.cumsum([0, *(f * r * c for f, r, c, _ in images)]), []
    for index in range(len(images)):
        one = {name: value[index : index + 1] for name, value in made.items()}
        one["pixel_values"] = made["pixel_values"][ends[index] : ends[index + 1]]
        apart.append(model(**one).last_hidden_state)
    np.testing.assert_allclose(together, np.concatenate(apart), rtol=1e-5, atol=1e-6)


def test_patches_need_grids_and_factors() -> None:
    model = auto_core.NumpyAutoModel.from_config(VideoLlama3VisionConfig(**video_llama_3.VISION))
    pixels = np.zeros((4, 48), np.float32)
    with pytest.raises(InputError, match="image_grid_thw"):
        model(pixel_values=pixels)
    with pytest.raises(InputError, match="image_merge_sizes"):
        model(pixel_values=pixels, grid_thw=[[1, 2, 2]])
    with pytest.raises(InputError, match="multiples of 3"):
        model(pixel_values=pixels, grid_thw=[[1, 2, 2]], merge_sizes=[3])


def test_the_language_model_is_qwen2_by_default() -> None:
    config = VideoLlama3Config()
    assert config.text_config.model_type == "qwen2" and not config.tie_word_embeddings
    assert VideoLlama3Config(text_config={"tie_word_embeddings": True}).tie_word_embeddings
