"""Processors of images and videos among texts, against transformers."""

from __future__ import annotations

import json
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


# --- Gemma 4 ------------------------------------------------------------------------------------

GEMMA_TOKENS = ["<boi>", "<eoi>", "<img>", "<boa>", "<eoa>", "<audio>"]
FEW = dict(max_soft_tokens=70, patch_size=4)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"max_soft_tokens": 70, "patch_size": 6, "pooling_kernel_size": 2},
        {"do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.2] * 3, **FEW},
        {"do_rescale": False, **FEW},
    ],
    ids=["default", "other", "normal", "bytes"],
)
@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "floats"])
def test_images_of_gemma_4(image: str, options: dict[str, Any]) -> None:
    mine = ours.Gemma4ImageProcessor(**options)
    theirs = transformers.Gemma4ImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))


@pytest.mark.parametrize("shape", [(3, 500), (700, 2), (10, 900), (48, 48)])
def test_long_images_of_gemma_4(shape: tuple[int, int]) -> None:
    mine, theirs = ours.Gemma4ImageProcessor(**FEW), transformers.Gemma4ImageProcessorPil(**FEW)
    call = dict(return_tensors="np")
    assert_same(mine(noise(*shape), **call), theirs(noise(*shape), **call))


def test_what_gemma_4_refuses() -> None:
    with pytest.raises(InputError, match="max_soft_tokens"):
        ours.Gemma4ImageProcessor(max_soft_tokens=71)
    with pytest.raises(InputError, match="do_resize=True"):
        ours.Gemma4ImageProcessor(do_resize=False)(noise(50, 48))
    with pytest.raises(InputError, match="pooling_kernel_size"):
        ours.Gemma4ImageProcessor(pooling_kernel_size=0)


def gemma(folder: Path) -> tuple[Any, Any]:
    """Both libraries' processors of Gemma 4."""
    names = {"boi_token": "<boi>", "eoi_token": "<eoi>", "image_token": "<img>"}
    names |= {"boa_token": "<boa>", "eoa_token": "<eoa>", "audio_token": "<audio>"}
    settings = {"extra_special_tokens": names, **names}
    part = {"image_processor_type": "Gemma4ImageProcessor", **FEW}
    tokens = [*GEMMA_TOKENS, "<|video|>"]
    folder = folder_of(folder, "Gemma4", part, tokens, "<img>", "<|video|>", settings=settings)
    sound = {"feature_extractor_type": "Gemma4AudioFeatureExtractor", "feature_size": 16}
    parts = {
        "feature_extractor": sound,
        "image_processor": part,
        "video_processor": {"video_processor_type": "Gemma4VideoProcessor", "patch_size": 4},
    }
    (folder / "processor_config.json").write_text(
        json.dumps({"processor_class": "Gemma4Processor", **parts})
    )
    mine = AutoProcessor.from_pretrained(folder)
    ids = {
        f"{kind}_token_id": mine.tokenizer.convert_tokens_to_ids(getattr(mine, f"{kind}_token"))
        for kind in ("image", "video", "audio")
    }
    theirs = of_transformers(folder, "Gemma4", **ids, **names, video_token="<|video|>")
    theirs.feature_extractor = transformers.AutoFeatureExtractor.from_pretrained(folder)
    return mine, theirs


def test_texts_of_gemma_4(tmp_path: Path) -> None:
    mine, theirs = gemma(tmp_path)
    wave = np.sin(np.arange(9000) / 7).astype(np.float32)
    text = ["<img> what is this", "a cat <img> a dog <audio> <img> <audio>"]
    call = dict(
        images=[[photo(0)], [photo(1, 100, 30), photo(2)]],
        audio=[wave, wave[:5001]],
        return_tensors="np",
    )
    assert_same(mine(text=list(text), **call), theirs(text=list(text), **call))
    assert_same(mine(text=["a cat", "a"]), theirs(text=["a cat", "a"]))
    alone = dict(images=[[photo(0)], [photo(1), photo(2)]], return_tensors="np")
    assert_same(mine(**alone), theirs(**alone))
    with pytest.raises(InputError, match="images of each"):
        mine(text=["<img> <img>", "a"], images=[[photo()], [photo()]])
    with pytest.raises(InputError, match="tokens for 1 recordings"):
        mine(text=["a"], audio=[wave])


