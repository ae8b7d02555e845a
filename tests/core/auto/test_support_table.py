"""The written support table says what the registry and the parity cases say."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_it_is_not_stale() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "tables.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_it_marks_what_a_parity_test_covers() -> None:
    text = tables.document(ROWS, {("BertConfig", "BertModel"), ("OtherConfig", "BertForCTC")})
    assert "| bert | AutoModel | BertModel | ✓ | ✓ | ✓ | ✓ |" in text
    assert "| bert | AutoModelForCTC | BertForCTC | · | · | · | · |" in text
    assert "1 model types, 2 classes on each backend, of which 1 are covered" in text
    assert "| bert | base, ctc · |" in tables.section(ROWS, {("BertConfig", "BertModel")})


@pytest.mark.parametrize(
    "text", ["# x\n\n<!-- support table: begin -->\nold\n<!-- support table: end -->\n", "# x\n"]
)
def test_the_section_is_put_between_its_markers(text: str) -> None:
    once = tables.with_section(text, "new")
    assert re.search(r"begin -->\nnew\n<!-- support table: end", once) and "old" not in once
    assert tables.with_section(once, "new") == once


def test_plugins_of_this_machine_are_left_out() -> None:
    types = {row.model_type for row in tables.built_in_rows()}
    assert "bert" in types and "deep-averaging" not in types
