"""Texts and times of recordings: windows of CTC, Whisper's own times, and the command."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from auto_core import AutoConfig, AutoProcessor
from auto_core.cli.app import app
from auto_core.errors import InputError
from auto_core.transcribing import Segment, Transcript, _quiet_end, transcribe
from auto_torch import AutoModelForCTC, AutoModelForRNNT, AutoModelForTDT

LETTERS = ["<pad>", "<s>", "</s>", "<unk>", "|", *"abcdefgh"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny wav2vec 2.0 with a tokenizer of letters and a feature extractor."""
    import transformers

    path = tmp_path_factory.mktemp("ctc")
    config = transformers.Wav2Vec2Config(
        vocab_size=len(LETTERS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        conv_dim=(8, 8),
        conv_kernel=(8, 4),
        conv_stride=(8, 4),
        num_conv_pos_embeddings=4,
        num_conv_pos_embedding_groups=2,
        initializer_range=1.0,
    )
    transformers.set_seed(0)
    transformers.Wav2Vec2ForCTC(config).save_pretrained(path)
    (path / "vocab.json").write_text(json.dumps({k: i for i, k in enumerate(LETTERS)}))
    (path / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "Wav2Vec2CTCTokenizer", "do_lower_case": False})
    )
    (path / "preprocessor_config.json").write_text(
        json.dumps(
            {
                "feature_extractor_type": "Wav2Vec2FeatureExtractor",
                "sampling_rate": 800,
                "do_normalize": False,
            }
        )
    )
    return path


@pytest.fixture(scope="module", params=["rnnt", "tdt"])
def transducer(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Parakeet with a tokenizer of words."""
    import tokenizers
    import torch

    path = tmp_path_factory.mktemp(request.param)
    words = ["<unk>", "<pad>", *(f"\u2581{a}" for a in "abcdefgh"), *"ijkl", ".", "<blank>"]
    encoder = dict(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        subsampling_conv_channels=4,
        num_mel_bins=16,
    )
    config = AutoConfig.for_model(
        f"parakeet_{request.param}",
        encoder_config=encoder,
        vocab_size=len(words),
        blank_token_id=len(words) - 1,
        pad_token_id=1,
        decoder_hidden_size=8,
    )
    torch.manual_seed(0)
    auto = {"rnnt": AutoModelForRNNT, "tdt": AutoModelForTDT}[request.param]
    model = auto.from_config(config)
    with torch.no_grad():
        model.joint.head.weight.mul_(40)
        model.joint.head.bias[:2] = -1e4  # special tokens are no text
    model.save_pretrained(path)
    made = tokenizers.Tokenizer(
        tokenizers.models.Unigram([(word, -1.0) for word in words], unk_id=0, byte_fallback=False)
    )
    made.decoder = tokenizers.decoders.Metaspace()
    made.add_special_tokens(["<unk>", "<pad>", "<blank>"])
    made.save(str(path / "tokenizer.json"))
    kinds = {
        "tokenizer_config.json": {"tokenizer_class": "ParakeetTokenizer", "pad_token": "<pad>"},
        "preprocessor_config.json": {
            "feature_extractor_type": "ParakeetFeatureExtractor",
            "feature_size": 16,
        },
        "processor_config.json": {
            "processor_class": "ParakeetProcessor",
            "decoder_type": request.param,
        },
    }
    for name, content in kinds.items():
        (path / name).write_text(json.dumps(content))
    return path


def test_transducers(transducer: Path) -> None:
    """Text and times of each window are those of the reference's processor."""
    import transformers

    processor = AutoProcessor.from_pretrained(transducer)
    auto = AutoModelForRNNT if transducer.name.startswith("rnnt") else AutoModelForTDT
    model = auto.from_pretrained(transducer)
    wave = np.random.default_rng(3).standard_normal(16000 * 7).astype(np.float32)
    options = {"sampling_rate": 16000, "return_tensors": "pt"}
    found = transcribe(wave, model, processor, chunk_length_s=4, **options)
    theirs = transformers.AutoProcessor.from_pretrained(transducer)
    texts, tokens, start = [], [], 0
    for end in (_quiet_end(wave, 0, 64000, 16000), len(wave)):
        output = model.generate(**processor(wave[start:end], **options))
        text, times = theirs.decode(
            output.sequences, durations=output.durations, skip_special_tokens=True
        )
        texts += [text[0].strip()]
        tokens += [(t["token"], start / 16000 + t["start"], t["end"]) for t in times[0]]
        start = end
    assert found.text == " ".join(texts) and len(found.text) > 20
    spoken = "".join(part.text for part in found.segments).replace(" ", "")
    assert spoken == "".join(token for token, _, _ in tokens).replace(" ", "")
    assert found.segments[0].start == pytest.approx(tokens[0][1])
    starts = [start for _, start, _ in tokens]
    for part in found.segments:
        assert any(part.start == pytest.approx(s) for s in starts) and part.end <= found.seconds
    with pytest.raises(InputError, match="do_sample"):
        transcribe(wave, model, processor, do_sample=True, **options)


def noise(seconds: float) -> np.ndarray:
    rng = np.random.default_rng(3)
    return rng.standard_normal(round(800 * seconds)).astype(np.float32)


def test_one_window_is_what_the_model_says(folder: Path) -> None:
    processor = AutoProcessor.from_pretrained(folder)
    model = AutoModelForCTC.from_pretrained(folder)
    wave = noise(4)
    inputs = processor(wave, sampling_rate=800, return_tensors="pt")
    ids = model(**inputs).logits.argmax(-1)
    found = transcribe(wave, model, processor, sampling_rate=800, return_tensors="pt")
    assert found.text == processor.batch_decode(ids, skip_special_tokens=True)[0].strip()
    assert found.seconds == 4 and found.segments
    assert all(0 <= part.start < part.end <= 4 for part in found.segments)
    starts = [part.start for part in found.segments]
    assert starts == sorted(starts)


def test_windows_are_those_of_transformers(folder: Path) -> None:
    import transformers

    processor = AutoProcessor.from_pretrained(folder)
    model = AutoModelForCTC.from_pretrained(folder)
    wave = noise(11.3)
    found = transcribe(
        wave,
        model,
        processor,
        sampling_rate=800,
        return_tensors="pt",
        chunk_length_s=3,
        stride_length_s=0.6,
    )
    pipe = transformers.pipeline(
        "automatic-speech-recognition",
        model=transformers.Wav2Vec2ForCTC.from_pretrained(folder),
        tokenizer=transformers.Wav2Vec2CTCTokenizer.from_pretrained(folder),
        feature_extractor=transformers.Wav2Vec2FeatureExtractor.from_pretrained(folder),
    )
    theirs = pipe({"raw": wave, "sampling_rate": 800}, chunk_length_s=3, stride_length_s=0.6)
    special = ("<s>", "</s>", "<unk>")  # which its pipeline leaves in the text of CTC
    text = theirs["text"]
    for token in special:
        text = text.replace(token, "")
    assert found.text == text.strip()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"stride_length_s": 2.0, "chunk_length_s": 3}, "leaves nothing"),
        ({"chunk_length_s": 0}, "chunk_length_s"),
        ({"sampling_rate": 16000}, "wants 800"),
        ({"language": "en"}, "takes no language"),
    ],
)
def test_refusals(folder: Path, options: dict[str, Any], message: str) -> None:
    processor = AutoProcessor.from_pretrained(folder)
    model = AutoModelForCTC.from_pretrained(folder)
    options = {"sampling_rate": 800, "return_tensors": "pt", **options}
    with pytest.raises(InputError, match=message):
        transcribe(noise(4), model, processor, **options)


