"""Whatever callers pass as images, into flat or nested lists of [channels, height, width] arrays.

Accepted are Pillow images, arrays of NumPy or any framework (channels first or last, integers or
floats), batches as one array, lists of these, and strings or paths: a file, a data URL, base64 or
an http(s) URL. Nothing but what was passed decides how it is read; no framework is imported.
"""

from __future__ import annotations

import base64
import binascii
import io
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import opening
from auto_core.processors.transforms import pillow
from auto_core.tensors import to_numpy

FIRST, LAST = "channels_first", "channels_last"
_CHANNELS = (1, 3, 4)


def is_image(value: Any) -> bool:
    """Whether this is one image or an array of images."""
    return is_pillow(value) or (hasattr(value, "__array__") and hasattr(value, "ndim"))


def is_pillow(value: Any) -> bool:
    # By name, so that Pillow need not be there when arrays are all a caller uses.
    return any(
        base.__module__.startswith("PIL.") and base.__name__ == "Image"
        for base in type(value).__mro__
    )


# --- structure -------------------------------------------------------------------------------


def fetch(images: Any) -> Any:
    """Replace every string and path in (nested lists of) images by the image it names."""
    if isinstance(images, list | tuple):
        return [fetch(item) for item in images]
    if isinstance(images, str | os.PathLike):
        return open_image(os.fspath(images))
    if is_image(images):
        return images
    raise InputError(
        f"An image is a {type(images).__name__}, expected a Pillow image, an array of NumPy or a "
        "framework, a path or URL, or lists of these."
    )


def flat(images: Any, *, ndim: int = 3) -> list[Any]:
    """A list of single images from one image, a batch or (nested) lists; `ndim` is an image's.

    Raises:
        InputError: naming the shape that is neither an image nor a batch.
    """
    images = fetch(images)
    if isinstance(images, list):
        return [image for item in images for image in flat(item, ndim=ndim)]
    if is_pillow(images) or images.ndim == ndim or (ndim == 3 and images.ndim == 2):
        return [images]
    if images.ndim == ndim + 1:
        return list(images)
    raise InputError(
        f"An image has shape {tuple(images.shape)}; expected {ndim} dimensions, or {ndim + 1} for "
        "a batch."
    )


def videos(value: Any) -> list[list[Any]]:
    """A list of videos, each a list of frames, from frames, one video, or a batch of videos.

    A 4-dimensional array is one video; a list of images is one video.
    """
    value = fetch(value)
    if isinstance(value, list):
        if not value:
            return []
        if isinstance(value[0], list) or (not is_pillow(value[0]) and value[0].ndim == 4):
            return [flat(video) for video in value]
        return [flat(value)]
    if not is_pillow(value) and value.ndim == 5:
        return [list(video) for video in value]
    return [flat(value)]


# --- one image -------------------------------------------------------------------------------


def to_channels_first(
    image: Any, *, rgb: bool = False, input_data_format: str | None = None
) -> np.ndarray:
    """One image as [channels, height, width] in its own dtype.

    `rgb=True` brings grey, palette and transparent images to three channels (transparency on
    white). `input_data_format` says where the channels of an array are; by default they are
    where there are 1, 3 or 4 of them, first before last.

    Raises:
        InputError: the axis of the channels is ambiguous.
    """
    if is_pillow(image):
        array = np.array(_on_white(image) if rgb else image)
        return array[None] if array.ndim == 2 else np.moveaxis(array, -1, 0)
    array = to_numpy(image)
    if array.ndim == 2:
        array = array[None]
    elif channels_format(array, input_data_format) == LAST:
        array = np.moveaxis(array, -1, 0)
    return _rgb_array(array) if rgb else array


def channels_format(array: np.ndarray, given: str | None = None) -> str:
    """Where the channels are: the given format (checked), or the one the shape tells."""
    if given is not None:
        given = getattr(given, "value", given)
        if given not in (FIRST, LAST, "none"):
            raise InputError(f"input_data_format is {given!r}, expected {FIRST!r} or {LAST!r}.")
        return given
    if array.ndim == 3 and array.shape[0] in _CHANNELS:
        return FIRST
    if array.ndim == 3 and array.shape[-1] in _CHANNELS:
        return LAST
    raise InputError(
        f"The channels of an image with shape {array.shape} cannot be told: expected 1, 3 or 4 of "
        f'them, first or last. Pass input_data_format="{FIRST}" or "{LAST}".'
    )


def _on_white(image: Any) -> Any:
    if "A" in image.getbands() or image.info.get("transparency") is not None:
        image = image.convert("RGBA")
        white = pillow().new("RGBA", image.size, (255, 255, 255, 255))
        image = pillow().alpha_composite(white, image)
    return image.convert("RGB")


def _rgb_array(image: np.ndarray) -> np.ndarray:
    if image.shape[0] == 1:
        return np.repeat(image, 3, axis=0)
    if image.shape[0] != 4:
        return image
    integers = np.issubdtype(image.dtype, np.integer)
    if not integers and (image.min() < 0 or image.max() > 1):
        raise InputError(
            "A transparent image of floats must have values in [0, 1] to be brought to RGB; this "
            f"one has [{image.min()}, {image.max()}]. Rescale it, or pass do_convert_rgb=False."
        )
    white = 255 if integers else 1.0
    alpha = image[3:] / white
    mixed = alpha * image[:3] + (1 - alpha) * white
    return (np.round(mixed) if integers else mixed).astype(image.dtype)


# --- files -----------------------------------------------------------------------------------


def open_image(source: str) -> Any:
    """A Pillow image, upright and in RGB, from a path, an http(s) URL, a data URL or base64.

    Raises:
        InputError: the source is none of these, holds no image of a known format, or one that is
            too large; see `opening`.
    """
    shown = repr(source[:100])
    try:
        stream = source if os.path.isfile(source) else io.BytesIO(_read(source))
    except (OSError, ValueError) as error:
        raise InputError(
            f"No image can be read from {shown} ({error}). Expected an existing file, a "
            "URL starting with http:// or https://, a data:image/... URL or base64."
        ) from error
    return opening.read(stream, shown, upright_rgb)


def upright_rgb(image: Any) -> Any:
    """As the camera was held, in RGB."""
    return pillow("ImageOps").exif_transpose(image).convert("RGB")


def _read(source: str) -> bytes:
    if source.startswith(("http://", "https://")):
        from auto_core.processors.fetching import fetch

        return fetch(source)
    encoded = source.split(",", 1)[1] if source.startswith("data:image/") else source
    try:
        return base64.b64decode(encoded, validate=False)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"not base64: {error}") from error


# --- labels ----------------------------------------------------------------------------------


def label_maps(maps: Any) -> list[np.ndarray]:
    """Segmentation maps as a list of [1, height, width] arrays of class ids."""
    arrays = []
    for item in flat(maps, ndim=2):
        array = np.array(item) if is_pillow(item) else to_numpy(item)
        arrays.append(array[None] if array.ndim == 2 else np.moveaxis(array, -1, 0))
    return arrays


def sizes_of(images: Sequence[np.ndarray]) -> list[tuple[int, int]]:
    """(height, width) of each."""
    return [(image.shape[-2], image.shape[-1]) for image in images]
