"""The video processor of VidEoMT: frames of one size, and segments of each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from auto_core.processors import sizes
from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD
from auto_core.processors.mask_targets import queries
from auto_core.processors.post_processing import own_masks, semantic
from auto_core.processors.post_processing.outputs import TargetSizes
from auto_core.processors.transforms import BILINEAR
from auto_core.processors.videos import VideoProcessor


class VideomtVideoProcessor(VideoProcessor):
    """Frames become squares of 640 pixels; sizes and results are those of frames."""

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    do_center_crop = do_sample_frames = False
    size = sizes.square(640)
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD

    def post_process_semantic_segmentation(
        self, outputs: Any, target_sizes: TargetSizes, return_segmentation_scores: bool = False
    ) -> list[Any]:
        """See `semantic.from_masks`."""
        return semantic.from_masks(*queries(outputs), target_sizes, return_segmentation_scores)

    def post_process_instance_segmentation(
        self, outputs: Any, target_sizes: TargetSizes, threshold: float = 0.5
    ) -> list[dict[str, Any]]:
        """See `own_masks.instance`."""
        classes, masks = queries(outputs)
        resized = own_masks.resized(masks, target_sizes)
        return own_masks.instance(classes, resized, threshold=threshold, dtype=np.int64)

    def post_process_panoptic_segmentation(
        self,
        outputs: Any,
        target_sizes: TargetSizes,
        threshold: float = 0.8,
        mask_threshold: float = 0.5,
        overlap_mask_area_threshold: float = 0.8,
        label_ids_to_fuse: Collection[int] | None = None,
    ) -> list[dict[str, Any]]:
        """See `own_masks.panoptic`."""
        classes, masks = queries(outputs)
        return own_masks.panoptic(
            classes,
            own_masks.resized(masks, target_sizes),
            threshold=threshold,
            mask_threshold=mask_threshold,
            overlap_mask_area_threshold=overlap_mask_area_threshold,
            stuff_classes=label_ids_to_fuse,
            dtype=np.int64,
        )
