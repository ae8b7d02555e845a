"""The rules of the design that a reader could break without noticing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGES = Path(__file__).parent.parent.parent / "packages"
CORE = PACKAGES / "auto-core" / "src" / "auto_core"
FOLDERS = ("models", "blocks", "generation")  # read once per framework
READ_PER_FRAMEWORK = [path for folder in FOLDERS for path in CORE.glob(f"{folder}/*.py")]
ONCE = [path for path in CORE.rglob("*.py") if path not in READ_PER_FRAMEWORK]
ARCHITECTURES = [
    path
    for folder in ("models", "blocks")
    for path in CORE.glob(f"{folder}/*.py")
    if path.name != "__init__.py"
]
# Which of the other folders the files of each may import, so that there is no loop between them.
SEEN_BY = {"blocks": set(), "models": {"blocks"}, "generation": {"blocks"}}
FOREIGN = {
    "auto-core": {"torch", "tensorflow", "keras", "jax", "flax", "optree"},
    "auto-torch": {"tensorflow", "keras", "jax", "flax"},
    "auto-tf": {"torch", "jax", "flax", "tf_keras"},
    "auto-flax": {"torch", "tensorflow", "keras"},
}
# Where a user's own tensors are made or recognised, on request.
ON_REQUEST = {CORE / "tensors.py", CORE / "tokenizers" / "padding.py"}


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGES))


def imports(path: Path) -> list[ast.Import | ast.ImportFrom]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


@pytest.mark.parametrize("path", READ_PER_FRAMEWORK, ids=name)
def test_relative_imports_are_the_vocabulary_and_siblings(path: Path) -> None:
    """These files mean another framework under each adapter; what is shared is absolute."""
    for node in imports(path):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level == 0:
            assert not (node.module or "").startswith(("auto_core.nn", "auto_core.ops")), (
                node.module
            )
            for folder in FOLDERS:
                assert not (node.module or "").startswith(f"auto_core.{folder}"), node.module
        if node.level == 2:
            allowed = {"nn", "ops"} | SEEN_BY[path.parent.name]
            found = {node.module.split(".")[0]} if node.module else {a.name for a in node.names}
            assert found <= allowed, ast.unparse(node)
        assert node.level <= 2, ast.unparse(node)


@pytest.mark.parametrize("path", sorted(CORE.glob("models/*.py")), ids=name)
def test_models_holds_model_types_alone(path: Path) -> None:
    """What architectures share is in blocks; a file name here is a model type."""
    assert path.name == "__init__.py" or not path.name.startswith("_")


@pytest.mark.parametrize("path", ONCE, ids=name)
def test_everything_else_in_the_core_is_imported_absolutely(path: Path) -> None:
    relative = [n for n in imports(path) if isinstance(n, ast.ImportFrom) and n.level]
    assert not relative, [ast.unparse(node) for node in relative]


@pytest.mark.parametrize("package", FOREIGN)
def test_no_package_imports_a_foreign_framework(package: str) -> None:
    for path in (PACKAGES / package / "src").rglob("*.py"):
        if path in ON_REQUEST:
            continue
        for node in imports(path):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            roots = {module.partition(".")[0] for module in modules}
            others = {other.replace("-", "_") for other in FOREIGN} - {"auto_core"}
            others -= {package.replace("-", "_")}
            assert not roots & (FOREIGN[package] | others | {"transformers"}), (path, roots)


@pytest.mark.parametrize("path", ARCHITECTURES, ids=name)
def test_architectures_ask_for_sizes_by_ops(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "shape":
            assert ast.unparse(node) == "ops.shape", f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", ARCHITECTURES, ids=name)
def test_forward_has_no_reserved_arguments(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "forward":
            given = {a.arg for a in [*node.args.args, *node.args.kwonlyargs]}
            assert not given & {"mask", "training"}, f"line {node.lineno}"


@pytest.mark.parametrize("path", sorted(PACKAGES.glob("*/pyproject.toml")), ids=name)
def test_versions_and_pins_agree(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"$', text, re.MULTILINE)
    assert version is not None
    import auto_core

    assert version[1] == auto_core.__version__
    for pin in re.findall(r'"auto-core>=([\d.]+)', text):
        assert pin == auto_core.__version__


def _folder(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _imported_when_loaded(path: Path) -> set[str]:
    """Modules of auto_core that a file imports as it is read, not within functions or for types."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("auto_core"):
            own = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= (
                {node.module or "", *own} if node.module == "auto_core" else {node.module or ""}
            )
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("auto_core.")}
    return found


def test_folders_of_the_core_import_each_other_in_one_direction() -> None:
    edges: dict[str, set[str]] = {}
    for path in ONCE:
        folder = path.relative_to(CORE).parts[0].removesuffix(".py")
        others = {_folder(module) for module in _imported_when_loaded(path)} - {folder, ""}
        edges.setdefault(folder, set()).update(others)

    def reached(folder: str, seen: set[str]) -> set[str]:
        for other in edges.get(folder, set()) - seen:
            seen.add(other)
            reached(other, seen)
        return seen

    loops = {folder for folder in edges if folder in reached(folder, set())}
    assert not loops


def test_configs_and_the_registry_never_ask_the_auto_classes() -> None:
    for folder in ("configs", "registry"):
        for path in CORE.glob(f"{folder}/*.py"):
            for node in imports(path):
                module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
                assert not (module or "").startswith("auto_core.auto"), path
