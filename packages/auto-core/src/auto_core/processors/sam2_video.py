"""SAM 2's processors of videos, and the session that a video is followed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.ops import resize
from auto_core.processors import images as reading
from auto_core.processors import sizes
from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import floats, like
from auto_core.processors.sam import pairs
from auto_core.processors.sam2 import Sam2Processor
from auto_core.processors.transforms import BILINEAR
from auto_core.processors.videos import VideoProcessor
from auto_core.tensors import to_numpy

CORNERS = (2, 3)  # the labels of a box's corners, which are points to the model


class Sam2VideoVideoProcessor(VideoProcessor):
    """Frames become squares of 1024 pixels."""

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(1024)
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD

    def _videos(
        self, arrays: Sequence[list[np.ndarray]], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Also `original_sizes` and `reshaped_input_sizes`, (height, width) of each video."""
        target = sizes.height_and_width(options["size"])
        return {
            "original_sizes": [reading.sizes_of(video)[0] for video in arrays],
            "reshaped_input_sizes": [target for _ in arrays],
            **super()._videos(arrays, options),
        }

    def post_process_masks(
        self,
        masks: Any,
        original_sizes: Any,
        reshaped_input_sizes: Any,
        mask_threshold: float = 0.0,
        binarize: bool = True,
        pad_size: Any = None,
    ) -> list[Any]:
        """Predicted masks at the size of their videos: of each [objects, masks, height, width]."""
        square = sizes.height_and_width(self.size if pad_size is None else pad_size)
        results = []
        for item, original, reshaped in zip(
            masks, pairs(original_sizes), pairs(reshaped_input_sizes), strict=True
        ):
            resized = interpolate(floats(item), square)[..., : reshaped[0], : reshaped[1]]
            resized = interpolate(resized, original)
            results.append(like(resized > mask_threshold if binarize else resized, item))
        return results


class FrameCache:
    """What the image encoder made of the last frames."""

    def __init__(self, most: int):
        self.max_vision_features_cache_size = most
        self._features: dict[int, dict[str, Any]] = {}

    def cache_vision_features(self, frame_idx: int, features: dict[str, Any]) -> None:
        """Keep a frame's features, instead of those of the first frame where there are too many."""
        if len(self._features) >= self.max_vision_features_cache_size:
            self._features.pop(min(self._features), None)
        self._features[frame_idx] = features

    def get_vision_features(self, frame_idx: int) -> dict[str, Any] | None:
        """Those of a frame, or None."""
        return self._features.get(frame_idx)

    def clear_all(self) -> None:
        """Forget all."""
        self._features.clear()


