"""Opening untrusted image files: allowed formats, and how many pixels are unpacked."""

from __future__ import annotations

import os
import struct
import warnings
import zlib
from collections.abc import Callable
from typing import Any

from auto_core.errors import InputError
from auto_core.processors.transforms import pillow

# By Pillow's names. Others (EPS, PDF, WMF, ...) start programs or have decoders that few have
# looked at; a name such as "photo.png" says nothing about what is inside.
FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF")
# A file of 100 kB may unpack to gigabytes. The environment variable AUTO_MAX_IMAGE_PIXELS changes
# the limit, which is that of a photograph of 100 megapixels.
MAX_PIXELS = 100_000_000


def read(file: Any, shown: str, load: Callable[[Any], Any]) -> Any:
    """`load(image)` of the Pillow image in a path or binary stream; `shown` names it in errors.

    Raises:
        InputError: there is no image of a known format, a damaged one, or one that is too large.
    """
    module = pillow()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", module.DecompressionBombWarning)  # our limit counts
            with module.open(file, formats=_known(module)) as image:
                _check_pixels(image.size, shown)
                return load(image)
    except InputError:
        raise
    except module.DecompressionBombError as error:
        raise InputError(
            f"The image {shown} is too large for Pillow: {error} If you trust it, raise "
            "PIL.Image.MAX_IMAGE_PIXELS, or pass the image itself instead of its name."
        ) from error
    except (
        *(ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError),
        *(SyntaxError, TypeError, ValueError, struct.error, zlib.error),
    ) as error:
        raise InputError(
            f"No image can be read from {shown} ({error}). Expected one of the formats "
            f"{', '.join(FORMATS)}."
        ) from error


def _known(module: Any) -> list[str]:
    """The formats of ours that this Pillow has."""
    module.init()
    return [name for name in FORMATS if name in module.OPEN]


def _check_pixels(size: tuple[int, int], shown: str) -> None:
    given = os.environ.get("AUTO_MAX_IMAGE_PIXELS")
    if given is not None and not given.isdecimal():
        raise InputError(f"AUTO_MAX_IMAGE_PIXELS is {given!r}, expected a number of pixels.")
    most = MAX_PIXELS if given is None else int(given)
    width, height = size
    if width * height > most:
        raise InputError(
            f"The image {shown} has {width} x {height} pixels, at most {most} are unpacked. If "
            f"you trust it, set the environment variable AUTO_MAX_IMAGE_PIXELS={width * height}, "
            "or pass the image itself instead of its name."
        )
