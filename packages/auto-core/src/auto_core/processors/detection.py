"""Image processors of DETR and its family: images, their masks, and annotations as targets."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import annotations as targets
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    ImageProcessor,
    padded_size,
)
from auto_core.processors.post_processing import detection, instances, semantic
from auto_core.processors.post_processing.outputs import TargetSizes, field
from auto_core.processors.sizes import HeightWidth
from auto_core.processors.steps import NORMALIZE, RESCALE, resize_by
from auto_core.processors.transforms import BILINEAR
from auto_core.tensors import BatchFeature


class AnnotatedImageProcessor(ImageProcessor):
    """Images keep their aspect ratio; `do_pad` brings a batch to one size with `pixel_mask`."""

    steps = (resize_by(sizes.bounded, "size"), RESCALE, NORMALIZE)
    own_options = ("format", "do_convert_annotations")
    model_input_names: ClassVar[list[str]] = ["pixel_values", "pixel_mask"]

    do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.shortest(800, at_most=1333)
    default_to_square = False
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD
    format: Any = targets.COCO_DETECTION
    # Boxes as fractions of the image; by default when pixels are normalised.
    do_convert_annotations: bool | None = None

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if "pad_and_return_pixel_mask" in data:  # its name until transformers 4.27
            data.setdefault("do_pad", data.pop("pad_and_return_pixel_mask"))
        longest = data.pop("max_size", None)
        if data.get("size") is not None:
            data["size"] = sizes.size_dict(
                data["size"], to_square=False, longest_edge=1333 if longest is None else longest
            )
        elif "size" in data:
            del data["size"]
        return data

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set(data)
        if "do_convert_annotations" not in data:
            given = data.get("do_normalize")
            self.do_convert_annotations = type(self).do_normalize if given is None else given

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options["format"] = targets.format_name(options["format"])
        return super()._standardize(options)

    def preprocess(
        self,
        images: Any,
        annotations: Mapping[str, Any] | list[Mapping[str, Any]] | None = None,
        return_segmentation_masks: bool | None = None,
        masks_path: str | os.PathLike[str] | None = None,
        **overrides: Any,
    ) -> BatchFeature:
        """`pixel_values`, with `do_pad` `pixel_mask`, with annotations `labels`: a target each.

        Annotations are what `auto_core.processors.annotations` describes, in the `format` of the
        processor. Masks of objects are returned for panoptic ones, or on request.

        Raises:
            InputError: annotations do not fit the images or the format.
        """
        options = self._options(overrides)
        arrays = self._read(images, options)
        labels = self._prepare(
            arrays, annotations, options["format"], return_segmentation_masks, masks_path
        )
        for index, array in enumerate(arrays):
            arrays[index] = steps.run(self.steps, array, options)
            if labels and options["do_resize"]:
                labels[index] = targets.resize(labels[index], _hw(array), _hw(arrays[index]))
            if labels and options["do_convert_annotations"]:
                labels[index] = targets.normalize(labels[index], _hw(arrays[index]))
        data: dict[str, Any] = {}
        if options["do_pad"]:
            size = padded_size(arrays, options)
            padded = [transforms.pad_to(array, size) for array in arrays]
            for index, array in enumerate(arrays):
                if labels and _hw(array) != size:
                    labels[index] = targets.pad(
                        labels[index],
                        _hw(array),
                        size,
                        boxes=bool(options["do_convert_annotations"]),
                    )
            data["pixel_mask"] = [transforms.pixel_mask(_hw(array), size) for array in arrays]
            arrays = padded
        features = self._result({**data, "pixel_values": arrays}, options)
        if annotations is not None:
            features["labels"] = [
                BatchFeature(label, tensor_type=options["return_tensors"]) for label in labels
            ]
        return features

    @staticmethod
    def _prepare(
        arrays: list[np.ndarray],
        annotations: Any,
        form: str,
        masks: bool | None,
        masks_path: str | os.PathLike[str] | None,
    ) -> list[targets.Target]:
        if annotations is None:
            return []
        listed = [annotations] if isinstance(annotations, Mapping) else list(annotations)
        if len(listed) != len(arrays):
            raise InputError(f"There are {len(arrays)} images but {len(listed)} annotations.")
        targets.check(listed, form)
        return [
            targets.prepare(annotation, form, _hw(array), masks=masks, masks_path=masks_path)
            for annotation, array in zip(listed, arrays, strict=True)
        ]

    post_process_object_detection = staticmethod(detection.by_softmax)


class YolosImageProcessor(AnnotatedImageProcessor):
    """Like DETR, with sides that are multiples of the patches' 16 pixels; boxes only."""

    steps = (resize_by(sizes.bounded_multiple_of_16, "size"), RESCALE, NORMALIZE)


