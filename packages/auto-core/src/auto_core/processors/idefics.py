"""The processor of IDEFICS: prompts are lists of texts and images."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlparse

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes
from auto_core.processors.image_processor import CLIP_MEAN, CLIP_STD, ImageProcessor
from auto_core.processors.processor import Processor
from auto_core.processors.steps import NORMALIZE, RESCALE, RESIZE
from auto_core.processors.transforms import BICUBIC
from auto_core.tensors import BatchFeature, to_numpy

IMAGE, AROUND, END = "<image>", "<fake_token_around_image>", "<end_of_utterance>"


class IdeficsImageProcessor(ImageProcessor):
    """Images of one size. Unlike others it returns the pixel values themselves."""

    own_options = ("image_num_channels",)
    steps = (RESIZE, RESCALE, NORMALIZE)

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(224)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    image_num_channels: int = 3

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("image_size") is not None:
            data["size"] = {"height": data["image_size"], "width": data["image_size"]}
        data.pop("image_size", None)
        return data

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set(data)
        self.image_size = sizes.height_and_width(self.size)[0]

    def _options(self, overrides: Mapping[str, Any]) -> dict[str, Any]:
        return super()._options(self._translate(dict(overrides)))

    def preprocess(
        self, images: Any, transform: Callable[[Any], Any] | None = None, **overrides: Any
    ) -> Any:
        """[n channels height width], of the type `return_tensors`, or a list of arrays.

        `transform` takes an image and returns an array [channels height width], instead of the
        steps of this processor: for augmented images in training.
        """
        if transform is None:
            return super().preprocess(images, **overrides)["pixel_values"]
        found = [to_numpy(transform(image)) for image in reading.flat(images)]
        options = self._options(overrides)
        return self._result({"pixel_values": np.stack(found)}, options)["pixel_values"]


class IdeficsProcessor(Processor):
    """Prompts, each a list of texts and images, as texts with a token of each image, the images of
    each text, and which of them each token attends to: the last one before it."""

    call_switches = ("add_eos_token", "add_end_of_utterance_token")
    own_options = ("image_size", "add_end_of_utterance_token")
    text_defaults: ClassVar[Mapping[str, Any]] = {
        "add_special_tokens": False,
        "padding": "longest",
    }
    image_size: int | None = None
    add_end_of_utterance_token: bool | None = None

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """`input_ids`, `attention_mask`, `pixel_values` [prompts images channels height width] and
        `image_attention_mask` [prompts tokens images], as arrays or what `return_tensors` says.

        Args:
            text: a prompt, or a list of prompts: lists of texts, and images or their URLs.
            images: one image for each text, or a list of them, where `text` has texts alone. An
                image stands before its text, and the images of a list behind it.
            add_eos_token: put the end token behind each prompt.
            add_end_of_utterance_token: put that token between texts that follow each other; by
                default where the tokenizer knows it.

        Raises:
            InputError: there is no text, or not as many as images.
        """
        self._check_inputs(images=images, text=text, videos=videos, audio=audio)
        if text is None:
            raise InputError("Pass text=...: prompts, of texts and images.")
        switches = {name: kwargs.pop(name) for name in self.call_switches if name in kwargs}
        transform = kwargs.pop("transform", None)
        options = self._route(kwargs)
        named = options["text_kwargs"].pop("return_tensors", None)
        named = options["images_kwargs"].pop("return_tensors", named) or named
        ends = switches.get("add_end_of_utterance_token")
        if ends is None:
            ends = END in (self.tokenizer.special_tokens_map.get("additional_special_tokens") or ())
        prompts = [self._written(prompt, bool(ends)) for prompt in _prompts(text, images)]
        last = str(self.tokenizer.eos_token) if switches.get("add_eos_token") else ""
        texts = [written + last for written, _ in prompts]
        encoded = self.tokenizer(texts, **options["text_kwargs"])
        ids = [list(row) for row in encoded["input_ids"]]
        found = [some for _, some in prompts]
        most = max(1, *map(len, found))
        call = options["images_kwargs"] | {"transform": transform}
        attended = [self._attended(row, most) for row in ids]
        if not any(found):
            attended = [np.zeros((len(row), 1), np.bool_) for row in ids]
        data = {
            "input_ids": ids,
            "attention_mask": encoded["attention_mask"],
            "pixel_values": self._pixels(found, ids, most, call),
            "image_attention_mask": attended,
        }
        if len({len(row) for row in ids}) == 1:
            data = {name: np.asarray(value) for name, value in data.items()}
        return BatchFeature(data, tensor_type=named)

    def _written(self, prompt: Sequence[Any], ends: bool) -> tuple[str, list[Any]]:
        """A prompt as one text with tokens of images, and its images."""
        text, images, before = str(self.tokenizer.bos_token), [], ""
        for item in prompt:
            item = item.strip(" ") if isinstance(item, str) else item
            if isinstance(item, str) and not _is_url(item):
                text += (END if ends and before == "text" else "") + item
                before = "text"
                continue
            images.append(reading.fetch(item))
            text += f"{IMAGE}{AROUND}" if before == "image" else f"{AROUND}{IMAGE}{AROUND}"
            before = "image"
        return text, images

    def _pixels(
        self, images: list[list[Any]], ids: list[list[int]], most: int, options: dict[str, Any]
    ) -> np.ndarray:
        """The images of each text that were not cut off with it, and zeros for those it lacks."""
        part = self.image_processor
        made = [np.stack([*part(some, **options)]) if some else None for some in images]
        size = part.image_num_channels, *sizes.height_and_width(part.size)
        size = next((one.shape[1:] for one in made if one is not None), size)
        found = np.zeros((len(images), most, *size), np.float32)
        for row, one in enumerate(made):
            if one is not None:
                count = min(len(one), ids[row].count(self.image_token_id))
                found[row, :count] = one[:count]
        return found

    @property
    def image_token_id(self) -> int:
        """The id of the token of an image."""
        return self.tokenizer.convert_tokens_to_ids(IMAGE)

    def _attended(self, ids: list[int], most: int) -> np.ndarray:
        """[tokens images]: 1 for the last image before a token or at it; behind an end token none,
        until the next image."""
        mask, which, over = np.zeros((len(ids), most), np.int64), -1, False
        for index, token in enumerate(ids):
            if token == self.image_token_id:
                which, over = which + 1, False
            if 0 <= which < most and not over:
                mask[index, which] = 1
            over = over or token == self.tokenizer.eos_token_id
        return mask

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "image_attention_mask"]


def _prompts(text: Any, images: Any) -> list[Sequence[Any]]:
    """Prompts as lists of texts and images."""
    if images is None:
        if isinstance(text, str):
            return [[text]]
        several = any(isinstance(item, list | tuple) for item in text)
        return [[one] if isinstance(one, str) else one for one in text] if several else [text]
    images = images if isinstance(images, list | tuple) else [images]
    text = [text] if isinstance(text, str) else text
    if len(text) != len(images):
        raise InputError(
            f"There are {len(text)} texts and {len(images)} images: for several images of a text, "
            "pass a list of them for each."
        )
    if not all(isinstance(one, str) for one in text):
        raise InputError("With images=..., the prompts are texts: pass images there or among them.")
    if isinstance(images[0], list | tuple):
        return [[one, *some] for one, some in zip(text, images, strict=True)]
    return [list(pair) for pair in zip(images, text, strict=True)]


def _is_url(text: str) -> bool:
    found = urlparse(text) if " " not in text else None
    return found is not None and bool(found.scheme and found.netloc)
