"""KOSMOS-2's processor: tokens of an image before a text, boxes as tokens of patches, and back."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from tokenizers import AddedToken

from auto_core.errors import InputError
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature

IMAGE, IMAGE_END = "<image>", "</image>"
BETWEEN = "</delimiter_of_multi_objects/>"
TAGS = (
    *("</doc>", IMAGE, IMAGE_END, "</chunk>", "</line>", "<phrase>", "</phrase>"),
    *("<object>", "</object>", BETWEEN, "<grounding>"),
)
SIDE = 32  # patches of a side, where answers are read
_PHRASE = re.compile(r"<phrase>.+?</phrase>")
_PAIR = r"<patch_index_\d+><patch_index_\d+>"
_OBJECT = re.compile(
    rf"(?:(<phrase>([^<]+)</phrase>))?<object>((?:{_PAIR}{re.escape(BETWEEN)})*{_PAIR})</object>"
)
_INDEX = re.compile(r"<patch_index_(\d+)>")
_TAG = re.compile("<.*?>")

Box = tuple[float, float, float, float]
Entity = tuple[str, tuple[int, int], list[Box]]


class Kosmos2Processor(Processor):
    """Texts, each with an image and boxes of its phrases (`<phrase> a cat</phrase>`).

    Attributes:
        num_patch_index_tokens: tokens of patches, of a square of them.
    """

    own_options = ("num_patch_index_tokens",)
    num_patch_index_tokens: int = 1024
    text_defaults: ClassVar[Mapping[str, Any]] = {
        "add_special_tokens": True,
        "return_token_type_ids": False,
    }
    call_switches = ("bboxes", "num_image_tokens", "first_image_token_id", "add_eos_token")

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        count = self.num_patch_index_tokens
        if not isinstance(count, int) or not 0 < count <= 2**16:
            raise InputError(f"num_patch_index_tokens is {count!r}, expected 1 to {2**16}.")
        tokens = [*TAGS, *(patch_token(index) for index in range(count))]
        self.tokenizer.add_tokens(
            [AddedToken(token, lstrip=True, rstrip=False, normalized=False) for token in tokens]
        )

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        bboxes: Any = None,
        *,
        num_image_tokens: int = 64,
        first_image_token_id: int | None = None,
        add_eos_token: bool = False,
        **kwargs: Any,
    ) -> Any:
        """The inputs of images and of texts; with both, texts begin with an image's tokens and
        `image_embeds_position_mask` is 1 at those that its vectors stand for.

        Args:
            bboxes: for each phrase of a text (a list of that for each of several texts) None, a
                box or a list of boxes: (first patch, last patch) or (left, top, right, bottom) in
                0..1.
            num_image_tokens: of each image, `latent_query_num` of the model's config.
            first_image_token_id: their first id, by default the one behind the unknown token.
            add_eos_token: texts end with the end token.

        Raises:
            InputError: boxes are none, or there is not one for each phrase, or not an image for
                each text.
        """
        old = {}
        for group in ("images_kwargs", "text_kwargs"):
            given = dict(kwargs.get(group) or {})
            old.update({name: given.pop(name) for name in self.call_switches if name in given})
            if group in kwargs:
                kwargs[group] = given
        bboxes = old.get("bboxes", bboxes)
        count = old.get("num_image_tokens", num_image_tokens)
        first = old.get("first_image_token_id", first_image_token_id)
        ends = old.get("add_eos_token", add_eos_token)
        self._check_inputs(images=images, text=text)
        options = self._route(kwargs)
        data: dict[str, Any] = {}
        if images is not None:
            data.update(self.image_processor(images, **options["images_kwargs"]))
        if text is None:
            return BatchFeature(data)
        if not isinstance(count, int) or not 0 < count <= 2**16:
            raise InputError(f"num_image_tokens is {count!r}, expected 1 to {2**16}.")
        for_text = options["text_kwargs"]
        framed = bool(for_text["add_special_tokens"])
        text = self.preprocess_examples(text, images, bboxes, num_image_tokens=count)
        if framed and not ends:
            begin = self.tokenizer.bos_token
            text = f"{begin}{text}" if isinstance(text, str) else [f"{begin}{one}" for one in text]
        for_text = {**for_text, "add_special_tokens": framed and bool(ends)}
        if images is None:
            data.update(self.tokenizer(text, **for_text))
            return BatchFeature(data)
        if first is None:
            first = self.tokenizer.unk_token_id + 1
        ids_of_image = list(range(first, first + count))
        data.update(self._with_image(text, for_text, ids_of_image, start=int(framed) + 1))
        return BatchFeature(data)

    def _with_image(
        self, text: Any, options: Mapping[str, Any], ids_of_image: list[int], *, start: int
    ) -> Mapping[str, Any]:
        """What the model gets of texts whose images' tokens are from the position `start` on."""
        tensors, padding = options.get("return_tensors"), options.get("padding", False)
        plain = {**options, "padding": False, "return_tensors": None}
        plain["return_attention_mask"] = True
        single, count = isinstance(text, str), len(ids_of_image)
        found = self.tokenizer([text] if single else text, **plain)
        ids, masks, marks = [], [], []
        for row, mask in zip(found["input_ids"], found["attention_mask"], strict=True):
            ids.append([*row[:start], *ids_of_image, *row[start + count :]])
            masks.append(mask)
            marked = [0] * start + [1] * count
            marks.append(marked + [0] * (len(ids[-1]) - len(marked)))
        if not single:  # several have one length, that of the longest
            longest = max(range(len(text)), key=lambda i: len(found["input_ids"][i]))
            again = self.tokenizer([text[longest]], **{**plain, "padding": padding})
            width = len(again["input_ids"][0])
            ids = [self._padded(row, width, self.tokenizer.pad_token_id) for row in ids]
            masks = [self._padded(row, width, 0) for row in masks]
            marks = [self._padded(row, width, 0) for row in marks]
        names = ("input_ids", "attention_mask", "image_embeds_position_mask")
        rows: dict[str, Any] = dict(zip(names, (ids, masks, marks), strict=True))
        if single and tensors is None:
            return {name: values[0] for name, values in rows.items()}
        return BatchFeature(rows, tensor_type=tensors)

    def _padded(self, row: list[int], width: int, value: int) -> list[int]:
        more = [value] * (width - len(row))
        return more + row if self.tokenizer.padding_side == "left" else row + more

    def preprocess_examples(
        self, texts: Any, images: Any = None, bboxes: Any = None, num_image_tokens: int = 64
    ) -> Any:
        """Texts with the tokens of images and boxes in them.

        Raises:
            InputError: see the call.
        """
        single = isinstance(texts, str)
        texts, bboxes = ([texts], [bboxes]) if single else (texts, bboxes)
        given = [images] if images is not None and not isinstance(images, list) else images
        boxes = [None] * len(texts) if bboxes is None else bboxes
        for name, values in (("images", given), ("lists of boxes", boxes)):
            if values is not None and len(values) != len(texts):
                raise InputError(f"There are {len(values)} {name} for {len(texts)} texts.")
        first = " ".join([IMAGE, *[IMAGE] * num_image_tokens, IMAGE_END])
        side = int(math.sqrt(self.num_patch_index_tokens))
        found = []
        for text, some in zip(texts, boxes, strict=True):
            text = text.strip() if given is None else f"{first} {text.strip()}"
            found.append(with_boxes(text, some, side))
        return found[0] if single else found

    def post_process_generation(self, text: str, cleanup_and_extract: bool = True) -> Any:
        """What is written behind an image: the text without tags and what is found in it, as
        (phrase, (start, end), [(left, top, right, bottom) in 0..1, ...]); or, unless
        `cleanup_and_extract`, the text as it is."""
        written = text.split(IMAGE_END)[-1]
        return entities_in(written) if cleanup_and_extract else written

    def post_process_image_text_to_text(
        self, generated_outputs: Any, skip_special_tokens: bool = True, **kwargs: Any
    ) -> Any:
        """Generated ids as texts, without what stands before them."""
        texts = self.batch_decode(
            generated_outputs, skip_special_tokens=skip_special_tokens, **kwargs
        )
        return [self.post_process_generation(text, cleanup_and_extract=False) for text in texts]

    @property
    def model_input_names(self) -> list[str]:
        parts = (self.tokenizer, self.image_processor)
        names = [name for part in parts for name in part.model_input_names]
        return [*names, "image_embeds_position_mask"]


