"""Processors of images and videos among texts, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import IMAGES, assert_same, noise
from core.processors.multimodal import folder_of, of_transformers, photo

import auto_core.processors as ours
from auto_core.auto.image_processing import AutoImageProcessor
from auto_core.auto.processing import AutoProcessor
from auto_core.auto.video_processing import AutoVideoProcessor
from auto_core.errors import InputError

QWEN_TOKENS = ["<|vision_start|>", "<|image_pad|>", "<|video_pad|>", "<|vision_end|>"]
SMALL = {"size": {"shortest_edge": 3136, "longest_edge": 28 * 28 * 20}}
TWO = [
    "<|vision_start|> <|image_pad|> <|vision_end|> what is this",
    "a cat <|image_pad|> a dog <|image_pad|>",
]


def qwen(folder: Path, **part: Any) -> tuple[Any, Any]:
    """Both libraries' processors of Qwen2-VL."""
    part = {"image_processor_type": "Qwen2VLImageProcessor", **SMALL, **part}
    image, video = (
        f"<|vision_start|> <|{kind}_pad|> <|vision_end|>" for kind in ("image", "video")
    )
    folder = folder_of(folder, "Qwen2VL", part, QWEN_TOKENS, image, video)
    mine = AutoProcessor.from_pretrained(folder)
    ids = {f"{k}_token_id": mine.tokenizer.convert_tokens_to_ids(f"<|{k}_pad|>") for k in KINDS}
    tokens = {f"{k}_token": f"<|{k}_pad|>" for k in KINDS}
    return mine, of_transformers(folder, "Qwen2VL", **ids, **tokens)


KINDS = ("image", "video")


# --- images --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"min_pixels": 3136, "max_pixels": 28 * 28 * 20},
        {"patch_size": 6, "merge_size": 3, "temporal_patch_size": 1, "do_normalize": False},
    ],
    ids=["default", "pixels", "other"],
)
@pytest.mark.parametrize("image", IMAGES)
def test_packed_images(image: str, options: dict[str, Any]) -> None:
    mine = ours.Qwen2VLImageProcessor(**options)
    theirs = transformers.models.qwen2_vl.Qwen2VLImageProcessorPil(**options)
    found, expected = (one(IMAGES[image](), return_tensors="np") for one in (mine, theirs))
    assert_same(found, expected)
    assert mine.get_number_of_image_patches(61, 47) == theirs.get_number_of_image_patches(61, 47)


def test_bounds_of_pixels_are_checked() -> None:
    with pytest.raises(InputError, match="shortest_edge"):
        ours.Qwen2VLImageProcessor(size={"height": 3, "width": 4})
    with pytest.raises(InputError, match="200 times"):
        ours.Qwen2VLImageProcessor()(noise(2, 500))
    with pytest.raises(InputError, match="do_resize=True"):
        ours.Qwen2VLImageProcessor(do_resize=False)(noise(30, 56))


# --- videos --------------------------------------------------------------------------------------


def test_frames_of_videos_are_resized_as_images() -> None:
    """Frames in pairs of equal ones are the patches of images; the last frame is repeated."""
    frames = [noise(123, 77, seed=seed) for seed in range(3)]
    video = np.stack([frames[0], frames[0], frames[1], frames[1], frames[2]])
    found = ours.Qwen2VLVideoProcessor(**SMALL)(video, return_tensors="np")
    theirs = transformers.models.qwen2_vl.Qwen2VLImageProcessorPil(**SMALL)
    expected = theirs(frames, return_tensors="np")
    assert_same(found["pixel_values_videos"], expected["pixel_values"])
    assert found["video_grid_thw"].tolist() == [[3, 8, 6]]


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        (dict(num_frames=4), [0, 2, 5, 7]),
        (dict(fps=1), [0, 2, 5, 7]),  # at least four
        (dict(fps=3), [0, 1, 3, 5, 6, 8]),
        (dict(), list(range(10))),
    ],
)
def test_sampled_frames(options: dict[str, Any], taken: list[int]) -> None:
    processor = ours.Qwen2VLVideoProcessor(**SMALL)
    about = {"fps": 5.0, "total_num_frames": 10}
    call = dict(do_sample_frames=True, video_metadata=[about], return_metadata=True, **options)
    found = processor(np.stack([noise(40, 60, seed=s) for s in range(10)]), **call)
    assert found["video_metadata"][0]["frames_indices"] == taken
    assert found["video_grid_thw"][0][0] == len(taken) // 2


