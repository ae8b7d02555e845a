"""The image processor of models whose tokens are clusters of colours."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, steps
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.transforms import BILINEAR
from auto_core.tensors import BatchFeature


def nearest(colours: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """The index [n] of the cluster [k c] that is nearest to each colour [n c]."""
    across = clusters.T
    squares = np.sum(np.square(colours), axis=1)
    distance = squares[:, None] - 2 * np.matmul(colours, across) + np.sum(np.square(across), axis=0)
    return np.argmin(distance, axis=1)


class ImageGPTImageProcessor(ImageProcessor):
    """Pixels as the indices of the nearest of `clusters` [k 3], row by row."""

    steps = (steps.RESIZE, steps.RESCALE, steps.NORMALIZE)
    pads_batch = False
    own_options = ("do_color_quantize", "clusters")
    model_input_names: ClassVar[list[str]] = ["input_ids"]

    do_resize = do_rescale = do_normalize = True
    size = sizes.square(256)
    resample = BILINEAR
    image_mean = image_std = HALF
    do_color_quantize: bool | None = True
    clusters: Any = None

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        clusters = options["clusters"]
        if clusters is not None:
            options["clusters"] = clusters = np.array(clusters)
            if clusters.ndim != 2 or clusters.dtype.kind not in "iuf":
                raise InputError(
                    f"clusters are an array {list(clusters.shape)}, expected numbers [k 3]."
                )
        return super()._standardize(options)

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`input_ids` [b h*w], or `pixel_values` with `do_color_quantize=False`.

        Raises:
            InputError: there are no clusters, or of another number of channels.
        """
        options = self._options(overrides)
        arrays = self._run(self._read(images, options), options)
        if not options["do_color_quantize"]:
            return self._result({"pixel_values": arrays}, options)
        clusters = options["clusters"]
        channels = {array.shape[0] for array in arrays}
        if clusters is None or channels != {clusters.shape[1]}:
            given = "no clusters" if clusters is None else f"clusters {list(clusters.shape)}"
            raise InputError(
                f"{type(self).__name__} has {given} for images of {sorted(channels)} channels. "
                "Pass clusters=... [k 3], or do_color_quantize=False."
            )
        count = clusters.shape[1]
        ids = [nearest(np.moveaxis(array, 0, -1).reshape(-1, count), clusters) for array in arrays]
        return BatchFeature({"input_ids": ids}, tensor_type=options["return_tensors"])

    def to_dict(self) -> dict[str, Any]:
        """The content of preprocessor_config.json, as transformers writes it."""
        data = super().to_dict()
        if data.get("clusters") is not None:
            data["clusters"] = data["clusters"].tolist()
        return data
