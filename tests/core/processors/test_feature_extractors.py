"""Feature extractors give transformers' features: exactly, except where torch computes them."""

from __future__ import annotations

import json
import logging
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same

import auto_core.processors as ours
from auto_core.errors import InputError, UnknownArgumentError
from auto_core.processors import mel
from auto_core.processors.files import say_once

pytestmark = pytest.mark.filterwarnings("ignore:At least one mel filter")
RATE = 16000
# transformers' Whisper extractor runs torch's single-precision transform where torch is installed.
TOLERANCE = {"Whisper": 1e-4}


def speech(*lengths: int) -> list[np.ndarray]:
    """Waveforms with pitch, silence and noise."""
    generator = np.random.default_rng(0)
    waves = []
    for length in lengths:
        time = np.arange(length) / RATE
        wave = np.sin(2 * np.pi * (200 + 300 * time) * time) * (np.sin(time * 9) > 0)
        waves.append((wave * 0.3 + generator.standard_normal(length) * 0.01).astype(np.float32))
    return waves


def compare(name: str, audio: Any, options: dict[str, Any], **call: Any) -> None:
    mine = getattr(ours, f"{name}FeatureExtractor")(**options)
    theirs = getattr(transformers, f"{name}FeatureExtractor")(**options)
    call = {"sampling_rate": RATE, "return_tensors": "np", **call}
    assert_same(mine(audio, **call), theirs(audio, **call), TOLERANCE.get(name, 0.0))


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {"padding": True}),
        ({}, {"padding": "longest", "pad_to_multiple_of": 1000}),
        ({"return_attention_mask": True}, {"padding": True}),
        ({"return_attention_mask": True, "padding_value": -1.0}, {"padding": True}),
        (
            {"return_attention_mask": True, "padding_side": "left", "do_normalize": False},
            {"padding": "max_length", "max_length": 9000},
        ),
        ({"do_normalize": False}, {"padding": True, "return_attention_mask": True}),
        ({}, {"padding": "max_length", "max_length": 5000, "truncation": True}),
        ({"return_attention_mask": True}, {"padding": True, "return_attention_mask": False}),
    ],
)
def test_wav2vec2(options: dict[str, Any], call: dict[str, Any]) -> None:
    compare("Wav2Vec2", speech(8000, 6001), options, **call)


@pytest.mark.parametrize(
    "form", [np.ndarray.tolist, np.asarray, np.float64, lambda wave: wave[None]]
)
def test_forms_of_a_waveform(form: Any) -> None:
    compare("Wav2Vec2", form(speech(4000)[0]), {})


def test_a_waveform_of_torch() -> None:
    wave = speech(4000)[0]
    mine = ours.Wav2Vec2FeatureExtractor()
    result = mine(torch.from_numpy(wave), sampling_rate=RATE, return_tensors="pt")
    assert isinstance(result["input_values"], torch.Tensor)
    assert_same(result["input_values"].numpy(), mine(wave, return_tensors="np")["input_values"])


def test_waveforms_of_several_lengths_stay_apart() -> None:
    result = ours.Wav2Vec2FeatureExtractor()(speech(400, 300), sampling_rate=RATE)
    assert [len(item) for item in result["input_values"]] == [400, 300]
    with pytest.raises(InputError, match="padding=True"):
        ours.Wav2Vec2FeatureExtractor()(speech(400, 300), sampling_rate=RATE, return_tensors="np")


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {"return_attention_mask": True}),
        ({"feature_size": 128, "chunk_length": 2}, {}),
        ({"chunk_length": 2, "return_attention_mask": True}, {}),
        ({"chunk_length": 1, "return_attention_mask": True}, {"do_normalize": False}),
        ({"chunk_length": 1, "return_attention_mask": True}, {"return_attention_mask": False}),
        ({"chunk_length": 1}, {"do_normalize": True}),
        ({"chunk_length": 1}, {"do_normalize": True, "return_attention_mask": True}),
        ({}, {"padding": "longest", "return_attention_mask": True}),
        ({}, {"padding": "longest", "truncation": False, "pad_to_multiple_of": 640}),
        ({"n_fft": 512, "hop_length": 128, "chunk_length": 1}, {"max_length": 9999}),
    ],
)
def test_whisper(options: dict[str, Any], call: dict[str, Any]) -> None:
    compare("Whisper", speech(20000, 12345), options, **call)


def test_whisper_equals_transformers_numpy_code() -> None:
    mine, theirs = (
        ours.WhisperFeatureExtractor(chunk_length=1),
        transformers.WhisperFeatureExtractor(),
    )
    assert_same(mine.mel_filters, theirs.mel_filters)
    wave = speech(RATE)
    found = mine(wave, sampling_rate=RATE, return_tensors="np")["input_features"]
    assert_same(found, theirs._np_extract_fbank_features(np.stack(wave), "cpu"))


