"""VibeVoice's feature extractor and processors, against transformers'."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity.test_audio_language import byte_tokenizer
from parity.waves import waveform

from auto_core import AutoFeatureExtractor, AutoProcessor
from auto_core.errors import InputError
from auto_core.processors.vibevoice import (
    VibeVoiceAcousticTokenizerFeatureExtractor,
    VibeVoiceAsrProcessor,
)
from auto_core.processors.vibevoice_speech import VibeVoiceProcessor
from auto_core.transcribing import transcribe

RATE = 24000
TOKENS = ("<|box_start|>", "<|object_ref_start|>", "<|object_ref_end|>")
TEMPLATE = (
    "{% for m in messages %}[{{ m['role'] }}]{% for p in m['content'] %}"
    "{% if p['type'] == 'audio' %}<|object_ref_start|><|box_start|><|object_ref_end|>"
    "<|AUDIO_DURATION|> s{% else %}{{ p['text'] }}{% endif %}"
    "{% endfor %}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"
)


def sounds(*sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [waveform(rng, size).astype(np.float32) for size in sizes]


def same(found: Any, wanted: Any) -> None:
    assert set(found) == set(wanted)
    for name, value in wanted.items():
        np.testing.assert_allclose(found[name], value.numpy(), atol=1e-6, err_msg=name)


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {}),
        ({"normalize_audio": False}, {"pad_to_multiple_of": 100}),
        ({"target_dB_FS": 3, "eps": 0.1}, {"padding": "max_length", "max_length": 9600}),
    ],
)
def test_features(options: dict[str, Any], call: dict[str, Any], tmp_path: Path) -> None:
    theirs = transformers.VibeVoiceAcousticTokenizerFeatureExtractor(**options)
    theirs.save_pretrained(tmp_path)
    ours = AutoFeatureExtractor.from_pretrained(tmp_path)
    assert isinstance(ours, VibeVoiceAcousticTokenizerFeatureExtractor)
    for audio in (sounds(7000, 3300), sounds(5000)[0]):
        found = ours(audio, sampling_rate=RATE, return_tensors="np", **call)
        same(found, theirs(audio, sampling_rate=RATE, **call))
    with pytest.raises(InputError, match="no samples"):
        ours(np.zeros(0, np.float32), sampling_rate=RATE)
    with pytest.raises(InputError, match="sampled at"):
        ours(audio, sampling_rate=16000)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Any, Any]:
    extractor = transformers.VibeVoiceAcousticTokenizerFeatureExtractor()
    theirs = transformers.VibeVoiceAsrProcessor(
        extractor, byte_tokenizer(*TOKENS), chat_template=TEMPLATE
    )
    theirs.save_pretrained(tmp_path)
    ours = AutoProcessor.from_pretrained(tmp_path)
    assert isinstance(ours, VibeVoiceAsrProcessor)
    return ours, theirs


@pytest.mark.parametrize("labels", [False, True])
def test_texts_and_recordings(pair: tuple[Any, Any], labels: bool) -> None:
    ours, theirs = pair
    one = "".join((TOKENS[1], TOKENS[0], TOKENS[2]))
    texts = [f"a{one}<|AUDIO_DURATION|>bc{one}", f"{one}d"]
    given: dict[str, Any] = dict(audio=sounds(9000, 3700, 5000), output_labels=labels)
    # transformers fills in durations in the caller's own list
    wanted = theirs(text=list(texts), **given)
    same(ours(text=texts, **given, return_tensors="np"), wanted)
    assert ours.model_input_names == theirs.model_input_names
    same(ours("ab", return_tensors="np"), theirs("ab"))
    with pytest.raises(InputError, match="2 .* tokens for 1 recordings"):
        ours("<|AUDIO_DURATION|>" * 2 + one, sounds(900))
    with pytest.raises(InputError, match="2 .* tokens for 1 recordings"):
        ours(one + one, sounds(900))


def test_requests(pair: tuple[Any, Any]) -> None:
    ours, theirs = pair
    audio = sounds(9000, 4000)
    for prompt in (None, "Names: A, B", ["x", None]):
        wanted = theirs.apply_transcription_request(audio, prompt)
        same(ours.apply_transcription_request(audio, prompt, return_tensors="np"), wanted)
        texts = theirs.apply_transcription_request(audio, prompt, tokenize=False)
        assert ours.apply_transcription_request(audio, prompt, tokenize=False) == texts
    with pytest.raises(InputError, match="1 prompts for 2 recordings"):
        ours.apply_transcription_request(audio, ["a"])


ANSWERS = [
    '[{"Start":0,"End":7.5,"Speaker":0,"Content":"a b"},{"Start":8,"End":9,"Content":"c"}]',
    'assistant\n[{"Start":0.0,"End":7.56,"Content":"x"},{"Start":1,"En',
    '[{"Start":"0","End":1,"Content":"x"}]',
    '[{"End":1}]',
    "[]",
    "[1",
    "[oh",
    "no list",
    '{"Content":"x"}',
]


def test_answers(pair: tuple[Any, Any]) -> None:
    ours, theirs = pair
    ids = [theirs.tokenizer(text)["input_ids"] for text in ANSWERS]
    for name in ("raw", "parsed", "transcription_only"):
        assert ours.decode(ids, return_format=name) == theirs.decode(ids, return_format=name)
        assert ours.decode(ids[0], return_format=name) == theirs.decode(ids[0], return_format=name)
    with pytest.raises(InputError, match="return_format"):
        ours.decode(ids, return_format="json")


def test_transcribe(pair: tuple[Any, Any]) -> None:
    """A window's request, and of its answer what was said."""
    ours, theirs = pair
    answer = theirs.tokenizer(ANSWERS[0])["input_ids"]
    model = SimpleNamespace(
        config=SimpleNamespace(model_type=""),
        generate=lambda input_ids, **_: np.concatenate([input_ids, [answer]], 1),
    )
    assert transcribe(sounds(9000)[0], model, ours, sampling_rate=RATE).text == "a b c"


