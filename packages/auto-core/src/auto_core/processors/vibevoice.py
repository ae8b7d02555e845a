"""VibeVoice's feature extractor, and the processor of its speech recognition."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.audio_flamingo import decoded_as, transcription_requests
from auto_core.processors.codec_features import _CodecFeatureExtractor
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.tensors import BatchFeature, to_numpy

logger = logging.getLogger(__name__)
_HOP = 3200  # samples of a latent


class VibeVoiceAcousticTokenizerFeatureExtractor(_CodecFeatureExtractor):
    """Waveforms of one loudness, filled up to whole latents."""

    own_options = ("normalize_audio", "target_dB_FS", "eps", "pad_to_multiple_of")

    normalize_audio: bool = True
    target_dB_FS: float = -25
    eps: float = 1e-6
    pad_to_multiple_of: int | None = 3200

    def __call__(
        self,
        audio: Any,
        sampling_rate: int | None = None,
        padding: bool | str | None = True,
        pad_to_multiple_of: int | None = None,
        max_length: int | None = None,
        return_attention_mask: bool | None = True,
        return_tensors: Any = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_values` [n, 1, samples] and `padding_mask` [n, samples].

        Raises:
            InputError: another sampling rate, several channels, or contradictory options.
        """
        self._check_call(unknown)
        waves = [wave.astype(np.float32) for wave in self._waveforms(audio, sampling_rate)]
        if min(map(len, waves), default=0) < 1:
            raise InputError("A recording has no samples.")
        if self.normalize_audio:
            waves = [self._of_one_loudness(wave) for wave in waves]
        multiple = self.pad_to_multiple_of if pad_to_multiple_of is None else pad_to_multiple_of
        given = {"input_values": waves}
        options = (padding or False, max_length, False, multiple, bool(return_attention_mask))
        padded: dict[str, Any] = dict(self._pad(given, *options))
        if "attention_mask" in padded:
            padded["padding_mask"] = padded.pop("attention_mask")
        if len(set(map(len, padded["input_values"]))) > 1:
            raise InputError("Recordings have different lengths: pass padding=True.")
        padded["input_values"] = [wave[None] for wave in padded["input_values"]]
        return BatchFeature(padded, tensor_type=return_tensors)

    def _of_one_loudness(self, wave: np.ndarray) -> np.ndarray:
        """A waveform whose root mean square is `target_dB_FS` decibels below 1, in float32."""
        size = np.sqrt(np.mean(wave**2, dtype=np.float32))
        wave = wave * np.float32(10 ** (self.target_dB_FS / 20)) / (size + np.float32(self.eps))
        most = np.abs(wave).max()
        return wave / (most + np.float32(self.eps)) if most > 1 else wave


