"""The processors of BLIP-2 and InstructBLIP, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import transformers
from core.processors.compare import assert_same
from core.processors.multimodal import folder_of, photo

from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

PART = {"image_processor_type": "BlipImageProcessor", "size": {"height": 24, "width": 20}}
TEXT = ["what is this", "a cat"]


def both(folder: Path, name: str, **more: Any) -> tuple[Any, Any]:
    """Both libraries' processors."""
    folder = folder_of(folder, name, PART, [], "<image>", begins=True, **more)
    if name == "InstructBlip":
        folder_of(folder / "qformer_tokenizer", "Blip2", PART, ["[CLS]", "[SEP]"], "", begins=True)
        (folder / "qformer_tokenizer" / "processor_config.json").unlink()
    mine = AutoProcessor.from_pretrained(folder)
    return mine, transformers.AutoProcessor.from_pretrained(folder)


@pytest.mark.parametrize("name", ["Blip2", "InstructBlip"])
@pytest.mark.parametrize(
    "options",
    [
        {"padding": True},
        {"padding": "max_length", "max_length": 12, "truncation": True},
        {"padding": True, "add_special_tokens": False},
    ],
    ids=["longest", "length", "plain"],
)
def test_queries_stand_first(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, name, num_query_tokens=4)
    call = dict(return_tensors="np", **options)
    images = [photo(0), photo(1, 30, 50)]
    found = mine(images=images, text=list(TEXT), **call)
    assert_same(found, theirs(images=images, text=list(TEXT), **call))
    assert_same(mine(text=list(TEXT), **call), theirs(text=list(TEXT), **call))
    assert_same(mine(images=images, **call), theirs(images=images, **call))
    token = mine.tokenizer.convert_tokens_to_ids("<image>")
    assert (found["input_ids"][:, :4] == token).all()
    assert mine(images=photo(), text="a cat")["input_ids"][0][:4] == [token] * 4


def test_without_queries(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, "Blip2")
    call = dict(images=photo(), text="a cat", return_tensors="np")
    assert_same(mine(**call), theirs(**call))
    with pytest.raises(InputError, match="num_query_tokens is None"):
        mine(text="a cat", max_length=8)
    with pytest.raises(InputError, match="expected 1 to"):
        type(mine)(mine.image_processor, mine.tokenizer, num_query_tokens=0)


def test_files(tmp_path: Path) -> None:
    mine, _ = both(tmp_path / "old", "InstructBlip", num_query_tokens=4)
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    call = dict(images=photo(), text="a cat")
    assert_same(again(**call), mine(**call))
    assert again.model_input_names[-1] == "qformer_attention_mask"
    with pytest.raises(InputError, match="no qformer_tokenizer"):
        type(mine)(mine.image_processor, mine.tokenizer)(text="a cat")
