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


VIDEO = {
    "video_processor_type": "InstructBlipVideoVideoProcessor",
    "size": {"height": 24, "width": 20},
}


def of_videos(folder: Path, **more: Any) -> tuple[Any, Any]:
    """Both libraries' processors; theirs takes videos as ours makes them, having no torchvision."""
    name = "InstructBlipVideo"
    folder = folder_of(folder, name, VIDEO, [], "<video>", begins=True, **more)
    qformer = folder_of(folder / "qformer_tokenizer", "Blip2", PART, ["[CLS]"], "", begins=True)
    (qformer / "processor_config.json").unlink()
    mine = AutoProcessor.from_pretrained(folder)
    theirs = object.__new__(transformers.InstructBlipVideoProcessor)
    theirs.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    theirs.tokenizer.add_tokens(["<video>"], special_tokens=True)
    theirs.qformer_tokenizer = transformers.AutoTokenizer.from_pretrained(qformer)
    theirs.video_token = transformers.AddedToken("<video>", normalized=False, special=True)
    theirs.num_query_tokens = more["num_query_tokens"]
    theirs.video_processor = mine.video_processor
    return mine, theirs


@pytest.mark.parametrize(
    "options",
    [
        {"padding": True},
        {"padding": "max_length", "max_length": 12, "truncation": True},
        {"padding": True, "add_special_tokens": False},
    ],
    ids=["longest", "length", "plain"],
)
def test_queries_of_frames_stand_first(options: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = of_videos(tmp_path, num_query_tokens=3)
    call = dict(return_tensors="np", **options)
    videos = [[photo(i + 4 * j, 40, 30) for i in range(4)] for j in range(2)]
    found = mine(images=videos, text=list(TEXT), **call)
    assert_same(found, theirs(images=videos, text=list(TEXT), **call))
    assert_same(mine(videos=videos, text=list(TEXT), **call), found)
    assert_same(mine(text=list(TEXT), **call), theirs(text=list(TEXT), **call))
    assert found["pixel_values"].shape == (2, 4, 3, 24, 20)
    token = mine.tokenizer.convert_tokens_to_ids("<video>")
    assert (found["input_ids"][:, :12] == token).all()
    with pytest.raises(InputError, match="once"):
        mine(images=videos, videos=videos)


def test_frames_are_resized_with_pillow(tmp_path: Path) -> None:
    """As transformers' image processor for them was before it had one for videos."""
    mine, _ = of_videos(tmp_path / "old", num_query_tokens=3)
    frames = [photo(i, 40, 30) for i in range(4)]
    theirs = transformers.BlipImageProcessorPil(size=VIDEO["size"])
    found = mine(videos=[frames], return_tensors="np")["pixel_values"]
    assert_same(found[0], theirs(frames, return_tensors="np")["pixel_values"])
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert_same(again(videos=[frames], text="a cat"), mine(videos=[frames], text="a cat"))
    assert set(again.model_input_names) >= {"pixel_values", "qformer_attention_mask"}
