"""The processors of language models that read recordings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError, check_keywords
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature, to_numpy

# What repositories of Qwen2-Audio that bring no template of their own were trained with.
_QWEN2_AUDIO_CHAT = """
{%- set recordings = namespace(count=0) -%}
{%- for message in messages -%}
{%- if loop.first and message['role'] != 'system' -%}
{{ '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
{%- endif -%}
{{ '<|im_start|>' + message['role'] + '\\n' }}
{%- if message['content'] is string -%}
{{ message['content'] }}
{%- else -%}
{%- for part in message['content'] -%}
{%- if 'audio' in part or 'audio_url' in part or 'audio' in (message['type'], part['type']) -%}
{%- set recordings.count = recordings.count + 1 -%}
{{ 'Audio ' ~ recordings.count ~ ': <|audio_bos|><|AUDIO|><|audio_eos|>\\n' }}
{%- elif 'text' in part -%}
{{ part['text'] }}
{%- endif -%}
{%- endfor -%}
{%- endif -%}
{{ '<|im_end|>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '<|im_start|>assistant\\n' }}
{%- endif -%}
""".strip()


class Qwen2AudioProcessor(PlaceholderProcessor):
    """Each token of a recording is repeated once per vector of it, between tokens that begin and
    end it."""

    parts = ("feature_extractor", "tokenizer")
    own_options = ("audio_token", "audio_bos_token", "audio_eos_token")
    audio_token: str | None = "<|AUDIO|>"
    audio_bos_token: str = "<|audio_bos|>"
    audio_eos_token: str = "<|audio_eos|>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if self.chat_template is None:
            self.chat_template = _QWEN2_AUDIO_CHAT
        for name in self.own_options[1:]:
            own = getattr(self.tokenizer, name, None)
            if isinstance(own, str):
                setattr(self, name, own)

    def __call__(self, text: Any = None, audio: Any = None, **kwargs: Any) -> Any:
        """The ids of texts with a token for each vector of their recordings, and the recordings'
        `input_features` [n m f] with their `feature_attention_mask` [n f].

        Raises:
            InputError: there are not as many tokens of recordings in the texts as recordings.
        """
        return super().__call__(text=text, audio=audio, **kwargs)

    def _audio_features(self, audio: Any, options: dict[str, Any]) -> dict[str, Any]:
        options = {**options, "padding": "max_length", "return_attention_mask": True}
        features = super()._audio_features(audio, options)
        features["feature_attention_mask"] = features.pop("attention_mask")
        return features

    def audio_texts(self, features: Mapping[str, Any]) -> list[str]:
        frames = to_numpy(features["feature_attention_mask"]).sum(-1)
        counts = ((frames - 1) // 2 - 1) // 2 + 1
        return [str(self.audio_token) * int(count) for count in counts]

    def expanded(self, given: list[str], texts: Mapping[str, Any]) -> list[str]:
        first, last = self.audio_bos_token, self.audio_eos_token
        token = str(self.audio_token)
        bare = f"(?<!{re.escape(first)}){re.escape(token)}(?!{re.escape(last)})"
        framed = [re.sub(bare, f"{first}{token}{last}", one) for one in given]
        return super().expanded(framed, texts)

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "feature_attention_mask"]


_FRAMES_PER_TOKEN = 8  # the encoder's stride of 2, and four of its positions for each vector


# What begins and ends a message.
_FRAMES = {
    "system": ("[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"),
    "user": ("[INST]", "[/INST]"),
    "assistant": ("", "</s>"),
}


def _merged(messages: Any) -> list[tuple[str, list[Any]]]:
    """Roles and their parts: texts, and recordings in lists of one. Messages of one role after
    another are one, and texts beside each other are, with an empty line between.

    Raises:
        InputError: a message or a part of another kind.
    """
    found: list[tuple[str, list[Any]]] = []
    for message in messages:
        role, content = message.get("role"), message.get("content")
        if role not in _FRAMES or not isinstance(content, str | list | tuple):
            raise InputError(
                f"A message of {role!r} with {type(content).__name__} content is not supported: "
                f"expected texts of {', '.join(map(repr, _FRAMES))}."
            )
        if message.get("tool_calls"):
            raise InputError("tool_calls are not supported.")
        if not found or found[-1][0] != role:
            found.append((role, []))
        parts = found[-1][1]
        for part in [content] if isinstance(content, str) else content:
            value = _part(part)
            if isinstance(value, str) and parts and isinstance(parts[-1], str):
                parts[-1] = f"{parts[-1]}\n\n{value}"
            else:
                parts.append(value)
    return found


def _part(part: Any) -> Any:
    """A text, or a recording in a list of one."""
    if isinstance(part, str) or part.get("type") == "text":
        return part if isinstance(part, str) else part["text"]
    given = [part[key] for key in ("audio", "path", "url") if part.get(key) is not None]
    if part.get("type") != "audio" or not given:
        raise InputError(f"A part of {part.get('type')!r} is not supported: text or audio.")
    return given[:1]


class VoxtralProcessor(Processor):
    """Conversations with recordings, and requests for transcripts, as Mistral writes them: a
    recording is a token that begins it, and one for each vector of as many windows as it needs."""

    parts = ("feature_extractor", "tokenizer")
    transcript_options: ClassVar[Mapping[str, Any]] = {}  # of `decode`, for the transcript alone
    audio_token = "[AUDIO]"

    def __call__(self, text: Any = None, **kwargs: Any) -> Any:
        """The ids of texts without recordings, which stand in conversations.

        Raises:
            InputError: a text has the token of recordings.
        """
        texts = [text] if isinstance(text, str) else text
        if any(self.audio_token in one for one in texts or ()):
            raise InputError(
                f"A text has {self.audio_token}: pass recordings in a conversation to "
                "apply_chat_template, or to apply_transcription_request."
            )
        return super().__call__(text=text, **kwargs)

    def apply_chat_template(
        self, conversation: Any, *args: Any, tokenize: bool = True, **kwargs: Any
    ) -> Any:
        """`input_ids` and `attention_mask` of one conversation or several, padded on the left, and
        the `input_features` [windows m f] of their recordings. Without `tokenize`, texts.

        Args:
            conversation: messages of "system", "user" and "assistant"; the content of a user's
                may be parts {"type": "text", "text": ...} and {"type": "audio", "audio" or "path"
                or "url": ...}.
            kwargs: `sampling_rate` of arrays, `return_tensors`, `return_dict`.

        Raises:
            InputError: a message or a part of another kind, or tools.
        """
        where = f"{type(self).__name__}.apply_chat_template"
        known = ("sampling_rate", "return_tensors", "return_dict", "add_generation_prompt")
        check_keywords(kwargs, known, where=where)
        if args:
            raise InputError("Voxtral's conversations are not written by a chat template.")
        one = isinstance(conversation[0], Mapping)
        rows, windows = [], []
        for messages in [conversation] if one else conversation:
            ids, sounds = self._conversation(messages, kwargs.get("sampling_rate"))
            rows.append(ids)
            windows += sounds
        if not tokenize:
            texts = [self.tokenizer.decode(row) for row in rows]
            return texts[0] if one else texts
        features = self._padded(rows, windows, kwargs.get("return_tensors"))
        return features if kwargs.get("return_dict", True) else features["input_ids"]

    def apply_transcription_request(
        self,
        audio: Any,
        model_id: str | None = None,
        language: str | Sequence[str | None] | None = None,
        sampling_rate: int | None = None,
        *,
        return_tensors: Any = None,
    ) -> Any:
        """What asks for transcripts of one recording or a list of them, as `apply_chat_template`
        returns it. `language`: codes such as "en", one for all or one for each.

        Raises:
            InputError: another number of languages than of recordings.
        """
        del model_id  # transformers names the model in its request; ids do not depend on it
        several = isinstance(audio, list | tuple) and not np.isscalar(audio[0])
        several = several or (isinstance(audio, list | tuple) and isinstance(audio[0], str))
        recordings = list(audio) if several else [audio]
        languages = [language] * len(recordings)
        if language is not None and not isinstance(language, str):
            languages = list(language)
        if len(languages) != len(recordings):
            raise InputError(f"{len(languages)} languages for {len(recordings)} recordings.")
        rows, windows = [], []
        for recording, code in zip(recordings, languages, strict=True):
            message = {"role": "user", "content": [{"type": "audio", "audio": recording}]}
            ids, sounds = self._conversation([message], sampling_rate)
            text = [] if code is None else self._ids(f"lang:{code}")
            rows.append([*ids, *text, self._id("[TRANSCRIBE]")])
            windows += sounds
        return self._padded(rows, windows, return_tensors)

    # --- the parts of a conversation --------------------------------------------------------

    def _id(self, token: str) -> int:
        return self.tokenizer.convert_tokens_to_ids(token)

    def _ids(self, text: str) -> list[int]:
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def _conversation(self, messages: Any, rate: int | None) -> tuple[list[int], list[np.ndarray]]:
        """The ids, and the windows of each recording [windows m f]."""
        ids, sounds = [self._id("<s>")], []
        for role, parts in _merged(messages):
            inner: list[int] = []
            for part in parts:
                if isinstance(part, str):
                    inner += self._ids(part.rstrip(" ") if role == "assistant" else part)
                    continue
                windows = self._windows(part[0], rate)
                count = windows.shape[0] * windows.shape[2] // _FRAMES_PER_TOKEN
                inner += [self._id("[BEGIN_AUDIO]"), *[self._id(self.audio_token)] * count]
                sounds.append(windows)
            first, last = _FRAMES[role]
            ids += [self._id(first)] * bool(first) + [*inner, self._id(last)]
        return ids, sounds

    def _windows(self, audio: Any, rate: int | None) -> np.ndarray:  # [windows m f]
        extractor = self.feature_extractor
        found = extractor(
            audio,
            sampling_rate=rate,
            padding=True,
            truncation=False,
            pad_to_multiple_of=extractor.n_samples,
            return_tensors="np",
        )["input_features"][0]
        return found.reshape(len(found), -1, extractor.nb_max_frames).transpose(1, 0, 2)

    def _padded(self, rows: list[list[int]], windows: list[np.ndarray], tensors: Any) -> Any:
        most, pad = max(map(len, rows)), self._id("<pad>")
        data: dict[str, Any] = {
            "input_ids": [[pad] * (most - len(row)) + row for row in rows],
            "attention_mask": [[0] * (most - len(row)) + [1] * len(row) for row in rows],
        }
        if windows:
            data["input_features"] = np.concatenate(windows)
        return BatchFeature(data, tensor_type=tensors)
