"""Qwen3-ASR's feature extractor and processor against transformers'."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same
from parity.test_audio_language import byte_tokenizer
from parity.waves import waveform
from transformers.models.qwen3_asr import processing_qwen3_asr as theirs_asr

from auto_core import AutoFeatureExtractor, AutoProcessor
from auto_core.errors import InputError, MissingDependencyError
from auto_core.processors.alignment import in_order
from auto_core.processors.qwen3_asr import (
    ALIGNED,
    LANGUAGES,
    Qwen3ASRFeatureExtractor,
    Qwen3ASRProcessor,
    languages_of,
    without_repeats,
)

RATE = 16000
ONE = "<|audio_start|><|audio_pad|><|audio_end|>"
# As the model's: timestamps around words, of messages of a recording and words.
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% for p in m['content'] %}"
    "{% if p['type'] == 'audio' %}<|audio_start|><|audio_pad|><|audio_end|>"
    "{% elif m['role'] == 'user' %}{{ p['text'] }}<timestamp><timestamp>"
    "{% else %}{{ p['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
)
SPECIAL = ("<|im_start|>", "<|im_end|>", "<timestamp>")
AUDIO = {f"audio{name}_token": f"<|audio_{token}|>" for name, token in
         (("", "pad"), ("_bos", "start"), ("_eos", "end"))}  # fmt: skip


def sounds(*sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [waveform(rng, size).astype(np.float32) for size in sizes]


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ({}, {"padding": True, "return_attention_mask": True}),
        ({"feature_size": 7, "chunk_length": 3}, {"return_attention_mask": True}),
        ({"n_window": 30, "min_length": 0}, {"padding": True, "pad_to_multiple_of": 777}),
        ({"min_length": 30001}, {"padding": True, "n_window": 0, "return_attention_mask": True}),
        ({}, {"padding": "max_length", "max_length": 9000, "truncation": True, "n_window": 7}),
        ({"padding_side": "left"}, {"padding": True, "return_attention_mask": True}),
    ],
)
def test_features(options: dict[str, Any], call: dict[str, Any], tmp_path: Path) -> None:
    theirs = transformers.Qwen3ASRFeatureExtractor(**options)
    theirs.save_pretrained(tmp_path)
    ours = AutoFeatureExtractor.from_pretrained(tmp_path)
    assert isinstance(ours, Qwen3ASRFeatureExtractor)
    call = {"sampling_rate": RATE, "return_tensors": "np", **call}
    for audio in (sounds(37000, 20123, 5000), sounds(12345)[0]):
        assert_same(ours(audio, **call), theirs(audio, **call), 1e-4)


def test_recordings_of_several_lengths() -> None:
    with pytest.raises(InputError, match="different lengths"):
        Qwen3ASRFeatureExtractor()(sounds(20000, 9000), sampling_rate=RATE, padding=False)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Any, Any]:
    byte_tokenizer(*SPECIAL, *AUDIO.values()).save_pretrained(tmp_path)
    tokenizer = transformers.AutoTokenizer.from_pretrained(
        tmp_path, model_specific_special_tokens=AUDIO
    )
    extractor = transformers.Qwen3ASRFeatureExtractor(feature_size=6)
    theirs = transformers.Qwen3ASRProcessor(
        extractor, tokenizer, chat_template=TEMPLATE, timestamp_segment_time=70
    )
    theirs.save_pretrained(tmp_path)
    ours = AutoProcessor.from_pretrained(tmp_path)
    assert isinstance(ours, Qwen3ASRProcessor) and ours.timestamp_segment_time == 70
    ours.save_pretrained(tmp_path / "again")
    again = transformers.AutoProcessor.from_pretrained(tmp_path / "again")
    assert type(again).__name__ == "Qwen3ASRProcessor" and again.timestamp_segment_time == 70
    return ours, theirs


def same(found: Any, wanted: Any) -> None:
    assert set(found) == set(wanted)
    for name, value in wanted.items():
        np.testing.assert_allclose(found[name], value.numpy(), atol=1e-4, err_msg=name)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"output_labels": True},
        {"return_mm_token_type_ids": True, "audio_kwargs": {"n_window": 51}},
        {"audio_kwargs": {"padding": "max_length", "max_length": 48000}, "padding_side": "right"},
    ],
)
def test_texts_and_recordings(pair: tuple[Any, Any], options: dict[str, Any]) -> None:
    ours, theirs = pair
    given: dict[str, Any] = dict(text=[f"a{ONE}bc", f"{ONE}d"], audio=sounds(9000, 37000))
    same(ours(**given, **options, return_tensors="np"), theirs(**given, **options))
    assert sorted(ours.model_input_names) == sorted(theirs.model_input_names)
    same(ours("ab", return_tensors="np"), theirs("ab", None))
    with pytest.raises(InputError, match="There are 1 texts and 2 recordings"):
        ours([ONE], sounds(900, 900))
    with pytest.raises(InputError, match="return_attention_mask"):
        ours(ONE, sounds(900)[0], audio_kwargs={"return_attention_mask": False})


@pytest.mark.parametrize(
    "request_of",
    [{}, {"language": "en"}, {"language": ["yue", None], "prompt": "Names: A"},
     {"language": "GERMAN", "prompt": ["x", None]}],
)  # fmt: skip
def test_requests(pair: tuple[Any, Any], request_of: dict[str, Any]) -> None:
    ours, theirs = pair
    audio = sounds(9000, 12000)
    wanted = theirs.apply_transcription_request(audio, **request_of)
    same(ours.apply_transcription_request(audio, **request_of, return_tensors="np"), wanted)
    texts = theirs.apply_transcription_request(audio, **request_of, tokenize=False)
    assert ours.apply_transcription_request(audio, **request_of, tokenize=False) == texts


def test_wrong_requests(pair: tuple[Any, Any]) -> None:
    ours, _ = pair
    audio = sounds(9000, 12000)
    for options, message in (
        ({"prompt": ["a"]}, "1 prompts for 2 recordings"),
        ({"language": ["en"]}, "1 languages for 2 recordings"),
        ({"language": "Latin"}, "'Latin' is not known"),
    ):
        with pytest.raises(InputError, match=message):
            ours.apply_transcription_request(audio, **options)
    with pytest.raises(InputError, match="one recording at least"):
        ours.apply_transcription_request([])


def test_languages() -> None:
    assert LANGUAGES == theirs_asr.LANGUAGE_CODE_TO_NAME
    assert {LANGUAGES[code] for code in ALIGNED} == theirs_asr.FORCED_ALIGNER_LANGUAGES
    assert languages_of(["EN", "cantonese", None], 3) == ["English", "Cantonese", None]


ANSWERS = [
    "language English<asr_text> a b ",
    "system\nx\nassistant\nlanguage None<asr_text>",
    "\n language  German \nFrench<asr_text>c<asr_text>d",
    "Dutch<asr_text>e",
    "language<asr_text>e",
    "<asr_text>f",
    "no marker ",
    "",
    "language English<asr_text>" + "ha" * 40 + "!" * 21 + "?" * 20,
]


def test_answers(pair: tuple[Any, Any]) -> None:
    ours, theirs = pair
    ids = [theirs.tokenizer(text)["input_ids"] for text in ANSWERS]
    for name in ("raw", "parsed", "transcription_only"):
        wanted = theirs.decode(ids, return_format=name)
        assert ours.decode(ids, return_format=name) == wanted
        assert ours.batch_decode(ids, return_format=name) == wanted
        assert ours.decode(ids[0], return_format=name) == theirs.decode(ids[0], return_format=name)
    assert ours.parse_output(ANSWERS) == theirs.parse_output(ANSWERS)
    with pytest.raises(InputError, match="return_format"):
        ours.decode(ids, return_format="json")


def test_repeats() -> None:
    """Of texts of few characters, in which much is repeated."""
    rng = np.random.default_rng(0)
    changed = 0
    for _ in range(400):
        pieces = ["".join(rng.choice(list("ab\n"), rng.integers(1, 24))) for _ in range(4)]
        text = "".join(piece * int(rng.integers(1, 25)) for piece in pieces)
        wanted = theirs_asr._detect_and_fix_repetitions(text)
        assert without_repeats(text) == wanted, text
        changed += wanted != text
    assert 50 < changed < 400


def test_times_in_order() -> None:
    rng = np.random.default_rng(0)
    for _ in range(400):
        size = int(rng.integers(1, 24))
        times = np.arange(size) * 80.0
        for index in rng.integers(0, size, rng.integers(0, size + 1)):
            times[index] = 80 * rng.integers(0, 30)
        assert in_order(times.tolist()) == theirs_asr._fix_timestamps(times)
    assert in_order([]) == []


TEXTS = ["It's a 2-fold  test, né?", "东京 is 北京.", "...", "'tis"]


def test_words(pair: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pair
    for text in TEXTS:
        for language in (None, "English", "unknown"):
            wanted = theirs.split_words_for_alignment(text, language)
            assert ours.split_words_for_alignment(text, language) == wanted
    for language, module in (("ja", "nagisa"), ("Korean", "soynlp")):
        with pytest.raises(MissingDependencyError, match=f"pip install {module}"):
            ours.split_words_for_alignment("a", language)
    nagisa: Any = ModuleType("nagisa")
    nagisa.tagging = lambda text: SimpleNamespace(words=text.split("-"))
    soynlp: Any = ModuleType("soynlp.tokenizer")
    soynlp.LTokenizer = lambda: SimpleNamespace(tokenize=lambda text: text.split("+"))
    monkeypatch.setitem(sys.modules, "nagisa", nagisa)
    monkeypatch.setitem(sys.modules, "soynlp", ModuleType("soynlp"))
    monkeypatch.setitem(sys.modules, "soynlp.tokenizer", soynlp)
    assert ours.split_words_for_alignment("a-b.-!", "Japanese") == ["a", "b"]
    assert ours.split_words_for_alignment("a+b.+!", "ko") == ["a", "b"]


def test_alignment(pair: tuple[Any, Any]) -> None:
    ours, theirs = pair
    audio, texts = sounds(9000, 12000), ["Hello big world", "东京 now"]
    for language in (None, "en", ["English", "zh"], ["en"]):
        wanted, words = theirs.prepare_forced_aligner_inputs(audio, texts, language)
        found, own = ours.prepare_forced_aligner_inputs(audio, texts, language, return_tensors="np")
        assert own == words
        same(found, wanted)
    token = theirs.tokenizer.convert_tokens_to_ids("<timestamp>")
    logits = np.random.default_rng(0).normal(size=(*found["input_ids"].shape, 9))
    for time in (None, 33.3):
        wanted = theirs.decode_forced_alignment(
            torch.tensor(logits), wanted_ids := torch.tensor(found["input_ids"]), words, token, time
        )
        for values, ids in ((logits, found["input_ids"]), (torch.tensor(logits), wanted_ids)):
            assert ours.decode_forced_alignment(values, ids, words, token, time) == wanted
    with pytest.raises(InputError, match="6 timestamps for 4 words"):
        ours.decode_forced_alignment(logits, found["input_ids"], [["a"] * 4], token)
    with pytest.raises(InputError, match="1 transcripts for 2 recordings"):
        ours.prepare_forced_aligner_inputs(audio, "a")
    with pytest.raises(InputError, match="'Dutch' is not known"):
        ours.prepare_forced_aligner_inputs(audio, texts, "Dutch")
