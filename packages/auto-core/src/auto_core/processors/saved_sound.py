"""Processors whose models speak, and which write what they said into files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError, MissingDependencyError
from auto_core.tensors import to_numpy


class SavesAudio:
    """Mixed in before a processor with a feature extractor."""

    feature_extractor: Any

    def save_audio(
        self,
        audio: Any,
        saving_path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
        sampling_rate: int | None = None,
    ) -> None:
        """Write a waveform [samples], or a list of them, into a file of each; soundfile takes the
        format from the file's name.

        Raises:
            InputError: another number of paths than of waveforms.
            MissingDependencyError: soundfile, the extra `auto-core[audio]`, is not installed.
        """
        several = isinstance(audio, list | tuple) and bool(audio) and np.ndim(audio[0]) > 0
        sounds = [to_numpy(sound) for sound in (audio if several else [audio])]
        paths = [saving_path] if isinstance(saving_path, str | os.PathLike) else list(saving_path)
        if len(paths) != len(sounds):
            raise InputError(f"There are {len(sounds)} waveforms and {len(paths)} paths.")
        try:
            import soundfile
        except ImportError as error:
            raise MissingDependencyError(
                "Writing sound needs soundfile: pip install auto-core[audio]."
            ) from error
        rate = self.feature_extractor.sampling_rate if sampling_rate is None else sampling_rate
        for path, sound in zip(paths, sounds, strict=True):
            soundfile.write(os.fspath(path), sound.astype(np.float32), rate)
