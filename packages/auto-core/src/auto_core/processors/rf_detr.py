"""RF-DETR's image processor: DETR's, whose images are rescaled first and resized as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import annotations as targets
from auto_core.processors import sizes
from auto_core.processors.detection import AnnotatedImageProcessor
from auto_core.processors.post_processing import detection, instances
from auto_core.processors.post_processing.outputs import TargetSizes, field
from auto_core.processors.steps import NORMALIZE, REPEAT_GREY, RESCALE, Step
from auto_core.processors.unfiltered_resize import unfiltered


def _resize(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    target = sizes.bounded((image.shape[-2], image.shape[-1]), options)
    return unfiltered(image, target, options["resample"])


class RfDetrImageProcessor(AnnotatedImageProcessor):
    """RF-DETR: with annotations of COCO's detection alone."""

    steps: ClassVar[tuple[Step, ...]] = (
        REPEAT_GREY,
        RESCALE,
        Step("do_resize", _resize, ("resample", "size")),
        NORMALIZE,
    )

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        if options["format"] != targets.COCO_DETECTION:
            raise InputError(
                f"format is {options['format']!r}, expected {targets.COCO_DETECTION!r}, the only "
                "one of RF-DETR."
            )
        return options

    @staticmethod
    def post_process_object_detection(
        outputs: Any,
        threshold: float = 0.5,
        target_sizes: TargetSizes = None,
        top_k: int | None = None,
    ) -> list[dict[str, Any]]:
        """See `detection.by_classes`."""
        return detection.by_classes(outputs, threshold, target_sizes, top_k)

    @staticmethod
    def post_process_instance_segmentation(
        outputs: Any,
        threshold: float = 0.5,
        mask_threshold: float = 0.0,
        target_sizes: TargetSizes = None,
        return_coco_annotation: bool = False,
        return_binary_maps: bool = False,
        top_k: int | None = None,
    ) -> list[dict[str, Any]]:
        """See `instances.by_classes`."""
        return instances.by_classes(
            field(outputs, "logits"),
            field(outputs, "pred_masks"),
            threshold=threshold,
            mask_threshold=mask_threshold,
            target_sizes=target_sizes,
            top_k=top_k,
            return_coco_annotation=return_coco_annotation,
            return_binary_maps=return_binary_maps,
        )
