"""The processor of Bark: texts, and the voices of a repository."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords
from auto_core.errors import InputError, did_you_mean
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature

VOICES = "speaker_embeddings_path.json"
_PARTS = {"semantic_prompt": 1, "coarse_prompt": 2, "fine_prompt": 2}


class BarkProcessor(Processor):
    """Texts of one length, and beside them a voice that speaks.

    A voice is the name of one in the repository ("v2/en_speaker_6"), a file (.npz), or arrays:
    semantic_prompt [s], coarse_prompt [2 t] and fine_prompt [q t].
    """

    parts = ("tokenizer",)

    def __init__(self, *parts: Any, speaker_embeddings: Any = None, **named: Any):
        super().__init__(*parts, **named)
        self.speaker_embeddings: dict[str, Any] = dict(speaker_embeddings or {})
        self._source: Snapshot | None = None

    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | os.PathLike[str] | Snapshot, **kwargs: Any
    ) -> Any:
        """Load the tokenizer and the names of voices; a voice is read when it is asked for."""
        hub = pop_hub_keywords(kwargs)
        source = Snapshot.open(pretrained_model_name_or_path, **hub)
        found = super().from_pretrained(source, **kwargs)
        found.speaker_embeddings = dict(source.json(VOICES) or {})
        found._source = source
        return found

    @property
    def available_voice_presets(self) -> list[str]:
        """The names of voices."""
        return [name for name in self.speaker_embeddings if name != "repo_or_path"]

    def __call__(
        self,
        text: Any = None,
        voice_preset: Any = None,
        return_tensors: Any = None,
        max_length: int = 256,
        add_special_tokens: bool = False,
        return_attention_mask: bool = True,
        return_token_type_ids: bool = False,
        **kwargs: Any,
    ) -> Any:
        """`input_ids` and `attention_mask` [b max_length]; of a voice also `history_prompt`.

        Raises:
            InputError: there is no such voice, or it lacks an array.
        """
        voice = None if voice_preset is None else self.voice(voice_preset)
        found = self.tokenizer(
            text,
            return_tensors=return_tensors,
            padding="max_length",
            max_length=max_length,
            return_attention_mask=return_attention_mask,
            return_token_type_ids=return_token_type_ids,
            add_special_tokens=add_special_tokens,
            **kwargs,
        )
        if voice is not None:
            found["history_prompt"] = BatchFeature(voice, tensor_type=return_tensors)
        return found

    def voice(self, given: Any) -> dict[str, np.ndarray]:
        """The arrays of a voice."""
        if isinstance(given, Mapping):
            voice = dict(given)
        elif given in self.available_voice_presets:
            voice = {part: self._read(given, part) for part in _PARTS}
        else:
            voice = dict(self._file(given))
        for part, rank in _PARTS.items():
            value = voice.get(part)
            if not isinstance(value, np.ndarray) or value.ndim != rank:
                raise InputError(f"The voice has no {part}, an array of {rank} dimensions.")
        return {part: voice[part] for part in _PARTS}

    def _read(self, name: str, part: str) -> np.ndarray:
        paths = self.speaker_embeddings[name]
        path = paths.get(part) if isinstance(paths, Mapping) else None
        found = None
        if isinstance(path, str) and self._source is not None:
            found = self._source.file(path)
        if found is None:
            raise InputError(f"The repository has no {part} of the voice {name!r}: {path!r}.")
        return np.load(found, allow_pickle=False)

    def _file(self, given: Any) -> Any:
        path = Path(given if str(given).endswith(".npz") else f"{given}.npz")
        if not path.is_file():
            known = self.available_voice_presets
            raise InputError(
                f"voice_preset is {str(given)!r}, neither a voice of the repository nor a file."
                f"{did_you_mean(str(given), known)} Voices: {', '.join(known) or '-'}."
            )
        return np.load(path, allow_pickle=False)
