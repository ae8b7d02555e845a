"""The processor of VibeVoice: scripts with recordings of the voices, and the sound of an answer."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.saved_sound import SavesAudio
from auto_core.tensors import to_numpy

_IGNORED = -100


class VibeVoiceProcessor(SavesAudio, PlaceholderProcessor):
    """Each token of a recording is repeated once per latent of it."""

    parts = ("feature_extractor", "tokenizer")
    own_options = ("audio_bos_token", "audio_eos_token", "audio_token")
    shares_tokenizer_options = False
    call_switches = ("return_mm_token_type_ids", "output_labels")
    unused_input_names = ("latents",)

    audio_bos_token: str = "<|vision_start|>"
    audio_eos_token: str = "<|vision_end|>"
    audio_token: str | None = "<|vision_pad|>"
    audio_token_id: int
    text_defaults: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for name in self.own_options:
            if name in named:
                setattr(self, name, named[name])
            known = getattr(self.tokenizer, f"{name}_id", None)
            found = known or self.tokenizer.convert_tokens_to_ids(getattr(self, name))
            setattr(self, f"{name}_id", found)

    def __call__(self, text: Any = None, audio: Any = None, **kwargs: Any) -> Any:
        """The ids of texts with a token for each latent of their recordings, and the recordings'
        `input_values` [n 1 s] with their `padding_mask` [n s]. With `output_labels`, also `labels`,
        the ids, -100 at latents and padding, and `acoustic_loss_mask`, True at latents.

        Raises:
            InputError: no text, or not as many tokens of recordings in the texts as recordings.
        """
        if text is None:
            raise InputError(f"{type(self).__name__} needs text.")
        return super().__call__(text=text, audio=audio, **kwargs)

    def _audio_features(self, audio: Any, options: dict[str, Any]) -> dict[str, Any]:
        if options.get("return_attention_mask") is False:
            raise InputError("return_attention_mask is False: latents are counted by the mask.")
        options = {"sampling_rate": self.feature_extractor.sampling_rate, **options}
        found = dict(self.feature_extractor(audio, **options | {"return_attention_mask": True}))
        own = self.feature_extractor.pad_to_multiple_of
        multiple = options.get("pad_to_multiple_of") or own
        if not multiple:
            raise InputError(
                "pad_to_multiple_of is None, expected the samples of a latent: they are counted."
            )
        return found | {"latents": -(-to_numpy(found["padding_mask"]).sum(-1) // multiple)}

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
            rows = [np.asarray(row) for row in data["input_ids"]]
            masks = data.get("attention_mask") or [np.ones_like(row) for row in rows]
            pairs = [(row, row == self.audio_token_id) for row in rows]
            data["labels"] = [
                np.where(sound | (np.asarray(mask) == 0), _IGNORED, row).tolist()
                for (row, sound), mask in zip(pairs, masks, strict=True)
            ]
            data["acoustic_loss_mask"] = [sound.tolist() for _, sound in pairs]
        return data

    def save_audio(  # type: ignore[override]
        self, audio: Any, output_path: str | os.PathLike[str] | None = None
    ) -> list[str]:
        """Write what the model said, a waveform [1 s] or [s], or a list of them, as WAV.

        Args:
            output_path: a file of one waveform; a folder of several, audio_0.wav, audio_1.wav, ...;
                by default vibevoice_output.wav or vibevoice_outputs.

        Returns:
            The paths of the files.

        Raises:
            InputError: a text has no sound.
            MissingDependencyError: soundfile, the extra `auto-core[audio]`, is not installed.
        """
        sounds = list(audio) if isinstance(audio, list | tuple) else [audio]
        silent = [index for index, sound in enumerate(sounds) if sound is None]
        if silent or not sounds:
            raise InputError(f"There is no sound of the texts {silent or 'at all'}.")
        waves = [to_numpy(sound).astype(np.float32).squeeze() for sound in sounds]
        if len(waves) == 1:
            paths = [os.fspath(output_path or "vibevoice_output.wav")]
        else:
            folder = Path(output_path or "vibevoice_outputs")
            folder.mkdir(parents=True, exist_ok=True)
            paths = [os.fspath(folder / f"audio_{index}.wav") for index in range(len(waves))]
        super().save_audio(waves, paths)
        return paths
