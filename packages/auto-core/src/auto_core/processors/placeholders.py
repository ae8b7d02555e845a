"""The base of processors whose texts hold a token for each image, video or recording.

That token is replaced by as many as the model has vectors of the image (`image_text`), among
them the special ones of some models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.processor import Processor
from auto_core.processors.token_counts import TokenCounts
from auto_core.tensors import BatchFeature, to_numpy

IMAGE, VIDEO, AUDIO = "image", "video", "audio"
# The kinds of tokens in `mm_token_type_ids`.
_KINDS = {IMAGE: 1, VIDEO: 2, AUDIO: 3}


class PlaceholderProcessor(TokenCounts, Processor):
    """Texts with images, videos or recordings; see the module docstring."""

    image_token: str | None = None
    video_token: str | None = None
    audio_token: str | None = None
    # Whether calls return which tokens are of images (1), of videos (2) and of sound (3).
    marks_kinds: ClassVar[bool] = False
    call_switches = ("return_mm_token_type_ids",)

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for kind in _KINDS:
            name = f"{kind}_token"
            if kind == AUDIO and "feature_extractor" not in self.parts:
                continue
            own = getattr(self.tokenizer, name, None)
            if isinstance(own, str):
                setattr(self, name, own)

    # --- what a processor defines ------------------------------------------------------------

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        """What stands for the image of this index instead of its token."""
        raise NotImplementedError

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        """What stands for the video of this index instead of its token."""
        raise NotImplementedError

    def audio_texts(self, features: Mapping[str, Any]) -> list[str]:
        """What stands for each recording instead of its token."""
        raise NotImplementedError

    def kinds_of_ids(self) -> dict[int, Sequence[int]]:
        """The ids that `mm_token_type_ids` marks, by their number there."""
        return {
            number: [self.tokenizer.convert_tokens_to_ids(getattr(self, f"{kind}_token"))]
            for kind, number in _KINDS.items()
            if getattr(self, f"{kind}_token") is not None
        }

    def tokens_that_count(self) -> list[str]:
        """The tokens of which none may be cut off."""
        tokens = (self.image_token, self.video_token, self.audio_token)
        return [token for token in tokens if token is not None]

    def placeholder(self, kind: str) -> str | None:
        """The token of a text that images, videos or recordings stand at."""
        return getattr(self, f"{kind}_token")

    def joined(self, features: dict[str, Any], text: Any) -> dict[str, Any]:
        """What the model gets of images and videos."""
        return features

    def attended(self, features: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """What follows from the images and what the tokenizer has made of the texts."""
        return {}

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        """How many images there are, of which a text has as many tokens."""
        from auto_core.processors import images as reading

        return len(reading.flat(images))

    # --- calling -----------------------------------------------------------------------------

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Each input through its part, with the tokens of images, videos and sound in the texts
        expanded.

        Raises:
            InputError: there are not as many tokens of images in the texts as images, or some
                were cut off.
        """
        self._check_inputs(images=images, text=text, videos=videos, audio=audio)
        switches = {name: kwargs.pop(name) for name in self.call_switches if name in kwargs}
        options = self._route(kwargs)
        named = options["text_kwargs"].pop("return_tensors", None)
        features: dict[str, Any] = {}
        texts: dict[str, list[str]] = {}
        if images is not None:
            found = self._image_features(images, options["images_kwargs"])
            texts[IMAGE] = self._image_texts(found, images)
            features.update(found)
        if videos is not None:
            found = self._video_features(videos, options["videos_kwargs"])
            texts[VIDEO] = self._video_texts(found)
            features.update(found)
        if audio is not None:
            found = self._audio_features(audio, options["audio_kwargs"])
            texts[AUDIO] = [] if self.audio_token is None else self.audio_texts(found)
            features.update(found)
        data: dict[str, Any] = {}
        if text is not None:
            data = self._text_features(text, texts, options["text_kwargs"], switches)
            data.update(self.attended(features, data))
        data.update(self.joined(features, text))
        data.pop("video_metadata", None)
        unused = self.unused_input_names
        data = {key: value for key, value in data.items() if key not in unused}
        return BatchFeature(data, tensor_type=named)

    def _image_texts(self, features: Mapping[str, Any], images: Any) -> list[str]:
        if self.image_token is None:
            return []
        count = self.images_of(features, images)
        return [self.image_text(features, index) for index in range(count)]

    def _image_features(self, images: Any, options: dict[str, Any]) -> dict[str, Any]:
        return dict(self.image_processor(images, **options))

    def _audio_features(self, audio: Any, options: dict[str, Any]) -> dict[str, Any]:
        return dict(self.feature_extractor(audio, **options))

    def _video_features(self, videos: Any, options: dict[str, Any]) -> dict[str, Any]:
        if "video_processor" not in self.parts:
            raise InputError(f"{type(self).__name__} processes no videos.")
        return dict(self.video_processor(videos, **options))

    def _video_texts(self, features: Mapping[str, Any]) -> list[str]:
        if self.video_token is None:
            return []
        count = self.videos_of(features)
        return [self.video_text(features, index) for index in range(count)]

    def videos_of(self, features: Mapping[str, Any]) -> int:
        """How many videos there are."""
        return len(features["video_metadata"])

    def _text_features(
        self,
        text: Any,
        texts: Mapping[str, Sequence[str]],
        options: dict[str, Any],
        switches: Mapping[str, Any],
    ) -> dict[str, Any]:
        given = [text] if isinstance(text, str) else list(text)
        expanded = self.expanded(given, texts)
        data = dict(self.tokenizer(expanded, **options))
        self._check_none_is_cut(expanded, data["input_ids"])
        if switches.get("return_mm_token_type_ids", self.marks_kinds):
            data["mm_token_type_ids"] = [self._kinds(row) for row in data["input_ids"]]
        return data

    def expanded(self, given: list[str], texts: Mapping[str, Sequence[str]]) -> list[str]:
        """Texts whose tokens of images, videos and sound are replaced, one after the other."""
        tokens = {kind: self.placeholder(kind) for kind in _KINDS}
        tokens = {kind: token for kind, token in tokens.items() if token is not None}
        for kind, token in tokens.items():
            found, wanted = sum(one.count(token) for one in given), len(texts.get(kind, ()))
            if found != wanted:
                things = "recordings" if kind == AUDIO else f"{kind}s"
                raise InputError(f"The texts hold {found} {token} tokens for {wanted} {things}.")
        pattern = "|".join(f"(?P<{kind}>{re.escape(token)})" for kind, token in tokens.items())
        rest: dict[str, Iterator[str]] = {kind: iter(some) for kind, some in texts.items()}

        def replacement(found: re.Match[str]) -> str:
            return next(rest[str(found.lastgroup)])

        return [re.sub(pattern, replacement, one) for one in given] if pattern else given

    def _kinds(self, ids: Any) -> list[int]:
        row = np.asarray(ids)
        kinds = np.zeros_like(row)
        for number, members in self.kinds_of_ids().items():
            kinds[np.isin(row, list(members))] = number
        return kinds.tolist()

    def _check_none_is_cut(self, texts: list[str], ids: Any) -> None:
        rows = ids if isinstance(ids, list) else to_numpy(ids).tolist()
        for token in self.tokens_that_count():
            number = self.tokenizer.convert_tokens_to_ids(token)
            for text, row in zip(texts, rows, strict=False):
                wanted, found = text.count(token), list(row).count(number)
                if wanted != found:
                    raise InputError(
                        f"A text needs {wanted} {token} tokens for what is in it but "
                        f"{found} are left after truncation. Pass truncation=False or a larger "
                        "max_length."
                    )

    @property
    def model_input_names(self) -> list[str]:
        names = super().model_input_names
        return [*names, "mm_token_type_ids"] if self.marks_kinds else names


