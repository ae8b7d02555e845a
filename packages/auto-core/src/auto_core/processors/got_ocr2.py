"""GOT-OCR 2.0's processor: the request to read images, their tiles, or several pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, ClassVar

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors.placeholders import PlaceholderProcessor

_SYSTEM = "system\nYou should follow the instructions carefully and explain your answers in detail."
_OWN = ("format", "color", "box", "multi_page", "num_image_tokens")


class GotOcr2Processor(PlaceholderProcessor):
    """A token of an image becomes those of its tiles, or of all pages; without a text, the request
    to read the images is written."""

    images_defaults: ClassVar[Mapping[str, Any]] = {
        "crop_to_patches": False,
        "min_patches": 1,
        "max_patches": 12,
    }
    unused_input_names = ("num_patches", "image_tokens")
    message_start_token = "<|im_start|>"
    message_end_token = "<|im_end|>"
    img_start_token = "<img>"
    img_end_token = "</img>"
    img_pad_token = "<imgpad>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        self.image_token = self.img_pad_token

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base; without a text, one is written of each image.

        Args:
            format: ask for formatted text.
            color: read what stands in a box of this colour; or a list, of each image.
            box: read what stands in this box (left, top, right, bottom, in pixels); or a list.
            multi_page: the images, or each list of them, are the pages of one document.
            num_image_tokens: how many vectors a tile has, by default 256.

        Raises:
            InputError: there are no images, or lists of images without `multi_page`.
        """
        if images is None:
            raise InputError("Pass images: GOT-OCR 2.0 reads what is in them.")
        own, kwargs = _own_options(kwargs)
        pages = _by_document(images, multi_page=bool(own["multi_page"]))
        if text is None:
            given = {k: value for k, value in kwargs.items() if k not in self.call_switches}
            options = self._route(given)["images_kwargs"]
            text = self._requests(pages, own, tiled=bool(options.get("crop_to_patches")))
        each = own["num_image_tokens"]
        documents = _Documents(pages, 256 if each is None else int(each))
        return super().__call__(documents, text, videos, audio, **kwargs)

    def _image_features(self, images: Any, options: dict[str, Any]) -> dict[str, Any]:
        """As the base, and how many vectors the tiles of each document have."""
        features = super()._image_features(
            [page for pages in images.pages for page in pages], options
        )
        counts = iter(int(n) for n in features["num_patches"])
        tiles = [sum(next(counts) for _ in pages) for pages in images.pages]
        return {**features, "image_tokens": [count * images.each for count in tiles]}

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_tokens"])

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        return str(self.image_token) * features["image_tokens"][index]

    def _requests(
        self, pages: Sequence[Sequence[Any]], own: Mapping[str, Any], *, tiled: bool
    ) -> list[str]:
        """What each document's text is, with one token of its images."""
        several, count = bool(own["multi_page"]), len(pages)
        colours, boxes = own["color"], own["box"]
        if not isinstance(colours, list | tuple):
            colours = [colours] * count
        if boxes is None or (boxes and not isinstance(boxes[0], list | tuple)):
            boxes = [boxes] * count
        texts = []
        for document, colour, box in zip_longest(pages, colours, boxes):
            if document is None:
                raise InputError(f"There are more colours or boxes than images, {count}.")
            where = "" if box is None or several else str(_in_thousandths(box, document[0]))
            request = (
                f"{'' if colour is None else f'[{colour}] '}{where} OCR"
                f"{' with format' if own['format'] else ''}"
                f"{' across multi pages' if several else ''}"
                f"{' upon the patch reference' if tiled else ''}: "
            )
            start, end = self.message_start_token, self.message_end_token
            image = f"{self.img_start_token}{self.image_token}{self.img_end_token}"
            texts.append(
                f"{start}{_SYSTEM}{end}{start}user\n{image}\n{request}{end}{start}assistant\n"
            )
        return texts


class _Documents:
    """Images by document, and how many vectors a tile has."""

    def __init__(self, pages: list[list[Any]], each: int):
        if not 0 < each <= 2**14:
            raise InputError(f"num_image_tokens is {each}, expected 1 to {2**14}.")
        self.pages, self.each = pages, each


def _own_options(kwargs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options of the request, also those among other parts' as transformers 4 takes them; and
    the rest."""
    rest = dict(kwargs)
    for group in ("text_kwargs", "images_kwargs"):
        if isinstance(rest.get(group), Mapping):
            rest[group] = dict(rest[group])
            for name in set(_OWN) & set(rest[group]):
                rest[name] = rest[group].pop(name)
    return {name: rest.pop(name, None) for name in _OWN}, rest


def _by_document(images: Any, *, multi_page: bool) -> list[list[Any]]:
    nested = isinstance(images, list | tuple) and any(isinstance(x, list | tuple) for x in images)
    if nested and not multi_page:
        raise InputError("Lists of images are the pages of documents: pass multi_page=True.")
    if nested:
        return [reading.flat(list(pages)) for pages in images]
    flat = reading.flat(images)
    return [flat] if multi_page else [[image] for image in flat]


def _in_thousandths(box: Sequence[float], image: Any) -> list[int]:
    """A box in thousandths of the image's width and height.

    Raises:
        InputError: it is no box.
    """
    if len(box) != 4:
        raise InputError(f"box is {box!r:.100}, expected [left, top, right, bottom].")
    _, height, width = reading.to_channels_first(image).shape
    return [int(n / side * 1000) for n, side in zip(box, (width, height) * 2, strict=True)]