def gemma_3n(folder: Path) -> tuple[Any, Any]:
    """Both libraries' processors of Gemma 3n."""
    names = {"boi_token": "<boi>", "eoi_token": "<eoi>", "image_token": "<img>"}
    names |= {"boa_token": "<boa>", "eoa_token": "<eoa>", "audio_token": "<audio>"}
    settings = {"extra_special_tokens": names, **names}
    size = {"height": 32, "width": 32}
    part = {"image_processor_type": "SiglipImageProcessorFast", "size": size, "do_normalize": False}
    part |= {"feature_extractor_type": "Gemma3nAudioFeatureExtractor", "feature_size": 8}
    counts = {"audio_seq_length": 7, "image_seq_length": 4}
    folder = folder_of(
        folder, "Gemma3n", part, GEMMA_TOKENS, "<img>", "<img>", settings=settings, **counts
    )
    parts = (
        transformers.AutoFeatureExtractor.from_pretrained(folder),
        transformers.SiglipImageProcessorPil.from_pretrained(folder),
        transformers.AutoTokenizer.from_pretrained(folder),
    )
    return AutoProcessor.from_pretrained(folder), transformers.Gemma3nProcessor(*parts, **counts)


def test_texts_of_gemma_3n(tmp_path: Path) -> None:
    mine, theirs = gemma_3n(tmp_path)
    wave = np.sin(np.arange(9000) / 7).astype(np.float32)
    text = ["<img> what is this", "a cat <img> a dog <audio> <img> <audio>"]
    call = dict(
        images=[[photo(0)], [photo(1, 100, 30), photo(2)]],
        audio=[wave, wave[:5001]],
        return_tensors="np",
        padding=True,
    )
    found, exact = mine(text=list(text), **call), theirs(text=list(text), **call)
    assert_same(found, exact)
    assert set(np.unique(found["token_type_ids"])) == {0, 1, 3}
    assert_same(mine(text=["a cat", "a"]), theirs(text=["a cat", "a"]))
    alone = dict(images=[[photo(0)], [photo(1), photo(2)]], return_tensors="np", padding=True)
    assert_same(mine(**alone), theirs(**alone))
    sound = dict(audio=[wave, wave[:5001]], return_tensors="np")
    assert_same(mine(**sound), theirs(**sound))
    assert set(mine.model_input_names) == set(theirs.model_input_names)
    with pytest.raises(InputError, match="images of each"):
        mine(text=["<img> <img>", "a"], images=[[photo()], [photo()]])
    with pytest.raises(InputError, match="tokens for 1 recordings"):
        mine(text=["a"], audio=[wave])


def test_conversations_of_gemma_4(tmp_path: Path) -> None:
    """A video's frames stand behind their times; sound is read from files."""
    mine, _ = gemma(tmp_path)
    template = "{% for part in messages[0]['content'] %}"
    template += "{{ {'video': '<|video|>', 'audio': '<audio>'}.get(part['type'], part['text']) }} "
    template += "{% endfor %}"
    frames = [photo(seed) for seed in range(4)]
    path = tmp_path / "sound.wav"
    wave = (np.sin(np.arange(4000) / 7) * 30000).astype("<i2")
    header = b"RIFF" + (36 + wave.nbytes).to_bytes(4, "little") + b"WAVEfmt "
    header += (16).to_bytes(4, "little") + np.array([1, 1], "<u2").tobytes()
    header += np.array([16000, 32000], "<u4").tobytes() + np.array([2, 16], "<u2").tobytes()
    path.write_bytes(header + b"data" + wave.nbytes.to_bytes(4, "little") + wave.tobytes())
    content = [
        {"type": "video", "video": frames},
        {"type": "audio", "path": str(path)},
        {"type": "text", "text": "what"},
    ]
    about = dict(video_metadata=[{"fps": 0.05, "total_num_frames": 4}], num_frames=2)
    call = dict(tokenize=True, return_dict=True, return_tensors="np", chat_template=template)
    found = mine.apply_chat_template([{"role": "user", "content": content}], **call, **about)
    assert found["num_frames_per_video"].tolist() == [2]
    assert found["pixel_values_videos"].shape == (2, 630, 48)
    vectors = int((found["video_position_ids"][0] != -1).all(-1).sum()) // 9
    frame = "<boi>" + "<|video|>" * vectors + "<eoi>"
    sound = "<boa>" + "<audio>" * int(found["input_features_mask"][0][::4].sum()) + "<eoa>"
    expected = mine.tokenizer(f"00:00 {frame} 00:40 {frame} {sound} what")["input_ids"]
    assert found["input_ids"][0].tolist() == expected
    kinds = {
        mine.tokenizer.convert_tokens_to_ids(t): k for t, k in (("<|video|>", 2), ("<audio>", 3))
    }
    assert found["mm_token_type_ids"][0].tolist() == [kinds.get(i, 0) for i in expected]


