"""From an image and texts to probabilities, boxes and answers, as transformers finds them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import tokenizers
import torch
import transformers
from core.processors.compare import noise
from core.processors.repositories import images_part, repository
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE
from parity.towers import TEXT, VISION
from PIL import Image

from auto_core.auto.processing import AutoProcessor

READ = TEXT | dict(vocab_size=16, max_position_embeddings=16, eos_token_id=3, bos_token_id=2)
WRITTEN = READ | dict(sep_token_id=3, pad_token_id=0)
TOWERS = dict(text_config=READ, vision_config=VISION, projection_dim=24)
SIZE = {"height": 16, "width": 16}
CROP = {"size": {"shortest_edge": 16}, "crop_size": 16}
RAGGED = {"size": {"shortest_edge": 16}, "size_divisor": 8}
TEXTS = ["a photo of cat", "a dog", "hello world"]


def sample_image(seed: int, height: int = 40, width: int = 60) -> Image.Image:
    return Image.fromarray(noise(height, width, seed=seed))


IMAGES = [sample_image(0), sample_image(1, 50, 30)]


def probabilities(processor: Any, model: Any, function: Callable[[Any], Any]) -> np.ndarray:
    inputs = processor(text=TEXTS, images=IMAGES, padding="max_length", return_tensors="np")
    return function(torch.tensor(logits(model, inputs, "logits_per_image"))).numpy()


def softmax(processor: Any, model: Any) -> np.ndarray:
    return probabilities(processor, model, lambda x: torch.softmax(x, -1))


def sigmoid(processor: Any, model: Any) -> np.ndarray:
    return probabilities(processor, model, torch.sigmoid)


def boxes(processor: Any, model: Any) -> list[np.ndarray]:
    """Scores, labels and boxes in pixels of two images."""
    texts = [TEXTS[:2], TEXTS[1:]]
    inputs = processor(text=texts, images=IMAGES, return_tensors="np")
    output = SimpleNamespace(
        logits=torch.tensor(logits(model, inputs, "logits")),
        pred_boxes=torch.tensor(logits(model, inputs, "pred_boxes")),
    )
    found = processor.post_process_grounded_object_detection(
        output, threshold=0.1, target_sizes=[(40, 60), (50, 30)], text_labels=texts
    )
    assert len(found[0]["scores"]) > 0
    names = np.array([TEXTS.index(label) for one in found for label in one["text_labels"]])
    return [
        names,
        *(np.asarray(one[key]) for one in found for key in ("scores", "labels", "boxes")),
    ]


def label(processor: Any, model: Any) -> np.ndarray:
    inputs = processor(IMAGES, ["what is this", "a dog"], padding=True, return_tensors="np")
    scores = logits(model, inputs, "logits")
    assert model.config.id2label[int(scores[0].argmax())] in ("cat", "dog", "world")
    return scores


def words(processor: Any, model: Any) -> np.ndarray:
    inputs = processor(images=IMAGES, text=["what is this", "a dog"], padding=True)
    tensors = {name: np.asarray(value) for name, value in inputs.items()}
    ids = generated(model, {k: v for k, v in tensors.items() if k != "token_type_ids"})
    assert all(isinstance(text, str) for text in processor.batch_decode(ids))
    return ids


def logits(model: Any, inputs: Any, name: str) -> np.ndarray:
    if isinstance(model, torch.nn.Module):
        tensors = {key: torch.as_tensor(np.asarray(value)) for key, value in inputs.items()}
        with torch.no_grad():
            return getattr(model(**tensors), name).numpy()
    return np.asarray(getattr(model(**inputs), name))


def generated(model: Any, inputs: dict[str, Any]) -> np.ndarray:
    if isinstance(model, transformers.PreTrainedModel):
        inputs = {key: torch.as_tensor(value) for key, value in inputs.items()}
    write: Any = model.generate
    return np.asarray(write(**inputs, max_new_tokens=5))


ROWS = {
    "clip": ("CLIP", "CLIPModel", "ZeroShotImageClassification", TOWERS, CROP, softmax),
    "siglip": (
        "Siglip",
        "SiglipModel",
        "ZeroShotImageClassification",
        dict(text_config=READ | dict(projection_size=32), vision_config=VISION),
        {"size": SIZE},
        sigmoid,
    ),
    "chinese_clip": (
        "ChineseCLIP",
        "ChineseCLIPModel",
        "ZeroShotImageClassification",
        TOWERS,
        CROP,
        softmax,
    ),
    "altclip": (
        "AltCLIP",
        "AltCLIPModel",
        "ZeroShotImageClassification",
        dict(
            text_config=READ | dict(project_dim=20, max_position_embeddings=24, pad_token_id=0),
            vision_config=VISION,
            projection_dim=24,
        ),
        CROP | {"image_processor_type": "CLIPImageProcessor"},
        softmax,
    ),
    "align": (
        "Align",
        "AlignModel",
        "ZeroShotImageClassification",
        dict(
            text_config=READ | dict(max_position_embeddings=64),
            vision_config=dict(
                width_coefficient=0.25,
                depth_coefficient=0.6,
                out_channels=[16, 24, 40],
                in_channels=[32, 16, 24],
                kernel_sizes=[3, 5, 3],
                strides=[1, 2, 2],
                num_block_repeats=[1, 1, 1],
                expand_ratios=[1, 2, 3],
            ),
            projection_dim=16,
        ),
        {"image_processor_type": "EfficientNetImageProcessor", "size": SIZE},
        softmax,
    ),
    "siglip2": (
        "Siglip2",
        "Siglip2Model",
        "ZeroShotImageClassification",
        dict(
            text_config=TEXT | dict(projection_size=32, max_position_embeddings=64),
            vision_config={k: v for k, v in VISION.items() if k != "image_size"}
            | dict(num_patches=9, patch_size=16),
        ),
        {},
        sigmoid,
    ),
    "owlvit": (
        "OwlViT",
        "OwlViTForObjectDetection",
        "ZeroShotObjectDetection",
        TOWERS,
        {"size": SIZE},
        boxes,
    ),
    "vilt": (
        "Vilt",
        "ViltForQuestionAnswering",
        "VisualQuestionAnswering",
        {k: v for k, v in READ.items() if not k.endswith("_id")}
        | dict(image_size=24, patch_size=8, id2label={0: "cat", 1: "dog", 2: "world"}),
        RAGGED,
        label,
    ),
    "blip-answers": (
        "Blip",
        "BlipForQuestionAnswering",
        "VisualQuestionAnswering",
        dict(text_config=WRITTEN, vision_config=VISION | dict(hidden_size=24)),
        {"size": SIZE},
        words,
    ),
    "blip-captions": (
        "Blip",
        "BlipForConditionalGeneration",
        "ImageTextToText",
        dict(text_config=WRITTEN, vision_config=VISION),
        {"size": SIZE},
        words,
    ),
}


def write_pairs_of_letters(folder: Path) -> None:
    """SigLIP 2's tokenizer is byte pair encoding, whatever the files of a repository say."""
    rust = tokenizers.Tokenizer(tokenizers.models.BPE(unk_token="<unk>", byte_fallback=True))
    rust.normalizer = tokenizers.normalizers.Replace(" ", "▁")
    roles = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=60, special_tokens=roles)
    rust.train_from_iterator(TEXTS, trainer)
    rust.save(str(folder / "tokenizer.json"))
    settings = {"tokenizer_class": "GemmaTokenizer", "padding_side": "right"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A directory with a tiny model and its processor, made once."""
    made: dict[str, Path] = {}

    def folder(row: str) -> Path:
        if row not in made:
            family, head, _, options, part, _ = ROWS[row]
            folder = tmp_path_factory.mktemp(row)
            repository(folder, family, images_part(family) | part)
            if family == "Siglip2":
                write_pairs_of_letters(folder)
            oracle.save(oracle.reference(head, f"{family}Config", dict(options)), folder)
            made[row] = folder
        return made[row]

    return folder


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_end_to_end(backend: str, row: str, folders: Callable[[str], Path]) -> None:
    _, head, task, _, _, use = ROWS[row]
    folder = folders(row)
    theirs = use(
        transformers.AutoProcessor.from_pretrained(folder),
        getattr(transformers, head).from_pretrained(folder, attn_implementation="eager").eval(),
    )
    auto = backends.model_class(backend, f"AutoModelFor{task}")
    ours = use(AutoProcessor.from_pretrained(folder), auto.from_pretrained(folder))
    for mine, exact in zip(_listed(ours), _listed(theirs), strict=True):
        if exact.dtype.kind in "iu":
            assert np.array_equal(mine, exact)
        else:
            np.testing.assert_allclose(mine, exact, rtol=1e-4, atol=FLOAT32_TOLERANCE)


def _listed(result: Any) -> list[np.ndarray]:
    return result if isinstance(result, list) else [result]


@pytest.mark.parametrize("row", ROWS)
def test_transformers_reads_what_is_saved(
    row: str, folders: Callable[[str], Path], tmp_path: Path
) -> None:
    head = ROWS[row][1]
    backends.load("numpy", head, folders(row)).save_pretrained(tmp_path)
    model, report = getattr(transformers, head).from_pretrained(tmp_path, output_loading_info=True)
    assert not any(report[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    original = getattr(transformers, head).from_pretrained(folders(row))
    for name, tensor in original.state_dict().items():
        assert torch.equal(tensor, model.state_dict()[name]), name