def test_subtitles() -> None:
    parts = [Segment(0.0, 1.5, "a <b> & c"), Segment(3661.0404, 3662, "d")]
    made = Transcript("a d", parts)
    assert made.to_srt() == (
        "1\n00:00:00,000 --> 00:00:01,500\na <b> & c\n\n2\n01:01:01,040 --> 01:01:02,000\nd\n"
    )
    assert made.to_vtt() == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\na &lt;b> &amp; c\n\n"
        "01:01:01.040 --> 01:01:02.000\nd\n"
    )


def write(recording: Path, wave: np.ndarray, rate: int = 800) -> None:
    body = (wave / 8).astype("<f4").tobytes()
    head = struct.pack("<HHIIHH", 3, 1, rate, rate * 4, 4, 32)
    chunks = b"fmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", len(body)) + body
    recording.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)


def test_the_command_with_a_transducer(transducer: Path, tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    write(recording, np.random.default_rng(3).standard_normal(16000 * 2), 16000)
    command = ["transcribe", str(recording), "--model", str(transducer), "--backend", "torch"]
    printed = CliRunner().invoke(app, [*command, "--format", "srt"])
    assert printed.exit_code == 0, printed.stderr
    assert "-->" in printed.stdout


@pytest.mark.parametrize("form", ["text", "srt", "vtt"])
def test_the_command(folder: Path, form: str, tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    write(recording, noise(3))
    command = ["transcribe", str(recording), "--model", str(folder), "--backend", "torch"]
    printed = CliRunner().invoke(app, [*command, "--format", form])
    assert printed.exit_code == 0, printed.stderr
    report = json.loads(CliRunner().invoke(app, [*command, "--format", form, "--json"]).stdout)
    assert report["content"] == printed.stdout and report["text"] and report["seconds"] == 3
    output = tmp_path / f"a.{'txt' if form == 'text' else form}"
    CliRunner().invoke(app, [*command, "--output", str(output)])
    assert output.read_text() == printed.stdout