def test_frames_of_gemma_4_are_resized_as_images() -> None:
    frames = [noise(123, 77, seed=seed) for seed in range(3)]
    found = ours.Gemma4VideoProcessor(**FEW, do_sample_frames=False)(frames, return_tensors="np")
    exact = transformers.Gemma4ImageProcessorPil(**FEW)(frames, return_tensors="np")
    assert_same(found["pixel_values_videos"], exact["pixel_values"])
    assert_same(found["video_position_ids"], exact["image_position_ids"])


# --- PaliGemma, ShieldGemma 2 -------------------------------------------------------------------


def test_texts_of_paligemma(tmp_path: Path) -> None:
    part = {"image_processor_type": "SiglipImageProcessor", "size": {"height": 28, "width": 28}}
    part |= {"image_seq_length": 4, "do_rescale": True, "do_normalize": True, "do_resize": True}
    folder = folder_of(tmp_path, "PaliGemma", part, ["<image>", "\n"], "<image>")
    mine, theirs = (
        AutoProcessor.from_pretrained(folder),
        transformers.AutoProcessor.from_pretrained(folder),
    )
    call = dict(padding=True, return_tensors="np")
    images = [[photo(0)], [photo(1, 100, 30), photo(2)]]
    texts = ["<image> what is this", "<image> <image> a cat"]
    answer = dict(suffix=["a dog", "the cat"])
    for text, given, more in (
        (texts, images, answer),
        (["what is this", "a cat"], [photo(0), photo(1)], answer),
        ("what is this", photo(0), {"suffix": "a dog"}),
    ):
        found = mine(text=text, images=given, **call, **more)
        assert_same(found, theirs(text=text, images=given, **call, **more))
    # Without answers transformers 5 has labels of which none counts.
    found, expected = (one(text=list(texts), images=images, **call) for one in (mine, theirs))
    assert (expected.pop("labels") == -100).all()
    assert_same(found, expected)
    # As transformers 4 has it: 5.23 begins the second text within, and makes none of none.
    some = mine(text=["<image> what", "a cat is this"], images=[photo(0)], **call)
    alone = mine.tokenizer("<s>a cat is this\n")["input_ids"]
    assert some["input_ids"][1][-len(alone) :].tolist() == alone
    assert mine(images=photo(0), **call)["input_ids"].shape == (1, 6)
    with pytest.raises(InputError, match="for 2 texts, and 1 texts"):
        mine(text="what", images=[photo(0), photo(1)])
    with pytest.raises(InputError, match="needs images"):
        mine(text="what")


def test_questions_of_shieldgemma(tmp_path: Path) -> None:
    part = {"image_processor_type": "Gemma3ImageProcessor", "size": {"height": 28, "width": 28}}
    names = {"boi_token": "<boi>", "eoi_token": "<eoi>", "image_token": "<img>"}
    folder = folder_of(
        tmp_path,
        "ShieldGemma2",
        part,
        ["<boi>", "<eoi>", "<img>", "\n\n"],
        "<boi>",
        settings={"extra_special_tokens": names, **names},
        image_seq_length=4,
        policy_definitions={"one": "what is this", "two": "a cat of the"},
    )
    mine, theirs = (
        AutoProcessor.from_pretrained(folder),
        transformers.AutoProcessor.from_pretrained(folder),
    )
    images, call = [photo(0), photo(1, 100, 30)], dict(return_tensors="np")
    assert_same(mine(images=images, **call), theirs(images=images, **call))
    more = dict(policies=["two", "new"], custom_policies={"new": "hello world"})
    assert_same(mine(images=images, **call, **more), theirs(images=images, **call, **more))
    theirs = transformers.models.shieldgemma2.processing_shieldgemma2
    assert ours.shieldgemma2.POLICIES == theirs.DEFAULT_SHIELDGEMMA2_POLICIES
    with pytest.raises(InputError, match="no policy 'three'"):
        mine(images=images, policies=["three"])
    with pytest.raises(InputError, match="images alone"):
        mine(images=images, text="what")


