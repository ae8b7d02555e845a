"""The feature extractors: what each makes of a waveform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.feature_extractor import (
    DO_NOT_PAD,
    FeatureExtractor,
    padding_strategy,
    zero_mean_unit_variance,
)
from auto_core.processors.files import say_once
from auto_core.processors.mel import filter_bank, window
from auto_core.processors.spectrogram import log_mel
from auto_core.tensors import BatchFeature, is_tensor

# Kaldi's floor: the spacing of single-precision numbers at 1.
_KALDI_FLOOR = float(np.finfo(np.float32).eps)
_PARAKEET_FLOOR = 2.0**-24
_ONE_LENGTH = (
    "ASTFeatureExtractor cuts and pads each recording to its own max_length frames, so padding, "
    "truncation and max_length (in samples) of a call have no effect. For another number of "
    "frames: ASTFeatureExtractor.from_pretrained(..., max_length=...)."
)


class Wav2Vec2FeatureExtractor(FeatureExtractor):
    """The raw waveform, normalised: Wav2Vec2, HuBERT, WavLM, ..."""

    own_options = ("do_normalize",)

    return_attention_mask = False
    do_normalize: bool = True

    def __call__(
        self,
        raw_speech: Any,
        padding: bool | str = False,
        max_length: int | None = None,
        truncation: bool = False,
        pad_to_multiple_of: int | None = None,
        return_attention_mask: bool | None = None,
        return_tensors: Any = None,
        sampling_rate: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_values` [batch, samples] and, if asked for, `attention_mask`.

        Raises:
            InputError: another sampling rate, several channels, or contradictory options.
        """
        self._check_call(unknown)
        waveforms = self._waveforms(raw_speech, sampling_rate)
        options = (padding, max_length, truncation, pad_to_multiple_of, return_attention_mask)
        features = _padded_waveforms(self, waveforms, *options)
        return BatchFeature(features, tensor_type=return_tensors)


def _padded_waveforms(
    extractor: Any,
    waveforms: list[np.ndarray],
    padding: bool | str,
    max_length: int | None,
    *rest: Any,
) -> dict[str, list[np.ndarray]]:
    """Pad, then normalise: by what the mask shows, or without one by all, padding included.

    The latter is what models without a mask (wav2vec2-base) were trained with.
    """
    features = extractor._pad({"input_values": waveforms}, padding, max_length, *rest)
    if extractor.do_normalize:
        mask = features.get("attention_mask")
        if mask is None or padding_strategy(padding, max_length) == DO_NOT_PAD:
            values = zero_mean_unit_variance(features["input_values"])
        else:
            lengths = [int(item.sum()) for item in mask]
            values = zero_mean_unit_variance(
                features["input_values"], lengths, extractor.padding_value
            )
        features["input_values"] = values
    return features


