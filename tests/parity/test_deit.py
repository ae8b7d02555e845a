"""DeiT, with and without its teacher's token, against transformers."""

from __future__ import annotations

import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import Case, expected

CASES = architecture("deit").by_id()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "case",
    [CASES["ForImageClassification-classes"], CASES["ForImageClassificationWithTeacher-default"]],
    ids=str,
)
def test_the_auto_class_builds_what_the_checkpoint_was(case: Case, backend: str) -> None:
    name = "AutoModelForImageClassification"
    model = backends.load(backend, name, expected(case).directory)
    assert model.architecture_name() == case.head
