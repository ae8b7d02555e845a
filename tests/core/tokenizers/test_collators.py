"""Data collators give the batches of transformers'."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers

import auto_core
from auto_core.errors import InputError
from auto_core.tensors import to_numpy

TEXTS = ["Where are the untokenizable words?", "Short one.", "A somewhat longer text, of words."]
PACKAGES = {"auto_core": "ndarray", "auto_torch": "Tensor", "auto_tf": "EagerTensor"}


@pytest.fixture(params=["right", "left"])
def pair(request: pytest.FixtureRequest, real_vocabulary: Path) -> tuple[Any, Any]:
    """Our tokenizer and transformers', padding on one side."""
    classes = auto_core.AutoTokenizer, transformers.AutoTokenizer
    ours, theirs = (
        cls.from_pretrained(real_vocabulary, padding_side=request.param) for cls in classes
    )
    return ours, theirs


def same(found: Any, expected: Any) -> None:
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert (found[name] is None) == (value is None)
        if value is not None:
            np.testing.assert_array_equal(to_numpy(found[name]), np.asarray(value), err_msg=name)


def samples(tokenizer: Any, **options: Any) -> list[dict[str, Any]]:
    return [dict(tokenizer(text, **options)) for text in TEXTS]


def both(pair: tuple[Any, Any], name: str, features: Any, **options: Any) -> None:
    ours = getattr(auto_core, name)(pair[0], **options)
    theirs = getattr(transformers, name)(pair[1], return_tensors="np", **options)
    same(ours([dict(x) for x in features]), theirs([dict(x) for x in features]))


@pytest.mark.parametrize("label", ["label", "label_ids"])
def test_padding(pair: tuple[Any, Any], label: str) -> None:
    features = [{**x, label: i} for i, x in enumerate(samples(pair[0]))]
    both(pair, "DataCollatorWithPadding", features)
    both(pair, "DataCollatorWithPadding", features, pad_to_multiple_of=8)
    both(pair, "DataCollatorWithPadding", features, padding="max_length", max_length=30)


def test_labels_of_tokens(pair: tuple[Any, Any]) -> None:
    features = [{**x, "labels": list(range(len(x["input_ids"])))} for x in samples(pair[0])]
    both(pair, "DataCollatorForTokenClassification", features, pad_to_multiple_of=4)
    both(pair, "DataCollatorForTokenClassification", features, label_pad_token_id=-1)
    both(pair, "DataCollatorForTokenClassification", samples(pair[0]))


def test_labels_of_their_own_length(pair: tuple[Any, Any]) -> None:
    features = [{**x, "labels": [5, 6, 7][: i + 1]} for i, x in enumerate(samples(pair[0]))]
    both(pair, "DataCollatorForSeq2Seq", features)
    both(pair, "DataCollatorForSeq2Seq", features, pad_to_multiple_of=4, label_pad_token_id=-5)
    both(pair, "DataCollatorForSeq2Seq", features, padding="max_length", max_length=30)
    both(pair, "DataCollatorForSeq2Seq", samples(pair[0]))


def test_decoder_inputs_of_a_model(real_vocabulary: Path) -> None:
    class Shifts:
        def prepare_decoder_input_ids_from_labels(self, labels: Any) -> Any:
            return labels + 1

    tokenizer = auto_core.BertTokenizer.from_pretrained(real_vocabulary)
    features = [{**x, "labels": [1, 2]} for x in samples(tokenizer)]
    batch = auto_core.DataCollatorForSeq2Seq(tokenizer, model=Shifts())(features)
    np.testing.assert_array_equal(batch["decoder_input_ids"], batch["labels"] + 1)


def test_choices(pair: tuple[Any, Any]) -> None:
    features = [
        {**pair[0]([text, text], ["One", "Another one"]), "label": i}
        for i, text in enumerate(TEXTS)
    ]
    ours = auto_core.DataCollatorForMultipleChoice(pair[0])(features)
    theirs = transformers.DataCollatorForMultipleChoice(pair[1])([dict(x) for x in features])
    same(ours, theirs)


