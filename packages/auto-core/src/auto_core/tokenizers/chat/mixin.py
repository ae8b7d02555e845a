"""The chat half of a tokenizer."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.tokenizers.chat.sandbox import render, render_with_spans
from auto_core.tokenizers.chat.sanitize import control_tokens, encode_marked, mark
from auto_core.tokenizers.chat.schema import tool_schema
from auto_core.tokenizers.strategies import logger, resolve

# Names under which templates look for what a model thought before it spoke.
_REASONING = ("reasoning_content", "thinking", "reasoning")
# Put at the end of the message to continue; everything from it on is cut off again.
_TAG = "CONTINUE_FINAL_MESSAGE_TAG "


class ChatTemplates:
    """Turns conversations into token ids with the checkpoint's own template."""

    chat_template: str | dict[str, str] | None
    special_tokens_map: Any
    model_max_length: int
    truncation_side: str
    _template_files: Mapping[str, str]  # text of a template -> the file it was read from
    keeps_positions: ClassVar[bool]

    def apply_chat_template(
        self,
        conversation: Any,
        tools: Sequence[Any] | None = None,
        documents: Sequence[Mapping[str, Any]] | None = None,
        chat_template: str | None = None,
        add_generation_prompt: bool = False,
        continue_final_message: bool | str = False,
        tokenize: bool = True,
        sanitize_control_tokens: bool = False,
        padding: bool | str = False,
        truncation: bool | str | None = False,
        max_length: int | None = None,
        return_tensors: Any = None,
        return_dict: bool = True,
        return_assistant_tokens_mask: bool = False,
        tokenizer_kwargs: Mapping[str, Any] | None = None,
        **template_variables: Any,
    ) -> Any:
        """Token ids (or with `tokenize=False` the text) of a conversation, or of a batch of them.

        A conversation is a list of messages: `{"role": "user", "content": "Hello"}`. `tools` are
        JSON schemas or functions, `documents` what the model may cite; both need a template that
        knows them, as `template_variables` do. `add_generation_prompt` ends with the start of
        the assistant's turn; `continue_final_message` leaves the last message open (a string
        names the key to continue). `return_assistant_tokens_mask` adds `assistant_masks`: 1 for
        tokens that overlap what the template marks by {% generation %}. With
        `sanitize_control_tokens` the special tokens that somebody wrote into messages, tools,
        documents or variables are encoded as plain text, so that only the template's own count.

        Raises:
            InputError: no template, an empty or malformed conversation, options that contradict
                each other, or a template that fails, never ends or leaves its sandbox.
        """
        template = self.get_chat_template(chat_template, tools)
        return_dict = return_dict and tokenize
        if return_assistant_tokens_mask and not return_dict:
            raise InputError(
                "return_assistant_tokens_mask needs tokenize=True and return_dict=True."
            )
        if continue_final_message and (add_generation_prompt or return_assistant_tokens_mask):
            raise InputError(
                "continue_final_message continues the last message, so it excludes "
                "add_generation_prompt and return_assistant_tokens_mask."
            )
        if sanitize_control_tokens and (not tokenize or return_assistant_tokens_mask):
            raise InputError(
                "sanitize_control_tokens needs tokenize=True, and excludes "
                "return_assistant_tokens_mask."
            )
        if return_assistant_tokens_mask and not self.keeps_positions:
            raise InputError(
                f"return_assistant_tokens_mask needs to know where in a text each token is, which "
                f"{type(self).__name__} does not. Leave it out."
            )
        chats, batched = _conversations(conversation)
        name = self._template_files.get(template, "")
        variables = {
            **self.special_tokens_map,
            **_plain(template_variables),
            "tools": None if tools is None else _plain([tool_schema(tool) for tool in tools]),
            "documents": _documents(documents),
            "add_generation_prompt": add_generation_prompt,
        }
        if sanitize_control_tokens:
            control = control_tokens(self, template, name)
            given = ("tools", "documents", *template_variables)
            variables |= mark({name: variables[name] for name in given}, control)
            chats = mark(chats, control)
        texts, spans = [], []
        for chat in chats:
            messages = [_with_reasoning(message) for message in chat]
            if continue_final_message:
                key = (
                    continue_final_message if isinstance(continue_final_message, str) else "content"
                )
                texts.append(_render_open(template, {**variables, "messages": messages}, key, name))
            elif return_assistant_tokens_mask:
                given = {**variables, "messages": messages}
                text, found = render_with_spans(template, given, name=name)
                texts.append(text)
                spans.append(found)
            else:
                texts.append(render(template, {**variables, "messages": messages}, name=name))
        if not tokenize:
            return texts if batched else texts[0]
        call: dict[str, Any] = {
            "padding": padding,
            "truncation": truncation,
            "max_length": max_length,
            "return_tensors": return_tensors,
            **(tokenizer_kwargs or {}),
        }
        if sanitize_control_tokens:
            encoded = self._encode_marked(texts, batched, **call)
        else:
            encoded = self(  # type: ignore[operator]
                texts if batched else texts[0], add_special_tokens=False, **call
            )
        if return_assistant_tokens_mask:
            if "generation" not in template:
                logger.warning(
                    "The chat template marks nothing with {% generation %}, so the mask of the "
                    "assistant's tokens is empty."
                )
            offsets = [encoding.offsets for encoding in encoded.encodings]
            masks = [_mask(found, answers) for found, answers in zip(offsets, spans, strict=True)]
            single = not batched and return_tensors is None
            encoded["assistant_masks"] = masks[0] if single else masks
            encoded.convert_to_tensors(return_tensors)
        return encoded if return_dict else encoded["input_ids"]

    def _encode_marked(
        self,
        texts: list[str],
        batched: bool,
        *,
        padding: bool | str,
        truncation: bool | str | None,
        max_length: int | None,
        return_tensors: Any,
        pad_to_multiple_of: int | None = None,
        padding_side: str | None = None,
        return_attention_mask: bool | None = None,
    ) -> Any:
        """Encode rendered chats in which the control tokens of users are marked."""
        rows = [encode_marked(self, text) for text in texts]
        limits = resolve(padding, truncation, max_length, model_max_length=self.model_max_length)
        if limits.truncation and limits.max_length is not None:
            right = self.truncation_side == "right"
            cut = slice(limits.max_length) if right else slice(-limits.max_length, None)
            rows = [row[cut] for row in rows]
        return self.pad(  # type: ignore[attr-defined]
            {"input_ids": rows if batched or return_tensors else rows[0]},
            padding=limits.padding or False,
            max_length=limits.max_length,
            pad_to_multiple_of=pad_to_multiple_of,
            padding_side=padding_side,
            return_attention_mask=return_attention_mask,
            return_tensors=return_tensors,
        )

    def get_chat_template(
        self, chat_template: str | None = None, tools: Sequence[Any] | None = None
    ) -> str:
        """The template that counts: the one given (text or name), or the tokenizer's own.

        Of several, "tool_use" is taken for calls with tools, else "default".

        Raises:
            InputError: there is none, or several and none is called "default".
        """
        own = self.chat_template
        if isinstance(own, dict):
            if chat_template is not None:
                return own.get(chat_template, chat_template)
            name = "tool_use" if tools is not None and "tool_use" in own else "default"
            if name not in own:
                raise InputError(
                    f"The tokenizer has several chat templates and none is the default. Pass "
                    f"chat_template with one of these names: {', '.join(sorted(own))}."
                )
            return own[name]
        chosen = chat_template if chat_template is not None else own
        if chosen is None:
            raise InputError(
                "This tokenizer has no chat template. Pass one as chat_template, or set "
                "tokenizer.chat_template; checkpoints for chat have it in chat_template.jinja."
            )
        return chosen


