"""Gemma 4's image and video processors, feature extractor and processor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, transforms
from auto_core.processors.feature_extractor import FeatureExtractor
from auto_core.processors.files import say_once
from auto_core.processors.image_processor import ImageProcessor
from auto_core.processors.mel import filter_bank, window
from auto_core.processors.placeholders import NestedImagesProcessor
from auto_core.processors.steps import NORMALIZE, RESCALE, Step
from auto_core.processors.transforms import BICUBIC
from auto_core.processors.videos import VideoProcessor
from auto_core.tensors import BatchFeature

_VECTORS = (70, 140, 280, 560, 1120)  # of an image, at most
_OPTIONS = ("patch_size", "max_soft_tokens", "pooling_kernel_size")


# --- images and videos ---------------------------------------------------------------------------


def fitted(shape: sizes.HeightWidth, patch: int, most: int, kernel: int) -> sizes.HeightWidth:
    """The largest size of about the same aspect ratio with at most so many patches, whose sides
    are whole numbers of squares of `kernel` by `kernel` patches.

    Raises:
        InputError: no such size has a pixel.
    """
    height, width = shape
    factor, side = math.sqrt(most * patch**2 / (height * width)), kernel * patch
    rows, columns = (math.floor(factor * length / side) for length in shape)
    longest = most // kernel**2
    if not rows and not columns:
        raise InputError(
            f"An image of {height} x {width} pixels has no whole square of {side} pixels."
        )
    if not rows:
        rows, columns = 1, min(width // height, longest)
    elif not columns:
        rows, columns = min(height // width, longest), 1
    return rows * side, columns * side


def _fit(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    patch, vectors, kernel = (options[name] for name in _OPTIONS)
    shape = (image.shape[-2], image.shape[-1])
    target = fitted(shape, patch, vectors * kernel**2, kernel)
    return image if target == shape else transforms.resize(image, target, options["resample"])


FIT = Step("do_resize", _fit, ("resample", *_OPTIONS))


def patches_of(image: np.ndarray, options: Mapping[str, Any]) -> tuple[np.ndarray, Any, int]:
    """An image [c h w] as patches [p f], padded to the most there may be, their positions [p 2],
    -1 of padding, and how many vectors they become.

    Raises:
        InputError: it has more patches than that.
    """
    side, vectors, kernel = (options[name] for name in _OPTIONS)
    channels, height, width = image.shape
    rows, columns, most = height // side, width // side, vectors * kernel**2
    if (height, width) != (rows * side, columns * side) or rows * columns > most:
        raise InputError(
            f"An image of {height} x {width} pixels is not made of at most {most} patches of "
            f"{side} pixels. Pass do_resize=True."
        )
    blocks = image.reshape(channels, rows, side, columns, side).transpose(1, 3, 2, 4, 0)
    found = blocks.reshape(rows * columns, -1)
    row, column = np.divmod(np.arange(rows * columns), columns)
    missing = most - rows * columns
    positions = np.pad(np.stack([column, row], -1), [(0, missing), (0, 0)], constant_values=-1)
    return np.pad(found, [(0, missing), (0, 0)]), positions, rows * columns // kernel**2


def _check_vectors(options: Mapping[str, Any]) -> None:
    if options["max_soft_tokens"] not in _VECTORS:
        raise InputError(
            f"max_soft_tokens is {options['max_soft_tokens']!r}, expected one of {_VECTORS}."
        )
    for name in ("patch_size", "pooling_kernel_size"):
        if type(options[name]) is not int or options[name] < 1:
            raise InputError(f"{name} is {options[name]!r}, expected a whole number above 0.")


class _Fitted(ImageProcessor):
    """`max_soft_tokens` bounds how many vectors an image becomes, in the place of a size."""

    steps = (FIT, RESCALE, NORMALIZE)
    pads_batch = False

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        _check_vectors(options)
        return options

    def _patches(self, image: np.ndarray, options: Mapping[str, Any]) -> tuple[Any, Any, int]:
        """What becomes of an image [c h w]; see `patches_of`."""
        return patches_of(image, options)


class Gemma4ImageProcessor(_Fitted):
    """Patches of each image, padded to one number, and their positions."""

    own_options = _OPTIONS
    model_input_names: ClassVar[list[str]] = [
        *("pixel_values", "image_position_ids", "num_soft_tokens_per_image")
    ]

    do_convert_rgb = do_resize = do_rescale = True
    do_normalize = False
    resample = BICUBIC
    image_mean, image_std = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
    patch_size: int = 16
    max_soft_tokens: int = 280
    pooling_kernel_size: int = 3

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [images, patches, numbers], `image_position_ids` [images, patches, 2],
        (column, row) of each patch, and `num_soft_tokens_per_image`, the vectors of each."""
        options = self._options(overrides)
        arrays = self._run(self._read(images, options), options)
        patches, positions, counts = zip(
            *(self._patches(array, options) for array in arrays), strict=True
        )
        data = {
            "pixel_values": np.stack(patches),
            "image_position_ids": np.stack(positions),
            "num_soft_tokens_per_image": list(counts),
        }
        return BatchFeature(data, tensor_type=options["return_tensors"])


