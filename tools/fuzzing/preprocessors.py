"""`preprocessor_config.json` of every image processor and feature extractor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from auto_core import AutoFeatureExtractor, AutoImageProcessor
from auto_core.processors import codec_features, feature_types, image_types
from auto_core.processors.feature_extractor import FeatureExtractor
from auto_core.processors.image_processor import ImageProcessor
from fuzzing.frame import Subject
from fuzzing.mutations import NUMBERS, mutate_json


def _classes(module: Any, base: type) -> Iterator[type]:
    for name in sorted(vars(module)):
        found = vars(module)[name]
        if isinstance(found, type) and issubclass(found, base) and not name.startswith("_"):
            yield found


def _seeds(module: Any, base: type) -> list[bytes]:
    made = [cls().to_json_string() for cls in _classes(module, base) if cls is not base]
    return [text.encode() for text in made]


def _sound_seeds() -> list[bytes]:
    return [
        s for module in (feature_types, codec_features) for s in _seeds(module, FeatureExtractor)
    ]


def _size(random: Random) -> Any:
    side, other = random.choice(NUMBERS), random.choice((224, "224", None, 0.5))
    return random.choice(
        (
            {"height": side, "width": other},
            {"shortest_edge": side, "longest_edge": other},
            {"max_height": other},
            [side, other],
            [0.5, 0.5, side],
            "bicubic",
            "ViTImageProcessor",
            "WhisperFeatureExtractor",
        )
    )


def _mutate(random: Random, content: bytes) -> bytes:
    return mutate_json(random, content, _size)


def _read_image(path: Path) -> None:
    AutoImageProcessor.from_pretrained(path.parent).to_json_string()


def _read_audio(path: Path) -> None:
    AutoFeatureExtractor.from_pretrained(path.parent).to_json_string()


_NAME = "preprocessor_config.json"
SUBJECTS = (
    Subject("images", _NAME, lambda: _seeds(image_types, ImageProcessor), _mutate, _read_image),
    Subject("audio", _NAME, _sound_seeds, _mutate, _read_audio),
)
