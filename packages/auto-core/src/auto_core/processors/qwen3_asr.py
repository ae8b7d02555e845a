"""Qwen3-ASR's feature extractor, and its processor: transcripts, and when words are spoken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.configs.qwen3_omni_moe_thinker import vectors_of
from auto_core.errors import InputError
from auto_core.processors.alignment import spans, words_of
from auto_core.processors.audio_flamingo import (
    OneRecordingProcessor,
    decoded_as,
    recording_part,
    with_prompts,
)
from auto_core.processors.feature_types import WhisperFeatureExtractor
from auto_core.tensors import BatchFeature, to_numpy

# The languages of transcripts, by their codes; and the codes of those whose words are aligned.
LANGUAGES = {
    **{"ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek"},
    **{"en": "English", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fil": "Filipino"},
    **{"fr": "French", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian"},
    **{"ja": "Japanese", "ko": "Korean", "mk": "Macedonian", "ms": "Malay", "nl": "Dutch"},
    **{"pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish"},
    **{"th": "Thai", "tr": "Turkish", "vi": "Vietnamese", "yue": "Cantonese", "zh": "Chinese"},
}
ALIGNED = ("de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "yue", "zh")
_MARKER = "<asr_text>"  # between an answer's language and its transcript
# How often characters, or a piece of up to so many of them, stand in a row until they count once.
_MOST_REPEATS, _LONGEST_PIECE = 20, 20


class Qwen3ASRFeatureExtractor(WhisperFeatureExtractor):
    """Log-mel spectrograms of any length, filled up to whole windows of 2 * `n_window` frames;
    recordings shorter than `min_length` samples are filled up to it, which counts as sound."""

    own_options = (*WhisperFeatureExtractor.own_options, "n_window", "min_length")
    own_bounds: ClassVar[Mapping[str, tuple[int, int]]] = {
        "n_window": (0, 2**12),
        "min_length": (0, 2**26),
    }

    feature_size = 128
    return_attention_mask = True
    n_window: int = 50
    min_length: int = 8000

    def __call__(  # type: ignore[override]
        self,
        raw_speech: Any,
        truncation: bool = False,
        pad_to_multiple_of: int | None = None,
        return_tensors: Any = None,
        return_attention_mask: bool | None = None,
        padding: bool | str | None = "max_length",
        max_length: int | None = None,
        sampling_rate: int | None = None,
        n_window: int | None = None,
        device: str | None = "cpu",
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, feature_size, frames] and, if this call asks for it,
        `attention_mask` [batch, frames].

        `max_length` is in samples, by default those of `chunk_length` seconds; with `n_window` 0
        frames are not filled up.

        Raises:
            InputError: another sampling rate or device, several channels, or recordings of several
                lengths without padding.
        """
        self._check_call(unknown)
        waves = [
            np.pad(wave, (0, max(0, self.min_length - len(wave))))
            for wave in self._waveforms(raw_speech, sampling_rate)
        ]
        found = super().__call__(
            waves,
            truncation=truncation,
            pad_to_multiple_of=pad_to_multiple_of,
            return_attention_mask=True,
            padding=padding,
            max_length=max_length,
            sampling_rate=self.sampling_rate,
            device=device,
        )
        features, masks = list(found["input_features"]), list(found["attention_mask"])
        if len({len(mask) for mask in masks}) > 1:
            raise InputError(
                "Recordings have different lengths: pass padding=True, or truncation=True to cut "
                "them to max_length samples."
            )
        missing = -len(masks[0]) % max(2 * (self.n_window if n_window is None else n_window), 1)
        data = {"input_features": [np.pad(one, ((0, 0), (0, missing))) for one in features]}
        if return_attention_mask:
            data["attention_mask"] = [np.pad(mask, (0, missing)) for mask in masks]
        return BatchFeature(data, tensor_type=return_tensors)


