"""The base of every feature extractor: reading audio, padding, and the file."""

from __future__ import annotations

import copy
import inspect
import logging
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError, check_keywords
from auto_core.processors.audio_bounds import check_numbers
from auto_core.processors.files import Saved, say_once
from auto_core.processors.sound import is_file, read_sound
from auto_core.tensors import BatchFeature, is_tensor, to_numpy

logger = logging.getLogger(__name__)

LONGEST, MAX_LENGTH, DO_NOT_PAD = "longest", "max_length", "do_not_pad"
Features = dict[str, list[np.ndarray]]


class FeatureExtractor(Saved):
    """Waveforms in, the inputs of an audio model out.

    A class declares its options as attributes with defaults and names its own in `own_options`.
    """

    file_name = "preprocessor_config.json"
    type_key = "feature_extractor_type"
    section = "feature_extractor"

    own_options: ClassVar[tuple[str, ...]] = ()
    # Option -> smallest and largest whole number, where the common ones are not right.
    own_bounds: ClassVar[Mapping[str, tuple[int, int]]] = {}
    model_input_names: ClassVar[list[str]] = ["input_values", "attention_mask"]

    feature_size: int = 1
    sampling_rate: int = 16000
    padding_value: float = 0.0
    padding_side: str = "right"
    return_attention_mask: bool = True

    def __init__(self, **options: Any):
        check_keywords(options, self.option_names(), where=type(self).__name__)
        self._set(options)

    @classmethod
    def option_names(cls) -> tuple[str, ...]:
        return (
            "feature_size",
            "sampling_rate",
            "padding_value",
            "padding_side",
            "return_attention_mask",
            *cls.own_options,
        )

    def _set(self, data: Mapping[str, Any]) -> None:
        names = self.option_names()
        for name in names:
            default = getattr(type(self), name)
            setattr(self, name, copy.deepcopy(data.get(name, default)))
        for key, value in data.items():  # what no option declares is kept for the file
            if key not in names and key not in ("processor_class", "image_processor_type"):
                setattr(self, key, value)
        if self.padding_side not in ("right", "left"):
            raise InputError(f"padding_side is {self.padding_side!r}, expected 'right' or 'left'.")
        check_numbers(self, names)

    def to_dict(self) -> dict[str, Any]:
        """The content of preprocessor_config.json, as transformers writes it."""
        return {**vars(self), self.type_key: type(self).__name__}

    def _check_call(self, unknown: Mapping[str, Any]) -> None:
        """Refuse keywords of a call that are no options, with the nearest that are.

        Raises:
            UnknownArgumentError: there is one.
        """
        names = set(inspect.signature(type(self).__call__).parameters) - {"self", "unknown"}
        check_keywords(unknown, names, where=f"{type(self).__name__}()")

    # --- reading ---------------------------------------------------------------------------

    def _waveforms(self, audio: Any, sampling_rate: int | None) -> list[np.ndarray]:
        """One waveform [samples] per item of the batch.

        A flat list of numbers or a one-dimensional array is a single waveform. Paths are read, and
        resampled to the extractor's rate.

        Raises:
            InputError: the rate is another than the model's, or there is more than one channel.
        """
        files = [audio] if is_file(audio) else audio
        if isinstance(files, list | tuple) and files and all(map(is_file, files)):
            return [read_sound(path, self.sampling_rate)[0] for path in files]
        if sampling_rate is None:
            logger.warning(
                "No sampling_rate was given; the audio is taken to be sampled at %s Hz. Pass "
                "sampling_rate to have it checked.",
                self.sampling_rate,
            )
        elif sampling_rate != self.sampling_rate:
            raise InputError(
                f"The audio is sampled at {sampling_rate} Hz but the model was trained at "
                f"{self.sampling_rate} Hz. Resample it first, e.g. with "
                "auto_core.processors.sound."
                f"resample(audio, {sampling_rate}, {self.sampling_rate}), and pass "
                f"sampling_rate={self.sampling_rate}; the path of a file is resampled as it is "
                "read."
            )
        if is_tensor(audio):
            array = to_numpy(audio)
            _check_channels(array.shape)
            batch = [array] if array.ndim == 1 else list(array)
        elif isinstance(audio, list | tuple):
            nested = len(audio) > 0 and (
                isinstance(audio[0], list | tuple) or _has_length(audio[0])
            )
            batch = [_samples(item) for item in audio] if nested else [_samples(audio)]
        else:
            raise InputError(
                f"Audio is a {type(audio).__name__}, expected an array, a list of numbers, or a "
                "list of these."
            )
        for waveform in batch:
            if waveform.ndim != 1:
                raise InputError(
                    f"A waveform has shape {waveform.shape}, expected [samples]: one channel. "
                    "Mix the channels down, e.g. audio.mean(0)."
                )
        return [_single(waveform) for waveform in batch]

    # --- padding ---------------------------------------------------------------------------

    def pad(
        self,
        processed_features: Any,
        padding: bool | str = True,
        max_length: int | None = None,
        truncation: bool = False,
        pad_to_multiple_of: int | None = None,
        return_attention_mask: bool | None = None,
        return_tensors: Any = None,
    ) -> BatchFeature:
        """Bring features to one length: a dict of lists, or a list of dicts with one item each.

        `padding`: True or "longest", "max_length", or False. `truncation` cuts to `max_length`;
        lengths are rounded up to `pad_to_multiple_of`. The mask, int32, is 1 on what was given.

        Raises:
            InputError: the features lack the model's main input, or an option its counterpart.
        """
        if isinstance(processed_features, list | tuple):
            keys = processed_features[0].keys()
            processed_features = {key: [row[key] for row in processed_features] for key in keys}
        main = self.model_input_names[0]
        if main not in processed_features:
            raise InputError(
                f"There is no {main!r} among {list(processed_features)}; pad what the feature "
                "extractor returned."
            )
        features = {
            key: [to_numpy(item) for item in value] for key, value in processed_features.items()
        }
        padded = self._pad(
            features, padding, max_length, truncation, pad_to_multiple_of, return_attention_mask
        )
        return BatchFeature(padded, tensor_type=return_tensors)

    def _pad(
        self,
        features: Features,
        padding: bool | str,
        max_length: int | None,
        truncation: bool,
        multiple: int | None,
        with_mask: bool | None,
    ) -> Features:
        main = self.model_input_names[0]
        strategy = padding_strategy(padding, max_length)
        if truncation and max_length is None:
            raise InputError("truncation=True needs max_length=..., the length to cut to.")
        with_mask = self.return_attention_mask if with_mask is None else with_mask
        limit = round_up(max_length, multiple)
        values = [item[:limit] if truncation else item for item in features[main]]
        target = 0
        if strategy == LONGEST:
            target = round_up(max((len(value) for value in values), default=0), multiple) or 0
        elif strategy == MAX_LENGTH:
            target = limit or 0
        padded = {
            **features,
            main: [_single(self._extend(value, target, self.padding_value)) for value in values],
        }
        if with_mask or "attention_mask" in features:
            masks = features.get("attention_mask") or [
                np.ones(len(value), dtype=np.int32) for value in values
            ]
            padded["attention_mask"] = [
                self._extend(mask[:limit] if truncation else mask, target, 0) for mask in masks
            ]
        return padded

    def _extend(self, array: np.ndarray, length: int, fill: float) -> np.ndarray:
        missing = length - len(array)
        if missing <= 0:
            return array
        ends = (0, missing) if self.padding_side == "right" else (missing, 0)
        return np.pad(array, (ends, *[(0, 0)] * (array.ndim - 1)), constant_values=fill)


