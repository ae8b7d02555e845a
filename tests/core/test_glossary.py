"""The glossary of CONTRIBUTING: no name in the code has the words that it refuses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("packages", "tests", "examples", "benchmarks", "tools")


def refused() -> dict[str, str]:
    """Words in `code` of the glossary's second column -> what to say instead."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("\n## Words\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+) \| (.+) \|$", section, re.MULTILINE)
    return {word: say for say, instead in rows for word in re.findall(r"`(\w+)`", instead)}


def names(source: str) -> Iterator[tuple[int, str]]:
    """The names that a file gives to something: (line, name)."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr


def offence(name: str, words: dict[str, str]) -> str | None:
    """What to say instead of a name, if it has a refused word: alone if that is a class's."""
    if name in words:
        return words[name]
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    spelled = f"_{'_'.join(parts).lower()}_"
    for allowed in ("_in_place_", "_draw_on_frames_"):  # the latter is an option in files
        spelled = spelled.replace(allowed, "_")
    return next((say for word, say in words.items() if f"_{word}_" in spelled), None)


def test_the_glossary_refuses_words() -> None:
    words = refused()
    for name in ("place", "PLACES", "bestPlaces", "_draw_seed", "Loaded", "test_looking_back"):
        assert offence(name, words), name
    for name in (
        "in_place",
        "draw_on_frames",
        "replace",
        "placement",
        "loaded",
        "drawback",
        "position",
    ):
        assert offence(name, words) is None, name
    found = [name for _, name in names("class Made:\n  def draw(told, at): at.moved = 1")]
    assert found == ["Made", "draw", "told", "at", "moved"]


def test_no_name_has_a_refused_word() -> None:
    words = refused()
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name!r}; say {say}"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, name in names(path.read_text(encoding="utf-8"))
        if (say := offence(name, words))
    ]
    assert not found, "\n".join(found)