# --- boxes -------------------------------------------------------------------------------------


def patch_token(index: int) -> str:
    """The token of a patch."""
    return f"<patch_index_{index:04d}>"


def with_boxes(text: str, boxes: Sequence[Any] | None, side: int) -> str:
    """A text with the tokens of its phrases' boxes, on a square of `side` patches.

    Raises:
        InputError: boxes are none, or there is not one (or None) for each phrase.
    """
    if not boxes:
        return text
    if not isinstance(boxes, list):
        raise InputError(f"bboxes of a text are {boxes!r:.60}, expected a list, or None.")
    ends = [match.end() for match in _PHRASE.finditer(text)]
    if len(ends) != len(boxes):
        raise InputError(f"There are {len(boxes)} bboxes for {len(ends)} phrases of {text!r:.60}.")
    parts, at = [], 0
    for end, some in zip(ends, boxes, strict=True):
        parts.append(text[at:end])
        at = end
        listed = [] if some is None else some if isinstance(some, list) else [some]
        pairs = [" ".join(map(patch_token, patches_of(box, side))) for box in listed]
        if pairs:
            parts.append(f"<object> {f' {BETWEEN} '.join(pairs)} </object>")
    return "".join([*parts, text[at:]])


def patches_of(box: Any, side: int) -> tuple[int, int]:
    """The first and the last patch of a box, given as these or as corners in 0..1.

    Raises:
        InputError: it is neither.
    """
    if isinstance(box, tuple) and len(box) == 2 and all(isinstance(x, int) for x in box):
        return box
    if isinstance(box, tuple) and len(box) == 4 and all(isinstance(x, float) for x in box):
        left, top, right, bottom = box
        if right > left and bottom > top:
            first = math.floor(top * side) * side + math.floor(left * side)
            last = math.ceil(bottom * side - 1) * side + math.ceil(right * side - 1)
            return first, last
    raise InputError(
        f"A box is {box!r:.80}, expected a tuple of two integers (the first and the last patch) or "
        "of four floats (left, top, right, bottom) with right > left and bottom > top."
    )