class RTDetrImageProcessor(AnnotatedImageProcessor):
    """RT-DETR: squares of 640 pixels, neither normalised nor padded; boxes only."""

    do_normalize = do_pad = False
    size = sizes.square(640)
    do_convert_annotations = True

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        return data

    def _set(self, data: Mapping[str, Any]) -> None:
        ImageProcessor._set(self, data)

    @staticmethod
    def post_process_object_detection(
        outputs: Any,
        threshold: float = 0.5,
        target_sizes: TargetSizes = None,
        use_focal_loss: bool = True,
    ) -> list[dict[str, Any]]:
        """See `detection.by_classes`, or `by_softmax` without `use_focal_loss`."""
        if use_focal_loss:
            return detection.by_classes(outputs, threshold, target_sizes)
        return detection.by_softmax(outputs, threshold, target_sizes)


class DeformableDetrImageProcessor(AnnotatedImageProcessor):
    """Deformable DETR: DETR's, for independent classes."""

    @staticmethod
    def post_process_object_detection(
        outputs: Any,
        threshold: float = 0.5,
        target_sizes: TargetSizes = None,
        top_k: int = 100,
    ) -> list[dict[str, Any]]:
        """See `detection.by_classes`."""
        return detection.by_classes(outputs, threshold, target_sizes, top_k)


class DetrImageProcessor(AnnotatedImageProcessor):
    """DETR, with its segmentation heads."""

    @staticmethod
    def post_process_semantic_segmentation(
        outputs: Any, target_sizes: TargetSizes = None, return_segmentation_scores: bool = False
    ) -> list[Any]:
        """See `semantic.from_masks`."""
        return semantic.from_masks(
            field(outputs, "logits"),
            field(outputs, "pred_masks"),
            target_sizes,
            return_segmentation_scores,
        )

    @staticmethod
    def post_process_instance_segmentation(
        outputs: Any,
        threshold: float = 0.5,
        mask_threshold: float = 0.5,
        overlap_mask_area_threshold: float = 0.8,
        target_sizes: TargetSizes = None,
        return_coco_annotation: bool | None = False,
    ) -> list[dict[str, Any]]:
        """See `instances.by_argmax`."""
        return instances.by_argmax(
            field(outputs, "logits"),
            field(outputs, "pred_masks"),
            threshold=threshold,
            mask_threshold=mask_threshold,
            overlap_mask_area_threshold=overlap_mask_area_threshold,
            target_sizes=target_sizes,
            return_coco_annotation=bool(return_coco_annotation),
        )

    @staticmethod
    def post_process_panoptic_segmentation(
        outputs: Any,
        threshold: float = 0.5,
        mask_threshold: float = 0.5,
        overlap_mask_area_threshold: float = 0.8,
        label_ids_to_fuse: Collection[int] | None = None,
        target_sizes: TargetSizes = None,
    ) -> list[dict[str, Any]]:
        """See `instances.by_argmax`."""
        return instances.by_argmax(
            field(outputs, "logits"),
            field(outputs, "pred_masks"),
            threshold=threshold,
            mask_threshold=mask_threshold,
            overlap_mask_area_threshold=overlap_mask_area_threshold,
            label_ids_to_fuse=label_ids_to_fuse or (),
            target_sizes=target_sizes,
        )


def _hw(array: np.ndarray) -> HeightWidth:
    return array.shape[-2], array.shape[-1]


class ConditionalDetrImageProcessor(DetrImageProcessor):
    """Conditional DETR: DETR's, for independent classes."""

    post_process_object_detection = staticmethod(
        DeformableDetrImageProcessor.post_process_object_detection
    )

    @staticmethod
    def post_process_semantic_segmentation(
        outputs: Any, target_sizes: TargetSizes = None, return_segmentation_scores: bool = False
    ) -> list[Any]:
        """See `semantic.from_masks`; there is no class "no object"."""
        return semantic.from_masks(
            field(outputs, "logits"),
            field(outputs, "pred_masks"),
            target_sizes,
            return_segmentation_scores,
            no_object=False,
        )
