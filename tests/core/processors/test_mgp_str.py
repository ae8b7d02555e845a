"""MGP-STR's tokenizer and processor, against transformers."""

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
from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import InputError

LETTERS = {c: i for i, c in enumerate(["[GO]", "[s]", *"0123456789abcdefghijklmnopqrstuvwxyz"])}
PART = {"image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 24}}
NAME = {"tokenizer_class": "MgpstrTokenizer", "processor_class": "MgpstrProcessor"}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, Path]:
    """Both processors, with two small tokenizers for the other readings."""
    root = tmp_path_factory.mktemp("mgpstr")
    folder = root / "whole"
    folder.mkdir()
    for name, content in (
        ("vocab.json", LETTERS),
        ("tokenizer_config.json", NAME),
        ("preprocessor_config.json", PART | NAME),
        ("processor_config.json", {"processor_class": "MgpstrProcessor"}),
    ):
        (folder / name).write_text(json.dumps(content))
    others = []
    for end, index in (("#", 2), ("[SEP]", 102)):
        path = folder_of(root / str(index), "Mgpstr", PART, [], "")
        data = json.loads((path / "tokenizer.json").read_text())
        words = [f"w{i}" for i in range(110)]
        words[index] = end
        data["model"]["vocab"] = {word: i for i, word in enumerate(words)}
        data["model"]["unk_token"] = "w1"
        data["added_tokens"] = []
        (path / "tokenizer.json").write_text(json.dumps(data))
        config = {"tokenizer_class": "PreTrainedTokenizerFast"}
        (path / "tokenizer_config.json").write_text(json.dumps(config))
        others.append(path)
    mine = AutoProcessor.from_pretrained(folder)
    theirs = object.__new__(transformers.MgpstrProcessor)
    theirs.image_processor = transformers.AutoImageProcessor.from_pretrained(folder)
    theirs.tokenizer = theirs.char_tokenizer = transformers.MgpstrTokenizer.from_pretrained(folder)
    for name, path in zip(("bpe_tokenizer", "wp_tokenizer"), others, strict=True):
        setattr(mine, name, AutoTokenizer.from_pretrained(path))
        setattr(theirs, name, transformers.AutoTokenizer.from_pretrained(path))
    return mine, theirs, folder


TEXTS = ["ticket", "a 9", "Hall!\n", "", "x[s]", "[GO]b[s] c"]


@pytest.mark.parametrize("text", TEXTS)
def test_characters(both: tuple[Any, Any, Path], text: str) -> None:
    mine, theirs = (one.tokenizer for one in both[:2])
    assert mine.tokenize(text) == theirs.tokenize(text)
    ids = theirs(text)["input_ids"]
    assert mine(text)["input_ids"] == ids
    assert mine.decode(ids).replace(" ", "") == theirs.decode(ids).replace(" ", "")
    batch = dict(padding=True, return_tensors="np")
    assert_same(dict(mine(["ab", text], **batch)), dict(theirs(["ab", text], **batch)))
    assert mine.special_tokens_map == theirs.special_tokens_map
    assert mine.get_vocab() == theirs.get_vocab()


def test_files_of_the_tokenizer(both: tuple[Any, Any, Path], tmp_path: Path) -> None:
    both[0].save_pretrained(tmp_path)
    again = AutoTokenizer.from_pretrained(tmp_path)
    assert again("a9[s]!")["input_ids"] == both[1].tokenizer("a9[s]!")["input_ids"]


def test_images_and_texts(both: tuple[Any, Any, Path]) -> None:
    mine, theirs, _ = both
    for call in (
        dict(images=[photo(0), photo(1)], return_tensors="np"),
        dict(text=["abc", "de"], padding=True, return_tensors="np"),
        dict(text=["abc", "de"], images=[photo(0), photo(1)], padding=True, return_tensors="np"),
    ):
        assert_same(dict(mine(**call)), dict(theirs(**call)))
    assert mine.model_input_names == theirs.model_input_names


def test_readings(both: tuple[Any, Any, Path]) -> None:
    mine, theirs, _ = both
    generator = np.random.default_rng(0)
    for scale in (1, 4, 20):
        sizes = (len(LETTERS), 110, 110)
        logits = [generator.standard_normal((6, 9, v)).astype(np.float32) * scale for v in sizes]
        for one, end in zip(logits, (1, 2, 102), strict=True):
            for row in range(4):
                one[row, row + 1, end] += 30
        exact = theirs.batch_decode([torch.tensor(one) for one in logits])
        found = mine.batch_decode(logits)
        assert set(found) == set(exact)
        for name, values in exact.items():
            if name == "scores":
                assert found[name] == pytest.approx([float(x) for x in values], rel=1e-5)
            else:
                assert found[name] == values
        assert found == mine.batch_decode(tuple(torch.tensor(one) for one in logits))
    with pytest.raises(InputError, match="three"):
        mine.batch_decode(logits[:2])
    with pytest.raises(InputError, match="skip_special_tokens"):
        mine.batch_decode(logits, skip_special_tokens=True)
