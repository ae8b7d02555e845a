"""Files that transformers 4.57's TensorFlow and Flax classes wrote, with what they computed.

Each archive holds config.json, the weights (every number random), and call.npz: the inputs
`in_*` and an output `out_*` of the class by whose name the archive is called.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest
from parity import backends

from auto_core import AutoConfig
from auto_core.converting import convert

GENUINE = Path(__file__).parent / "genuine"
ARCHIVES = sorted(path.stem for path in GENUINE.glob("*.zip"))
# Variables that follow from the config, which conversion leaves to the class.
COMPUTED = ("relative_position_index:0",)


@pytest.fixture(params=ARCHIVES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def unpacked(name: str, directory: Path) -> Path:
    with zipfile.ZipFile(GENUINE / f"{name}.zip") as archive:
        archive.extractall(directory)
    return directory


def head(name: str) -> str:
    return name.removeprefix("TF").removeprefix("Flax")


def test_they_compute_here_what_they_computed_there(name: str, tmp_path: Path) -> None:
    directory = unpacked(name, tmp_path)
    call = dict(np.load(directory / "call.npz"))
    inputs = {key.removeprefix("in_"): x for key, x in call.items() if key.startswith("in_")}
    (output,) = (key for key in call if key.startswith("out_"))
    model = backends.load("numpy", head(name), directory)
    report = model.loading_report
    assert report.exact and not (report.initialised or report.unused), report
    found = backends.run("numpy", model, inputs)[output.removeprefix("out_")]
    np.testing.assert_allclose(found, call[output], rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("name", [name for name in ARCHIVES if name.startswith("TF")])
def test_a_converted_file_has_the_same_variables(name: str, tmp_path: Path) -> None:
    directory = unpacked(name, tmp_path / "there")
    config = AutoConfig.from_pretrained(directory)
    convert(directory, "safetensors", config, out=tmp_path / "between", architecture=head(name))
    convert(tmp_path / "between", "h5", config, out=tmp_path / "here", architecture=head(name))
    theirs = variables(directory / "tf_model.h5")
    ours = variables(tmp_path / "here" / "tf_model.h5")
    assert ours.keys() == theirs.keys()
    for variable, value in theirs.items():
        np.testing.assert_array_equal(ours[variable], value, err_msg=variable)


def variables(path: Path) -> dict[str, np.ndarray]:
    """Each variable by its name below the model's level; a table's `embeddings` and `weight` are
    one name, as they are to their loader."""
    found: dict[str, np.ndarray] = {}

    def visit(path: str, item: h5py.Group | h5py.Dataset) -> None:
        if isinstance(item, h5py.Dataset) and not path.endswith(COMPUTED):
            name = path.partition("/")[2]  # below the layer
            name = name.partition("/")[2] or name
            found[name.replace("/embeddings:0", "/weight:0")] = item[()]

    with h5py.File(path) as file:
        file.visititems(visit)
    return found
