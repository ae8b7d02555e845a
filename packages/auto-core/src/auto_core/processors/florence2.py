"""Florence-2's processor: tasks as prompts, and what is written as boxes and polygons.

Coordinates are written as tokens <loc_0> ... <loc_999>, of a thousand bins of each side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.tensors import to_numpy

BINS = 1000
_ALONE = {
    "<OCR>": "What is the text in the image?",
    "<OCR_WITH_REGION>": "What is the text in the image, with regions?",
    "<CAPTION>": "What does the image describe?",
    "<DETAILED_CAPTION>": "Describe in detail what is shown in the image.",
    "<MORE_DETAILED_CAPTION>": "Describe with a paragraph what is shown in the image.",
    "<OD>": "Locate the objects with category name in the image.",
    "<DENSE_REGION_CAPTION>": "Locate the objects in the image, with their descriptions.",
    "<REGION_PROPOSAL>": "Locate the region proposals in the image.",
}
_WITH_INPUT = {
    "<CAPTION_TO_PHRASE_GROUNDING>": "Locate the phrases in the caption: {}",
    "<REFERRING_EXPRESSION_SEGMENTATION>": "Locate {} in the image with mask",
    "<REGION_TO_SEGMENTATION>": "What is the polygon mask of region {}",
    "<OPEN_VOCABULARY_DETECTION>": "Locate {} in the image.",
    "<REGION_TO_CATEGORY>": "What is the region {}?",
    "<REGION_TO_DESCRIPTION>": "What does the region {} describe?",
    "<REGION_TO_OCR>": "What text is in the region {}?",
}
# Task -> what its answer is; a plain text where it does not say.
_ANSWERS = {
    "<OCR_WITH_REGION>": "ocr",
    "<OD>": "description_with_bboxes",
    "<DENSE_REGION_CAPTION>": "description_with_bboxes",
    "<CAPTION_TO_PHRASE_GROUNDING>": "phrase_grounding",
    "<REFERRING_EXPRESSION_SEGMENTATION>": "polygons",
    "<REGION_TO_SEGMENTATION>": "polygons",
    "<OPEN_VOCABULARY_DETECTION>": "description_with_bboxes_or_polygons",
    "<REGION_PROPOSAL>": "bboxes",
}

_LOC = r"<loc_(\d+)>"
_QUADRANGLE = "(.+?)" + _LOC * 8
_SEPARATOR, _START, _END = "<sep>", "<poly>", "</poly>"
Instance = dict[str, Any]


class Florence2Processor(PlaceholderProcessor):
    """Each text is a task (`<CAPTION>`, `<OD>`, ...), perhaps with an input behind it, or a prompt;
    an image's tokens stand before it.

    Attributes:
        post_processor_config: which answers are read (keys), and their options.
        num_additional_image_tokens: in files, without effect, as upstream.
    """

    own_options = ("num_additional_image_tokens", "post_processor_config")
    num_additional_image_tokens: int = 0
    post_processor_config: Mapping[str, Any] | None = None
    text_defaults: ClassVar[Mapping[str, Any]] = {"add_special_tokens": False}
    image_token: str | None = "<image>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if self.tokenizer.convert_tokens_to_ids(self.image_token) == self.tokenizer.unk_token_id:
            # Of its authors' own code, whose tokenizers have none.
            self.tokenizer.add_tokens([self.image_token], special_tokens=True)

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base; without a text, each image has an empty one.

        Raises:
            InputError: a task that has no input got one, or there is not a text for each image.
        """
        if text is None and images is not None:
            text = [""] * len(reading.flat(images))
        if text is not None:
            text = [prompt(one) for one in ([text] if isinstance(text, str) else text)]
        if text is not None and images is not None:
            bos, eos = self.tokenizer.bos_token, self.tokenizer.eos_token
            text = [f"{self.image_token}{bos}{one}{eos}" for one in text]
        return super().__call__(images, text, videos, audio, **kwargs)

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        count = self.image_processor.image_seq_length
        if count is None:
            raise InputError("image_seq_length of the image processor is None: set it to 577.")
        return str(self.image_token) * count

    def post_process_image_text_to_text(
        self, generated_outputs: Any, skip_special_tokens: bool = False, **kwargs: Any
    ) -> Any:
        """Generated ids as texts, with the tokens of coordinates."""
        return self.batch_decode(
            generated_outputs, skip_special_tokens=skip_special_tokens, **kwargs
        )

    def post_process_generation(
        self,
        text: str | None = None,
        sequence: Any = None,
        task: str | None = None,
        image_size: tuple[int, int] | None = None,
    ) -> dict[str, Any]:
        """{task: its answer}, of a generated text or of its ids: a text, or a dictionary of lists
        (`bboxes`, `quad_boxes` or `polygons`, in pixels, and `labels`).

        Args:
            image_size: (width, height) of the image.

        Raises:
            InputError: there is no task, not one of text and ids, or no size where it is needed.
        """
        if task is None or (text is None) == (sequence is None):
            raise InputError("Pass task, and one of text and sequence.")
        kind = _ANSWERS.get(task, "pure_text")
        options = self.post_processor_config
        if options and kind not in options:
            raise InputError(f"post_processor_config has no {kind!r}, which answers {task} are.")
        if text is None:
            text = self._written(sequence)
        plain = text.replace("<s>", "").replace("</s>", "")
        if kind == "pure_text":
            return {task: plain.strip()}
        if image_size is None:
            raise InputError(f"image_size is None: the answer of {task} is in pixels.")
        own = {key.lower(): value for key, value in ((options or {}).get(kind) or {}).items()}
        return {task: _READERS[kind](plain.replace("<pad>", ""), Scale(image_size), own)}

    def _written(self, ids: Any) -> str:
        row = [int(i) for i in (ids if isinstance(ids, list) else to_numpy(ids).tolist())]
        row = row[1:] if row[:1] == [self.tokenizer.bos_token_id] else row
        special = set(self.tokenizer.all_special_tokens)
        return "".join(
            token if token in special else self.tokenizer.convert_tokens_to_string([token])
            for token in self.tokenizer.convert_ids_to_tokens(row)
        )

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        return len(self.image_text({}, 0)) // len(str(self.image_token)), 1


