"""Pix2Struct's processor: as many patches of an image as fit, and questions as headers above it."""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.checkpoints.hub import Snapshot
from auto_core.errors import InputError
from auto_core.ops import resize as ops
from auto_core.processors import sizes
from auto_core.processors.image_processor import ImageProcessor
from auto_core.processors.processor import Processor
from auto_core.processors.transforms import pillow
from auto_core.tensors import BatchFeature

FONTS, FONT = "ybelkada/fonts", "Arial.TTF"  # the font that models were trained with
FONT_SIZE, PADDING, COLUMNS = 36, 5, 80  # pixels, pixels, characters of a line


def header(text: str, font_bytes: bytes | None = None, font_path: str | None = None) -> Any:
    """A text in black on white, in lines of at most 80 characters, as a Pillow image.

    Args:
        font_bytes, font_path: a TrueType font; by default Arial, from the Hub.
    """
    source: Any = font_path
    if font_path is None and font_bytes is not None:
        source = io.BytesIO(font_bytes)
    elif font_path is None:
        source = Snapshot.open(FONTS).file(FONT)
        if source is None:
            raise InputError(f"There is no {FONT} in {FONTS!r}: pass font_path or font_bytes.")
    font = pillow("ImageFont").truetype(source, encoding="UTF-8", size=FONT_SIZE)
    lines = "\n".join(textwrap.TextWrapper(width=COLUMNS).wrap(text))
    image, canvas = pillow(), pillow("ImageDraw")
    _, _, width, height = canvas.Draw(image.new("RGB", (1, 1))).textbbox((0, 0), lines, font=font)
    rendered = image.new("RGB", (width + 2 * PADDING, height + 2 * PADDING), "white")
    canvas.Draw(rendered).text((PADDING, PADDING), lines, fill="black", font=font)
    return rendered


def under_header(pixels: np.ndarray, above: Any) -> np.ndarray:
    """An image [1|3 h w] below a header, a Pillow image, both as wide as the wider one: [3 h w].

    Raises:
        InputError: the image has another number of channels.
    """
    image = pillow()
    if len(pixels) not in (1, 3):
        raise InputError(f"A header needs images of 1 or 3 channels, this one has {len(pixels)}.")
    if pixels.dtype.kind == "f" and pixels.size and pixels.max() <= 1:
        pixels = np.rint(pixels * 255)
    below = np.moveaxis(pixels.astype(np.uint8), 0, -1)
    below = image.fromarray(below[..., 0] if len(pixels) == 1 else below)
    width = max(above.width, below.width)
    top, height = (int(one.height * (width / one.width)) for one in (above, below))
    whole = image.new("RGB", (width, top + height), "white")
    whole.paste(above.resize((width, top)), (0, 0))
    whole.paste(below.resize((width, height)), (0, top))
    return np.moveaxis(np.array(whole), -1, 0)


def standardized(image: np.ndarray) -> np.ndarray:
    """An image with mean 0 and deviation 1, over all channels; float32."""
    floats = image.astype(np.float32)
    least = 1 / math.sqrt(floats.size)
    return (floats - floats.mean()) / np.float32(max(floats.std(), least))


def grid(image: np.ndarray, most: int, patch: sizes.HeightWidth) -> tuple[int, int]:
    """Rows and columns of patches of the largest size of about an image's [c h w] aspect ratio
    that has so many whole ones."""
    _, height, width = image.shape
    down, across = patch
    scale = math.sqrt(most * (down / height) * (across / width))
    rows = max(min(math.floor(scale * height / down), most), 1)
    return rows, max(min(math.floor(scale * width / across), most), 1)


def flattened(image: np.ndarray, most: int, patch: sizes.HeightWidth) -> np.ndarray:
    """An image [c h w] as patches [most 2+f]: row and column, from 1 on, and pixels; then zeros.

    It is resized to the size of its `grid`.
    """
    channels, (down, across) = len(image), patch
    rows, columns = grid(image, most, patch)
    resized = ops.interpolate(
        np.moveaxis(image, 0, -1)[None].astype(np.float32),
        (rows * down, columns * across),
        mode="bilinear",
        align_corners=False,
        antialias=True,
    )[0]
    blocks = resized.reshape(rows, down, columns, across, channels).transpose(0, 2, 1, 3, 4)
    where = np.indices((rows, columns)).reshape(2, -1).T + 1
    pixels = blocks.reshape(rows * columns, down * across * channels)
    found = np.concatenate([where, pixels], 1).astype(np.float32)
    return np.pad(found, [(0, max(0, most - len(found))), (0, 0)])