SPEECH_TOKENS = ("<|vision_start|>", "<|vision_end|>", "<|vision_pad|>")
SPEECH_TEMPLATE = (
    "{% for m in messages %}[{{ m['role'] }}]{% for p in m['content'] %}"
    "{% if p['type'] == 'audio' %}<|vision_start|><|vision_pad|><|vision_end|>"
    "{% else %}{{ p['text'] }}{% endif %}{% endfor %}{% endfor %}<|vision_start|>"
)


@pytest.fixture
def speech_pair(tmp_path: Path) -> tuple[Any, Any]:
    extractor = transformers.VibeVoiceAcousticTokenizerFeatureExtractor()
    theirs = transformers.VibeVoiceProcessor(
        extractor, byte_tokenizer(*SPEECH_TOKENS), chat_template=SPEECH_TEMPLATE
    )
    theirs.save_pretrained(tmp_path)
    ours = AutoProcessor.from_pretrained(tmp_path)
    assert isinstance(ours, VibeVoiceProcessor)
    return ours, theirs


@pytest.mark.parametrize("labels", [False, True])
def test_scripts_with_voices(speech_pair: tuple[Any, Any], labels: bool) -> None:
    ours, theirs = speech_pair
    texts, audio = ["a<|vision_pad|>bc<|vision_pad|>", "<|vision_pad|>d"], sounds(9000, 3700, 5000)
    options: dict[str, Any] = dict(output_labels=labels, padding=True, padding_side="left")
    for given in (
        dict(text=texts, audio=audio),
        dict(text=["ab", "cde"]),
        dict(text=texts[1], audio=audio[0], pad_to_multiple_of=1000),
    ):
        wanted = theirs(**given, **options, return_tensors="pt")
        same(ours(**given, **options, return_tensors="np"), wanted)
    assert ours.model_input_names == theirs.model_input_names
    assert ours("ab") == theirs(text="ab")
    with pytest.raises(InputError, match="3 .* tokens for 2 recordings"):
        ours(texts, audio[:2])
    with pytest.raises(InputError, match="return_attention_mask"):
        ours(texts[1], audio[0], return_attention_mask=False)
    with pytest.raises(InputError, match="needs text"):
        ours(audio=audio)


def test_conversations_with_voices(speech_pair: tuple[Any, Any]) -> None:
    ours, theirs = speech_pair
    content = [{"type": "text", "text": "ab"}, {"type": "audio", "audio": sounds(5000)[0]}]
    messages = [{"role": "0", "content": content}]
    options: dict[str, Any] = dict(tokenize=True, return_dict=True)
    wanted = theirs.apply_chat_template(messages, **options, return_tensors="pt")
    same(ours.apply_chat_template(messages, **options, return_tensors="np"), wanted)


def test_saved_speech(speech_pair: tuple[Any, Any], tmp_path: Path, monkeypatch: Any) -> None:
    soundfile = pytest.importorskip("soundfile")
    ours, theirs = speech_pair
    waves = [torch.tensor(wave)[None] for wave in sounds(500, 300)]
    for processor in (ours, theirs):
        folder = tmp_path / type(processor).__module__
        folder.mkdir()
        monkeypatch.chdir(folder)
        assert processor.save_audio(waves[:1]) == ["vibevoice_output.wav"]
        assert processor.save_audio(waves[0], "one.wav") == ["one.wav"]
        assert processor.save_audio(waves) == [f"vibevoice_outputs/audio_{i}.wav" for i in (0, 1)]
    folders = [tmp_path / type(processor).__module__ for processor in (ours, theirs)]
    names = sorted(p.relative_to(folders[0]) for p in folders[0].rglob("*.wav"))
    assert len(names) == 4
    for name in names:
        (found, rate), (wanted, _) = (soundfile.read(folder / name) for folder in folders)
        assert rate == RATE
        np.testing.assert_array_equal(found, wanted)
    with pytest.raises(InputError, match=r"no sound of the texts \[1\]"):
        ours.save_audio([waves[0], None])