def test_videos_are_lists_of_frames(tmp_path: Path) -> None:
    processor = ours.Qwen2VLVideoProcessor(**SMALL)
    frames = [photo(seed) for seed in range(4)]
    paths = [str(tmp_path / f"{index}.png") for index in range(4)]
    for frame, path in zip(frames, paths, strict=True):
        frame.save(path)
    exact = processor(frames, return_tensors="np")
    array = np.stack([np.asarray(frame) for frame in frames])
    for same in (array, array[None], [array], [[frames]], np.moveaxis(array, -1, 1), paths):
        assert_same(processor(same, return_tensors="np"), exact)
    assert processor([array, array[:2]])["video_grid_thw"].tolist()[1][0] == 1
    with pytest.raises(InputError, match="not decoded here"):
        processor("film.mp4")
    with pytest.raises(InputError, match="video_metadata"):
        processor(frames, do_sample_frames=True, fps=2)


# --- texts with images ---------------------------------------------------------------------------


@pytest.mark.parametrize("return_tensors", ["np", "pt"])
def test_qwen_expands_tokens(return_tensors: str, tmp_path: Path) -> None:
    mine, theirs = qwen(tmp_path)
    call = dict(
        images=[photo(0), photo(1, 100, 60), photo(2)],
        padding=True,
        return_tensors=return_tensors,
    )
    assert_same(mine(text=list(TWO), **call), theirs(text=list(TWO), **call))
    assert_same(mine(text="a cat"), theirs(text="a cat"))
    assert mine.model_input_names[-1] == "mm_token_type_ids"


def test_conversations(tmp_path: Path) -> None:
    mine, theirs = qwen(tmp_path)
    image = {"type": "image", "image": photo()}
    one = [
        {"role": "user", "content": [image, {"type": "text", "text": "what is this"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "a cat"}]},
        {"role": "user", "content": [{"type": "image", "image": photo(3)}, image]},
    ]
    two = [{"role": "user", "content": [{"type": "text", "text": "hello"}, image]}]
    call = dict(add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="np")
    for conversation, more in ((one, {}), ([one, two], {"padding": True})):
        expected = theirs.apply_chat_template(conversation, **call, processor_kwargs=dict(more))
        assert_same(mine.apply_chat_template(conversation, **call, **more), expected)
    text = theirs.apply_chat_template(one, add_generation_prompt=True)
    assert mine.apply_chat_template(one, add_generation_prompt=True) == text


def test_a_conversation_about_a_video(tmp_path: Path) -> None:
    mine, _ = qwen(tmp_path)
    frames = [photo(seed) for seed in range(8)]
    content = [{"type": "video", "video": frames}, {"type": "text", "text": "what is this"}]
    call = dict(tokenize=True, return_dict=True, return_tensors="np")
    found = mine.apply_chat_template([{"role": "user", "content": content}], **call)
    grid = found["video_grid_thw"][0]
    assert grid[0] == 4
    token = mine.tokenizer.convert_tokens_to_ids("<|video_pad|>")
    assert (found["input_ids"] == token).sum() == grid.prod() // 4
    assert np.array_equal(found["mm_token_type_ids"], 2 * (found["input_ids"] == token))