# --- GLM-4.1V and later ---------------------------------------------------------------------------

GLM_TOKENS = [
    *("<|image|>", "<|video|>", "<|begin_of_image|>", "<|end_of_image|>"),
    *("<|begin_of_video|>", "<|end_of_video|>"),
]


GLM_VIDEOS = {"glm4v": "Glm4v", "glm46v": "Glm46V", "glmga": "Glmga"}


@pytest.mark.parametrize("name", GLM_VIDEOS.values())
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"size": {"shortest_edge": 3136, "longest_edge": 28 * 28 * 20}},
        {"patch_size": 6, "merge_size": 3, "temporal_patch_size": 1, "do_normalize": False},
    ],
    ids=["default", "size", "other"],
)
@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "floats"])
def test_images_of_glm(image: str, options: dict[str, Any], name: str) -> None:
    mine = getattr(ours, f"{name}ImageProcessor")(**options)
    theirs = getattr(transformers, f"{name}ImageProcessorPil")(**options)
    found, expected = (one(IMAGES[image](), return_tensors="np") for one in (mine, theirs))
    assert_same(found, expected)
    for size in ((61, 47), (9, 300)):
        count = theirs.get_number_of_image_patches(*size)
        assert mine.get_number_of_image_patches(*size) == count


def test_sides_of_larger_blocks() -> None:
    """As transformers' with torchvision; its other one ignores the factor."""
    bounds = {"shortest_edge": 56 * 56, "longest_edge": 10**6}
    for cls in (ours.GlmgaImageProcessor, ours.GlmgaVideoProcessor):
        mine = cls(patch_expand_factor=3, size=bounds)
        shape = (100, 200)
        if cls is ours.GlmgaImageProcessor:
            grid = mine(noise(*shape), return_tensors="np")["image_grid_thw"]
            assert mine.get_number_of_image_patches(*shape) == grid.prod()
        else:
            frames = [noise(*shape)] * 4
            call = dict(do_sample_frames=False, return_tensors="np")
            grid = mine([frames], **call)["video_grid_thw"]
        # To the nearest multiple of 3 blocks of 28 pixels.
        assert grid[0, 1:].tolist() == [84 // 14, 168 // 14]
        with pytest.raises(InputError, match="patch_expand_factor"):
            cls(patch_expand_factor=0)


def test_charts(tmp_path: Path) -> None:
    part = {"image_processor_type": "PPChart2TableImageProcessor"}
    part |= {"size": {"height": 28, "width": 30}}
    folder = folder_of(tmp_path, "PPChart2Table", part, ["<imgpad>"], "<imgpad>")
    (folder / "config.json").write_text('{"model_type": "pp_chart2table"}')
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.PPChart2TableProcessor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"), mine.tokenizer
    )
    theirs.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    call = dict(images=[photo(0), photo(1)], padding=True, return_tensors="np")
    text = ["<imgpad> <imgpad> what is this", "a cat <imgpad> a"]
    assert_same(mine(text=text, **call), theirs(text=text, **call))
    with pytest.raises(InputError, match="images and text"):
        mine(text=text)


