"""The processors of Idefics3 and SmolVLM, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import IMAGES, assert_same, noise
from core.processors.multimodal import folder_of, of_transformers, photo

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError

FAKE, GLOBAL, END = "<fake_token_around_image>", "<global-img>", "<end_of_utterance>"
TILES = [f"<row_{row + 1}_col_{column + 1}>" for row in range(6) for column in range(6)]
TOKENS = ["<image>", "<video>", FAKE, GLOBAL, END, *TILES, "\n", "\n\n"]
SMALL = {"size": {"longest_edge": 60}, "max_image_size": {"longest_edge": 28}}
OPTIONS = [
    SMALL,
    SMALL | {"do_image_splitting": False},
    {"size": {"longest_edge": 25}, "max_image_size": {"longest_edge": 28}},
    SMALL | {"do_resize": False, "do_normalize": False},
    SMALL | {"do_rescale": False, "do_normalize": False},
    {"size": {"height": 70, "width": 30}, "max_image_size": {"longest_edge": 20}, "resample": 2},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "nested"])
@pytest.mark.parametrize("name", ["Idefics3", "SmolVLM"])
def test_tiles(name: str, image: str, options: dict[str, Any]) -> None:
    mine = getattr(ours, f"{name}ImageProcessor")(**options)
    theirs = getattr(transformers, f"{name}ImageProcessorPil")(**options)
    call = dict(return_tensors="np", return_row_col_info=True)
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


def test_texts_of_unlike_numbers_of_images() -> None:
    images = [[photo(0), photo(1, 100, 30)], [], [photo(2, 20, 90)]]
    mine, theirs = ours.Idefics3ImageProcessor(**SMALL), transformers.Idefics3ImageProcessorPil
    call = dict(return_tensors="np")
    assert_same(mine(images, **call), theirs(**SMALL)(images, **call))
    with pytest.raises(InputError, match="no images"):
        mine([[], []])
    with pytest.raises(InputError, match="more than 256 tiles"):
        mine(photo(), size={"longest_edge": 2000}, max_image_size={"longest_edge": 30})
    with pytest.raises(InputError, match="max_image_size"):
        ours.SmolVLMImageProcessor(max_image_size={"height": 3, "width": 4})


def both(folder: Path, name: str) -> tuple[Any, Any]:
    """Both libraries' processors."""
    part = {"image_processor_type": f"{name}ImageProcessor", **SMALL}
    folder = folder_of(folder, name, part, TOKENS, "<image>", "<video>", image_seq_len=4)
    mine = AutoProcessor.from_pretrained(folder)
    if name == "Idefics3":
        return mine, transformers.AutoProcessor.from_pretrained(folder)
    names = {
        "fake_image_token": FAKE,
        "image_token": "<image>",
        "video_token": "<video>",
        "global_image_token": GLOBAL,
        "image_seq_len": 4,
    }
    ids = {f"{k}_token_id": mine.tokenizer.convert_tokens_to_ids(f"<{k}>") for k in KINDS}
    return mine, of_transformers(folder, name, **names, **ids)


KINDS = ("image", "video")


@pytest.mark.parametrize("name", ["Idefics3", "SmolVLM"])
def test_images_among_texts(name: str, tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, name)
    images = [[photo(0), photo(1, 20, 20)], [photo(2, 100, 30)]]
    text = ["<image> what <image> is this", "a cat <image>"]
    for more in ({}, {"images_kwargs": {"do_image_splitting": False}}):
        call = dict(padding=True, return_tensors="np", return_mm_token_type_ids=True, **more)
        found = mine(text=list(text), images=images, **call)
        assert_same(found, theirs(text=list(text), images=images, **call))
    call = dict(padding=True, return_tensors="np")
    assert_same(mine(text="a cat", **call), theirs(text="a cat", **call))
    if name == "Idefics3":
        flat = [image for some in images for image in some]
        found = mine(text=list(text), images=flat, **call)
        assert_same(found, theirs(text=list(text), images=flat, **call))
    with pytest.raises(InputError, match="images of each"):
        mine(text=["<image> <image>", "a"], images=[[photo()], [photo()]])


def test_a_conversation(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, "Idefics3")
    content = [{"type": "image", "image": photo()}, {"type": "text", "text": "what is this"}]
    call = dict(add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="np")
    messages = [{"role": "user", "content": content}]
    assert_same(
        mine.apply_chat_template(messages, **call), theirs.apply_chat_template(messages, **call)
    )