class AudioProcessorName:
    """A processor whose feature extractor is `audio_processor` to callers and in files; mixed in
    before its base."""

    feature_extractor: Any

    def __init__(self, *parts: Any, **named: Any):
        if "audio_processor" in named:
            named["feature_extractor"] = named.pop("audio_processor")
        super().__init__(*parts, **named)

    @property
    def audio_processor(self) -> Any:
        """The feature extractor."""
        return self.feature_extractor

    def to_dict(self) -> dict[str, Any]:
        """The content of processor_config.json, as transformers 5 writes it."""
        data = super().to_dict()  # type: ignore[misc]
        data["audio_processor"] = data.pop("feature_extractor")
        return data


class NestedImagesProcessor(PlaceholderProcessor):
    """A processor that is told which images are whose text's, by a list of images for each."""

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base; without a text, each image is a text of its own, or each list of them.

        Raises:
            InputError: a text has not as many tokens of images as its images.
        """
        if images is not None:
            token, nested = str(self.image_token), _nested(images)
            text = [text] if isinstance(text, str) else text
            if not text:
                text = [" ".join([token] * len(some)) for some in nested]
            found = [one.count(token) for one in text]
            if found != [len(some) for some in nested]:
                raise InputError(
                    f"The texts hold {found} {token} tokens, and there are "
                    f"{[len(some) for some in nested]} images of each."
                )
        return super().__call__(images, text, videos, audio, **kwargs)


def _nested(images: Any) -> list[list[Any]]:
    """Images of each text: a list of lists; one image, or a list of them, is of one text."""
    from auto_core.processors import images as reading

    if isinstance(images, list | tuple) and images and isinstance(images[0], list | tuple):
        return [reading.flat(some) for some in images]
    return [reading.flat(images)]
