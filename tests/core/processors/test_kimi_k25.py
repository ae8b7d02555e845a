"""Kimi K2.5's processors; transformers' image and video processors need torchvision: what they
chose with it is recorded here, and texts are compared."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import assert_same, noise
from core.processors.multimodal import folder_of, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.auto.video_processing import AutoVideoProcessor
from auto_core.errors import InputError
from auto_core.processors.kimi_k25 import clock

SMALL: dict[str, Any] = dict(patch_size=8, max_patches=30, size={"max_height": 9, "max_width": 9})
TOKENS = ["<|media_begin|>", "<|media_pad|>", "<|media_end|>", "<|kimi_k25_video_placeholder|>"]
TEXTS = ["<|media_pad|> what is this", "a cat <|media_pad|> a dog <|media_pad|>"]


# By transformers, of at most 30 patches, and 9 down and across: resized to, padded to.
SIZES = [
    ((61, 47), (56, 43), (64, 48)),
    ((5, 100), (3, 72), (16, 80)),
    ((300, 200), (54, 36), (64, 48)),
    ((90, 500), (12, 72), (16, 80)),
    ((8, 8), (8, 8), (16, 16)),
]


@pytest.mark.parametrize(("shape", "inner", "outer"), SIZES)
def test_images_are_resized_then_padded(
    shape: tuple[int, int], inner: tuple[int, int], outer: tuple[int, int]
) -> None:
    mine, image = ours.Kimi_K25ImageProcessor(**SMALL), noise(*shape)
    found = mine(image, return_tensors="np")
    rows, columns = outer[0] // 8, outer[1] // 8
    assert found["image_grid_thw"].tolist() == [[1, rows, columns]]
    assert mine.get_number_of_image_patches(*shape) == rows * columns
    patches = found["pixel_values"].reshape(rows, columns, 3, 8, 8)
    whole = patches.transpose(2, 0, 3, 1, 4).reshape(3, *outer)
    plain = ours.SiglipImageProcessor(resample=3, size={"height": inner[0], "width": inner[1]})
    np.testing.assert_array_equal(
        whole[:, : inner[0], : inner[1]], plain(image, return_tensors="np")["pixel_values"][0]
    )
    assert (whole[:, inner[0] :] == -1).all()  # black
    assert (whole[:, :, inner[1] :] == -1).all()


def test_videos_are_cut_into_chunks() -> None:
    mine = ours.Kimi_K25VideoProcessor(**SMALL)
    frames = [noise(61, 47, seed=seed) for seed in range(6)]
    found = mine([frames, frames[:2]], do_sample_frames=False, return_tensors="np")
    assert found["video_grid_thw"].tolist() == [[4, 8, 6], [2, 8, 6], [2, 8, 6]]
    assert found["num_chunks_per_video"].tolist() == [2, 1]
    images = ours.Kimi_K25ImageProcessor(**SMALL)([*frames, *frames[:2]], return_tensors="np")
    assert_same(found["pixel_values_videos"], images["pixel_values"])
    assert mine.get_num_of_video_patches(6, 61, 47) == 6 * 48
    about = {"fps": 4.0, "total_num_frames": 6}
    sampled = mine([frames], video_metadata=[about], return_metadata=True)
    assert sampled["video_metadata"][0]["frames_indices"] == [0, 2, 4]


def test_options_are_checked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="max_height"):
        ours.Kimi_K25ImageProcessor(size={"height": 9, "width": 9})
    with pytest.raises(InputError, match="max_height"):
        ours.Kimi_K25VideoProcessor(size={"max_height": 9, "max_width": 8})
    with pytest.raises(InputError, match="do_resize=True"):
        ours.Kimi_K25ImageProcessor(do_resize=False)(noise(30, 56))
    old = {
        "patch_size": 8,
        "merge_kernel_size": 3,
        "in_patch_limit": 30,
        "fixed_output_tokens": None,
    }
    old |= {"patch_limit_on_one_side": 9, "in_patch_limit_each_frame": 20, "sample_fps": 1.0}
    old |= {"temporal_merge_kernel_size": 2}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps({"media_proc_cfg": old}))
    (tmp_path / "config.json").write_text('{"model_type": "kimi_k25"}')
    image = ours.Kimi_K25ImageProcessor.from_pretrained(tmp_path)
    assert (image.patch_size, image.merge_size, image.max_patches) == (8, 3, 30)
    assert image.size == {"max_height": 9, "max_width": 9}
    video = AutoVideoProcessor.from_pretrained(tmp_path)
    assert (video.max_patches, video.fps, video.temporal_patch_size) == (20, 1.0, 2)
    with pytest.raises(InputError, match="fixed_output_tokens"):
        ours.Kimi_K25ImageProcessor(media_proc_cfg={"fixed_output_tokens": 5})


def both(folder: Path) -> tuple[Any, Any]:
    """Our processor, and transformers' with our parts for images and videos."""
    part = {"image_processor_type": "Kimi_K25ImageProcessor", **SMALL}
    folder = folder_of(folder, "Kimi_K25", part, TOKENS, TOKENS[1], TOKENS[3])
    (folder / "config.json").write_text('{"model_type": "kimi_k25"}')
    mine = AutoProcessor.from_pretrained(folder)
    theirs = object.__new__(transformers.Kimi_K25Processor)
    theirs.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    theirs.image_processor, theirs.video_processor = mine.image_processor, mine.video_processor
    theirs.image_token, theirs.video_token = TOKENS[1], TOKENS[3]
    return mine, theirs


