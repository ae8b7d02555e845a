"""OmDet-Turbo's processor: images, and for each the names of what to look for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.post_processing.boxes import center_to_corners, suppress
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sigmoid,
    sizes_per_image,
)
from auto_core.processors.post_processing.selection import largest
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature, to_numpy, to_tensors

Names = list[list[str]]


class OmDetTurboProcessor(Processor):
    """Images, names of classes and a task for each."""

    text_defaults: ClassVar[Mapping[str, Any]] = {
        "padding": "max_length",
        "truncation": True,
        "max_length": 77,
        "return_token_type_ids": False,
    }
    call_switches = ("task",)

    def __call__(  # type: ignore[override]
        self,
        images: Any = None,
        text: str | Sequence[str] | Sequence[Sequence[str]] | None = None,
        task: str | Sequence[str] | None = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """`pixel_values` and `pixel_mask`, the tokens of all names in one list, `classes_...`, how
        many of them each image has, `classes_structure`, and the tokens of tasks, `tasks_...`.

        Args:
            text: of each image the names; of one image a list of them, or a text with commas.
            task: of each image; "Detect cat, dog." by default.

        Raises:
            InputError: images or names are missing, or are not names.
        """
        if images is None or text is None:
            raise InputError("Pass images=... and text=..., the names of what to look for.")
        names = names_of(text)
        if task is None:
            task = [f"Detect {', '.join(each)}." for each in names]
        tasks = [task] if isinstance(task, str) else list(task)
        if len(tasks) != len(names):
            raise InputError(f"There are names for {len(names)} images but {len(tasks)} tasks.")
        options = self._route(kwargs)
        for_text = options["text_kwargs"]
        kind = for_text.get("return_tensors")
        flat = [name for each in names for name in each]
        found: dict[str, Any] = {}
        for prefix, texts in (("tasks", tasks), ("classes", flat)):
            encoded = self.tokenizer(text=texts, **for_text)
            found |= {f"{prefix}_{name}": value for name, value in encoded.items()}
        counts = np.array([len(each) for each in names], np.int64)
        found["classes_structure"] = to_tensors(counts, kind or "np")
        found |= dict(self.image_processor(images, **options["images_kwargs"]))
        return BatchFeature(found)

    @property
    def model_input_names(self) -> list[str]:
        """What a model may be given."""
        texts = [
            f"{prefix}_{name}"
            for prefix in ("classes", "tasks")
            for name in ("input_ids", "attention_mask")
        ]
        return [*texts, "classes_structure", *self.image_processor.model_input_names]

    def post_process_grounded_object_detection(
        self,
        outputs: Any,
        text_labels: Sequence[str] | Sequence[Sequence[str]] | None = None,
        threshold: float = 0.3,
        nms_threshold: float = 0.5,
        target_sizes: TargetSizes = None,
        max_num_det: int | None = None,
    ) -> list[dict[str, Any]]:
        """For each image `boxes` [n 4] in pixels, `scores` [n], `labels` [n] and, where names are
        given, `text_labels`, the surest first.

        Args:
            text_labels: the names of each image.
            nms_threshold: of two boxes of a class that overlap by more only the surer one is kept.
            target_sizes: (height, width) of each image; the processor's by default.
            max_num_det: pairs of box and class that are looked at; as many as boxes by default.

        Raises:
            InputError: there are not names or sizes of each image.
        """
        reference = field(outputs, "decoder_coord_logits")
        boxes, scores = floats(reference), sigmoid(floats(field(outputs, "decoder_class_logits")))
        counts = to_numpy(field(outputs, "classes_structure")).tolist()
        sizes = sizes_per_image(target_sizes, len(boxes))
        if sizes is None:
            size = self.image_processor.size
            height = size.get("height", size.get("shortest_edge"))
            sizes = [(height, size.get("width", size.get("longest_edge")))] * len(boxes)
        names = None if text_labels is None else names_of(text_labels)
        if names is not None and len(names) != len(boxes):
            raise InputError(f"There are {len(boxes)} images but text_labels of {len(names)}.")
        results = []
        for index, size in enumerate(sizes):
            count = len(boxes[index]) if max_num_det is None else max_num_det
            result: dict[str, Any] = kept(
                boxes[index],
                scores[index],
                size,
                known=counts[index],
                threshold=threshold,
                overlap=nms_threshold,
                count=min(count, scores[index].size),
            )
            labels = result["labels"].tolist()
            texts = None if names is None else [names[index][label] for label in labels]
            results.append({**like(result, reference), "text_labels": texts})
        return results


def names_of(text: Any) -> Names:
    """The names of each image.

    Raises:
        InputError: there are none.
    """
    if isinstance(text, str):
        text = text.strip(" ").split(",")
    listed = list(text)
    if listed and isinstance(listed[0], list | tuple):
        names = [list(each) for each in listed]
    else:
        names = [listed]
    wrong = [each for each in names if not each or not all(isinstance(x, str) for x in each)]
    if wrong:
        raise InputError(f"Names of an image are {wrong[0]!r:.80}, expected one text or more.")
    return names


def kept(
    boxes: np.ndarray,
    scores: np.ndarray,
    size: tuple[int, int],
    *,
    known: int,
    threshold: float,
    overlap: float,
    count: int,
) -> dict[str, np.ndarray]:
    """Of boxes [q 4] with scores [q c] those of the `known` first classes, above a threshold, that
    no surer one of their class overlaps, in pixels and within the image."""
    flat, classes = scores.reshape(-1), scores.shape[1]
    best = largest(flat, count)
    best = best[(flat[best] > threshold) & (best % classes < known)]
    labels, scores = best % classes, flat[best]
    height, width = size
    corners = center_to_corners(boxes[best // classes])
    corners = corners * np.array([width, height, width, height], corners.dtype)
    alone = [
        np.flatnonzero(labels == label)[
            suppress(corners[labels == label], scores[labels == label], overlap)
        ]
        for label in np.unique(labels)
    ]
    order = np.concatenate(alone) if alone else np.zeros(0, np.int64)
    order = order[np.argsort(-scores[order], kind="stable")]
    limits = np.array([width, height, width, height], corners.dtype)
    return {
        "boxes": np.clip(corners[order], 0, limits),
        "scores": scores[order],
        "labels": labels[order],
    }
