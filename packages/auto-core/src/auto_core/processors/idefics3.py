"""The processors of Idefics2, Idefics3 and SmolVLM: images among texts as rows of tiles, and
videos as frames with their times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.files import say_once
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.split_images import nested

_INTRODUCTION = "You are provided the following series of {} frames from a {} [H:MM:SS] video.\n"
# As SmolVLM was trained, for conversations with videos where no template is given.
_TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}:"
    "{{ '' if message['content'][0]['type'] == 'image' else ' ' }}"
    "{% for part in message['content'] %}"
    "{{ part['text'] if part['type'] == 'text' else '' }}"
    "{{ '<' + part['type'] + '>' if part['type'] in ('image', 'video') else '' }}"
    "{% endfor %}<end_of_utterance>\n{% endfor %}"
    "{{ 'Assistant:' if add_generation_prompt else '' }}"
)
_RATE = 24  # frames a second, where it is not known


class Idefics3Processor(PlaceholderProcessor):
    """A token of an image becomes its rows of tiles, each tile behind its row and column, and then
    the whole image."""

    own_options = ("image_seq_len",)
    image_seq_len: int = 169
    images_defaults: ClassVar[Mapping[str, Any]] = {"return_row_col_info": True}
    unused_input_names = ("rows", "cols")
    image_token: str | None = "<image>"
    fake_image_token = "<fake_token_around_image>"
    global_image_token = "<global-img>"
    end_of_utterance_token = "<end_of_utterance>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if not 0 < self.image_seq_len <= 2**16:
            raise InputError(f"image_seq_len is {self.image_seq_len}, expected 1 to {2**16}.")
        self._name_tokens()

    def _name_tokens(self) -> None:
        self.image_token = "<image>"
        tokens = [self.fake_image_token, self.image_token, self.end_of_utterance_token]
        self.tokenizer.add_special_tokens({"additional_special_tokens": tokens})

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base; a flat list of images goes to the texts in order, by their tokens.

        Raises:
            InputError: a text has not as many tokens of images as its images.
        """
        if images is not None:
            images = self._by_text(images, [text] if isinstance(text, str) else text)
        return super().__call__(images, text, videos, audio, **kwargs)

    def _by_text(self, images: Any, text: Sequence[str] | None) -> list[list[Any]]:
        found = nested(images)
        if text is None:
            return found
        wanted = [one.count(str(self.image_token)) for one in text]
        flat = not (isinstance(images, list | tuple) and isinstance(images[0], list | tuple))
        if flat and sum(wanted) == len(found[0]):
            rest = iter(found[0])
            found = [list(islice(rest, count)) for count in wanted]
        if [len(some) for some in found] != wanted:
            raise InputError(
                f"The texts hold {wanted} {self.image_token} tokens, and there are "
                f"{[len(some) for some in found]} images of each."
            )
        return found

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return sum(map(len, features["rows"]))

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        rows, columns = (
            [n for text in features[name] for n in text][index] for name in ("rows", "cols")
        )
        tiles = ""
        for row in range(rows):
            for column in range(columns):
                tiles += f"{self.fake_image_token}<row_{row + 1}_col_{column + 1}>{self.one}"
            tiles += "\n"
        return f"{tiles}\n{self.whole}" if tiles else self.whole

    @property
    def one(self) -> str:
        """The tokens of one tile."""
        return str(self.image_token) * self.image_seq_len

    @property
    def whole(self) -> str:
        """The tokens of a whole image."""
        fake = self.fake_image_token
        return f"{fake}{self.global_image_token}{self.one}{fake}"

    def _kinds(self, ids: Any) -> list[int]:
        """1 from the token before an image's first tile to the one behind the whole image."""
        row = list(ids)
        fake, whole = (
            self.tokenizer.convert_tokens_to_ids(token)
            for token in (self.fake_image_token, self.global_image_token)
        )
        kinds, at = np.zeros(len(row), np.int64), 0
        while fake in row[at:]:
            start = row.index(fake, at)
            if whole not in row[start:]:
                break
            at = row.index(whole, start) + self.image_seq_len + 2
            kinds[start:at] = 1
        return kinds.tolist()

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        counts = self.image_processor.get_number_of_image_patches(*shape, options)
        patches, rows, columns = counts
        tokens = self.image_seq_len + 3 + rows * (columns * (self.image_seq_len + 2) + 1)
        # Two line breaks stand behind the last row, which a tokenizer may make one token of.
        breaks = len(self.tokenizer("\n\n", add_special_tokens=False)["input_ids"]) - 1
        return tokens + breaks * (rows > 0), patches