def patches(arrays: Sequence[np.ndarray], options: Mapping[str, Any]) -> dict[str, list[Any]]:
    """`flattened_patches` and `attention_mask` of images [c h w]."""
    patch = patch_of(options)
    rows = [flattened(array, options["max_patches"], patch) for array in arrays]
    masks = [(row.sum(-1) != 0).astype(np.float32) for row in rows]
    return {"flattened_patches": rows, "attention_mask": masks}


def patch_of(options: Mapping[str, Any]) -> sizes.HeightWidth:
    """The size of a patch."""
    given = options["patch_size"]
    size = {"height": given, "width": given} if isinstance(given, int) else given
    return sizes.height_and_width(size, name="patch_size")


class Pix2StructImageProcessor(ImageProcessor):
    """Images as rows of patches, each image standardised by itself.

    Attributes:
        max_patches: how many there are at most; a row is padded to so many.
        is_vqa: whether a text (a question) is rendered above each image.
    """

    steps = ()
    pads_batch = False
    own_options = ("patch_size", "max_patches", "is_vqa")
    model_input_names: ClassVar[list[str]] = ["flattened_patches", "attention_mask"]

    do_convert_rgb = do_normalize = True
    patch_size: Any = sizes.square(16)
    max_patches: int = 2048
    is_vqa: bool = False

    def _refuse_absent_steps(self, given: Mapping[str, Any]) -> None:
        super()._refuse_absent_steps({k: v for k, v in given.items() if k != "do_normalize"})

    def preprocess(
        self,
        images: Any,
        header_text: str | list[str] | None = None,
        font_bytes: bytes | None = None,
        font_path: str | None = None,
        **overrides: Any,
    ) -> BatchFeature:
        """`flattened_patches` [b p 2+f], the row and column (from 1 on) and the pixels of each
        patch, and `attention_mask` [b p], 1 for patches and 0 for padding.

        Args:
            header_text: a text above all images, or one for each; where `is_vqa`.
            font_bytes, font_path: its TrueType font; by default Arial, from the Hub.

        Raises:
            InputError: there is no header where there must be one, or not one for each image.
        """
        options = self._options(overrides)
        arrays = self._read(images, options)
        if options["is_vqa"]:
            if header_text is None:
                raise InputError("is_vqa is True: pass header_text, which stands above the images.")
            texts = [header_text] * len(arrays) if isinstance(header_text, str) else header_text
            if len(texts) != len(arrays):
                raise InputError(f"There are {len(texts)} headers for {len(arrays)} images.")
            headers = [header(text, font_bytes, font_path) for text in texts]
            arrays = [under_header(*pair) for pair in zip(arrays, headers, strict=True)]
        if options["do_normalize"]:
            arrays = [standardized(array) for array in arrays]
        return BatchFeature(patches(arrays, options), tensor_type=options["return_tensors"])


class Pix2StructProcessor(Processor):
    """Images, and what the decoder begins with; or questions, rendered above their images, where
    the image processor's `is_vqa` is True."""

    text_defaults: ClassVar[Mapping[str, Any]] = {"add_special_tokens": True}
    images_defaults: ClassVar[Mapping[str, Any]] = {"max_patches": 2048}

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """The inputs of images and, beside images, those of texts as `decoder_input_ids` and
        `decoder_attention_mask`.

        Raises:
            InputError: there is no input, or a question without an image.
        """
        self._check_inputs(images=images, text=text, videos=videos, audio=audio)
        options = self._route(kwargs)
        asks = self.image_processor.is_vqa
        if images is None:
            if asks:
                raise InputError("is_vqa is True: a text stands above an image, so pass images.")
            return self.tokenizer(text, **options["text_kwargs"])
        if asks:
            options["images_kwargs"].setdefault("header_text", text)
        data = dict(self.image_processor(images, **options["images_kwargs"]))
        if text is not None and not asks:
            found = self.tokenizer(text, **options["text_kwargs"])
            for name, value in found.items():  # what else was asked for keeps its name
                data[f"decoder_{name}" if name in ("input_ids", "attention_mask") else name] = value
        return BatchFeature(data)

    @property
    def model_input_names(self) -> list[str]:
        names = self.image_processor.model_input_names
        return [*names, "decoder_attention_mask", "decoder_input_ids"]
