"""Conversations with models of texts, or of images and texts, whose answers come piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from auto_core.decoding.streamers import TextStreamer
from auto_core.errors import InputError


class Chat:
    """A conversation.

    With a chat template the model is given all of it each time; without one, every message by
    itself, as it is (a caption's beginning, Florence-2's tasks).

    Args:
        model: what `generate` is called on.
        processor: of the model, or a tokenizer.
        system: a first message, which says how to answer.
        return_tensors: of the model's framework.
    """

    def __init__(
        self, model: Any, processor: Any, *, system: str | None = None, return_tensors: str = "np"
    ):
        self.model, self.processor, self.tensors = model, processor, return_tensors
        self.tokenizer = getattr(processor, "tokenizer", processor)
        self.takes_images = hasattr(processor, "image_processor")
        templates = (getattr(part, "chat_template", None) for part in (processor, self.tokenizer))
        self.has_template = any(templates)
        if system is not None and not self.has_template:
            raise InputError("There is no chat template, so there is no place for a system text.")
        self.system = system
        self.messages: list[dict[str, Any]] = []
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.messages = [] if self.system is None else [self._message("system", self.system)]

    def say(
        self,
        text: str,
        images: Sequence[Any] = (),
        write: Callable[[str], None] | None = None,
        **options: Any,
    ) -> str:
        """The answer to a message; `write` is called with each piece of it as it is made.

        Args:
            images: paths, addresses or images, which stand before the text.
            options: of `generate`.

        Raises:
            InputError: the model takes no images.
        """
        if images and not self.takes_images:
            raise InputError("This model takes no images, or no processor of them is there.")
        asked = self._message("user", text, images)
        streamer = _Pieces(self.tokenizer, write)
        inputs = self._inputs([*self.messages, asked], text, images)
        self.model.generate(**inputs, streamer=streamer, **{"num_beams": 1, **options})
        answer = "".join(streamer.pieces).strip()
        self.messages += [asked, self._message("assistant", answer)]
        return answer

    def _message(self, role: str, text: str, images: Sequence[Any] = ()) -> dict[str, Any]:
        if not self.takes_images:
            return {"role": role, "content": text}
        parts: list[dict[str, Any]] = [{"type": "image", "image": image} for image in images]
        return {"role": role, "content": [*parts, {"type": "text", "text": text}]}

    def _inputs(
        self, messages: list[dict[str, Any]], text: str, images: Sequence[Any]
    ) -> dict[str, Any]:
        named = {"return_tensors": self.tensors}
        if self.has_template:
            shape = {"add_generation_prompt": True, "tokenize": True, "return_dict": True}
            return dict(self.processor.apply_chat_template(messages, **shape, **named))
        if not self.takes_images:
            return dict(self.tokenizer(text, **named))
        given = {"images": list(images)} if images else {}
        return dict(self.processor(text=text, **given, **named))


class _Pieces(TextStreamer):
    """Keeps the pieces of an answer, and hands them on."""

    def __init__(self, tokenizer: Any, write: Callable[[str], None] | None):
        super().__init__(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self.pieces: list[str] = []
        self.write = write

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        self.pieces.append(text)
        if self.write is not None and text:
            self.write(text)
