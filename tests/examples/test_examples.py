"""Every Auto class has an example on each framework, and each runs, here on a tiny repository."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from examples.repositories import PROGRAMS, vocoder
from parity.backends import BACKENDS, PACKAGES

from auto_core.auto.tasks import TASKS
from auto_core.errors import InputError

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
FOLDERS = {"torch": "torch", "tf": "tensorflow", "flax": "flax"}
NAMES = [task.key.replace("-", "_") for task in TASKS]


@pytest.mark.parametrize("backend", FOLDERS)
def test_every_class_has_an_example(backend: str) -> None:
    assert set(NAMES) <= set(PROGRAMS)
    programs = EXAMPLES / FOLDERS[backend]
    assert {path.stem for path in programs.iterdir() if path.suffix == ".py"} == set(NAMES)
    package, prefix = PACKAGES[backend]
    for name, task in zip(NAMES, TASKS, strict=True):
        code = (programs / f"{name}.py").read_text()
        assert f"({prefix}{task.name})" in code.splitlines()[0], f"{name} names another class"
        assert f"from {package} import" in code, f"{name} is another framework's"


def test_the_list_has_every_example() -> None:
    page = (EXAMPLES / "README.md").read_text()
    missing = {
        link
        for folder in FOLDERS.values()
        for name in NAMES
        if f"]({(link := f'{folder}/{name}.py')})" not in page
    }
    assert not missing


@pytest.fixture
def _one_graph(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """JAX compiles each primitive of an eager call by itself, which takes four times as long."""
    if backend != "flax":
        return
    import jax
    from flax import nnx

    from auto_flax.pretrained import FlaxPreTrainedModel

    eager = FlaxPreTrainedModel._compute

    def compute(model: Any, function: Callable[[Any], Any]) -> Any:
        if isinstance(next(model.slots()).variable.get_value(), jax.core.Tracer):
            return eager(model, function)  # part of another graph
        try:
            return nnx.jit(function)(model)
        except (jax.errors.JAXTypeError, InputError):  # values decide shapes, or Python branches
            return eager(model, function)

    monkeypatch.setattr(FlaxPreTrainedModel, "_compute", compute)


@pytest.mark.filterwarnings("ignore:.*AutoModelWithLMHead is deprecated")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("backend", [name for name in FOLDERS if name in BACKENDS])
@pytest.mark.usefixtures("_one_graph")
def test_example(
    backend: str,
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
    program = EXAMPLES / FOLDERS[backend] / f"{name}.py"
    monkeypatch.setattr(sys, "argv", [str(program), *arguments])
    monkeypatch.chdir(ROOT)  # where the samples are
    runpy.run_path(str(program), run_name="__main__")
    assert capsys.readouterr().out.strip()
