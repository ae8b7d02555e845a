"""The image processors that are nothing but steps and defaults.

Class names are those that preprocessor_config.json holds. Where a model differs in one step, the
step is declared beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.ops import resize as ops
from auto_core.processors import images as reading
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import (
    CLIP_MEAN,
    CLIP_STD,
    HALF,
    IMAGENET_MEAN,
    IMAGENET_STD,
    ImageProcessor,
    padded_size,
)
from auto_core.processors.post_processing import depth, keypoints
from auto_core.processors.steps import (
    CENTER_CROP,
    NORMALIZE,
    REPEAT_GREY,
    RESCALE,
    RESIZE,
    Step,
    resize_by,
)
from auto_core.processors.transforms import BICUBIC, BILINEAR, LANCZOS
from auto_core.tensors import BatchFeature


class ViTImageProcessor(ImageProcessor):
    """ViT, and many after it: Swin, ViT-MAE, TrOCR, ..."""

    do_resize = do_rescale = do_normalize = True
    size = sizes.square(224)
    resample = BILINEAR
    image_mean = image_std = HALF


class DeiTImageProcessor(ImageProcessor):
    do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.square(256)
    crop_size = sizes.square(224)
    resample = BICUBIC
    image_mean = image_std = HALF


def _resize_floats(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """Resample values that are rescaled already, without rounding to bytes in between."""
    modes: dict[int, ops.Mode] = {BILINEAR: "bilinear", BICUBIC: "bicubic"}
    mode = modes.get(options["resample"])
    if mode is None:
        raise InputError(f"resample is {options['resample']}, expected 2 bilinear or 3 bicubic.")
    size = sizes.general((image.shape[-2], image.shape[-1]), options)
    floats = np.moveaxis(image, 0, -1)[None].astype(np.float32)
    resized = ops.interpolate(floats, size, mode=mode, align_corners=False, antialias=True)
    return np.moveaxis(resized[0], -1, 0)


class DINOv3ViTImageProcessor(ImageProcessor):
    """DINOv3 rescales before it resizes, as torchvision does: transformers has no Pillow version,
    and neither have the models' authors."""

    steps = (
        REPEAT_GREY,
        RESCALE,
        Step("do_resize", _resize_floats, ("size", "resample")),
        CENTER_CROP,
        NORMALIZE,
    )

    do_resize = do_rescale = do_normalize = True
    size = sizes.square(224)
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD


class CLIPImageProcessor(ImageProcessor):
    do_convert_rgb = do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.shortest(224)
    default_to_square = False
    crop_size = sizes.square(224)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if data.pop("use_square_size", False):  # older ViT-H checkpoints
            edge = cls.size["shortest_edge"]
            data["size"] = {"height": edge, "width": edge}
        return data


class ChineseCLIPImageProcessor(CLIPImageProcessor):
    pass


class VideoLlavaImageProcessor(CLIPImageProcessor):
    """As CLIP's; the result is `pixel_values_images`, or with
    `return_legacy_image_output=False` `pixel_values`."""

    own_options = ("return_legacy_image_output",)
    return_legacy_image_output: bool | None = True

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        result = super().preprocess(images, **overrides)
        if overrides.get("return_legacy_image_output", self.return_legacy_image_output):
            result["pixel_values_images"] = result.pop("pixel_values")
        return result


class BitImageProcessor(CLIPImageProcessor):
    """BiT, and DINOv2, FocalNet, Hiera."""


