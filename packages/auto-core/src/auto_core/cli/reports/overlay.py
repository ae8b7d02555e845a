"""`auto show`: what a model finds in an image, put onto it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.declared import declared_heads
from auto_core.auto.image_processing import AutoImageProcessor
from auto_core.auto.modeling import FAMILIES, auto_class, installed_families
from auto_core.auto.processing import AutoProcessor
from auto_core.checkpoints.atomic import atomic_path
from auto_core.cli.reports.support import check_backend
from auto_core.errors import InputError, UnsupportedTaskError
from auto_core.overlays import opened, overlay
from auto_core.tensors import to_numpy

_TENSORS = {"numpy": "np", "torch": "pt", "tf": "tf", "flax": "jax"}
SEGMENTS = ("panoptic", "instance", "semantic")


@dataclass
class Prompts:
    """What is looked for: names of objects, or points and boxes in the image's pixels."""

    names: Sequence[str] = ()
    points: Sequence[Sequence[float]] = ()
    boxes: Sequence[Sequence[float]] = ()


@dataclass
class Overlay:
    """What was found and written.

    Attributes:
        found: a line for each object, where there are some.
        size: width and height of the image.
    """

    model: str
    backend: str
    task: str
    output: Path
    size: tuple[int, int]
    found: list[str]


def show(
    source: str, model: str, output: Path, *, task: str | None, threshold: float | None,
    segments: str, prompts: Prompts, backend: str | None, loading: dict[str, Any],
) -> Overlay:  # fmt: skip
    """Run a model on an image and write the image with what was found as a PNG file.

    Args:
        task: of `TASKS`; by default the one of the checkpoint's class, or the first it has.
        loading: of `from_pretrained`.

    Raises:
        InputError: the output is no .png, or a prompt is missing.
        UnsupportedTaskError: the model has no such head.
    """
    if output.suffix.lower() != ".png":
        raise InputError(f"--output is {str(output)!r}, expected a name that ends with .png.")
    if segments not in SEGMENTS:
        raise InputError(f"--segments is {segments!r}, expected one of {', '.join(SEGMENTS)}.")
    chosen = check_backend(backend) if backend else installed_families()[0]
    config = AutoConfig.from_pretrained(model, **loading)
    task = _task(model, config, task)
    image = opened(source)
    prompted = task in ("zero-shot-object-detection", "mask-generation")
    prompted = prompted or config.model_type == "oneformer"  # whose task is a text
    auto: Any = AutoProcessor if prompted else AutoImageProcessor
    processor = auto.from_pretrained(model, **loading)
    loaded: Any = auto_class(FAMILIES[chosen][1], task)
    network = loaded.from_pretrained(model, **loading)
    run = Run(network, processor, image, _TENSORS[chosen], threshold, segments, prompts)
    result = TASKS[task](run)
    made = overlay(image, result, names=config.id2label)
    with atomic_path(output) as path, path.open("wb") as file:
        made.save(file, format="PNG")
    return Overlay(model, chosen, task, output, made.size, lines(result, config.id2label))


def _task(model: str, config: Any, task: str | None) -> str:
    heads = declared_heads(config.model_type)
    able = [name for name in TASKS if name in heads]
    if task is not None and task not in able:
        raise UnsupportedTaskError(
            f"{model} is a {config.model_type}, which can show {', '.join(able) or 'nothing'}; "
            f"--task is {task!r}."
        )
    if not able:
        raise UnsupportedTaskError(
            f"{model} is a {config.model_type}, which has no head of {', '.join(TASKS)}."
        )
    named = (config.architectures or [""])[0]
    of_file = (name for name in able if heads[name].architecture_name() == named)
    return task or next(of_file, able[0])


