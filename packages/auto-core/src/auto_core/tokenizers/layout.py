"""Tokenizers of LayoutLMv2 and v3 and of UDOP (arXiv:2012.14740, arXiv:2204.08387,
arXiv:2212.02623): words with boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tokenizers import Encoding

from auto_core.errors import InputError
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.inputs import as_texts
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


class LayoutTokenizer(PreTrainedTokenizer):
    """Encodes words and gives each token the box of its word, as `bbox`."""

    own_options: ClassVar[tuple[str, ...]] = (
        "cls_token_box",
        "sep_token_box",
        "pad_token_box",
        "pad_token_label",
        "only_label_first_subword",
    )
    default_sep_box: ClassVar[list[int]] = [1000, 1000, 1000, 1000]
    # Whether a word that goes on in the next window is labelled there again.
    windows_begin_words: ClassVar[bool] = False
    # Whether each token that begins where its word begins is labelled (as "▁" and "x" do).
    labels_by_offset: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        get = self.init_kwargs.get
        self.cls_token_box: list[int] = get("cls_token_box") or [0, 0, 0, 0]
        self.sep_token_box: list[int] = get("sep_token_box") or list(self.default_sep_box)
        self.pad_token_box: list[int] = get("pad_token_box") or [0, 0, 0, 0]
        self.pad_token_label: int = get("pad_token_label", -100)
        self.only_label_first_subword: bool = get("only_label_first_subword", True)

    def __call__(  # type: ignore[override]
        self,
        text: Any,
        text_pair: Any = None,
        boxes: Any = None,
        word_labels: Any = None,
        return_tensors: Any = None,
        **options: Any,
    ) -> BatchEncoding:
        """Encode words with `boxes` [x0, y0, x1, y1] (0 to 1000), one box per word.

        `text` are the words (a list, or a list of lists); or `text` is a question and
        `text_pair` are the words. `word_labels` come back as `labels`, one per token.

        Raises:
            InputError: there are no boxes, or not one for each word.
        """
        text, text_pair = as_texts(text, True), as_texts(text_pair, True)
        asks = text_pair is not None
        words = text_pair if asks else text
        batched = isinstance(text, list | tuple) and (
            asks or (bool(text) and isinstance(text[0], list | tuple))
        )
        _check_boxes(words, boxes, batched)
        if asks:
            text = [_split(t) for t in text] if batched else _split(text)
        encoded = super().__call__(
            text, text_pair, is_split_into_words=True, return_tensors=None, **options
        )
        rows = encoded.encodings or []
        samples = encoded.data.get("overflow_to_sample_mapping", range(len(rows)))
        boxes = boxes if batched else [boxes]
        single = (
            not batched and return_tensors is None and "overflow_to_sample_mapping" not in encoded
        )
        if not single and not batched and "overflow_to_sample_mapping" not in encoded:
            encoded.data = {key: [value] for key, value in encoded.data.items()}
        bbox = [self._boxes(e, boxes[i], asks) for e, i in zip(rows, samples, strict=True)]
        encoded["bbox"] = bbox[0] if single else bbox
        if word_labels is not None:
            labels = word_labels if batched else [word_labels]
            found = [self._labels(e, labels[i], asks) for e, i in zip(rows, samples, strict=True)]
            encoded["labels"] = found[0] if single else found
        return encoded.convert_to_tensors(return_tensors)

    def tokenize(
        self, text: Any, pair: Any = None, add_special_tokens: bool = False, **options: Any
    ) -> list[str]:
        """The tokens of a plain text, without boxes."""
        return (
            super()
            .__call__(text, pair, add_special_tokens=add_special_tokens, verbose=False, **options)
            .tokens()
        )

    def pad_values(self) -> dict[str, Any]:
        extra = {"bbox": self.pad_token_box, "labels": self.pad_token_label}
        return {**super().pad_values(), **extra}

    def _boxes(self, encoding: Encoding, boxes: Sequence[Any], asks: bool) -> list[Any]:
        special = {
            self.cls_token_id: self.cls_token_box,
            self.sep_token_id: self.sep_token_box,
            self.pad_token_id: self.pad_token_box,
        }
        found = []
        for token, word, sequence in zip(
            encoding.ids, encoding.word_ids, encoding.sequence_ids, strict=True
        ):
            if word is None:
                found.append(special.get(token, self.sep_token_box))
            else:
                found.append(self.pad_token_box if asks and sequence == 0 else boxes[word])
        return found

    def _labels(self, encoding: Encoding, labels: Sequence[int], asks: bool) -> list[int]:
        found, before = [], None
        for word, sequence, (start, _) in zip(
            encoding.word_ids, encoding.sequence_ids, encoding.offsets, strict=True
        ):
            known = None if word is None or (asks and sequence == 0) else word
            goes_on = start > 0
            if not self.labels_by_offset:
                goes_on = known == before or (goes_on and not self.windows_begin_words)
            again = self.only_label_first_subword and goes_on
            found.append(self.pad_token_label if known is None or again else labels[known])
            before = known
        return found


class LayoutLMv2Tokenizer(LayoutTokenizer):
    """BERT's pieces."""

    saved_class_name: str = "LayoutLMv2Tokenizer"


