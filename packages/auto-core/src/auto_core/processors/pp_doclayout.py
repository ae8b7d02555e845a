"""PP-DocLayout's image processors: pages resized without a wider kernel; afterwards, what is found
on a page in the order of reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.processors import sizes
from auto_core.processors.image_processor import ImageProcessor
from auto_core.processors.post_processing import layout
from auto_core.processors.post_processing.outputs import TargetSizes
from auto_core.processors.steps import CENTER_CROP, NORMALIZE, RESCALE, Step
from auto_core.processors.transforms import BICUBIC
from auto_core.processors.unfiltered_resize import unfiltered


def _resize(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    target = sizes.general((image.shape[-2], image.shape[-1]), options)
    return unfiltered(image, target, options["resample"])


class PPDocLayoutV2ImageProcessor(ImageProcessor):
    """Pixels from 0 to 1."""

    steps = (
        Step("do_resize", _resize, ("resample", "size")),
        CENTER_CROP,
        RESCALE,
        NORMALIZE,
    )

    do_resize = do_rescale = do_normalize = True
    size = sizes.square(800)
    resample = BICUBIC
    image_mean, image_std = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)

    def post_process_object_detection(
        self, outputs: Any, threshold: float = 0.5, target_sizes: TargetSizes = None
    ) -> list[dict[str, Any]]:
        """See `layout.in_order`."""
        return layout.in_order(outputs, threshold, target_sizes)


class PPDocLayoutV3ImageProcessor(PPDocLayoutV2ImageProcessor):
    """The same; `post_process_object_detection` gives polygons too, which need OpenCV."""

    def post_process_object_detection(
        self, outputs: Any, threshold: float = 0.5, target_sizes: TargetSizes = None
    ) -> list[dict[str, Any]]:
        """See `layout.with_polygons`."""
        size = sizes.height_and_width(self.size)
        return layout.with_polygons(outputs, threshold, target_sizes, size=size)
