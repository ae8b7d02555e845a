"""UnivNet: spectrograms and noise of recordings, and the way through, against transformers."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers as theirs
from parity.architectures.univnet import SMALL, noise
from parity.backends import BACKENDS, model_class
from parity.checks import FLOAT32_TOLERANCE, difference

from auto_core import AutoFeatureExtractor, UnivNetFeatureExtractor
from auto_core.errors import InputError
from auto_core.tensors import to_numpy

RATE = 8000
PLAIN: dict[str, Any] = dict(sampling_rate=RATE, num_mel_bins=5, model_in_channels=6)
OTHER = PLAIN | dict(
    hop_length=6,
    win_length=64,
    filter_length=None,
    win_function="hamming_window",
    fmin=20.0,
    fmax=3000.0,
    mel_floor=1e-3,
    center=True,
    compression_factor=2.0,
    compression_clip_val=1e-2,
    normalize_min=-3.0,
    normalize_max=4.0,
    do_normalize=True,
    max_length_s=1,
    padding_value=0.1,
    pad_end_length=3,
)


def sounds(*lengths: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [np.cumsum(rng.standard_normal(n)).astype(np.float32) / 50 for n in lengths]


@pytest.mark.parametrize(
    ("options", "call"),
    [
        (PLAIN, {}),
        (PLAIN, {"pad_end": True, "do_normalize": True}),
        (PLAIN, {"padding": "max_length", "max_length": 4000, "return_noise": False}),
        (PLAIN | {"return_attention_mask": False}, {"pad_to_multiple_of": 512}),
        (OTHER, {}),
        (OTHER, {"pad_end": True, "pad_length": 7, "do_normalize": False}),
    ],
)
def test_spectrograms(options: dict[str, Any], call: dict[str, Any], tmp_path: Path) -> None:
    reference = theirs.UnivNetFeatureExtractor(**options)
    reference.save_pretrained(tmp_path)
    ours = AutoFeatureExtractor.from_pretrained(tmp_path)
    assert isinstance(ours, UnivNetFeatureExtractor)
    given = sounds(9000, 5000)
    call = call | {"sampling_rate": RATE, "return_tensors": "np"}
    exact = reference(given, generator=np.random.default_rng(3), **call)
    found = ours(given, generator=np.random.default_rng(3), **call)
    assert set(found) == set(exact)
    for name, value in exact.items():
        assert found[name].dtype == value.dtype, name
        assert difference(found[name], value) <= 1e-5, name
    spectrogram = found["input_features"]
    assert difference(ours.denormalize(spectrogram), reference.denormalize(spectrogram)) <= 1e-6
    assert reference.to_dict().items() <= ours.to_dict().items()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_recording_and_back(backend: str, tmp_path: Path) -> None:
    config: dict[str, Any] = SMALL | {"resblock_stride_sizes": [16, 16]}
    torch.manual_seed(0)
    model = theirs.UnivNetModel(theirs.UnivNetConfig(**config)).eval()
    model.save_pretrained(tmp_path)
    reference = theirs.UnivNetFeatureExtractor(**PLAIN)
    reference.save_pretrained(tmp_path)
    given = sounds(4100, 2560)
    files = []
    for index, sound in enumerate(given):
        files.append(str(tmp_path / f"{index}.wav"))
        with wave.open(files[-1], "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    options: dict[str, Any] = dict(sampling_rate=RATE, pad_end=True)
    features = AutoFeatureExtractor.from_pretrained(tmp_path)
    assert isinstance(features, UnivNetFeatureExtractor)
    ours = model_class(backend, "AutoModel").from_pretrained(tmp_path)
    inputs = features(files, generator=np.random.default_rng(1), return_tensors="np", **options)
    output = ours(**inputs)
    found = features.batch_decode(output.waveforms, to_numpy(output.waveform_lengths))
    with torch.no_grad():
        exact = model(**{name: torch.tensor(value) for name, value in inputs.items()})
    exact = reference.batch_decode(exact.waveforms, exact.waveform_lengths)
    for one, other in zip(found, exact, strict=True):
        assert difference(one, other) <= FLOAT32_TOLERANCE
    assert [len(one) for one in found] == [26 * 256, 2 * 2560]  # of whole frames


@pytest.mark.parametrize("backend", BACKENDS)
def test_noise(backend: str, tmp_path: Path) -> None:
    theirs.UnivNetModel(theirs.UnivNetConfig(**SMALL)).save_pretrained(tmp_path)
    ours = model_class(backend, "AutoModel").from_pretrained(tmp_path)
    rng = np.random.default_rng(0)
    spectrogram, chance = noise(rng, 2, 6, 5), noise(rng, 1, 6, 6)
    for given in (chance, chance[0]):  # one for all
        all_of_them = ours(input_features=spectrogram, noise_sequence=given).waveforms
        alone = ours(input_features=spectrogram[1], noise_sequence=chance).waveforms
        assert difference(to_numpy(all_of_them)[1:], to_numpy(alone)) <= FLOAT32_TOLERANCE
    first, second = (to_numpy(ours(input_features=spectrogram).waveforms) for _ in range(2))
    assert first.shape == (2, 36)
    assert not np.array_equal(first, second)
    with pytest.raises(InputError, match="noise_sequence has 3 rows and input_features 2"):
        ours(input_features=spectrogram, noise_sequence=noise(rng, 3, 6, 6))


def test_refusals() -> None:
    with pytest.raises(InputError, match="win_length is 1000 and filter_length 1024"):
        UnivNetFeatureExtractor(win_length=1000)
    with pytest.raises(InputError, match="model_in_channels is 0"):
        UnivNetFeatureExtractor(model_in_channels=0)