class LayoutXLMTokenizer(LayoutTokenizer):
    """XLM-RoBERTa's pieces (LayoutXLM, arXiv:2104.08836)."""

    saved_class_name: str = "LayoutXLMTokenizer"
    labels_by_offset: ClassVar[bool] = True


class LayoutLMv3Tokenizer(LayoutTokenizer):
    """RoBERTa's pieces."""

    saved_class_name: str = "LayoutLMv3Tokenizer"
    default_sep_box: ClassVar[list[int]] = [0, 0, 0, 0]
    windows_begin_words: ClassVar[bool] = True


class UdopTokenizer(LayoutTokenizer):
    """T5's pieces, also of texts without boxes: those that the decoder is to write."""

    saved_class_name: str = "UdopTokenizer"
    labels_by_offset: ClassVar[bool] = True

    def __call__(  # type: ignore[override]
        self,
        text: Any = None,
        text_pair: Any = None,
        boxes: Any = None,
        word_labels: Any = None,
        return_tensors: Any = None,
        text_target: Any = None,
        text_pair_target: Any = None,
        **options: Any,
    ) -> BatchEncoding:
        """As the base; `text_target` is encoded as a plain text: alone, or as the `labels` of
        `text`.

        Raises:
            InputError: there is neither, or words have no boxes.
        """
        if text is None and text_target is None:
            raise InputError("Pass text, words with boxes, or text_target.")
        tensors = {"return_tensors": return_tensors}
        target, encoded = None, None
        if text_target is not None:
            target = PreTrainedTokenizer.__call__(
                self, text_target, text_pair_target, **tensors, **options
            )
        if text is not None:
            encoded = super().__call__(text, text_pair, boxes, word_labels, **tensors, **options)
        if encoded is None or target is None:
            return encoded if target is None else target  # type: ignore[return-value]
        encoded["labels"] = target["input_ids"]
        return encoded

    def _labels(self, encoding: Encoding, labels: Sequence[int], asks: bool) -> list[int]:
        """Without the labels of what follows a lone "▁", whose word begins with that."""
        found, empty = super()._labels(encoding, labels, asks), False
        for index, (token, word) in enumerate(zip(encoding.ids, encoding.word_ids, strict=True)):
            if word is None:
                continue
            if empty and self.only_label_first_subword:
                found[index] = self.pad_token_label
            empty = self.decode([token]) == ""
        return found


def _split(text: Any) -> Any:
    return text.split() if isinstance(text, str) else text


def _check_boxes(words: Any, boxes: Any, batched: bool) -> None:
    if not isinstance(words, list | tuple):
        raise InputError(f"Words are a list of strings, got {words!r:.80}.")
    if boxes is None:
        raise InputError("Each word needs a box: pass boxes=[[x0, y0, x1, y1], ...] (0 to 1000).")
    counts = [(len(words), len(boxes))]
    if batched:
        counts += [(len(w), len(b)) for w, b in zip(words, boxes, strict=False)]
    for wanted, found in counts:
        if wanted != found:
            raise InputError(f"There are {wanted} words (or texts) but {found} boxes.")
