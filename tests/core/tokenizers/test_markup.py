"""MarkupLM's pages: nodes, paths and ids of transformers."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers

from auto_core.auto.processing import AutoProcessor
from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import InputError, MissingDependencyError

PAGES = [
    """<!DOCTYPE html><html><head><title>The fox</title><script>let a = "<b>";</script></head>
    <body>loose<p>hello <b>world</b> and &amp;amp; more<br>again</p><!-- a comment -->
    <ul><li>one<li>two</li></ul><p>last</p><svg:g xmlns:svg="x">drawn</svg:g>
    <table><tr><td>1</td><td>2</td></tr></table></body></html>tail""",
    "<div><div><div>deep <i>er</i></div></div></div>",
    "no tag at all",
]
TAGS = {"html": 0, "body": 1, "p": 2, "li": 3, "ul": 4, "div": 5}
NODES = [["hello world", "the quick  fox", "a"], ["brown"]]
PATHS = [
    ["/html/body/p[1]", "/html/body/ul/li[2]", "/html/x[1234]/p"],
    ["/div/div/div/div/div/div"],
]


@pytest.fixture
def folder(vocabularies: Path, tmp_path: Path) -> Path:
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(vocabularies / "bytes" / name, tmp_path)
    settings: dict[str, Any] = {"tags_dict": TAGS, "max_depth": 5, "model_max_length": 512}
    settings["tokenizer_class"] = "MarkupLMTokenizer"
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings))
    (tmp_path / "preprocessor_config.json").write_text(
        '{"feature_extractor_type": "MarkupLMFeatureExtractor"}'
    )
    (tmp_path / "config.json").write_text('{"model_type": "markuplm"}')
    return tmp_path


def both(folder: Path) -> tuple[Any, Any]:
    theirs = transformers.MarkupLMTokenizer.from_pretrained(folder)
    extractor = transformers.MarkupLMFeatureExtractor()
    return AutoProcessor.from_pretrained(folder), transformers.MarkupLMProcessor(extractor, theirs)


def same(ours: Any, theirs: Any) -> None:
    assert set(ours.keys()) == set(theirs.keys())
    for key in set(theirs.keys()):
        assert np.array_equal(np.asarray(ours[key]), np.asarray(theirs[key])), key


def test_nodes_and_paths(folder: Path) -> None:
    ours, theirs = both(folder)
    found, expected = ours.feature_extractor(PAGES), theirs.feature_extractor(PAGES)
    assert found["nodes"] == expected["nodes"]
    assert found["xpaths"] == expected["xpaths"]


def test_ids_of_pages_and_of_questions(folder: Path) -> None:
    ours, theirs = both(folder)
    options = dict(padding=True, return_tensors="np")
    same(ours(PAGES[:2], **options), theirs(PAGES[:2], **options))
    same(
        ours(PAGES[:2], questions=["the fox ?", "a"], **options),
        theirs(PAGES[:2], questions=["the fox ?", "a"], **options),
    )
    same(ours(PAGES[1], questions="the fox"), theirs(PAGES[1], questions="the fox"))
    cut = dict(
        padding="max_length",
        truncation="only_second",
        max_length=16,
        stride=3,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        return_tensors="np",
    )
    same(ours(PAGES[0], questions="the fox", **cut), theirs(PAGES[0], questions="the fox", **cut))


@pytest.mark.parametrize("first", [True, False])
def test_nodes_with_labels(folder: Path, first: bool) -> None:
    ours, theirs = both(folder)
    for one in (ours, theirs):
        one.parse_html = False
        one.tokenizer.only_label_first_subword = first
    labels = [[1, 2, 3], [4]]
    given = dict(nodes=NODES, xpaths=PATHS, node_labels=labels, padding=True, return_tensors="np")
    same(ours(**given), theirs(**given))
    single = dict(nodes=NODES[0], xpaths=PATHS[0], node_labels=labels[0])
    same(ours(**single), theirs(**single))
    rows = [ours.tokenizer(n, xpaths=p) for n, p in zip(NODES, PATHS, strict=True)]
    rows = [row.data for row in rows]
    padded = ours.tokenizer.pad(rows, padding_side="left")
    expected = theirs.tokenizer.pad(rows, padding_side="left")
    for key in ("input_ids", "attention_mask", "xpath_tags_seq", "xpath_subs_seq"):
        assert padded[key] == expected[key], key


def test_questions_have_no_labels(folder: Path) -> None:
    """transformers gives their tokens those of nodes."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    options = dict(xpaths=PATHS[0], node_labels=[1, 2, 3])
    found = tokenizer("the fox", NODES[0], **options)
    question = found["input_ids"].index(tokenizer.sep_token_id)
    assert set(found["labels"][:question]) == {-100}
    assert {1, 2, 3} < set(found["labels"])


def test_a_plain_text_and_saved_files(folder: Path) -> None:
    ours, theirs = both(folder)
    same(ours.tokenizer("the quick fox"), theirs.tokenizer("the quick fox"))
    assert ours.tokenizer.tokenize("the fox") == theirs.tokenizer.tokenize("the fox")
    ours.save_pretrained(folder / "saved")
    for again in both(folder / "saved"):
        same(again(PAGES[:2], padding=True), ours(PAGES[:2], padding=True))


def test_wrong_inputs_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    processor = AutoProcessor.from_pretrained(folder)
    with pytest.raises(InputError, match="strings of HTML"):
        processor([3])
    with pytest.raises(InputError, match="html_strings alone"):
        processor(nodes=NODES, xpaths=PATHS)
    with pytest.raises(InputError, match="2 nodes .* but 1 paths"):
        processor.tokenizer(["a", "b"], xpaths=["/p"])
    with pytest.raises(InputError, match="needs a path"):
        processor.tokenizer(["a", "b"])
    with pytest.raises(InputError, match="is no path of a node"):
        processor.tokenizer(["a"], xpaths=["/p[x]"])
    with pytest.raises(InputError, match="max_depth"):
        AutoTokenizer.from_pretrained(folder, max_depth=10**9)
    with pytest.raises(InputError, match="tags_dict"):
        AutoTokenizer.from_pretrained(folder, tags_dict={})
    processor.parse_html = False
    with pytest.raises(InputError, match="pass nodes and xpaths"):
        processor(PAGES)
    processor.parse_html = True
    monkeypatch.setitem(sys.modules, "bs4", None)
    with pytest.raises(MissingDependencyError, match=r"auto-core\[html\]"):
        processor(PAGES)
