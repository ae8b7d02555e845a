"""Moshi: a text and the codes and sound of a conversation, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures import moshi
from parity.backends import BACKENDS
from parity.checks import difference

from auto_core.errors import InputError

HEAD = "MoshiForConditionalGeneration"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("moshi")
    model = oracle.reference(HEAD, "MoshiConfig", moshi.TINY).float()
    return oracle.save(model, folder), model


def prompt(rows: int = 2) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    given = {"input_ids": rng.integers(3, 67, (rows, 4))}
    for side in ("user", "moshi"):
        given[f"{side}_audio_codes"] = rng.integers(0, 8, (rows, moshi.BOOKS, 4))
    return given


def spoken() -> dict[str, Any]:
    """Waveforms of three frames each."""
    rng = np.random.default_rng(7)
    given: dict[str, Any] = {"input_ids": rng.integers(3, 67, (2, 3))}
    for side in ("user", "moshi"):
        given[f"{side}_input_values"] = rng.standard_normal((2, 1, 36)).astype(np.float32)
    return given


def tensors(inputs: Any) -> dict[str, Any]:
    return {name: torch.tensor(np.asarray(value)) for name, value in inputs.items()}


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "codes": (prompt(), dict(max_new_tokens=4)),
    "as they are": (prompt(), dict(max_new_tokens=3, concat_unconditional_inputs=False)),
    "waveforms": (spoken(), dict(max_new_tokens=3)),
    "nothing": ({}, dict(max_new_tokens=5)),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES)
def test_conversations(backend: str, case: str, files: tuple[Path, Any]) -> None:
    folder, reference = files
    given, options = CASES[case]
    if case == "nothing" and backend in ("tf", "flax"):
        return
    with torch.no_grad():
        exact = reference.generate(
            **tensors(given), **options, do_sample=False, return_audio_codes=True
        )
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    found = ours.generate(**given, **options, return_audio_codes=True)
    assert np.array_equal(np.asarray(found.sequences), exact.sequences.numpy())
    assert np.array_equal(np.asarray(found.audio_codes), exact.audio_codes.numpy())
    values = np.asarray(found.audio_sequences)
    assert values.shape == exact.audio_sequences.shape
    assert difference(values, exact.audio_sequences.numpy()) < 1e-4


def test_without_a_cache_and_without_sound(files: tuple[Path, Any]) -> None:
    model = backends.load("numpy", HEAD, files[0])
    options: dict[str, Any] = dict(max_new_tokens=4, return_audio_codes=True)
    cached, whole = (model.generate(**prompt(), **options, use_cache=x) for x in (True, False))
    assert np.array_equal(cached.audio_codes, whole.audio_codes)
    assert np.array_equal(cached.sequences, whole.sequences)
    alone = model.generate(**prompt(), max_new_tokens=4, return_audio_waveforms=False)
    assert np.array_equal(alone, cached.sequences)
    bounded = model.generate(**prompt(), max_length=9, return_audio_waveforms=False)
    assert np.array_equal(bounded, cached.sequences)  # transformers adds the prompt's length
    end = int(cached.sequences[0, 7])
    ended = model.generate(
        **{name: value[:1] for name, value in prompt().items()}, **options, eos_token_id=end
    )
    assert ended.sequences[0, -1] == end
    count = ended.sequences.shape[1] - 2
    assert np.array_equal(ended.audio_codes, cached.audio_codes[:1, :, :count])


def test_sampled_codes_follow_a_seed(files: tuple[Path, Any]) -> None:
    model = backends.load("numpy", HEAD, files[0])
    options: dict[str, Any] = dict(
        do_sample=True, depth_decoder_do_sample=True, max_new_tokens=6, return_audio_codes=True
    )
    first, again, other = (model.generate(**options, seed=s).audio_codes for s in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_window_of_the_past(tmp_path: Path) -> None:
    """Queries attend to the last `sliding_window` frames, with a cache or without one."""
    options = moshi.TINY | dict(sliding_window=4)
    model = oracle.reference("MoshiModel", "MoshiConfig", options)
    ours = backends.load("numpy", "MoshiModel", oracle.save(model, tmp_path), dtype="float64")
    ids = np.random.default_rng(0).integers(3, 67, (2, 9))
    whole = ours(ids).last_hidden_state
    first = ours(ids[:, :6], use_cache=True)
    rest = ours(ids[:, 6:], past_key_values=first.past_key_values).last_hidden_state
    assert difference(rest, whole[:, 6:]) < 1e-9
    other = ids.copy()
    other[:, 0] = 5
    assert difference(ours(other).last_hidden_state[:, 7:], whole[:, 7:]) < 1e-9  # two layers
    assert difference(ours(other).last_hidden_state[:, 6:7], whole[:, 6:7]) > 1e-6


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_text_alone_from_a_whole_file(backend: str, files: tuple[Path, Any]) -> None:
    folder, reference = files
    ids = prompt()["input_ids"]
    model = backends.load(backend, "MoshiForCausalLM", folder, dtype="float32")
    with torch.no_grad():
        exact = reference.decoder(torch.tensor(ids)).logits.numpy()
    found = backends.run(backend, model, {"input_ids": ids})["logits"]
    assert difference(found, exact) < 1e-4


def test_unusual_inputs(files: tuple[Path, Any]) -> None:
    model = backends.load("numpy", HEAD, files[0])
    with pytest.raises(InputError, match="nothing of the user"):
        model.generate(**{k: v for k, v in prompt().items() if not k.startswith("user")})
    with pytest.raises(InputError, match="Pass input_ids"):
        model.generate(**{k: v for k, v in prompt().items() if k != "input_ids"})
    with pytest.raises(InputError, match="have 3, 4 and 4 frames"):
        model.generate(**prompt() | {"input_ids": np.zeros((2, 3), np.int64)})
    with pytest.raises(InputError, match="depth_decoder_max_length is 9, expected 4"):
        model.generate(depth_decoder_max_length=9)
    with pytest.raises(InputError, match="codes or waveforms of both sides"):
        model(**{k: v for k, v in prompt().items() if not k.startswith("moshi")})
