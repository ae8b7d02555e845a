"""The processors of BLIP-2 and InstructBLIP: a token for each query before a text's first."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords
from auto_core.errors import InputError
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature

_QFORMER = "qformer_tokenizer"
FRAMES = 4  # of a video


class Blip2Processor(Processor):
    """The tokens of an image stand before all others, those that begin a text and padding too.

    Attributes:
        num_query_tokens: how many they are, as the model's config has it; None puts none there.
    """

    own_options = ("num_query_tokens",)
    num_query_tokens: int | None = None
    placeholder: ClassVar[str] = "image"  # what stands in a text: a token of this name
    text_defaults: ClassVar[Mapping[str, Any]] = {"return_token_type_ids": False}

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if self.num_query_tokens is not None and not 0 < self.num_query_tokens <= 2**16:
            raise InputError(f"num_query_tokens is {self.num_query_tokens}, expected 1 to {2**16}.")
        name = f"{self.placeholder}_token"
        own = getattr(self.tokenizer, name, None)
        self._token = own if isinstance(own, str) else f"<{self.placeholder}>"
        setattr(self, name, self._token)
        if own is None:
            self.tokenizer.add_tokens([self._token], special_tokens=True)

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Each input through its part, with the tokens of an image before each text.

        Raises:
            InputError: there is no input, or no number of queries where it is needed.
        """
        self._check_inputs(images=images, text=text, videos=videos, audio=audio)
        options = self._route(kwargs)
        named = options["text_kwargs"].pop("return_tensors", None)
        data: dict[str, Any] = {}
        if text is not None:
            texts = [text] if isinstance(text, str) else list(text)
            data = self._texts(texts, options["text_kwargs"], with_image=images is not None)
        if images is not None:
            data.update(self.image_processor(images, **options["images_kwargs"]))
        return BatchFeature(data, tensor_type=named)

    def _texts(
        self, texts: list[str], options: dict[str, Any], *, with_image: bool
    ) -> dict[str, Any]:
        """What the model gets of texts."""
        if options.get("max_length") is not None:
            options = {**options, "max_length": options["max_length"] - self._queries()}
        found = dict(self.tokenizer(texts, **options))
        if not with_image or not self._marks_images():
            return found
        plain = {"add_special_tokens": False, "padding": False, "truncation": False}
        first = self.tokenizer(self._token * self._vectors(), **{**options, **plain})
        return {name: [first[name] + row for row in rows] for name, rows in found.items()}

    def _marks_images(self) -> bool:
        return self.num_query_tokens is not None

    def _vectors(self) -> int:
        """How many tokens stand first."""
        return self._queries()

    def _queries(self) -> int:
        if self.num_query_tokens is None:
            raise InputError("num_query_tokens is None; load the processor with it, e.g. 32.")
        return self.num_query_tokens


class InstructBlipProcessor(Blip2Processor):
    """As BLIP-2's; the text is also the instruction for the queries, in tokens of another
    tokenizer."""

    qformer_tokenizer: Any = None

    def __init__(self, *parts: Any, qformer_tokenizer: Any = None, **named: Any):
        if len(parts) > len(self.parts):
            *parts, qformer_tokenizer = parts  # type: ignore[assignment]
        super().__init__(*parts, **named)
        self.qformer_tokenizer = qformer_tokenizer

    def _texts(
        self, texts: list[str], options: dict[str, Any], *, with_image: bool
    ) -> dict[str, Any]:
        if self.qformer_tokenizer is None:
            raise InputError(f"There is no {_QFORMER}: pass one.")
        instructions = self.qformer_tokenizer(texts, **options)
        return {
            "qformer_input_ids": instructions["input_ids"],
            "qformer_attention_mask": instructions["attention_mask"],
            **super()._texts(texts, options, with_image=with_image),
        }

    def _marks_images(self) -> bool:
        return True

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "qformer_input_ids", "qformer_attention_mask"]

    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | os.PathLike[str] | Snapshot, **kwargs: Any
    ) -> Any:
        """As the base; the queries' tokenizer is in a folder of its own."""
        from auto_core.auto.tokenization import AutoTokenizer

        source = Snapshot.open(pretrained_model_name_or_path, **pop_hub_keywords(kwargs))
        loaded = super().from_pretrained(source, **kwargs)
        folder = PurePosixPath(source.subfolder) / _QFORMER
        where: Any = replace(source, subfolder=str(folder))
        where = where if source.root is None else source.root / folder
        loaded.qformer_tokenizer = AutoTokenizer.from_pretrained(where)
        return loaded

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> list[str]:
        """As the base; the queries' tokenizer in a folder of its own."""
        saved = super().save_pretrained(save_directory)
        if self.qformer_tokenizer is not None:
            self.qformer_tokenizer.save_pretrained(Path(save_directory) / _QFORMER)
        return saved


class InstructBlipVideoProcessor(InstructBlipProcessor):
    """As InstructBLIP's, of videos of four frames."""

    parts: ClassVar[tuple[str, ...]] = ("video_processor", "tokenizer")
    placeholder = "video"

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base, of videos, which may be given as `images` too.

        Raises:
            InputError: there is no input, or videos are given twice.
        """
        if images is not None and videos is not None:
            raise InputError("Pass videos once: as images or as videos.")
        videos = images if videos is None else videos
        self._check_inputs(text=text, videos=videos, audio=audio)
        options = self._route(kwargs)
        named = options["text_kwargs"].pop("return_tensors", None)
        data: dict[str, Any] = {}
        if text is not None:
            texts = [text] if isinstance(text, str) else list(text)
            data = self._texts(texts, options["text_kwargs"], with_image=videos is not None)
        if videos is not None:
            data.update(self.video_processor(videos, **options["videos_kwargs"]))
        return BatchFeature(data, tensor_type=named)

    def _vectors(self) -> int:
        return FRAMES * self._queries()
