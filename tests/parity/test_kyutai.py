"""Kyutai's speech to text: a token for each frame, in windows; its feature extractor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures import kyutai_speech_to_text as kyutai
from parity.backends import BACKENDS
from parity.checks import difference
from tokenizers import Tokenizer, models

from auto_core import AutoConfig, AutoProcessor
from auto_core.checkpoints.report import LoadingWarning
from auto_core.errors import InputError
from auto_core.processors.processor_types import KyutaiSpeechToTextProcessor

theirs: Any = oracle.transformers
HEAD = "KyutaiSpeechToTextForConditionalGeneration"


@pytest.fixture(scope="module", params=["default", "other"])
def files(request: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("kyutai")
    options = {"default": kyutai.TINY, "other": kyutai.OTHER}[request.param]
    model = oracle.reference(HEAD, "KyutaiSpeechToTextConfig", options).float()
    model.generation_config.bos_token_id = options["bos_token_id"]
    return oracle.save(model, folder), model


def sound(samples: int = 100) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((2, 1, samples)).astype(np.float32)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("window", [None, 1, 3])
def test_a_token_for_each_frame(backend: str, window: Any, files: tuple[Path, Any]) -> None:
    folder, reference = files
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    if window is not None:
        reference.generation_config.audio_window_size = window
    try:
        with torch.no_grad():
            exact = reference.generate(input_values=torch.tensor(sound()), do_sample=False)
            few = reference.generate(
                input_values=torch.tensor(sound()), do_sample=False, max_new_tokens=4
            )
    finally:
        if window is not None:
            del reference.generation_config.audio_window_size
    found = np.asarray(ours.generate(sound(), audio_window_size=window))
    assert found.shape == (2, 1 + 100 // 12)
    assert np.array_equal(found, exact.numpy())
    short = ours.generate(input_values=sound(), max_new_tokens=4, audio_window_size=window)
    assert np.array_equal(np.asarray(short), few.numpy())


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_first_codebooks_of_a_codec_with_more(backend: str, tmp_path: Path) -> None:
    more = kyutai.TINY | {"codec_config": kyutai.CODEC | {"num_quantizers": kyutai.BOOKS + 2}}
    folder = oracle.save(oracle.reference(HEAD, "KyutaiSpeechToTextConfig", more), tmp_path)
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    config = AutoConfig.from_pretrained(folder)
    config.codec_config.num_quantizers = kyutai.BOOKS
    options: dict[str, Any] = dict(config=config, dtype="float32", strict=False)
    with pytest.warns(LoadingWarning, match="Loaded what fits"):
        exact = backends.load(backend, HEAD, folder, **options)
    for window in (None, 3):
        found = np.asarray(ours.generate(sound(), audio_window_size=window))
        assert np.array_equal(found, np.asarray(exact.generate(sound(), audio_window_size=window)))


def test_options(files: tuple[Path, Any]) -> None:
    model = backends.load("numpy", HEAD, files[0])
    given = sound()
    found = model.generate(given)
    assert np.array_equal(model.generate(given, use_cache=False), found)
    end = int(found[0, 3])
    ended = model.generate(given[:1], eos_token_id=end)
    assert ended[0, -1] == end
    assert ended.shape[1] <= 4
    first, again = (
        model.generate(given, do_sample=True, seed=1, top_k=5, temperature=2.0) for _ in range(2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, model.generate(given, do_sample=True, seed=2, top_k=5))
    with pytest.raises(InputError, match="at least one frame, 12 samples"):
        model.generate(given[..., :5])
    with pytest.raises(InputError, match="Pass input_values"):
        model.generate()
    with pytest.raises(InputError, match="audio_window_size is 0"):
        model.generate(given, audio_window_size=0)
    with pytest.raises(InputError, match="expected \\[batch, frames, 5\\]"):
        model(np.zeros((2, 3), np.int64))


def test_the_processor(tmp_path: Path) -> None:
    inner = Tokenizer(models.WordLevel({"a": 0, "b": 1, "<unk>": 2}, unk_token="<unk>"))
    tokenizer = theirs.PreTrainedTokenizerFast(tokenizer_object=inner, unk_token="<unk>")
    options: dict[str, Any] = dict(
        sampling_rate=200, audio_delay_seconds=0.25, audio_silence_prefix_seconds=0.1
    )
    extractor = theirs.KyutaiSpeechToTextFeatureExtractor(**options)
    reference = theirs.KyutaiSpeechToTextProcessor(extractor, tokenizer)
    reference.save_pretrained(tmp_path)
    mine = AutoProcessor.from_pretrained(tmp_path)
    assert isinstance(mine, KyutaiSpeechToTextProcessor)
    sounds = [sound(n)[0, 0] for n in (90, 37)]
    for given, more in ((sounds, {}), (sounds[0], dict(max_length=100, padding="max_length"))):
        found = mine(given, sampling_rate=200, return_tensors="np", **more)
        exact = reference(audio=given, audio_kwargs=dict(sampling_rate=200, **more))
        assert set(found) == set(exact)
        for name, array in exact.items():
            assert found[name].shape == tuple(array.shape)
            assert difference(found[name], array.numpy()) < 1e-6, name
    assert mine.decode([0]) == "a"