class Sam2VideoInferenceSession:
    """A video, prompts of objects in it, and what is known of each object in each frame.

    Args:
        video: frames [frames, channels, height, width] as the video processor made them; None for
            a video whose frames are given one by one.
        video_height, video_width: pixels of the frames before that.
        inference_device, inference_state_device, video_storage_device, dtype: kept for code
            written for transformers; everything is where the model is, in its dtype.
        max_vision_features_cache_size: frames whose encoding is kept.
    """

    def __init__(
        self,
        video: Any = None,
        video_height: int | None = None,
        video_width: int | None = None,
        inference_device: Any = "cpu",
        inference_state_device: Any = "cpu",
        video_storage_device: Any = "cpu",
        dtype: Any = "float32",
        max_vision_features_cache_size: int = 1,
    ):
        self.processed_frames = None if video is None else dict(enumerate(video))
        self.video_height, self.video_width = video_height, video_width
        self.inference_device = inference_device
        self.inference_state_device = inference_state_device
        self.video_storage_device, self.dtype = video_storage_device, dtype
        self.max_vision_features_cache_size = max_vision_features_cache_size
        self.cache = FrameCache(max_vision_features_cache_size)
        self.reset_tracking_data()

    @property
    def num_frames(self) -> int | None:
        """How many frames there are; None before the first."""
        return None if self.processed_frames is None else len(self.processed_frames)

    # --- objects ---------------------------------------------------------------------------

    def obj_id_to_idx(self, obj_id: int) -> int:
        """The index of an object; a new one gets the next."""
        if obj_id in self.obj_ids:
            return self.obj_ids.index(obj_id)
        index = len(self.obj_ids)
        self.obj_ids.append(obj_id)
        self.point_inputs_per_obj[index] = {}
        self.mask_inputs_per_obj[index] = {}
        self.output_dict_per_obj[index] = {"cond_frame_outputs": {}, "non_cond_frame_outputs": {}}
        self.frames_tracked_per_obj[index] = {}
        return index

    def obj_idx_to_id(self, obj_idx: int) -> int:
        """What the prompts call an object."""
        return self.obj_ids[obj_idx]

    def get_obj_num(self) -> int:
        """How many objects there are."""
        return len(self.obj_ids)

    # --- prompts ---------------------------------------------------------------------------

    def add_point_inputs(self, obj_idx: int, frame_idx: int, inputs: dict[str, Any]) -> None:
        """`point_coords` [1 1 points 2] and `point_labels` [1 1 points] of an object in a frame."""
        self.point_inputs_per_obj[obj_idx][frame_idx] = dict(inputs)

    def remove_point_inputs(self, obj_idx: int, frame_idx: int) -> None:
        """Forget its points in a frame."""
        self.point_inputs_per_obj[obj_idx].pop(frame_idx, None)

    def add_mask_inputs(self, obj_idx: int, frame_idx: int, inputs: Any) -> None:
        """The mask [1 1 h w] of an object in a frame."""
        self.mask_inputs_per_obj[obj_idx][frame_idx] = inputs

    def remove_mask_inputs(self, obj_idx: int, frame_idx: int) -> None:
        """Forget its mask in a frame."""
        self.mask_inputs_per_obj[obj_idx].pop(frame_idx, None)

    # --- what the model found ----------------------------------------------------------------

    def store_output(
        self,
        obj_idx: int,
        frame_idx: int,
        output_key: str | None = None,
        output_value: Any = None,
        is_conditioning_frame: bool = True,
    ) -> None:
        """Keep what a frame says of an object: a mapping, or one value of it."""
        outputs = self.output_dict_per_obj[obj_idx][_kind(is_conditioning_frame)]
        if output_key is None:
            outputs[frame_idx] = dict(output_value)
        else:
            outputs[frame_idx][output_key] = output_value

    def get_output(
        self,
        obj_idx: int,
        frame_idx: int,
        output_key: str,
        is_conditioning_frame: bool = True,
    ) -> Any:
        """One value of what a frame says of an object, or None."""
        outputs = self.output_dict_per_obj[obj_idx][_kind(is_conditioning_frame)]
        found = outputs.get(frame_idx)
        return None if found is None else found[output_key]

    # --- frames ----------------------------------------------------------------------------

    def add_new_frame(self, pixel_values: Any, frame_idx: int | None = None) -> int:
        """Add a frame [channels h w] or [1 channels h w]; returns its index."""
        frame = pixel_values[0] if len(pixel_values.shape) == 4 else pixel_values
        if self.processed_frames is None:
            self.processed_frames = {}
        index = len(self.processed_frames) if frame_idx is None else frame_idx
        self.processed_frames[index] = frame
        return index

    def get_frame(self, frame_idx: int) -> Any:
        """A frame [channels h w].

        Raises:
            InputError: there is none of this index.
        """
        frames = self.processed_frames or {}
        if frame_idx not in frames:
            raise InputError(
                f"The session has {len(frames)} frames, and none of index {frame_idx}."
            )
        return frames[frame_idx]

    def reset_tracking_data(self) -> None:
        """Forget all objects; encodings of frames stay."""
        self.obj_ids: list[int] = []
        self.point_inputs_per_obj: dict[int, dict[int, dict[str, Any]]] = {}
        self.mask_inputs_per_obj: dict[int, dict[int, Any]] = {}
        self.output_dict_per_obj: dict[int, dict[str, dict[int, dict[str, Any]]]] = {}
        self.frames_tracked_per_obj: dict[int, dict[int, dict[str, Any]]] = {}
        self.obj_with_new_inputs: list[int] = []

    def reset_inference_session(self) -> None:
        """Forget all but the frames."""
        self.reset_tracking_data()
        self.cache.clear_all()


def _kind(is_conditioning_frame: bool) -> str:
    return "cond_frame_outputs" if is_conditioning_frame else "non_cond_frame_outputs"


