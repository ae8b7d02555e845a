"""From a directory to the right class, and back to files that transformers reads."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import IMAGES, assert_same
from PIL import Image

import auto_core.processors as ours
from auto_core.auto.feature_extraction import AutoFeatureExtractor
from auto_core.auto.image_processing import AutoImageProcessor
from auto_core.auto.processing import AutoProcessor
from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import (
    FileMissingError,
    InputError,
    RegistrationError,
    RemoteCodeError,
    UnknownArgumentError,
    UnknownModelTypeError,
)
from auto_core.processors import kinds
from auto_core.registry.configs import model_types

# transformers has these without Pillow: DINOv3's, LFM2-VL's, SAM 2's and 3's need torchvision,
# TimmWrapper's timm.
ELSEWHERE = {
    "CHMv2ImageProcessor",
    "Cohere2VisionImageProcessor",
    "DepthProImageProcessor",
    "DINOv3ViTImageProcessor",
    "EfficientFormerImageProcessor",
    "Phi4MultimodalImageProcessor",
    "PPDocLayoutV2ImageProcessor",
    "PPDocLayoutV3ImageProcessor",
    "Gemma4UnifiedImageProcessor",
    "PPLCNetImageProcessor",
    "PPOCRV5ServerDetImageProcessor",
    "PPOCRV5ServerRecImageProcessor",
    "PPOCRV6SmallRecImageProcessor",
    "RfDetrImageProcessor",
    "Kimi_K25ImageProcessor",
    "Lfm2VlImageProcessor",
    "Llama4ImageProcessor",
    "Sam2ImageProcessor",
    "Sam3ImageProcessor",
    "TimmWrapperImageProcessor",
    "VivitImageProcessor",
}
IMAGE_PROCESSORS = sorted(set(kinds.class_names("ImageProcessor")) - ELSEWHERE)
# transformers makes these with torchaudio alone (test_chroma and test_granite_speech compare them).
WITH_TORCHAUDIO = {"GraniteSpeechFeatureExtractor", "MusicgenMelodyFeatureExtractor"}
EXTRACTORS = sorted(set(kinds.class_names("FeatureExtractor")) - WITH_TORCHAUDIO)


def write(folder: Path, **files: Any) -> Path:
    """JSON files in a folder; `preprocessor_config={...}` is preprocessor_config.json."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


@pytest.mark.parametrize("auto", [AutoImageProcessor, AutoFeatureExtractor, AutoProcessor])
def test_auto_classes_are_not_built(auto: type) -> None:
    with pytest.raises(OSError) as mine:
        auto()
    with pytest.raises(OSError) as theirs:
        getattr(transformers, auto.__name__)()
    assert str(mine.value).split() == str(theirs.value).split()


# --- which class -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"preprocessor_config": {"image_processor_type": "CLIPImageProcessor"}}, "CLIP"),
        ({"preprocessor_config": {"image_processor_type": "CLIPImageProcessorFast"}}, "CLIP"),
        ({"preprocessor_config": {"feature_extractor_type": "ViTFeatureExtractor"}}, "ViT"),
        ({"preprocessor_config": {}, "config": {"model_type": "dinov2"}}, "Bit"),
        (
            {"preprocessor_config": {}, "config": {"image_processor_type": "BitImageProcessor"}},
            "Bit",
        ),
        ({"preprocessor_config": {}, "config": {"model_type": "swin"}}, "ViT"),
        (
            {
                "processor_config": {
                    "image_processor": {"image_processor_type": "SamImageProcessor"}
                },
                "preprocessor_config": {"image_processor_type": "CLIPImageProcessor"},
            },
            "Sam",
        ),
    ],
)
def test_image_processor_classes(files: dict[str, Any], expected: str, tmp_path: Path) -> None:
    found = AutoImageProcessor.from_pretrained(write(tmp_path, **files))
    assert type(found) is getattr(ours, f"{expected}ImageProcessor")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"preprocessor_config": {"feature_extractor_type": "WhisperFeatureExtractor"}}, "Whisper"),
        ({"preprocessor_config": {}, "config": {"model_type": "hubert"}}, "Wav2Vec2"),
        (
            {
                "processor_config": {
                    "feature_extractor": {"feature_extractor_type": "ASTFeatureExtractor"}
                }
            },
            "AST",
        ),
    ],
)
def test_feature_extractor_classes(files: dict[str, Any], expected: str, tmp_path: Path) -> None:
    found = AutoFeatureExtractor.from_pretrained(write(tmp_path, **files))
    assert type(found) is getattr(ours, f"{expected}FeatureExtractor")


