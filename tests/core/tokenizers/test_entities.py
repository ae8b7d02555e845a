"""LUKE's and mLUKE's tokenizers: the entities of texts, as transformers gives them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers

from auto_core import AutoTokenizer
from auto_core.errors import InputError, UnknownArgumentError

TEXT = "The quick brown fox jumps over the lazy dog"
OTHER = "Hello world, how are you today?"
SPANS = [(4, 19), (35, 43)]  # "quick brown fox", "lazy dog"
VOCABULARY = {"[PAD]": 0, "[UNK]": 1, "[MASK]": 2, "[MASK2]": 3, "Fox": 4, "Dog": 5}
CASES: list[tuple[str | None, tuple[Any, ...], dict[str, Any]]] = [
    (None, (TEXT,), {}),
    (None, (TEXT, OTHER), {}),
    (None, (TEXT,), dict(entity_spans=SPANS)),
    (None, (TEXT,), dict(entity_spans=SPANS, entities=["Dog", "Cat"])),
    (None, (TEXT,), dict(entity_spans=[(0, 3), (4, 9), (0, 9)], return_token_type_ids=True)),
    (None, (TEXT,), dict(entity_spans=SPANS, add_special_tokens=False, return_length=True)),
    (None, (TEXT, OTHER), dict(entity_spans=SPANS, entity_spans_pair=[(6, 11)])),
    (None, ([TEXT, OTHER],), dict(entity_spans=[SPANS, [(6, 11)]], padding=True)),
    (
        None,
        ([TEXT, OTHER],),
        dict(entity_spans=[SPANS, [(6, 11)]], padding="max_length", max_length=50),
    ),
    (
        None,
        ([TEXT, OTHER],),
        dict(
            entity_spans=[SPANS, [(6, 11)]],
            entities=[["Dog", "Fox"], ["Dog"]],
            padding=True,
            padding_side="left",
            return_special_tokens_mask=True,
            pad_to_multiple_of=8,
        ),
    ),
    ("entity_classification", (TEXT,), dict(entity_spans=[(4, 19)])),
    (
        "entity_classification",
        ([TEXT, OTHER],),
        dict(entity_spans=[[(4, 19)], [(6, 11)]], padding="max_length", max_length=45),
    ),
    ("entity_pair_classification", (TEXT,), dict(entity_spans=SPANS)),
    ("entity_pair_classification", (TEXT,), dict(entity_spans=SPANS[::-1])),
    ("entity_span_classification", (TEXT,), dict(entity_spans=[(4, 9), (4, 15), (4, 19)])),
    (
        "entity_span_classification",
        ([TEXT, OTHER],),
        dict(entity_spans=[[(4, 9), (4, 15)], [(6, 11)]], padding=True),
    ),
]
Both = Callable[..., tuple[Any, Any]]


@pytest.fixture
def both(vocabularies: Path, tmp_path: Path) -> Both:
    """(ours, upstream's), LUKE's or mLUKE's."""

    def make(name: str, **config: Any) -> tuple[Any, Any]:
        files = {"bytes/vocab.json": "vocab.json", "bytes/merges.txt": "merges.txt"}
        if name == "MLukeTokenizer":
            files = {"unigram/spm.model": "sentencepiece.bpe.model"}
        for source, target in files.items():
            shutil.copy(vocabularies / source, tmp_path / target)
        (tmp_path / "entity_vocab.json").write_text(json.dumps(VOCABULARY))
        config |= dict(tokenizer_class=name, model_max_length=64)
        (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
        theirs = getattr(transformers, name).from_pretrained(tmp_path)
        return AutoTokenizer.from_pretrained(tmp_path), theirs

    return make


@pytest.mark.parametrize(("task", "texts", "options"), CASES, ids=str)
def test_luke(
    both: Both, tmp_path: Path, task: str | None, texts: tuple[Any, ...], options: dict[str, Any]
) -> None:
    ours, theirs = both("LukeTokenizer", task=task, max_mention_length=12, max_entity_length=5)
    expected = theirs(*texts, **options)
    assert ours(*texts, **options).data == expected.data
    ours.save_pretrained(tmp_path / "saved")
    again = AutoTokenizer.from_pretrained(tmp_path / "saved")
    assert again(*texts, **options).data == expected.data
    for name in ("entity_mask2_token", "entity_token_1", "task", "max_mention_length"):
        assert again.init_kwargs.get(name) == ours.init_kwargs.get(name)


@pytest.mark.parametrize(("task", "texts", "options"), CASES, ids=str)
def test_mluke(
    both: Both, task: str | None, texts: tuple[Any, ...], options: dict[str, Any]
) -> None:
    """The spans as transformers has them; its ids of `<ent>` are other ones, and its pieces."""
    ours, theirs = both("MLukeTokenizer", task=task, max_mention_length=12, max_entity_length=5)
    expected, found = theirs(*texts, **options), ours(*texts, **options)
    assert found.keys() == expected.keys()
    for name in set(expected) - {"input_ids", "token_type_ids"}:
        assert found[name] == expected[name], name
    if task is None:
        pieces = transformers.XLMRobertaTokenizer.from_pretrained(ours.name_or_path)
        assert ours(texts[0])["input_ids"] == pieces(texts[0])["input_ids"]


def test_truncation(both: Both) -> None:
    """As in 4.57: transformers 5.23 has lost the function that does it."""
    ours, _ = both("LukeTokenizer", max_mention_length=6, max_entity_length=5)
    whole = ours(TEXT, OTHER, entity_spans=SPANS, entity_spans_pair=[(0, 5), (6, 11)])
    first, second = (
        len(ours(text, add_special_tokens=False)["input_ids"]) for text in (TEXT, OTHER)
    )
    assert len(whole["input_ids"]) == first + second + 4
    options = dict(entity_spans=SPANS, entity_spans_pair=[(0, 5), (6, 11)], truncation=True)
    few = ours(TEXT, OTHER, max_entity_length=3, **options)
    assert few["entity_position_ids"] == whole["entity_position_ids"][:3]
    fewer = ours(TEXT, OTHER, max_entity_length=1, **options)
    assert fewer["entity_position_ids"] == whole["entity_position_ids"][:1]
    # Without its last tokens, a text has lost its last entity.
    short = ours(TEXT, entity_spans=SPANS, truncation=True, max_length=first + 1)
    assert short["entity_position_ids"] == whole["entity_position_ids"][:1]
    length = len(whole["input_ids"]) - 1
    for cut, kept in (("only_first", [0, 2, 3]), ("only_second", [0, 1, 2, 3])):
        found = ours(TEXT, OTHER, max_length=length, **options | dict(truncation=cut))
        back = 1 if cut == "only_first" else 0
        expected = [whole["entity_position_ids"][i] for i in kept]
        expected[-2:] = [[p - back * (p > 0) for p in row] for row in expected[-2:]]
        assert found["entity_position_ids"] == expected


def test_collating(both: Both) -> None:
    ours, theirs = both("LukeTokenizer", max_mention_length=6)
    items = [(TEXT, SPANS), (OTHER, [(6, 11)])]
    rows = [ours(text, entity_spans=spans) for text, spans in items]
    found = ours.pad(rows, return_tensors="np")
    expected = theirs([TEXT, OTHER], entity_spans=[SPANS, [(6, 11)]], padding=True)
    for name in ("input_ids", "entity_ids", "entity_position_ids", "entity_attention_mask"):
        np.testing.assert_array_equal(found[name], expected[name])


def test_texts_that_contain_names_of_entities(both: Both) -> None:
    """[MASK2] is an entity, and no token."""
    ours, _ = both("LukeTokenizer")
    assert "[MASK2]" not in ours.get_vocab()
    assert ours.convert_tokens_to_ids(["<ent>", "<ent2>"]) == [420, 421]


@pytest.mark.parametrize(
    ("task", "options", "message"),
    [
        (None, dict(entity_spans=[4, 19]), "pairs"),
        (None, dict(entity_spans=[(4, 99)]), r"\(4, 99\) lies outside"),
        (None, dict(entity_spans=SPANS, entities=["Fox"]), "2 entity_spans and 1 entities"),
        ("entity_classification", dict(entity_spans=SPANS), "asks for 1"),
        ("entity_pair_classification", dict(entity_spans=[(4, 19)]), "asks for 2"),
        ("entity_span_classification", dict(entity_spans=[]), "one or more"),
    ],
)
def test_spans_that_are_none(
    both: Both, task: str | None, options: dict[str, Any], message: str
) -> None:
    ours, _ = both("LukeTokenizer", task=task)
    with pytest.raises(InputError, match=message):
        ours(TEXT, **options)


def test_options_that_do_not_go_with_entities(both: Both) -> None:
    ours, _ = both("LukeTokenizer")
    with pytest.raises(UnknownArgumentError, match="return_offsets_mapping"):
        ours(TEXT, entity_spans=SPANS, return_offsets_mapping=True)
    with pytest.raises(InputError, match="1 texts, and 2"):
        ours([TEXT], entity_spans=[SPANS, SPANS])
    with pytest.raises(InputError, match="task='ner' is unknown"):
        AutoTokenizer.from_pretrained(ours.name_or_path, task="ner")
