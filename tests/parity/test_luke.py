"""LUKE end to end: from a text and spans of it to classes of entities."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from tokenizers import ByteLevelBPETokenizer

import auto_core
from auto_core.errors import InputError

CASES = architecture("luke").by_id()
TEXTS = ["Mary lives in Rome, they say", "Rome is where Mary lives"]
SPANS = [[(0, 4), (14, 18)], [(14, 18), (0, 4)]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("luke")
    tokenizer = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.train_from_iterator(TEXTS, vocab_size=270, special_tokens=special)
    tokenizer.save_model(str(folder))
    entities = {name: i for i, name in enumerate(["[PAD]", "[UNK]", "[MASK]", "[MASK2]"])}
    (folder / "entity_vocab.json").write_text(json.dumps(entities))
    return folder


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("head", "task"),
    [
        ("EntityClassification", "entity_classification"),
        ("EntityPairClassification", "entity_pair_classification"),
        ("EntitySpanClassification", "entity_span_classification"),
    ],
)
def test_from_texts_to_classes(folder: Path, head: str, task: str, backend: str) -> None:
    config = dict(tokenizer_class="LukeTokenizer", task=task, model_max_length=32)
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    case = CASES[f"For{head}-other"]
    model = oracle.reference(case.head, case.config, {**case.options, "vocab_size": 280})
    oracle.save(model, folder)
    spans = [row[:1] for row in SPANS] if task == "entity_classification" else SPANS
    theirs = transformers.LukeTokenizer.from_pretrained(folder)
    given = theirs(TEXTS, entity_spans=spans, padding=True, return_tensors="pt")
    with torch.no_grad():
        truth = model.float()(**given).logits.numpy()
    ours = auto_core.AutoTokenizer.from_pretrained(folder)
    batch = ours(TEXTS, entity_spans=spans, padding=True, return_tensors="np")
    found = backends.load(backend, case.head, folder)
    logits = backends.run(backend, found, dict(batch))["logits"]
    assert difference(logits, truth) < 5 * FLOAT32_TOLERANCE


def test_the_config_says_which_classes() -> None:
    for head, auto in (
        ("ForEntityPairClassification-other", "AutoModelForSequenceClassification"),
        ("ForEntitySpanClassification-other", "AutoModelForTokenClassification"),
    ):
        case = CASES[head]
        model = getattr(auto_core, f"Numpy{auto}").from_pretrained(expected(case).directory)
        assert type(model).__name__ == f"Numpy{case.head}"


def test_entities_are_needed() -> None:
    case = CASES["ForEntityClassification-other"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="entity_ids"):
        model(input_ids=np.array([[0, 5, 2]]))
