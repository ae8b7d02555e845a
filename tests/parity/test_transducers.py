"""Parakeet's transducers: what they transcribe, and the loss of the one without durations."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import expected

from auto_core.errors import InputError
from auto_core.models import parakeet_rnnt

pytestmark = pytest.mark.filterwarnings("ignore:Using the model-agnostic default")
theirs: Any = oracle.transformers
KINDS = {"RNNT": "parakeet_rnnt", "TDT": "parakeet_tdt"}


def pair(backend: str, kind: str, name: str, folder: Path, **options: Any) -> tuple[Any, Any, Any]:
    """A model of transformers, ours, and inputs; blanks are likely, as in a trained one."""
    case = architecture(KINDS[kind]).by_id()[f"For{kind}-{name}"]
    reference = expected(case)
    model = getattr(theirs, f"ParakeetFor{kind}").from_pretrained(reference.directory).eval()
    config = model.config
    with torch.no_grad():
        model.joint.head.weight.mul_(3)
        model.decoder.decoder_projector.weight.mul_(4)
        model.joint.head.bias[config.blank_token_id] += 2
    # Without the last, transformers takes durations for tokens.
    settings = dict(
        decoder_start_token_id=config.blank_token_id,
        pad_token_id=config.pad_token_id,
        suppress_tokens=list(range(config.vocab_size, model.joint.head.out_features)) or None,
    )
    model.generation_config = transformers.GenerationConfig(**settings | options)
    model.save_pretrained(folder)
    ours = backends.model_class(backend, f"ParakeetFor{kind}").from_pretrained(folder)
    inputs = {
        key: value
        for key, value in reference.inputs.items()
        if key in ("input_features", "attention_mask")
    }
    return model, ours, inputs


def check(model: Any, ours: Any, inputs: dict[str, Any], **options: Any) -> np.ndarray:
    given = {key: torch.as_tensor(value) for key, value in inputs.items()}
    wanted, found = model.generate(**given, **options), ours.generate(**inputs, **options)
    np.testing.assert_array_equal(np.asarray(found.sequences), wanted.sequences)
    np.testing.assert_array_equal(np.asarray(found.durations), wanted.durations)
    return np.asarray(found.sequences)


@pytest.mark.parametrize("name", ["default", "other"])
@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("backend", BACKENDS)
def test_transcripts(backend: str, kind: str, name: str, tmp_path: Path) -> None:
    model, ours, inputs = pair(backend, kind, name, tmp_path)
    ids = check(model, ours, inputs)
    config = model.config
    assert len(set(ids.ravel().tolist())) > 2 or name == "other"
    assert config.blank_token_id in ids[:, 1:] or name == "other"
    check(model, ours, inputs, max_new_tokens=3)
    del inputs["attention_mask"]
    check(model, ours, inputs)


@pytest.mark.parametrize("kind", list(KINDS))
def test_options(kind: str, tmp_path: Path) -> None:
    model, ours, inputs = pair("torch", kind, "default", tmp_path)
    ids = check(model, ours, inputs)
    token = next(i for i in ids.ravel() if i not in (model.config.blank_token_id, 2))
    check(model, ours, inputs, eos_token_id=int(token))
    more = [*(model.generation_config.suppress_tokens or []), int(token)]
    assert token not in check(model, ours, inputs, suppress_tokens=more)
    with pytest.raises(InputError, match="do_sample is True"):
        ours.generate(**inputs, do_sample=True)
    with pytest.raises(InputError, match="num_beams"):
        ours.generate(**inputs, num_beams=2)
    with pytest.raises(InputError, match="Pass input_features"):
        ours.generate(max_new_tokens=2)


def by_hand(logits: np.ndarray, labels: list[int], blank: int) -> float:
    """The probability of labels, one alignment after the other."""
    frames = logits.shape[0]
    odds = np.exp(logits - np.log(np.exp(logits).sum(-1, keepdims=True)))
    total = 0.0
    for emitted in itertools.combinations(range(frames + len(labels) - 1), len(labels)):
        at, count, odd = 0, 0, 1.0
        for step in range(frames + len(labels) - 1):
            if step in emitted:
                odd *= odds[at, count, labels[count]]
                count += 1
            else:
                odd *= odds[at, count, blank]
                at += 1
        total += odd * odds[frames - 1, len(labels), blank]
    return -np.log(total)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_loss_without_durations(backend: str) -> None:
    """Over all alignments, by label (the reference needs torchaudio)."""
    case = architecture("parakeet_rnnt").by_id()["ForRNNT-default"]
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory)
    labels = np.random.default_rng(2).integers(3, 12, (3, 4))
    labels[1, 3:], labels[2, 2:] = 12, 12
    found = backends.run(backend, model, {**reference.inputs, "labels": labels})
    lengths = [parakeet_frames(n) for n in (90, 61, 48)]
    logits = found["logits"].astype(np.float64)
    nll = [
        by_hand(row[:frames], [int(i) for i in label if i != 12], 12)
        for row, frames, label in zip(logits, lengths, labels, strict=True)
    ]
    np.testing.assert_allclose(found["loss"], sum(nll) / 9, rtol=1e-4)


def parakeet_frames(length: int) -> int:
    for _ in range(3):
        length = (length - 1) // 2 + 1
    return length


def test_what_is_missing() -> None:
    case = architecture("parakeet_rnnt").by_id()["ForRNNT-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    assert isinstance(model, parakeet_rnnt.ParakeetForRNNT)
    with pytest.raises(InputError, match="Pass decoder_input_ids"):
        model(expected(case).inputs["input_features"])
    outputs = model.get_audio_features(expected(case).inputs["input_features"])
    ids = expected(case).inputs["decoder_input_ids"]
    again = model(decoder_input_ids=ids, encoder_outputs=outputs)
    whole = model(expected(case).inputs["input_features"], decoder_input_ids=ids)
    np.testing.assert_array_equal(again.logits, whole.logits)
