"""DPR's reader: passages for a question, and answers from what the model gives for them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers

from auto_core import AutoTokenizer
from auto_core.errors import InputError

TITLES = ["Haddaway", "The dog"]
TEXTS = ["What is love is a song recorded by the artist Haddaway", "The dog sleeps"]


@pytest.fixture
def both(real_vocabulary: Path, tmp_path: Path) -> tuple[Any, Any]:
    shutil.copy(real_vocabulary / "vocab.txt", tmp_path / "vocab.txt")
    config = dict(tokenizer_class="DPRReaderTokenizer", model_max_length=512, do_lower_case=True)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    theirs = transformers.DPRReaderTokenizer.from_pretrained(tmp_path)
    return AutoTokenizer.from_pretrained(tmp_path), theirs


@pytest.mark.parametrize(
    "given",
    [
        dict(questions="what is love?", titles=TITLES, texts=TEXTS),
        dict(questions=["what is love?", "who sleeps"], titles=TITLES, texts=TEXTS, padding=True),
        dict(questions="what", titles="A", texts="b c"),
        dict(questions="what", titles=TITLES, texts=TEXTS, truncation=True, max_length=9),
        dict(questions="what", titles=TITLES, texts=TEXTS, padding="max_length", max_length=30),
        dict(questions="what", titles=TITLES, texts=TEXTS, return_attention_mask=False),
        dict(questions=["what", "who"]),
        dict(questions=["what", "who"], texts=TEXTS, padding=True),
        dict(questions="what", titles="A title"),
    ],
    ids=str,
)
def test_ids(both: tuple[Any, Any], given: dict[str, Any]) -> None:
    ours, theirs = both
    expected = dict(theirs(**given))
    expected.pop("token_type_ids", None)
    assert ours(**given).data == expected


@pytest.mark.parametrize(
    "options", [{}, dict(num_spans=3), dict(max_answer_length=2, num_spans_per_passage=6)], ids=str
)
def test_best_spans(both: tuple[Any, Any], options: dict[str, int]) -> None:
    ours, theirs = both
    given = dict(questions="what is love?", titles=TITLES, texts=TEXTS, padding=True)
    batch = ours(**given, return_tensors="np")
    rng = np.random.default_rng(0)
    logits = [rng.standard_normal(batch["input_ids"].shape) for _ in range(2)]
    output = (*logits, rng.standard_normal(2))
    found = ours.decode_best_spans(batch, output, **options)
    tensors = tuple(torch.from_numpy(x) for x in output)
    expected = theirs.decode_best_spans(theirs(**given, return_tensors="pt"), tensors, **options)
    assert [span[2:] for span in found] == [span[2:] for span in expected]
    scores = [[float(x) for x in span[:2]] for span in expected]
    np.testing.assert_allclose([span[:2] for span in found], scores)


def test_saved_and_refused(both: tuple[Any, Any], tmp_path: Path) -> None:
    ours, _ = both
    ours.save_pretrained(tmp_path / "saved")
    given = dict(questions="what is love?", titles=TITLES, texts=TEXTS)
    for cls in (AutoTokenizer, transformers.DPRReaderTokenizer):
        again = cls.from_pretrained(tmp_path / "saved")
        assert again(**given)["input_ids"] == ours(**given)["input_ids"]
    with pytest.raises(InputError, match="2 titles and 1 texts"):
        ours("what", TITLES, TEXTS[:1])
    with pytest.raises(InputError, match="return_length"):
        ours("what", TITLES, TEXTS, return_length=True)
    assert ours.tokenize("the dog") == ["the", "dog"]