class VibeVoiceAsrProcessor(PlaceholderProcessor):
    """Each token of a recording is repeated once per latent of it, and each token of a duration is
    its seconds. Answers are JSON, of who says what, and when."""

    parts = ("feature_extractor", "tokenizer")
    own_options = ("audio_token", "audio_bos_token", "audio_eos_token", "audio_duration_token")
    shares_tokenizer_options = False
    text_defaults: ClassVar[Mapping[str, Any]] = {
        "padding": True,
        "padding_side": "left",
        "add_special_tokens": False,
    }
    call_switches = ("return_mm_token_type_ids", "output_labels")
    unused_input_names = ("latents",)
    # Of `decode`, for the transcript alone.
    transcript_options: ClassVar[Mapping[str, Any]] = {"return_format": "transcription_only"}

    audio_token: str | None = "<|box_start|>"
    audio_bos_token: str = "<|object_ref_start|>"
    audio_eos_token: str = "<|object_ref_end|>"
    audio_duration_token: str = "<|AUDIO_DURATION|>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for name in ("audio_token", "audio_bos_token", "audio_eos_token"):
            if name in named:
                setattr(self, name, named[name])
            setattr(self, f"{name}_id", self.tokenizer.convert_tokens_to_ids(getattr(self, name)))

    def __call__(self, text: Any = None, audio: Any = None, **kwargs: Any) -> Any:
        """The ids of texts with a token for each latent of their recordings, and the recordings'
        `input_values` [n 1 s] with their `padding_mask` [n s]. With `output_labels`, also `labels`:
        the ids, -100 at recordings and padding.

        Raises:
            InputError: there are not as many tokens of recordings in the texts as recordings.
        """
        if audio is not None:
            rate = self.feature_extractor.sampling_rate
            of_sound = {"sampling_rate": rate, **(kwargs.get("audio_kwargs") or {})}
            of_sound["sampling_rate"] = kwargs.pop("sampling_rate", of_sound["sampling_rate"])
            audio = self.feature_extractor._waveforms(audio, of_sound["sampling_rate"])
            text = self._with_durations(text, [len(wave) / rate for wave in audio])
            kwargs["audio_kwargs"] = of_sound
        return super().__call__(text=text, audio=audio, **kwargs)

    def _with_durations(self, text: Any, seconds: Sequence[float]) -> list[str]:
        """Texts whose tokens of durations are the recordings', in order."""
        given = [text] if isinstance(text, str) else list(text or ())
        found = sum(one.count(self.audio_duration_token) for one in given)
        if found > len(seconds):
            raise InputError(
                f"The texts hold {found} {self.audio_duration_token} tokens for {len(seconds)} "
                "recordings."
            )
        rest, pattern = iter(seconds), re.escape(self.audio_duration_token)
        return [re.sub(pattern, lambda _: f"{next(rest):.2f}", one) for one in given]

    def _audio_features(self, audio: Any, options: dict[str, Any]) -> dict[str, Any]:
        if options.get("return_attention_mask") is False:
            raise InputError("return_attention_mask is False: latents are counted by the mask.")
        options = {"pad_to_multiple_of": _HOP, **options, "return_attention_mask": True}
        found = dict(self.feature_extractor(audio, **options))
        lengths = to_numpy(found["padding_mask"]).sum(-1)
        return found | {"latents": -(-lengths // options["pad_to_multiple_of"])}

    def audio_texts(self, features: Mapping[str, Any]) -> list[str]:
        return [str(self.audio_token) * int(count) for count in features["latents"]]

    def _text_features(
        self,
        text: Any,
        texts: Mapping[str, Sequence[str]],
        options: dict[str, Any],
        switches: Mapping[str, Any],
    ) -> dict[str, Any]:
        data = super()._text_features(text, texts, options, switches)
        if switches.get("output_labels"):
            names = (self.audio_token, self.audio_bos_token, self.audio_eos_token)
            skipped = [self.tokenizer.convert_tokens_to_ids(name) for name in names]
            skipped.append(self.tokenizer.pad_token_id)
            rows = (np.asarray(row) for row in data["input_ids"])
            data["labels"] = [np.where(np.isin(row, skipped), -100, row).tolist() for row in rows]
        return data

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
            prompt: what is known beforehand, one for all or one for each; by default nothing.
            tokenize: without it, the prompts as texts.
            kwargs: those of `apply_chat_template`.

        Raises:
            InputError: there is no recording, or another number of prompts.
        """
        conversations = transcription_requests(audio, prompt, None, asks_first=False)
        options = {"add_generation_prompt": True, "return_dict": True, **kwargs}
        return self.apply_chat_template(conversations, tokenize=tokenize, **options)

    def decode(self, *args: Any, return_format: str = "raw", **kwargs: Any) -> Any:
        """The text of ids, or the texts of a batch.

        Args:
            return_format: "raw"; "parsed": see `extract_speaker_dict`; "transcription_only": see
                `extract_transcription`. The latter two skip special tokens.
        """
        formats: dict[str, Any] = {
            "parsed": self.extract_speaker_dict,
            "transcription_only": self.extract_transcription,
        }
        return decoded_as(return_format, formats, self.tokenizer, *args, **kwargs)

    def batch_decode(self, *args: Any, **kwargs: Any) -> Any:
        """See `decode`."""
        return self.decode(*args, **kwargs)

    def extract_speaker_dict(self, text: Any) -> Any:
        """What an answer says, as a list of {"Start", "End", "Speaker", "Content"}; of an answer
        that is cut off, what is whole. The text itself where it is no such list. Of a list of
        answers, a list."""
        return segments(text) if isinstance(text, str) else [segments(one) for one in text]

    def extract_transcription(self, text: Any) -> Any:
        """All that an answer says was said; the text itself where it cannot be read. Of a list of
        answers, a list."""
        if not isinstance(text, str):
            return [self.extract_transcription(one) for one in text]
        found = segments(text)
        if isinstance(found, str):
            return found
        return " ".join(one.get("Content", "") for one in found).strip()


def segments(text: str) -> list[dict[str, Any]] | str:
    """The list that an answer is, or the answer."""
    text = text.strip().removeprefix("assistant").strip()
    found = whole_ones(text)
    usual = isinstance(found, list) and all(
        isinstance(one, dict)
        and "Content" in one
        and all(isinstance(one.get(key), int | float | None) for key in ("Start", "End"))
        for one in found
    )
    if not usual:
        logger.warning("An answer is no list of what was said; it is returned as it is.")
        return text
    for one in found:
        times = {key: one[key] for key in ("Start", "End") if one.get(key) is not None}
        one.update({key: float(value) for key, value in times.items()})
    return found


def whole_ones(text: str) -> Any:
    """The value of a JSON array, of one that is cut off its first elements; None of other texts."""
    if not text.startswith("["):
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        pass
    found: list[Any] = []
    decoder, between = json.JSONDecoder(), re.compile(r"[\s,]*")
    position = between.match(text, 1).end()  # type: ignore[union-attr]
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except json.JSONDecodeError:
            break
        found.append(value)
        position = between.match(text, position).end()  # type: ignore[union-attr]
    return found or None
