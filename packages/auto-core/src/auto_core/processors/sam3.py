"""SAM 3's image processor and processor: squares, texts, and boxes of examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes
from auto_core.processors.image_processor import HALF
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sigmoid,
    sizes_per_image,
)
from auto_core.processors.processor import Processor
from auto_core.processors.sam import pairs
from auto_core.processors.sam2 import Sam2ImageProcessor
from auto_core.tensors import BatchFeature, to_numpy, to_tensors

VISUAL = "visual"  # the text where boxes alone say what is looked for
TOKENS = 32  # of every text, padding among them


class Sam3ImageProcessor(Sam2ImageProcessor):
    """Images become squares of 1008 pixels."""

    size = sizes.square(1008)
    mask_size: Any = sizes.square(288)
    image_mean = image_std = HALF

    def post_process_semantic_segmentation(
        self,
        outputs: Any,
        target_sizes: TargetSizes = None,
        threshold: float = 0.5,
        return_segmentation_scores: bool = False,
    ) -> list[Any]:
        """For each image 1 where there is such an object, else 0: [height, width].

        With `return_segmentation_scores` a mapping of `segmentation` and `segmentation_scores`, the
        probabilities [1, height, width].
        """
        logits = field(outputs, "semantic_seg")
        likely = sigmoid(floats(logits))
        wanted = sizes_per_image(target_sizes, len(likely))
        if wanted is not None:
            likely = [interpolate(x[None], size)[0] for x, size in zip(likely, wanted, strict=True)]
        results = []
        for scores in likely:
            labels = like((scores[0] > threshold).astype(np.int64), logits)
            data = {"segmentation": labels, "segmentation_scores": like(scores, logits)}
            results.append(BatchFeature(data) if return_segmentation_scores else labels)
        return results

    def post_process_object_detection(
        self, outputs: Any, threshold: float = 0.3, target_sizes: TargetSizes = None
    ) -> list[dict[str, Any]]:
        """For each image `scores` [n] above the threshold and `boxes` [n, 4] (left, top, right,
        bottom): in pixels of `target_sizes`, (height, width) of each image, else from 0 to 1."""
        results = self._instances(outputs, threshold, target_sizes)
        reference = field(outputs, "pred_logits")
        return [
            like({"scores": found["scores"], "boxes": found["boxes"]}, reference)
            for found in results
        ]

    def post_process_instance_segmentation(
        self,
        outputs: Any,
        threshold: float = 0.3,
        mask_threshold: float = 0.5,
        target_sizes: TargetSizes = None,
    ) -> list[dict[str, Any]]:
        """For each image `scores` and `boxes` as of `post_process_object_detection`, and `masks`
        [n, height, width] of 0 and 1: of the image's size with `target_sizes`, else the model's."""
        reference = field(outputs, "pred_masks")
        masks = floats(reference)
        wanted = sizes_per_image(target_sizes, len(masks))
        results = self._instances(outputs, threshold, target_sizes)
        for i, found in enumerate(results):
            own = sigmoid(masks[i][found.pop("kept")])
            if wanted is not None and len(own):
                own = interpolate(own[None], wanted[i])[0]
            found["masks"] = (own > mask_threshold).astype(np.int64)
        return like(results, reference)

    def _instances(
        self, outputs: Any, threshold: float, target_sizes: TargetSizes
    ) -> list[dict[str, Any]]:
        """The scores and boxes above a threshold, and which of the queries they are."""
        scores = sigmoid(floats(field(outputs, "pred_logits")))  # [b queries]
        given = outputs.get if isinstance(outputs, dict) else lambda name: getattr(outputs, name)
        if (presence := given("presence_logits")) is not None:
            scores = scores * sigmoid(floats(presence))
        boxes = floats(field(outputs, "pred_boxes"))
        wanted = sizes_per_image(target_sizes, len(scores))
        if wanted is not None:
            scale = np.array([[width, height, width, height] for height, width in wanted])
            boxes = boxes * scale[:, None].astype(boxes.dtype)
        results = []
        for own, corners in zip(scores, boxes, strict=True):
            kept = own > threshold
            results.append({"scores": own[kept], "boxes": corners[kept], "kept": kept})
        return results


class Sam3Processor(Processor):
    """Images, with a text or boxes of examples for each."""

    own_options = ("target_size", "point_pad_value")
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": "max_length", "max_length": TOKENS}
    shares_tokenizer_options = False
    target_size: int | None = None  # of the model's images; the image processor's by default
    point_pad_value: int = -10

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if self.target_size is None:
            self.target_size = self.image_processor.size["height"]

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        segmentation_maps: Any = None,
        input_boxes: Any = None,
        input_boxes_labels: Any = None,
        original_sizes: Any = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """What the image processor and the tokenizer return, `input_boxes` (centre x and y, width
        and height, over the image's) and `input_boxes_labels`.

        Boxes are lists [image][box][left, top, right, bottom] in pixels, labels [image][box]: 1
        such an object (the default), 0 none. An image without boxes has None, or fewer than
        others: `point_pad_value` fills it up. With boxes and no text, the text is "visual".

        Raises:
            InputError: there are boxes and neither images nor sizes, or no such lists.
        """
        options = self._route(kwargs)
        kind = options["images_kwargs"].get("return_tensors")
        features = BatchFeature({})
        if images is not None:
            features = self.image_processor(images, segmentation_maps, **options["images_kwargs"])
        elif original_sizes is not None:
            features = BatchFeature({"original_sizes": original_sizes}, tensor_type=kind)
        elif input_boxes is not None:
            raise InputError("input_boxes are in pixels: pass images=... or original_sizes=....")
        text = self._text(text, input_boxes)
        if text is not None:
            features.update(self.tokenizer(text, **options["text_kwargs"]))
        if not features:
            raise InputError("Pass images, text, or original_sizes.")
        if input_boxes is not None:
            original = pairs(features["original_sizes"])
            boxes, labels = self._boxes(input_boxes, input_boxes_labels)
            features["input_boxes"] = to_tensors(self._scaled(boxes, original), kind or "np")
            features["input_boxes_labels"] = to_tensors(labels, kind or "np")
        return features

    def _text(self, text: Any, boxes: Any) -> Any:
        if text is None:
            return None if boxes is None else VISUAL
        if not isinstance(text, list | tuple):
            return text
        if boxes is not None and len(text) != len(boxes):
            raise InputError(
                f"There are {len(text)} texts, and input_boxes of {len(boxes)} images."
            )
        if boxes is None:
            return list(text)
        return [
            VISUAL if one is None and own is not None else one
            for one, own in zip(text, boxes, strict=True)
        ]

    def _boxes(self, boxes: Any, labels: Any) -> tuple[np.ndarray, np.ndarray]:
        """[images boxes 4] and [images boxes], filled up."""
        given = [_array(own, "input_boxes") for own in _items(boxes, "input_boxes")]
        if any(own.ndim != 2 or own.shape[1:] != (4,) for own in given):
            raise InputError(
                f"input_boxes are {boxes!r:.100}, expected lists [image][box][left, top, right, "
                "bottom], or None of an image without boxes."
            )
        if labels is None:
            marks = [np.ones(len(own)) for own in given]
        else:
            marks = [
                _array(own, "input_boxes_labels").reshape(-1)
                for own in _items(labels, "input_boxes_labels")
            ]
        counts = [len(own) for own in given]
        if [len(own) for own in marks] != counts:
            raise InputError(
                f"input_boxes_labels are {labels!r:.100}, expected a label of each box: {counts} "
                "of the images."
            )
        shape = (len(given), max(counts, default=0))
        filled = np.full((*shape, 4), self.point_pad_value, np.float32)
        signs = np.full(shape, self.point_pad_value, np.int64)
        for i, (own, mark) in enumerate(zip(given, marks, strict=True)):
            filled[i, : len(own)], signs[i, : len(mark)] = own, mark
        return filled, signs

    def _scaled(self, boxes: np.ndarray, original: list[tuple[int, int]]) -> np.ndarray:
        """Corners in pixels as centres and sizes over the image's; padding has no size."""
        scaled = boxes.copy()
        for i, (height, width) in enumerate(original[: len(boxes)]):
            box = (boxes[i] != self.point_pad_value).all(-1, keepdims=True)
            scale = np.array([width, height, width, height], np.float32)
            scaled[i] = np.where(box, boxes[i] / scale, boxes[i])
        start, end = scaled[..., :2], scaled[..., 2:]
        return np.concatenate([(start + end) / 2, end - start], -1)


def _items(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        value = list(to_numpy(value))
    if not value:
        raise InputError(f"{name} are empty, expected a list for each image.")
    return list(value)


def _array(value: Any, name: str) -> np.ndarray:
    """What an image has of boxes [n 4] or labels [n]; none of None."""
    if value is None or (isinstance(value, list | tuple) and not len(value)):
        return np.zeros((0, 4) if name == "input_boxes" else 0, np.float32)
    if isinstance(value, list | tuple) and not all(isinstance(x, int | float) for x in value):
        value = [x if isinstance(x, list | tuple) else to_numpy(x) for x in value]
    try:
        return np.asarray(to_numpy(value) if not isinstance(value, list | tuple) else value, float)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} are {value!r:.100}, expected lists of numbers.") from error
