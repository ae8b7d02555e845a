"""SAM 3's tracker of videos: sessions through frames, against transformers'."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends, oracle, test_sam2_video
from parity.architectures import sam2, sam3_tracker
from parity.backends import BACKENDS
from parity.checks import difference
from parity.sam2_videos import OTHER, SIZE, TINY
from parity.test_sam2_video import (
    FRAMES,
    HEIGHT,
    WIDTH,
    Ours,
    masks,
    objects,
    oracle_like,
    points,
    video,
)
from transformers.models.sam3_tracker_video import modeling_sam3_tracker_video as modeling
from transformers.models.sam3_tracker_video import processing_sam3_tracker_video as processing

from auto_core.errors import ConfigError
from auto_core.processors import Sam2ImageProcessor
from auto_core.processors.sam2_video import Sam2VideoVideoProcessor, Sam3TrackerVideoProcessor

SIDE = 48
# Memories are rounded to bfloat16, where a last bit may fall either way.
TOLERANCE = {"numpy": 1e-5, "torch": 2e-3, "tf": 2e-3, "flax": 2e-3}
PARTS: dict[str, Any] = dict(
    vision_config=sam3_tracker.VISION | dict(fpn_hidden_size=SIZE),
    prompt_encoder_config=sam3_tracker.PROMPTS | dict(hidden_size=SIZE, image_size=40),
    mask_decoder_config=sam2.DECODER | dict(hidden_size=SIZE),
    image_size=SIDE,  # whatever its parts say
)
CONFIGS = {
    name: {key: value for key, value in options.items() if "feat_sizes" not in key} | PARTS
    for name, options in {"tiny": TINY, "other": OTHER}.items()
}


@pytest.fixture(scope="module", params=CONFIGS)
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    options = CONFIGS[request.param]
    model = oracle.reference("Sam3TrackerVideoModel", "Sam3TrackerVideoConfig", options)
    head = model.mask_decoder.pred_obj_score_head.proj_out
    head.weight.data *= 0.3
    head.bias.data.fill_(test_sam2_video.SEEN[request.param])
    folder = tmp_path_factory.mktemp(request.param)
    model.save_pretrained(folder)
    return model.double(), folder


def processor() -> Sam3TrackerVideoProcessor:
    size = {"height": SIDE, "width": SIDE}
    return Sam3TrackerVideoProcessor(
        Sam2ImageProcessor(size=size), Sam2VideoVideoProcessor(size=size)
    )


class Mine(Ours):
    """A session of ours, and the model's calls."""

    def __init__(self, model: Any):
        self.model, self.processor = model, processor()
        self.session = self.processor.init_video_session(video=video())


class Theirs(Mine):
    """The same of transformers, whose processor needs torchvision for its parts."""

    def __init__(self, model: Any):
        self.model = model
        self.processor: Any = object.__new__(processing.Sam3TrackerVideoProcessor)
        self.processor.target_size, self.processor.point_pad_value = SIDE, -10
        frames = processor().init_video_session(video=video())
        pixels = torch.tensor(np.stack([frames.get_frame(i) for i in range(FRAMES)]))
        self.session = modeling.Sam3TrackerVideoInferenceSession(
            pixels, video_height=HEIGHT, video_width=WIDTH, dtype=torch.float64
        )

    def add(self, frame: int, ids: Any, **prompts: Any) -> None:
        super().add(frame, ids, **prompts)
        for frames in self.session.point_inputs_per_obj.values():
            for inputs in frames.values():
                inputs["point_coords"] = inputs["point_coords"].double()

    def run(self, index: int | None, **options: Any) -> dict[str, Any]:
        with oracle.Exact():
            return oracle_like(self.model(self.session, frame_idx=index, **options))

    def propagate(self, **options: Any) -> list[dict[str, Any]]:
        with oracle.Exact():
            return super().propagate(**options)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("story", [points, objects, masks], ids=lambda story: story.__name__)
def test_a_session(story: Callable[[Any], Any], saved: Any, backend: str) -> None:
    theirs, folder = saved
    options = {"dtype": "float64"} if backend == "numpy" else {}
    model = backends.load(backend, "Sam3TrackerVideoModel", folder, **options)
    assert model.loading_report.exact
    expected, found = story(Theirs(theirs)), story(Mine(model))
    assert len(found) == len(expected)
    for ours, right in zip(found, expected, strict=True):
        assert (ours["frame"], ours["ids"]) == (right["frame"], right["ids"])
        for name in ("pred_masks", "object_score_logits"):
            assert ours[name].shape == right[name].shape
            assert difference(ours[name], right[name]) < TOLERANCE[backend], (ours["frame"], name)


def test_what_we_save_is_read_by_transformers(saved: Any, tmp_path: Path) -> None:
    theirs, folder = saved
    backends.load("numpy", "Sam3TrackerVideoModel", folder).save_pretrained(tmp_path)
    again, report = transformers.Sam3TrackerVideoModel.from_pretrained(  # type: ignore[misc]
        tmp_path, output_loading_info=True
    )
    assert not any(report.values()), report
    for (name, value), other in zip(theirs.named_parameters(), again.parameters(), strict=True):
        assert torch.equal(value.float(), other), name


def test_both_trackers_read_a_file_of_the_whole(saved: Any, tmp_path: Path) -> None:
    """The tracker's config is a part of the whole's, as its parameters are."""
    _, folder = saved
    for file in folder.glob("*.safetensors"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((folder / "config.json").read_text())
    whole = {"model_type": "sam3_video", "tracker_config": config}
    (tmp_path / "config.json").write_text(json.dumps(whole))
    for name in ("Sam3TrackerVideoModel", "Sam3TrackerModel"):
        model = backends.load("numpy", name, tmp_path)
        assert model.loading_report.exact
        assert model.config.prompt_encoder_config.hidden_size == SIZE


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"image_size": [48, 40]}, "image_size"),
        ({"prompt_encoder_config": {"hidden_size": SIZE, "patch_size": 4}}, "prompt_encoder"),
        (
            {"vision_config": sam3_tracker.VISION | dict(scale_factors=[4.0, 2.0, 1.0])},
            "vision_config",
        ),
        ({"memory_attention_hidden_size": 64}, "memory_attention_hidden_size"),
    ],
)
def test_configs_that_contradict_themselves(options: dict[str, Any], field: str) -> None:
    config = backends.model_class("numpy", "Sam3TrackerVideoModel").config_class
    with pytest.raises(ConfigError, match=field):
        config(**(CONFIGS["tiny"] | options))
