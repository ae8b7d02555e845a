"""The processors of Audio Flamingo 3 and GLM-ASR: recordings as windows, and transcripts. What
they share with others whose texts have a recording each is `OneRecordingProcessor`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.sound import is_file
from auto_core.tensors import to_numpy

# What answers to requests for transcripts begin with.
_PREFIXES = (
    "The spoken content of the audio is",
    "The transcription of the audio is",
    "The content of the input audio is",
)


class OneRecordingProcessor(PlaceholderProcessor):
    """Each text has one token for its recording, which is repeated once per vector of it."""

    parts = ("feature_extractor", "tokenizer")
    shares_tokenizer_options = False
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": True, "padding_side": "left"}
    call_switches = ("return_mm_token_type_ids", "output_labels")

    def __call__(self, text: Any = None, audio: Any = None, **kwargs: Any) -> Any:
        """The ids of texts with a token for each vector of their recordings, and the recordings'
        `input_features` [n m f] with their `input_features_mask` [n f]. With `output_labels`, also
        `labels`: the ids, -100 at recordings and padding.

        Raises:
            InputError: there are not as many texts as recordings, or a text has not one token.
        """
        count = None if text is None else 1 if isinstance(text, str) else len(text)
        if audio is not None and count is not None:
            found = 1 if _is_one(audio) else len(audio)
            if found != count:
                raise InputError(
                    f"There are {count} texts and {found} recordings, expected one each."
                )
        return super().__call__(text=text, audio=audio, **kwargs)

    def _text_features(
        self,
        text: Any,
        texts: Mapping[str, Sequence[str]],
        options: dict[str, Any],
        switches: Mapping[str, Any],
    ) -> dict[str, Any]:
        data = super()._text_features(text, texts, options, switches)
        if switches.get("output_labels"):
            skipped = [number for some in self.kinds_of_ids().values() for number in some]
            skipped.append(self.tokenizer.pad_token_id)
            rows = (np.asarray(row) for row in data["input_ids"])
            data["labels"] = [np.where(np.isin(row, skipped), -100, row).tolist() for row in rows]
        return data

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "input_features_mask"]

    def batch_decode(self, *args: Any, **kwargs: Any) -> Any:
        """See `decode`."""
        return self.decode(*args, **kwargs)


class AudioFlamingo3Processor(OneRecordingProcessor):
    """A recording is as many windows as it needs, up to `max_audio_len` seconds."""

    own_options = ("audio_token", "default_transcription_prompt", "max_audio_len")
    unused_input_names = ("windows",)

    audio_token: str | None = "<sound>"
    default_transcription_prompt: str = "Transcribe the input speech."
    max_audio_len: int = 600
    asks_first: ClassVar[bool] = True  # whether a request is before its recording
    # Of `decode`, for the transcript alone.
    transcript_options: ClassVar[Mapping[str, Any]] = {"strip_prefix": True}

    # --- recordings --------------------------------------------------------------------------

    def _audio_features(self, audio: Any, options: dict[str, Any]) -> dict[str, Any]:
        extractor = self.feature_extractor
        size = int(extractor.sampling_rate * extractor.chunk_length)
        most = int(self.max_audio_len // extractor.chunk_length)
        windows, counts = [], []
        for wave in extractor._waveforms(audio, options.get("sampling_rate")):
            count = min(max(1, -(-len(wave) // size)), most)
            counts.append(count)
            windows += [wave[i * size : (i + 1) * size] for i in range(count)]
        options = {**options, "sampling_rate": extractor.sampling_rate}
        found = dict(extractor(windows, **options, return_attention_mask=True))
        found["input_features_mask"] = found.pop("attention_mask")
        return found | {"windows": counts}

    def audio_texts(self, features: Mapping[str, Any]) -> list[str]:
        frames = to_numpy(features["input_features_mask"]).sum(-1)
        ends = np.cumsum(features["windows"])
        totals = np.add.reduceat(frames, ends - features["windows"])
        return [str(self.audio_token) * self.vectors_of(int(total)) for total in totals]

    def vectors_of(self, frames: int) -> int:
        """How many vectors a recording of so many frames has."""
        return ((frames - 1) // 2 - 1) // 2 + 1

    # --- transcripts -------------------------------------------------------------------------

    def apply_transcription_request(
        self,
        audio: Any,
        prompt: str | Sequence[str | None] | None = None,
        tokenize: bool = True,
        **kwargs: Any,
    ) -> Any:
        """What asks for transcripts of one recording or a list of them, by the chat template.

        Args:
            audio: waveforms [samples] or paths.
            prompt: the request, one for all or one for each; `default_transcription_prompt`.
            tokenize: without it, the prompts as texts.
            kwargs: those of `apply_chat_template`.

        Raises:
            InputError: there is no recording, or another number of prompts.
        """
        default = self.default_transcription_prompt
        conversations = transcription_requests(audio, prompt, default, asks_first=self.asks_first)
        options = {"add_generation_prompt": True, "return_dict": True, **kwargs}
        if tokenize:
            options.setdefault("sampling_rate", self.feature_extractor.sampling_rate)
        return self.apply_chat_template(conversations, tokenize=tokenize, **options)

    def decode(self, *args: Any, strip_prefix: bool = False, **kwargs: Any) -> Any:
        """The text of ids, or the texts of a batch. With `strip_prefix` the transcript alone,
        without the sentence that it is quoted in."""
        found = self.tokenizer.decode(*args, **kwargs)
        if not strip_prefix:
            return found
        return transcript(found) if isinstance(found, str) else [transcript(one) for one in found]


class GlmAsrProcessor(AudioFlamingo3Processor):
    """As Audio Flamingo 3's, with other vectors; what is asked comes after the recording."""

    audio_token = "<|pad|>"
    default_transcription_prompt = "Please transcribe this audio into text"
    max_audio_len = 655
    asks_first = False

    def vectors_of(self, frames: int) -> int:
        return ((frames - 1) // 2 + 1 - 4) // 4 + 1


def decoded_as(
    return_format: str,
    formats: Mapping[str, Callable[[Any], Any]],
    tokenizer: Any,
    *args: Any,
    **kwargs: Any,
) -> Any:
    """The text of ids, or the texts of a batch: "raw", or without special tokens in one of these
    formats.

    Raises:
        InputError: the format is none of them.
    """
    if return_format == "raw":
        return tokenizer.decode(*args, **kwargs)
    if return_format not in formats:
        names = ", ".join(("raw", *formats))
        raise InputError(f"return_format is {return_format!r}, expected {names}.")
    return formats[return_format](
        tokenizer.decode(*args, **{**kwargs, "skip_special_tokens": True})
    )


def transcription_requests(
    audio: Any,
    prompt: str | Sequence[str | None] | None,
    default: str | None,
    *,
    asks_first: bool,
) -> list[list[dict[str, Any]]]:
    """A conversation for each recording, with its prompt (or `default`; None for none) before it
    or behind it.

    Raises:
        InputError: there is no recording, or another number of prompts.
    """
    recordings, prompts = with_prompts(audio, prompt)
    conversations = []
    for recording, request in zip(recordings, prompts, strict=True):
        request = default if request is None else request
        parts = [recording_part(recording)]
        if request is not None:
            parts.insert(0 if asks_first else 1, {"type": "text", "text": request})
        conversations.append([{"role": "user", "content": parts}])
    return conversations


def with_prompts(
    audio: Any, prompt: str | Sequence[str | None] | None
) -> tuple[list[Any], list[str | None]]:
    """Recordings of one or a list of them, and the prompt of each.

    Raises:
        InputError: there is no recording, or another number of prompts.
    """
    recordings = [audio] if _is_one(audio) else list(audio)
    if not recordings:
        raise InputError("Pass one recording at least.")
    prompts = [prompt] * len(recordings) if isinstance(prompt, str | None) else list(prompt)
    if len(prompts) != len(recordings):
        raise InputError(f"{len(prompts)} prompts for {len(recordings)} recordings.")
    for request in prompts:
        if not isinstance(request, str | None):
            raise InputError(f"A prompt is a {type(request).__name__}, expected a text.")
    return recordings, prompts


def recording_part(recording: Any) -> dict[str, Any]:
    """A recording, or the path of one, as a part of a message."""
    return {"type": "audio", "path" if is_file(recording) else "audio": recording}


def transcript(text: str) -> str:
    """What an answer quotes."""
    text = text.strip()
    for prefix in _PREFIXES:
        if text.startswith(prefix):
            text = text[len(prefix) :].strip()
            break
    if text.endswith("."):
        text = text[:-1].strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip()
    return text


def _is_one(audio: Any) -> bool:
    """Whether this is one recording, not a batch of them."""
    if is_file(audio):
        return True
    if isinstance(audio, list | tuple):
        return bool(audio) and not is_file(audio[0]) and np.ndim(audio[0]) == 0
    return np.ndim(audio) == 1