@pytest.mark.parametrize(
    "options",
    [
        dict(mlm=False),
        dict(seed=3),
        dict(seed=3, mlm_probability=0.9, mask_replace_prob=0.3, random_replace_prob=0.5),
        dict(seed=5, mlm_probability=0.6, pad_to_multiple_of=8, random_replace_prob=0),
        dict(seed=5, mask_replace_prob=0, random_replace_prob=1, mlm_probability=0.5),
    ],
)
@pytest.mark.parametrize("special", [False, True])
def test_language_modeling(pair: tuple[Any, Any], options: Any, special: bool) -> None:
    """Token for token, as the same seed chooses them."""
    features = samples(pair[0], return_special_tokens_mask=special)
    both(pair, "DataCollatorForLanguageModeling", features, **options)


def test_whole_words_are_masked(pair: tuple[Any, Any]) -> None:
    features = samples(pair[0], return_offsets_mapping=True)
    collator = auto_core.DataCollatorForLanguageModeling(
        pair[0], whole_word_mask=True, mlm_probability=0.5, seed=1
    )
    several = 0
    for _ in range(20):
        batch = collator([dict(x) for x in features])
        masked = batch["labels"] != -100
        assert (batch["input_ids"][masked] == pair[0].mask_token_id).all()
        for row, x in zip(masked, features, strict=True):
            size = len(x["input_ids"])
            row = row[:size] if pair[0].padding_side == "right" else row[-size:]
            assert not row[0] and not row[-1], "special tokens"
            spans = x["offset_mapping"]
            inside = [i for i in range(2, size - 1) if spans[i][0] == spans[i - 1][1]]
            assert all(row[i] == row[i - 1] for i in inside)
            several += sum(bool(row[i]) for i in inside)
    assert several, "a word of several tokens was masked"


def test_plain_samples() -> None:
    features = [{"x": np.ones((2, 3)), "label": i, "text": "no number", "none": None}
                for i in range(3)]  # fmt: skip
    same(auto_core.default_data_collator(features),
         transformers.default_data_collator(features, return_tensors="np"))  # fmt: skip
    vectors = [{"label_ids": [0.5, 1.0]}, {"label_ids": [2.0, 1.0]}]
    same(auto_core.DefaultDataCollator()(vectors),
         transformers.default_data_collator(vectors, return_tensors="np"))  # fmt: skip


@pytest.mark.parametrize("package", PACKAGES)
def test_tensors_of_the_package(package: str, real_vocabulary: Path) -> None:
    module: Any = __import__(package)
    tokenizer = module.AutoTokenizer.from_pretrained(real_vocabulary)
    collator = pickle.loads(pickle.dumps(module.DataCollatorWithPadding(tokenizer)))
    assert type(collator(samples(tokenizer))["input_ids"]).__name__ == PACKAGES[package]
    assert type(collator(samples(tokenizer), return_tensors="np")["input_ids"]) is np.ndarray


def test_refusals(real_vocabulary: Path) -> None:
    tokenizer = auto_core.BertTokenizer.from_pretrained(real_vocabulary)
    with pytest.raises(InputError, match="mlm_probability is 1.5"):
        auto_core.DataCollatorForLanguageModeling(tokenizer, mlm_probability=1.5)
    with pytest.raises(InputError, match="offset_mapping"):
        auto_core.DataCollatorForLanguageModeling(tokenizer, whole_word_mask=True)(
            samples(tokenizer)
        )
    with pytest.raises(InputError, match="no samples"):
        auto_core.DataCollatorWithPadding(tokenizer)([])
    tokenizer.mask_token = None
    with pytest.raises(InputError, match="mlm=False"):
        auto_core.DataCollatorForLanguageModeling(tokenizer)
