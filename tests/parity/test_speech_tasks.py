"""Speech recognition and audio classification of WAV files: processor, model and decoding."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import oracle
from parity.backends import BACKENDS, model_class
from parity.waves import waveform

from auto_core import AutoConfig, AutoFeatureExtractor, AutoProcessor

RATE = 16000
theirs: Any = oracle.transformers


def recording(folder: Path, samples: int) -> np.ndarray:
    """What a 16-bit WAV file of so many samples holds."""
    path = folder / "sound.wav"
    sound = waveform(np.random.default_rng(0), samples)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(samples), "<i2").astype(np.float32) / 32768


def numpy(x: Any) -> np.ndarray:
    return x.detach().numpy() if hasattr(x, "detach") else np.asarray(x)


ENCODER = dict(
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    conv_dim=(8, 10),
    conv_kernel=(10, 8),
    conv_stride=(8, 8),
    num_conv_pos_embeddings=4,
    num_conv_pos_embedding_groups=2,
)


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wav2vec2 of characters."""
    folder = tmp_path_factory.mktemp("letters")
    names = ["<pad>", "<s>", "</s>", "<unk>", "|", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ'"]
    (folder / "vocab.json").write_text(json.dumps({n: i for i, n in enumerate(names)}))
    tokenizer = theirs.Wav2Vec2CTCTokenizer(str(folder / "vocab.json"))
    extractor = theirs.Wav2Vec2FeatureExtractor(return_attention_mask=True)
    theirs.Wav2Vec2Processor(extractor, tokenizer).save_pretrained(folder)
    options = ENCODER | {"vocab_size": len(names)}
    model = oracle.reference("Wav2Vec2ForCTC", "Wav2Vec2Config", options)
    with torch.no_grad():
        model.lm_head.weight *= 4
    return oracle.save(model, folder)


@pytest.mark.parametrize("backend", BACKENDS)
def test_characters(backend: str, letters: Path, tmp_path: Path) -> None:
    sounds = [recording(tmp_path, n) for n in (2400, 1500)]
    call: dict[str, Any] = dict(sampling_rate=RATE, padding=True)
    processor = theirs.Wav2Vec2Processor.from_pretrained(letters)
    with torch.no_grad():
        inputs = processor(sounds, return_tensors="pt", **call)
        logits = theirs.Wav2Vec2ForCTC.from_pretrained(letters).eval()(**inputs).logits
    exact = processor.batch_decode(logits.argmax(-1), output_char_offsets=True)
    assert len(set(exact.text[0])) > 3

    processor = AutoProcessor.from_pretrained(letters)
    model = model_class(backend, "AutoModelForCTC").from_pretrained(letters)
    logits = numpy(model(**processor(sounds, return_tensors="np", **call)).logits)
    found = processor.batch_decode(logits.argmax(-1), output_char_offsets=True)
    assert found["text"] == exact.text
    assert found["char_offsets"] == exact.char_offsets


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A Whisper of bytes, whose windows last a second: its files, and transformers' model."""
    folder = tmp_path_factory.mktemp("words")
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    characters = [chr(b) for b in printable] + [chr(256 + i) for i in range(len(others))]
    names = [*characters, "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({n: i for i, n in enumerate(names)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = theirs.WhisperTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))
    special = ["startoftranscript", "en", "de", "translate", "transcribe", "startofprev"]
    special = [f"<|{name}|>" for name in (*special, "nospeech", "notimestamps")]
    tokenizer.add_special_tokens({"additional_special_tokens": special})
    tokenizer.add_tokens([f"<|{i * 0.02:.2f}|>" for i in range(51)])
    extractor = theirs.WhisperFeatureExtractor(feature_size=6, chunk_length=1)
    theirs.WhisperProcessor(extractor, tokenizer).save_pretrained(folder)
    ids = {name: tokenizer.convert_tokens_to_ids(name) for name in special}
    end = tokenizer.convert_tokens_to_ids("<|endoftext|>")
    options = dict(
        vocab_size=len(tokenizer),
        num_mel_bins=6,
        d_model=24,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=40,
        decoder_ffn_dim=40,
        max_source_positions=50,
        max_target_positions=40,
        decoder_start_token_id=ids["<|startoftranscript|>"],
        pad_token_id=end,
        bos_token_id=end,
        eos_token_id=end,
        tie_word_embeddings=False,
    )
    model = oracle.reference("WhisperForConditionalGeneration", "WhisperConfig", options)
    settings = dict(
        suppress_tokens=[*range(94, 256), *ids.values()],
        begin_suppress_tokens=[end],
        is_multilingual=True,
        lang_to_id={name: ids[name] for name in ("<|en|>", "<|de|>")},
        task_to_id={name: ids[f"<|{name}|>"] for name in ("transcribe", "translate")},
        no_timestamps_token_id=ids["<|notimestamps|>"],
        max_initial_timestamp_index=10,
        max_length=20,
    )
    for name, value in settings.items():
        setattr(model.generation_config, name, value)
    return oracle.save(model, folder), model.float()


@pytest.mark.parametrize("backend", BACKENDS)
def test_words_with_times(backend: str, words: tuple[Path, Any], tmp_path: Path) -> None:
    folder, reference = words
    sound = recording(tmp_path, 12000)
    options: dict[str, Any] = dict(language="german", task="translate", return_timestamps=True)
    processor = theirs.WhisperProcessor.from_pretrained(folder)
    inputs = processor(sound, sampling_rate=RATE, return_tensors="pt")
    ids = reference.generate(inputs.input_features, **options)
    exact = processor.batch_decode(ids, decode_with_timestamps=True)
    assert len(set(exact[0])) > 5

    processor = AutoProcessor.from_pretrained(folder)
    inputs = processor(sound, sampling_rate=RATE, return_tensors="np")
    model = model_class(backend, "AutoModelForSpeechSeq2Seq").from_pretrained(folder)
    ids = numpy(model.generate(**inputs, **options))
    assert processor.batch_decode(ids, decode_with_timestamps=True) == exact


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_label(backend: str, tmp_path: Path) -> None:
    options = ENCODER | {"id2label": {i: f"speaker {i}" for i in range(7)}}
    reference = oracle.reference("WavLMForSequenceClassification", "WavLMConfig", options)
    oracle.save(reference, tmp_path)
    theirs.Wav2Vec2FeatureExtractor(return_attention_mask=True).save_pretrained(tmp_path)
    sound = recording(tmp_path, 2400)
    inputs = AutoFeatureExtractor.from_pretrained(tmp_path)(
        sound, sampling_rate=RATE, return_tensors="np"
    )
    model = model_class(backend, "AutoModelForAudioClassification").from_pretrained(tmp_path)
    found = numpy(model(**inputs).logits)
    normed = (sound - sound.mean()) / np.sqrt(sound.var() + 1e-7)
    with torch.no_grad(), pytest.warns(UserWarning, match="mismatched key_padding_mask"):
        exact = reference.float()(
            torch.as_tensor(normed[None]), torch.ones(1, len(sound), dtype=torch.long)
        ).logits
    np.testing.assert_allclose(found, exact.numpy(), atol=1e-4)
    label = AutoConfig.from_pretrained(tmp_path).id2label[int(found.argmax())]
    assert label == reference.config.id2label[int(exact.argmax())]