def test_frames_behind_their_times(tmp_path: Path) -> None:
    """Qwen3-VL: four frames of eight, at 2 a second of 4, two in a patch."""
    part = {"image_processor_type": "Qwen2VLImageProcessor", "patch_size": 14}
    folder = folder_of(tmp_path, "Qwen3VL", part, QWEN_TOKENS, "<|image_pad|>", "<|video_pad|>")
    (folder / "config.json").write_text('{"model_type": "qwen3_vl"}')
    mine = AutoProcessor.from_pretrained(folder)
    assert isinstance(mine.video_processor, ours.Qwen3VLVideoProcessor)
    frames = np.stack([np.asarray(photo(seed)) for seed in range(8)])
    about = [{"fps": 4.0, "total_num_frames": 8}]
    call = dict(videos=[frames], video_metadata=about, text="<|video_pad|> what")
    found = mine(**call, videos_kwargs={"size": SMALL["size"]})
    grid = found["video_grid_thw"][0]
    times = ours.qwen_vl.frame_times({"fps": 4.0, "frames_indices": [0, 2, 5, 7]}, 2)
    assert times == [0.25, 1.5] and grid[0] == 2
    features = {"video_grid_thw": [grid], "video_metadata": [{"fps": 4, "frames_indices": [0, 2]}]}
    each = "<|vision_start|>" + "<|video_pad|>" * int(grid[1] * grid[2] // 4) + "<|vision_end|>"
    assert mine.video_text(features, 0) == f"<0.2 seconds>{each}"
    theirs = transformers.Qwen3VLProcessor._calculate_timestamps
    assert theirs(None, [0, 2, 5], 4.0, 2) == ours.qwen_vl.frame_times(
        {"fps": 4.0, "frames_indices": [0, 2, 5]}, 2
    )


def test_files_of_old_and_new(tmp_path: Path) -> None:
    mine, _ = qwen(tmp_path / "old")
    assert isinstance(
        AutoImageProcessor.from_pretrained(tmp_path / "old"), ours.Qwen2VLImageProcessor
    )
    assert isinstance(
        AutoVideoProcessor.from_pretrained(tmp_path / "old"), ours.Qwen2VLVideoProcessor
    )
    mine.video_processor.patch_size = 12
    mine.save_pretrained(tmp_path / "new")
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert again.video_processor == mine.video_processor and again.video_processor.patch_size == 12
    assert again.image_processor == mine.image_processor
    assert again.chat_template == mine.chat_template


def test_texts_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    mine, _ = qwen(tmp_path)
    with pytest.raises(InputError, match=r"hold 1 <\|image_pad\|> tokens for 2 images"):
        mine(text="<|image_pad|>", images=[photo(), photo(1)])
    with pytest.raises(InputError, match=r"hold 1 <\|video_pad\|> tokens for 0 videos"):
        mine(text="<|video_pad|>")
    with pytest.raises(InputError, match="after truncation"):
        mine(text="<|image_pad|>", images=photo(), truncation=True, max_length=3)


# --- tiles -------------------------------------------------------------------------------------

GRID = [[28, 56], [56, 28], [56, 56], [84, 28]]
TILES = dict(size={"shortest_edge": 28}, crop_size=28, image_grid_pinpoints=GRID)
PATCHES = dict(size={"longest_edge": 56}, patch_size=14)
CROPS = dict(
    do_pan_and_scan=True,
    pan_and_scan_min_crop_size=16,
    pan_and_scan_max_num_crops=4,
    pan_and_scan_min_ratio_to_activate=1.2,
)


@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "floats"])
@pytest.mark.parametrize(
    ("name", "options"),
    [("LlavaNext", TILES), ("Gemma3", CROPS), ("Gemma3", {}), ("Pixtral", PATCHES)],
)
def test_tiles(name: str, options: dict[str, Any], image: str) -> None:
    mine = getattr(ours, f"{name}ImageProcessor")(**options)
    theirs = getattr(transformers, f"{name}ImageProcessorPil")(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


def test_tiles_among_texts(tmp_path: Path) -> None:
    part = {"image_processor_type": "LlavaNextImageProcessor", **TILES}
    more = dict(patch_size=14, vision_feature_select_strategy="default", image_token="<image>")
    folder = folder_of(
        tmp_path, "LlavaNext", part, ["<image>"], "<image>", num_additional_image_tokens=1, **more
    )
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.AutoProcessor.from_pretrained(folder)
    call = dict(images=[photo(0), photo(1, 100, 30)], padding=True, return_tensors="np")
    text = ["<image> what is this", "a cat <image>"]
    assert_same(mine(text=list(text), **call), theirs(text=list(text), **call))


def test_images_of_gemma_3(tmp_path: Path) -> None:
    part = {"image_processor_type": "Gemma3ImageProcessor", "size": {"height": 28, "width": 28}}
    tokens = ["<boi>", "<eoi>", "<img>", "\n\n"]
    names = {"boi_token": "<boi>", "eoi_token": "<eoi>", "image_token": "<img>"}
    settings = {"extra_special_tokens": names, **names}
    folder = folder_of(
        tmp_path, "Gemma3", part, tokens, "<boi>", settings=settings, image_seq_length=4
    )
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.AutoProcessor.from_pretrained(folder)
    call = dict(padding=True, return_tensors="np")
    crops = dict(do_pan_and_scan=True, pan_and_scan_min_crop_size=16)
    images = [[photo(0)], [photo(1, 100, 30), photo(2)]]
    text = ["<boi> what is this", "a cat <boi> a dog <boi>"]
    for more in ({}, {"images_kwargs": crops}):
        found = mine(text=list(text), images=images, **call, **more)
        assert_same(found, theirs(text=list(text), images=images, **call, **more))
    with pytest.raises(InputError, match="images of each"):
        mine(text=["<boi> <boi>", "a"], images=[[photo()], [photo()]])


def test_rows_of_images_of_pixtral(tmp_path: Path) -> None:
    """transformers' processor needs torchvision: its rule, by hand."""
    part = {"image_processor_type": "PixtralImageProcessor", "size": {"longest_edge": 60}}
    tokens = ["[IMG]", "[IMG_BREAK]", "[IMG_END]"]
    folder = folder_of(
        tmp_path, "Pixtral", part, tokens, "[IMG]", patch_size=7, spatial_merge_size=2
    )
    mine = AutoProcessor.from_pretrained(folder)
    found = mine(images=photo(1, 100, 30), text="a cat [IMG]", return_tensors="np")
    assert found["image_sizes"].tolist() == [[70, 28]]
    row = "[IMG]" * 2
    expected = f"{row}[IMG_BREAK]" * 4 + f"{row}[IMG_END]"
    assert mine.image_text(found, 0) == expected
    ids = mine.tokenizer(f"a cat {expected}")["input_ids"]
    assert found["input_ids"][0].tolist() == ids
