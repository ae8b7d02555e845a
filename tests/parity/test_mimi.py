"""Mimi's streams: a waveform in parts, each with the caches of the part before."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.mimi import TINY, uncached
from parity.backends import BACKENDS
from parity.checks import difference
from parity.oracle import flatten

from auto_core import MimiConfig

REPLICATED = TINY | dict(pad_mode="replicate", num_residual_layers=2, residual_kernel_size=5)


def given(backend: str, sound: np.ndarray) -> Any:
    return importlib.import_module(f"{backends.PACKAGES[backend][0]}.ops").asarray(sound)


@pytest.fixture(scope="module", params=[TINY, REPLICATED], ids=["zeros", "replicated"])
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    reference = oracle.reference("MimiModel", "MimiConfig", request.param)
    return oracle.save(reference, tmp_path_factory.mktemp("mimi")), reference.float()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_stream_gives_the_codes_and_waveforms_of_transformers(
    backend: str, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    uncached(monkeypatch)
    folder, reference = files
    model = backends.load(backend, "MimiModel", folder)
    sound = np.random.default_rng(0).standard_normal((2, 1, 120)).astype(np.float32)
    kept, exact = {}, {}
    played, truth = {}, {}
    for part in np.split(sound, [48, 60, 84], -1):  # whole frames, more and fewer than are kept
        with torch.no_grad():
            theirs = reference.encode(torch.from_numpy(part), use_streaming=True, **exact)
            ours = model.encode(given(backend, part), use_streaming=True, **kept)
            assert np.array_equal(flatten(ours.audio_codes)[""], theirs.audio_codes.numpy())
            exactly = reference.decode(theirs.audio_codes, use_cache=True, **truth)
            found = model.decode(ours.audio_codes, use_cache=True, **played)
        values = np.asarray(flatten(found.audio_values)[""])
        assert difference(values, exactly.audio_values.numpy()) < 1e-5
        exact = {
            "encoder_past_key_values": theirs.encoder_past_key_values,
            "padding_cache": theirs.padding_cache,
        }
        kept = {
            "encoder_past_key_values": ours.encoder_past_key_values,
            "padding_cache": ours.padding_cache,
        }
        truth = {"decoder_past_key_values": exactly.decoder_past_key_values}
        played = {"decoder_past_key_values": found.decoder_past_key_values}


@pytest.mark.parametrize("backend", BACKENDS)
def test_streams_are_those_of_the_whole(backend: str, files: Any) -> None:
    """But for their end, where a whole waveform is padded."""
    model = backends.load(backend, "MimiModel", files[0])
    sound = np.random.default_rng(1).standard_normal((1, 1, 96)).astype(np.float32)
    sound = given(backend, sound)
    with torch.no_grad():
        whole = flatten(model.encode(sound).audio_codes)[""]
        first = model.encode(sound[..., :36], use_streaming=True)
        rest = model.encode(
            sound[..., 36:],
            encoder_past_key_values=first.encoder_past_key_values,
            padding_cache=first.padding_cache,
            use_streaming=True,
        )
    parts = [flatten(part.audio_codes)[""] for part in (first, rest)]
    assert np.array_equal(np.concatenate(parts, -1), whole)


def test_frames_of_padded_waveforms(files: Any) -> None:
    folder, reference = files
    model = backends.load("numpy", "MimiModel", folder)
    padding = (np.arange(70) < np.array([[70], [37], [1]])).astype(np.int64)
    for side in ("right", "left"):
        mask = padding if side == "right" else padding[:, ::-1].copy()
        exact = reference.get_audio_codes_mask(torch.from_numpy(mask), padding_side=side)
        assert np.array_equal(model.get_audio_codes_mask(mask, padding_side=side), exact.numpy())
    assert model.get_encoded_length(70) == int(reference.get_encoded_length(torch.tensor(70)))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_fresh_models_scales_are_of_each_feature(backend: str) -> None:
    config = MimiConfig(**TINY | dict(layer_scale_initial_scale=0.25))
    model = backends.model_class(backend, "MimiModel").from_config(config)
    slots = [slot for slot in model.slots() if slot.name.endswith("layer_scale.scale")]
    assert slots and {slot.shape for slot in slots} == {(config.hidden_size,)}
