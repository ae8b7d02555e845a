"""The processors of scanned pages: LayoutLMv2 and v3, LayoutXLM, UDOP, and Donut."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from auto_core.errors import InputError
from auto_core.processors.processor import Processor


class LayoutLMv3Processor(Processor):
    """Pages with their words and boxes, given or read by the image processor."""

    pixels_name: ClassVar[str] = "pixel_values"

    def __call__(
        self,
        images: Any,
        text: Any = None,
        text_pair: Any = None,
        boxes: Any = None,
        word_labels: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Without `text` the words that OCR read; with OCR, `text` is a question about them.

        Raises:
            InputError: boxes or labels are given although OCR is on, or are missing without it.
        """
        reads = self.image_processor.apply_ocr
        if reads and (boxes is not None or word_labels is not None):
            raise InputError(
                "boxes and word_labels are for words you give; the image processor reads its own "
                "(apply_ocr=True). Load it with apply_ocr=False."
            )
        if not reads and (text is None or boxes is None):
            raise InputError("Without apply_ocr=True the processor needs text=words and boxes=....")
        options = self._route(kwargs)
        features = self.image_processor(images, **options["images_kwargs"])
        if reads and text is not None and text_pair is None:
            text = [text] if isinstance(text, str) else text
            text_pair = features["words"]
        encoded = self.tokenizer(
            features["words"] if text is None else text,
            text_pair=text_pair,
            boxes=features["boxes"] if boxes is None else boxes,
            word_labels=word_labels,
            **options["text_kwargs"],
        )
        pixels = features["pixel_values"]
        if options["text_kwargs"].get("return_overflowing_tokens"):
            pixels = [pixels[int(row)] for row in encoded["overflow_to_sample_mapping"]]
        encoded[self.pixels_name] = pixels
        return encoded

    @property
    def model_input_names(self) -> list[str]:
        return ["input_ids", "bbox", "attention_mask", "pixel_values"]


class LayoutLMv2Processor(LayoutLMv3Processor):
    """Like LayoutLMv3's; the pixels are the model's `image`."""

    pixels_name = "image"

    @property
    def model_input_names(self) -> list[str]:
        return ["input_ids", "bbox", "token_type_ids", "attention_mask", "image"]


class LayoutXLMProcessor(LayoutLMv2Processor):
    """Like LayoutLMv2's, whose model reads it."""

    @property
    def model_input_names(self) -> list[str]:
        return ["input_ids", "bbox", "attention_mask", "image"]


class UdopProcessor(LayoutLMv3Processor):
    """LayoutLMv3's pages, or the texts that the decoder is to write about them."""

    def __call__(  # type: ignore[override]
        self,
        images: Any = None,
        text: Any = None,
        boxes: Any = None,
        word_labels: Any = None,
        text_pair: Any = None,
        text_target: Any = None,
        text_pair_target: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Like the base; with `text_target` only that text is encoded.

        Raises:
            InputError: as the base; there are no images; or windows are asked for without offsets.
        """
        windows = kwargs.get("return_overflowing_tokens")
        if windows and not kwargs.get("return_offsets_mapping"):
            raise InputError("return_overflowing_tokens needs return_offsets_mapping=True here.")
        if text_target is not None:
            options = self._route(kwargs)["text_kwargs"]
            return self.tokenizer(
                text_target=text_target, text_pair_target=text_pair_target, **options
            )
        return super().__call__(
            images, text, text_pair=text_pair, boxes=boxes, word_labels=word_labels, **kwargs
        )

    @property
    def model_input_names(self) -> list[str]:
        return [*self.tokenizer.model_input_names, "pixel_values", "bbox"]


class DonutProcessor(Processor):
    """Pages, and the text to learn to write about them."""

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Like the base. With both, the text has no special tokens and its ids are `labels` too."""
        both = images is not None and text is not None
        if both:
            kwargs.setdefault("add_special_tokens", False)
        features = super().__call__(images, text, videos, audio, **kwargs)
        if both:
            features["labels"] = features["input_ids"]
        return features

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "labels"]

    def token2json(self, tokens: str) -> Any:
        """The fields that a generated text marks: <s_name>...</s_name>, nested, <sep/> between
        several. A text without any is {"text_sequence": text}."""
        fields, rest = _fields(tokens, self.tokenizer.get_added_vocab())
        return fields if fields else {"text_sequence": rest}


def _fields(tokens: str, added: Any) -> tuple[Any, str]:
    """The fields of a text (a list of dicts where <sep/> divides them), and what is left of it."""
    found: dict[str, Any] = {}
    while opening := re.search("<s_([^>]*)>", tokens, re.IGNORECASE):
        key = opening[1]
        closing = re.search(f"</s_{re.escape(key)}>", tokens, re.IGNORECASE)
        if closing is None:
            tokens = tokens.replace(opening[0], "")
            continue
        own_closing = re.search(re.escape(closing[0]), tokens[opening.end() :], re.IGNORECASE)
        if own_closing is not None:
            content = tokens[opening.end() :][: own_closing.start()].strip()
            if "<s_" in content and "</s_" in content:
                inner, _ = _fields(content, added)
                if inner:
                    found[key] = inner[0] if isinstance(inner, list) and not inner[1:] else inner
            else:
                leaves = [_leaf(leaf.strip(), added) for leaf in content.split("<sep/>")]
                found[key] = leaves if leaves[1:] else leaves[0]
        # A text cut at the first closing mark, its own or not: broken texts give broken fields.
        tokens = tokens[closing.end() :].strip()
        if tokens.startswith("<sep/>"):
            more, _ = _fields(tokens[len("<sep/>") :], added)
            return [found, *(more if isinstance(more, list) else [more] if more else [])], ""
    return found, tokens


def _leaf(text: str, added: Any) -> str:
    """A value; a categorical one is a token <value/> of its own."""
    categorical = text in added and text.startswith("<") and text.endswith("/>")
    return text[1:-2] if categorical else text
