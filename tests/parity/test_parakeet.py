"""Parakeet: recordings in, text out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import oracle
from parity.backends import BACKENDS, model_class
from parity.test_speech_tasks import RATE, recording
from parity.waves import waveform
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from auto_core import AutoFeatureExtractor, AutoProcessor
from auto_core.errors import InputError
from auto_core.processors.feature_types import ParakeetFeatureExtractor
from auto_core.tokenizers.ctc import ParakeetTokenizer

theirs: Any = oracle.transformers


@pytest.mark.parametrize(
    "options",
    [
        {},
        dict(feature_size=20, n_fft=256, win_length=256, hop_length=100, preemphasis=None),
        dict(feature_size=12, n_fft=300, win_length=151, hop_length=64, sampling_rate=8000),
    ],
)
def test_features_are_those_of_transformers(options: dict[str, Any], tmp_path: Path) -> None:
    reference = theirs.ParakeetFeatureExtractor(**options)
    reference.save_pretrained(tmp_path)
    ours = AutoFeatureExtractor.from_pretrained(tmp_path)
    assert isinstance(ours, ParakeetFeatureExtractor)
    rng = np.random.default_rng(0)
    sounds = [waveform(rng, n) for n in (9001, 4000, 701)]
    rate = options.get("sampling_rate", RATE)
    calls: list[dict[str, Any]] = [{}, dict(max_length=9600, padding="max_length")]
    for call in [*calls, dict(pad_to_multiple_of=512)]:
        exact = reference(sounds, sampling_rate=rate, return_tensors="np", **call)
        found = ours(sounds, sampling_rate=rate, return_tensors="np", **call)
        assert np.array_equal(found["attention_mask"], exact["attention_mask"])
        assert np.allclose(found["input_features"], exact["input_features"], atol=2e-3)
        worst = np.abs(found["input_features"] - exact["input_features"]).mean()
        assert worst < 1e-4  # transformers computes in float32
    one = ours(sounds[0], sampling_rate=rate, return_tensors="np")["input_features"]
    exact = reference(sounds[0], sampling_rate=rate, return_tensors="np")["input_features"]
    assert np.allclose(one, exact, atol=2e-3)


def test_features_that_are_refused() -> None:
    with pytest.raises(InputError, match="win_length is 400"):
        ParakeetFeatureExtractor(n_fft=256)
    with pytest.raises(InputError, match="preemphasis is 'x'"):
        ParakeetFeatureExtractor(preemphasis="x")
    with pytest.raises(InputError, match="at least 320"):
        ParakeetFeatureExtractor()(np.zeros(100, np.float32), sampling_rate=RATE)


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Parakeet of letters."""
    folder = tmp_path_factory.mktemp("parakeet")
    names = ["<unk>", "▁", *"abcdefghijklmnop", "<pad>"]
    rust = Tokenizer(models.BPE({n: i for i, n in enumerate(names)}, [], unk_token="<unk>"))
    rust.pre_tokenizer = pre_tokenizers.Metaspace()
    rust.decoder = decoders.Metaspace()
    tokenizer = theirs.ParakeetTokenizer(
        tokenizer_object=rust, unk_token="<unk>", pad_token="<pad>"
    )
    extractor = theirs.ParakeetFeatureExtractor(feature_size=16)
    theirs.ParakeetProcessor(extractor, tokenizer).save_pretrained(folder)
    encoder = dict(
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=30,
        subsampling_conv_channels=4,
        subsampling_factor=4,
        num_mel_bins=16,
        conv_kernel_size=5,
    )
    options = dict(encoder_config=encoder, vocab_size=len(names), pad_token_id=len(names) - 1)
    model = oracle.reference("ParakeetForCTC", "ParakeetCTCConfig", options)
    return oracle.save(model, folder)


