"""VideoLLaMA 3's processors; transformers' video processor needs torchvision: what it chose is
recorded here, and images and texts are compared."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import IMAGES, assert_same, noise
from core.processors.multimodal import folder_of, of_transformers, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors.packed_images import changed_blocks

TOKENS = ["<|image_pad|>", "<|video_pad|>"]
SMALL: dict[str, Any] = {"size": {"shortest_edge": 3136, "longest_edge": 28 * 28 * 20}}
TEXTS = ["<|image_pad|> what is this", "a cat <|image_pad|> a dog <|image_pad|>"]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"min_pixels": 3136, "max_pixels": 28 * 28 * 20},
        {"patch_size": 6, "merge_size": 3, "temporal_patch_size": 2, "do_normalize": False},
    ],
    ids=["default", "pixels", "other"],
)
@pytest.mark.parametrize("image", IMAGES)
def test_images(image: str, options: dict[str, Any]) -> None:
    mine = ours.VideoLlama3ImageProcessor(**options)
    theirs = transformers.models.video_llama_3.VideoLlama3ImageProcessorPil(**options)
    found, expected = (one(IMAGES[image](), return_tensors="np") for one in (mine, theirs))
    assert_same(found, expected)
    assert mine.get_number_of_image_patches(61, 47) == theirs.get_number_of_image_patches(61, 47)
    assert mine.model_input_names == theirs.model_input_names


def test_frames_are_resized_as_images() -> None:
    """The most pixels are those of all frames together."""
    frames = [noise(123, 77, seed=seed) for seed in range(4)]
    found = ours.VideoLlama3VideoProcessor(**SMALL)([frames, frames[:2]], return_tensors="np")
    images = ours.VideoLlama3ImageProcessor(merge_size=2)
    each = [{"shortest_edge": 3136, "longest_edge": 28 * 28 * most} for most in (5, 10)]
    four, two = (images(frames, size=size, return_tensors="np") for size in each)
    ends = int(two["image_grid_thw"][0].prod()) * 2
    assert_same(found["pixel_values_videos"][:-ends], four["pixel_values"])
    assert_same(found["pixel_values_videos"][-ends:], two["pixel_values"][:ends])
    assert found["video_grid_thw"].tolist() == [[4, 4, 2], [2, 6, 4]]
    assert found["video_merge_sizes"].tolist() == [2, 2]
    assert found["video_compression_mask"].all()
    assert "video_metadata" in found


# By transformers, of a video of so many frames of this size: patches.
COUNTS = [
    ((8, 123, 77), {}, 4320),
    ((3, 400, 300), {}, 1848),
    ((181, 61, 47), {}, 94120),
    ((8, 123, 77), {"size": {"shortest_edge": 3136, "longest_edge": 28 * 28 * 200}}, 384),
    ((3, 400, 300), {"patch_size": 12, "merge_size": 1, "temporal_patch_size": 2}, 1650),
]


@pytest.mark.parametrize(("shape", "options", "count"), COUNTS)
def test_numbers_of_patches(
    shape: tuple[int, int, int], options: dict[str, Any], count: int
) -> None:
    mine = ours.VideoLlama3VideoProcessor()
    assert mine.get_num_of_video_patches(*shape, options) == count


def test_blocks_that_differ_from_the_frame_before() -> None:
    """A change of a tenth of a level of 255 on average is none; a frame keeps one block."""
    still = np.zeros((1, 3, 8), np.float32)
    moves = np.zeros((1, 3, 8), np.float32)
    moves[0, 1], moves[0, 2] = 0.099 / 255, 0.101 / 255
    kept = changed_blocks(np.concatenate([still, moves, moves, still]))
    expected = [[1, 1, 1], [0, 0, 1], [1, 0, 0], [0, 0, 1]]
    assert kept.tolist() == [[bool(x) for x in row] for row in expected]
    assert changed_blocks(still).tolist() == [[True] * 3]


def test_videos_without_compression() -> None:
    frame = noise(61, 47)
    mine = ours.VideoLlama3VideoProcessor(**SMALL)
    found = mine([[frame] * 3], return_tensors="np")
    count = int(found["video_grid_thw"][0, 1:].prod()) // 4
    expected = [True] * count + ([True] + [False] * (count - 1)) * 2
    assert found["video_compression_mask"].tolist() == expected
    whole = mine([[frame] * 3], use_token_compression=False, return_tensors="np")
    assert whole["video_compression_mask"].tolist() == [True] * 3 * count


def both(folder: Path) -> tuple[Any, Any]:
    """Our processor, and transformers' with our part for videos."""
    part = {"image_processor_type": "VideoLlama3ImageProcessor", **SMALL}
    folder = folder_of(folder, "VideoLlama3", part, TOKENS, *TOKENS)
    (folder / "config.json").write_text('{"model_type": "video_llama_3"}')
    mine = AutoProcessor.from_pretrained(folder)
    tokens = {"image_token": TOKENS[0], "video_token": TOKENS[1]}
    ids = {f"{k}_id": mine.tokenizer.convert_tokens_to_ids(token) for k, token in tokens.items()}
    return mine, of_transformers(folder, "VideoLlama3", **ids, **tokens)


