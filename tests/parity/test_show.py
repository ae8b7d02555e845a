"""`auto show`: an image in, a PNG with what the model finds in it out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from core.processors.repositories import write_tokenizer
from parity import oracle
from parity.architectures import (
    dpt,
    grounding_dino,
    mask2former,
    oneformer,
    sam,
    sam2,
    segformer,
    superpoint,
    vitpose,
    zoedepth,
)
from parity.backends import BACKENDS
from parity.test_detection_tasks import SMALL
from PIL import Image
from typer.testing import CliRunner

from auto_core.cli.app import app

POINT, BOX = ["--point", "20,30"], ["--box", "5,6,40,41"]
# The class of the model, its options, the kind of processor and its options, arguments.
CASES: dict[str, tuple[str, dict[str, Any], str, dict[str, Any], list[str]]] = {
    "phrases": (
        "GroundingDinoForObjectDetection",
        grounding_dino.TINY,
        "GroundingDino",
        SMALL,
        ["--text", "cat", "--text", "dog", "--threshold", "0"],
    ),
    "segments": (
        "Mask2FormerForUniversalSegmentation",
        mask2former.TINY,
        "Mask2Former",
        SMALL,
        ["--threshold", "0.1"],
    ),
    "instances": (
        "Mask2FormerForUniversalSegmentation",
        mask2former.TINY,
        "Mask2Former",
        SMALL,
        ["--segments", "instance", "--threshold", "0.1"],
    ),
    "classes": (
        "SegformerForSemanticSegmentation",
        segformer.TINY,
        "Segformer",
        dict(size={"height": 32, "width": 40}),
        [],
    ),
    "depth": ("DPTForDepthEstimation", dpt.TINY, "DPT", dict(size={"height": 32, "width": 32}), []),
    "keypoints": (
        "SuperPointForKeypointDetection",
        superpoint.TINY,
        "SuperPoint",
        dict(size={"height": 32, "width": 40}, do_grayscale=True),
        [],
    ),
    "poses": (
        "VitPoseForPoseEstimation",
        vitpose.TINY,
        "VitPose",
        dict(size={"height": 24, "width": 32}),
        [*BOX, "--box", "10,10,50,30"],
    ),
    "metres": (
        "ZoeDepthForDepthEstimation",
        zoedepth.TINY,
        "ZoeDepth",
        dict(size={"height": 32, "width": 32}, ensure_multiple_of=8),
        [],
    ),
    "tasks": (
        "OneFormerForUniversalSegmentation",
        oneformer.TINY | dict(task_seq_len=77),
        "OneFormer",
        dict(size={"height": 64, "width": 64}),
        ["--segments", "semantic"],
    ),
    "masks": (
        "SamModel",
        sam.TINY,
        "Sam",
        dict(size={"longest_edge": 40}, pad_size={"height": 40, "width": 40}),
        [*POINT, *BOX],
    ),
    "masks-2": ("Sam2Model", sam2.TINY, "Sam2", dict(size={"height": 64, "width": 64}), POINT),
}


def folder_of(case: str, folder: Path) -> list[str]:
    """The case's repository; the rest of its command."""
    head, options, kind, processing, arguments = CASES[case]
    family = head.rpartition("For")[0] or head.removesuffix("Model")
    oracle.save(oracle.reference(head, f"{family}Config", options).float(), folder)
    if kind in ("GroundingDino", "OneFormer", "Sam", "Sam2"):
        processing = {**processing, "processor_class": f"{kind}Processor"}
    if kind in ("GroundingDino", "OneFormer"):
        write_tokenizer(folder)
    part = {"image_processor_type": f"{kind}ImageProcessor", **processing}
    (folder / "preprocessor_config.json").write_text(json.dumps(part))
    return arguments


@pytest.mark.parametrize("backend", [name for name in BACKENDS if name in ("numpy", "torch")])
@pytest.mark.parametrize("case", CASES)
def test_an_image_with_what_is_found(case: str, backend: str, tmp_path: Path) -> None:
    arguments = folder_of(case, tmp_path)
    image = np.random.default_rng(0).integers(0, 255, (45, 61, 3)).astype(np.uint8)
    Image.fromarray(image).save(tmp_path / "in.png")
    output = tmp_path / "out.png"
    command = ["show", str(tmp_path / "in.png"), "--model", str(tmp_path), "--backend", backend]
    command += ["--output", str(output), *arguments]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 0, ran.stderr
    assert "61 x 45 pixels written" in ran.stdout.replace("\n", " ")
    with Image.open(output) as made:
        assert made.format == "PNG" and made.size == (61, 45)
        assert (np.asarray(made) != image).any()
    report = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert report["backend"] == backend and report["size"] == [61, 45]
    if case in ("phrases", "segments"):
        assert report["found"]


@pytest.mark.skipif("numpy" not in BACKENDS, reason="another backend's turn")
@pytest.mark.parametrize(
    ("case", "arguments", "code", "message"),
    [
        ("phrases", ["--threshold", "0.2"], 1, "--text"),
        ("masks", [], 1, "--point or --box"),
        ("masks", ["--point", "1,2,3"], 2, "expected 2 numbers"),
        ("poses", [], 1, "--box"),
        ("depth", ["--task", "object-detection"], 1, "depth-estimation; --task"),
        ("depth", ["--output", "a.jpg"], 1, ".png"),
        ("segments", ["--segments", "all"], 1, "panoptic"),
    ],
)
def test_what_is_refused(
    case: str, arguments: list[str], code: int, message: str, tmp_path: Path
) -> None:
    folder_of(case, tmp_path)
    Image.new("RGB", (61, 45)).save(tmp_path / "in.png")
    command = ["show", str(tmp_path / "in.png"), "--model", str(tmp_path), "--backend", "numpy"]
    if "--output" not in arguments:
        command += ["--output", str(tmp_path / "out.png")]
    ran = CliRunner().invoke(app, [*command, *arguments])
    assert ran.exit_code == code and message in ran.stderr, ran.stderr
