"""The base of every image processor: options, reading, saving, and the run through the steps.

A processor class declares its steps and the defaults of their options as class attributes; see
`image_types` for what that looks like. Options may be given when building one, in its file, and
again with every call.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError, check_keywords
from auto_core.processors import images as reading
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.files import Saved, say_once
from auto_core.processors.steps import Step
from auto_core.tensors import BatchFeature

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
HALF = (0.5, 0.5, 0.5)
CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)

# Every processor takes these; the ones its steps do not use have no effect.
_COMMON_OPTIONS = (
    "do_convert_rgb",
    "do_resize",
    "size",
    "default_to_square",
    "resample",
    "do_center_crop",
    "crop_size",
    "do_rescale",
    "rescale_factor",
    "do_normalize",
    "image_mean",
    "image_std",
    "do_pad",
    "pad_size",
    "data_format",
    "input_data_format",
    "return_tensors",
    "device",
    "disable_grouping",
    "image_seq_length",
)
# The largest whole numbers that a stranger's file may ask for: pixels, patches or frames.
_MOST = {
    "patch_size": 128,
    "max_num_patches": 2**14,
    "max_patches": 2**16,
    "merge_size": 8,
    "temporal_patch_size": 16,
    "pooling_kernel_size": 16,
    "size_divisor": 4096,
    "resize_short": sizes.MAX_SIDE,
    "image_grid_pinpoints": sizes.MAX_SIDE,
    "image_seq_length": 2**16,
}
# Whole numbers below which nothing can be computed.
_LEAST = {
    **dict.fromkeys(("patch_size", "merge_size", "temporal_patch_size", "max_num_patches"), 1),
    "max_patches": 1,
    "resize_short": 1,
    **dict.fromkeys(("ensure_multiple_of", "num_frames", "min_frames", "max_frames"), 1),
    "size_divisor": 0,
}
_SIZES = ("size", "crop_size", "pad_size", "mask_size", "mask_pad_size")


class ImageProcessor(Saved):
    """Images in, `pixel_values` out; see the module docstring."""

    file_name = "preprocessor_config.json"
    least: ClassVar[Mapping[str, int]] = _LEAST
    type_key = "image_processor_type"
    section = "image_processor"

    steps: ClassVar[tuple[Step, ...]] = (
        steps.RESIZE,
        steps.CENTER_CROP,
        steps.RESCALE,
        steps.NORMALIZE,
    )
    # Whether do_pad brings the batch to one size (below and right, with zeros).
    pads_batch: ClassVar[bool] = True
    own_options: ClassVar[tuple[str, ...]] = ()
    model_input_names: ClassVar[list[str]] = ["pixel_values"]

    do_convert_rgb: bool | None = None
    do_resize: bool | None = None
    size: Any = None
    default_to_square: bool | None = True
    resample: Any = None
    do_center_crop: bool | None = None
    crop_size: Any = None
    do_rescale: bool | None = None
    rescale_factor: float | None = 1 / 255
    do_normalize: bool | None = None
    image_mean: Any = None
    image_std: Any = None
    do_pad: bool | None = None
    pad_size: Any = None
    data_format: str | None = None
    input_data_format: str | None = None
    return_tensors: Any = None
    device: Any = None
    disable_grouping: bool | None = None
    image_seq_length: int | None = None

    def __init__(self, **options: Any):
        names = self.option_names()
        check_keywords(self._translate(dict(options)), names, where=type(self).__name__)
        self._refuse_absent_steps(options)
        self._set(options)

    # --- options ---------------------------------------------------------------------------

    @classmethod
    def option_names(cls) -> tuple[str, ...]:
        """What the constructor, the file and every call accept."""
        return _COMMON_OPTIONS + cls.own_options

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Rewrite keys of older files; processors with a history extend this."""
        return data

    def _set(self, data: Mapping[str, Any]) -> None:
        """Take options; a None that is given stays. Keys that are no options are kept too."""
        data = self._translate(dict(data))
        names = self.option_names()
        for key, value in data.items():
            if key not in names and key not in ("feature_extractor_type", "processor_class"):
                setattr(self, key, value)
        given = {name: copy.deepcopy(data.get(name, getattr(type(self), name))) for name in names}
        for name, value in self._standardize(given).items():
            setattr(self, name, value)

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        """Sizes as dicts, means as tuples, enums as their values.

        Raises:
            InputError: an option's value has the wrong type.
        """
        for name, value in options.items():
            if value is None:
                continue
            if name in _MOST:
                _check_most(name, value)
            if name in self.least:
                _check_least(name, value, self.least[name])
            if name in _SIZES:
                square = bool(options["default_to_square"]) if name == "size" else True
                options[name] = sizes.size_dict(value, name=name, to_square=square)
            elif name.startswith("do_") or name in ("offset", "keep_aspect_ratio", "apply_ocr"):
                if not isinstance(value, bool | np.bool_ | int) or value not in (0, 1):
                    raise InputError(f"{name} is {value!r}, expected True or False.")
            elif name in ("image_mean", "image_std"):
                options[name] = tuple(value) if isinstance(value, list | np.ndarray) else value
            elif name == "resample":
                options[name] = _resampling(value)
            elif name == "data_format":
                options[name] = reading.channels_format(np.empty(0), value)
        return options

    def _options(self, overrides: Mapping[str, Any]) -> dict[str, Any]:
        """The options of one call.

        Raises:
            UnknownArgumentError: a keyword is no option of this processor.
        """
        names = self.option_names()
        check_keywords(overrides, names, where=type(self).__name__)
        self._refuse_absent_steps(overrides)
        options = self._standardize(
            {name: overrides.get(name, getattr(self, name)) for name in names}
        )
        if options["device"] not in (None, "cpu"):
            raise InputError(
                f"device is {options['device']!r}, but images are processed on the CPU. Leave it "
                "out and move the result: processor(...).to(device)."
            )
        steps.check(self.steps, options, where=type(self).__name__)
        return options

    def _refuse_absent_steps(self, given: Mapping[str, Any]) -> None:
        present = {step.switch for step in self.steps} | {"do_convert_rgb"} | set(self.own_options)
        if self.pads_batch:
            present.add("do_pad")
        for name, value in given.items():
            if name.startswith("do_") and value and name in _COMMON_OPTIONS and name not in present:
                raise InputError(
                    f"{type(self).__name__} has no step for {name}=True; it has: "
                    f"{', '.join(sorted(present))}."
                )

    # --- the run ---------------------------------------------------------------------------

    def __call__(self, images: Any, *args: Any, **overrides: Any) -> BatchFeature:
        return self.preprocess(images, *args, **overrides)

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """Read the images, take the steps, and return `pixel_values`.

        `images` is what `auto_core.processors.images` reads; `overrides` are options for this
        call. With `return_tensors` the result is one tensor [batch, channels, height, width],
        otherwise a list of arrays.

        Raises:
            UnknownArgumentError: an override is no option.
            InputError: the images or options cannot be used.
        """
        options = self._options(overrides)
        arrays = self._read(images, options)
        return self._result({"pixel_values": self._run(arrays, options)}, options)

    def _read(self, images: Any, options: Mapping[str, Any]) -> list[np.ndarray]:
        found = reading.flat(images)
        if not found:
            raise InputError("There are no images.")
        return [self._read_one(image, options) for image in found]

    @staticmethod
    def _read_one(image: Any, options: Mapping[str, Any]) -> np.ndarray:
        array = reading.to_channels_first(
            image,
            rgb=bool(options["do_convert_rgb"]),
            input_data_format=options["input_data_format"],
        )
        if options["do_rescale"]:
            check_range(array)
        return array

    def _run(self, arrays: Sequence[np.ndarray], options: Mapping[str, Any]) -> list[np.ndarray]:
        """Each image through the steps, then all to one size if asked for."""
        done = [steps.run(self.steps, array, options) for array in arrays]
        if self.pads_batch and options["do_pad"]:
            size = padded_size(done, options)
            done = [transforms.pad_to(image, size) for image in done]
        return done

    def _result(self, data: dict[str, Any], options: Mapping[str, Any]) -> BatchFeature:
        if options["data_format"] == reading.LAST:
            data["pixel_values"] = _channels_last(data["pixel_values"])
        return BatchFeature(data, tensor_type=options["return_tensors"])

    # --- the file --------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """The content of preprocessor_config.json, as transformers writes it."""
        data = {key: value for key, value in vars(self).items() if value is not None}
        for key, value in vars(self).items():
            if value is None and getattr(type(self), key, None) is not None:
                data[key] = None  # switched off on purpose
        return {**data, self.type_key: type(self).__name__}