class WhisperFeatureExtractor(FeatureExtractor):
    """Log-mel spectrograms of 30 seconds."""

    own_options = ("hop_length", "chunk_length", "n_fft", "dither")
    model_input_names: ClassVar[list[str]] = ["input_features"]

    feature_size = 80  # mel filters
    return_attention_mask = False
    hop_length: int = 160
    chunk_length: int = 30  # seconds
    n_fft: int = 400
    dither: float = 0.0

    @property
    def n_samples(self) -> int:
        return self.chunk_length * self.sampling_rate

    @property
    def nb_max_frames(self) -> int:
        return self.n_samples // self.hop_length

    @property
    def mel_filters(self) -> np.ndarray:
        """[n_fft / 2 + 1, feature_size]"""
        return filter_bank(
            1 + self.n_fft // 2,
            self.feature_size,
            0.0,
            8000.0,
            self.sampling_rate,
            norm="slaney",
            scale="slaney",
        )

    def _set(self, data: Mapping[str, Any]) -> None:
        computed = ("n_samples", "nb_max_frames", "mel_filters")
        super()._set({key: value for key, value in data.items() if key not in computed})

    def to_dict(self) -> dict[str, Any]:
        computed = {"n_samples": self.n_samples, "nb_max_frames": self.nb_max_frames}
        return {**super().to_dict(), **computed}

    def __call__(
        self,
        raw_speech: Any,
        truncation: bool = True,
        pad_to_multiple_of: int | None = None,
        return_tensors: Any = None,
        return_attention_mask: bool | None = None,
        padding: bool | str | None = "max_length",
        max_length: int | None = None,
        sampling_rate: int | None = None,
        do_normalize: bool | None = None,
        device: str | None = "cpu",
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, feature_size, frames] and, if asked for, `attention_mask`.

        `max_length` is in samples, by default those of 30 seconds; `do_normalize` makes the
        waveform zero-mean and unit-variance first. The mask is one of frames when this call asks
        for it, and one of samples when only the option or `do_normalize` does: transformers'
        habit, which callers that slice it rely on.
        """
        self._check_call(unknown)
        if device not in (None, "cpu"):
            raise InputError(f"device is {device!r}, but features are computed on the CPU.")
        waveforms = self._waveforms(raw_speech, sampling_rate)
        kept = return_attention_mask or do_normalize
        if kept is None:  # False, False or None, None: only the latter asks the option
            kept = self.return_attention_mask
        padded = self._pad(
            {"input_features": waveforms},
            padding if padding is not None else False,
            max_length or self.n_samples,
            truncation,
            pad_to_multiple_of,
            True,
        )
        values, masks = padded["input_features"], padded["attention_mask"]
        if do_normalize:
            lengths = [int(mask.sum()) for mask in masks]
            values = zero_mean_unit_variance(values, lengths, self.padding_value)
        features: dict[str, Any] = {"input_features": [self._log_mel(value) for value in values]}
        if kept:
            features["attention_mask"] = masks
        if return_attention_mask:
            features["attention_mask"] = [
                mask[:: self.hop_length][: len(mask) // self.hop_length] for mask in masks
            ]
        return BatchFeature(features, tensor_type=return_tensors)

    def _log_mel(self, waveform: np.ndarray) -> np.ndarray:
        if waveform.size < self.hop_length:
            raise InputError(
                f"A waveform has {waveform.size} samples, but one frame needs at least "
                f"{self.hop_length}. Pad it with zeros (padding='max_length') or leave it out."
            )
        spectrum = log_mel(
            waveform,
            window=window("hann", self.n_fft),
            hop_length=self.hop_length,
            filters=self.mel_filters,
            dither=self.dither,
        )[:, :-1]
        spectrum = np.maximum(spectrum, spectrum.max() - 8.0)
        return (spectrum + 4.0) / 4.0


class _KaldiFilterBank(FeatureExtractor):
    """Frames of 25 ms every 10 ms, 512-point spectra, mel filters from 20 Hz to half the rate."""

    num_mel_bins: int

    def _fbank(self, waveform: np.ndarray, window_name: str, dither: float = 0.0) -> np.ndarray:
        """[frames, num_mel_bins], natural logarithms"""
        frames = log_mel(
            waveform,
            window=window(window_name, 400, periodic=False),
            hop_length=160,
            fft_length=512,
            filters=filter_bank(
                257,
                self.num_mel_bins,
                20,
                self.sampling_rate // 2,
                self.sampling_rate,
                scale="kaldi",
                triangles_in_mel=True,
            ),
            center=False,
            dither=dither,
            preemphasis=0.97,
            remove_dc_offset=True,
            mel_floor=_KALDI_FLOOR,
            log="log",
        ).T
        return np.ascontiguousarray(frames)


class ASTFeatureExtractor(_KaldiFilterBank):
    """Audio Spectrogram Transformer: a fixed number of frames, normalised by the data set's."""

    own_options = ("num_mel_bins", "max_length", "do_normalize", "mean", "std")

    return_attention_mask = False
    num_mel_bins = 128
    max_length: int = 1024  # frames
    do_normalize: bool = True
    mean: float = -4.2677393
    std: float = 4.5689974

    def __call__(
        self,
        raw_speech: Any,
        sampling_rate: int | None = None,
        return_tensors: Any = None,
        padding: bool | str | None = None,
        truncation: bool | None = None,
        max_length: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_values` [batch, max_length, num_mel_bins]: cut, or padded with zeros.

        `padding`, `truncation` and `max_length`, which callers of other extractors pass, change
        nothing about that: the model takes one length. It is said, once.

        Raises:
            InputError: another sampling rate, or several channels.
            UnknownArgumentError: a keyword is no option.
        """
        self._check_call(unknown)
        usual = padding in (None, True, "max_length") and truncation in (None, True)
        if not usual or max_length not in (None, self.max_length):
            say_once(_ONE_LENGTH)
        values = []
        for waveform in self._waveforms(raw_speech, sampling_rate):
            frames = self._fbank(waveform, "hann")[: self.max_length]
            frames = np.pad(frames, ((0, self.max_length - len(frames)), (0, 0)))
            values.append((frames - self.mean) / (self.std * 2) if self.do_normalize else frames)
        return BatchFeature({"input_values": values}, tensor_type=return_tensors)


class Speech2TextFeatureExtractor(_KaldiFilterBank):
    """Filter banks normalised per utterance (cepstral mean and variance)."""

    own_options = (
        "num_mel_bins",
        "dither",
        "do_ceptral_normalize",
        "normalize_means",
        "normalize_vars",
    )
    model_input_names: ClassVar[list[str]] = ["input_features", "attention_mask"]

    feature_size = 80
    num_mel_bins = 80
    dither: float = 0.0
    do_ceptral_normalize: bool = True  # so spelt in every published file
    normalize_means: bool = True
    normalize_vars: bool = True

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set(data)
        self.return_attention_mask = True  # whatever the file says

    def __call__(
        self,
        raw_speech: Any,
        padding: bool | str = False,
        max_length: int | None = None,
        truncation: bool = False,
        pad_to_multiple_of: int | None = None,
        return_tensors: Any = None,
        sampling_rate: int | None = None,
        return_attention_mask: bool | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, frames, num_mel_bins] and `attention_mask` [batch, frames]."""
        self._check_call(unknown)
        # The model was trained on samples in the range of 16-bit integers.
        frames = [
            self._fbank(waveform.astype(np.float32) * 2**15, "povey", self.dither)
            for waveform in self._waveforms(raw_speech, sampling_rate)
        ]
        options = (padding, max_length, truncation, pad_to_multiple_of, True)
        features = self._pad({"input_features": frames}, *options)
        if self.do_ceptral_normalize:
            lengths = [int(mask.sum()) for mask in features["attention_mask"]]
            features["input_features"] = [
                self._per_utterance(value, length)
                for value, length in zip(features["input_features"], lengths, strict=True)
            ]
        if return_attention_mask is False:
            del features["attention_mask"]
        return BatchFeature(features, tensor_type=return_tensors)

    def _per_utterance(self, value: np.ndarray, length: int) -> np.ndarray:
        if self.normalize_means:
            value = value - value[:length].mean(0)
        if self.normalize_vars:
            value = value / value[:length].std(0)
        value[length:] = self.padding_value
        return value


class SeamlessM4TFeatureExtractor(_KaldiFilterBank):
    """Filter banks normalised per mel bin, every `stride` frames as one: SeamlessM4T, w2v-BERT."""

    own_options = ("num_mel_bins", "stride")
    model_input_names: ClassVar[list[str]] = ["input_features", "attention_mask"]

    feature_size = 80
    num_mel_bins = 80
    stride: int = 2

    def __call__(
        self,
        raw_speech: Any,
        padding: bool | str = True,
        pad_to_multiple_of: int | None = 2,
        max_length: int | None = None,
        truncation: bool = False,
        return_tensors: Any = None,
        sampling_rate: int | None = None,
        return_attention_mask: bool | None = None,
        do_normalize_per_mel_bins: bool | None = True,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, frames / stride, num_mel_bins * stride] and `attention_mask`
        [batch, frames / stride].

        Raises:
            InputError: another sampling rate, several channels, or recordings of several lengths
                without padding.
        """
        self._check_call(unknown)
        frames = []
        for waveform in self._waveforms(raw_speech, sampling_rate):
            # The model was trained on samples in the range of 16-bit integers.
            mel = self._fbank(waveform.astype(np.float32) * 2**15, "povey")
            mel = np.asfortranarray(mel)  # sums over time in upstream's order
            if do_normalize_per_mel_bins:
                mel = (mel - mel.mean(0)) / np.sqrt(mel.var(0, ddof=1) + 1e-7)
            frames.append(mel)
        options = (padding, max_length, truncation, pad_to_multiple_of, True)
        padded = self._pad({"input_features": frames}, *options)
        if len({len(mask) for mask in padded["attention_mask"]}) > 1:
            raise InputError(
                "Recordings of several lengths become one array here: pass padding=True."
            )
        stride = self.stride
        features: dict[str, Any] = {
            "input_features": [
                mel[: len(mel) // stride * stride].reshape(-1, mel.shape[1] * stride)
                for mel in padded["input_features"]
            ]
        }
        with_mask = self.return_attention_mask
        if with_mask if return_attention_mask is None else return_attention_mask:
            features["attention_mask"] = [
                mask[: len(mask) // stride * stride][1::stride] for mask in padded["attention_mask"]
            ]
        features = {name: np.stack(value) for name, value in features.items()}
        return BatchFeature(features, tensor_type=return_tensors)


class ClapFeatureExtractor(FeatureExtractor):
    """Log-mel spectrograms of one length; of longer recordings a crop, or a fusion of four."""

    own_options = (
        "hop_length",
        "max_length_s",
        "fft_window_size",
        "frequency_min",
        "frequency_max",
        "top_db",
        "truncation",
        "padding",
    )
    model_input_names: ClassVar[list[str]] = ["input_features", "is_longer"]

    feature_size = 64
    sampling_rate = 48000
    return_attention_mask = False
    hop_length: int = 480
    max_length_s: int = 10
    fft_window_size: int = 1024
    frequency_min: float = 0
    frequency_max: float = 14000
    top_db: int | None = None  # in files, without effect
    truncation: str = "fusion"
    padding: str = "repeatpad"

    @property
    def nb_max_samples(self) -> int:
        return self.max_length_s * self.sampling_rate

    @property
    def nb_frequency_bins(self) -> int:
        return self.fft_window_size // 2 + 1

    def _set(self, data: Mapping[str, Any]) -> None:
        computed = ("nb_max_samples", "nb_frequency_bins", "mel_filters", "mel_filters_slaney")
        super()._set({key: value for key, value in data.items() if key not in computed})

    def to_dict(self) -> dict[str, Any]:
        names = ("nb_max_samples", "nb_frequency_bins")
        return {**super().to_dict(), **{name: getattr(self, name) for name in names}}

    def __call__(
        self,
        raw_speech: Any,
        truncation: str | None = None,
        padding: bool | str | None = None,
        max_length: int | None = None,
        sampling_rate: int | None = None,
        return_tensors: Any = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, channels, frames, feature_size] and `is_longer` [batch, 1].

        Args:
            truncation: "fusion", four channels: the whole recording shrunk to the length, and crops
                at random from its beginning, middle and end (copies of a recording that fits, one
                of which is called longer where none is, as in training); "rand_trunc", one crop at
                random. From NumPy's global generator, as upstream.
            padding: what fills a shorter recording: "repeatpad", whole repetitions and zeros;
                "repeat", repetitions; "pad", zeros.
            max_length: in samples, instead of the extractor's.

        Raises:
            InputError: another sampling rate, several channels, or an unknown truncation.
        """
        self._check_call(unknown)
        truncation = self.truncation if truncation is None else truncation
        padding = self.padding if padding is None or padding is True else padding
        length = max_length or self.nb_max_samples
        found = [
            self._input_mel(waveform, length, truncation, padding)
            for waveform in self._waveforms(raw_speech, sampling_rate)
        ]
        longer = [[is_longer] for _, is_longer in found]
        if truncation == "fusion" and not any(is_longer for _, is_longer in found):
            longer[np.random.randint(0, len(found))] = [True]
        features = {"input_features": [mel for mel, _ in found], "is_longer": longer}
        return BatchFeature(features, tensor_type=return_tensors)

    def _input_mel(
        self, waveform: np.ndarray, length: int, truncation: Any, padding: Any
    ) -> tuple[np.ndarray, bool]:
        """[channels, frames, feature_size], and whether the waveform is longer than `length`."""
        if waveform.size == 0:
            raise InputError("A waveform has no samples. Leave it out.")
        if len(waveform) > length:
            if truncation == "rand_trunc":
                start = np.random.randint(0, len(waveform) - length + 1)
                return self._mel(waveform[start : start + length], truncation)[None], True
            if truncation != "fusion":
                raise InputError(
                    f"truncation is {truncation!r}, expected 'fusion' or 'rand_trunc': a recording "
                    f"has {len(waveform)} samples, more than {length}."
                )
            mel = self._mel(waveform, truncation)
            frames = length // self.hop_length + 1
            if len(mel) == frames:
                return np.stack([mel] * 4), False
            return self._fused(mel, frames), True
        if padding in ("repeat", "repeatpad"):
            times = length // len(waveform) + (padding == "repeat")
            waveform = np.tile(waveform, times)[:length]
        waveform = np.pad(waveform, (0, length - len(waveform)))
        mel = self._mel(waveform, truncation)
        return np.stack([mel] * 4) if truncation == "fusion" else mel[None], False

    def _fused(self, mel: np.ndarray, frames: int) -> np.ndarray:
        """The whole [f k] shrunk to `frames`, and a crop of each third: [4 frames k]."""
        thirds = np.array_split(np.arange(len(mel) - frames + 1), 3)
        starts = [np.random.choice(third if len(third) else [0]) for third in thirds]
        crops = [mel[start : start + frames] for start in starts]
        return np.stack([_shrunk(mel, frames), *crops])

    def _mel(self, waveform: np.ndarray, truncation: Any) -> np.ndarray:
        """[frames, feature_size], decibels; by torchaudio's filters for the fusion, else by
        librosa's."""
        scale = dict(scale="htk") if truncation == "fusion" else dict(scale="slaney", norm="slaney")
        return log_mel(
            waveform,
            window=window("hann", self.fft_window_size),
            hop_length=self.hop_length,
            filters=filter_bank(
                self.nb_frequency_bins,
                self.feature_size,
                self.frequency_min,
                self.frequency_max,
                self.sampling_rate,
                **scale,
            ),
            log="dB",
        ).T


def _shrunk(mel: np.ndarray, frames: int) -> np.ndarray:
    """[frames k] by linear interpolation of [f k], whose positions are in float32, as torch's."""
    position = (np.arange(frames, dtype=np.float32) + np.float32(0.5)) * np.float32(
        len(mel) / frames
    )
    position = np.maximum(position - np.float32(0.5), np.float32(0))
    first = position.astype(np.int64)
    part = (position - first.astype(np.float32))[:, None]
    return (1 - part) * mel[first] + part * mel[np.minimum(first + 1, len(mel) - 1)]


class SpeechT5FeatureExtractor(FeatureExtractor):
    """The raw waveform as input, log-mel spectrograms as target."""

    own_options = (
        "do_normalize",
        "num_mel_bins",
        "hop_length",
        "win_length",
        "win_function",
        "fmin",
        "fmax",
        "mel_floor",
    )

    do_normalize: bool = False
    num_mel_bins: int = 80
    hop_length: int = 16  # milliseconds
    win_length: int = 64  # milliseconds
    win_function: str = "hann_window"
    fmin: float = 80
    fmax: float = 7600
    mel_floor: float = 1e-10

    def __call__(
        self,
        audio: Any = None,
        audio_target: Any = None,
        padding: bool | str = False,
        max_length: int | None = None,
        truncation: bool = False,
        pad_to_multiple_of: int | None = None,
        return_attention_mask: bool | None = None,
        return_tensors: Any = None,
        sampling_rate: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_values` [batch, samples] of `audio`; [batch, frames, mels] of `audio_target`.

        With both, the target's are `labels` and `decoder_attention_mask`.
        """
        self._check_call(unknown)
        if audio is None and audio_target is None:
            raise InputError("Nothing to process: pass audio=..., audio_target=... or both.")
        options = (padding, max_length, truncation, pad_to_multiple_of, return_attention_mask)
        features: dict[str, Any] = {}
        if audio is not None:
            waveforms = self._waveforms(audio, sampling_rate)
            if not is_tensor(audio):
                waveforms = [waveform.astype(np.float32) for waveform in waveforms]
            features = dict(_padded_waveforms(self, waveforms, *options))
        if audio_target is not None:
            frames = [self._mel(item) for item in self._waveforms(audio_target, sampling_rate)]
            target = self._pad({"input_values": frames}, *options)
            if audio is None:
                features = dict(target)
            else:
                features["labels"] = target["input_values"]
                if "attention_mask" in target:
                    features["decoder_attention_mask"] = target["attention_mask"]
        return BatchFeature(features, tensor_type=return_tensors)

    def _mel(self, waveform: np.ndarray) -> np.ndarray:
        """[frames, num_mel_bins], decimal logarithms of magnitudes"""
        samples = self.win_length * self.sampling_rate // 1000
        fft_length = 2 ** int(np.ceil(np.log2(samples)))
        return log_mel(
            waveform,
            window=window(self.win_function, samples),
            hop_length=self.hop_length * self.sampling_rate // 1000,
            fft_length=fft_length,
            filters=filter_bank(
                fft_length // 2 + 1,
                self.num_mel_bins,
                self.fmin,
                self.fmax,
                self.sampling_rate,
                norm="slaney",
                scale="slaney",
            ),
            power=1.0,
            mel_floor=self.mel_floor,
        ).T


class ParakeetFeatureExtractor(FeatureExtractor):
    """Log-mel spectrograms, normalised per mel bin over each recording: Parakeet."""

    own_options = ("hop_length", "n_fft", "win_length", "preemphasis")
    model_input_names: ClassVar[list[str]] = ["input_features", "attention_mask"]
    counts_samples: ClassVar[bool] = True  # of windows, not their milliseconds

    feature_size = 80
    hop_length: int = 160
    n_fft: int = 512
    win_length: int = 400
    preemphasis: float | None = 0.97

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set(data)
        if self.win_length > self.n_fft:
            raise InputError(f"win_length is {self.win_length}, expected at most n_fft.")
        value = self.preemphasis
        if value is not None and not (isinstance(value, int | float) and abs(value) <= 1):
            raise InputError(f"preemphasis is {value!r:.100}, expected None or a number up to 1.")

    def __call__(
        self,
        raw_speech: Any,
        truncation: bool = False,
        pad_to_multiple_of: int | None = None,
        return_tensors: Any = None,
        return_attention_mask: bool | None = None,
        padding: bool | str | None = "longest",
        max_length: int | None = None,
        sampling_rate: int | None = None,
        do_normalize: bool | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, frames, filters] and `attention_mask` [batch, frames]; the
        latter always, as upstream, and always normalised.

        Raises:
            InputError: another sampling rate, several channels, or contradictory options.
        """
        self._check_call(unknown)
        waveforms = self._waveforms(raw_speech, sampling_rate)
        lengths = [len(waveform) for waveform in waveforms]
        if min(lengths, default=0) < 2 * self.hop_length:
            raise InputError(
                f"A recording has {min(lengths, default=0)} samples, expected at least "
                f"{2 * self.hop_length}: two frames, whose deviation is taken."
            )
        given = {"input_features": waveforms}
        options = (padding or False, max_length, truncation, pad_to_multiple_of, False)
        features, masks = [], []
        padded = self._pad(given, *options)["input_features"]
        for waveform, length in zip(padded, lengths, strict=True):
            feature, count = self._feature(waveform, min(length, len(waveform)))
            features.append(feature)
            masks.append(np.arange(len(feature)) < count)
        data = {"input_features": features, "attention_mask": masks}
        return BatchFeature(data, tensor_type=return_tensors)

    def _feature(self, waveform: np.ndarray, length: int) -> tuple[np.ndarray, int]:
        """[frames, filters] of [samples], and how many frames are no padding."""
        samples = waveform.astype(np.float64)
        if self.preemphasis is not None:
            samples[1:] = samples[1:] - self.preemphasis * samples[:-1]
            samples[length:] = 0.0
        samples = np.pad(samples, self.n_fft // 2)
        around = self.n_fft - self.win_length
        shape = window("hann", self.win_length, periodic=False)
        shape = np.pad(shape, (around // 2, around - around // 2))
        frames = np.lib.stride_tricks.sliding_window_view(samples, self.n_fft)[:: self.hop_length]
        power = np.abs(np.fft.rfft(frames * shape)) ** 2
        filters = filter_bank(
            1 + self.n_fft // 2,
            self.feature_size,
            0.0,
            self.sampling_rate / 2,
            self.sampling_rate,
            norm="slaney",
            scale="slaney",
        )
        mel = np.log(power @ filters + _PARAKEET_FLOOR)
        count = length // self.hop_length
        mean = mel[:count].sum(0) / count
        deviation = np.sqrt(((mel[:count] - mean) ** 2).sum(0) / (count - 1))
        mel = (mel - mean) / (deviation + 1e-5)
        mel[count:] = 0.0
        return mel.astype(np.float32), count