class Qwen3ASRProcessor(OneRecordingProcessor):
    """As its base, with requests for transcripts and what follows from answers; and texts that are
    aligned with recordings, of `timestamp_segment_time` milliseconds a class of time."""

    own_options = ("timestamp_segment_time",)
    unused_input_names = ("num_audio_tokens",)
    transcript_options: ClassVar[Mapping[str, Any]] = {"return_format": "transcription_only"}

    timestamp_segment_time: float = 80
    audio_token: str | None = "<|audio_pad|>"
    audio_bos_token = "<|audio_start|>"
    audio_eos_token = "<|audio_end|>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for name in ("audio_token", "audio_bos_token", "audio_eos_token"):
            own = getattr(self.tokenizer, name, None)
            if isinstance(own, str):
                setattr(self, name, own)
            setattr(self, f"{name}_id", self.tokenizer.convert_tokens_to_ids(getattr(self, name)))

    def _audio_features(self, audio: Any, options: dict[str, Any]) -> dict[str, Any]:
        if options.get("return_attention_mask") is False:
            raise InputError("return_attention_mask is False: vectors are counted by the mask.")
        rate = self.feature_extractor.sampling_rate
        options = {"sampling_rate": rate, "padding": True, "n_window": 50, **options}
        found = dict(self.feature_extractor(audio, **options | {"return_attention_mask": True}))
        mask = found["input_features_mask"] = found.pop("attention_mask")
        counts = vectors_of(to_numpy(mask).sum(-1), 2 * options["n_window"])
        return found | {"num_audio_tokens": counts}

    def audio_texts(self, features: Mapping[str, Any]) -> list[str]:
        return [str(self.audio_token) * int(count) for count in features["num_audio_tokens"]]

    def kinds_of_ids(self) -> dict[int, Sequence[int]]:
        framing = (self.audio_bos_token, self.audio_eos_token)
        return {
            kind: [*ids, *map(self.tokenizer.convert_tokens_to_ids, framing)]
            for kind, ids in super().kinds_of_ids().items()
        }

    # --- transcripts -------------------------------------------------------------------------

    def apply_transcription_request(
        self,
        audio: Any,
        language: str | Sequence[str | None] | None = None,
        prompt: str | Sequence[str | None] | None = None,
        tokenize: bool = True,
        **kwargs: Any,
    ) -> Any:
        """What asks for transcripts of one recording or a list of them, by the chat template.

        Args:
            audio: waveforms [samples] or paths.
            language: names ("English") or codes ("en"), one for all or one for each, with which
                the answers begin; by default the model finds them and says them first.
            prompt: what is known beforehand, one for all or one for each; by default nothing.
            tokenize: without it, the prompts as texts.
            kwargs: those of `apply_chat_template`.

        Raises:
            InputError: there is no recording, another number of prompts or languages, or a
                language that is not known.
        """
        recordings, prompts = with_prompts(audio, prompt)
        conversations = []
        languages = languages_of(language, len(recordings))
        for recording, request, name in zip(recordings, prompts, languages, strict=True):
            system = [] if request is None else [_message("system", _text_part(request))]
            begun = "" if name is None else f"language {name}{_MARKER}"
            user = _message("user", recording_part(recording))
            conversations.append([*system, user, _message("assistant", _text_part(begun))])
        options = {"continue_final_message": True, "return_dict": True, **kwargs}
        return self.apply_chat_template(conversations, tokenize=tokenize, **options)

    def decode(self, *args: Any, return_format: str = "raw", **kwargs: Any) -> Any:
        """The text of ids, or the texts of a batch.

        Args:
            return_format: "raw"; "parsed": see `parse_output`; "transcription_only": see
                `extract_transcription`. The latter two skip special tokens.
        """
        formats: dict[str, Any] = {
            "parsed": self.parse_output,
            "transcription_only": self.extract_transcription,
        }
        return decoded_as(return_format, formats, self.tokenizer, *args, **kwargs)

    def parse_output(self, text: Any) -> Any:
        """An answer as {"language", "transcription"}, the language None where it says none; what
        is repeated over and over counts once. Of a list of answers, a list."""
        return _parsed(text) if isinstance(text, str) else [_parsed(one) for one in text]

    def extract_transcription(self, text: Any) -> Any:
        """The transcript of an answer, or of each of a list of them."""
        found = self.parse_output(text)
        if isinstance(found, dict):
            return found["transcription"]
        return [one["transcription"] for one in found]

    # --- words of texts in recordings ----------------------------------------------------------

    def split_words_for_alignment(self, text: str, language: str | None = None) -> list[str]:
        """The words of a text, which are aligned one by one; see `words_of`. A language is a name
        or a code; those without rules of their own are split at spaces."""
        name = (language or "").lower()
        return words_of(text, LANGUAGES.get(name, name).capitalize())

    def prepare_forced_aligner_inputs(
        self,
        audio: Any,
        transcript: str | Sequence[str],
        language: str | Sequence[str | None] | None = None,
        **kwargs: Any,
    ) -> tuple[Any, list[list[str]]]:
        """What Qwen3ASRForTokenClassification reads to find the words of transcripts in
        recordings, by the chat template; and the words.

        Args:
            audio: waveforms [samples] or paths.
            transcript: what is said, one for each recording.
            language: names or codes, one for all or one for each.
            kwargs: those of `apply_chat_template`.

        Raises:
            InputError: there are not as many transcripts or languages as recordings, or a language
                cannot be aligned.
            MissingDependencyError: Japanese or Korean words need a package that is missing.
        """
        recordings, _ = with_prompts(audio, None)
        texts = [transcript] if isinstance(transcript, str) else list(transcript)
        if len(texts) != len(recordings):
            raise InputError(f"{len(texts)} transcripts for {len(recordings)} recordings.")
        if isinstance(language, list | tuple) and len(language) == 1:
            language = language[0]
        languages = languages_of(language, len(recordings), ALIGNED)
        words = [words_of(*pair) for pair in zip(texts, languages, strict=True)]
        conversations = [
            [_message("user", recording_part(recording), *map(_text_part, some))]
            for recording, some in zip(recordings, words, strict=True)
        ]
        options = {"return_dict": True, **kwargs}
        return self.apply_chat_template(conversations, tokenize=True, **options), words

    def decode_forced_alignment(
        self,
        logits: Any,
        input_ids: Any,
        word_lists: Sequence[Sequence[str]],
        timestamp_token_id: int,
        timestamp_segment_time: float | None = None,
    ) -> list[list[dict[str, Any]]]:
        """When words are spoken: {"text", "start_time", "end_time"} of each, in seconds.

        Args:
            logits: [b t c] of Qwen3ASRForTokenClassification.
            input_ids: [b t] that it read.
            word_lists: the words, as `prepare_forced_aligner_inputs` returned them.
            timestamp_token_id: the config's.
            timestamp_segment_time: milliseconds of a class; by default the processor's.

        Raises:
            InputError: there are not two timestamps of each word.
        """
        each = timestamp_segment_time
        each = np.float32(self.timestamp_segment_time if each is None else each)
        classes, ids = to_numpy(logits).argmax(-1), to_numpy(input_ids)
        found = []
        for row, words in enumerate(word_lists):
            times = classes[row][ids[row] == timestamp_token_id].astype(np.float32) * each
            found.append(spans(words, times.tolist()))
        return found


