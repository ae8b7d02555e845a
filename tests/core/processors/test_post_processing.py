"""What follows the model gives transformers' results, from NumPy and from torch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same

import auto_core.processors as ours
from auto_core.errors import InputError
from auto_core.processors.post_processing import boxes, masks
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.selection import largest

SIZES = [(40, 61), (33, 20)]


def pair(name: str) -> tuple[Any, Any]:
    mine = getattr(ours, f"{name}ImageProcessor")()
    return mine, getattr(transformers, f"{name}ImageProcessorPil")()


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def in_numpy(outputs: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(**{key: value.numpy().copy() for key, value in vars(outputs).items()})


def compare(
    name: str, method: str, outputs: SimpleNamespace, tolerance: float, **options: Any
) -> None:
    """Our results from torch tensors, and from arrays, with transformers'."""
    mine, theirs = pair(name)
    expected = getattr(theirs, method)(copy(outputs), **options)
    assert_same(getattr(mine, method)(copy(outputs), **options), expected, tolerance)
    from_arrays = getattr(mine, method)(in_numpy(outputs), **options)
    assert_same(from_arrays, _as_numpy(expected), tolerance)
    assert_same(getattr(mine, method)(vars(in_numpy(outputs)), **options), from_arrays)


def copy(outputs: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(**{key: value.clone() for key, value in vars(outputs).items()})


def _as_numpy(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_numpy(item) for item in value]
    if hasattr(value, "items"):
        return {key: _as_numpy(item) for key, item in value.items()}
    return value.numpy() if isinstance(value, torch.Tensor) else value


@pytest.mark.parametrize("mode", ["nearest", "bilinear", "bicubic"])
@pytest.mark.parametrize("size", [(5, 7), (16, 16), (33, 9), (3, 50), (1, 1)])
def test_interpolation(mode: str, size: tuple[int, int]) -> None:
    maps = random(2, 3, 16, 11)
    corners = {} if mode == "nearest" else {"align_corners": False}
    expected = torch.nn.functional.interpolate(maps, size, mode=mode, **corners)
    np.testing.assert_allclose(interpolate(maps.numpy(), size, mode), expected, atol=5e-6)


# --- detection -------------------------------------------------------------------------------


DETECTORS = ["Detr", "Yolos", "OwlViT", "Owlv2", "RTDetr", "DeformableDetr", "ConditionalDetr"]
DETECTORS.append("GroundingDino")


@pytest.mark.parametrize("targets", [None, SIZES, torch.tensor(SIZES)])
@pytest.mark.parametrize("name", DETECTORS)
def test_object_detection(name: str, targets: Any) -> None:
    outputs = SimpleNamespace(logits=random(2, 9, 4), pred_boxes=random(2, 9, 4, seed=1).sigmoid())
    compare(
        name,
        "post_process_object_detection",
        outputs,
        1e-5,
        threshold=0.3 if name in ("Detr", "Yolos") else 0.6,
        target_sizes=targets,
    )


@pytest.mark.parametrize("options", [{}, {"threshold": 0.7}, {"nms_threshold": 1.0}])
@pytest.mark.parametrize("name", ["OwlViT", "Owlv2"])
def test_image_guided_detection(name: str, options: dict[str, Any]) -> None:
    outputs = SimpleNamespace(
        logits=random(2, 9, 1), target_pred_boxes=random(2, 9, 4, seed=1).sigmoid()
    )
    compare(
        name,
        "post_process_image_guided_detection",
        outputs,
        1e-5,
        target_sizes=torch.tensor(SIZES),
        **options,
    )


def test_suppression_keeps_the_best_of_each_cluster() -> None:
    corners = np.array([[0, 0, 10, 10], [1, 1, 11, 11], [50, 50, 60, 60]], dtype=np.float32)
    assert boxes.suppress(corners, np.array([0.5, 0.9, 0.1]), 0.5).tolist() == [1, 2]
    assert boxes.suppress(corners, np.array([0.5, 0.9, 0.1]), 0.99).tolist() == [1, 0, 2]


# --- segmentation ----------------------------------------------------------------------------


def queries(name: str) -> SimpleNamespace:
    classes, shapes = random(2, 6, 4) * 3, random(2, 6, 12, 15, seed=1) * 4
    shapes = torch.nn.functional.interpolate(shapes[..., :4, :5], (12, 15), mode="bilinear")
    if name.endswith("Detr"):
        return SimpleNamespace(logits=classes, pred_masks=shapes)
    return SimpleNamespace(class_queries_logits=classes, masks_queries_logits=shapes)


@pytest.mark.parametrize("targets", [None, SIZES])
@pytest.mark.parametrize("scores", [False, True])
@pytest.mark.parametrize("name", ["Beit", "Segformer", "MobileNetV2", "MobileViT", "DPT"])
def test_semantic_segmentation(name: str, targets: Any, scores: bool) -> None:
    outputs = SimpleNamespace(logits=random(2, 5, 12, 15))
    options = {"target_sizes": targets, "return_segmentation_scores": scores}
    compare(name, "post_process_semantic_segmentation", outputs, 1e-5, **options)


@pytest.mark.parametrize("targets", [None, SIZES])
@pytest.mark.parametrize("name", ["Detr", "ConditionalDetr", "MaskFormer", "Mask2Former"])
def test_semantic_segmentation_of_queries(name: str, targets: Any) -> None:
    compare(name, "post_process_semantic_segmentation", queries(name), 1e-5, target_sizes=targets)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"target_sizes": SIZES},
        {"label_ids_to_fuse": {0, 1}, "overlap_mask_area_threshold": 0.3},
        {"threshold": 0.999999},
        {"mask_threshold": 0.2, "overlap_mask_area_threshold": 0.5},
    ],
)
@pytest.mark.parametrize("name", ["Detr", "MaskFormer", "Mask2Former"])
def test_panoptic_segmentation(name: str, options: dict[str, Any]) -> None:
    options = {"label_ids_to_fuse": set(), **options}
    compare(name, "post_process_panoptic_segmentation", queries(name), 1e-5, **options)