@pytest.mark.parametrize("backend", BACKENDS)
def test_transcripts(backend: str, letters: Path, tmp_path: Path) -> None:
    sounds = [recording(tmp_path, n) for n in (9000, 5000)]
    reference = theirs.ParakeetProcessor.from_pretrained(letters)
    model = theirs.ParakeetForCTC.from_pretrained(letters).eval()
    inputs = reference(sounds, sampling_rate=RATE, return_tensors="pt")
    with torch.no_grad():
        exact = model.generate(**inputs)
    processor = AutoProcessor.from_pretrained(letters)
    assert isinstance(processor.tokenizer, ParakeetTokenizer)
    ours = model_class(backend, "AutoModelForCTC").from_pretrained(letters)
    given = processor(audio=sounds, sampling_rate=RATE, return_tensors="np")
    found = ours.generate(**given, return_dict_in_generate=True)
    ids = np.asarray(found.sequences)
    assert np.array_equal(ids, exact.numpy())
    assert (ids[1, -1], found.logits.shape[:2]) == (model.config.pad_token_id, ids.shape)
    texts = processor.batch_decode(ids)
    assert texts == reference.batch_decode(exact)
    assert len(set(texts[0])) > 2
    ungrouped = processor.batch_decode(ids, group_tokens=False)
    assert ungrouped == reference.batch_decode(exact, group_tokens=False)


def test_labels(letters: Path, tmp_path: Path) -> None:
    sounds = [recording(tmp_path, n) for n in (9000, 5000)]
    reference, ours = (
        theirs.ParakeetProcessor.from_pretrained(letters),
        AutoProcessor.from_pretrained(letters),
    )
    text = ["abc de", "f"]
    exact = reference(sounds, text, sampling_rate=RATE)
    found = ours(audio=sounds, text=text, sampling_rate=RATE, return_tensors="np")
    assert set(found) == set(exact)
    for name in ("labels", "decoder_input_ids"):
        assert np.array_equal(found[name], exact[name].numpy())
    assert ours.model_input_names == reference.model_input_names


@pytest.mark.parametrize("kind", [None, "ctc", "rnnt", "tdt"])
def test_timestamps(kind: str | None, tmp_path: Path) -> None:
    names = ["<unk>", "<pad>", "▁", *"abcdefgh.,", "é", "<blank>"]
    rust = Tokenizer(models.BPE({n: i for i, n in enumerate(names)}, [], unk_token="<unk>"))
    rust.pre_tokenizer = pre_tokenizers.Metaspace()
    rust.decoder = decoders.Metaspace()
    tokenizer = theirs.ParakeetTokenizer(
        tokenizer_object=rust, unk_token="<unk>", pad_token="<pad>"
    )
    tokenizer.add_tokens(["<blank>"], special_tokens=True)
    extractor = theirs.ParakeetFeatureExtractor(feature_size=16, hop_length=120)
    reference = theirs.ParakeetProcessor(extractor, tokenizer, decoder_type=kind)
    reference.save_pretrained(tmp_path)
    ours = AutoProcessor.from_pretrained(tmp_path)
    assert (ours.decoder_type, ours.blank_token) == (kind, "<blank>")
    rng = np.random.default_rng(0)
    ids, spans = rng.integers(1, len(names), (3, 30)), rng.integers(0, 4, (3, 30))
    ids[:, 3] = ids[:, 4]
    options = dict(skip_special_tokens=True)
    wanted = reference.decode(torch.tensor(ids), durations=torch.tensor(spans), **options)
    found = ours.decode(ids, durations=spans, **options)
    assert found == wanted
    assert ours.decode(ids[0], **options) == reference.decode(ids[0].tolist(), **options)
    assert ours.batch_decode(ids, **options) == reference.batch_decode(ids, **options)
    ours.save_pretrained(tmp_path / "saved")
    again = theirs.ParakeetProcessor.from_pretrained(tmp_path / "saved")
    assert again.decoder_type == kind
    text = ["ab", "c"]
    sounds = [waveform(rng, n) for n in (4000, 3000)]
    exact = reference(sounds, text, sampling_rate=RATE)
    given = ours(audio=sounds, text=text, sampling_rate=RATE, return_tensors="np")
    assert np.array_equal(given["decoder_input_ids"], exact["decoder_input_ids"].numpy())
    assert given["decoder_input_ids"][0, 0] == len(names) - 1
