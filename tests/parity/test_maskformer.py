"""MaskFormer: both backbones, auxiliary losses and its own Swin, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.detection import classes, masks
from parity.encoders import EVERYTHING
from parity.images import images
from parity.mutations import assert_seen
from parity.test_mask2former import RESNET, STAGES, SWIN

from auto_core import Mask2FormerConfig, MaskFormerConfig
from auto_core.errors import ConfigError, InputError

DECODER = dict(
    model_type="detr",
    d_model=16,
    decoder_layers=2,
    decoder_attention_heads=2,
    encoder_attention_heads=2,
    decoder_ffn_dim=20,
    num_queries=5,
)
TINY = dict(
    backbone_config=SWIN,
    decoder_config=DECODER,
    fpn_feature_size=32,
    mask_feature_size=12,
    num_labels=3,
)
OTHER = TINY | dict(
    backbone_config=RESNET,
    cross_entropy_weight=2.0,
    decoder_config=DECODER | dict(activation_function="gelu"),
    dice_weight=3.0,
    mask_weight=4.0,
    no_object_weight=0.4,
    output_auxiliary_logits=True,
    use_auxiliary_loss=True,
)
SHIFTED = {name: value for name, value in SWIN.items() if name != "model_type"} | dict(
    depths=[2, 1], num_heads=[1, 2], out_features=STAGES[:2]
)
LABELS = {"mask_labels": masks(2, 3, size=(40, 50)), "class_labels": classes(3, 2, 3)}
STATES = dict(output_hidden_states=True)
INSTANCE = "ForInstanceSegmentation"
CASES = [
    Case(f"MaskFormer{head}-{name}", f"MaskFormer{head}", f"MaskFormer{kind}Config", *rest)
    for name, head, kind, *rest in [
        ("tiny", "Model", "", TINY, images(2, 3, 64, 96), EVERYTHING),
        ("loss", INSTANCE, "", TINY, images(2, 3, 64, 96, **LABELS), {}),
        ("every state", INSTANCE, "", OTHER, images(2, 3, 64, 64, **LABELS), EVERYTHING),
        ("shifted", "SwinModel", "Swin", SHIFTED, images(2, 3, 64, 64), STATES),
        ("shifted", "SwinBackbone", "Swin", SHIFTED, images(1, 3, 64, 64), STATES),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "name",
    [
        "model.pixel_level_module.encoder.hidden_states_norms.3.bias",
        "model.transformer_module.decoder.layers.1.fc1.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[1], zero=name)


def test_swin_becomes_maskformers_own() -> None:
    directory = expected(CASES[0]).directory
    model = backends.load("numpy", "MaskFormerModel", directory, backbone_config=SWIN)
    assert model.config.backbone_config.model_type == "maskformer-swin"


@pytest.mark.parametrize("backend", BACKENDS)
def test_labels_of_images_with_as_many_objects_may_be_one_array(backend: str) -> None:
    reference = expected(CASES[1])
    model = backends.load(backend, CASES[1].head, reference.directory)
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
