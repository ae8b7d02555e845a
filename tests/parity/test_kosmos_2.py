"""KOSMOS-2 from images and texts to texts, as transformers reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.multimodal import folder_of, photo
from parity import backends, oracle
from parity.architectures.kosmos_2 import ARCH, OTHER, QUERIES, TEXT
from parity.backends import BACKENDS
from parity.towers import check_method

from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors import kosmos2

PART = {"image_processor_type": "CLIPImageProcessor", "size": 24, "crop_size": 24}
HEAD = "Kosmos2ForConditionalGeneration"
PATCHES = [kosmos2.patch_token(i) for i in range(16)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model with its processor."""
    path = tmp_path_factory.mktemp("kosmos2")
    tokens = [*kosmos2.TAGS, *PATCHES]
    folder_of(path, "Kosmos2", PART, tokens, "<image>", num_patch_index_tokens=16)
    config = OTHER | dict(
        text_config=TEXT | dict(pad_token_id=0, bos_token_id=2, eos_token_id=3, vocab_size=50),
        vision_config=OTHER["vision_config"] | dict(num_channels=3),
    )
    oracle.save(oracle.reference(HEAD, "Kosmos2Config", config), path)
    return path


def written(processor: Any, model: Any, **options: Any) -> np.ndarray:
    """Ids behind two texts, padded on the left."""
    texts = ["<grounding> a photo of", "what"]
    call = dict(images=[photo(0), photo(1)], text=texts, num_image_tokens=QUERIES)
    given = processor(**call, padding=True, return_tensors="np")
    if isinstance(model, transformers.PreTrainedModel):
        given = {name: torch.as_tensor(value) for name, value in given.items()}
    ids = model.generate(**given, max_new_tokens=7, do_sample=False, **options)
    return np.asarray(getattr(ids, "sequences", ids))


@pytest.mark.parametrize("options", [{}, {"num_beams": 3}, {"use_cache": False}], ids=str)
@pytest.mark.parametrize("backend", BACKENDS)
def test_generated_ids(backend: str, options: dict[str, Any], folder: Path) -> None:
    theirs = transformers.Kosmos2ForConditionalGeneration.from_pretrained(folder).eval()
    processor = transformers.AutoProcessor.from_pretrained(folder)
    mine = AutoProcessor.from_pretrained(folder)
    auto = backends.model_class(backend, "AutoModelForImageTextToText")
    found = written(mine, auto.from_pretrained(folder), **options)
    assert np.array_equal(found, written(processor, theirs, **options))


@pytest.mark.parametrize("backend", BACKENDS)
def test_features_of_images(backend: str) -> None:
    case = ARCH.by_id()["Model-default"]
    check_method(case, backend, "get_image_features", ["pixel_values"], output_attentions=True)


def test_what_is_refused(folder: Path) -> None:
    model = backends.load("numpy", HEAD, folder)
    ids = np.array([[2, 4, 5, 6, 7]])
    pixels = np.zeros((1, 3, 24, 24), np.float32)
    with pytest.raises(InputError, match="Pass pixel_values or image_embeds"):
        model(input_ids=ids)
    with pytest.raises(InputError, match="image_embeds_position_mask"):
        model(input_ids=ids, pixel_values=pixels)
    with pytest.raises(InputError, match="at 2 tokens, and there are 3 vectors"):
        mask = np.array([[0, 1, 1, 0, 0]])
        model(input_ids=ids, pixel_values=pixels, image_embeds_position_mask=mask)