@pytest.mark.parametrize("kept", [3, 4])
def test_a_segment_that_keeps_just_the_share_asked_for(kept: int) -> None:
    """4 of 5 pixels pass a threshold of 0.8: the share is one of single precision."""
    outputs = queries("Detr")
    outputs.logits = torch.tensor([[[9.0, 0, 0], [0, 9.5, 0]]])
    outputs.pred_masks = torch.tensor([[[3.0] * 5 + [-9.0], [-9.0] * kept + [4.0] * (6 - kept)]])
    outputs.pred_masks = outputs.pred_masks[:, :, None]
    compare("Detr", "post_process_panoptic_segmentation", outputs, 1e-5, label_ids_to_fuse=set())


@pytest.mark.parametrize("coco", [False, True])
def test_instance_segmentation_of_detr(coco: bool) -> None:
    options = {"overlap_mask_area_threshold": 0.4, "return_coco_annotation": coco}
    compare("Detr", "post_process_instance_segmentation", queries("Detr"), 1e-5, **options)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"target_sizes": SIZES},
        {"target_sizes": SIZES, "return_binary_maps": True},
        {"return_coco_annotation": True},
    ],
)
@pytest.mark.parametrize("name", ["MaskFormer", "Mask2Former"])
def test_instance_segmentation_of_queries(name: str, options: dict[str, Any]) -> None:
    options = {"threshold": 0.1, **options}
    compare(name, "post_process_instance_segmentation", queries(name), 1e-5, **options)


@pytest.mark.parametrize(("length", "count"), [(1, 1), (3, 2), (57, 20), (300, 300), (700, 5)])
def test_the_largest_come_in_the_order_of_torch(length: int, count: int) -> None:
    values = random(length)
    ties = values if count * 64 <= length else (values * 3).round()
    expected = ties.topk(count, sorted=False).indices
    assert largest(ties.numpy(), count).tolist() == expected.tolist()


def test_instance_maps_are_one_form_or_the_other() -> None:
    mine, _ = pair("MaskFormer")
    with pytest.raises(InputError, match="not both"):
        mine.post_process_instance_segmentation(
            queries("MaskFormer"), return_coco_annotation=True, return_binary_maps=True
        )


def test_the_map_of_instances_shows_later_ones_on_top() -> None:
    mine, _ = pair("MaskFormer")
    result = mine.post_process_instance_segmentation(queries("MaskFormer"), threshold=0.1)[0]
    shown = set(np.unique(result["segmentation"]).tolist()) - {-1.0}
    assert shown and shown <= {float(info["id"]) for info in result["segments_info"]}