def corners_of(first: int, last: int, side: int) -> Box:
    """The corners in 0..1 of a box from one patch to another: the middles of these, or the outer
    edges of patches of one row or column."""
    size = 1.0 / side
    (top, left), (bottom, right) = divmod(first, side), divmod(last, side)
    before, behind = (0.0, size) if left == right or top == bottom else (size / 2, size / 2)
    return left * size + before, top * size + before, right * size + behind, bottom * size + behind


def objects_in(text: str) -> list[tuple[str, tuple[int, int], list[tuple[int, int]]]]:
    """Phrases, where they stand in a text, and the patches of their boxes; each box without a
    phrase by itself, named by its tokens."""
    found = []
    for match in _OBJECT.finditer(text):
        pairs = []
        for pair in match[3].split(BETWEEN):
            first, last = map(int, _INDEX.findall(pair))
            pairs.append((first, last))
        if match[2] is not None:
            found.append((match[2], match.span(2), pairs))
            continue
        start = match.start()
        for first, last in pairs:
            name = f"<patch_index_{first}><patch_index_{last}>"
            found.append((name, (start, start), [(first, last)]))
    return found


def entities_in(text: str, side: int = SIDE) -> tuple[str, list[Entity]]:
    """A text without tags, and what is found in it; see `post_process_generation`."""
    plain = _TAG.sub("", text)
    leading = len(plain) - len(plain.lstrip())
    found: list[Entity] = []
    for name, (start, end), pairs in objects_in(text):
        start, end = (len(_TAG.sub("", text[:at])) - leading for at in (start, end))
        start += len(name) - len(name.lstrip())
        end -= len(name) - len(name.rstrip())
        boxes = [corners_of(first, last, side) for first, last in pairs]
        found.append((name.strip(), (start, end), boxes))
    return plain.strip(), found