@pytest.mark.parametrize(
    "options", [{}, {"max_length": 40}, {"do_normalize": False, "num_mel_bins": 64}, {"std": 2.0}]
)
def test_ast(options: dict[str, Any]) -> None:
    compare("AST", speech(9000, 4321), options)


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {"padding": True}),
        ({"normalize_vars": False}, {"padding": True}),
        ({"normalize_means": False, "padding_value": 1.0}, {"padding": True}),
        ({"do_ceptral_normalize": False}, {"padding": "max_length", "max_length": 70}),
        ({}, {"padding": "max_length", "max_length": 30, "truncation": True}),
        ({"num_mel_bins": 40, "feature_size": 40}, {"padding": True, "pad_to_multiple_of": 8}),
    ],
)
def test_speech_to_text(options: dict[str, Any], call: dict[str, Any]) -> None:
    compare("Speech2Text", speech(9000, 6001), options, **call)


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {"padding": True}),
        ({"do_normalize": True}, {"padding": True}),
        ({}, {"padding": True, "return_attention_mask": False}),
        ({}, {"padding": True, "audio_target": speech(7000, 5000)}),
        ({"num_mel_bins": 40, "fmin": 50, "win_length": 32, "hop_length": 8}, {"padding": True}),
        ({"win_function": "hamming_window"}, {"padding": True, "audio_target": speech(700, 2500)}),
    ],
)
def test_speecht5(options: dict[str, Any], call: dict[str, Any]) -> None:
    compare("SpeechT5", speech(8000, 6001), options, **call)


@pytest.mark.parametrize(
    "audio", [[3, -4, 5] * 30, [[3, -4, 5] * 30] * 2, [np.array([3, -4, 5], np.int16)] * 2]
)
def test_whole_numbers_in_lists_become_floats(audio: Any) -> None:
    compare("SpeechT5", audio, {})


def test_speecht5_target_shorter_than_a_frame() -> None:
    compare("SpeechT5", None, {}, audio_target=speech(207))


def test_whisper_names_a_waveform_that_is_too_short() -> None:
    with pytest.raises(InputError, match="3 samples, but one frame needs at least 160"):
        ours.WhisperFeatureExtractor()(speech(3), sampling_rate=RATE, padding=False)


def test_speecht5_target_alone() -> None:
    compare("SpeechT5", None, {}, audio_target=speech(8000, 6001), padding=True)


@pytest.mark.parametrize("form", ["dict", "list"])
def test_pad(form: str) -> None:
    features: Any = {"input_values": speech(40, 30)}
    if form == "list":
        features = [{"input_values": wave} for wave in features["input_values"]]
    mine = ours.Wav2Vec2FeatureExtractor(return_attention_mask=True)
    theirs = transformers.Wav2Vec2FeatureExtractor(return_attention_mask=True)
    options = {"padding": "longest", "return_tensors": "np", "pad_to_multiple_of": 16}
    assert_same(mine.pad(features, **options), theirs.pad(features, **options))


@pytest.mark.parametrize("scale", ["htk", "slaney", "kaldi"])
@pytest.mark.parametrize("norm", [None, "slaney"])
@pytest.mark.parametrize("in_mel", [False, True])
def test_filter_banks(scale: str, norm: str | None, in_mel: bool) -> None:
    expected = transformers.audio_utils.mel_filter_bank(
        201, 40, 20.0, 7600.0, RATE, norm, scale, in_mel
    )
    found = mel.filter_bank(
        201, 40, 20.0, 7600.0, RATE, norm=norm, scale=scale, triangles_in_mel=in_mel
    )
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {}),
        ({}, {"padding": "repeat", "truncation": "rand_trunc"}),
        ({"padding": "pad", "max_length_s": 1}, {"truncation": "rand_trunc"}),
        ({"max_length_s": 1}, {"padding": True}),
        ({"max_length_s": 1}, {"max_length": 47800}),
        ({"frequency_min": 50, "frequency_max": 7000, "hop_length": 320}, {"max_length": 50000}),
    ],
)
def test_clap(options: dict[str, Any], call: dict[str, Any]) -> None:
    waves = speech(20000, 48111, 60000, 170000)
    call = {"sampling_rate": 48000, "return_tensors": "np", **call}
    np.random.seed(7)
    found = ours.ClapFeatureExtractor(**options)(waves, **call)
    np.random.seed(7)
    theirs = transformers.ClapFeatureExtractor(**options)(waves, **call)
    assert_same(found, theirs, 3e-5)  # torch shrinks in single precision


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {}),
        ({"stride": 3, "num_mel_bins": 40, "feature_size": 40}, {"pad_to_multiple_of": 4}),
        ({"padding_value": 1.0}, {"do_normalize_per_mel_bins": False, "padding": "longest"}),
        ({}, {"return_attention_mask": False}),
        ({}, {"padding": "max_length", "max_length": 71, "pad_to_multiple_of": None}),
        ({"padding_side": "left"}, {"max_length": 30, "truncation": True}),
    ],
)
def test_seamless(options: dict[str, Any], call: dict[str, Any]) -> None:
    compare("SeamlessM4T", speech(9000, 6001), options, **call)