# --- videos --------------------------------------------------------------------------------------


def test_frames_are_images(tmp_path: Path) -> None:
    """transformers' video processor needs torchvision: frames are what its image processor makes
    of images that it does not split."""
    frames = [noise(45, 77, seed=seed) for seed in range(3)]
    video = ours.SmolVLMVideoProcessor(**SMALL)
    found = video([np.stack(frames), np.stack(frames[:2])], return_tensors="np")
    theirs = transformers.SmolVLMImageProcessorPil(**SMALL, do_image_splitting=False)
    expected = theirs([frames, frames[:2]], return_tensors="np")
    assert_same(found["pixel_values"], expected["pixel_values"])
    assert found["pixel_attention_mask"].all()


@pytest.mark.parametrize(
    ("total", "rate", "taken"),  # as transformers' video processor, which needs torchvision
    [
        (30, 10.0, [0, 9, 19, 29]),
        (9, 3.0, [0, 2, 5, 8]),
        (300, 20.0, [20, 106, 193, 280]),
        (3, 1.0, [0, 1, 2]),
        (200, 2.0, [2, 67, 132, 198]),
    ],
)
def test_sampled_frames(total: int, rate: float, taken: list[int]) -> None:
    """Evenly, by both bounds; a long video without its first and last second."""
    video = ours.SmolVLMVideoProcessor(video_sampling={"max_frames": 4, "fps": 2}, **SMALL)
    assert (video.num_frames, video.fps, video.size) == (4, 2, SMALL["size"])
    about = {"total_num_frames": total, "fps": rate, "duration": total / rate}
    assert video.sampled(about, {"num_frames": 4, "fps": 2}) == taken
    with pytest.raises(InputError, match="both"):
        video(np.zeros((3, 30, 30, 3), np.uint8), do_sample_frames=True, fps=None)


def test_a_video_among_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = both(tmp_path, "SmolVLM")
    module = transformers.models.smolvlm.processing_smolvlm
    monkeypatch.setattr(module, "num2words", ours.idefics3.in_words)
    frames = np.stack([noise(45, 77, seed=seed) for seed in range(5)])
    about = {"fps": 0.02, "total_num_frames": 5, "duration": 4000.5}
    found = mine(
        text="<video> what is this", videos=[frames], video_metadata=[about], return_tensors="np"
    )
    metadata = transformers.video_utils.VideoMetadata(**about, frames_indices=list(range(5)))
    features = {"pixel_values": found["pixel_values"], "video_metadata": [metadata]}
    text = theirs.replace_video_token(features, 0)
    assert mine.video_text(features, 0) == text and "five frames from a 1:06:40" in text
    ids = mine.tokenizer(f"{text} what is this")["input_ids"]
    assert found["input_ids"][0].tolist() == ids
    assert found["pixel_values"].shape == (1, 5, 3, 28, 28)
    with pytest.raises(InputError, match="one of them"):
        mine(text="<video> <image>", videos=[frames], images=[[photo()]])


def test_a_conversation_about_a_video(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path, "SmolVLM")
    frames = [photo(seed) for seed in range(8)]
    content = [{"type": "text", "text": "what is"}, {"type": "video", "video": frames}]
    more = [{"type": "image", "image": photo()}, {"type": "text", "text": "this"}]
    messages = [{"role": "user", "content": content}, {"role": "assistant", "content": more}]
    theirs.video_processor.num_frames = theirs.video_processor.fps = 2
    for last in (True, False):
        text = theirs.apply_chat_template(messages, add_generation_prompt=last)
        assert mine.apply_chat_template(messages, add_generation_prompt=last) == text
    about = [{"fps": 2.0, "total_num_frames": 8, "duration": 4.0}]
    mine.video_processor.num_frames, mine.video_processor.fps = 3, 1
    call = dict(tokenize=True, return_dict=True, return_tensors="np", video_metadata=about)
    found = mine.apply_chat_template(messages[:1], **call)
    assert found["pixel_values"].shape[1] == 3


def test_files(tmp_path: Path) -> None:
    mine, _ = both(tmp_path / "old", "SmolVLM")
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert again.image_processor == mine.image_processor
    assert again.video_processor == mine.video_processor
    assert again.image_seq_len == 4


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (64, "sixty-four"),
        (101, "one hundred and one"),
        (1234, "one thousand, two hundred and thirty-four"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert ours.idefics3.in_words(number) == words
