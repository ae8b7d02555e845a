"""The image processor of EoMT: whole images padded to a square, or squares cut from them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD, ImageProcessor
from auto_core.processors.mask_targets import (
    InstanceToClass,
    binary_masks,
    classes_per_image,
    converter,
    queries,
)
from auto_core.processors.post_processing import own_masks
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    sigmoid,
    sizes_per_image,
    softmax,
)
from auto_core.processors.post_processing.outputs import floats as as_floats
from auto_core.processors.post_processing.semantic import maps_of, with_scores
from auto_core.processors.steps import NORMALIZE, RESCALE, RESIZE, Step
from auto_core.processors.transforms import BILINEAR, NEAREST
from auto_core.tensors import BatchFeature, to_numpy

Offset = tuple[int, int, int]  # image, begin and end of a piece along the longer side


def _padded(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    height, width = sizes.edges(options["size"])
    return transforms.pad_to(image, (max(height, image.shape[-2]), max(width, image.shape[-1])))


PAD = Step("do_pad", _padded, ("size",))


class EomtImageProcessor(ImageProcessor):
    """Semantic segmentation cuts images into overlapping squares (`do_split_image`); instance and
    panoptic segmentation pads them (`do_pad`)."""

    steps = (RESIZE, PAD, RESCALE, NORMALIZE)
    pads_batch = False
    own_options = ("do_split_image", "ignore_index")
    model_input_names: ClassVar[list[str]] = ["pixel_values"]

    do_resize = do_rescale = do_normalize = True
    do_pad = False
    size = sizes.shortest(640, at_most=640)
    default_to_square = False
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD
    do_split_image: bool | None = False
    ignore_index: int | None = None

    def preprocess(
        self,
        images: Any,
        segmentation_maps: Any = None,
        instance_id_to_semantic_id: InstanceToClass | Sequence[InstanceToClass] | None = None,
        **overrides: Any,
    ) -> BatchFeature:
        """`pixel_values` and `patch_offsets`, which is empty unless images are cut; with maps also
        a target for each of the pixel_values.

        `patch_offsets` are, of each piece, the image and where it begins and ends along the longer
        side. `mask_labels` are float32 [segments, height, width] and `class_labels` int64
        [segments]. A map holds class ids, or with `instance_id_to_semantic_id` (one dict, or one
        per image) ids of instances. With an `ignore_index`, ids are shifted down by one, and 0 is
        left out.

        Raises:
            InputError: maps do not fit the images.
        """
        options = self._options(overrides)
        arrays, offsets = self._pieces(self._read(images, options), options)
        features = self._result(
            {"pixel_values": [steps.run(self.steps[1:], array, options) for array in arrays]},
            options,
        )
        convert = converter(options["return_tensors"])
        features["patch_offsets"] = [convert(np.array(offset)) for offset in offsets]
        if segmentation_maps is None:
            return features
        maps = reading.label_maps(segmentation_maps)
        on_maps = {**options, "resample": NEAREST}
        pieces, of_maps = self._pieces(maps, on_maps)
        if len(pieces) != len(arrays):
            raise InputError(f"There are {len(arrays)} images but {len(pieces)} segmentation maps.")
        classes = classes_per_image(instance_id_to_semantic_id, len(maps))
        numbers = [image for image, _, _ in of_maps] or range(len(maps))
        ignored = options["ignore_index"]
        geometry = [PAD] if options["do_pad"] else []
        targets = [
            binary_masks(
                steps.run(geometry, labels, on_maps),
                classes[number],
                reduce=ignored is not None,
                ignored=ignored,
            )
            for labels, number in zip(pieces, numbers, strict=True)
        ]
        features["mask_labels"] = [convert(masks) for masks, _ in targets]
        features["class_labels"] = [convert(labels) for _, labels in targets]
        return features

    def _pieces(
        self, arrays: Sequence[np.ndarray], options: Mapping[str, Any]
    ) -> tuple[list[np.ndarray], list[Offset]]:
        """Images resized and, where asked for, cut along the longer side."""
        arrays = [steps.run((RESIZE,), array, options) for array in arrays]
        if not options["do_split_image"]:
            return arrays, []
        side, _ = sizes.edges(options["size"])
        pieces, offsets = [], []
        for number, array in enumerate(arrays):
            height, width = array.shape[-2:]
            count = math.ceil(max(height, width) / side)
            overlap = (count * side - max(height, width)) / (count - 1) if count > 1 else 0
            for index in range(count):
                start = int(index * (side - overlap))
                end = start + side
                pieces.append(array[:, start:end] if height > width else array[..., start:end])
                offsets.append((number, start, end))
        return pieces, offsets

    # --- after the model -------------------------------------------------------------------

    def post_process_semantic_segmentation(
        self,
        outputs: Any,
        target_sizes: TargetSizes,
        size: Any = None,
        return_segmentation_scores: bool = False,
    ) -> list[Any]:
        """For each image the class ids [height, width] (int64) at its size of `target_sizes`;
        pieces are put together. `size` is the one that images were resized by."""
        class_logits, mask_logits = queries(outputs)
        edges = self._size(size)
        masks = sigmoid(own_masks.at_input(mask_logits, edges))
        classes = softmax(as_floats(class_logits))[..., :-1]
        scores = np.einsum("bqc,bqhw->bchw", classes, masks, optimize=True)
        offsets = _offsets(outputs)
        if not offsets:
            return with_scores(scores, target_sizes, return_segmentation_scores, class_logits)
        targets = sizes_per_image(target_sizes, 1 + max(offset[0] for offset in offsets)) or []
        whole = own_masks.merged(scores, offsets, targets, edges)
        return maps_of(whole, return_segmentation_scores, class_logits)

    def post_process_panoptic_segmentation(
        self,
        outputs: Any,
        target_sizes: TargetSizes,
        threshold: float = 0.8,
        mask_threshold: float = 0.5,
        overlap_mask_area_threshold: float = 0.8,
        stuff_classes: Collection[int] | None = None,
        size: Any = None,
    ) -> list[dict[str, Any]]:
        """See `own_masks.panoptic`."""
        class_logits, mask_logits = queries(outputs)
        return own_masks.panoptic(
            class_logits,
            own_masks.unpadded(mask_logits, target_sizes, self._size(size)),
            threshold=threshold,
            mask_threshold=mask_threshold,
            overlap_mask_area_threshold=overlap_mask_area_threshold,
            stuff_classes=stuff_classes,
        )

    def post_process_instance_segmentation(
        self, outputs: Any, target_sizes: TargetSizes, threshold: float = 0.8, size: Any = None
    ) -> list[dict[str, Any]]:
        """See `own_masks.instance`."""
        class_logits, mask_logits = queries(outputs)
        masks = own_masks.unpadded(mask_logits, target_sizes, self._size(size))
        return own_masks.instance(class_logits, masks, threshold=threshold)

    def _size(self, size: Any) -> dict[str, int]:
        return self.size if size is None else sizes.size_dict(size, to_square=False)


def _offsets(outputs: Any) -> list[list[int]]:
    found = (
        outputs.get("patch_offsets")
        if isinstance(outputs, Mapping)
        else getattr(outputs, "patch_offsets", None)
    )
    return [] if found is None else [[int(n) for n in to_numpy(each).tolist()] for each in found]