@pytest.mark.parametrize(
    ("table", "theirs"),
    [
        (kinds.IMAGE_PROCESSORS, "IMAGE_PROCESSOR_MAPPING_NAMES"),
        (kinds.FEATURE_EXTRACTORS, "FEATURE_EXTRACTOR_MAPPING_NAMES"),
        (kinds.PROCESSORS, "PROCESSOR_MAPPING_NAMES"),
    ],
)
def test_tables_agree_with_transformers(table: dict[str, str], theirs: str) -> None:
    from transformers.models.auto import (
        feature_extraction_auto,
        image_processing_auto,
        processing_auto,
    )

    modules = (image_processing_auto, feature_extraction_auto, processing_auto)
    names = next(vars(module)[theirs] for module in modules if theirs in vars(module))

    def plain(value: Any) -> Any:
        name = value.get("torchvision") or value["pil"] if isinstance(value, dict) else value
        return kinds._OF_IMAGES.get(name, name)

    different = {
        kind: (name, plain(names[kind]))
        for kind, name in table.items()
        if kind in names and plain(names[kind]) != name
    }
    assert different == {}
    lacking = {
        kind for kind in (set(names) & set(model_types())) - set(table) if plain(names[kind])
    }
    assert lacking == set()


def test_a_path_to_the_file(tmp_path: Path) -> None:
    write(tmp_path, preprocessor_config={"image_processor_type": "ViTImageProcessor", "size": 99})
    found = AutoImageProcessor.from_pretrained(tmp_path / "preprocessor_config.json")
    assert found.size == {"height": 99, "width": 99}


def test_overrides_and_unused_keywords(tmp_path: Path) -> None:
    write(tmp_path, preprocessor_config={"image_processor_type": "ViTImageProcessor"})
    assert AutoImageProcessor.from_pretrained(tmp_path, do_resize=False).do_resize is False
    with pytest.raises(UnknownArgumentError, match="do_resize"):
        AutoImageProcessor.from_pretrained(tmp_path, do_resise=False)
    found, unused = AutoImageProcessor.from_pretrained(
        tmp_path, size=7, foo=1, return_unused_kwargs=True
    )
    assert (found.size, unused) == ({"height": 7, "width": 7}, {"foo": 1})


def test_files_that_name_nothing_known(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError, match=r"preprocessor_config\.json"):
        AutoImageProcessor.from_pretrained(write(tmp_path, config={"model_type": "vit"}))
    write(tmp_path, preprocessor_config={"image_processor_type": "CLIPImageProcesor"})
    write(tmp_path, config={"model_type": "nothing"})
    with pytest.raises(UnknownModelTypeError, match="CLIPImageProcessor"):
        AutoImageProcessor.from_pretrained(tmp_path)
    write(tmp_path, config={"model_type": "vit"})  # whose class is not what the file names
    with pytest.raises(UnknownModelTypeError, match="CLIPImageProcesor"):
        AutoImageProcessor.from_pretrained(tmp_path)
    with pytest.raises(UnknownModelTypeError, match="AutoFeatureExtractor"):
        AutoFeatureExtractor.from_pretrained(tmp_path)
    with pytest.raises(InputError, match="backend"):
        AutoImageProcessor.from_pretrained(tmp_path, backend="torchvision")


def test_code_in_a_repository_is_not_run(tmp_path: Path) -> None:
    code = {"auto_map": {"AutoImageProcessor": "mine.MyImageProcessor"}}
    with pytest.raises(RemoteCodeError, match="trust_remote_code=True"):
        AutoImageProcessor.from_pretrained(write(tmp_path, preprocessor_config=code))


# --- registration ----------------------------------------------------------------------------


class MyConfig(PreTrainedConfig):
    model_type = "my-vision-model"


