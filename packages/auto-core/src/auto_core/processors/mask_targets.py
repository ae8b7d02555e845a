"""Image processors of MaskFormer and Mask2Former: segmentation maps become masks with classes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

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
from auto_core.processors.post_processing import instances, semantic
from auto_core.processors.post_processing.outputs import TargetSizes, field
from auto_core.processors.steps import NORMALIZE, RESCALE, resize_by
from auto_core.processors.transforms import BILINEAR, NEAREST
from auto_core.tensors import BatchFeature, to_tensors

InstanceToClass = Mapping[int, int]


class MaskFormerImageProcessor(ImageProcessor):
    """Images are padded to one size; maps become `mask_labels` and `class_labels`."""

    steps = (resize_by(sizes.bounded_up_to_divisor, "size"), RESCALE, NORMALIZE)
    pads_batch = False  # always padded
    own_options = ("ignore_index", "do_reduce_labels", "num_labels", "size_divisor")
    model_input_names: ClassVar[list[str]] = ["pixel_values", "pixel_mask"]
    # Mask2Former predicts masks at a fraction of the image and resizes them before use.
    masks_resized_to: ClassVar[tuple[int, int] | None] = None

    do_resize = do_rescale = do_normalize = True
    size = sizes.shortest(800, at_most=1333)
    default_to_square = False
    size_divisor: int | None = 32
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD
    ignore_index: int | None = None
    do_reduce_labels: bool | None = False
    num_labels: int | None = None

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        for old, new in (
            ("reduce_labels", "do_reduce_labels"),
            ("size_divisibility", "size_divisor"),
        ):
            if data.get(old) is not None:
                data.setdefault(new, data[old])
            data.pop(old, None)
        longest = data.pop("max_size", None)
        if data.get("size") is not None:
            data["size"] = sizes.size_dict(data["size"], to_square=False, longest_edge=longest)
        elif longest is not None:
            data["size"] = {**cls.size, "longest_edge": longest}
        else:
            data.pop("size", None)
        return data

    def preprocess(
        self,
        images: Any,
        segmentation_maps: Any = None,
        instance_id_to_semantic_id: InstanceToClass | Sequence[InstanceToClass] | None = None,
        **overrides: Any,
    ) -> BatchFeature:
        """`pixel_values` and `pixel_mask`; with maps also a target per image.

        `mask_labels` are float32 [segments, height, width] and `class_labels` int64 [segments].
        A map holds class ids, or with `instance_id_to_semantic_id` (one dict, or one per image)
        ids of instances. `ignore_index` is left out; `do_reduce_labels` shifts ids down by one
        and ignores 0.

        Raises:
            InputError: maps do not fit the images, or `do_reduce_labels` lacks an `ignore_index`.
        """
        options = self._options(overrides)
        needs_index = segmentation_maps is not None and options["do_reduce_labels"]
        if needs_index and options["ignore_index"] is None:
            raise InputError(
                "do_reduce_labels=True needs ignore_index=... (255 in most data sets)."
            )
        arrays = self._run(self._read(images, options), options)
        size = padded_size(arrays, options)
        features = self._result(
            {
                "pixel_values": [transforms.pad_to(array, size) for array in arrays],
                "pixel_mask": [
                    transforms.pixel_mask(shape, size) for shape in reading.sizes_of(arrays)
                ],
            },
            options,
        )
        if segmentation_maps is None:
            return features
        maps = reading.label_maps(segmentation_maps)
        if len(maps) != len(arrays):
            raise InputError(f"There are {len(arrays)} images but {len(maps)} segmentation maps.")
        classes = classes_per_image(instance_id_to_semantic_id, len(maps))
        fill = options["ignore_index"] if options["ignore_index"] is not None else 0
        pairs = [
            self._target(labels, ids, options) for labels, ids in zip(maps, classes, strict=True)
        ]
        padded = [transforms.pad_to(masks, size, fill) for masks, _ in pairs]
        convert = converter(options["return_tensors"])
        features["mask_labels"] = [convert(masks) for masks in padded]
        features["class_labels"] = [convert(labels) for _, labels in pairs]
        return features

    def _target(
        self, labels: np.ndarray, classes: InstanceToClass | None, options: Mapping[str, Any]
    ) -> tuple[np.ndarray, np.ndarray]:
        geometry = [step for step in self.steps if step.acts_on == "geometry"]
        labels = steps.run(geometry, labels, {**options, "resample": NEAREST})[0]
        return binary_masks(
            labels, classes, reduce=options["do_reduce_labels"], ignored=options["ignore_index"]
        )

    # --- after the model -------------------------------------------------------------------

    def post_process_semantic_segmentation(
        self,
        outputs: Any,
        target_sizes: TargetSizes = None,
        return_segmentation_scores: bool = False,
    ) -> list[Any]:
        """See `semantic.from_masks`."""
        return semantic.from_masks(
            *queries(outputs),
            target_sizes,
            return_segmentation_scores,
            resize_masks_to=self.masks_resized_to,
        )

    def post_process_instance_segmentation(
        self,
        outputs: Any,
        threshold: float = 0.5,
        mask_threshold: float = 0.5,
        overlap_mask_area_threshold: float = 0.8,
        target_sizes: TargetSizes = None,
        return_coco_annotation: bool | None = False,
        return_binary_maps: bool | None = False,
    ) -> list[dict[str, Any]]:
        """See `instances.by_top_queries`. The two mask thresholds have no part in it: a mask is
        where its logit is positive. They are accepted because the other tasks take them.
        """
        return instances.by_top_queries(
            *queries(outputs),
            threshold=threshold,
            target_sizes=target_sizes,
            resize_masks_to=self.masks_resized_to,
            return_coco_annotation=bool(return_coco_annotation),
            return_binary_maps=bool(return_binary_maps),
        )

    def post_process_panoptic_segmentation(
        self,
        outputs: Any,
        threshold: float = 0.5,
        mask_threshold: float = 0.5,
        overlap_mask_area_threshold: float = 0.8,
        label_ids_to_fuse: Collection[int] | None = None,
        target_sizes: TargetSizes = None,
    ) -> list[dict[str, Any]]:
        """See `instances.by_argmax`."""
        return instances.by_argmax(
            *queries(outputs),
            threshold=threshold,
            mask_threshold=mask_threshold,
            overlap_mask_area_threshold=overlap_mask_area_threshold,
            label_ids_to_fuse=label_ids_to_fuse or (),
            target_sizes=target_sizes,
            resize_masks_to=self.masks_resized_to,
        )


class Mask2FormerImageProcessor(MaskFormerImageProcessor):
    masks_resized_to = (384, 384)


def binary_masks(
    labels: np.ndarray,
    classes: InstanceToClass | None,
    *,
    reduce: bool | None,
    ignored: Any,
) -> tuple[np.ndarray, np.ndarray]:
    """A mask and a class for each id of a map [1 height width] but the ignored one.

    `reduce` shifts ids down by one, and ignores 0.
    """
    if reduce:
        labels = np.where(labels == 0, ignored, labels - 1)
    ids = np.unique(labels)
    if ignored is not None:
        ids = ids[ids != ignored]
    masks = (labels == ids[:, None, None]).astype(np.float32)
    if classes is not None:
        shift = 1 if reduce else 0
        ids = np.array([_class_of(int(i) + shift, classes) - shift for i in ids])
    return masks, ids.astype(np.int64)


def classes_per_image(
    classes: InstanceToClass | Sequence[InstanceToClass] | None, images: int
) -> list[InstanceToClass | None]:
    """The classes of the instances of each image, where one mapping may be that of all."""
    if classes is None or isinstance(classes, Mapping):
        return [classes] * images
    return list(classes)


def queries(outputs: Any) -> tuple[Any, Any]:
    """Logits of classes and of masks, of each query."""
    return field(outputs, "class_queries_logits"), field(outputs, "masks_queries_logits")


def _class_of(instance: int, classes: InstanceToClass) -> int:
    if instance not in classes:
        raise InputError(
            f"instance_id_to_semantic_id has no class for instance {instance}; it has: "
            f"{', '.join(map(str, classes))}."
        )
    return classes[instance]


def converter(return_tensors: Any) -> Any:
    """What makes a tensor of the kind asked for of an array."""
    if return_tensors is None:
        return lambda array: array
    return lambda array: to_tensors(array, return_tensors)
