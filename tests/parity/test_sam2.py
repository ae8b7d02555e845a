"""SAM 2: an image that is encoded once, and files of transformers 4."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import difference, expected
from safetensors.numpy import load_file, save_file

from auto_core import ops
from auto_core.errors import InputError
from auto_core.processors import Sam2ImageProcessor, Sam2Processor

POINTED = architecture("sam2").by_id()["Model-points"]
OWN = "prompt_encoder.shared_embedding.positional_embedding"


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_image_is_encoded_once_and_prompted_again(backend: str) -> None:
    reference = expected(POINTED)
    inputs = dict(reference.inputs)
    model = backends.load(backend, "Sam2Model", reference.directory)
    first = backends.run(backend, model, {"pixel_values": inputs.pop("pixel_values")})
    inputs["image_embeddings"] = [first[f"image_embeddings.{i}"] for i in range(3)]
    again = backends.run(backend, model, inputs)
    assert difference(again["pred_masks"], reference.exact["pred_masks"]) < 1e-5


def test_files_of_transformers_4_have_one_table_of_positions(tmp_path: Path) -> None:
    reference = expected(POINTED)
    for path in reference.directory.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    tensors = load_file(tmp_path / "model.safetensors")
    del tensors[OWN]
    save_file(tensors, tmp_path / "model.safetensors", {"format": "pt"})
    model = backends.load("numpy", "Sam2Model", tmp_path)
    shared = tensors["shared_image_embedding.positional_embedding"]
    table = model.prompt_encoder.shared_embedding.positional_embedding
    np.testing.assert_array_equal(ops.asarray(table), shared)
    assert not model.loading_report.initialised


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
def test_from_image_and_point_to_mask() -> None:
    reference = expected(POINTED)
    processor = Sam2Processor(Sam2ImageProcessor(size={"height": 64, "width": 64}))
    image = np.random.default_rng(0).integers(0, 255, (45, 61, 3)).astype(np.uint8)
    given = processor(image, input_points=[[[[20, 30]], [[5, 8]]]], return_tensors="pt")
    theirs = transformers.Sam2Model.from_pretrained(reference.directory)
    sizes = given["original_sizes"]
    inputs = {name: value for name, value in given.items() if name != "original_sizes"}
    with torch.no_grad():
        exact = theirs(**inputs).pred_masks[0]
    found = backends.load("torch", "Sam2Model", reference.directory)(**given).pred_masks
    (masks,) = processor.post_process_masks(found, sizes, binarize=False)
    exact = torch.nn.functional.interpolate(exact, (45, 61), mode="bilinear")
    assert masks.shape == (2, 3, 45, 61)
    assert difference(masks.detach().numpy(), exact.numpy()) < 2e-5


def test_images_of_another_size_are_refused() -> None:
    model = backends.load("numpy", "Sam2Model", expected(POINTED).directory)
    with pytest.raises(InputError, match="Resize the images to 64 pixels"):
        model(pixel_values=np.zeros((1, 3, 64, 96), np.float32))
