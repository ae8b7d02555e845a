"""MaskFormer: both backbones, auxiliary losses and its own Swin, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.architectures.eomt import LABELS
from parity.architectures.eomt import TINY as EOMT
from parity.architectures.mask2former import SWIN
from parity.architectures.maskformer import TINY
from parity.backends import BACKENDS
from parity.checks import expected
from parity.detection import classes, masks
from parity.images import images

from auto_core import Mask2FormerConfig, MaskFormerConfig
from auto_core.errors import ConfigError, InputError

CASES = architecture("maskformer").by_id()


def test_swin_becomes_maskformers_own() -> None:
    directory = expected(CASES["Model-tiny"]).directory
    model = backends.load("numpy", "MaskFormerModel", directory, backbone_config=SWIN)
    assert model.config.backbone_config.model_type == "maskformer-swin"


@pytest.mark.parametrize("backend", BACKENDS)
def test_labels_of_images_with_as_many_objects_may_be_one_array(backend: str) -> None:
    reference = expected(CASES["ForInstanceSegmentation-loss"])
    model = backends.load(backend, CASES["ForInstanceSegmentation-loss"].head, reference.directory)
    rng = np.random.default_rng(0)
    inputs = {
        "pixel_values": reference.inputs["pixel_values"],
        "mask_labels": np.stack(masks(2, 2, size=(40, 50))(rng)),
        "class_labels": np.stack(classes(3, 2, 2)(rng)),
    }
    lists = {name: list(value) for name, value in inputs.items() if "labels" in name}
    whole, apart = (backends.run(backend, model, {**inputs, **labels}) for labels in ({}, lists))
    assert whole["loss"] == apart["loss"]
    with pytest.raises(InputError, match="class_labels is a ndarray, expected a list"):
        backends.call(backend, model, inputs | {"class_labels": np.zeros(2, np.int64)})


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_class_for_each_mask(backend: str) -> None:
    net = backends.model_class(backend, "EomtForUniversalSegmentation")
    model = net(net.config_class(**EOMT)).eval()
    inputs = images(2, 3, 32, 32, **LABELS)(np.random.default_rng(0))
    for name, other in (("mask_labels", "class_labels"), ("class_labels", "mask_labels")):
        one = {key: value for key, value in inputs.items() if key != other}
        with pytest.raises(InputError, match=f"{name} came without {other}"):
            backends.call(backend, model, one)
    for wrong in ([m[:1] for m in inputs["mask_labels"]], [m[0] for m in inputs["mask_labels"]]):
        with pytest.raises(InputError, match="a class for each mask"):
            backends.call(backend, model, inputs | {"mask_labels": wrong})


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("head", "config"),
    [
        ("MaskFormerModel", MaskFormerConfig(**TINY | dict(fpn_feature_size=16))),
        ("Mask2FormerModel", Mask2FormerConfig(feature_size=16)),
    ],
)
def test_features_too_few_for_the_norms_groups(head: str, config: Any, backend: str) -> None:
    with pytest.raises(ConfigError, match="16 channels cannot be normalised in 32 groups"):
        backends.model_class(backend, head)(config)
