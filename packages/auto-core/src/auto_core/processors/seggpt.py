"""The image processor of SegGPT: images, examples and their masks in colours."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes
from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD, ImageProcessor
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sizes_per_image,
)
from auto_core.processors.steps import NORMALIZE, RESCALE, RESIZE
from auto_core.processors.transforms import BICUBIC, NEAREST
from auto_core.tensors import BatchFeature


class SegGptImageProcessor(ImageProcessor):
    """Images of 448 pixels along each side; `do_convert_rgb` is of masks, which are then maps of
    classes: in colours of a palette of `num_labels` classes, or in grey."""

    steps = (RESIZE, RESCALE, NORMALIZE)
    pads_batch = False
    own_options = ("num_labels",)
    model_input_names: ClassVar[list[str]] = ["pixel_values"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(448)
    resample = BICUBIC
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD
    num_labels: int | None = None

    def __call__(self, images: Any = None, *args: Any, **overrides: Any) -> BatchFeature:
        return self.preprocess(images, *args, **overrides)

    def preprocess(
        self,
        images: Any = None,
        prompt_images: Any = None,
        prompt_masks: Any = None,
        **overrides: Any,
    ) -> BatchFeature:
        """`pixel_values`, `prompt_pixel_values` and `prompt_masks` of what is given.

        Raises:
            InputError: nothing is given, or a map has a class that the palette lacks.
        """
        options = self._options(overrides)
        if images is None and prompt_images is None and prompt_masks is None:
            raise InputError("Pass images, prompt_images or prompt_masks.")
        as_they_are = {**options, "do_convert_rgb": False}
        features: dict[str, Any] = {}
        for name, value in (("pixel_values", images), ("prompt_pixel_values", prompt_images)):
            if value is not None:
                features[name] = self._run(self._read(value, as_they_are), options)
        if prompt_masks is not None:
            if options["do_convert_rgb"]:
                colours = options["num_labels"]
                table = None if colours is None else np.array(self.get_palette(colours))
                masks = [in_colours(labels, table) for labels in reading.label_maps(prompt_masks)]
            else:
                masks = self._read(prompt_masks, as_they_are)
            features["prompt_masks"] = self._run(masks, {**options, "resample": NEAREST})
        if options["data_format"] == reading.LAST:
            features = {
                name: [np.moveaxis(image, 0, -1) for image in value]
                for name, value in features.items()
            }
        return BatchFeature(features, tensor_type=options["return_tensors"])

    @staticmethod
    def get_palette(num_labels: int) -> list[tuple[int, int, int]]:
        """The colours of so many classes, behind black for the background."""
        base = int(num_labels ** (1 / 3)) + 1
        margin = 256 // base
        digits = ((i // base**2, i % base**2 // base, i % base) for i in range(num_labels))
        colours = [(255 - r * margin, 255 - g * margin, 255 - b * margin) for r, g, b in digits]
        return [(0, 0, 0), *colours]

    def post_process_semantic_segmentation(
        self,
        outputs: Any,
        target_sizes: TargetSizes = None,
        num_labels: int | None = None,
        return_segmentation_scores: bool = False,
    ) -> list[Any]:
        """For each image the class [height, width] whose colour is the nearest (int64), with
        `num_labels`; or how bright it is (int32).

        With `return_segmentation_scores` each item has `segmentation` and `segmentation_scores`
        [classes, height, width], the negative squared distances to the colours, or None.
        """
        given = field(outputs, "pred_masks")
        masks = floats(given)
        masks = np.moveaxis(masks[:, :, masks.shape[2] // 2 :], 1, -1)
        std, mean = (np.array(x, masks.dtype) for x in (self.image_std, self.image_mean))
        masks = np.moveaxis(np.clip((masks * std + mean) * 255, 0, 255), -1, 1)
        targets = sizes_per_image(target_sizes, len(masks))
        results = []
        for index, image in enumerate(masks):
            if targets is not None:
                image = interpolate(image, targets[index], "nearest")
            scores = None
            if num_labels is None:
                labels = image.mean(0).astype(np.int32)
            else:
                colours = np.array(self.get_palette(num_labels), np.float32)[:, :, None, None]
                scores = -((image - colours) ** 2).sum(1)
                labels = scores.argmax(0)
            item = {"segmentation": like(labels, given)}
            item["segmentation_scores"] = None if scores is None else like(scores, given)
            results.append(
                BatchFeature(item) if return_segmentation_scores else like(labels, given)
            )
        return results


def in_colours(labels: np.ndarray, table: np.ndarray | None) -> np.ndarray:
    """A map of classes [1 height width] as an image [3 height width]; in grey without a table
    [classes 3].

    Raises:
        InputError: the table has no colour for a class.
    """
    if table is None:
        return np.repeat(labels, 3, 0)
    if labels.size and not (labels.min() >= 0 and labels.max() < len(table)):
        raise InputError(
            f"A map has classes {labels.min()} to {labels.max()}, but num_labels={len(table) - 1} "
            "has colours for that many and the background, 0."
        )
    return np.moveaxis(table[labels[0].astype(int)], -1, 0).astype(np.uint8)
