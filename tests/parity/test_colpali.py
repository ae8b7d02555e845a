"""ColPali and ColQwen2: files of other versions, and positions of pages' patches."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from safetensors.numpy import load_file, save_file

from auto_core.errors import InputError

# What transformers 5 writes, which is also what was published first -> what others write.
NAMES = {
    "as published": {},
    "transformers 4": {
        "vlm.language_model.model.": "vlm.model.language_model.",
        "vlm.vision_tower.": "vlm.model.vision_tower.",
        "vlm.multi_modal_projector.": "vlm.model.multi_modal_projector.",
    },
    "transformers 5 inside": {"vlm.language_model.model.": "vlm.language_model."},
}
HEADS = {"as published": "vlm.language_model.lm_head.weight"}


@pytest.mark.parametrize("version", NAMES)
def test_names_of_other_versions(version: str, tmp_path: Path) -> None:
    reference = expected(architecture("colpali").by_id()["ForRetrieval-default"])
    shutil.copytree(reference.directory, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "model.safetensors"
    tensors = load_file(file)
    for new, old in NAMES[version].items():
        chosen = [name for name in tensors if name.startswith(new)]
        assert chosen
        for name in chosen:
            tensors[name.replace(new, old, 1)] = tensors.pop(name)
    tensors[HEADS.get(version, "vlm.lm_head.weight")] = np.zeros((67, 24), np.float32)
    save_file(tensors, file, metadata={"format": "pt"})
    model = backends.load("numpy", "ColPaliForRetrieval", tmp_path)
    found = model(**reference.inputs).embeddings
    assert difference(found, reference.exact["embeddings"]) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("row", ["ForRetrieval-default", "ForRetrieval-other"])
def test_positions_are_those_of_rows_and_columns(row: str, backend: str) -> None:
    """As ColQwen2 was trained, and in transformers 4; 5.23 counts tokens."""
    case = architecture("colqwen2").by_id()[row]
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    given = {k: v for k, v in reference.inputs.items() if k != "position_ids"}
    found = np.asarray(backends.call(backend, model, given).embeddings)
    assert difference(found, reference.exact["embeddings"]) <= FLOAT32_TOLERANCE
    counted = np.arange(given["input_ids"].shape[1])[None] * np.ones_like(given["input_ids"])
    other = np.asarray(backends.call(backend, model, given | {"position_ids": counted}).embeddings)
    assert difference(other, reference.exact["embeddings"]) > FLOAT32_TOLERANCE


def test_pages_that_do_not_fit() -> None:
    reference = expected(architecture("colqwen2").by_id()["ForRetrieval-default"])
    model = backends.load("numpy", "ColQwen2ForRetrieval", reference.directory)
    given = reference.inputs
    with pytest.raises(InputError, match="grids are of images"):
        model(**given | {"pixel_values": given["pixel_values"][:, :4]})
    with pytest.raises(InputError, match="without image_grid_thw"):
        model(**given | {"image_grid_thw": None})
    with pytest.raises(InputError, match="tokens, and input_ids have"):
        model(**given | {"image_grid_thw": [[1, 4, 2], [1, 6, 4]]})
