"""Processors of detectors that look for what a text names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.detection import AnnotatedImageProcessor
from auto_core.processors.post_processing import detection
from auto_core.processors.post_processing.outputs import TargetSizes, field, floats, sigmoid
from auto_core.processors.processor import Processor
from auto_core.tensors import to_numpy


class GroundingDinoImageProcessor(AnnotatedImageProcessor):
    """Grounding DINO: DETR's; a query's class is its best token."""

    post_process_object_detection = staticmethod(detection.by_sigmoid)


class GroundingDinoProcessor(Processor):
    """Images, and a text of phrases with a full stop after each.

    Several names, ["a cat", "a dog"], become such a text; for several images, each has its own.
    """

    text_defaults: ClassVar[Mapping[str, Any]] = {"return_token_type_ids": True}

    def __call__(self, images: Any = None, text: Any = None, **kwargs: Any) -> Any:
        """`pixel_values` and `pixel_mask`, `input_ids`, `token_type_ids` and `attention_mask`."""
        return super().__call__(images=images, text=phrases(text), **kwargs)

    def post_process_grounded_object_detection(
        self,
        outputs: Any,
        input_ids: Any = None,
        threshold: float = 0.25,
        text_threshold: float = 0.25,
        target_sizes: TargetSizes = None,
        text_labels: Any = None,
    ) -> list[dict[str, Any]]:
        """For each image `scores` [n], `boxes` [n, 4] and `text_labels` of boxes whose best token
        is above the threshold.

        A label is what of the text is above `text_threshold`; `text_labels` say nothing about it.
        `labels` is an older name of the same.
        """
        logits = floats(field(outputs, "logits"))
        ids = to_numpy(field(outputs, "input_ids") if input_ids is None else input_ids)
        if len(ids) != len(logits):
            raise InputError(f"There are {len(logits)} images but {len(ids)} rows of input_ids.")
        likely = sigmoid(logits)
        results = detection.by_sigmoid(outputs, threshold, target_sizes)
        for result, own, tokens in zip(results, likely, ids, strict=True):
            chosen = own[own.max(-1) > threshold] > text_threshold
            chosen[:, [0, -1]] = False
            labels = [tokens[np.flatnonzero(row)].tolist() for row in chosen]
            result["text_labels"] = self.batch_decode(labels) if labels else []
            result["labels"] = result["text_labels"]
        return results


def phrases(text: Any) -> Any:
    """Names of objects as a text of phrases; of several images, each its own."""
    if _are_names(text):
        return _joined(text)
    if isinstance(text, list | tuple) and all(map(_are_names, text)):
        return [_joined(names) for names in text]
    return text


def _are_names(text: Any) -> bool:
    return isinstance(text, list | tuple) and all(
        isinstance(name, str) and "." not in name for name in text
    )


def _joined(names: Any) -> str:
    return ". ".join(name.strip().lower() for name in names) + "."