def _check_channels(shape: tuple[int, ...]) -> None:
    """Say of an array that may be one recording of several channels what it is taken for.

    Raises:
        InputError: its channels are last, as files are read by soundfile.
    """
    if len(shape) != 2:
        return
    if shape[1] <= 2 < shape[0]:
        raise InputError(
            f"The audio has shape {shape}, which would be {shape[0]} recordings of {shape[1]} "
            "samples. If it is one recording [samples, channels], mix the channels down: "
            "audio.mean(1)."
        )
    if shape[0] == 2:
        say_once(
            "An array of shape [2, samples] is taken as 2 recordings. If it is one recording in "
            "stereo, mix the channels down: audio.mean(0)."
        )


def padding_strategy(padding: Any, max_length: int | None) -> str:
    """The name of a padding option.

    Raises:
        InputError: it is not known, or "max_length" comes without one.
    """
    padding = getattr(padding, "value", padding)
    names = {True: LONGEST, False: DO_NOT_PAD, None: DO_NOT_PAD}
    strategy = names[padding] if isinstance(padding, bool) or padding is None else padding
    if strategy not in (LONGEST, MAX_LENGTH, DO_NOT_PAD):
        raise InputError(
            f"padding is {padding!r}, expected True, False, 'longest', 'max_length' or "
            "'do_not_pad'."
        )
    if strategy == MAX_LENGTH and max_length is None:
        raise InputError("padding='max_length' needs max_length=..., the length to pad to.")
    return strategy


def round_up(length: int | None, multiple: int | None) -> int | None:
    """The next multiple, or the length itself without one."""
    if length is None or not multiple:
        return length
    return -(-length // multiple) * multiple


def zero_mean_unit_variance(
    values: Sequence[np.ndarray], lengths: Sequence[int] | None = None, fill: float = 0.0
) -> list[np.ndarray]:
    """Normalise each waveform; with lengths by its first samples, the rest becomes `fill`."""
    normalized = []
    for index, value in enumerate(values):
        length = len(value) if lengths is None else int(lengths[index])
        result = value - value[:length].mean()
        result /= np.sqrt(np.square(result[:length]).mean() + 1e-7)
        result[length:] = fill
        normalized.append(_single(result))
    return normalized


def _samples(value: Any) -> np.ndarray:
    """An array as it is; a list as floats, also if its numbers are whole."""
    array = to_numpy(value)
    return array if is_tensor(value) else array.astype(np.float32)


def _single(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float32) if array.dtype == np.float64 else array


def _has_length(value: Any) -> bool:
    return is_tensor(value) and getattr(value, "ndim", 0) > 0
