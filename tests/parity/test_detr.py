"""DETR: positions, masks, losses after matching and its three heads, against transformers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, compare, expected
from parity.detection import objects
from parity.encoders import EVERYTHING
from parity.images import images
from parity.mutations import assert_seen

from auto_core.configs.detr import DetrConfig
from auto_core.errors import ConfigError, InputError

STAGES = ["stage1", "stage2", "stage3", "stage4"]
BACKBONE = dict(
    model_type="resnet",
    embedding_size=4,
    hidden_sizes=[8, 8, 12, 16],
    depths=[1, 1, 1, 1],
    layer_type="basic",
)
TINY = dict(
    backbone_config=BACKBONE | dict(out_features=["stage4"]),
    use_timm_backbone=False,
    num_queries=5,
    encoder_layers=2,
    decoder_layers=2,
    encoder_ffn_dim=20,
    decoder_ffn_dim=24,
    encoder_attention_heads=4,
    decoder_attention_heads=2,
    d_model=16,
    num_labels=3,
)
OTHER = TINY | dict(
    activation_function="gelu",
    auxiliary_loss=True,
    backbone_config=BACKBONE | dict(out_features=STAGES, layer_type="bottleneck"),
    bbox_cost=2,
    bbox_loss_coefficient=3,
    class_cost=4,
    d_model=32,
    dice_loss_coefficient=2,
    encoder_attention_heads=8,
    eos_coefficient=0.3,
    giou_cost=1,
    giou_loss_coefficient=4,
    mask_loss_coefficient=5,
    position_embedding_type="learned",
)


def shown(*sizes: tuple[int, int], of: tuple[int, int]):
    """A pixel_mask: the part of each image that is no padding."""

    def make(rng: np.random.Generator) -> np.ndarray:
        mask = np.zeros((len(sizes), *of), np.int64)
        for row, (height, width) in zip(mask, sizes, strict=True):
            row[:height, :width] = 1
        return mask

    return make


MASK = {"pixel_mask": shown((64, 96), (50, 60), of=(64, 96))}
CASES = [
    Case(f"Detr{head}-{name}", f"Detr{head}", "DetrConfig", options, inputs, requests)
    for name, head, options, inputs, requests in [
        ("padded", "Model", TINY, images(2, 3, 64, 96, **MASK), EVERYTHING),
        ("other", "Model", OTHER, images(1, 3, 70, 90), EVERYTHING),
        (
            "labels",
            "ForObjectDetection",
            TINY,
            images(2, 3, 64, 96, labels=objects(3, 2, 4), **MASK),
            {},
        ),
        (
            "every layer",
            "ForObjectDetection",
            OTHER,
            images(2, 3, 64, 64, labels=objects(3, 3, 0)),
            EVERYTHING,
        ),
        (
            "labels",
            "ForSegmentation",
            OTHER | dict(position_embedding_type="sine", auxiliary_loss=False),
            images(2, 3, 64, 96, labels=objects(3, 2, 1, masks=(40, 50)), **MASK),
            EVERYTHING,
        ),
        (
            "three maps",
            "ForSegmentation",
            TINY
            | dict(backbone_config=BACKBONE | dict(out_features=STAGES[1:]))
            | dict(encoder_attention_heads=8, d_model=32),
            images(1, 3, 64, 64),
            {},
        ),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "name", ["model.query_position_embeddings.weight", "model.encoder.layers.1.fc1.bias"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[2], zero=name)


def test_a_lost_cost_is_seen() -> None:
    assert_seen(CASES[3], options={"eos_coefficient": 0.1})


def test_files_of_segmentation_and_detection_serve_each_other(tmp_path: Path) -> None:
    reference = expected(next(case for case in CASES if case.head == "DetrForSegmentation"))
    whole = backends.load("numpy", "DetrForSegmentation", reference.directory)
    detector = backends.load("numpy", "DetrForObjectDetection", reference.directory)
    base = backends.load("numpy", "DetrModel", reference.directory)
    detector.save_pretrained(tmp_path)
    again = backends.load("numpy", "DetrForSegmentation", tmp_path)
    assert {name.split(".")[0] for name in again.loading_report.initialised} == {
        "mask_head",
        "bbox_attention",
    }
    pixels = {"pixel_values": reference.inputs["pixel_values"]}
    logits = whole(**pixels).logits
    for model in (detector, again):
        np.testing.assert_array_equal(model(**pixels).logits, logits)
    last = detector.model(**pixels).last_hidden_state
    np.testing.assert_array_equal(base(**pixels).last_hidden_state, last)


def test_timm_is_named_with_the_way_out() -> None:
    with pytest.raises(ConfigError, match="no_timm"):
        DetrConfig(backbone="resnet50", use_timm_backbone=True)


@pytest.mark.parametrize("backend", BACKENDS)
def test_labels_that_lack_a_part_are_refused(backend: str) -> None:
    reference = expected(CASES[2])
    model = backends.load(backend, "DetrForObjectDetection", reference.directory)
    labels = [{"class_labels": np.array([1])}] * 2
    with pytest.raises(InputError, match="boxes"):
        model(pixel_values=reference.inputs["pixel_values"], labels=labels)
    with pytest.raises(InputError, match="one entry for each image"):
        model(pixel_values=reference.inputs["pixel_values"], labels={})


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
def test_labels_in_one_graph() -> None:
    case = CASES[2]
    model = backends.load("torch", case.head, expected(case).directory)
    compiled = torch.compile(model, fullgraph=True, backend="eager")
    compare(case, "torch", backends.run("torch", compiled, expected(case).inputs))
