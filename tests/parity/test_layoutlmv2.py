"""LayoutLMv2: the stand-in for Detectron2 is a ResNet; published options; refused inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends, detectron, oracle
from parity.arch import architecture
from parity.checks import expected

from auto_core.configs.layoutlmv2 import LayoutLMv2Config, LayoutXLMConfig
from auto_core.errors import InputError

ARCH = architecture("layoutlmv2")


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ARCH.patch is not None
    ARCH.patch(monkeypatch)


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize("depth", [18, 50])
def test_the_stand_in_is_a_resnet(depth: int, early: bool) -> None:
    settings, after = detectron.settings().MODEL, 64
    options = dict(DEPTH=depth, RES2_OUT_CHANNELS=after, WIDTH_PER_GROUP=16, STRIDE_IN_1X1=early)
    for option, value in options.items():
        setattr(settings.RESNETS, option, value)
    mine: Any = detectron.ResNet(settings).eval()
    oracle.randomise(mine.requires_grad_(True))
    chosen: Any = dict(out_indices=[1, 2, 3, 4])
    config = transformers.ResNetConfig(
        layer_type="basic" if depth == 18 else "bottleneck",
        depths=list(detectron.BLOCKS[depth]),
        hidden_sizes=[after << index for index in range(4)],
        downsample_in_bottleneck=early,
        **chosen,
    )
    theirs = transformers.ResNetBackbone(config).eval()
    state = {detectron.resnet_name(name): x for name, x in mine.state_dict().items()}
    loaded = theirs.load_state_dict(state, strict=False)
    assert not loaded.unexpected_keys
    assert all(name.endswith("num_batches_tracked") for name in loaded.missing_keys)
    pixels = torch.randn(1, 3, 64, 96)
    with torch.no_grad():
        for ours, other in zip(mine(pixels).values(), theirs(pixels).feature_maps, strict=True):
            torch.testing.assert_close(ours, other)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"image": np.zeros((1, 3, 64, 64))}, "Pass exactly one of input_ids and inputs_embeds"),
        ({"input_ids": np.array([[3]])}, r"Pass image \[batch channels height width\]"),
        (
            {"input_ids": np.array([[3]]), "image": np.zeros((1, 3, 48, 64))},
            "48x64 pixels, expected multiples of 32",
        ),
    ],
    ids=["text", "image", "size"],
)
def test_what_it_cannot_read(inputs: dict[str, Any], message: str) -> None:
    case = ARCH.by_id()["Model-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match=message):
        model(**inputs)


def test_published_options_are_the_defaults() -> None:
    config = LayoutLMv2Config()
    assert config.features("RESNETS.DEPTH") == 101 and config.features("RESNETS.NUM_GROUPS") == 32
    assert config.features("FPN.OUT_CHANNELS") == config.image_feature_pool_shape[2] == 256
    assert LayoutXLMConfig.from_dict(config.to_dict() | {"model_type": "layoutxlm"}).features(
        "PIXEL_STD"
    ) == [57.375, 57.12, 58.395]


def test_a_pool_shape_without_channels_has_the_pyramids() -> None:
    assert LayoutLMv2Config(image_feature_pool_shape=[7, 7]).image_feature_pool_shape == [7, 7, 256]