def test_texts_of_glm(tmp_path: Path) -> None:
    part = {"image_processor_type": "Glm4vImageProcessor", "size": SMALL["size"]}
    folder = folder_of(tmp_path, "Glm4v", part, GLM_TOKENS, "<|image|>", "<|video|>")
    (folder / "config.json").write_text('{"model_type": "glm4v_moe"}')
    mine = AutoProcessor.from_pretrained(folder)
    assert isinstance(mine.video_processor, ours.Glm4vVideoProcessor)
    ids = {
        f"{name}_id": mine.tokenizer.convert_tokens_to_ids(token)
        for name, token in (
            ("image_token", "<|image|>"),
            ("video_token", "<|video|>"),
            ("video_start", "<|begin_of_video|>"),
            ("video_end", "<|end_of_video|>"),
        )
    }
    tokens = dict(image_token="<|image|>", video_token="<|video|>")
    theirs = of_transformers(folder, "Glm4v", **ids, **tokens)
    call = dict(images=[photo(0), photo(1, 100, 60)], padding=True, return_tensors="np")
    text = ["<|image|> what is this", "a cat <|begin_of_video|> <|image|> <|end_of_video|> a"]
    assert_same(mine(text=list(text), **call), theirs(text=list(text), **call))
    features = {
        "video_grid_thw": np.array([[3, 4, 6]]),
        "video_metadata": [
            transformers.video_utils.VideoMetadata(
                total_num_frames=9, fps=2.0, frames_indices=[0, 3, 4, 7, 8]
            )
        ],
    }
    theirs.video_processor = mine.video_processor
    about = {"fps": 2.0, "frames_indices": [0, 3, 4, 7, 8]}
    own = {**features, "video_metadata": [about]}
    assert mine.video_text(own, 0) == theirs.replace_video_token(features, 0)
    newer = ours.Glm46VProcessor(mine.image_processor, mine.tokenizer, mine.video_processor)
    theirs = of_transformers(folder, "Glm46V", **ids, **tokens)
    theirs.video_processor = mine.video_processor
    assert newer.video_text(own, 0) == theirs.replace_video_token(features, 0)


@pytest.mark.parametrize("name", GLM_VIDEOS)
@pytest.mark.parametrize(
    ("total", "fps"), [(9, 2.0), (10, 25.0), (90, 24.0), (1000, 30.0), (9000, 12.0), (1400, 0.5)]
)
def test_frames_of_glm(name: str, total: int, fps: float) -> None:
    """As transformers' rule, which is of a class that needs torchvision."""
    mine = getattr(ours, f"{GLM_VIDEOS[name]}VideoProcessor")()
    for mine.fps in (2, 40):
        found = mine.sampled({"total_num_frames": total, "fps": fps}, vars(mine))
        assert found == rule_of_transformers(name, total, fps, mine)


def rule_of_transformers(name: str, total: int, fps: float, processor: Any) -> list[int]:
    """The method `sample_frames` of a file that cannot be imported here."""
    import ast
    from types import SimpleNamespace

    path = Path(transformers.__path__[0]) / f"models/{name}/video_processing_{name}.py"
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name == "sample_frames":
            node.args.args[1].annotation = None
            space: dict[str, Any] = {"np": np, "math": __import__("math")}
            exec(compile(ast.Module([node], []), str(path), "exec"), space)
            about = SimpleNamespace(total_num_frames=total, fps=fps, duration=None)
            return space["sample_frames"](processor, about).tolist()
    raise AssertionError(name)


# --- PaddleOCR-VL -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"min_pixels": 3136, "max_pixels": 28 * 28 * 20},
        {"patch_size": 6, "merge_size": 3, "temporal_patch_size": 2, "do_normalize": False},
    ],
    ids=["default", "pixels", "other"],
)
@pytest.mark.parametrize("image", ["tall", "wide", "grey", "transparent", "list", "floats"])
def test_pages(image: str, options: dict[str, Any]) -> None:
    mine = ours.PaddleOCRVLImageProcessor(**options)
    theirs = transformers.PaddleOCRVLImageProcessorPil(**options)
    call = dict(return_tensors="np")
    assert_same(mine(IMAGES[image](), **call), theirs(IMAGES[image](), **call))
    assert_same(mine(noise(9, 300), **call), theirs(noise(9, 300), **call))
    for size in ((61, 47), (300, 9), (5, 7)):
        count = theirs.get_number_of_image_patches(*size)
        assert mine.get_number_of_image_patches(*size) == count


def test_texts_with_pages(tmp_path: Path) -> None:
    part = {"image_processor_type": "PaddleOCRVLImageProcessor", "size": SMALL["size"]}
    names = {"image_token": "<img>"}
    folder = folder_of(
        tmp_path, "PaddleOCRVL", part, ["<img>"], "<img>", settings={"extra_special_tokens": names}
    )
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.AutoProcessor.from_pretrained(folder)
    call = dict(images=[photo(0), photo(1, 100, 60)], padding=True, return_tensors="np")
    text = ["<img> what is this", "a cat <img> a"]
    assert_same(mine(text=list(text), **call), theirs(text=list(text), **call))


