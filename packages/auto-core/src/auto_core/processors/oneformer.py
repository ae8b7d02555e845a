"""OneFormer's processors: images with a task, and in training with texts of what is in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import steps, transforms
from auto_core.processors.image_processor import padded_size
from auto_core.processors.mask_targets import (
    InstanceToClass,
    MaskFormerImageProcessor,
    converter,
    queries,
)
from auto_core.processors.post_processing import instances
from auto_core.processors.post_processing.outputs import TargetSizes
from auto_core.processors.processor import Processor
from auto_core.processors.steps import NORMALIZE, RESCALE
from auto_core.tensors import BatchFeature, to_tensors

TASKS = ("semantic", "instance", "panoptic")
# What the texts say of which nothing else can be said.
EMPTY_TEXTS = {
    "semantic": "a semantic photo",
    "instance": "an instance photo",
    "panoptic": "an panoptic photo",  # as the models were trained
}
MOST_TEXTS = 2**12


class OneFormerImageProcessor(MaskFormerImageProcessor):
    """Images are padded to one size; maps become masks, classes and texts, as the task wants them.

    `metadata` are names of classes by their ids as texts, with `class_names` in order and
    `thing_ids` of countable ones; a file `class_info_file` in the folder `repo_path` is read for it
    where it is needed.
    """

    steps = (steps.RESIZE, RESCALE, NORMALIZE)
    own_options = (
        "ignore_index",
        "do_reduce_labels",
        "num_labels",
        "num_text",
        "repo_path",
        "class_info_file",
        "metadata",
    )
    model_input_names: ClassVar[list[str]] = ["pixel_values", "pixel_mask", "task_inputs"]
    least: ClassVar[Mapping[str, int]] = {**MaskFormerImageProcessor.least, "num_text": 0}

    do_convert_rgb = True
    size_divisor = None
    num_text: int | None = None  # texts of each image
    repo_path: str | None = "shi-labs/oneformer_demo"
    class_info_file: str | None = None
    metadata: Any = None

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        count = options["num_text"]
        if isinstance(count, int) and count > MOST_TEXTS:
            raise InputError(f"num_text is {count}, expected at most {MOST_TEXTS}.")
        return super()._standardize(options)

    def preprocess(
        self,
        images: Any,
        task_inputs: str | Sequence[str] | None = None,
        segmentation_maps: Any = None,
        instance_id_to_semantic_id: InstanceToClass | Sequence[InstanceToClass] | None = None,
        **overrides: Any,
    ) -> BatchFeature:
        """`pixel_values`, `pixel_mask` and `task_inputs`, a sentence for each task; with maps also
        `mask_labels` and `class_labels` of each image, and its `text_inputs`.

        Args:
            task_inputs: "semantic", "instance" or "panoptic" (by default), of each image.
            segmentation_maps: as of MaskFormer.

        Raises:
            InputError: there are not maps and tasks for each image, or nothing tells the classes.
        """
        options = self._options(overrides)
        arrays = self._run(self._read(images, options), options)
        maps = None
        if segmentation_maps is not None:
            options_of_maps = {**options, "resample": transforms.NEAREST}
            geometry = [step for step in self.steps if step.acts_on == "geometry"]
            maps = [
                steps.run(geometry, labels, options_of_maps)[0]
                for labels in reading.label_maps(segmentation_maps)
            ]
        return self._encode(arrays, task_inputs, maps, instance_id_to_semantic_id, options)

    def encode_inputs(
        self,
        pixel_values_list: Sequence[Any],
        task_inputs: str | Sequence[str] | None = None,
        segmentation_maps: Any = None,
        instance_id_to_semantic_id: InstanceToClass | Sequence[InstanceToClass] | None = None,
        ignore_index: int | None = None,
        do_reduce_labels: bool | None = None,
        return_tensors: Any = None,
    ) -> BatchFeature:
        """The last part of `preprocess`, of images that are resized and normalised already."""
        given = dict(ignore_index=ignore_index, do_reduce_labels=do_reduce_labels)
        options = self._options(
            {name: value for name, value in given.items() if value is not None}
            | {"return_tensors": return_tensors}
        )
        arrays = [reading.to_channels_first(x, rgb=False) for x in pixel_values_list]
        maps = None
        if segmentation_maps is not None:
            maps = [labels[0] for labels in reading.label_maps(segmentation_maps)]
        return self._encode(arrays, task_inputs, maps, instance_id_to_semantic_id, options)

    def _encode(
        self,
        arrays: list[np.ndarray],
        task_inputs: str | Sequence[str] | None,
        maps: list[np.ndarray] | None,
        classes: Any,
        options: Mapping[str, Any],
    ) -> BatchFeature:
        tasks = task_names(task_inputs)
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
        if maps is not None:
            if options["do_reduce_labels"] and options["ignore_index"] is None:
                raise InputError(
                    "do_reduce_labels=True needs ignore_index=... (255 in most data sets)."
                )
            if not len(maps) == len(tasks) == len(arrays):
                raise InputError(
                    f"There are {len(arrays)} images, {len(maps)} segmentation_maps and "
                    f"{len(tasks)} task_inputs, expected one of each for each image."
                )
            if classes is None or isinstance(classes, Mapping):
                classes = [classes] * len(maps)
            features.update(self._targets(maps, tasks, list(classes), size, options))
        features["task_inputs"] = [f"the task is {task}" for task in tasks]
        return features

    def _targets(
        self,
        maps: list[np.ndarray],
        tasks: list[str],
        classes: list[Any],
        size: tuple[int, int],
        options: Mapping[str, Any],
    ) -> dict[str, list[Any]]:
        metadata = self.read_metadata()
        if options["num_text"] is None:
            raise InputError("num_text is None: pass how many texts each image has in training.")
        fill = options["ignore_index"] if options["ignore_index"] is not None else 0
        convert = converter(options["return_tensors"])
        counts = dict.fromkeys(metadata["class_names"], 0)  # of the whole batch, as upstream
        found: dict[str, list[Any]] = {"mask_labels": [], "class_labels": [], "text_inputs": []}
        for labels, task, ids in zip(maps, tasks, classes, strict=True):
            masks, kinds = self._masks(labels, ids, options)
            masks, kinds = of_task(task, masks, kinds, metadata["thing_ids"])
            for kind in kinds.tolist():
                counts[class_name(metadata, kind)] += 1
            texts = [f"a photo with a {name}" for name in counts for _ in range(counts[name])]
            empty = [EMPTY_TEXTS[task]] * options["num_text"]
            found["mask_labels"].append(convert(transforms.pad_to(masks, size, fill)))
            found["class_labels"].append(convert(kinds))
            found["text_inputs"].append((texts + empty)[: options["num_text"]])
        return found

    def _masks(
        self, labels: np.ndarray, classes: InstanceToClass | None, options: Mapping[str, Any]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Masks of a map that has its size already, as MaskFormer's."""
        unchanged = {**options, "do_resize": False}
        return self._target(labels[None], classes, unchanged)

    def read_metadata(self) -> Mapping[str, Any]:
        """What is known of the classes.

        Raises:
            InputError: nothing is.
        """
        if self.metadata is not None:
            wrong = [name for name in ("class_names", "thing_ids") if name not in self.metadata]
            if wrong:
                raise InputError(f"metadata lacks {' and '.join(wrong)}.")
            return self.metadata
        path = Path(self.repo_path or "") / (self.class_info_file or "")
        if not self.class_info_file or not path.is_file():
            raise InputError(
                "Nothing says what classes there are. Pass metadata={...}, or repo_path=... and "
                f"class_info_file=... of a file that is here; there is none at {path}."
            )
        self.metadata = metadata_of(json.loads(path.read_text(encoding="utf-8")))
        return self.metadata

    # --- after the model -------------------------------------------------------------------

    def post_process_instance_segmentation(  # type: ignore[override]
        self,
        outputs: Any,
        task_type: str = "instance",
        is_demo: bool = True,
        threshold: float = 0.5,
        mask_threshold: float = 0.5,
        overlap_mask_area_threshold: float = 0.8,
        target_sizes: TargetSizes = None,
        return_coco_annotation: bool | None = False,
    ) -> list[dict[str, Any]]:
        """See `instances.by_top_scores`.

        Args:
            task_type: of "panoptic" only countable classes are kept.
            is_demo: whether `threshold` counts. Without it, classes of ADE20K are counted among
                the countable ones alone.
        """
        things: Any = None
        counted = not is_demo and "instance" in task_type
        counted = counted and "ade20k" in (self.class_info_file or "")
        if task_type == "panoptic" or counted:
            things = list(self.read_metadata()["thing_ids"])
        return instances.by_top_scores(
            *queries(outputs),
            threshold=threshold if is_demo else None,
            mask_threshold=mask_threshold,
            overlap_mask_area_threshold=overlap_mask_area_threshold,
            target_sizes=target_sizes,
            only=things,
            renumber=counted,
            return_coco_annotation=bool(return_coco_annotation),
        )