def _conversations(conversation: Any) -> tuple[list[list[dict[str, Any]]], bool]:
    """The conversations as lists of plain messages, and whether it is a batch."""
    if hasattr(conversation, "messages"):
        conversation = conversation.messages
    if not isinstance(conversation, list | tuple) or not conversation:
        raise InputError(
            f"A conversation is a non-empty list of messages, got {conversation!r:.80}."
        )
    first = conversation[0]
    batched = isinstance(first, list | tuple) or hasattr(first, "messages")
    chats = [getattr(c, "messages", c) for c in (conversation if batched else [conversation])]
    return [[_message(message) for message in chat] for chat in chats], batched


def _message(message: Any) -> dict[str, Any]:
    plain = _plain(message)
    if not isinstance(plain, dict):
        raise InputError(
            f"A message is {message!r:.80}, expected a mapping such as "
            '{"role": "user", "content": "Hello"}.'
        )
    return {key: value for key, value in plain.items() if value is not None}


def _documents(documents: Any) -> Any:
    if documents is None:
        return None
    if not all(isinstance(document, Mapping) for document in documents):
        raise InputError('Documents are mappings with "title" and "text".')
    return _plain(documents)


def _with_reasoning(message: dict[str, Any]) -> dict[str, Any]:
    """Templates know a model's thoughts under different keys; give them all."""
    found = next((message[key] for key in _REASONING if message.get(key) is not None), None)
    if found is None:
        return message
    return {"thinking": found, **message, "reasoning_content": found}


def _render_open(template: str, variables: dict[str, Any], key: str, name: str) -> str:
    """Render without what the template puts after the last message."""
    *before, last = variables["messages"]
    content = last.get(key)
    if content is None:
        raise InputError(f"The last message has no {key!r} to continue; it has {list(last)}.")
    keys = [k for k in _REASONING if last.get(k) == content] if key in _REASONING else [key]
    if not any(k in template for k in keys):
        raise InputError(f"The chat template does not use {key!r}, so it cannot be continued.")
    tagged = dict(last)
    if isinstance(content, list):
        blocks = [dict(block) for block in content]
        texts = [block for block in blocks if "text" in block]
        if not texts:
            raise InputError("The last message has no text to continue.")
        content = texts[-1]["text"]
        texts[-1]["text"] = content + _TAG
        tagged[key] = blocks
    else:
        tagged.update(dict.fromkeys(keys, content + _TAG))
    text = render(template, {**variables, "messages": [*before, tagged]}, name=name)
    if content.strip() not in text or _TAG.strip() not in text:
        raise InputError(
            "The last message does not come out of the chat template as it went in, so it cannot "
            f"be continued: {content!r:.80}"
        )
    end = text.rindex(_TAG.strip())
    # A template that strips messages has stripped the space that ends the tag too.
    return text[:end] if text[end:].startswith(_TAG) else text[:end].rstrip()


def _mask(offsets: list[tuple[int, int]], spans: list[tuple[int, int]]) -> list[int]:
    """1 for each token that overlaps the characters of a span (start, end).

    A token of a mere space may have had that space trimmed from its characters: then both ends
    are where the space ends.
    """
    marked = [0] * len(offsets)
    for start, end in spans:
        for index, (first, last) in enumerate(offsets):
            covered = (first, last) if first < last else (first - 1, first)
            if start < end and covered[0] < end and covered[1] > start:
                marked[index] = 1
    return marked


def _plain(value: Any) -> Any:
    """Only data reaches a template, never an object with methods."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # of a subclass: the text, not what it prints
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    dump = getattr(value, "model_dump", None)  # pydantic
    if callable(dump):
        return _plain(dump())
    return f"<{type(value).__name__}>"