class Idefics2Processor(Idefics3Processor):
    """A token of an image becomes so many as it has vectors, between two others; that of an image
    in quarters five times as many."""

    image_seq_len: int = 64
    images_defaults: ClassVar[Mapping[str, Any]] = {}
    unused_input_names = ()

    def _name_tokens(self) -> None:
        tokens = [self.fake_image_token, "<image>", self.end_of_utterance_token]
        self.tokenizer.add_special_tokens({"additional_special_tokens": tokens})
        self.image_token = "<image>"

    def _image_texts(self, features: Mapping[str, Any], images: Any) -> list[str]:
        found = [len(some) for some in nested(images)]
        parts = features.get("pixel_attention_mask")
        parts = features["pixel_values"] if parts is None else parts
        # Texts have as many images as the one with the most, whether in quarters or not.
        each = len(parts[0]) // max(found) if isinstance(parts, np.ndarray) else 0
        if not each:
            each = sum(map(len, parts)) // sum(found)
        fake = self.fake_image_token
        return [f"{fake}{self.one}{fake}" * each] * sum(found)

    def expanded(self, given: list[str], texts: Mapping[str, Any]) -> list[str]:
        """As the base; two tokens around images that meet are one."""
        fake = self.fake_image_token
        return [one.replace(fake * 2, fake) for one in super().expanded(given, texts)]

    def _kinds(self, ids: Any) -> list[int]:
        return PlaceholderProcessor._kinds(self, ids)

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        return PlaceholderProcessor.image_counts(self, shape, options)


class SmolVLMProcessor(Idefics3Processor):
    """As Idefics3's; a token of a video becomes its frames, each an image behind its time."""

    parts = ("image_processor", "tokenizer", "video_processor")
    video_token: str | None = "<video>"
    unused_input_names = ("rows", "cols", "video_metadata")

    def _name_tokens(self) -> None:
        for name in ("fake_image_token", "global_image_token", "end_of_utterance_token"):
            own = getattr(self.tokenizer, name, None)
            if isinstance(own, str):
                setattr(self, name, own)

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base.

        Raises:
            InputError: there are images and videos: both are `pixel_values`.
        """
        if images is not None and videos is not None:
            raise InputError("Images and videos are both pixel_values here: pass one of them.")
        return super().__call__(images, text, videos, audio, **kwargs)

    def _video_features(self, videos: Any, options: dict[str, Any]) -> dict[str, Any]:
        if options.get("return_metadata") is False:
            raise InputError("The times of frames are in the metadata: leave return_metadata out.")
        return super()._video_features(videos, {**options, "return_metadata": True})

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        about, count = features["video_metadata"][index], len(features["pixel_values"][index])
        rate = about.get("fps")
        if rate is None:
            say_once(
                "The times of a video's frames are part of the text, and how many frames a second "
                "has is not known: 24 are taken. Pass video_metadata=[{'fps': ...}]."
            )
            rate = _RATE
        times = [frame / rate for frame in about["frames_indices"]]
        duration = times[-1] if about.get("duration") is None else about["duration"]
        frames = "".join(
            f"\nFrame from {int(time // 60):02d}:{int(time % 60):02d}:{self.whole}"
            for time in times
        )
        begin = _INTRODUCTION.format(in_words(count), timedelta(seconds=int(duration)))
        return f"{begin}{frames}\n\n"

    def apply_chat_template(
        self, conversation: Any, chat_template: str | None = None, **kwargs: Any
    ) -> Any:
        """As the base; with videos and no template given, in the way that SmolVLM was trained, and
        videos with `video_metadata` sampled as the video processor says."""
        if chat_template is None and any(part == "video" for part in _kinds_in(conversation)):
            chat_template = _TEMPLATE
        options = kwargs.get("processor_kwargs") or kwargs
        if options.get("video_metadata") is not None:
            options.setdefault("num_frames", self.video_processor.num_frames)
            options.setdefault("fps", self.video_processor.fps)
        return super().apply_chat_template(conversation, chat_template, **kwargs)

    def kinds_of_ids(self) -> dict[int, Sequence[int]]:
        return {1: [self.tokenizer.convert_tokens_to_ids(self.image_token)]}

    def tokens_that_count(self) -> list[str]:
        return [str(self.image_token)]

    def _kinds(self, ids: Any) -> list[int]:
        return PlaceholderProcessor._kinds(self, ids)


def _kinds_in(conversation: Any) -> Iterator[Any]:
    """The types of all parts of all messages."""
    for message in conversation:
        if isinstance(message, Mapping):
            content = message.get("content")
            for part in content if isinstance(content, list | tuple) else ():
                yield part.get("type") if isinstance(part, Mapping) else None
        else:
            yield from _kinds_in(message)


_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
_ONES += "fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def in_words(number: int) -> str:
    """A number below a million in English: "one thousand, two hundred and thirty-four"."""
    if number < 20:
        return _ONES.split()[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS.split()[tens - 2] + (f"-{in_words(ones)}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{in_words(hundreds)} hundred" + (f" and {in_words(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    joined = " and " if rest < 100 else ", "
    return f"{in_words(thousands)} thousand" + (f"{joined}{in_words(rest)}" if rest else "")