@pytest.mark.parametrize("return_tensors", ["np", "pt"])
def test_texts_with_images(return_tensors: str, tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    assert isinstance(mine, ours.VideoLlama3Processor)
    assert isinstance(mine.video_processor, ours.VideoLlama3VideoProcessor)
    call = dict(
        images=[photo(0), photo(1, 100, 60), photo(2)], padding=True, return_tensors=return_tensors
    )
    assert_same(mine(text=list(TEXTS), **call), theirs(text=list(TEXTS), **call))
    with pytest.raises(InputError, match="tokens for"):
        mine(images=call["images"][:2], text=list(TEXTS))
    found = mine(images=photo(0), text=TEXTS[0], merge_size=2)
    token = mine.tokenizer.convert_tokens_to_ids(TOKENS[0])
    count = int(found["image_grid_thw"][0].prod()) // 4
    assert list(found["input_ids"][0]).count(token) == count


@pytest.mark.parametrize("rate", [2.5, None])
def test_texts_with_videos(rate: float | None, tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    first, second = noise(61, 47), noise(61, 47, seed=1)
    videos = [[first, first, second, second, first], [second] * 3]
    about = [{"fps": rate, "total_num_frames": len(video)} for video in videos]
    text = f"{TOKENS[1]} what is {TOKENS[1]}"
    found = mine(videos=videos, video_metadata=about, text=text, return_tensors="np")
    pixels = mine.video_processor(videos, video_metadata=about, return_tensors="pt")
    metadata = [
        SimpleNamespace(fps=rate, timestamps=[index / (rate or 1) for index in range(len(video))])
        for video in videos
    ]
    given = dict(pixels) | {"video_metadata": metadata}
    given = {name: value for name, value in given.items() if name != "pixel_values_videos"}
    texts = [theirs.replace_video_token(given, index) for index in range(2)]
    assert [mine.video_text(dict(pixels), index) for index in range(2)] == texts
    expected = theirs.tokenizer(f"{texts[0]} what is {texts[1]}", return_tensors="np")
    assert_same(found["input_ids"], expected["input_ids"])
    names = set(mine.video_processor.model_input_names) | {"input_ids", "attention_mask"}
    assert set(found) == names
    token = mine.tokenizer.convert_tokens_to_ids(TOKENS[1])
    assert (found["input_ids"] == token).sum() == found["video_compression_mask"].sum()
    assert isinstance(pixels["video_compression_mask"], torch.Tensor)
    with pytest.raises(InputError, match="return_metadata"):
        mine(videos=videos, text=text, return_metadata=False)


def test_conversations(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    image = {"type": "image", "image": photo()}
    content = [image, {"type": "text", "text": "what is this"}, image]
    conversation = [{"role": "user", "content": content}]
    call = dict(add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="np")
    expected = theirs.apply_chat_template(conversation, **call)
    assert_same(mine.apply_chat_template(conversation, **call), expected)


def test_files_are_read_again(tmp_path: Path) -> None:
    mine, _ = both(tmp_path / "old")
    mine.video_processor.use_token_compression = False
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert again.video_processor == mine.video_processor
    assert again.image_processor == mine.image_processor
