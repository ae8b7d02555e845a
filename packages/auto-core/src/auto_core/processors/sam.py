"""The image processor of SAM: prompts are points and boxes, results are masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    ImageProcessor,
    padded_size,
)
from auto_core.processors.post_processing import masks as mask_tools
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import floats, like
from auto_core.processors.sizes import HeightWidth
from auto_core.processors.steps import CENTER_CROP, NORMALIZE, RESCALE
from auto_core.processors.transforms import BILINEAR, NEAREST
from auto_core.tensors import BatchFeature, to_numpy, to_tensors

RESIZE = steps.resize_by(sizes.longest_edge, "size")


class SamImageProcessor(ImageProcessor):
    """The longer side becomes 1024 and the image is padded to a square."""

    steps = (RESIZE, CENTER_CROP, RESCALE, NORMALIZE)
    own_options = ("mask_size", "mask_pad_size")

    do_convert_rgb = do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.longest(1024)
    pad_size = sizes.square(1024)
    mask_size: Any = sizes.longest(256)
    mask_pad_size: Any = sizes.square(256)
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD

    def preprocess(
        self, images: Any, segmentation_maps: Any = None, **overrides: Any
    ) -> BatchFeature:
        """`pixel_values`, `original_sizes` and `reshaped_input_sizes` (height, width of each image
        before, and after resizing, without padding); with maps also `labels`, of `mask_size`.
        """
        options = self._options(overrides)
        arrays = self._read(images, options)
        original = reading.sizes_of(arrays)
        reshaped = [
            sizes.longest_edge(shape, options) if options["do_resize"] else shape
            for shape in original
        ]
        data: dict[str, Any] = {
            "pixel_values": self._run(arrays, options),
            "original_sizes": original,
            "reshaped_input_sizes": reshaped,
        }
        if segmentation_maps is not None:
            on_maps = {
                **options,
                "resample": NEAREST,
                "size": options["mask_size"],
                "pad_size": options["mask_pad_size"],
            }
            maps = [
                steps.run((RESIZE, CENTER_CROP), labels, on_maps)
                for labels in reading.label_maps(segmentation_maps)
            ]
            if options["do_pad"]:
                size = padded_size(maps, on_maps)
                maps = [transforms.pad_to(labels, size) for labels in maps]
            data["labels"] = [labels.squeeze(0).astype(np.int64) for labels in maps]
        return self._result(data, options)

    # --- prompts ---------------------------------------------------------------------------

    def generate_crop_boxes(
        self,
        image: Any,
        target_size: int,
        crop_n_layers: int = 0,
        overlap_ratio: float = 512 / 1500,
        points_per_crop: int = 32,
        crop_n_points_downscale_factor: int = 1,
        return_tensors: Any = "np",
    ) -> tuple[Any, Any, list[np.ndarray], Any]:
        """Crops of one image, each with a grid of points, to find all masks in it.

        Layer i cuts the image into 2^i x 2^i overlapping crops. Returned are the crops' boxes
        [n, 4] (left, top, right, bottom), the points in the model's coordinates
        [1, points, n, 2], the cropped images and a label 1 per point [1, points, n].

        Raises:
            InputError: more than one image is given, or layers would have grids of different
                sizes, which do not fit into one array.
        """
        if isinstance(image, list | tuple):
            raise InputError("Crops are made of one image at a time; pass a single image.")
        if crop_n_layers and crop_n_points_downscale_factor != 1:
            raise InputError(
                "With crop_n_layers the points of all crops must be as many: "
                f"crop_n_points_downscale_factor must be 1, not {crop_n_points_downscale_factor}."
            )
        array = reading.to_channels_first(reading.fetch(image))
        height, width = array.shape[-2:]
        boxes = _crops(crop_n_layers, overlap_ratio, (height, width))
        if any(right <= left or bottom <= top for left, top, right, bottom in boxes):
            raise InputError(
                f"An image of {(height, width)} is too small for crop_n_layers={crop_n_layers} "
                f"with overlap_ratio={overlap_ratio}: some crops are empty. Pass fewer layers."
            )
        crops = [array[:, top:bottom, left:right] for left, top, right, bottom in boxes]
        points = []
        for crop in crops:
            shape = (crop.shape[-2], crop.shape[-1])
            grid = _grid(points_per_crop)
            points.append(to_model(grid * np.array(shape)[None, ::-1], shape, target_size))
        stacked = np.swapaxes(np.array([points]), 1, 2)
        labels = np.ones(stacked.shape[:-1], dtype=np.int64)
        return (
            to_tensors(np.array(boxes, dtype=np.float32), return_tensors),
            to_tensors(stacked, return_tensors),
            crops,
            to_tensors(labels, return_tensors),
        )

    # --- masks -----------------------------------------------------------------------------

    def post_process_masks(
        self,
        masks: Any,
        original_sizes: Any,
        reshaped_input_sizes: Any,
        mask_threshold: float = 0.0,
        binarize: bool = True,
        pad_size: Any = None,
    ) -> list[Any]:
        """Predicted masks at the size of their images: per image [prompts, masks, height, width].

        They are resized to the padded square, the padding is cut off, and the rest is resized to
        the image. With `binarize` they are booleans: logits above `mask_threshold`.
        """
        square = sizes.height_and_width(
            sizes.size_dict(self.pad_size if pad_size is None else pad_size, name="pad_size")
        )
        results = []
        for item, original, reshaped in zip(
            masks, pairs(original_sizes), pairs(reshaped_input_sizes), strict=True
        ):
            resized = interpolate(floats(item), square)[..., : reshaped[0], : reshaped[1]]
            resized = interpolate(resized, original)
            results.append(like(resized > mask_threshold if binarize else resized, item))
        return results

    filter_masks = staticmethod(mask_tools.filter_masks)
    post_process_for_mask_generation = staticmethod(mask_tools.post_process_for_mask_generation)


def to_model(points: np.ndarray, image_size: HeightWidth, longest_edge: int) -> np.ndarray:
    """Points [..., 2] (x, y) of an image in the coordinates of the resized image."""
    height, width = image_size
    new = sizes.longest_edge(image_size, {"size": {"longest_edge": longest_edge}})
    return points.astype(float) * np.array([new[1] / width, new[0] / height])


def pairs(value: Any) -> list[HeightWidth]:
    listed: Sequence[Any] = value if isinstance(value, list | tuple) else to_numpy(value).tolist()
    return [(int(height), int(width)) for height, width in listed]


def _grid(per_side: int) -> np.ndarray:
    """Points [n * n, 2] in the middles of n x n cells of the unit square, row by row."""
    offset = 1 / (2 * per_side)
    side = np.linspace(offset, 1 - offset, per_side)
    x, y = np.meshgrid(side, side)
    return np.stack([x, y], axis=-1).reshape(-1, 2)


def _crops(layers: int, overlap_ratio: float, image_size: HeightWidth) -> list[list[int]]:
    """Boxes of the whole image, then of each layer's crops, column by column."""
    height, width = image_size
    boxes = [[0, 0, width, height]]
    for layer in range(1, layers + 1):
        per_side = 2**layer
        overlap = int(overlap_ratio * min(image_size) * (2 / per_side))
        crop_width = -(-(overlap * (per_side - 1) + width) // per_side)
        crop_height = -(-(overlap * (per_side - 1) + height) // per_side)
        for column in range(per_side):
            for row in range(per_side):
                left, top = (crop_width - overlap) * column, (crop_height - overlap) * row
                right, bottom = min(left + crop_width, width), min(top + crop_height, height)
                boxes.append([left, top, right, bottom])
    return boxes
