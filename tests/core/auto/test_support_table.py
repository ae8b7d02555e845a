"""The written support table says what the registry and the parity cases say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from auto_core.cli.reports.support import Row

ROOT = Path(__file__).parents[3]
_spec = importlib.util.spec_from_file_location("tables", ROOT / "tools" / "tables.py")
assert _spec is not None and _spec.loader is not None
tables = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tables)

ROWS = [
    Row("bert", "base", "AutoModel", "BertModel", "BertConfig", {}),
    Row("bert", "ctc", "AutoModelForCTC", "BertForCTC", "BertConfig", {}),
]


def test_it_marks_what_a_parity_test_covers() -> None:
    text = tables.document(ROWS, {("BertConfig", "BertModel"), ("OtherConfig", "BertForCTC")})
    assert "| bert | AutoModel | BertModel | ✓ | ✓ | ✓ | ✓ |" in text
    assert "| bert | AutoModelForCTC | BertForCTC | · | · | · | · |" in text
    assert "1 model types, 2 classes on each backend, of which 1 are covered" in text


def test_plugins_of_this_machine_are_left_out() -> None:
    types = {row.model_type for row in tables.built_in_rows()}
    assert "bert" in types and "deep-averaging" not in types