def languages_of(
    language: str | Sequence[str | None] | None, count: int, codes: Sequence[str] = ()
) -> list[str | None]:
    """The names of the languages of so many recordings; None where none is said.

    Args:
        language: names or codes, in any case, one for all or one for each.
        codes: of the languages that there are, by default all.

    Raises:
        InputError: there is another number of languages, or no such language.
    """
    given = [language] * count if isinstance(language, str | None) else list(language)
    if len(given) != count:
        raise InputError(f"{len(given)} languages for {count} recordings.")
    known = {code: LANGUAGES[code] for code in codes or LANGUAGES}
    names = {word.lower(): name for code, name in known.items() for word in (code, name)}
    for one in given:
        if one is not None and (not isinstance(one, str) or one.lower() not in names):
            raise InputError(
                f"The language {one!r} is not known, expected one of {', '.join(known.values())} "
                f"or its code: {', '.join(known)}."
            )
    return [None if one is None else names[one.lower()] for one in given]


def _message(role: str, *content: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "content": list(content)}


def _text_part(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _parsed(text: str | None) -> dict[str, str | None]:
    """The language and the transcript of an answer: "language English<asr_text>Hello"."""
    text = str(text or "").strip()
    text = without_repeats(text.split("assistant\n", 1)[-1])
    said, marker, transcript = text.partition(_MARKER)
    if not marker:
        return {"language": None, "transcription": text.strip()}
    line = next((line.strip() for line in said.splitlines() if line.strip()), "")
    if said.strip().lower() == "language none":
        line = ""
    elif line.lower().startswith("language "):
        line = line[len("language ") :].strip()
    return {"language": line or None, "transcription": transcript.strip()}


def without_repeats(text: str) -> str:
    """A text in which a character that stands more than 20 times in a row, or a piece of up to 20
    characters that does 20 times or more, stands once."""
    text = re.sub(rf"(.)\1{{{_MOST_REPEATS},}}", r"\1", text, flags=re.DOTALL)
    last = len(text) - 2 * _MOST_REPEATS  # where a piece may begin
    pattern = rf"(.{{1,{_LONGEST_PIECE}}}?)\1{{{_MOST_REPEATS - 1},}}"

    def once(found: re.Match[str]) -> str:
        return found[1] if found.start() <= last else found[0]

    return re.sub(pattern, once, text, flags=re.DOTALL)