def test_texts_with_images(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    images = [photo(0), photo(1, 100, 60), photo(2)]
    found = mine(images=images, text=list(TEXTS), padding=True, return_tensors="np")
    pixels = mine.image_processor(images, return_tensors="np")
    texts, counts = list(TEXTS), iter(range(3))
    for index, text in enumerate(texts):
        pieces = text.split(TOKENS[1])
        for piece in range(1, len(pieces)):
            pieces[piece] = theirs.replace_image_token(pixels, next(counts)) + pieces[piece]
        texts[index] = "".join(pieces)
    expected = theirs.tokenizer(texts, padding=True, return_tensors="np")
    assert_same(found["input_ids"], expected["input_ids"])
    assert "mm_token_type_ids" not in found
    assert_same(found["pixel_values"], pixels["pixel_values"])
    with pytest.raises(InputError, match="tokens for"):
        mine(images=images[:2], text=list(TEXTS))


def test_texts_with_videos(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    videos = [[noise(61, 47, seed=seed) for seed in range(count)] for count in (11, 3)]
    about = [
        {"fps": rate, "total_num_frames": len(v)}
        for rate, v in zip((2.5, 2.0), videos, strict=True)
    ]
    text = f"{TOKENS[3]} what is {TOKENS[3]}"
    found = mine(videos=videos, video_metadata=about, text=text, return_tensors="np")
    assert "num_chunks_per_video" not in found
    pixels = mine.video_processor(videos, video_metadata=about, return_metadata=True)
    metadata = [
        SimpleNamespace(
            fps=one["fps"], timestamps=[index / one["fps"] for index in one["frames_indices"]]
        )
        for one in pixels["video_metadata"]
    ]
    given = {
        "num_chunks_per_video": [int(n) for n in pixels["num_chunks_per_video"]],
        "video_grid_thw": np.array(pixels["video_grid_thw"]),
        "video_metadata": metadata,
    }
    first, second = (theirs.replace_video_token(given, index) for index in range(2))
    expected = theirs.tokenizer(f"{first} what is {second}", return_tensors="np")
    assert_same(found["input_ids"], expected["input_ids"])
    assert [mine.video_text(pixels, index) for index in range(2)] == [first, second]
    assert clock(3662.5) == "01:01:02.500"


def test_conversations(tmp_path: Path) -> None:
    mine, _ = both(tmp_path)
    content = [{"type": "image", "image": photo()}, {"type": "text", "text": "what is this"}]
    conversation = [{"role": "user", "content": content}]
    call = dict(add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="np")
    found = mine.apply_chat_template(conversation, **call)
    count = int(found["image_grid_thw"].prod()) // 4
    token = mine.tokenizer.convert_tokens_to_ids(TOKENS[1])
    assert int((found["input_ids"] == token).sum()) == count