# --- EXAONE 4.5 and LightOnOCR ------------------------------------------------------------------


def test_texts_without_kinds_of_tokens(tmp_path: Path) -> None:
    part = {"image_processor_type": "Qwen2VLImageProcessor", **SMALL}
    image, video = (f"<|{kind}_pad|>" for kind in ("image", "video"))
    folder = folder_of(tmp_path, "Exaone4_5_", part, QWEN_TOKENS, image, video)
    mine = AutoProcessor.from_pretrained(folder)
    ids = {f"{k}_token_id": mine.tokenizer.convert_tokens_to_ids(f"<|{k}_pad|>") for k in KINDS}
    tokens = {f"{k}_token": f"<|{k}_pad|>" for k in KINDS}
    theirs = of_transformers(folder, "Exaone4_5_", **ids, **tokens)
    images = [photo(0), photo(1, 100, 60), photo(2)]
    call = dict(images=images, padding=True, return_tensors="np")
    found = mine(text=list(TWO), **call)
    assert_same(found, theirs(text=list(TWO), **call))
    assert "mm_token_type_ids" not in found


def test_squares_of_patches_of_pages(tmp_path: Path) -> None:
    part = {"image_processor_type": "PixtralImageProcessor", "patch_size": 8}
    part |= {"size": {"longest_edge": 64}}
    names = {"image_token": "<img>", "image_break_token": "<row>", "image_end_token": "<end>"}
    settings = {"extra_special_tokens": names, **names}
    options = dict(patch_size=4, spatial_merge_size=2)
    folder = folder_of(
        tmp_path, "LightOnOcr", part, list(names.values()), "<img>", settings=settings, **options
    )
    (folder / "config.json").write_text('{"model_type": "lighton_ocr"}')
    mine = AutoProcessor.from_pretrained(folder)
    theirs = transformers.LightOnOcrProcessor(
        transformers.PixtralImageProcessorPil.from_pretrained(folder),
        transformers.AutoTokenizer.from_pretrained(folder),
        **options,
    )
    text = ["<img> what is this", "a cat <img> <end> a"]
    for more in ({}, {"return_mm_token_type_ids": True}):
        call = dict(images=[photo(0), photo(1, 100, 60)], padding=True, return_tensors="pt", **more)
        assert_same(mine(text=list(text), **call), theirs(text=list(text), **call))
    with pytest.raises(InputError, match="1 to 1024"):
        ours.LightOnOcrProcessor(mine.image_processor, mine.tokenizer, patch_size=0)


# --- Qwen2.5-Omni --------------------------------------------------------------------------------

OMNI3 = {
    "image": "<|image_pad|>",
    "video": "<|video_pad|>",
    "audio": "<|audio_pad|>",
    "vision_bos": "<|vision_start|>",
    "vision_eos": "<|vision_end|>",
    "audio_bos": "<|audio_start|>",
    "audio_eos": "<|audio_end|>",
}
OMNI = ["vision_bos", "vision_eos", "audio_bos", "audio_eos", "IMAGE", "VIDEO", "AUDIO"]


def omni(folder: Path, name: str = "Qwen2_5Omni") -> tuple[Any, Any]:
    """Both libraries' processors of Qwen2.5-Omni, or of Qwen3-Omni."""
    names = {f"{name.lower()}_token": f"<|{name}|>" for name in OMNI}
    if name == "Qwen3OmniMoe":
        names = {f"{kind}_token": token for kind, token in OMNI3.items()}
    settings = {"extra_special_tokens": names, **names}
    part = {"image_processor_type": "Qwen2VLImageProcessor", **SMALL}
    part |= {"feature_extractor_type": "WhisperFeatureExtractor", "feature_size": 8}
    part |= {"chunk_length": 2, "n_fft": 400, "hop_length": 160, "return_attention_mask": True}
    tokens, image = list(names.values()), names["image_token"]
    folder = folder_of(folder, name, part, tokens, image, settings=settings)
    mine = AutoProcessor.from_pretrained(folder)
    convert = mine.tokenizer.convert_tokens_to_ids
    ids = {f"{k}_token_id": convert(names[f"{k}_token"]) for k in (*KINDS, "audio")}
    theirs = of_transformers(folder, name, **ids, **names)
    theirs.feature_extractor = transformers.AutoFeatureExtractor.from_pretrained(folder)
    return mine, theirs