@dataclass
class Run:
    """A model, and what it is run on."""

    network: Any
    processor: Any
    image: Any
    tensors: str
    threshold: float | None
    segments: str
    prompts: Prompts

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Height and width of the image, as post-processing takes them."""
        return [(self.image.height, self.image.width)]

    @property
    def above(self) -> dict[str, float]:
        """The threshold, where one is given."""
        return {} if self.threshold is None else {"threshold": self.threshold}

    def __call__(self, **inputs: Any) -> Any:
        given = self.processor(images=self.image, return_tensors=self.tensors, **inputs)
        return given, self.network(**given)


def _objects(run: Run) -> Any:
    _, output = run()
    method = run.processor.post_process_object_detection
    return method(output, target_sizes=run.sizes, **run.above)[0]


def _named_objects(run: Run) -> Any:
    names = list(run.prompts.names)
    if not names:
        raise InputError("This model finds what a text names: pass --text, once for each name.")
    _, output = run(text=[names])
    method = run.processor.post_process_grounded_object_detection
    return method(output, target_sizes=run.sizes, text_labels=[names], **run.above)[0]


def _segments(run: Run) -> Any:
    told = {"task_inputs": [run.segments]} if hasattr(run.processor, "task_seq_length") else {}
    _, output = run(**told)
    method = getattr(run.processor, f"post_process_{run.segments}_segmentation", None)
    if method is None:
        raise InputError(f"{type(run.processor).__name__} makes no {run.segments} segments.")
    above = {} if run.segments == "semantic" else run.above  # every pixel has a class
    return method(output, target_sizes=run.sizes, **above)[0]


def _classes(run: Run) -> Any:
    _, output = run()
    return run.processor.post_process_semantic_segmentation(output, target_sizes=run.sizes)[0]


def _depth(run: Run) -> Any:
    _, output = run()
    method = run.processor.post_process_depth_estimation
    sizes = {"target_sizes": run.sizes}
    if "source_sizes" in inspect.signature(method).parameters:  # without what was mirrored
        sizes = {"source_sizes": run.sizes}
    return method(output, **sizes)[0]


def _keypoints(run: Run) -> Any:
    if hasattr(run.processor, "post_process_pose_estimation"):
        return _poses(run)
    _, output = run()
    return run.processor.post_process_keypoint_detection(output, run.sizes)[0]


def _poses(run: Run) -> Any:
    """The keypoints of all persons, whose boxes are given."""
    boxes = [[left, top, right - left, low - top] for left, top, right, low in run.prompts.boxes]
    if not boxes:
        raise InputError("This model finds the joints of persons: pass --box, once for each.")
    _, output = run(boxes=[boxes])
    persons = run.processor.post_process_pose_estimation(output, [boxes])[0]
    names = ("keypoints", "scores")
    return {name: np.concatenate([to_numpy(each[name]) for each in persons]) for name in names}


def _masks(run: Run) -> Any:
    """The best rated mask of each prompt; points are all of one object."""
    points, boxes = list(map(list, run.prompts.points)), list(map(list, run.prompts.boxes))
    if not points and not boxes:
        raise InputError("This model segments what prompts mean: pass --point or --box.")
    prompts: dict[str, Any] = {}
    if points:
        prompts["input_points"] = [[points] * max(len(boxes), 1)]
    if boxes:
        prompts["input_boxes"] = [boxes]
    given, output = run(**prompts)
    sizes = [given["original_sizes"]]
    if "reshaped_input_sizes" in given:
        sizes.append(given["reshaped_input_sizes"])
    masks = to_numpy(run.processor.post_process_masks(output.pred_masks, *sizes)[0])
    best = to_numpy(output.iou_scores)[0].argmax(-1)
    return np.stack([mask[index] for mask, index in zip(masks, best, strict=True)]) > 0


# What can be shown, the most particular first.
TASKS: dict[str, Callable[[Run], Any]] = {
    "zero-shot-object-detection": _named_objects,
    "object-detection": _objects,
    "universal-segmentation": _segments,
    "instance-segmentation": _segments,
    "image-segmentation": _segments,
    "semantic-segmentation": _classes,
    "depth-estimation": _depth,
    "keypoint-detection": _keypoints,
    "mask-generation": _masks,
}


def lines(result: Any, names: Any) -> list[str]:
    """A line for each object: its name, its score, its box."""
    if not isinstance(result, dict):
        return []
    known = dict(names or {})
    if "segments_info" in result:
        return [
            f"{known.get(s.get('label_id'), s.get('label_id'))} {float(s.get('score', 1)):.2f}"
            for s in result["segments_info"]
        ]
    if "boxes" not in result:
        return []
    labels = result.get("text_labels")
    if labels is None:
        labels = [known.get(int(label), int(label)) for label in to_numpy(result["labels"])]
    boxes, scores = to_numpy(result["boxes"]), to_numpy(result["scores"])
    return [
        f"{label} {float(score):.2f} at {', '.join(f'{edge:.1f}' for edge in box)}"
        for label, score, box in zip(labels, scores, boxes, strict=True)
    ]
