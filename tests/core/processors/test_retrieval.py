"""The processors of ColPali and ColQwen2, against transformers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same
from core.processors.multimodal import folder_of, photo

from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

QWEN = ["<|image_pad|>", "<|vision_start|>", "<|vision_end|>", "<|endoftext|>"]
PARTS = {
    "ColPali": (
        {
            "image_processor_type": "SiglipImageProcessor",
            "size": {"height": 28, "width": 28},
            "image_seq_length": 4,
        },
        ["<image>"],
    ),
    "ColQwen2": (
        {
            "image_processor_type": "Qwen2VLImageProcessor",
            "min_pixels": 8 * 28 * 28,
            "max_pixels": 40 * 28 * 28,
        },
        QWEN,
    ),
}
NAMES = list(PARTS)


def both(folder: Path, name: str) -> tuple[Any, Any]:
    part, tokens = PARTS[name]
    folder = folder_of(folder, name, part, tokens, tokens[0])
    (folder / "config.json").write_text(json.dumps({"model_type": name.lower()}))
    mine = AutoProcessor.from_pretrained(folder)
    assert type(mine).__name__ == f"{name}Processor"
    theirs = getattr(transformers, f"{name}Processor")(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
    )
    return mine, theirs


@pytest.mark.parametrize("name", NAMES)
def test_pages(name: str, tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, name)
    for images in (photo(), [photo(1), photo(2, 190, 140)]):
        found = mine.process_images(images, return_tensors="pt")
        exact = theirs.process_images(images, return_tensors="pt")
        for key in found:  # transformers 4 returns no token types and no labels, and needs none
            assert_same(found[key], exact[key])
        assert set(exact) - set(found) <= {"token_type_ids", "labels", "mm_token_type_ids"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("options", [{}, {"suffix": " dog"}, {"max_length": 6, "truncation": True}])
def test_queries(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, name)
    queries = ["what is this", "a cat"]
    call = dict(return_tensors="pt", **options)
    found, exact = mine.process_queries(queries, **call), theirs.process_queries(queries, **call)
    for key in found:
        assert_same(found[key], exact[key])
    assert_same(
        mine(text=queries[0], **call)["input_ids"], mine(text=queries[:1], **call)["input_ids"]
    )


@pytest.mark.parametrize("name", NAMES)
def test_scores(name: str, tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, name)
    torch.manual_seed(0)
    queries = [torch.randn(n, 6) for n in (3, 5, 2)]
    pages = [torch.randn(n, 6) for n in (4, 7, 7, 1)]
    for size in (1, 2, 128):
        found = mine.score_retrieval(queries, pages, batch_size=size)
        torch.testing.assert_close(found, theirs.score_retrieval(queries, pages, batch_size=size))
    exact = theirs.score_retrieval(queries, pages)
    half = [[x.to(torch.bfloat16) for x in some] for some in (queries, pages)]
    assert mine.score_retrieval(*half).dtype == torch.bfloat16
    assert mine.score_retrieval(*half, output_dtype=torch.float32).dtype == torch.float32
    arrays = [[x.numpy() for x in some] for some in (queries, pages)]
    found = mine.score_retrieval(*arrays)
    assert isinstance(found, np.ndarray) and np.allclose(found, exact.numpy(), atol=1e-5)
    with pytest.raises(InputError, match="no queries"):
        mine.score_retrieval([], pages)


@pytest.mark.parametrize("name", NAMES)
def test_pages_or_queries(name: str, tmp_path: Path) -> None:
    mine, _ = both(tmp_path / "old", name)
    for given in ({}, {"images": photo(), "text": "a"}):
        with pytest.raises(InputError, match="one of them"):
            mine(**given)
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert again.image_processor == mine.image_processor
    assert again.query_prefix == mine.query_prefix


# --- ColModernVBERT --------------------------------------------------------------------------

FAKE, GLOBAL, END = "<fake_token_around_image>", "<global-img>", "<end_of_utterance>"
ROWS = [f"<row_{row + 1}_col_{column + 1}>" for row in range(6) for column in range(6)]


def modernvbert(folder: Path, **options: Any) -> tuple[Any, Any]:
    part = {
        "image_processor_type": "Idefics3ImageProcessor",
        "size": {"longest_edge": 60},
        "max_image_size": {"longest_edge": 28},
    }
    tokens = ["<image>", FAKE, GLOBAL, END, *ROWS, "\n", "\n\n"]
    folder = folder_of(folder, "ColModernVBert", part, tokens, "<image>", image_seq_len=4)
    mine = AutoProcessor.from_pretrained(folder, **options)
    assert type(mine).__name__ == "ColModernVBertProcessor"
    theirs = transformers.ColModernVBertProcessor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
        image_seq_len=4,
        **options,
    )
    return mine, theirs


@pytest.mark.parametrize("options", [{}, {"do_image_splitting": False}], ids=str)
def test_tiles_of_pages(options: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = modernvbert(tmp_path)
    for images in (photo(), [photo(1), photo(2, 190, 140)]):
        found = mine.process_images(images, return_tensors="pt", **options)
        exact = theirs.process_images(images, return_tensors="pt", **options)
        assert_same({**found}, {**exact})
    call = dict(text="a <image> what", images=photo(), return_tensors="pt")
    assert_same({**mine(**call)}, {**theirs(**call)})


@pytest.mark.parametrize("options", [{}, {"query_prefix": "cat "}], ids=str)
def test_queries_among_tokens_of_tiles(options: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = modernvbert(tmp_path, **options)
    queries = ["what is this", "a cat"]
    for more in ({}, {"suffix": " dog"}, {"max_length": 6, "truncation": True}):
        call = dict(return_tensors="pt", **more)
        found, exact = (p.process_queries(queries, **call) for p in (mine, theirs))
        for key in exact:
            assert_same(found[key], exact[key])
    scores = [torch.ones(2, 3)], [torch.ones(4, 3), torch.zeros(1, 3)]
    torch.testing.assert_close(mine.score_retrieval(*scores), theirs.score_retrieval(*scores))