class MyImageProcessor(ours.ViTImageProcessor):
    pass


class OtherImageProcessor(ours.ViTImageProcessor):
    pass


def test_registering_a_class_of_ones_own(tmp_path: Path) -> None:
    AutoImageProcessor.register(MyConfig, MyImageProcessor)
    AutoImageProcessor.register(MyConfig, MyImageProcessor)  # the same one again is no collision
    write(tmp_path, preprocessor_config={}, config={"model_type": "my-vision-model"})
    assert type(AutoImageProcessor.from_pretrained(tmp_path)) is MyImageProcessor
    with pytest.raises(RegistrationError, match="exist_ok"):
        AutoImageProcessor.register(MyConfig, OtherImageProcessor)
    AutoImageProcessor.register(
        MyConfig, image_processor_classes={"pil": OtherImageProcessor}, exist_ok=True
    )
    assert type(AutoImageProcessor.from_pretrained(tmp_path)) is OtherImageProcessor
    found = OtherImageProcessor(size=3)
    found.save_pretrained(tmp_path / "saved")
    assert type(AutoImageProcessor.from_pretrained(tmp_path / "saved")) is OtherImageProcessor


@pytest.mark.parametrize("auto", [AutoImageProcessor, AutoFeatureExtractor, AutoProcessor])
def test_only_usable_classes_are_registered(auto: Any) -> None:
    with pytest.raises(RegistrationError, match="from_pretrained"):
        auto.register(MyConfig, int)
    with pytest.raises(RegistrationError, match="PreTrainedConfig"):
        auto.register(int, MyImageProcessor)


# --- saving ----------------------------------------------------------------------------------


def pillow_name(name: str) -> str:
    """What transformers calls a class that works with Pillow."""
    return name if name == "VideoLlavaImageProcessor" else f"{name}Pil"


@pytest.mark.parametrize("name", IMAGE_PROCESSORS)
def test_saved_image_processors_are_read_by_both(name: str, tmp_path: Path) -> None:
    mine = getattr(ours, name)(rescale_factor=0.01)
    assert mine.save_pretrained(tmp_path) == [str(tmp_path / "preprocessor_config.json")]
    again = AutoImageProcessor.from_pretrained(tmp_path)
    assert again == mine and again.to_dict() == mine.to_dict()
    mine.to_json_file(tmp_path / "mine.json")
    assert type(mine).from_json_file(tmp_path / "mine.json") == mine
    theirs = transformers.AutoImageProcessor.from_pretrained(tmp_path, backend="pil")
    assert type(theirs).__name__ == pillow_name(name)
    data, expected = json.loads(mine.to_json_string()), json.loads(theirs.to_json_string())
    assert {key: data.get(key) for key in expected} == expected


@pytest.mark.parametrize("name", IMAGE_PROCESSORS)
def test_what_transformers_saves_is_read(name: str, tmp_path: Path) -> None:
    theirs = getattr(transformers, pillow_name(name))(rescale_factor=0.01)
    theirs.save_pretrained(tmp_path)
    mine = AutoImageProcessor.from_pretrained(tmp_path)
    assert type(mine) is getattr(ours, name)
    if name not in (
        "ImageGPTImageProcessor",  # needs clusters
        "Kosmos2_5ImageProcessor",  # resizes with torch: test_kosmos2_5.py
        "LayoutLMv2ImageProcessor",
        "LayoutLMv3ImageProcessor",
        "Pix2StructImageProcessor",  # resizes with torch: test_pix2struct.py
        "EfficientLoFTRImageProcessor",  # takes pairs
        "LightGlueImageProcessor",
        "SuperGlueImageProcessor",
        "VideoMAEImageProcessor",
        "VitMatteImageProcessor",  # needs trimaps
        "VitPoseImageProcessor",  # needs boxes
        "ZoeDepthImageProcessor",  # resizes by torch, which rounds otherwise
    ):
        image = IMAGES["wide"]().resize((64, 64))
        assert_same(mine(image, return_tensors="np"), theirs(image, return_tensors="np"))