CHUNKS = {"chunk_length_s": 0.1, "overlap": 0.1}


@pytest.mark.parametrize(
    ("name", "options", "call"),
    [
        ("Encodec", {}, {}),
        ("Encodec", {}, {"padding": "max_length", "max_length": 9500}),
        ("Encodec", {"chunk_length_s": 0.1, "overlap": 0.1}, {}),
        (
            "Encodec",
            {"chunk_length_s": 0.1, "overlap": 0.1},
            {"truncation": True, "padding": False},
        ),
        ("Dac", {"sampling_rate": 24000}, {}),
        ("Dac", {"sampling_rate": 24000, "hop_length": 320}, {"padding": "longest"}),
    ],
)
def test_codecs(name: str, options: dict[str, Any], call: dict[str, Any]) -> None:
    compare(name, speech(9000, 6001), options, sampling_rate=24000, **call)


def test_stereo() -> None:
    options = {"feature_size": 2, "chunk_length_s": 0.1, "overlap": 0.1}
    waves = [np.stack([wave, -wave]) for wave in speech(9000, 6001)]
    compare("Encodec", waves, options, sampling_rate=24000)
    with pytest.raises(InputError, match="expected \\[2, samples\\]"):
        compare("Encodec", speech(900), options, sampling_rate=24000)


def test_clap_names_an_unknown_truncation() -> None:
    with pytest.raises(InputError, match="truncation is 'cut', expected 'fusion'"):
        ours.ClapFeatureExtractor(max_length_s=1)(
            speech(60000), truncation="cut", sampling_rate=48000
        )


def test_dither_is_noise_of_the_asked_size() -> None:
    silence = np.zeros(8000, dtype=np.float32)
    options = {"do_ceptral_normalize": False}
    np.random.seed(0)
    mine = ours.Speech2TextFeatureExtractor(dither=1.0, **options)(silence, sampling_rate=RATE)
    np.random.seed(0)
    theirs = transformers.Speech2TextFeatureExtractor(dither=1.0, **options)(
        silence, sampling_rate=RATE
    )
    assert_same(mine["input_features"][0], np.asarray(theirs["input_features"][0]))


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Wav2Vec2", "Whisper", "AST", "Speech2Text", "SpeechT5"])
def test_another_sampling_rate_is_refused_with_the_fix(name: str) -> None:
    mine = getattr(ours, f"{name}FeatureExtractor")()
    with pytest.raises(InputError, match=r"8000 Hz.*16000 Hz.*(?s:.)*resample"):
        mine(speech(4000)[0], sampling_rate=8000)


