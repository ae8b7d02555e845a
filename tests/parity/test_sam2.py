"""SAM 2: an image that is encoded once, and files of transformers 4."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.arch import architecture
from parity.architectures import sam2
from parity.backends import BACKENDS
from parity.checks import difference, expected
from safetensors.numpy import load_file, save_file

from auto_core import AutoProcessor, NumpyAutoModelForMaskGeneration, ops
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


@pytest.mark.parametrize("architecture_name", ["sam", "sam_hq", "sam2", "sam3_tracker"])
def test_labels_of_other_points_are_refused(architecture_name: str) -> None:
    row = architecture(architecture_name).rows[0]
    case = architecture(architecture_name).case(row)
    model = backends.load("numpy", case.head, expected(case).directory)
    inputs = dict(expected(case).inputs)
    inputs["input_labels"] = inputs["input_labels"][..., 1:]
    with pytest.raises(InputError, match=r"input_labels have the sizes .*one of each of input_poi"):
        model(**inputs)


def test_the_image_part_of_a_model_of_videos(tmp_path: Path) -> None:
    """SAM 2.1's published files are of videos; masks of images are made as in transformers."""
    sizes = dict(memory_attention_hidden_size=32, memory_attention_rope_feat_sizes=[4, 4])
    sizes |= dict(memory_attention_downsample_rate=1, memory_attention_num_attention_heads=1)
    sizes |= dict(memory_attention_feed_forward_hidden_size=16, memory_encoder_hidden_size=32)
    sizes |= dict(memory_encoder_output_channels=8, mask_downsampler_embed_dim=32)
    sizes |= dict(memory_fuser_embed_dim=32, memory_fuser_intermediate_dim=16, image_size=64)
    config = transformers.Sam2VideoConfig(**sam2.TINY, **sizes)
    video = transformers.Sam2VideoModel(config)
    for parameter in video.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    video.save_pretrained(tmp_path)
    given = {"pixel_values": torch.randn(1, 3, 64, 64), "input_points": torch.rand(1, 1, 2, 2) * 64}
    truth = transformers.Sam2Model.from_pretrained(tmp_path).eval()(**given)
    ours = NumpyAutoModelForMaskGeneration.from_pretrained(tmp_path)
    assert type(ours).__name__ == "NumpySam2Model"
    found = ours(**{name: tensor.numpy() for name, tensor in given.items()})
    assert difference(found.pred_masks, truth.pred_masks.detach().numpy()) < 1e-5
    files = {"preprocessor_config": {"image_processor_type": "Sam2ImageProcessorFast"}}
    files["processor_config"] = {"processor_class": "Sam2VideoProcessor"}
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    assert isinstance(AutoProcessor.from_pretrained(tmp_path), Sam2Processor)
