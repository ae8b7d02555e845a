"""Donut from a page to JSON, as transformers reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.multimodal import folder_of, photo
from parity import backends, oracle
from parity.architectures.vision_encoder_decoder import DONUT, MBART
from parity.backends import BACKENDS

from auto_core.auto.processing import AutoProcessor

TOKENS = ["<s_task>", "<s_menu>", "</s_menu>", "<sep/>", "<yes/>"]
PART = {
    "image_processor_type": "DonutImageProcessor",
    "size": {"height": 16, "width": 12},
    "do_align_long_axis": True,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Donut with its processor."""
    path = folder_of(tmp_path_factory.mktemp("donut"), "Donut", PART, TOKENS, "")
    config = dict(
        encoder=DONUT, decoder=MBART, pad_token_id=0, decoder_start_token_id=6, eos_token_id=3
    )
    head = "VisionEncoderDecoderModel"
    oracle.save(oracle.reference(head, "VisionEncoderDecoderConfig", config), path)
    return path


def written(processor: Any, model: Any, **options: Any) -> np.ndarray:
    """Ids of two pages, from the task's token on."""
    images = [photo(0, 30, 50), photo(1, 61, 47)]
    pixels = processor(images, return_tensors="np")["pixel_values"]
    task = processor.tokenizer(["<s_task>"] * 2, add_special_tokens=False)["input_ids"]
    given = {"pixel_values": pixels, "decoder_input_ids": np.array(task)}
    if isinstance(model, transformers.PreTrainedModel):
        given = {name: torch.as_tensor(value) for name, value in given.items()}
    return np.asarray(model.generate(**given, max_new_tokens=8, do_sample=False, **options))


@pytest.mark.parametrize("options", [{}, {"num_beams": 3}], ids=["greedy", "beams"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_pages(backend: str, options: dict[str, Any], folder: Path) -> None:
    theirs = transformers.VisionEncoderDecoderModel.from_pretrained(folder).eval()
    processor = transformers.AutoProcessor.from_pretrained(folder)
    mine = AutoProcessor.from_pretrained(folder)
    auto = backends.model_class(backend, "AutoModelForImageTextToText")
    found = written(mine, auto.from_pretrained(folder), **options)
    exact = written(processor, theirs, **options)
    assert np.array_equal(found, exact)
    texts = mine.batch_decode(found)
    assert texts == processor.batch_decode(exact)
    for text in (*texts, "<s_menu>a cat<sep/><yes/></s_menu>", "<s_menu><s_menu>a</s_menu>b"):
        assert mine.token2json(text) == processor.token2json(text)
