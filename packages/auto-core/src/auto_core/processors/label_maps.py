"""Image processors that also prepare segmentation maps: `labels` beside `pixel_values`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.processors import images as reading
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import HALF, IMAGENET_MEAN, IMAGENET_STD, ImageProcessor
from auto_core.processors.post_processing import depth, semantic
from auto_core.processors.steps import CENTER_CROP, FLIP_CHANNELS, NORMALIZE, RESCALE, Step
from auto_core.processors.transforms import BICUBIC, BILINEAR, NEAREST
from auto_core.tensors import BatchFeature


class LabelMapImageProcessor(ImageProcessor):
    """Takes maps of class ids through the geometric steps of the images."""

    pads_batch = False
    own_options = ("do_reduce_labels",)
    # How maps are resampled. None is the images' own filter: BEiT and DPT do so in transformers'
    # Pillow processors, although it blends class ids; labels of published results depend on it.
    label_resample: ClassVar[int | None] = NEAREST

    do_reduce_labels: bool | None = False

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("reduce_labels") is not None:  # its name until transformers 4.26
            data.setdefault("do_reduce_labels", data["reduce_labels"])
        data.pop("reduce_labels", None)
        return data

    def preprocess(
        self, images: Any, segmentation_maps: Any = None, **overrides: Any
    ) -> BatchFeature:
        """Like the base; with maps ([height, width] each) also `labels`, int64, of that size.

        `do_reduce_labels` makes 0 the ignored 255 and shifts the other ids down by one.
        """
        options = self._options(overrides)
        data: dict[str, Any] = {"pixel_values": self._run(self._read(images, options), options)}
        if segmentation_maps is not None:
            data["labels"] = [
                self._run_labels(labels, options)
                for labels in reading.label_maps(segmentation_maps)
            ]
        return self._result(data, options)

    def _run_labels(self, labels: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
        if self.label_resample is not None:
            options = {**options, "resample": self.label_resample}
        geometry = [step for step in self.steps if step.acts_on == "geometry"]
        labels = steps.run([steps.REDUCE_LABELS, *geometry], labels, options)
        return labels.squeeze(0).astype(np.int64)

    post_process_semantic_segmentation = staticmethod(semantic.from_logits)


class BeitImageProcessor(LabelMapImageProcessor):
    label_resample = None

    do_resize = do_rescale = do_normalize = True
    do_center_crop = False
    size = sizes.square(224)
    crop_size = sizes.square(224)
    resample = BICUBIC
    image_mean = image_std = HALF


class SegformerImageProcessor(LabelMapImageProcessor):
    steps = (steps.RESIZE, RESCALE, NORMALIZE)

    do_resize = do_rescale = do_normalize = True
    size = sizes.square(512)
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD


class MobileViTImageProcessor(LabelMapImageProcessor):
    """Channels are given to the model as BGR, and are not normalised."""

    steps = (steps.RESIZE, RESCALE, CENTER_CROP, FLIP_CHANNELS)
    own_options = ("do_reduce_labels", "do_flip_channel_order")

    do_resize = do_center_crop = do_rescale = True
    do_flip_channel_order: bool | None = True
    size = sizes.shortest(224)
    default_to_square = False
    crop_size = sizes.square(256)
    resample = BICUBIC
    # Kept in files and unused, as there is no step for them.
    image_mean = image_std = HALF


class MobileNetV2ImageProcessor(LabelMapImageProcessor):
    do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.shortest(256)
    default_to_square = False
    crop_size = sizes.square(224)
    resample = BILINEAR
    image_mean = image_std = HALF


class DPTImageProcessor(LabelMapImageProcessor):
    """DPT and Depth Anything: sides are multiples of the patch size."""

    steps = (
        steps.resize_by(sizes.multiple_of, "size", "ensure_multiple_of"),
        RESCALE,
        NORMALIZE,
        Step(
            "do_pad",
            lambda image, options: (
                image
                if options["size_divisor"] is None
                else transforms.pad_around_to_multiple(image, options["size_divisor"])
            ),
        ),
    )
    own_options = ("do_reduce_labels", "ensure_multiple_of", "keep_aspect_ratio", "size_divisor")
    label_resample = None

    do_resize = do_rescale = do_normalize = True
    do_pad = False
    size = sizes.square(384)
    ensure_multiple_of: int | None = 1
    keep_aspect_ratio: bool | None = False
    size_divisor: int | None = None
    resample = BICUBIC
    image_mean = image_std = HALF

    post_process_depth_estimation = staticmethod(depth.post_process_depth_estimation)