def _crop_share(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """The middle of the shorter side, of which `size` is to `crop_size`."""
    height, width = sizes.height_and_width(options["size"])
    whole = sizes.height_and_width(options["crop_size"], name="crop_size")
    side = min(image.shape[-2:])
    crop = int(height / whole[0] * side), int(width / whole[1] * side)
    if not 0 < min(crop) <= max(crop) <= max(side, sizes.MAX_SIDE):
        raise InputError(
            f"size={options['size']} and crop_size={options['crop_size']} make {crop} pixels of "
            f"an image of {image.shape[-2:]}, expected 1 to {sizes.MAX_SIDE}."
        )
    return transforms.center_crop(image, crop)


class PerceiverImageProcessor(ImageProcessor):
    steps = (
        Step("do_center_crop", _crop_share, ("size", "crop_size")),
        RESIZE,
        RESCALE,
        NORMALIZE,
    )

    do_center_crop = do_resize = do_rescale = do_normalize = True
    size = sizes.square(224)
    crop_size = sizes.square(256)
    resample = BICUBIC
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD


class MobileNetV1ImageProcessor(ImageProcessor):
    do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.shortest(256)
    default_to_square = False
    crop_size = sizes.square(224)
    resample = BILINEAR
    image_mean = image_std = HALF


class EfficientFormerImageProcessor(DeiTImageProcessor):
    size = sizes.square(224)
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD


class PvtImageProcessor(ImageProcessor):
    do_resize = do_rescale = do_normalize = True
    size = sizes.square(224)
    resample = BICUBIC
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD


class SiglipImageProcessor(ImageProcessor):
    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(224)
    default_to_square = False
    resample = BICUBIC
    image_mean = image_std = HALF


class BlipImageProcessor(ImageProcessor):
    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(384)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD


class ChameleonImageProcessor(ImageProcessor):
    do_convert_rgb = do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.shortest(512)
    default_to_square = False
    crop_size = sizes.square(512)
    resample = LANCZOS
    rescale_factor = 0.0078
    image_mean = image_std = (1.0, 1.0, 1.0)


def _pad_to_square(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """Centre the image in a square of the mean colour (of zeros, where there is no mean)."""
    channels, height, width = image.shape
    if height == width:
        return image
    side, mean = max(height, width), options["image_mean"]
    square = np.zeros((channels, side, side), dtype=image.dtype)
    if mean:
        square[:] = np.array([int(value * 255) for value in mean], dtype=image.dtype)[:, None, None]
    top, left = (side - height) // 2, (side - width) // 2
    square[:, top : top + height, left : left + width] = image
    return square


class LlavaImageProcessor(CLIPImageProcessor):
    steps = (
        Step("do_pad", _pad_to_square),
        steps.RESIZE,
        CENTER_CROP,
        RESCALE,
        NORMALIZE,
    )
    pads_batch = False

    do_pad = False


class PPChart2TableImageProcessor(ImageProcessor):
    do_resize = do_rescale = do_normalize = True
    size = sizes.square(1024)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD


# --- ConvNeXt ----------------------------------------------------------------------------------

_CROP_PCT = 224 / 256


def _resize_then_crop(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """Below 384 a margin of `crop_pct` is cut off; from 384 on the image is warped to a square,
    whose files may say that there is none."""
    edge = options["size"].get("shortest_edge")
    if edge is None:
        raise InputError(f"size is {options['size']}, but ConvNeXt resizes by shortest_edge.")
    if edge >= 384:
        return transforms.resize(image, (edge, edge), options["resample"])
    shape = (image.shape[-2], image.shape[-1])
    share = _CROP_PCT if options["crop_pct"] is None else options["crop_pct"]
    target = sizes.shortest_edge(shape, sizes.over(edge, share))
    return transforms.center_crop(
        transforms.resize(image, target, options["resample"]), (edge, edge)
    )


class ConvNextImageProcessor(ImageProcessor):
    """ConvNeXt, and ResNet, RegNet, CvT."""

    steps = (
        Step("do_resize", _resize_then_crop, ("size", "resample")),
        CENTER_CROP,
        RESCALE,
        NORMALIZE,
    )
    pads_batch = False
    own_options = ("crop_pct",)

    do_resize = do_rescale = do_normalize = True
    size = sizes.shortest(384)
    default_to_square = False
    crop_pct: float | None = _CROP_PCT
    resample = BICUBIC
    image_mean = image_std = HALF


# --- resized to more than what is cropped ------------------------------------------------------


def _over_crop_pct(shape: sizes.HeightWidth, options: Mapping[str, Any]) -> sizes.HeightWidth:
    """The size over `crop_pct`, if there is one; of a square, as the shortest edge."""
    size, share = options["size"], options["crop_pct"]
    if share is None:
        return sizes.general(shape, options)
    edge = size.get("shortest_edge")
    if edge is None:
        height, width = sizes.height_and_width(size)
        if height != width:
            return sizes.over(height, share), sizes.over(width, share)
        edge = height
    return sizes.shortest_edge(shape, sizes.over(edge, share))


class PoolFormerImageProcessor(ImageProcessor):
    steps = (resize_by(_over_crop_pct, "size"), CENTER_CROP, RESCALE, NORMALIZE)
    own_options = ("crop_pct",)

    do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.shortest(224)
    default_to_square = False
    crop_size = sizes.square(224)
    crop_pct: float | None = 0.9
    resample = BICUBIC
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD


def _larger_shortest_edge(
    shape: sizes.HeightWidth, options: Mapping[str, Any]
) -> sizes.HeightWidth:
    edge = options["size"].get("shortest_edge")
    if edge is None:
        return sizes.height_and_width(options["size"])
    return sizes.shortest_edge(shape, int((256 / 224) * edge))


class LevitImageProcessor(ImageProcessor):
    steps = (resize_by(_larger_shortest_edge, "size"), CENTER_CROP, RESCALE, NORMALIZE)

    do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.shortest(224)
    default_to_square = False
    crop_size = sizes.square(224)
    resample = BICUBIC
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD


def _up_to_divisor(shape: sizes.HeightWidth, options: Mapping[str, Any]) -> sizes.HeightWidth:
    edge, divisor = options["size"].get("shortest_edge"), options["size_divisor"]
    if edge is None:
        raise InputError(f"size is {options['size']}, but TextNet resizes by shortest_edge.")
    height, width = sizes.shortest_edge(shape, edge)
    return height + -height % divisor, width + -width % divisor


class TextNetImageProcessor(ImageProcessor):
    steps = (
        resize_by(_up_to_divisor, "size", "size_divisor"),
        CENTER_CROP,
        RESCALE,
        NORMALIZE,
    )
    pads_batch = False
    own_options = ("size_divisor",)
    least: ClassVar[Mapping[str, int]] = {**ImageProcessor.least, "size_divisor": 1}

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    do_center_crop = False
    size = sizes.shortest(640)
    default_to_square = False
    size_divisor: int | None = 32
    crop_size = sizes.square(224)
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD


# --- EfficientNet ------------------------------------------------------------------------------


def _rescale_from(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    rescaled = transforms.rescale(image, options["rescale_factor"])
    return rescaled - 1 if options["rescale_offset"] else rescaled


class EfficientNetImageProcessor(ImageProcessor):
    """Values of classifiers are divided by the deviation a second time."""

    steps = (
        steps.RESIZE,
        CENTER_CROP,
        Step("do_rescale", _rescale_from, ("rescale_factor",), "values"),
        NORMALIZE,
        Step(
            "include_top",
            lambda image, options: transforms.normalize(image, 0.0, options["image_std"]),
            ("image_std",),
            "values",
        ),
    )
    pads_batch = False
    own_options = ("rescale_offset", "include_top")

    do_resize = do_rescale = do_normalize = True
    do_center_crop = False
    rescale_offset: bool | None = False
    include_top: bool | None = True
    size = sizes.square(346)
    crop_size = sizes.square(289)
    resample = BICUBIC
    image_mean = image_std = HALF


# --- ViLT --------------------------------------------------------------------------------------


class ViltImageProcessor(ImageProcessor):
    """Images keep their aspect ratio, so a batch is padded and comes with `pixel_mask`."""

    steps = (resize_by(sizes.vilt, "size", "size_divisor"), RESCALE, NORMALIZE)
    own_options = ("size_divisor",)
    least: ClassVar[Mapping[str, int]] = {**ImageProcessor.least, "size_divisor": 1}
    model_input_names: ClassVar[list[str]] = ["pixel_values", "pixel_mask"]

    do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.shortest(384)
    default_to_square = False
    size_divisor: int | None = 32
    resample = BICUBIC
    image_mean = image_std = HALF

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """Like the base; with `do_pad` also `pixel_mask` [batch, height, width], 1 on pixels."""
        options = self._options(overrides)
        arrays = self._run(self._read(images, options), {**options, "do_pad": False})
        data: dict[str, Any] = {"pixel_values": arrays}
        if options["do_pad"]:
            size = padded_size(arrays, {**options, "pad_size": None})
            data["pixel_values"] = [transforms.pad_to(array, size) for array in arrays]
            data["pixel_mask"] = [
                transforms.pixel_mask(shape, size) for shape in reading.sizes_of(arrays)
            ]
        return self._result(data, options)


def _crop_square(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    given = options["crop_size"]
    side = given.get("shortest_edge")
    size = (side, side) if side else sizes.height_and_width(given, name="crop_size")
    return transforms.center_crop(image, size)


class BridgeTowerImageProcessor(ViltImageProcessor):
    """Like ViLT's, and the square in the middle of each image."""

    steps = (
        resize_by(sizes.vilt, "size", "size_divisor"),
        Step("do_center_crop", _crop_square, ("crop_size",)),
        RESCALE,
        NORMALIZE,
    )

    do_center_crop = True
    size = sizes.shortest(288)
    crop_size = sizes.shortest(288)
    image_mean, image_std = CLIP_MEAN, CLIP_STD


# --- depth, keypoints, super-resolution --------------------------------------------------------


class GLPNImageProcessor(ImageProcessor):
    steps = (resize_by(sizes.down_to_divisor, "size_divisor"), RESCALE, NORMALIZE)
    pads_batch = False
    own_options = ("size_divisor",)
    least: ClassVar[Mapping[str, int]] = {**ImageProcessor.least, "size_divisor": 1}

    do_resize = do_rescale = True
    size_divisor: int | None = 32
    resample = BILINEAR

    post_process_depth_estimation = staticmethod(depth.post_process_depth_estimation)


class SuperPointImageProcessor(ImageProcessor):
    steps = (steps.RESIZE, RESCALE, steps.GRAYSCALE)
    pads_batch = False
    own_options = ("do_grayscale",)

    do_resize = do_rescale = True
    do_grayscale: bool | None = False
    size = sizes.exactly(480, 640)
    default_to_square = False
    resample = BILINEAR

    post_process_keypoint_detection = staticmethod(keypoints.post_process_keypoint_detection)


class Swin2SRImageProcessor(ImageProcessor):
    steps = (
        RESCALE,
        Step(
            "do_pad",
            lambda image, options: transforms.mirror_to_next_multiple(
                image, options["size_divisor"]
            ),
            ("size_divisor",),
        ),
    )
    pads_batch = False
    own_options = ("size_divisor",)
    least: ClassVar[Mapping[str, int]] = {**ImageProcessor.least, "size_divisor": 1}

    do_rescale = do_pad = True
    size_divisor: int | None = 8

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("pad_size") is not None:  # its name until transformers 4.56
            data.setdefault("size_divisor", data["pad_size"])
            del data["pad_size"]
        return data


class VitMatteImageProcessor(ImageProcessor):
    """Images with their trimaps (0 background, 255 foreground, grey unknown) as last channel."""

    steps = (RESCALE, NORMALIZE)
    pads_batch = False
    own_options = ("size_divisor",)

    do_rescale = do_normalize = True
    do_pad: bool | None = True  # at the right and below, to multiples of `size_divisor`
    image_mean = image_std = HALF
    size_divisor: int | None = 32

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("size_divisibility") is not None:  # its name until transformers 4.56
            data.setdefault("size_divisor", data["size_divisibility"])
        data.pop("size_divisibility", None)
        return data

    def _refuse_absent_steps(self, given: Mapping[str, Any]) -> None:
        # do_pad is a step of images and trimaps together.
        super()._refuse_absent_steps({k: v for k, v in given.items() if k != "do_pad"})

    def preprocess(self, images: Any, trimaps: Any = None, **overrides: Any) -> BatchFeature:
        """`pixel_values` [batch, channels + 1, height, width] of images and trimaps
        [height, width], in order.

        Raises:
            InputError: there is not one trimap of the same size for each image.
        """
        options = self._options(overrides)
        arrays = self._read(images, options)
        if trimaps is None:
            raise InputError("Pass trimaps: a map [height, width] for each image.")
        maps = reading.label_maps(trimaps)
        if [x.shape[-2:] for x in maps] != [x.shape[-2:] for x in arrays]:
            raise InputError("Each image needs one trimap, of its own height and width.")
        done = []
        for array, trimap in zip(self._run(arrays, options), maps, strict=True):
            if options["do_rescale"]:
                trimap = transforms.rescale(trimap, options["rescale_factor"])
            both = np.concatenate([array, trimap.astype(array.dtype)], 0)
            if options["do_pad"]:
                divisor = options["size_divisor"]
                below, right = (-side % divisor for side in both.shape[-2:])
                both = transforms.pad(both, ((0, below), (0, right)))
            done.append(both)
        return self._result({"pixel_values": done}, options)

    def __call__(
        self, images: Any, trimaps: Any = None, *args: Any, **overrides: Any
    ) -> BatchFeature:
        return self.preprocess(images, trimaps, *args, **overrides)


# --- videos ------------------------------------------------------------------------------------


class VideoMAEImageProcessor(ImageProcessor):
    """Videos, as lists of frames; `pixel_values` is [batch, frames, channels, height, width]."""

    pads_batch = False

    do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.shortest(224)
    default_to_square = False
    crop_size = sizes.square(224)
    resample = BILINEAR
    image_mean = image_std = HALF

    def preprocess(
        self, images: Any = None, *, videos: Any = None, **overrides: Any
    ) -> BatchFeature:
        """Like the base, for one video or a batch of them (`videos` is another name for them)."""
        options = self._options(overrides)
        pixel_values = [
            self._run([self._read_one(frame, options) for frame in video], options)
            for video in reading.videos(images if videos is None else videos)
        ]
        return self._result({"pixel_values": pixel_values}, options)

    def __call__(self, images: Any = None, *args: Any, **overrides: Any) -> BatchFeature:
        return self.preprocess(images, *args, **overrides)


def _rescale_with_offset(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    rescaled = transforms.rescale(image, options["rescale_factor"])
    return rescaled - 1 if options["offset"] else rescaled


class VivitImageProcessor(VideoMAEImageProcessor):
    """Like VideoMAE with values brought to [-1, 1] before they are normalised."""

    steps = (
        steps.RESIZE,
        CENTER_CROP,
        Step("do_rescale", _rescale_with_offset, ("rescale_factor",), "values"),
        NORMALIZE,
    )
    own_options = ("offset",)

    size = sizes.shortest(256)
    rescale_factor = 1 / 127.5
    offset: bool | None = True

    def _options(self, overrides: Mapping[str, Any]) -> dict[str, Any]:
        options = super()._options(overrides)
        if options["offset"] and not options["do_rescale"]:
            raise InputError(
                "offset=True is part of rescaling: pass do_rescale=True or offset=False."
            )
        return options
