"""Fuyu's processors: an image's patches before a text, and places in it as tokens."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import ImageProcessor
from auto_core.processors.pix2struct import patch_of
from auto_core.processors.processor import Processor
from auto_core.processors.token_counts import TokenCounts
from auto_core.tensors import BatchFeature, to_numpy

# What stands around the coordinates of a box and of a point, in texts and as tokens; and what is
# before an answer.
BOX, POINT = ("<box>", "</box>"), ("<point>", "</point>")
BOX_TOKENS, POINT_TOKENS, ANSWER = ("<0x00>", "<0x01>"), ("<0x02>", "<0x03>"), "<0x04>"
SIZE = {"height": 1080, "width": 1920}
_LOCATION = re.compile(r"(<box>.*?</box>|<point>.*?</point>)", re.DOTALL)


def fitted(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """An image [c h w] that is larger than `size` so much smaller that it fits in."""
    height, width = image.shape[-2:]
    most = sizes.height_and_width(options["size"], name="size")
    if height <= most[0] and width <= most[1]:
        return image
    factor = min(most[0] / height, most[1] / width)
    target = (int(height * factor), int(width * factor))
    return transforms.resize(image, target, options["resample"])


class FuyuImageProcessor(ImageProcessor):
    """Images that fit into one size, filled up to it at the right and below.

    Attributes:
        padding_value: of pixels that fill up, before these are rescaled.
    """

    steps = (steps.Step("do_resize", fitted, ("size", "resample")), steps.RESCALE, steps.NORMALIZE)
    own_options = ("patch_size", "padding_value", "padding_mode")
    model_input_names: ClassVar[list[str]] = [
        *("images", "image_input_ids", "image_patches"),
        *("image_patch_indices_per_batch", "image_patch_indices_per_subsequence"),
    ]

    do_resize = do_pad = do_normalize = do_rescale = True
    size: Any = SIZE
    patch_size: Any = sizes.square(30)
    resample = transforms.BILINEAR
    padding_value: float = 1.0
    padding_mode: str = "constant"
    image_mean: Any = 0.5
    image_std: Any = 0.5

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`images`, a list for each text; and lists of one for each image: its height and width as
        resized (`image_unpadded_heights`, `image_unpadded_widths`), by which factor
        (`image_scale_factors`), and its (height, width) before (`image_sizes`).

        Raises:
            InputError: an image is wider or higher than what it is filled up to.
        """
        options = self._options(overrides)
        nested = _nested(images)
        found: dict[str, list[Any]] = {
            name: []
            for name in (
                *("images", "image_unpadded_heights", "image_unpadded_widths"),
                *("image_scale_factors", "image_sizes"),
            )
        }
        for of_text in nested:
            arrays = [self._read_one(image, options) for image in of_text]
            resized = [fitted(a, options) if options["do_resize"] else a for a in arrays]
            found["images"].append([self._filled(image, options) for image in resized])
            if arrays:
                height, width = resized[0].shape[-2:]
                found["image_unpadded_heights"].append([height])
                found["image_unpadded_widths"].append([width])
                found["image_scale_factors"].append(np.array([height / arrays[0].shape[-2]]))
                found["image_sizes"].append(arrays[0].shape[-2:])
        return BatchFeature(found, tensor_type=options["return_tensors"])

    def _filled(self, image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
        if options["do_pad"]:
            most = sizes.height_and_width(options["size"], name="size")
            missing = [max(0, n - m) for n, m in zip(most, image.shape[-2:], strict=True)]
            if any(missing):
                widths = ((0, 0), (0, missing[0]), (0, missing[1]))
                mode = options["padding_mode"]
                more = {"constant_values": options["padding_value"]} if mode == "constant" else {}
                image = np.pad(image, widths, mode=mode, **more)
        return steps.run((steps.RESCALE, steps.NORMALIZE), image, options)


def _nested(images: Any) -> list[list[Any]]:
    """A list of images for each text."""
    if isinstance(images, list) and all(isinstance(some, list) for some in images):
        return images
    return [[image] for image in reading.flat(images)]


def patches_of(image: np.ndarray, patch: sizes.HeightWidth) -> np.ndarray:
    """Patches [p f] of an image [c h w], row by row; of each the pixels with their channels."""
    channels, height, width = image.shape
    down, across = patch
    blocks = image.reshape(channels, height // down, down, width // across, across)
    return blocks.transpose(1, 3, 2, 4, 0).reshape(-1, down * across * channels)


class FuyuProcessor(TokenCounts, Processor):
    """Texts, each with an image; places in it as `<box>top, left, bottom, right</box>` and
    `<point>x, y</point>`, in pixels of the image as it is given."""

    text_defaults: ClassVar[Mapping[str, Any]] = {"return_token_type_ids": False}
    call_switches = ("return_legacy_image_output",)
    image_token, newline_token, begin_token = "|SPEAKER|", "|NEWLINE|", "<s>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        self.tokenizer.pad_token = self.tokenizer.convert_ids_to_tokens(0)

    def __call__(  # type: ignore[override]
        self,
        images: Any = None,
        text: Any = None,
        *,
        return_legacy_image_output: bool = True,
        **kwargs: Any,
    ) -> Any:
        """The ids of texts, padded on the left: with an image, its tokens, the token that begins
        a text, the text, and the token before an answer; and the patches [m f] of all images,
        `image_patches`.

        Args:
            images: one for each text; an empty list for a text without one.
            return_legacy_image_output: with False, the patches are `pixel_values`.

        Raises:
            InputError: there is not an image for each text, or a location has neither two
                coordinates nor four.
        """
        self._check_inputs(images=images, text=text)
        options = self._route(kwargs)
        if images is None:
            return self.tokenizer(text, **options["text_kwargs"])
        given = _given(images)
        texts = [text] if isinstance(text, str) else list(text or [""] * len(given))
        if len(given) != len(texts):
            raise InputError(f"There are {len(given)} images for {len(texts)} texts.")
        present = [image for image in given if not _absent(image)]
        for_images = {**options["images_kwargs"], "return_tensors": None}
        tensors = options["text_kwargs"].get("return_tensors")
        found = dict(self.image_processor(present, **for_images)) if present else {}
        rows, patches = [], []
        index = 0
        for image, one in zip(given, texts, strict=True):
            if _absent(image):
                rows.append([*self._plain(one), self._id(ANSWER)])
                continue
            ids, own = self._image(found, index, for_images)
            factor = found["image_scale_factors"][index][0]
            rows.append([*ids, *self._ids(one, factor), self._id(ANSWER)])
            patches.append(own)
            index += 1
        data: dict[str, Any] = dict(self._padded(rows))
        if patches:
            name = "image_patches" if return_legacy_image_output else "pixel_values"
            data[name] = np.concatenate(patches)
        return BatchFeature(data, tensor_type=tensors)

    def _id(self, token: str) -> int:
        return self.tokenizer.convert_tokens_to_ids(token)

    def _plain(self, text: str) -> list[int]:
        return self.tokenizer(text, add_special_tokens=False)["input_ids"] if text else []

    def _image(
        self, found: Mapping[str, Any], index: int, options: Mapping[str, Any]
    ) -> tuple[list[int], np.ndarray]:
        """The ids that stand for an image, and its patches [p f] without those of padding."""
        down, across = patch = patch_of({**vars(self.image_processor), **options})
        image = found["images"][index][0]
        height, width = image.shape[-2:]
        rows = math.ceil(found["image_unpadded_heights"][index][0] / down)
        columns = math.ceil(found["image_unpadded_widths"][index][0] / across)
        height, width = min(height, rows * down), min(width, columns * across)
        if height % down or width % across:
            raise InputError(
                f"An image of {height} x {width} pixels is not made of patches of {down} x "
                f"{across}. Pass do_pad=True and a size that is."
            )
        row = [self._id(self.image_token)] * (width // across) + [self._id(self.newline_token)]
        ids = [*row * (height // down), self._id(self.begin_token)]
        return ids, patches_of(image[:, :height, :width], patch)

    def _ids(self, text: str, factor: float) -> list[int]:
        """The ids of a text with locations in an image that was resized by a factor."""
        ids: list[int] = []
        for piece in _LOCATION.split(text):
            for (begin, end), (opens, closes) in ((BOX, BOX_TOKENS), (POINT, POINT_TOKENS)):
                if piece.startswith(begin) and piece.endswith(end):
                    numbers = piece[len(begin) : -len(end)]
                    count = 4 if begin == BOX[0] else 2
                    ids += [self._id(opens), *self._location(numbers, count, factor)]
                    ids.append(self._id(closes))
                    break
            else:
                ids += self._plain(piece)
        return ids

    def _location(self, text: str, count: int, factor: float) -> list[int]:
        try:
            numbers = [float(number) for number in text.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != count:
            raise InputError(f"A location is {text!r:.60}, expected {count} numbers and commas.")
        return [self._id(str(int(np.round(number / 2 * factor)))) for number in numbers]

    def _padded(self, rows: Sequence[Sequence[int]]) -> dict[str, list[list[int]]]:
        most = max(map(len, rows))
        pad = self.tokenizer.pad_token_id
        return {
            "input_ids": [[pad] * (most - len(row)) + list(row) for row in rows],
            "attention_mask": [[0] * (most - len(row)) + [1] * len(row) for row in rows],
        }

    def post_process_box_coordinates(self, outputs: Any, target_sizes: Any = None) -> list[Any]:
        """Generated ids with locations as text, in pixels of the images.

        Args:
            target_sizes: (height, width) of each image; by default the image processor's size.

        Raises:
            InputError: there is not a size for each sequence.
        """
        most = sizes.height_and_width(self.image_processor.size, name="size")
        given = [most] * len(outputs) if target_sizes is None else to_numpy(target_sizes).tolist()
        if len(given) != len(outputs) or any(len(size) != 2 for size in given):
            raise InputError(f"There are {len(outputs)} sequences and sizes of {given}.")
        found = []
        for sequence, (height, width) in zip(outputs, given, strict=True):
            fits = height <= most[0] and width <= most[1]
            factor = 1.0 if fits else min(most[0] / height, most[1] / width)
            ids = to_numpy(sequence).tolist()
            for names, tokens, count in ((BOX, BOX_TOKENS, 4), (POINT, POINT_TOKENS, 2)):
                ids = self._written(ids, names, tokens, count, factor)
            same = np.asarray(ids, to_numpy(sequence).dtype)
            found.append(sequence.new_tensor(ids) if hasattr(sequence, "new_tensor") else same)
        return found

    def _written(
        self,
        ids: list[int],
        names: tuple[str, str],
        tokens: tuple[str, str],
        count: int,
        factor: float,
    ) -> list[int]:
        """Ids whose locations of one kind are texts."""
        opens, closes = map(self._id, tokens)
        at = 0
        while opens in ids[at:]:
            start = ids.index(opens, at)
            end, at = start + count + 1, start + 1
            if end < len(ids) and ids[end] == closes:
                inside = self.tokenizer.convert_ids_to_tokens(ids[start + 1 : end])
                numbers = ", ".join(str(2 * int(float(number) / factor)) for number in inside)
                text = self.tokenizer.tokenize(f" {names[0]}{numbers}{names[1]}")[1:]
                between = self.tokenizer.convert_tokens_to_ids(text)
                ids = [*ids[:start], *between, *ids[end + 1 :]]
        return ids

    def post_process_image_text_to_text(
        self, generated_outputs: Any, skip_special_tokens: bool = True, **kwargs: Any
    ) -> list[str]:
        """Generated ids as texts, from the token before an answer on."""
        answer, rows = self._id(ANSWER), []
        for row in to_numpy(generated_outputs).tolist():
            rows.append(row[row.index(answer) + 1 :] if answer in row else [])
        return self.batch_decode(rows, skip_special_tokens=skip_special_tokens, **kwargs)

    @property
    def model_input_names(self) -> list[str]:
        return [*self.tokenizer.model_input_names, "image_patches"]

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        """The tokens of patches and of the ends of rows, and one image."""
        own = {**vars(self.image_processor), **options}
        patch = patch_of(own)
        most = sizes.height_and_width(own["size"], name="size")
        factor = min(most[0] / shape[0], most[1] / shape[1], 1.0)
        rows, columns = (
            min(whole, math.ceil(int(side * factor) / p) * p) // p
            for side, whole, p in zip(shape, most, patch, strict=True)
        )
        return rows * (columns + 1), 1


def _given(images: Any) -> list[Any]:
    """An image, or an empty list, for each text."""
    return list(images) if isinstance(images, list | tuple) else [images]


def _absent(image: Any) -> bool:
    return isinstance(image, list) and not image
