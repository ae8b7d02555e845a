"""Phi-4-Multimodal's processors: crops of images, Kaldi's log-mel spectrograms, and texts with a
token for each vector of either."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.feature_extractor import FeatureExtractor
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.mel import filter_bank, window
from auto_core.processors.placeholders import AudioProcessorName, PlaceholderProcessor
from auto_core.processors.tiled_images import tile_grid
from auto_core.processors.transforms import BICUBIC, BILINEAR
from auto_core.processors.unfiltered_resize import unfiltered
from auto_core.tensors import BatchFeature, to_numpy

_SHORTEST = 10  # pixels of a resized image's shorter side
_MOST_CROPS = 256  # of an image
_WHITE, _LOUDEST = 255, 32768.0


class Phi4MultimodalImageProcessor(ImageProcessor):
    """The whole image, small, then its crops; an image is scaled to fill their rows or columns, and
    white beside or below."""

    pads_batch = False
    own_options = ("patch_size", "dynamic_hd")
    steps = (steps.RESCALE, steps.NORMALIZE)
    model_input_names: ClassVar[list[str]] = [
        "image_pixel_values",
        "image_sizes",
        "image_attention_mask",
    ]

    do_convert_rgb = do_rescale = do_normalize = True
    size = sizes.square(448)
    resample = BICUBIC
    image_mean = image_std = HALF
    patch_size: int = 14
    dynamic_hd: int = 36  # crops at most

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        found = super()._standardize(options)
        size, most = found["size"], found["dynamic_hd"]
        if not isinstance(size, Mapping) or size.get("height") != size.get("width"):
            raise InputError(f"size is {size!r:.100}, expected one height and width.")
        if not isinstance(most, int) or not 0 < most <= _MOST_CROPS:
            raise InputError(f"dynamic_hd is {most!r}, expected 1 to {_MOST_CROPS}.")
        return found

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`image_pixel_values` [images, crops, channels, height, width], of each image the whole
        and its crops, filled up with zeros; `image_attention_mask` [images, crops, rows, columns],
        1 for patches and 0 for padding; `image_sizes` [images, 2], (height, width) of all crops
        together; and how many vectors each becomes (`num_img_tokens`)."""
        options = self._options(overrides)
        side = options["size"]["height"]
        patches = side // options["patch_size"]
        if not patches:
            raise InputError(f"size is {options['size']}, expected a patch of it or more.")
        found, masks, shapes, counts = [], [], [], []
        for array in self._read(images, options):
            image, mask = self._padded(array, side, patches, options)
            image = steps.run(self.steps, image, options).astype(np.float32, copy=False)
            whole = unfiltered(image, (side, side), options["resample"])
            found.append(np.concatenate([whole[None], _cut(image, side)]))
            pieces = _cut(mask[None], patches)[:, 0]
            masks.append(np.concatenate([np.ones_like(pieces[:1]), pieces]))
            shapes.append(image.shape[-2:])
            counts.append(self.vectors_of(mask, patches))
        most = max(map(len, found))
        data = {
            "image_pixel_values": np.stack([_filled(x, most, 0) for x in found]),
            "image_sizes": np.array(shapes, np.int64),
            "image_attention_mask": np.stack([_filled(x, most, 1) for x in masks]),
            "num_img_tokens": counts,
        }
        return BatchFeature(data, tensor_type=options["return_tensors"])

    @staticmethod
    def vectors_of(mask: np.ndarray, patches: int) -> int:
        """How many vectors an image becomes, whose crops have this mask [rows, columns] of patches,
        so many of them down and across a crop."""
        rows, columns = (np.arange(n) % patches % 2 == 0 for n in mask.shape)
        kept = mask[rows][:, columns]
        each = -(-patches // 2)
        return int(kept.sum() + kept[:, 0].sum()) + 1 + each * (each + 1)

    @staticmethod
    def _padded(
        image: np.ndarray, side: int, patches: int, options: Mapping[str, Any]
    ) -> tuple[np.ndarray, np.ndarray]:
        """An image in whole crops, and 1 for the patches of these that are no padding."""
        height, width = image.shape[-2:]
        rows, columns = math.ceil(height / side), math.ceil(width / side)
        if rows * columns > options["dynamic_hd"]:
            rows, columns = tile_grid((height, width), (side, side), 1, options["dynamic_hd"])
        target = (rows * side, columns * side)
        across, down = target[1] / width, target[0] / height
        wide, tall = (int(height * across), target[1]), (target[0], int(width * down))
        new = wide if across < down else tall
        if min(new) < _SHORTEST:
            raise InputError(
                f"An image of {height} x {width} pixels would be resized to {new[0]} x {new[1]}: "
                f"it is too long for {rows * columns} crops, expected {_SHORTEST} pixels or more."
            )
        resized = transforms.resize(image, new, BILINEAR)
        mask = np.ones((rows * patches, columns * patches), np.float32)
        below, right = (
            (whole - part) // options["patch_size"] for whole, part in zip(target, new, strict=True)
        )
        mask[len(mask) - below :] = 0
        mask[:, mask.shape[1] - right :] = 0
        return transforms.pad_to(resized, target, fill=_WHITE), mask


def _cut(image: np.ndarray, side: int) -> np.ndarray:
    """[c rows columns] -> [crops c side side]."""
    channels, height, width = image.shape
    cut = image.reshape(channels, height // side, side, width // side, side)
    return cut.transpose(1, 3, 0, 2, 4).reshape(-1, channels, side, side)


def _filled(crops: np.ndarray, count: int, value: float) -> np.ndarray:
    missing = count - len(crops)
    return np.concatenate([crops, np.full((missing, *crops.shape[1:]), value, crops.dtype)])


class Phi4MultimodalFeatureExtractor(FeatureExtractor):
    """Log-mel spectrograms by Kaldi's scale, of whole windows alone; other recordings of a batch
    are filled up with silence."""

    own_options = (
        "hop_length",
        "n_fft",
        "win_length",
        "preemphasis",
        "audio_compression_rate",
        "audio_downsample_rate",
        "audio_feat_stride",
        "mel_min_frequency",
        "mel_max_frequency",
    )
    own_bounds: ClassVar[Mapping[str, tuple[int, int]]] = dict.fromkeys(
        ("audio_compression_rate", "audio_downsample_rate", "audio_feat_stride"), (1, 2**12)
    )
    counts_samples: ClassVar[bool] = True  # of windows, not their milliseconds
    model_input_names: ClassVar[list[str]] = [
        "audio_input_features",
        "audio_embed_sizes",
        "audio_attention_mask",
    ]

    feature_size: int = 80
    hop_length: int = 160
    n_fft: int = 512
    win_length: int = 400
    preemphasis: float = 0.97
    audio_compression_rate: int = 8
    audio_downsample_rate: int = 1
    audio_feat_stride: int = 1
    mel_min_frequency: float = 0
    mel_max_frequency: float = 7690

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set(data)
        if self.win_length > self.n_fft:
            raise InputError(f"win_length is {self.win_length}, expected at most n_fft.")

    def __call__(
        self,
        raw_speech: Any,
        sampling_rate: int | None = None,
        pad_to_multiple_of: int | None = None,
        padding: Any = "longest",
        max_length: int | None = None,
        truncation: bool = False,
        return_tensors: Any = None,
        return_attention_mask: bool | None = True,
        device: Any = "cpu",
        **unknown: Any,
    ) -> BatchFeature:
        """`audio_input_features` [n, frames, feature_size] of recordings, how many vectors each
        becomes (`audio_embed_sizes` [n]), and of several `audio_attention_mask` [n, frames], True
        for their frames.

        Raises:
            InputError: another sampling rate or device, several channels, or less than a window.
        """
        self._check_call(unknown)
        if device not in (None, "cpu"):
            raise InputError(f"device is {device!r}, expected 'cpu': spectrograms are NumPy's.")
        waves = self._waveforms(raw_speech, sampling_rate)
        given = {"audio_input_features": [wave.astype(np.float32) for wave in waves]}
        padded = self._pad(given, padding, max_length, truncation, pad_to_multiple_of, False)
        filled = padded["audio_input_features"]
        lengths = np.array([min(len(wave), len(filled[0])) for wave in waves])
        if len({len(wave) for wave in filled}) > 1:
            raise InputError("The recordings have several lengths: pass padding=True.")
        if lengths.min() < self.win_length:
            raise InputError(
                f"A recording has {lengths.min()} samples, expected {self.win_length} or more: a "
                "window."
            )
        frames = (lengths - self.win_length) // self.hop_length + 1
        data: dict[str, Any] = {"audio_input_features": self._features(np.stack(filled), lengths)}
        frames = frames * self.audio_feat_stride
        shorter = -(-frames // self.audio_compression_rate)
        data["audio_embed_sizes"] = -(-shorter // self.audio_downsample_rate)
        if len(waves) > 1 and return_attention_mask:
            data["audio_attention_mask"] = np.arange(frames.max()) < frames[:, None]
        return BatchFeature(data, tensor_type=return_tensors)

    def _features(self, waves: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """[n, samples], [n] -> [n, frames, feature_size]."""
        size, hop = self.win_length, self.hop_length
        cut = np.lib.stride_tricks.sliding_window_view(waves, size, axis=1)[:, ::hop].copy()
        for row, length in zip(cut, lengths, strict=True):
            if length < lengths.max():  # windows that the end of a shorter recording is in
                row[(length - size) // hop + 1 : length // hop - 1] = 0
        before = np.roll(cut, 1, axis=-1)
        before[:, :, 0] = before[:, :, 1]
        cut = (cut - np.float32(self.preemphasis) * before) * np.float32(_LOUDEST)
        shape = window("hamming", size, periodic=False)
        bins = np.fft.rfft(cut * shape, n=self.n_fft).astype(np.complex64)
        bank = filter_bank(
            1 + self.n_fft // 2,
            self.feature_size,
            float(self.mel_min_frequency),
            float(self.mel_max_frequency),
            self.sampling_rate,
            scale="kaldi",
            triangles_in_mel=True,
        )
        power = np.abs(bins) ** 2
        return np.log(np.maximum(power @ bank.astype(np.float32), np.float32(1)))


class Phi4MultimodalProcessor(AudioProcessorName, PlaceholderProcessor):
    """A token of an image and one of a recording is repeated once per vector of it."""

    parts = ("image_processor", "feature_extractor", "tokenizer")
    unused_input_names = ("num_img_tokens",)

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for name in ("image_token", "audio_token"):
            if not isinstance(getattr(self.tokenizer, name, None), str):
                raise InputError(
                    f"The tokenizer has no {name}: its tokenizer_config.json names one among "
                    "extra_special_tokens."
                )

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        return str(self.image_token) * int(features["num_img_tokens"][index])

    def audio_texts(self, features: Mapping[str, Any]) -> Sequence[str]:  # type: ignore[override]
        sizes = to_numpy(features["audio_embed_sizes"]).tolist()
        return [str(self.audio_token) * size for size in sizes]