def prompt(text: str) -> str:
    """The prompt of a task, or the text itself.

    Raises:
        InputError: there is a text beside a task that has no input.
    """
    for task, found in _ALONE.items():
        if task in text:
            if text != task:
                raise InputError(f"{task} stands alone in a text, and here is {text!r}.")
            return found
    for task, found in _WITH_INPUT.items():
        if task in text:
            return found.format(text.replace(task, "").strip())
    return text


class Scale:
    """From bins to pixels: the middle of a bin, rounded down, in float32."""

    def __init__(self, size: tuple[int, int]):
        self.size = size
        self.bin = np.array([side / BINS for side in size], np.float32)  # (x, y)

    def __call__(self, bins: Sequence[str] | Sequence[int]) -> list[int]:
        """x, y, x, y, ... of bins."""
        pairs = np.array([int(x) for x in bins], np.float32).reshape(-1, 2)
        return ((pairs + np.float32(0.5)) * self.bin).astype(np.int32).reshape(-1).tolist()


# --- answers -----------------------------------------------------------------------------------


def _ocr(text: str, scale: Scale, options: Mapping[str, Any]) -> dict[str, Any]:
    width, height = scale.size
    least = options.get("area_threshold", 0.0) * width * height
    boxes, labels = [], []
    for label, *bins in re.findall(options.get("pattern") or _QUADRANGLE, text):
        box = scale(bins)
        x, y = box[::2], box[1::2]
        area = 0.5 * abs(sum(x[i] * y[i + 1] - x[i + 1] * y[i] for i in range(3)))
        if least <= 0 or area >= least:
            boxes.append(box)
            labels.append(label.strip())
    return {"quad_boxes": boxes, "labels": labels}


def _phrases(pattern: str, text: str) -> list[str]:
    """Parts of a text, each a phrase and its tokens, without the marks before it."""
    found = re.findall(pattern, text)
    return [one.replace("<ground>", "", 1).replace("<obj>", "", 1) for one in found]