class Gemma4VideoProcessor(_Fitted, VideoProcessor):
    """Patches of the frames of all videos, padded to one number, and their positions."""

    own_options = (*VideoProcessor.own_options, *_OPTIONS)
    model_input_names: ClassVar[list[str]] = [
        *("pixel_values_videos", "video_position_ids", "num_frames_per_video")
    ]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    resample = BICUBIC
    image_mean, image_std = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
    num_frames: int | None = 32
    do_sample_frames: bool | None = True
    patch_size: int = 16
    max_soft_tokens: int = 70
    pooling_kernel_size: int = 3

    def _videos(
        self, arrays: Sequence[list[np.ndarray]], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        made = [
            [self._patches(one, options) for one in self._run(video, options)] for video in arrays
        ]
        patches, positions, _ = zip(*(frame for video in made for frame in video), strict=True)
        return {
            "pixel_values_videos": np.stack(patches).astype(np.float32, copy=False),
            "video_position_ids": np.stack(positions),
            "num_frames_per_video": [len(video) for video in made],
            "num_soft_tokens_per_video": [video[0][2] for video in made],
        }


# --- sound ---------------------------------------------------------------------------------------


class Gemma4AudioFeatureExtractor(FeatureExtractor):
    """Log-mel spectrograms of magnitudes, of recordings padded before."""

    own_options = (
        *("frame_length_ms", "hop_length_ms", "min_frequency", "max_frequency", "preemphasis"),
        *("preemphasis_htk_flavor", "fft_overdrive", "dither", "input_scale_factor", "mel_floor"),
        *("per_bin_mean", "per_bin_stddev", "frame_length", "hop_length"),
    )
    model_input_names: ClassVar[list[str]] = ["input_features", "input_features_mask"]

    feature_size: int = 128  # mel filters
    frame_length_ms: float = 20.0
    hop_length_ms: float = 10.0
    min_frequency: float = 0.0
    max_frequency: float = 8000.0
    preemphasis: float = 0.0
    preemphasis_htk_flavor: bool = True
    fft_overdrive: bool = False
    dither: float = 0.0
    input_scale_factor: float = 1.0
    mel_floor: float = 1e-3
    per_bin_mean: Any = None
    per_bin_stddev: Any = None
    frame_length: int = 320  # samples: what the milliseconds are at the sampling rate
    hop_length: int = 160
    pads_before: ClassVar[bool] = True  # half a frame before the recording

    def _set(self, data: Mapping[str, Any]) -> None:
        data = {key: value for key, value in data.items() if key != "fft_length"}
        rate = data.get("sampling_rate", self.sampling_rate)
        for name in ("frame_length", "hop_length"):
            given = data.get(f"{name}_ms", None if name in data else getattr(self, f"{name}_ms"))
            if isinstance(given, int | float) and isinstance(rate, int):
                data[name] = round(rate * given / 1000)
        super()._set(data)
        for name in ("per_bin_mean", "per_bin_stddev"):
            value = getattr(self, name)
            if value is not None:
                flat = np.asarray(value, np.float64).reshape(-1)
                if len(flat) != self.feature_size:
                    raise InputError(
                        f"{name} has {len(flat)} numbers, expected {self.feature_size}, one for "
                        "each filter."
                    )
                setattr(self, name, flat.tolist())

    @property
    def fft_length(self) -> int:
        """The samples of a transform: a power of 2."""
        length = 2 ** math.ceil(math.log2(self.frame_length))
        return 2 * length if self.fft_overdrive else length

    def to_dict(self) -> dict[str, Any]:
        return {**super().to_dict(), "fft_length": self.fft_length}

    def __call__(
        self,
        raw_speech: Any,
        padding: bool | str = "longest",
        max_length: int | None = 480_000,
        truncation: bool = True,
        pad_to_multiple_of: int | None = 128,
        return_tensors: Any = None,
        return_attention_mask: bool | None = True,
        sampling_rate: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, frames, filters], and `input_features_mask` [batch, frames],
        True for frames of the recording alone."""
        self._check_call(unknown)
        waveforms = self._waveforms(raw_speech, sampling_rate)
        options = (padding, max_length, truncation, pad_to_multiple_of, True)
        padded = self._pad({"input_features": waveforms}, *options)
        found, masks = [], []
        for waveform, mask in zip(padded["input_features"], padded["attention_mask"], strict=True):
            features, real = self._spectrogram(waveform, mask)
            found.append(features)
            masks.append(real)
        data: dict[str, Any] = {"input_features": found}
        if return_attention_mask is not False:
            data["input_features_mask"] = masks
        return BatchFeature(data, tensor_type=return_tensors)

    def _spectrogram(self, waveform: np.ndarray, mask: np.ndarray) -> tuple[Any, np.ndarray]:
        if self.dither > 0:
            noise = np.random.randn(*waveform.shape).astype(waveform.dtype)
            waveform = waveform + self.dither * noise
        if self.input_scale_factor != 1:
            waveform = waveform * self.input_scale_factor
        before, size = self.frame_length // 2 * self.pads_before, self.frame_length + 1
        waveform, mask = np.pad(waveform, (before, 0)), np.pad(mask, (before, 0))
        if len(waveform) < size:
            return np.zeros((0, self.feature_size), np.float32), np.zeros(0, bool)
        windows = np.lib.stride_tricks.sliding_window_view(waveform, size)[:: self.hop_length]
        frames, p = windows[:, :-1], self.preemphasis
        if p > 0 and self.preemphasis_htk_flavor:
            rest = windows[:, 1:-1] - p * windows[:, :-2]
            frames = np.concatenate([windows[:, :1] * (1.0 - p), rest], axis=-1)
        elif p > 0:
            frames = windows[:, 1:] - p * windows[:, :-1]
        frames = frames * self._window()
        magnitudes = np.abs(np.fft.rfft(frames, n=self.fft_length, axis=-1))
        filters = filter_bank(
            self.fft_length // 2 + 1,
            self.feature_size,
            self.min_frequency,
            self.max_frequency,
            self.sampling_rate,
        )
        features = self._logarithm(magnitudes @ filters)
        if self.per_bin_mean is not None:
            features = features - np.array(self.per_bin_mean)
        if self.per_bin_stddev is not None:
            features = features / np.array(self.per_bin_stddev)
        return self._marked(features.astype(np.float32), mask)

    def _window(self) -> np.ndarray:
        return window("hann", self.frame_length).astype(np.float32)

    def _logarithm(self, mel: np.ndarray) -> np.ndarray:
        return np.log(mel + np.float64(self.mel_floor))

    def _marked(self, features: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Features, zero where a frame ends behind the recording, and which do not."""
        ends = np.arange(len(features)) * self.hop_length + self.frame_length
        real = mask[ends].astype(bool)
        return features * real[:, None], real


# --- texts ---------------------------------------------------------------------------------------


class Gemma4Processor(NestedImagesProcessor):
    """A token of an image becomes the image's vectors between its begin and end, one of a video
    such frames behind their times, one of sound the vectors of a recording."""

    parts = ("feature_extractor", "image_processor", "tokenizer", "video_processor")
    own_options = ("image_seq_length", "audio_seq_length", "audio_ms_per_token")
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": True}
    unused_input_names = ("num_soft_tokens_per_image", "num_soft_tokens_per_video")
    marks_kinds = True
    frames_each: ClassVar[int] = 4  # of a recording, of which there is one vector
    image_seq_length: int = 280
    audio_seq_length: int = 750
    audio_ms_per_token: int = 40

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        self.boi_token, self.eoi_token = self.tokenizer.boi_token, self.tokenizer.eoi_token
        self.boa_token = getattr(self.tokenizer, "boa_token", None)
        self.eoa_token = getattr(self.tokenizer, "eoa_token", None)
        self.video_token = "<|video|>"
        self.tokenizer.add_special_tokens(
            {"additional_special_tokens": [self.video_token]}, replace_extra_special_tokens=False
        )

    def _video_features(self, videos: Any, options: dict[str, Any]) -> dict[str, Any]:
        return super()._video_features(videos, {**options, "return_metadata": True})

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        vectors = str(self.image_token) * int(features["num_soft_tokens_per_image"][index])
        return f"{self.boi_token}{vectors}{self.eoi_token}"

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["num_soft_tokens_per_image"])

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        about = features["video_metadata"][index]
        rate = about.get("fps")
        if rate is None:
            say_once(
                "The times of a video's frames are part of the text, and how many frames a second "
                "has is not known: 24 are taken. Pass video_metadata=[{'fps': ...}]."
            )
            rate = 24
        vectors = str(self.video_token) * int(features["num_soft_tokens_per_video"][index])
        frame = f"{self.boi_token}{vectors}{self.eoi_token}"
        seconds = [int(number / rate) for number in about["frames_indices"]]
        return " ".join(f"{time // 60:02d}:{time % 60:02d} {frame}" for time in seconds)

    def audio_texts(self, features: Mapping[str, Any]) -> list[str]:
        if self.boa_token is None or self.eoa_token is None:
            raise InputError("Sound was passed, and the tokenizer has no boa_token and eoa_token.")
        every = self.frames_each
        masks = map(np.asarray, features["input_features_mask"])
        counts = [int(mask[::every].sum()) for mask in masks]
        vectors = [str(self.audio_token) * count for count in counts]
        return [f"{self.boa_token}{one}{self.eoa_token}" for one in vectors]

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        return _vectors(shape, self.image_processor, options), 1

    def video_count(self, frames: int, shape: Any, options: Mapping[str, Any]) -> int:
        return frames * _vectors(shape, self.video_processor, options)

    def audio_count(self, length: int, options: Mapping[str, Any]) -> int:
        part = self.feature_extractor
        frames = (length + part.frame_length // 2 - part.frame_length - 1) // part.hop_length + 1
        if frames <= 0:
            return 0
        for _ in range(2):  # halved twice, rounded up
            frames = (frames - 1) // 2 + 1
        return min(frames, self.audio_seq_length)


def _vectors(shape: sizes.HeightWidth, part: Any, options: Mapping[str, Any]) -> int:
    """How many vectors an image of this size becomes."""
    patch, vectors, kernel = (options.get(name) or getattr(part, name) for name in _OPTIONS)
    height, width = fitted(shape, patch, vectors * kernel**2, kernel)
    return (height // patch) * (width // patch) // kernel**2
