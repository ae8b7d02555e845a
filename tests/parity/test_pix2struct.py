"""Pix2Struct from an image to a text, as transformers reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.multimodal import folder_of, photo
from parity import backends, oracle
from parity.architectures.pix2struct import OTHER, TEXT, VISION
from parity.backends import BACKENDS

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

PART = {
    "image_processor_type": "Pix2StructImageProcessor",
    "patch_size": {"height": 4, "width": 4},
    "is_vqa": False,
}
HEAD = "Pix2StructForConditionalGeneration"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model with its processor."""
    path = folder_of(tmp_path_factory.mktemp("pix2struct"), "Pix2Struct", PART, [], "", begins=True)
    config = OTHER | dict(
        vision_config=VISION | dict(patch_embed_hidden_size=48, seq_len=20),
        text_config=OTHER["text_config"] | dict(pad_token_id=0, eos_token_id=3),
    )
    oracle.save(oracle.reference(HEAD, "Pix2StructConfig", config), path)
    return path


def written(processor: Any, model: Any, *, begun: bool, **options: Any) -> np.ndarray:
    """Ids of two images, perhaps from a text's tokens on."""
    images = [photo(0, 30, 50), photo(1, 61, 47)]
    texts = dict(text=["a photo of", "what is this"]) if begun else {}
    given = processor(images=images, **texts, return_tensors="np", max_patches=12)
    if isinstance(model, transformers.PreTrainedModel):
        given = {name: torch.as_tensor(value) for name, value in given.items()}
    return np.asarray(model.generate(**given, max_new_tokens=7, do_sample=False, **options))


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("options", [{}, {"num_beams": 3}], ids=["greedy", "beams"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_images(backend: str, options: dict[str, Any], begun: bool, folder: Path) -> None:
    theirs = transformers.Pix2StructForConditionalGeneration.from_pretrained(folder).eval()
    processor = transformers.AutoProcessor.from_pretrained(folder)
    mine = AutoProcessor.from_pretrained(folder)
    auto = backends.model_class(backend, "AutoModelForImageTextToText")
    model = auto.from_pretrained(folder)
    found = written(mine, model, begun=begun, **options)
    assert np.array_equal(found, written(processor, theirs, begun=begun, **options))


def test_what_is_no_row_of_patches(folder: Path) -> None:
    model = backends.load("numpy", HEAD, folder)
    with pytest.raises(InputError, match="expected .batch, patches, 50"):
        model(flattened_patches=np.zeros((2, 5, 48), np.float32), labels=np.ones((2, 3), int))
    with pytest.raises(InputError, match="Pass flattened_patches"):
        model(labels=np.ones((2, 3), int))


def test_a_part_of_the_file_of_the_whole(folder: Path) -> None:
    for kind, part in (("Text", TEXT), ("Vision", VISION)):
        config = backends.model_class("numpy", f"Pix2Struct{kind}Model").config_class
        read = config.from_pretrained(folder)
        assert type(read).__name__ == f"Pix2Struct{kind}Config"
        assert read.hidden_size == part["hidden_size"]
    assert AutoConfig.for_model("pix2struct_text_model", num_heads=6, d_kv=128).d_model == 768


def test_a_decoder_knows_that_there_is_an_encoder() -> None:
    cls: Any = transformers.Pix2StructConfig
    for options in ({}, {"is_encoder_decoder": False}):
        theirs = cls(**options).text_config.is_encoder_decoder
        assert (
            AutoConfig.for_model("pix2struct", **options).text_config.is_encoder_decoder is theirs
        )
