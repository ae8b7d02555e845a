"""PaliGemma's processor: images, a prompt and perhaps the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors.files import say_once
from auto_core.processors.placeholders import PlaceholderProcessor

# Positions in an image, and codes of segments.
_EXTRA = [f"<loc{i:04}>" for i in range(1024)] + [f"<seg{i:03}>" for i in range(128)]


class PaliGemmaProcessor(PlaceholderProcessor):
    """A token of an image becomes its vectors; a text begins behind them and ends with a line
    break, and an answer (`suffix`) with the end of the text."""

    image_token: str | None = "<image>"
    text_defaults: ClassVar[Mapping[str, Any]] = {"return_token_type_ids": True}
    images_defaults: ClassVar[Mapping[str, Any]] = {"data_format": "channels_first"}

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        self.image_seq_length = prepare(self)

    def __call__(  # type: ignore[override]
        self, images: Any = None, text: Any = None, suffix: Any = None, **kwargs: Any
    ) -> Any:
        """`input_ids` of each text and its answer, told apart by `token_type_ids` 0 and 1, with
        `labels` where there are answers.

        Without a token of images in any text, each text has one image, or the images of one list.
        Without a text, an image is described.

        Raises:
            InputError: there are no images, or not as many as texts.
        """
        if images is None:
            raise InputError("PaliGemmaProcessor needs images; it got none.")
        text = "" if text is None else text
        texts = [text] if isinstance(text, str) else list(text)
        token, begin = str(self.image_token), self.tokenizer.bos_token
        if any(token in one for one in texts):
            texts = [_begun(one, token, begin) for one in texts]
        else:
            say_once(
                f"The texts have no {token} tokens: each is taken to begin with its images. "
                f"Write {token} once for each image, before the text."
            )
            counts = [len(some) for some in _of_each(images, len(texts))]
            texts = [
                f"{token * count}{begin}{one}" for one, count in zip(texts, counts, strict=True)
            ]
        if suffix is not None:
            answers = [suffix] if isinstance(suffix, str) else suffix
            kwargs["text_pair"] = [one + self.tokenizer.eos_token for one in answers]
        return super().__call__(images, [f"{one}\n" for one in texts], **kwargs)

    def _text_features(
        self,
        text: Any,
        texts: Mapping[str, Sequence[str]],
        options: dict[str, Any],
        switches: Mapping[str, Any],
    ) -> dict[str, Any]:
        data = super()._text_features(text, texts, options, switches)
        if options.get("text_pair") is not None:
            rows = zip(data["input_ids"], data["token_type_ids"], strict=True)
            data["labels"] = [
                np.where(np.asarray(kinds) == 0, -100, np.asarray(ids)).tolist()
                for ids, kinds in rows
            ]
        return data

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        return str(self.image_token) * self.image_seq_length

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["pixel_values"])

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "token_type_ids", "labels"]

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        return self.image_seq_length, 1


def prepare(processor: Any) -> int:
    """Give a processor's tokenizer the tokens of PaliGemma; how many an image takes.

    Raises:
        InputError: the image processor does not say that.
    """
    count = processor.image_processor.image_seq_length
    if count is None:
        raise InputError(
            "The image processor has no image_seq_length, of which an image takes so many "
            "tokens; load it with image_seq_length=256, or other."
        )
    tokenizer = processor.tokenizer
    if not isinstance(getattr(tokenizer, "image_token", None), str):
        special = {"additional_special_tokens": [processor.image_token]}
        tokenizer.add_special_tokens(special, replace_extra_special_tokens=False)
    tokenizer.add_tokens(_EXTRA)
    tokenizer.add_bos_token = tokenizer.add_eos_token = False
    return count


def _begun(text: str, token: str, begin: str) -> str:
    """A text whose own part begins behind its last image."""
    end = text.rfind(token) + len(token) if token in text else 0
    return text[:end] + begin + text[end:]


def _of_each(images: Any, texts: int) -> list[list[Any]]:
    """The images of each text: one of each, or lists of them.

    Raises:
        InputError: there are not as many as texts.
    """
    nested = isinstance(images, list | tuple) and images and isinstance(images[0], list | tuple)
    found = [
        reading.flat(some) if nested else [some]
        for some in (images if nested else reading.flat(images))
    ]
    if len(found) != texts:
        raise InputError(
            f"There are images for {len(found)} texts, and {texts} texts. Pass a list of images "
            "for each, or write a token for each image."
        )
    return found
