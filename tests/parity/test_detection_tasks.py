"""Detection, panoptic segmentation, keypoints and super-resolution, as transformers'."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.repositories import write_tokenizer
from parity import backends, oracle
from parity.architectures import (
    clip,
    d_fine,
    detr,
    glpn,
    grounding_dino,
    mask2former,
    maskformer,
    owlvit,
    segformer,
    siglip,
    superpoint,
    swin2sr,
    upernet,
)
from parity.backends import BACKENDS
from parity.checks import difference
from parity.test_image_tasks import IMAGES, SIZES, Call, ours, theirs

from auto_core.auto.image_processing import AutoImageProcessor
from auto_core.auto.processing import AutoProcessor

TEXTS = ["a photo of cat", "dog"]
SMALL = dict(size={"shortest_edge": 32, "longest_edge": 64})


def boxes(processor: Any, call: Call) -> Any:
    output = call(processor(IMAGES, return_tensors="np"))
    return processor.post_process_object_detection(output, threshold=0.2, target_sizes=SIZES)


def panoptic(processor: Any, call: Call) -> Any:
    output = call(processor(IMAGES, return_tensors="np"))
    return processor.post_process_panoptic_segmentation(
        output, 0.2, 0.3, 0.2, label_ids_to_fuse={1}, target_sizes=SIZES
    )


def instances(processor: Any, call: Call) -> Any:
    output = call(processor(IMAGES, return_tensors="np"))
    return processor.post_process_instance_segmentation(output, 0.1, target_sizes=SIZES)


def pixels(processor: Any, call: Call) -> Any:
    output = call(processor(IMAGES, return_tensors="np"))
    return processor.post_process_semantic_segmentation(output, target_sizes=SIZES)


def segments(processor: Any, call: Call) -> Any:
    """Every task of Mask2Former."""
    return [task(processor, call) for task in (panoptic, instances, pixels)]


def depth(processor: Any, call: Call) -> Any:
    output = call(processor(IMAGES[0], return_tensors="np"))
    return processor.post_process_depth_estimation(output, target_sizes=SIZES[:1])


def focal_boxes(processor: Any, call: Call) -> Any:
    output = call(processor(IMAGES, return_tensors="np"))
    return processor.post_process_object_detection(output, 0.5, SIZES)


def keypoints(processor: Any, call: Call) -> Any:
    output = call(processor(IMAGES, return_tensors="np"))
    return processor.post_process_keypoint_detection(output, SIZES)


def larger(processor: Any, call: Call) -> Any:
    return call(processor(IMAGES[0], return_tensors="np")).reconstruction


def best_texts(processor: Any, call: Call) -> Any:
    inputs = processor(
        text=TEXTS, images=IMAGES, padding="max_length", max_length=8, return_tensors="np"
    )
    logits = call(inputs).logits_per_image
    return [logits, logits.argmax(-1)]


def boxes_of_texts(processor: Any, call: Call) -> Any:
    inputs = processor(text=[TEXTS, ["hello", "world"]], images=IMAGES, return_tensors="np")
    return processor.post_process_grounded_object_detection(call(inputs), 0.3, SIZES, [TEXTS] * 2)


def boxes_of_phrases(processor: Any, call: Call) -> Any:
    inputs = processor(text=[TEXTS, ["hello"]], images=IMAGES, padding=True, return_tensors="np")
    output = call(inputs)
    found = processor.post_process_grounded_object_detection(output, None, 0.0, 0.0, SIZES)
    for item in found:
        del item["labels"]
    return found


def ending(tower: dict[str, Any], end: int) -> dict[str, Any]:
    """A text tower's options for the tokenizer of these tests."""
    return tower | dict(eos_token_id=end, max_position_embeddings=16)


