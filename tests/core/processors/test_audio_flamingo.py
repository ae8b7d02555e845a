"""Audio Flamingo 3's and GLM-ASR's processors against transformers'."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import transformers
from parity.test_audio_language import byte_tokenizer
from parity.waves import waveform

from auto_core import AutoProcessor
from auto_core.errors import InputError
from auto_core.transcribing import transcribe

KINDS = {"AudioFlamingo3Processor": "<sound>", "GlmAsrProcessor": "<|pad|>"}
TEMPLATE = (
    "{% for m in messages %}[{{ m['role'] }}]{% for p in m['content'] %}"
    "{% if p['type'] == 'audio' %}TOKEN{% else %}{{ p['text'] }}{% endif %}"
    "{% endfor %}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"
)
RATE = 16000


@pytest.fixture(params=KINDS)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Any, Any, str]:
    """Ours and theirs, whose windows last a second and recordings three, and the token."""
    token = KINDS[request.param]
    tokenizer = byte_tokenizer(token)
    extractor = transformers.WhisperFeatureExtractor(feature_size=6, chunk_length=1)
    template = TEMPLATE.replace("TOKEN", token)
    options: dict[str, Any] = dict(chat_template=template, max_audio_len=3)
    theirs = getattr(transformers, request.param)(extractor, tokenizer, **options)
    theirs.save_pretrained(tmp_path)
    ours = AutoProcessor.from_pretrained(tmp_path)
    assert type(ours).__name__ == request.param and ours.max_audio_len == 3
    return ours, theirs, token


def sounds(*sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [waveform(rng, size).astype(np.float32) for size in sizes]


def same(found: Any, wanted: Any) -> None:
    assert set(found) == set(wanted)
    for name, value in wanted.items():
        np.testing.assert_allclose(found[name], value.numpy(), atol=1e-4, err_msg=name)


@pytest.mark.parametrize("labels", [False, True])
def test_texts_and_recordings(pair: tuple[Any, Any, str], labels: bool) -> None:
    ours, theirs, token = pair
    given: dict[str, Any] = dict(
        text=[f"a{token}bc", f"{token}d"], audio=sounds(9000, 37000), output_labels=labels
    )
    same(ours(**given, sampling_rate=RATE, return_tensors="np"), theirs(**given))
    long = dict(text=[token], audio=sounds(70000))  # of which three seconds are read
    found = ours(**long, sampling_rate=RATE, return_tensors="np")
    same(found, theirs(**long))
    assert len(found["input_features"]) == 3
    assert ours.model_input_names == theirs.model_input_names


def test_requests(pair: tuple[Any, Any, str]) -> None:
    ours, theirs, _ = pair
    audio = sounds(9000, 12000)
    for prompt in (None, "What?", ["What is said?", None]):
        wanted = theirs.apply_transcription_request(audio, prompt)
        same(ours.apply_transcription_request(audio, prompt, return_tensors="np"), wanted)
        texts = theirs.apply_transcription_request(audio, prompt, tokenize=False)
        assert ours.apply_transcription_request(audio, prompt, tokenize=False) == texts
    wanted = theirs.apply_transcription_request(audio[0])
    same(ours.apply_transcription_request(audio[0], return_tensors="np"), wanted)
    with pytest.raises(InputError, match="1 prompts for 2 recordings"):
        ours.apply_transcription_request(audio, ["a"])
    with pytest.raises(InputError, match="one recording at least"):
        ours.apply_transcription_request([])


def test_transcripts(pair: tuple[Any, Any, str]) -> None:
    ours, theirs, _ = pair
    texts = [
        'The spoken content of the audio is "a b".',
        "The transcription of the audio is 'c'.",
        "d.",
        "'",
    ]
    ids = [theirs.tokenizer(text)["input_ids"] for text in texts]
    for options in ({}, {"strip_prefix": True}):
        wanted = theirs.batch_decode(ids, **options)
        assert ours.batch_decode(ids, **options) == wanted == ours.decode(ids, **options)
    assert ours.decode(ids[0], strip_prefix=True) == "a b"


def test_one_recording_of_each_text(pair: tuple[Any, Any, str]) -> None:
    ours, _, token = pair
    with pytest.raises(InputError, match="There are 1 texts and 2 recordings"):
        ours(text=[token + token], audio=sounds(900, 900), sampling_rate=RATE)


def test_transcribe(pair: tuple[Any, Any, str]) -> None:
    """A window's request, and of its answer the transcript alone."""
    ours, theirs, _ = pair
    answer = theirs.tokenizer("The transcription of the audio is 'a b'.")["input_ids"]
    model = SimpleNamespace(
        config=SimpleNamespace(model_type=""),
        generate=lambda input_ids, **_: np.concatenate([input_ids, [answer]], 1),
    )
    assert transcribe(sounds(9000)[0], model, ours, sampling_rate=RATE).text == "a b"
