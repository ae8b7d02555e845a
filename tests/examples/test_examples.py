"""Every Auto class has an example, and each runs, here on a tiny repository with random weights."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest
from examples.repositories import PROGRAMS, vocoder

from auto_core.auto.tasks import TASKS

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_every_class_has_an_example() -> None:
    assert {task.key.replace("-", "_") for task in TASKS} <= set(PROGRAMS)
    for task in TASKS:
        program = EXAMPLES / f"{task.key.replace('-', '_')}.py"
        assert f"({task.name})" in program.read_text(), f"{program} does not show {task.name}"


@pytest.mark.filterwarnings("ignore:AutoModelWithLMHead is deprecated")
@pytest.mark.parametrize("name", [task.key.replace("-", "_") for task in TASKS])
def test_example(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for part in PROGRAMS[name]:
        part(tmp_path)
    arguments = [str(tmp_path)]
    if name == "text_to_spectrogram":
        arguments.append(str(tmp_path / "vocoder"))
        vocoder(tmp_path / "vocoder")
    program = EXAMPLES / f"{name}.py"
    monkeypatch.setattr(sys, "argv", [str(program), *arguments])
    monkeypatch.syspath_prepend(EXAMPLES)
    runpy.run_path(str(program), run_name="__main__")
    assert capsys.readouterr().out.strip()