def _labelled_boxes(text: str, scale: Scale, *, named: bool) -> list[tuple[str, list[list[int]]]]:
    """Phrases, and the boxes behind each; `named`: whether a phrase must stand there."""
    pattern = r"([^<]+(?:<loc_\d+>){4,})" if named else r"(?:(?:<loc_\d+>){4,})"
    found = []
    for phrase in _phrases(pattern, text):
        label = re.search(r"^\s*(.*?)(?=<od>|</od>|<box>|</box>|<bbox>|</bbox>|<loc_)", phrase)
        boxes = [scale(bins) for bins in re.findall(_LOC * 4, phrase)]
        if label is not None and boxes:
            found.append((label.group().strip(), boxes))
    return found


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode("ascii")


def _flat_boxes(pairs: Sequence[tuple[str, list[list[int]]]]) -> dict[str, Any]:
    return {
        "bboxes": [box for _, boxes in pairs for box in boxes],
        "labels": [_ascii(label) for label, boxes in pairs for _ in boxes],
    }


def _grounded(text: str, scale: Scale, options: Mapping[str, Any]) -> dict[str, Any]:
    banned = set(options.get("banned_grounding_tokens", ()))
    pairs = _labelled_boxes(text, scale, named=True)
    return _flat_boxes([(label, boxes) for label, boxes in pairs if label not in banned])


def _described(text: str, scale: Scale, options: Mapping[str, Any]) -> dict[str, Any]:
    return _flat_boxes(_labelled_boxes(text, scale, named=True))


def _proposed(text: str, scale: Scale, options: Mapping[str, Any]) -> dict[str, Any]:
    return _flat_boxes(_labelled_boxes(text, scale, named=False))


def _labelled_polygons(text: str, scale: Scale, *, named: bool) -> dict[str, Any]:
    """Phrases, and the polygons of each: of each part between <poly> and </poly>, where there are
    some, apart at <sep>."""
    tokens = rf"(?:<loc_\d+>|{_SEPARATOR}|{_START}|{_END}){{4,}}"
    pattern = rf"([^<]+{tokens})" if named else rf"(?:{tokens})"
    before = r"^\s*(.*?)(?=<od>|</od>|<box>|</box>|<bbox>|</bbox>|<loc_|<poly>)"
    found: list[Instance] = []
    for phrase in re.findall(pattern, text):
        label = re.search(before, re.sub(r"^<loc_\d+>", "", phrase, count=1))
        if label is None:
            continue
        parts = [phrase]
        if _START in phrase and _END in phrase:
            parts = re.findall(rf"{_START}(.*?){_END}", phrase)
        for part in parts:
            rings = re.findall(rf"((?:<loc_\d+>)+)(?:{_SEPARATOR}|$)", part)
            bins = [re.findall(_LOC, ring) for ring in rings]
            polygons = [scale(some[: len(some) // 2 * 2]) for some in bins]
            if polygons:
                found.append({"label": label.group().strip(), "polygons": polygons})
    return {
        "polygons": [one["polygons"] for one in found],
        "labels": [one["label"] for one in found],
    }


def _outlined(text: str, scale: Scale, options: Mapping[str, Any]) -> dict[str, Any]:
    return _labelled_polygons(text, scale, named=False)


def _either(text: str, scale: Scale, options: Mapping[str, Any]) -> dict[str, Any]:
    """Polygons where there are some, else boxes."""
    boxes: dict[str, Any] = {"bboxes": [], "labels": []}
    polygons: dict[str, Any] = {"polygons": [], "labels": []}
    if _START in text:
        polygons = _labelled_polygons(text, scale, named=True)
    else:
        boxes = _described(text, scale, options)
    return {
        "bboxes": boxes["bboxes"],
        "bboxes_labels": boxes["labels"],
        "polygons": polygons["polygons"],
        "polygons_labels": polygons["labels"],
    }


_READERS: dict[str, Callable[[str, Scale, Mapping[str, Any]], dict[str, Any]]] = {
    "ocr": _ocr,
    "phrase_grounding": _grounded,
    "description_with_bboxes": _described,
    "bboxes": _proposed,
    "polygons": _outlined,
    "description_with_bboxes_or_polygons": _either,
}