SQUARE = dict(size={"height": 16, "width": 16})
CLIP = clip.TINY | dict(text_config=ending(clip.TINY_TEXT, 3))
SIGLIP = siglip.TINY | dict(text_config=ending(siglip.TINY["text_config"], 3))
OWL = owlvit.TINY | dict(text_config=ending(owlvit.TEXT, 3))
CROPPED = dict(size={"shortest_edge": 16}, crop_size={"height": 16, "width": 16})
# What is found, the class of the model, its options, the kind of processor and its options.
CASES: dict[str, tuple[Any, str, dict[str, Any], str, dict[str, Any]]] = {
    "detr": (boxes, "DetrForObjectDetection", detr.TINY, "Detr", SMALL),
    "detr-panoptic": (
        panoptic,
        "DetrForSegmentation",
        detr.OTHER | dict(position_embedding_type="sine", auxiliary_loss=False),
        "Detr",
        SMALL,
    ),
    "d_fine": (
        focal_boxes,
        "DFineForObjectDetection",
        d_fine.TINY,
        "RTDetr",
        dict(size={"height": 64, "width": 96}),
    ),
    "glpn": (depth, "GLPNForDepthEstimation", glpn.TINY, "GLPN", dict(size_divisor=8)),
    "upernet": (
        pixels,
        "UperNetForSemanticSegmentation",
        upernet.TINY,
        "Segformer",
        dict(size={"height": 64, "width": 96}),
    ),
    "maskformer": (
        instances,
        "MaskFormerForInstanceSegmentation",
        maskformer.TINY,
        "MaskFormer",
        SMALL,
    ),
    "mask2former": (
        segments,
        "Mask2FormerForUniversalSegmentation",
        mask2former.TINY,
        "Mask2Former",
        SMALL,
    ),
    "superpoint": (
        keypoints,
        "SuperPointForKeypointDetection",
        superpoint.TINY,
        "SuperPoint",
        dict(size={"height": 32, "width": 40}, do_grayscale=True),
    ),
    "swin2sr": (
        larger,
        "Swin2SRForImageSuperResolution",
        swin2sr.TINY,
        "Swin2SR",
        dict(size_divisor=4),
    ),
    "segformer": (
        pixels,
        "SegformerForSemanticSegmentation",
        segformer.TINY,
        "Segformer",
        dict(size={"height": 32, "width": 40}),
    ),
    "grounding-dino": (
        boxes_of_phrases,
        "GroundingDinoForObjectDetection",
        grounding_dino.TINY,
        "GroundingDino",
        SMALL,
    ),
    "clip": (best_texts, "CLIPModel", CLIP, "CLIP", CROPPED),
    "siglip": (best_texts, "SiglipModel", SIGLIP, "Siglip", SQUARE),
    "owlvit": (boxes_of_texts, "OwlViTForObjectDetection", OWL, "OwlViT", SQUARE),
}
WITH_TEXTS = ("clip", "siglip", "owlvit", "grounding-dino")
# JAX compiles each of these for half a minute; its own part ends with the model's outputs.
RUNS = [(case, backend) for case in CASES for backend in ("numpy", "torch", "tf")]
RUNS.append(("clip", "flax"))


@pytest.mark.parametrize(("case", "backend"), [run for run in RUNS if run[1] in BACKENDS])
def test_from_image_to_objects(
    case: str, backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if case == "grounding-dino":
        grounding_dino.fused(monkeypatch)
    answer, head, options, kind, processing = CASES[case]
    family = head.rpartition("For")[0] or head.removesuffix("Model")
    model = oracle.reference(head, f"{family}Config", options).float()
    oracle.save(model, tmp_path)
    part = {"image_processor_type": f"{kind}ImageProcessor", **processing}
    auto: Any = AutoImageProcessor
    if case in WITH_TEXTS:
        auto, part["processor_class"] = AutoProcessor, f"{kind}Processor"
        write_tokenizer(tmp_path)
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(part))
    reference = getattr(transformers, auto.__name__).from_pretrained(tmp_path)
    own = backends.load(backend, head, tmp_path)
    found = answer(auto.from_pretrained(tmp_path), ours(backend, own))
    expected = answer(reference, theirs(model))
    assert_found(found, expected, case)
    assert np.size(_flat(expected)) > 0  # something was to be found


def assert_found(one: Any, other: Any, path: str) -> None:
    """Equal structures, labels and classes, and nearly equal numbers."""
    if isinstance(other, dict):
        assert one.keys() == other.keys()
        for key in other:
            assert_found(one[key], other[key], f"{path}.{key}")
    elif isinstance(other, list):
        assert len(one) == len(other), path
        for index, pair in enumerate(zip(one, other, strict=True)):
            assert_found(*pair, f"{path}[{index}]")
    elif isinstance(other, str | bool | int):
        assert one == other, path
    else:
        mine, exact = np.asarray(one), np.asarray(other)
        assert mine.shape == exact.shape, path
        assert difference(mine, exact) < 2e-5, path


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _flat(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _flat(item)]
    return np.asarray(value).reshape(-1).tolist()
