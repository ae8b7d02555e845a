"""Image classification, depth, segmentation and masks, from files to results, as transformers'."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import noise
from parity import backends, oracle
from parity.architectures import (
    beit,
    cvt,
    depth_anything,
    dpt,
    efficientnet,
    levit,
    mobilenet_v2,
    sam,
    textnet,
    timesformer,
)
from parity.backends import BACKENDS
from parity.checks import difference
from parity.images import TINY_VIT
from PIL import Image

from auto_core.auto.image_processing import AutoImageProcessor
from auto_core.auto.processing import AutoProcessor

IMAGES = [Image.fromarray(noise(h, w, seed=h)) for h, w in ((40, 60), (50, 30))]
SIZES = [(40, 60), (50, 30)]
SQUARE = dict(size={"height": 24, "width": 24})
# Images of one size may have any other, in whole patches.
WHOLE_PATCHES = SQUARE | dict(keep_aspect_ratio=True, ensure_multiple_of=8)
Call = Callable[[Any], SimpleNamespace]


def labels(processor: Any, call: Call) -> list[Any]:
    logits = call(processor(IMAGES, return_tensors="np")).logits
    return [logits, logits.argmax(-1)]


def video_labels(processor: Any, call: Call) -> list[Any]:
    frames = [IMAGES[0]] * 2 + [IMAGES[0].transpose(Image.Transpose.ROTATE_180)] * 2
    return [call(processor(frames, return_tensors="np")).logits]


def depths(processor: Any, call: Call) -> list[Any]:
    output = call(processor(IMAGES[:1], return_tensors="np"))
    found = processor.post_process_depth_estimation(output, target_sizes=SIZES[:1])
    return [output.predicted_depth, found[0]["predicted_depth"]]


def pixels(processor: Any, call: Call) -> list[Any]:
    output = call(processor(IMAGES, return_tensors="np"))
    return processor.post_process_semantic_segmentation(output, target_sizes=SIZES)


def masks(processor: Any, call: Call) -> list[Any]:
    points = [[[10, 20], [30.5, 5]], [[3, 4], [20, 44]]]
    boxes = [[[5, 5, 40, 30]], [[0, 10, 20, 45]]]
    inputs = processor(IMAGES, input_points=points, input_boxes=boxes, return_tensors="pt")
    sizes = inputs["original_sizes"], inputs["reshaped_input_sizes"]
    output = call({k: v.numpy() for k, v in inputs.items() if "sizes" not in k})
    found = processor.image_processor.post_process_masks(output.pred_masks, *sizes, binarize=False)
    return [output.iou_scores, *found]


LEVIT = dict(size={"shortest_edge": 112}, crop_size={"height": 112, "width": 112})
VIDEO = TINY_VIT | dict(image_size=24, num_frames=4, num_labels=5)
CASES = {
    "vit": (labels, "ViTForImageClassification", TINY_VIT | dict(num_labels=5), "ViT", SQUARE),
    "videomae": (
        video_labels,
        "VideoMAEForVideoClassification",
        VIDEO,
        "VideoMAE",
        dict(size={"shortest_edge": 24}, crop_size={"height": 24, "width": 24}),
    ),
    "timesformer": (
        video_labels,
        "TimesformerForVideoClassification",
        timesformer.OTHER | dict(num_channels=3),
        "VideoMAE",
        dict(size={"shortest_edge": 24}, crop_size={"height": 24, "width": 24}),
    ),
    "cvt": (
        labels,
        "CvtForImageClassification",
        cvt.TINY,
        "ConvNext",
        dict(size={"shortest_edge": 48}),
    ),
    "efficientnet": (
        labels,
        "EfficientNetForImageClassification",
        efficientnet.TINY,
        "EfficientNet",
        dict(size={"height": 40, "width": 32}),
    ),
    "levit": (labels, "LevitForImageClassification", levit.TINY, "Levit", LEVIT),
    "textnet": (
        labels,
        "TextNetForImageClassification",
        textnet.TINY,
        "TextNet",
        dict(size={"shortest_edge": 40}, do_center_crop=True, crop_size=LEVIT["crop_size"]),
    ),
    "beit-pixels": (pixels, "BeitForSemanticSegmentation", beit.TINY, "Beit", SQUARE),
    "mobilenet_v2-pixels": (
        pixels,
        "MobileNetV2ForSemanticSegmentation",
        mobilenet_v2.TINY,
        "MobileNetV2",
        dict(size={"shortest_edge": 64}, crop_size={"height": 64, "width": 48}),
    ),
    "dpt": (depths, "DPTForDepthEstimation", dpt.TINY, "DPT", SQUARE),
    "depth_anything": (
        depths,
        "DepthAnythingForDepthEstimation",
        depth_anything.TINY,
        "DPT",
        WHOLE_PATCHES,
    ),
    "dpt-pixels": (pixels, "DPTForSemanticSegmentation", dpt.IGNORING, "DPT", SQUARE),
    "sam": (
        masks,
        "SamModel",
        sam.TINY,
        "Sam",
        dict(size={"longest_edge": 40}, pad_size={"height": 40, "width": 40}),
    ),
}


def save(case: str, directory: Path) -> tuple[Any, Any]:
    """transformers' processor and model, both written to the directory."""
    _, head, options, kind, processing = CASES[case]
    processor = getattr(transformers, f"{kind}ImageProcessorPil")(**processing)
    if case == "sam":
        processor = transformers.SamProcessor(processor)
    family = head.partition("For")[0].removesuffix("Model")
    model = oracle.reference(head, f"{family}Config", options).float()
    processor.save_pretrained(directory)
    oracle.save(model, directory)
    return processor, model


def theirs(model: Any) -> Call:
    def call(inputs: Any) -> SimpleNamespace:
        with torch.no_grad():
            output = model(**{name: torch.as_tensor(value) for name, value in inputs.items()})
        return SimpleNamespace(**output)

    return call


def ours(backend: str, model: Any) -> Call:
    def call(inputs: Any) -> SimpleNamespace:
        return SimpleNamespace(**backends.run(backend, model, dict(inputs.items())))

    return call


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", list(CASES))
def test_from_image_to_answer(case: str, backend: str, tmp_path: Path) -> None:
    answer, head, *_ = CASES[case]
    processor, model = save(case, tmp_path)
    expected = answer(processor, theirs(model))
    auto = AutoProcessor if case == "sam" else AutoImageProcessor
    own = backends.load(backend, head, tmp_path)
    found = answer(auto.from_pretrained(tmp_path), ours(backend, own))
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        error = difference(np.asarray(one), np.asarray(other))
        assert error < 2e-5, f"{case} differs by {error:.2e}"
