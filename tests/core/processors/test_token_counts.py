"""How many tokens images, videos and recordings of some size have, against transformers."""

from __future__ import annotations

import ast
import functools
import inspect
import math
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.multimodal import folder_of
from transformers.processing_utils import ProcessorMixin

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import InputError
from auto_core.processors import kinds

IMAGES = [(100, 100), (900, 300), (300, 900), (364, 364), (1200, 1600), (61, 410)]
VIDEOS = [(4, 100, 100), (5, 300, 900), (8, 61, 410)]
LENGTHS = [0, 500, 16_000, 123_456, 900_000]
# The tokens that processors ask a tokenizer for, by its attribute.
ROLES = {
    **{f"{name}_token": f"<{name}>" for name in ("image", "video", "audio", "boi", "eoi")},
    **{f"{name}_token": f"<{name}>" for name in ("boa", "eoa", "image_break", "image_end")},
    "image_start_token": "<start>",
    "img_line_break_token": "<line>",
    "start_image_token": "<img>",
    "end_image_token": "</img>",
    "context_image_token": "<context>",
    **{f"{name}_token": f"<{name}>" for name in ("vision_bos", "vision_eos")},
    **{f"{name}_token": f"<{name}>" for name in ("audio_bos", "audio_eos")},
}
GRID = {"image_grid_pinpoints": [[336, 672], [672, 336], [672, 672], [1008, 336]]}
Parts = dict[str, tuple[str, dict[str, Any]]]
IMAGE, VIDEO, SOUND = "image_processor", "video_processor", "feature_extractor"


def image(name: str, **options: Any) -> Parts:
    return {IMAGE: (f"{name}ImageProcessor", options)}


def video(name: str) -> Parts:
    return {VIDEO: (f"{name}VideoProcessor", {})}