def task_names(task_inputs: str | Sequence[str] | None) -> list[str]:
    """The tasks, which there are.

    Raises:
        InputError: one is none.
    """
    if task_inputs is None:
        return ["panoptic"]
    tasks = [task_inputs] if isinstance(task_inputs, str) else list(task_inputs)
    wrong = [task for task in tasks if task not in TASKS]
    if wrong or not tasks:
        raise InputError(f"task_inputs are {tasks!r:.100}, expected some of {', '.join(TASKS)}.")
    return tasks


def metadata_of(info: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Metadata of a file that maps ids to {"name", "isthing"}."""
    return {
        **{key: each["name"] for key, each in info.items()},
        "thing_ids": [int(key) for key, each in info.items() if each["isthing"]],
        "class_names": [each["name"] for each in info.values()],
    }


def class_name(metadata: Mapping[str, Any], kind: int) -> str:
    """The name of a class.

    Raises:
        InputError: there is no such class.
    """
    name: Any = metadata.get(str(kind))
    if name not in metadata["class_names"]:
        raise InputError(f"A segmentation map has the class {kind}, which metadata does not have.")
    return name


def of_task(
    task: str, masks: np.ndarray, kinds: np.ndarray, things: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Masks [n h w] and classes [n] that a task looks for: of semantic segmentation one of each
    class, of instances those of countable classes."""
    if task == "instance":
        kept = np.isin(kinds, list(things))
        return masks[kept], kinds[kept]
    if task == "semantic":
        names, first = np.unique(kinds, return_index=True)
        names = names[np.argsort(first)]
        joined = [masks[kinds == name].max(0) for name in names]
        return np.stack(joined) if joined else masks, names
    return masks, kinds


class OneFormerProcessor(Processor):
    """Images, and a task as tokens."""

    own_options = ("max_seq_length", "task_seq_length")
    max_seq_length: int = 77
    task_seq_length: int = 77

    def __call__(  # type: ignore[override]
        self,
        images: Any = None,
        task_inputs: str | Sequence[str] | None = None,
        segmentation_maps: Any = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """What the image processor returns, with `task_inputs` [b t] as ids of tokens, 0 behind
        them, and `text_inputs` [b n t].

        Raises:
            InputError: there is no image or no task.
        """
        self._check_task(images, task_inputs)
        options = self._route(kwargs)["images_kwargs"]
        given = {"task_inputs": task_inputs, "segmentation_maps": segmentation_maps}
        features = self.image_processor(images, **given, **options)
        return self._tokenized(features, options.get("return_tensors"))

    def encode_inputs(
        self,
        images: Any = None,
        task_inputs: str | Sequence[str] | None = None,
        segmentation_maps: Any = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """The same of images that are resized and normalised already."""
        self._check_task(images, task_inputs)
        features = self.image_processor.encode_inputs(
            images, task_inputs, segmentation_maps, **kwargs
        )
        return self._tokenized(features, kwargs.get("return_tensors"))

    @staticmethod
    def _check_task(images: Any, task_inputs: Any) -> None:
        if images is None or task_inputs is None:
            raise InputError(
                f"Pass images=... and task_inputs=..., of each image one of {', '.join(TASKS)}."
            )

    def _tokenized(self, features: BatchFeature, kind: Any) -> BatchFeature:
        tasks = self._ids(features["task_inputs"], self.task_seq_length)
        features["task_inputs"] = to_tensors(tasks, kind or "np")
        if "text_inputs" in features:
            texts = [self._ids(texts, self.max_seq_length) for texts in features["text_inputs"]]
            features["text_inputs"] = to_tensors(np.stack(texts), kind or "np")
        return features

    def _ids(self, texts: list[str], length: int) -> np.ndarray:
        tokens = self.tokenizer(texts, padding="max_length", max_length=length, truncation=True)
        ids = np.array(tokens["input_ids"], np.int64)
        return ids * np.array(tokens["attention_mask"], np.int64)