def test_a_missing_sampling_rate_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        ours.Wav2Vec2FeatureExtractor()(speech(400)[0])
    assert "16000" in caplog.text


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"padding": "max_length"}, "max_length"),
        ({"padding": "longer"}, "padding is 'longer'"),
        ({"truncation": True}, "truncation=True needs"),
    ],
)
def test_options_that_cannot_be(call: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ours.Wav2Vec2FeatureExtractor()(speech(400)[0], sampling_rate=RATE, **call)


@pytest.mark.parametrize(
    ("audio", "message"),
    [
        (np.zeros((2, 3, 400)), "one channel"),
        ("speech.wav", "Audio is a str"),
        (np.zeros(100, np.float32), "at least"),
    ],
)
def test_audio_that_cannot_be_read(audio: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        ours.ASTFeatureExtractor()(audio, sampling_rate=RATE)


def test_unknown_options_are_refused() -> None:
    with pytest.raises(UnknownArgumentError, match="do_normalize"):
        ours.Wav2Vec2FeatureExtractor(do_normalise=True)
    with pytest.raises(InputError, match="padding_side"):
        ours.Wav2Vec2FeatureExtractor(padding_side="top")


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log, with nothing said before."""
    say_once.cache_clear()
    return caplog


@pytest.mark.parametrize("name", ["Wav2Vec2", "Whisper", "AST", "Speech2Text", "SpeechT5"])
def test_unknown_keywords_of_a_call_name_the_nearest(name: str) -> None:
    extractor = getattr(ours, f"{name}FeatureExtractor")()
    with pytest.raises(UnknownArgumentError, match="Did you mean 'sampling_rate'"):
        extractor(speech(4000)[0], samplingrate=RATE)


@pytest.mark.parametrize(
    "call",
    [
        {"padding": True},
        {"padding": "max_length", "truncation": True, "max_length": 16000},
        {"padding": False},
        {"truncation": False},
    ],
    ids=str,
)
def test_ast_has_one_length_whatever_a_recipe_passes(
    call: dict[str, Any], said: pytest.LogCaptureFixture
) -> None:
    extractor, audio = ours.ASTFeatureExtractor(max_length=100), speech(4000)[0]
    expected = extractor(audio, sampling_rate=RATE)
    assert not said.records
    assert_same(
        extractor(audio, sampling_rate=RATE, **call)["input_values"][0], expected["input_values"][0]
    )
    changes_something_elsewhere = call != {"padding": True}
    assert ("have no effect" in said.text) == changes_something_elsewhere


def test_an_array_of_two_channels_is_said_to_be_two_recordings(
    said: pytest.LogCaptureFixture,
) -> None:
    extractor = ours.Wav2Vec2FeatureExtractor()
    extractor([np.zeros(400), np.zeros(400)], sampling_rate=RATE)
    extractor(np.zeros((3, 400)), sampling_rate=RATE)
    assert not said.records
    for _ in range(2):
        assert len(extractor(np.zeros((2, 400)), sampling_rate=RATE)["input_values"]) == 2
    assert len(said.records) == 1 and "audio.mean(0)" in said.text


def test_channels_last_are_refused() -> None:
    with pytest.raises(InputError, match=r"400 recordings of 2 samples.*audio.mean\(1\)"):
        ours.Wav2Vec2FeatureExtractor()(np.zeros((400, 2)), sampling_rate=RATE)


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {}),
        ({"fft_overdrive": True, "preemphasis": 0.97}, {"pad_to_multiple_of": 500}),
        (
            {
                "feature_size": 40,
                "frame_length_ms": 32.0,
                "hop_length_ms": 8.0,
                "preemphasis": 0.9,
                "preemphasis_htk_flavor": False,
                "min_frequency": 100.0,
                "max_frequency": 7000.0,
                "input_scale_factor": 3.0,
                "mel_floor": 1e-5,
                "per_bin_mean": [0.1 * i for i in range(40)],
                "per_bin_stddev": [1 + 0.1 * i for i in range(40)],
            },
            {"padding": "max_length", "max_length": 9000},
        ),
        ({"padding_value": 0.5}, {"max_length": 5000, "pad_to_multiple_of": None}),
    ],
)
def test_gemma_4(options: dict[str, Any], call: dict[str, Any]) -> None:
    compare("Gemma4Audio", speech(8000, 6001), options, **call)


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {}),
        ({"fft_overdrive": False, "preemphasis": 0.0}, {"pad_to_multiple_of": 500}),
        (
            {
                "feature_size": 40,
                "frame_length_ms": 20.0,
                "hop_length_ms": 8.0,
                "preemphasis": 0.9,
                "preemphasis_htk_flavor": False,
                "min_frequency": 100.0,
                "max_frequency": 7000.0,
                "input_scale_factor": 3.0,
                "mel_floor": 0.1,
                "per_bin_mean": [0.1 * i for i in range(40)],
                "per_bin_stddev": [1 + 0.1 * i for i in range(40)],
            },
            {"padding": "max_length", "max_length": 9000},
        ),
        ({"padding_value": 0.5}, {"max_length": 5000, "pad_to_multiple_of": None}),
    ],
)
def test_gemma_3n(options: dict[str, Any], call: dict[str, Any]) -> None:
    compare("Gemma3nAudio", speech(8000, 6001), options, **call)


def test_lengths_in_files_of_gemma_4() -> None:
    """transformers' files have samples, which are milliseconds of the constructor."""
    made = ours.Gemma4AudioFeatureExtractor(frame_length_ms=32.0, sampling_rate=8000)
    assert (made.frame_length, made.hop_length, made.fft_length) == (256, 80, 256)
    theirs = transformers.Gemma4AudioFeatureExtractor(frame_length_ms=32.0)
    file = json.loads(theirs.to_json_string())
    assert "frame_length_ms" not in file
    assert ours.Gemma4AudioFeatureExtractor.from_dict(file).frame_length == 512
    with pytest.raises(InputError, match="one for each filter"):
        ours.Gemma4AudioFeatureExtractor(per_bin_mean=[1.0])
