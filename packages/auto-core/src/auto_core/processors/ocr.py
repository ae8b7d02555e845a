"""Words and their boxes on a scanned page, read by Tesseract."""

from __future__ import annotations

import numpy as np

from auto_core.errors import MissingDependencyError
from auto_core.processors.transforms import pillow

Box = list[int]  # left, top, right, bottom, on a scale of 0 to 1000


def read_words(
    image: np.ndarray, language: str | None = None, config: str = ""
) -> tuple[list[str], list[Box]]:
    """The words of an image [channels, height, width] of bytes, in reading order.

    Raises:
        MissingDependencyError: pytesseract is not installed.
    """
    try:
        import pytesseract  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise MissingDependencyError(
            "apply_ocr=True needs pytesseract and the tesseract program. Install them with "
            "`pip install pytesseract`, or pass apply_ocr=False and give words and boxes yourself."
        ) from error
    pixels = np.moveaxis(image, 0, -1).astype(np.uint8)
    page = pillow().fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
    found = pytesseract.image_to_data(page, lang=language, output_type="dict", config=config)
    words, boxes = [], []
    fields = ("text", "left", "top", "width", "height")
    for word, left, top, width, height in zip(*(found[name] for name in fields), strict=True):
        if word.strip():
            words.append(word)
            boxes.append(_scaled((left, top, left + width, top + height), page.size))
    return words, boxes


def _scaled(box: tuple[int, int, int, int], size: tuple[int, int]) -> Box:
    return [int(1000 * (edge / length)) for edge, length in zip(box, size * 2, strict=True)]