@pytest.mark.parametrize("name", ["Qwen2_5Omni", "Qwen3OmniMoe"])
def test_texts_of_qwen_omni(name: str, tmp_path: Path) -> None:
    mine, theirs = omni(tmp_path, name)
    wave = np.sin(np.arange(9000 if name == "Qwen2_5Omni" else 25_000) / 7).astype(np.float32)
    image, sound = mine.image_token, mine.audio_token
    text = [
        f"{mine.vision_bos_token} {image} {mine.vision_eos_token} what is this",
        f"a cat {mine.audio_bos_token} {sound} {mine.audio_eos_token} a {image} {sound}",
    ]
    call = dict(images=[photo(0), photo(1, 100, 60)], audio=[wave, wave[:5001]], padding=True)
    call["return_tensors"] = "np"
    found, exact = mine(text=list(text), **call), theirs(text=list(text), **call)
    # transformers' spectrograms are made by torch where it is installed.
    spectrograms = [one.pop("input_features") for one in (found, exact)]
    np.testing.assert_allclose(*spectrograms, atol=2e-5)
    assert_same(found, exact)
    assert_same(mine(text=["a cat", "a"]), theirs(text=["a cat", "a"]))
    names = {"input_ids", "attention_mask", "input_features", "feature_attention_mask"}
    names |= {"pixel_values", "image_grid_thw", "pixel_values_videos", "video_grid_thw"}
    assert names | {"video_second_per_grid"} == set(mine.model_input_names)
    with pytest.raises(InputError, match="tokens for 1 recordings"):
        mine(text=["a"], audio=[wave])
    with pytest.raises(InputError, match="needs a text"):
        mine(images=[photo()])


@pytest.mark.parametrize("name", ["Qwen2_5Omni", "Qwen3OmniMoe"])
def test_videos_of_qwen_omni(name: str, tmp_path: Path) -> None:
    """Frames are so far apart as they were taken; sound stands among them, as transformers puts
    it."""
    mine, theirs = omni(tmp_path, name)
    between, each = (1.0, 25) if name == "Qwen2_5Omni" else (2.0, 13.0)
    v, a = mine.video_token, mine.audio_token
    video = np.stack([noise(60, 60, seed=s) for s in range(10)])
    wave = np.sin(np.arange(32_000) / 7).astype(np.float32)
    about = dict(return_tensors="np", videos_kwargs={"do_sample_frames": False, **SMALL})
    found = mine(text=f"a {v} cat", videos=[video], **about)
    grid = found["video_grid_thw"]
    assert grid.tolist() == [[5, 4, 4]] and found["video_second_per_grid"].tolist() == [between]
    assert (found["input_ids"] == mine.tokenizer.convert_tokens_to_ids(v)).sum() == 20
    text = f"{a} a {v} cat"
    options = dict(seconds_per_chunk=0.5, position_id_per_seconds=20)
    for names in ({}, options):
        call = dict(text=text, videos=[video], audio=[wave[:8000], wave], **about, **names)
        found = mine(use_audio_in_video=True, **call)
        lengths = found["feature_attention_mask"].sum(-1)
        counts = [mine.vectors_of(int(one), {}) for one in lengths]
        theirs.video_processor.merge_size = 2
        sound = theirs.replace_video_with_audio_token(
            {"video_grid_thw": grid, "video_second_per_grid": [between]},
            0,
            {"num_audio_tokens": counts},
            1,
            **{"seconds_per_chunk": 2.0, "position_id_per_seconds": each, **names},
        )
        expected = text.replace(a, a * counts[0]).replace(v, sound)
        assert found["input_ids"][0].tolist() == mine.tokenizer(expected)["input_ids"]
    with pytest.raises(InputError, match="beside those of the videos"):
        mine(text=f"{a} {v}", videos=[video], audio=[wave], load_audio_from_video=True)
