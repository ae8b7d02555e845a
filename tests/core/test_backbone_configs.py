"""Stages of a backbone: chosen by name or by index, checked, and kept in agreement."""

from __future__ import annotations

from typing import Any

import pytest

from auto_core.configs._backbone import WithBackboneConfig
from auto_core.configs.resnet import ResNetConfig
from auto_core.errors import ConfigError


@pytest.mark.parametrize(
    ("given", "features", "indices"),
    [
        ({}, ["stage4"], [4]),
        ({"out_features": ["stem", "stage2"]}, ["stem", "stage2"], [0, 2]),
        ({"out_indices": (1, 3)}, ["stage1", "stage3"], [1, 3]),
        ({"out_indices": [-3, -1]}, ["stage2", "stage4"], [-3, -1]),
        ({"out_features": ["stage1"], "out_indices": [1]}, ["stage1"], [1]),
    ],
)
def test_choice(given: dict[str, Any], features: list[str], indices: list[int]) -> None:
    config = ResNetConfig(**given)
    assert config.stage_names == ["stem", "stage1", "stage2", "stage3", "stage4"]
    assert (config.out_features, config.out_indices) == (features, indices)
    again = ResNetConfig.from_dict(config.to_dict())
    assert (again.out_features, again.out_indices) == (features, indices)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"out_features": ["stage5"]}, "each once and in this order"),
        ({"out_features": ["stage2", "stage1"]}, "each once and in this order"),
        ({"out_features": ["stage1", "stage1"]}, "each once and in this order"),
        ({"out_indices": [5]}, "from 0 to 4"),
        ({"out_indices": [-1, 0]}, "each once and rising"),
        ({"out_indices": [4, -1]}, "each once and rising"),
        ({"out_features": ["stage1"], "out_indices": [2]}, "give one"),
    ],
)
def test_refused_choice(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        ResNetConfig(**given)


def test_setting_one_sets_the_other() -> None:
    config = ResNetConfig()
    config.out_features = ["stage1", "stage2"]
    assert config.out_indices == [1, 2]
    config.out_indices = [0]
    assert config.out_features == ["stem"]
    with pytest.raises(ConfigError, match="from 0 to 4"):
        config.out_indices = [9]


def test_an_override_replaces_the_choice_of_a_file() -> None:
    file = ResNetConfig(out_features=["stage1"]).to_dict()
    assert ResNetConfig.from_dict(file, out_indices=[2]).out_features == ["stage2"]
    assert ResNetConfig.from_dict(file, depths=[1, 1], hidden_sizes=[4, 8]).stage_names == [
        "stem",
        "stage1",
        "stage2",
    ]


class _Detector(WithBackboneConfig):
    model_type = "detector-of-this-test"
    default_backbone = {"model_type": "resnet", "out_features": ["stage4"]}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"backbone_config": {"model_type": "resnet", "out_indices": [4]}},
        {"backbone_config": ResNetConfig(), "use_timm_backbone": False},
    ],
)
def test_backbone_inside(given: dict[str, Any]) -> None:
    assert _Detector(**given).backbone_config.out_features == ["stage4"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"backbone": "vgg16", "use_timm_backbone": True}, r"'vgg16'.*timm\.create_model"),
        (
            {"backbone_config": {"model_type": "timm_backbone", "backbone": "vgg16"}},
            "'vgg16'",
        ),
        ({"use_timm_backbone": True, "backbone_kwargs": {"drop": 1}}, "backbone_kwargs"),
        ({"backbone": "a/b", "use_timm_backbone": False}, r'from_pretrained\("a/b"'),
        (
            {"backbone_config": {"model_type": "resnet"}, "backbone_kwargs": {"out_indices": [1]}},
            "backbone_kwargs",
        ),
        ({"backbone_config": {"depths": [1]}}, "no model_type"),
    ],
)
def test_refused_backbone(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        _Detector(**given)
