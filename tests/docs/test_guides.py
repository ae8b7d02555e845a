"""The programs of the documentation run, the guides' on every framework, on tiny repositories."""

from __future__ import annotations

import json
import re
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from examples.repositories import PROGRAMS
from parity.arch import ALL
from parity.backends import BACKENDS
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools/site"))
from frameworks import FRAMEWORKS, programs

DOCS = ROOT / "docs"
GUIDES = [
    *(
        DOCS / f"{name}.md"
        for name in ("auto_classes", "index", "large_data", "loading", "sentences", "training")
    ),
    DOCS / "vision-language.md",
    *(DOCS / f"ko/{name}.md" for name in ("auto_classes", "index")),
    *sorted((DOCS / "tasks").glob("*.md")),
]
OTHERS = [(DOCS / "extending.md", "torch"), (DOCS / "migrating.md", "flax")]
# Each repository that the guides name: the tiny one that stands for it.
REPOSITORIES = {
    "distilbert/distilbert-base-uncased-finetuned-sst-2-english": "sequence_classification",
    "google-bert/bert-base-uncased": "masked_lm",
    "sentence-transformers/all-MiniLM-L6-v2": "sentence_embedding",
    "cross-encoder/ms-marco-MiniLM-L6-v2": "cross_encoder",
    "dslim/bert-base-NER": "token_classification",
    "distilbert/distilbert-base-cased-distilled-squad": "question_answering",
    "openai-community/gpt2": "causal_lm",
    "Qwen/Qwen3-0.6B": "chat",
    "google-t5/t5-small": "seq2seq_lm",
    "google/vit-base-patch16-224": "image_classification",
    "microsoft/resnet-50": "backbone",
    "facebook/detr-resnet-50": "object_detection",
    "nvidia/segformer-b0-finetuned-ade-512-512": "semantic_segmentation",
    "facebook/mask2former-swin-tiny-coco-panoptic": "universal_segmentation",
    "facebook/sam-vit-base": "mask_generation",
    "depth-anything/Depth-Anything-V2-Small-hf": "depth_estimation",
    "magic-leap-community/superpoint": "keypoint_detection",
    "caidas/swin2SR-classical-sr-x2-64": "image_to_image",
    "openai/clip-vit-base-patch32": "zero_shot_image_classification",
    "google/owlvit-base-patch32": "zero_shot_object_detection",
    "Qwen/Qwen2-VL-2B-Instruct": "multimodal_lm",
    "Salesforce/blip-image-captioning-base": "image_text_to_text",
    "dandelin/vilt-b32-finetuned-vqa": "visual_question_answering",
    "impira/layoutlm-document-qa": "document_question_answering",
    "google/tapas-base-finetuned-wtq": "table_question_answering",
    "superb/wav2vec2-base-superb-ks": "audio_classification",
    "anton-l/wav2vec2-base-superb-sd": "audio_frame_classification",
    "anton-l/wav2vec2-base-superb-sv": "audio_xvector",
    "facebook/wav2vec2-base-960h": "ctc",
    "openai/whisper-tiny": "speech_seq2seq",
    "facebook/mms-tts-eng": "text_to_waveform",
    "MCG-NJU/videomae-base-finetuned-kinetics": "video_classification",
    "google/timesfm-2.0-500m-pytorch": "time_series_prediction",
}
NAME = re.compile("|".join(f'"{re.escape(name)}"' for name in REPOSITORIES))
BACKEND = {"torch": "torch", "tensorflow": "tf", "flax": "flax", "numpy": "numpy"}
PRESENT = [name for name, backend in BACKEND.items() if backend in BACKENDS]
# TensorFlow runs every second guide and Flax the others, on each run; `make test-all` all of them.
RUNS = [
    pytest.param(page, name, id=f"{page.relative_to(DOCS).with_suffix('')}-{name}")
    for index, page in enumerate(GUIDES)
    for name in PRESENT
    if ALL or name in ("torch", "numpy") or name == ("tensorflow", "flax")[index % 2]
] + [pytest.param(*run, id=run[0].stem) for run in OTHERS if run[1] in PRESENT]


@pytest.fixture(scope="session")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The folders that are made, by their programs' names."""
    return {"": str(tmp_path_factory.mktemp("repositories"))}


def made(name: str, repositories: dict[str, str]) -> str:
    """The folder of the tiny repository that stands for one of the Hub."""
    program = REPOSITORIES[name]
    if program not in repositories:
        folder = Path(repositories[""]) / program
        folder.mkdir()
        for part in PROGRAMS[program]:
            part(folder)
        repositories[program] = str(folder)
    return repositories[program]


@pytest.mark.parametrize(("page", "framework"), RUNS)
@pytest.mark.filterwarnings("ignore:Some weights:UserWarning", "ignore::ResourceWarning")
def test_guide(
    page: Path,
    framework: str,
    repositories: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (240, 320, 3), np.uint8)).save(
        "photo.jpg"
    )
    with wave.open("speech.wav", "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes((8000 * np.sin(np.arange(16000) / 9)).astype("<i2").tobytes())
    run(list(programs(page.read_text(encoding="utf-8"), framework)), repositories, page.name)


NOTEBOOKS = {"torch": "torch", "tensorflow": "tf", "flax": "flax", "embeddings": "numpy"}


@pytest.mark.parametrize("name", [name for name in NOTEBOOKS if NOTEBOOKS[name] in BACKENDS])
@pytest.mark.filterwarnings("ignore:Some weights:UserWarning", "ignore::ResourceWarning")
def test_notebook(
    name: str, repositories: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    notebook = json.loads((ROOT / f"examples/notebooks/{name}.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] for cell in cells)  # they would be of another version
    run(["".join(cell["source"]) for cell in cells], repositories, name)


def test_every_notebook_runs() -> None:
    assert {path.stem for path in (ROOT / "examples/notebooks").glob("*.ipynb")} == set(NOTEBOOKS)


def run(code: list[str], repositories: dict[str, str], where: str) -> None:
    """Run programs one after the other, on tiny repositories instead of those they name."""
    names: dict[str, Any] = {}
    for program in code:
        program = NAME.sub(lambda m: repr(made(m[0][1:-1], repositories)), program)
        exec(compile(program, where, "exec"), names)


def test_every_guide_is_written_for_all_frameworks() -> None:
    for page in GUIDES:
        shown = {name for name in FRAMEWORKS if list(programs(page.read_text(), name))}
        assert shown == set(FRAMEWORKS), page.name