# Type -> the processor, its parts, its own options, and keywords of a call.
CASES: dict[str, tuple[str, Parts, dict[str, Any], dict[str, Any]]] = {
    "aria": ("Aria", image("Aria"), {}, {"split_image": True}),
    "aya_vision": ("AyaVision", image("GotOcr2"), {"downsample_factor": 2, "patch_size": 14}, {}),
    "cohere2_vision": ("Cohere2Vision", image("Cohere2Vision"), {}, {}),
    "colmodernvbert": ("ColModernVBert", image("Idefics3"), {}, {}),
    "colpali": ("ColPali", image("Siglip", image_seq_length=9), {}, {}),
    "colqwen2": ("ColQwen2", image("Qwen2VL"), {}, {"max_pixels": 200_000}),
    "exaone4_5": ("Exaone4_5_", image("Qwen2VL") | video("Qwen2VL"), {}, {}),
    "florence2": ("Florence2", image("CLIP", image_seq_length=577), {}, {}),
    "fuyu": ("Fuyu", image("Fuyu"), {}, {}),
    "fuyu, small": ("Fuyu", image("Fuyu"), {}, {"size": {"height": 300, "width": 330}}),
    "gemma3": ("Gemma3", image("Gemma3"), {"image_seq_length": 7}, {}),
    "gemma3n": (
        "Gemma3n",
        image("Siglip") | {SOUND: ("Gemma3nAudioFeatureExtractor", {})},
        {"image_seq_length": 7, "audio_seq_length": 5},
        {},
    ),
    "gemma4": (
        "Gemma4",
        image("Gemma4") | video("Gemma4") | {SOUND: ("Gemma4AudioFeatureExtractor", {})},
        {"audio_seq_length": 200},
        {"images_kwargs": {"max_soft_tokens": 140}},
    ),
    "gemma4_unified": (
        "Gemma4Unified",
        image("Gemma4Unified")
        | video("Gemma4Unified")
        | {SOUND: ("Gemma4UnifiedAudioFeatureExtractor", {})},
        {},
        {},
    ),
    "glm46v": ("Glm46V", image("Glm46V") | video("Glm46V"), {}, {}),
    "glm4v": ("Glm4v", image("Glm4v") | video("Glm4v"), {}, {}),
    "hunyuan_vl": ("HunYuanVL", image("HunYuanVL"), {}, {}),
    "idefics3": ("Idefics3", image("Idefics3"), {"image_seq_len": 5}, {}),
    "idefics3, whole": ("Idefics3", image("Idefics3"), {}, {"do_image_splitting": False}),
    "internvl": ("InternVL", image("GotOcr2") | video("InternVL"), {"image_seq_length": 9}, {}),
    "kimi_k25": ("Kimi_K25", image("Kimi_K25") | video("Kimi_K25"), {}, {}),
    "lighton_ocr": ("LightOnOcr", image("Pixtral", patch_size=14), {}, {}),
    "llava": ("Llava", image("CLIP"), {"patch_size": 14, "num_additional_image_tokens": 1}, {}),
    "llava_next": (
        "LlavaNext",
        image("LlavaNext", **GRID),
        {"patch_size": 14, "vision_feature_select_strategy": "default"},
        {},
    ),
    "llava_next_video": (
        "LlavaNextVideo",
        image("LlavaNext", **GRID) | video("LlavaNextVideo"),
        {"patch_size": 14},
        {"size": {"shortest_edge": 168}},
    ),
    "llava_onevision": (
        "LlavaOnevision",
        image("LlavaOnevision") | video("LlavaOnevision"),
        {"num_image_tokens": 729, "vision_aspect_ratio": "anyres_max_2"},
        {},
    ),
    "paligemma": ("PaliGemma", image("Siglip", image_seq_length=16), {}, {}),
    "qianfan_ocr": ("QianfanOCR", image("GotOcr2"), {}, {"crop_to_patches": True}),
    "qwen2_5_omni": (
        "Qwen2_5Omni",
        image("Qwen2VL") | video("Qwen2VL") | {SOUND: ("WhisperFeatureExtractor", {})},
        {},
        {},
    ),
    "qwen2_5_vl": ("Qwen2_5_VL", image("Qwen2VL") | video("Qwen2VL"), {}, {}),
    "qwen2_vl": (
        "Qwen2VL",
        image("Qwen2VL") | video("Qwen2VL"),
        {},
        {"images_kwargs": {"min_pixels": 200_000}},
    ),
    "qwen3_omni_moe": (
        "Qwen3OmniMoe",
        image("Qwen2VL") | video("Qwen2VL") | {SOUND: ("WhisperFeatureExtractor", {})},
        {},
        {},
    ),
    "qwen3_vl": ("Qwen3VL", image("Qwen2VL", patch_size=16) | video("Qwen3VL"), {}, {}),
    "shieldgemma2": ("ShieldGemma2", image("Gemma3"), {}, {}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tokens = [*ROLES.values(), "\n\n", "|SPEAKER|", "|NEWLINE|"]
    settings = {"extra_special_tokens": ROLES}
    part = {"image_processor_type": "CLIPImageProcessor"}
    folder = tmp_path_factory.mktemp("processor")
    return folder_of(folder, "CLIP", part, tokens, "<image>", settings=settings)


COUNTERS = ("get_number_of_image_patches", "get_num_of_video_patches")


def without_torchvision(name: str, mine: Any) -> Any:
    """What counts in a part of theirs whose module cannot be imported, with our part's options."""
    stem = snake(name.removesuffix("ImageProcessor").removesuffix("VideoProcessor"))
    known: dict[str, Any] = {"math": math, "np": np}
    models = Path(transformers.__file__).parent / "models"
    for kind in ("image", "video"):
        file = models / stem / f"{kind}_processing_{stem}.py"
        tree = ast.parse(file.read_text()) if file.exists() else ast.Module([], [])
        inside = [node for one in tree.body for node in getattr(one, "body", ())]
        found = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
        found += [n for n in inside if getattr(n, "name", "") in COUNTERS]
        for function in found:
            function.decorator_list = []
        later = ast.parse("from __future__ import annotations").body
        exec(compile(ast.Module([*later, *found], []), str(file), "exec"), known)
    part = SimpleNamespace(**{n: getattr(mine, n) for n in mine.option_names()})
    for counter in COUNTERS:
        if counter in known:
            setattr(part, counter, functools.partial(known[counter], part))
    return part


def snake(name: str) -> str:
    known = {"Qwen2VL": "qwen2_vl", "Qwen3VL": "qwen3_vl", "Glm46V": "glm46v"}
    return known.get(name) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def of_transformers(name: str, options: dict[str, Any], mine: Any) -> Any:
    if not name.endswith("VideoProcessor"):
        try:
            return getattr(transformers, name)(**options)
        except ImportError:
            pass
    return without_torchvision(name, mine)


@pytest.mark.parametrize("case", CASES)
def test_as_transformers_counts(case: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProcessorMixin, "check_argument_for_proper_class", lambda *_: None)
    name, parts, own, call = CASES[case]
    mine = {key: kinds.class_named(cls)(**options) for key, (cls, options) in parts.items()}
    theirs = {k: of_transformers(cls, options, mine[k]) for k, (cls, options) in parts.items()}
    ours = kinds.class_named(f"{name}Processor")(
        **mine, tokenizer=AutoTokenizer.from_pretrained(folder), **own
    )
    exact = getattr(transformers, f"{name}Processor")(
        **theirs, tokenizer=transformers.AutoTokenizer.from_pretrained(folder), **own
    )
    found = ours._get_num_multimodal_tokens(image_sizes=IMAGES, **call)
    expected = exact._get_num_multimodal_tokens(image_sizes=IMAGES, **call)
    assert found.num_image_tokens == expected.num_image_tokens
    assert found["num_image_patches"] == expected["num_image_patches"]
    assert "num_video_tokens" not in found and "num_audio_tokens" not in found
    signature = inspect.signature(exact._get_num_multimodal_tokens).parameters
    for inputs, sizes, counts in (
        ("video_sizes", VIDEOS, "num_video_tokens"),
        ("audio_lengths", LENGTHS, "num_audio_tokens"),
    ):
        if inputs in signature:
            found = ours._get_num_multimodal_tokens(**{inputs: sizes}, **call)
            assert (
                found[counts] == exact._get_num_multimodal_tokens(**{inputs: sizes}, **call)[counts]
            )


@pytest.mark.parametrize("shape", IMAGES)
def test_as_many_as_in_a_call(shape: tuple[int, int], folder: Path) -> None:
    """Of Pixtral, whose processor needs torchvision in transformers."""
    processor = kinds.class_named("PixtralProcessor")(
        kinds.class_named("PixtralImageProcessor")(),
        AutoTokenizer.from_pretrained(folder),
        spatial_merge_size=2,
        **{name: ROLES[name] for name in ("image_token", "image_break_token", "image_end_token")},
    )
    found = processor._get_num_multimodal_tokens([shape])
    features = processor.image_processor(np.zeros((3, *shape)), patch_size=32)
    text = processor.image_text(features, 0)
    assert found.num_image_tokens == [text.count("<")] and found.num_image_patches == [1]


def test_what_is_not_counted(folder: Path) -> None:
    parts = {IMAGE: kinds.class_named("Idefics2ImageProcessor")()}
    processor = kinds.class_named("Idefics2Processor")(
        **parts, tokenizer=AutoTokenizer.from_pretrained(folder)
    )
    for sizes in ({"image_sizes": IMAGES}, {"video_sizes": VIDEOS}, {"audio_lengths": LENGTHS}):
        with pytest.raises(InputError, match="does not say how many"):
            processor._get_num_multimodal_tokens(**sizes)