class Sam2VideoProcessor(Sam2Processor):
    """Images and videos, with points, labels, boxes and masks of objects in them."""

    parts = ("image_processor", "video_processor")

    def init_video_session(
        self,
        video: Any = None,
        inference_device: Any = "cpu",
        inference_state_device: Any = None,
        processing_device: Any = None,
        video_storage_device: Any = None,
        max_vision_features_cache_size: int = 1,
        dtype: Any = "float32",
    ) -> Sam2VideoInferenceSession:
        """A session of a video (frames, or an array of them), or of frames that are yet to come.

        Everything is where the model is: the devices and dtype are kept in the session, no more.
        """
        frames = height = width = None
        if video is not None:
            found = self.video_processor(video, return_tensors="np")
            if len(found["pixel_values_videos"]) != 1:
                raise InputError("A session has one video: pass a list of its frames.")
            frames = found["pixel_values_videos"][0]
            height, width = (int(side) for side in found["original_sizes"][0])
        return Sam2VideoInferenceSession(
            video=frames,
            video_height=height,
            video_width=width,
            inference_device=inference_device,
            inference_state_device=inference_state_device or inference_device,
            video_storage_device=video_storage_device or inference_device,
            dtype=dtype,
            max_vision_features_cache_size=max_vision_features_cache_size,
        )

    def add_inputs_to_inference_session(
        self,
        inference_session: Any,
        frame_idx: int,
        obj_ids: list[int] | int,
        input_points: Any = None,
        input_labels: Any = None,
        input_boxes: Any = None,
        input_masks: Any = None,
        original_size: tuple[int, int] | None = None,
        clear_old_inputs: bool = True,
    ) -> None:
        """Add prompts of objects in a frame, in pixels of the video.

        Points are lists [1][object][point][x, y], labels [1][object][point], boxes
        [1][object][left, top, right, bottom], masks an array [height, width] of each object.
        `original_size` is needed where frames are given one by one. With `clear_old_inputs=False`
        points are added to those that are there.

        Raises:
            InputError: there is no prompt, or not one of each object, or masks and points.
        """
        names = [obj_ids] if isinstance(obj_ids, int) else list(obj_ids)
        if (input_points is None) != (input_labels is None):
            raise InputError("Pass input_labels with input_points: 1 on the object, 0 not.")
        if input_points is None and input_boxes is None and input_masks is None:
            raise InputError("Pass input_points, input_boxes or input_masks.")
        if input_masks is None:
            self._add_points(
                inference_session, frame_idx, names, original_size, clear_old_inputs,
                points=input_points, labels=input_labels, boxes=input_boxes,
            )  # fmt: skip
        elif input_points is not None or input_boxes is not None:
            raise InputError("Pass input_masks, or points and boxes, of a frame's objects.")
        else:
            self._add_masks(inference_session, frame_idx, names, input_masks)
        inference_session.obj_with_new_inputs = names

    def _add_points(self, session, frame_idx, names, original_size, clear, **prompts: Any) -> None:
        if original_size is not None:
            session.video_height, session.video_width = original_size
        if session.video_height is None or session.video_width is None:
            raise InputError("Pass original_size=(height, width) with the first prompts.")
        given = {f"input_{name}": value for name, value in prompts.items()}
        size = [(session.video_height, session.video_width)]
        encoded = self(original_sizes=size, return_tensors="np", **given)
        count = len(names)
        points = encoded.get("input_points", np.zeros((1, count, 0, 2), np.float32))
        labels = encoded.get("input_labels", np.zeros((1, count, 0), np.int64))
        boxes = encoded.get("input_boxes")
        for name, value in (("points", points), ("labels", labels), ("boxes", boxes)):
            if value is not None and value.shape[:2] != (1, count):
                raise InputError(
                    f"input_{name} are of {value.shape[0]} images and {value.shape[1]} objects, "
                    f"expected one frame and {count} objects, {names}."
                )
        if boxes is not None:
            if not clear:
                raise InputError("A box comes before all points: pass clear_old_inputs=True.")
            corners = boxes.reshape(1, count, 2, 2)
            signs = np.tile(np.array(CORNERS, labels.dtype), (1, count, 1))
            points = np.concatenate([corners, points], 2)
            labels = np.concatenate([signs, labels], 2)
        for i, name in enumerate(names):
            index = session.obj_id_to_idx(name)
            coords, signs = points[:, i : i + 1], labels[:, i : i + 1]
            old = session.point_inputs_per_obj[index].get(frame_idx)
            if not clear and old is not None:
                coords = np.concatenate([to_numpy(old["point_coords"]), coords], 2)
                signs = np.concatenate([to_numpy(old["point_labels"]), signs], 2)
            inputs = {"point_coords": coords, "point_labels": signs}
            session.add_point_inputs(index, frame_idx, inputs)
            session.remove_mask_inputs(index, frame_idx)

    def _add_masks(self, session, frame_idx, names, masks: Any) -> None:
        masks = masks if isinstance(masks, list) else [masks]
        if len(masks) != len(names):
            raise InputError(f"There are {len(masks)} masks of {len(names)} objects, {names}.")
        side = int(self.target_size or 0)
        for name, value in zip(names, masks, strict=True):
            mask = to_numpy(value)
            if not 2 <= mask.ndim <= 4 or any(size != 1 for size in mask.shape[:-2]):
                raise InputError(f"A mask is {list(mask.shape)}, expected [height, width].")
            mask = (mask.reshape(1, 1, *mask.shape[-2:]) != 0).astype(np.float32)
            if mask.shape[-2:] != (side, side):
                resized = resize.interpolate(
                    np.moveaxis(mask, 1, -1),
                    (side, side),
                    mode="bilinear",
                    align_corners=False,
                    antialias=True,
                )
                mask = (np.moveaxis(resized, -1, 1) >= 0.5).astype(np.float32)
            index = session.obj_id_to_idx(name)
            session.add_mask_inputs(index, frame_idx, mask)
            session.remove_point_inputs(index, frame_idx)


class Sam3TrackerVideoProcessor(Sam2VideoProcessor):
    """SAM 3's tracker's, which is SAM 2's over SAM 3's frames."""