# --- depth and keypoints ---------------------------------------------------------------------


@pytest.mark.parametrize("targets", [None, SIZES])
@pytest.mark.parametrize("name", ["DPT", "GLPN"])
def test_depth(name: str, targets: Any) -> None:
    outputs = SimpleNamespace(predicted_depth=random(2, 12, 15))
    compare(name, "post_process_depth_estimation", outputs, 1e-5, target_sizes=targets)


def test_keypoints() -> None:
    outputs = SimpleNamespace(
        mask=torch.tensor([[1, 1, 0], [1, 0, 0]]),
        keypoints=random(2, 3, 2).sigmoid(),
        scores=random(2, 3),
        descriptors=random(2, 3, 8),
    )
    compare("SuperPoint", "post_process_keypoint_detection", outputs, 0.0, target_sizes=SIZES)


# --- SAM -------------------------------------------------------------------------------------


@pytest.mark.parametrize("binarize", [False, True])
def test_masks_at_the_size_of_images(binarize: bool) -> None:
    mine, theirs = pair("Sam")
    logits, reshaped = random(2, 1, 3, 16, 16), [(64, 42), (31, 64)]
    options = {"binarize": binarize, "pad_size": {"height": 64, "width": 64}}
    assert_same(
        mine.post_process_masks(logits.clone(), SIZES, reshaped, **options),
        theirs.post_process_masks(logits.clone(), SIZES, reshaped, **options),
        0.0 if binarize else 1e-5,
    )


@pytest.mark.parametrize(
    ("crop", "whole"), [([0, 0, 120, 100], (100, 120)), ([30, 20, 150, 120], (200, 220))]
)
@pytest.mark.parametrize("stability", [0.0, 0.6])
def test_good_masks_of_a_crop(crop: list[int], whole: tuple[int, int], stability: float) -> None:
    mine, theirs = pair("Sam")
    logits = random(5, 3, 100, 120) - 30
    for index in range(5):  # something inside, something at an edge
        logits[index, :, 30 : 40 + index, 35 + index : 70] += 60
    logits[2, 0, :, :9] += 60
    logits[3, :, 30:40, 6:50] += 60  # near an edge
    quality = random(5, 3, seed=2).sigmoid()
    arguments = (whole, torch.tensor(crop), 0.4, stability)
    found = mine.filter_masks(logits, quality, *arguments)
    expected = theirs.filter_masks(logits, quality, *arguments)
    assert found[0] == expected[0] and found[0]
    assert_same(list(found[1:]), list(expected[1:]))


def test_run_lengths_there_and_back() -> None:
    shapes = np.random.default_rng(0).random((4, 7, 5)) > 0.5
    shapes[2], shapes[3] = False, True
    encoded = masks.to_run_lengths(shapes)
    assert encoded[2]["counts"] == [35] and encoded[3]["counts"] == [0, 35]
    assert_same([masks.from_run_lengths(item) for item in encoded], list(shapes))


def test_masks_of_all_crops_without_duplicates() -> None:
    mine, _ = pair("Sam")
    shapes = np.zeros((3, 20, 20), dtype=bool)
    shapes[0, 2:9, 2:9] = shapes[1, 2:10, 2:10] = shapes[2, 12:18, 12:18] = True
    corners = masks.boxes_of(shapes)
    kept, scores, encoded, found = mine.post_process_for_mask_generation(
        masks.to_run_lengths(shapes), np.array([0.8, 0.9, 0.7]), corners, 0.6
    )
    assert scores.tolist() == pytest.approx([0.9, 0.7])
    assert_same(list(kept), [shapes[1], shapes[2]])
    assert len(encoded) == 2 and found.tolist() == corners[[1, 2]].tolist()


# --- what is refused -------------------------------------------------------------------------


def test_outputs_and_sizes_that_do_not_fit() -> None:
    mine, _ = pair("Detr")
    outputs = {"logits": np.zeros((2, 3, 4)), "pred_boxes": np.zeros((2, 3, 4))}
    with pytest.raises(InputError, match="target_sizes"):
        mine.post_process_object_detection(outputs, target_sizes=[(3, 4)])
    with pytest.raises(InputError, match="'pred_masks'"):
        mine.post_process_semantic_segmentation(outputs)