def _check_most(name: str, value: Any) -> None:
    """Refuse a number, or one within a list or a mapping, beyond what `_MOST` allows.

    Raises:
        InputError: it is.
    """
    if isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            _check_most(name, item)
    elif isinstance(value, int | float | np.number) and not value <= _MOST[name]:
        raise InputError(f"{name} has {value!r:.100}, expected at most {_MOST[name]}.")


def _check_least(name: str, value: Any, least: int) -> None:
    if isinstance(value, int | np.integer) and value < least:
        raise InputError(f"{name} is {value!r}, expected {least} or more.")


def padded_size(images: Sequence[np.ndarray], options: Mapping[str, Any]) -> sizes.HeightWidth:
    """`pad_size`, or the largest height and width of the batch."""
    if options["pad_size"] is not None:
        return sizes.height_and_width(options["pad_size"], name="pad_size")
    shapes = reading.sizes_of(images)
    return max(height for height, _ in shapes), max(width for _, width in shapes)


def check_range(image: np.ndarray) -> None:
    """Say of an image that is to be rescaled that its values are in 0..1 already."""
    if image.dtype.kind == "f" and image.size and image.max() <= 1 and image.min() >= 0:
        say_once(
            "An image has values between 0 and 1 and is rescaled once more. If that was done "
            "before, pass do_rescale=False."
        )


def _resampling(value: Any) -> int:
    number = getattr(value, "value", value)
    if isinstance(number, bool) or number not in range(6):
        raise InputError(
            f"resample is {value!r}, expected a PIL.Image.Resampling or its number: 0 nearest, "
            "1 lanczos, 2 bilinear, 3 bicubic, 4 box, 5 hamming."
        )
    return int(number)


def _channels_last(images: Any) -> Any:
    if isinstance(images, list):
        return [_channels_last(image) for image in images]
    return np.moveaxis(images, -3, -1)
