"""What language models that read recordings write, and their processors: text and WAV in, text
out."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import ALL
from parity.architectures import (
    audioflamingo3,
    glmasr,
    granite_speech,
    phi4_multimodal,
    qwen2_audio,
    qwen3_asr,
    vibevoice_asr,
    voxtral,
)
from parity.audio_language import LANGUAGE, with_recordings
from parity.backends import BACKENDS, model_class
from parity.checks import expected
from parity.test_speech_tasks import RATE, recording
from parity.test_vision_language import BEAMS, GREEDY, LM, Prompt, of_transformers, written
from transformers.convert_slow_tokenizer import bytes_to_unicode

from auto_core import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors.audio_language import Qwen2AudioProcessor, VoxtralProcessor
from auto_core.transcribing import transcribe

theirs: Any = oracle.transformers
# One recording in each text: where there are more, transformers' beams mix them up.
ONE: dict[str, Any] = dict(side="left", lengths=(20, 32))
PROMPTS = [
    Prompt(
        "qwen2_audio",
        f"{LM}-default",
        with_recordings([3, 2], [4, 3], **qwen2_audio.RECORDINGS | ONE),
    ),
    Prompt(
        "audioflamingo3",
        f"{LM}-default",
        with_recordings([3, 2], [4, 3], **audioflamingo3.RECORDINGS | ONE),
    ),
    Prompt(
        "glmasr",
        f"{LM}-default",
        with_recordings([3, 2], [4, 3], **glmasr.RECORDINGS | ONE),
    ),
    Prompt(
        "granite_speech",
        f"{LM}-default",
        granite_speech.recordings([3, 2], [4, 3], **ONE),
    ),
    Prompt(
        "qwen3_asr",
        f"{LM}-default",
        qwen3_asr.recordings([3, 2], [4, 3], **qwen3_asr.SMALL, side="left", lengths=(123, 61)),
    ),
    Prompt(
        "phi4_multimodal",
        "ForCausalLM-default",
        phi4_multimodal.mixed([3, [41], 2], [4, [30], 3], side="left"),
    ),
    Prompt(
        "vibevoice_asr",
        f"{LM}-default",
        vibevoice_asr.recordings([3, 2], [4, 3], side="left", lengths=(29, 48)),
    ),
    Prompt(
        "voxtral",
        f"{LM}-default",
        with_recordings([3, 2], [4, 3], **voxtral.WINDOWS | voxtral.FOUR | ONE),
    ),
]


# TensorFlow makes a graph of each search.
TURNS = [
    pytest.param(backend, options, id=f"{backend}-{name}")
    for backend in BACKENDS
    for name, options in {"greedy": GREEDY, "beams": BEAMS}.items()
    if backend != "tf" or options is GREEDY or ALL
]


@pytest.mark.parametrize(("backend", "options"), TURNS)
@pytest.mark.parametrize("prompt", PROMPTS, ids=str)
def test_generated_ids(prompt: Prompt, backend: str, options: dict[str, Any]) -> None:
    case, given = prompt.case, prompt.given()
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    assert np.array_equal(written(model, given, **options), of_transformers(case, given, **options))


@pytest.mark.parametrize("prompt", PROMPTS, ids=str)
def test_too_few_tokens_for_recordings(prompt: Prompt) -> None:
    case, given = prompt.case, prompt.given()
    model = backends.load("numpy", case.head, expected(case).directory)
    given["input_ids"] = np.where(given["input_ids"] == 60, 5, given["input_ids"])
    with pytest.raises(InputError, match=r"input_\w+ take .* tokens"):
        model(**given)


def byte_tokenizer(*special: str) -> Any:
    """A tokenizer of Qwen2's whose tokens are bytes, and special ones."""
    names = bytes_to_unicode().values()
    vocab = {name: i for i, name in enumerate([*names, "<|endoftext|>"])}
    tokenizer = theirs.Qwen2Tokenizer(vocab=vocab, merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": list(special)})
    tokenizer.padding_side = "left"
    return tokenizer


@pytest.fixture(scope="module")
def qwen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Qwen2-Audio of bytes, whose windows last a second."""
    folder = tmp_path_factory.mktemp("qwen2-audio")
    special = ("<|im_start|>", "<|im_end|>", "<|audio_bos|>", "<|AUDIO|>", "<|audio_eos|>")
    tokenizer = byte_tokenizer(*special)
    extractor = theirs.WhisperFeatureExtractor(feature_size=6, chunk_length=1)
    theirs.Qwen2AudioProcessor(extractor, tokenizer).save_pretrained(folder)
    text = LANGUAGE | dict(
        model_type="qwen2", vocab_size=len(tokenizer), max_position_embeddings=512
    )
    sound = qwen2_audio.DEFAULT["audio_config"] | dict(max_source_positions=50)
    token = tokenizer.convert_tokens_to_ids("<|AUDIO|>")
    options: dict[str, Any] = dict(text_config=text, audio_config=sound, audio_token_index=token)
    model = oracle.reference("Qwen2AudioForConditionalGeneration", "Qwen2AudioConfig", options)
    return oracle.save(model, folder)


def chat(sounds: list[np.ndarray]) -> list[dict[str, Any]]:
    parts = [{"type": "audio", "audio": sound} for sound in sounds]
    question = {"role": "user", "content": [*parts, {"type": "text", "text": "What is it?"}]}
    return [question, {"role": "assistant", "content": "A bell."}]


def test_the_processor_of_qwen2_audio(qwen: Path, tmp_path: Path) -> None:
    sounds = [recording(tmp_path, n) for n in (5000, 12000, 900)]
    mine, reference = (p.from_pretrained(qwen) for p in (AutoProcessor, theirs.Qwen2AudioProcessor))
    assert isinstance(mine, Qwen2AudioProcessor)
    one = "<|audio_bos|><|AUDIO|><|audio_eos|>"
    call: dict[str, Any] = dict(text=[f"a{one}bc{one}", f"{one}d"], audio=sounds, padding=True)
    found = mine(**call, sampling_rate=RATE, return_tensors="np")
    exact = reference(**call, return_tensors="np", audio_kwargs=dict(sampling_rate=RATE))
    assert set(found) == set(exact)
    for name, array in exact.items():
        assert np.allclose(found[name], array, atol=1e-5), name
    options: dict[str, Any] = dict(add_generation_prompt=True, tokenize=False)
    exact_prompt = reference.apply_chat_template(chat(sounds), **options)
    assert mine.apply_chat_template(chat(sounds), **options) == exact_prompt
    with pytest.raises(InputError, match="2 .* tokens for 3 recordings"):
        mine(text=[one, one], audio=sounds, sampling_rate=RATE)


def test_tokens_that_frame_a_recording(qwen: Path, tmp_path: Path) -> None:
    """transformers 4 adds them where a text has neither."""
    mine = AutoProcessor.from_pretrained(qwen)
    call: dict[str, Any] = dict(audio=[recording(tmp_path, 5000)], sampling_rate=RATE)
    framed = mine(text="a<|audio_bos|><|AUDIO|><|audio_eos|>", **call)["input_ids"]
    assert mine(text="a<|AUDIO|>", **call)["input_ids"] == framed
    begun = mine(text="a<|audio_bos|><|AUDIO|>", **call)["input_ids"]
    assert begun[0] == framed[0][:-1]


@pytest.mark.parametrize("backend", BACKENDS)
def test_answers_of_qwen2_audio(backend: str, qwen: Path, tmp_path: Path) -> None:
    sounds = [recording(tmp_path, n) for n in (5000, 12000)]
    reference = theirs.Qwen2AudioProcessor.from_pretrained(qwen)
    prompt = reference.apply_chat_template(chat(sounds)[:1], add_generation_prompt=True)
    with torch.no_grad():
        inputs = reference(
            text=[prompt], audio=sounds, return_tensors="pt", audio_kwargs=dict(sampling_rate=RATE)
        )
        model = theirs.Qwen2AudioForConditionalGeneration.from_pretrained(qwen).eval()
        exact = model.generate(**inputs, max_new_tokens=12, do_sample=False)
    mine = AutoProcessor.from_pretrained(qwen)
    given = mine.apply_chat_template(
        chat(sounds)[:1],
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        sampling_rate=RATE,
        return_tensors="np",
    )
    model = model_class(backend, "AutoModelForMultimodalLM").from_pretrained(qwen)
    found = np.asarray(model.generate(**given, max_new_tokens=12, do_sample=False))
    assert mine.batch_decode(found) == reference.batch_decode(exact)


def tekken(folder: Path) -> None:
    """Mistral's tokenizer of bytes, with the special tokens of Voxtral's."""
    names = {1: "<s>", 2: "</s>", 3: "[INST]", 4: "[/INST]", 11: "<pad>", 17: "[SYSTEM_PROMPT]"}
    names |= {18: "[/SYSTEM_PROMPT]", 24: "[AUDIO]", 25: "[BEGIN_AUDIO]", 34: "[TRANSCRIBE]"}
    special = [{"rank": i, "token_str": names.get(i, f"<{i}>")} for i in range(40)]
    tokens = [bytes([i]) for i in range(256)]
    content = {
        "config": {
            "pattern": r"[^\r\n\p{L}\p{N}]?[\p{L}]+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s+",
            "default_vocab_size": 296,
            "default_num_special_tokens": 40,
        },
        "vocab": [{"token_bytes": base64.b64encode(token).decode()} for token in tokens],
        "special_tokens": special,
    }
    (folder / "tekken.json").write_text(json.dumps(content))


@pytest.fixture(scope="module")
def mistral(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Voxtral of bytes, whose windows last two seconds: 25 vectors."""
    folder = tmp_path_factory.mktemp("voxtral")
    tekken(folder)
    theirs.WhisperFeatureExtractor(feature_size=6, chunk_length=2).save_pretrained(folder)
    text = LANGUAGE | dict(vocab_size=296, max_position_embeddings=512, head_dim=6)
    sound = voxtral.DEFAULT["audio_config"] | dict(max_source_positions=100)
    options: dict[str, Any] = dict(text_config=text, audio_config=sound, audio_token_id=24)
    model = oracle.reference("VoxtralForConditionalGeneration", "VoxtralConfig", options)
    return oracle.save(model, folder)


def of_bytes(text: str) -> list[int]:
    return [40 + byte for byte in text.encode()]


def test_conversations_of_voxtral(mistral: Path, tmp_path: Path) -> None:
    """The ids that mistral-common gives, checked by hand against its version 1.13."""
    processor = AutoProcessor.from_pretrained(mistral)
    assert isinstance(processor, VoxtralProcessor)
    first, second = recording(tmp_path, 5000), recording(tmp_path, 40000)
    spoken = [{"type": "audio", "audio": first}, {"type": "audio", "audio": second}]
    texts = [{"type": "text", "text": "And"}, {"type": "text", "text": "so?"}]
    long = [
        {"role": "user", "content": [*spoken, *texts]},
        {"role": "assistant", "content": "Yes. "},
        {"role": "user", "content": "Why?"},
    ]
    short = [{"role": "system", "content": "Hear."}, {"role": "user", "content": "Who?"}]
    found = processor.apply_chat_template([long, short], sampling_rate=RATE)
    sounds = [25, *[24] * 25, 25, *[24] * 50]
    ids = [1, 3, *sounds, *of_bytes("And\n\nso?"), 4, *of_bytes("Yes."), 2]
    assert found["input_ids"][0] == [*ids, 3, *of_bytes("Why?"), 4]
    ids = [1, 17, *of_bytes("Hear."), 18, 3, *of_bytes("Who?"), 4]
    padding = len(found["input_ids"][0]) - len(ids)
    assert found["input_ids"][1] == [11] * padding + ids
    assert found["attention_mask"][1] == [0] * padding + [1] * len(ids)
    assert found["input_features"].shape == (3, 6, 200)  # 1 window, and 2
    found = processor.apply_transcription_request(first, language="en", sampling_rate=RATE)
    ids = [1, 3, 25, *[24] * 25, 4, *of_bytes("lang:en"), 34]
    assert found["input_ids"] == [ids]
    for wrong in ({"role": "tool", "content": "x"}, {"role": "user", "content": [{"type": "x"}]}):
        with pytest.raises(InputError, match="is not supported"):
            processor.apply_chat_template([wrong])
    with pytest.raises(InputError, match="apply_chat_template"):
        processor("a[AUDIO]")


@pytest.mark.parametrize("backend", BACKENDS)
def test_transcripts_of_voxtral(backend: str, mistral: Path, tmp_path: Path) -> None:
    """Of a file of two windows."""
    recording(tmp_path, 40000)
    processor = AutoProcessor.from_pretrained(mistral)
    inputs = processor.apply_transcription_request(
        str(tmp_path / "sound.wav"), language="en", return_tensors="np"
    )
    options: dict[str, Any] = dict(max_new_tokens=12, do_sample=False)
    reference = theirs.VoxtralForConditionalGeneration.from_pretrained(mistral).eval()
    exact = reference.generate(**{k: torch.tensor(v) for k, v in inputs.items()}, **options)
    model = model_class(backend, "AutoModelForSpeechSeq2Seq").from_pretrained(mistral)
    found = np.asarray(model.generate(**inputs, **options))
    assert np.array_equal(found, exact.numpy())
    text = processor.decode(found[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
    assert isinstance(text, str)
    # As `transcribe` does, of a recording of any length.
    network = model_class("numpy", "AutoModelForSpeechSeq2Seq").from_pretrained(mistral)
    whole = transcribe(tmp_path / "sound.wav", network, processor, language="en", **options)
    assert whole.text == text.strip()