STATISTICS = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
NORMALIZE = {"do_normalize": True, "do_resize": True, **STATISTICS}
# What repositories of transformers 4 hold: class names, integer sizes and keys of their time.
OLD_FILES: dict[str, dict[str, Any]] = {
    "CLIP": {**NORMALIZE, "crop_size": 224, "do_center_crop": True, "resample": 3, "size": 224},
    "DeiT": {**NORMALIZE, "crop_size": 224, "do_center_crop": True, "resample": 3, "size": 256},
    "ViT": {**NORMALIZE, "resample": 2, "size": 224},
    "ConvNext": {**NORMALIZE, "crop_pct": 0.875, "resample": 3, "size": 224},
    "Beit": {**NORMALIZE, "crop_size": 224, "do_center_crop": False, "resample": 2, "size": 224},
    "Segformer": {**NORMALIZE, "reduce_labels": True, "resample": 2, "size": 128},
    "Detr": {**NORMALIZE, "format": "coco_detection", "max_size": 133, "size": 80},
    "Yolos": {**NORMALIZE, "format": "coco_detection", "max_size": 133, "size": 80},
    "MaskFormer": {
        **NORMALIZE,
        "ignore_index": 255,
        "max_size": 205,
        "reduce_labels": True,
        "resample": 2,
        "size": 64,
        "size_divisibility": 32,
    },
    "DPT": {
        **NORMALIZE,
        "ensure_multiple_of": 1,
        "keep_aspect_ratio": False,
        "resample": 2,
        "size": 96,
    },
    "GLPN": {"do_rescale": True, "do_resize": True, "resample": 2, "size_divisor": 32},
    "MobileViT": {
        "crop_size": 256,
        "do_center_crop": True,
        "do_flip_channel_order": True,
        "do_resize": True,
        "resample": 2,
        "size": 288,
    },
    "Vilt": {**NORMALIZE, "resample": 3, "size": 96, "size_divisor": 32},
    "OwlViT": {**NORMALIZE, "crop_size": 96, "do_center_crop": True, "size": [96, 96]},
    "Swin2SR": {"do_pad": True, "do_rescale": True, "pad_size": 8, "rescale_factor": 1 / 255},
}


@pytest.mark.parametrize("name", OLD_FILES)
def test_files_of_older_versions(name: str, tmp_path: Path) -> None:
    content = {**OLD_FILES[name], "feature_extractor_type": f"{name}FeatureExtractor"}
    write(tmp_path, preprocessor_config=content)
    mine = AutoImageProcessor.from_pretrained(tmp_path)
    theirs = transformers.AutoImageProcessor.from_pretrained(tmp_path, backend="pil")
    image = IMAGES["tall"]()
    assert_same(mine(image, return_tensors="np"), theirs(image, return_tensors="np"))


@pytest.mark.parametrize("name", EXTRACTORS)
@pytest.mark.filterwarnings("ignore:At least one mel filter")
def test_saved_feature_extractors_are_read_by_both(name: str, tmp_path: Path) -> None:
    padded = name != "MarkupLMFeatureExtractor"  # pages of HTML have no padding
    mine = getattr(ours, name)(**{"padding_side": "left"} if padded else {})
    mine.save_pretrained(tmp_path)
    assert AutoFeatureExtractor.from_pretrained(tmp_path) == mine
    theirs = transformers.AutoFeatureExtractor.from_pretrained(tmp_path)
    assert type(theirs).__name__ == name
    theirs.save_pretrained(tmp_path / "theirs")
    again = AutoFeatureExtractor.from_pretrained(tmp_path / "theirs")
    data, expected = again.to_dict(), mine.to_dict()
    assert {key: data.get(key) for key in expected} == expected


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    data = {"image_processor_type": "ViTImageProcessor", "made_by": "someone", "size": 32}
    mine = AutoImageProcessor.from_pretrained(write(tmp_path, preprocessor_config=data))
    assert mine.to_dict()["made_by"] == "someone"


def test_pickle_and_copy() -> None:
    mine = ours.CLIPImageProcessor(size=31)
    for other in (pickle.loads(pickle.dumps(mine)), copy.deepcopy(mine), copy.copy(mine)):
        assert other == mine
        image = Image.fromarray(np.zeros((40, 40, 3), np.uint8))
        assert_same(other(image), mine(image))
    assert mine != ours.CLIPImageProcessor()
