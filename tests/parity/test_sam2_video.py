"""SAM 2 of videos: sessions through frames, against transformers'."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import noise
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import difference
from parity.sam2_videos import OTHER, TINY
from transformers.models.sam2_video.modeling_sam2_video import (
    Sam2VideoInferenceSession as TheirSession,
)

from auto_core import NumpyAutoModel, NumpyAutoModelForMaskGeneration
from auto_core.errors import ConfigError, InputError
from auto_core.processors import Sam2ImageProcessor
from auto_core.processors.sam2_video import Sam2VideoProcessor, Sam2VideoVideoProcessor

FRAMES, HEIGHT, WIDTH = 6, 45, 61
# Memories are rounded to bfloat16, where a last bit may fall either way.
TOLERANCE = {"numpy": 1e-6, "torch": 5e-4, "tf": 5e-4, "flax": 5e-4}
CONFIGS = {"tiny": TINY, "other": OTHER}
SEEN = {"tiny": 0.11, "other": 0.5}  # so that objects come and go


@pytest.fixture(scope="module", params=CONFIGS)
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    model = oracle.reference("Sam2VideoModel", "Sam2VideoConfig", CONFIGS[request.param])
    head = model.mask_decoder.pred_obj_score_head.proj_out
    head.weight.data *= 0.3
    head.bias.data.fill_(SEEN[request.param])
    folder = tmp_path_factory.mktemp(request.param)
    model.save_pretrained(folder)
    return model.double(), folder


def processor() -> Sam2VideoProcessor:
    size = {"height": 64, "width": 64}
    return Sam2VideoProcessor(Sam2ImageProcessor(size=size), Sam2VideoVideoProcessor(size=size))


def video() -> list[np.ndarray]:
    return [noise(HEIGHT, WIDTH, seed=i) for i in range(FRAMES)]


class Ours:
    """A session of ours, and the model's calls."""

    session: Any

    def __init__(self, model: Any):
        self.model, self.processor = model, processor()
        self.session = self.processor.init_video_session(video=video())

    def add(self, frame: int, ids: Any, **prompts: Any) -> None:
        self.processor.add_inputs_to_inference_session(self.session, frame, ids, **prompts)

    def run(self, index: int | None, **options: Any) -> dict[str, Any]:
        return oracle_like(self.model(self.session, frame_idx=index, **options))

    def propagate(self, **options: Any) -> list[dict[str, Any]]:
        found = self.model.propagate_in_video_iterator(self.session, **options)
        return [oracle_like(output) for output in found]


class Theirs(Ours):
    """The same of transformers, whose processor needs torchvision for its parts."""

    def __init__(self, model: Any):
        self.model = model
        module = transformers.models.sam2_video.processing_sam2_video
        self.processor = object.__new__(module.Sam2VideoProcessor)
        self.processor.target_size, self.processor.point_pad_value = 64, -10
        frames = processor().init_video_session(video=video())
        pixels = torch.tensor(np.stack([frames.get_frame(i) for i in range(FRAMES)]))
        self.session = TheirSession(
            pixels, video_height=HEIGHT, video_width=WIDTH, dtype=torch.float64
        )

    def add(self, frame: int, ids: Any, **prompts: Any) -> None:
        super().add(frame, ids, **prompts)
        for points in self.session.point_inputs_per_obj.values():
            for inputs in points.values():
                inputs["point_coords"] = inputs["point_coords"].double()

    def run(self, index: int | None, **options: Any) -> dict[str, Any]:
        with oracle.Exact():
            return super().run(index, **options)

    def propagate(self, **options: Any) -> list[dict[str, Any]]:
        with oracle.Exact():
            return super().propagate(**options)


def oracle_like(output: Any) -> dict[str, Any]:
    def array(value: Any) -> np.ndarray:
        return np.asarray(value.detach() if hasattr(value, "detach") else value)

    found = {name: array(output[name]) for name in ("pred_masks", "object_score_logits")}
    return found | {"ids": list(output["object_ids"]), "frame": output["frame_idx"]}


def points(one: Any) -> list[dict[str, Any]]:
    """A click, then through all frames, and back from the last."""
    one.add(1, 7, input_points=[[[[20, 30]]]], input_labels=[[[1]]])
    found = [one.run(1), *one.propagate()]
    return [*found, *one.propagate(start_frame_idx=3, reverse=True)]


def objects(one: Any) -> list[dict[str, Any]]:
    """Two objects of different frames, one by a box, and a correction."""
    one.add(0, [3, 5], input_boxes=[[[5, 6, 30, 40], [9, 2, 50, 20]]])
    found = [one.run(0), *one.propagate(max_frame_num_to_track=2)]
    prompts = {"input_points": [[[[40, 12], [3, 4]]]], "input_labels": [[[1, 0]]]}
    one.add(4, 5, **prompts)
    found.append(one.run(4))
    one.add(2, 3, input_points=[[[[4, 4]]]], input_labels=[[[0]]])
    one.add(2, 3, input_points=[[[[9, 9]]]], input_labels=[[[1]]], clear_old_inputs=False)
    found.append(one.run(2))
    return [*found, *one.propagate(start_frame_idx=0)]


def masks(one: Any) -> list[dict[str, Any]]:
    """Masks of two objects, one of which is nothing."""
    first = np.zeros((HEIGHT, WIDTH), bool)
    first[5:30, 10:50] = True
    one.add(0, [1, 2], input_masks=[first, np.zeros((HEIGHT, WIDTH), bool)])
    return [one.run(0), *one.propagate()]


def many_prompts(one: Any) -> list[dict[str, Any]]:
    """More frames with prompts than are attended to."""
    found = []
    for frame in (0, 2, 3, 5):
        one.add(frame, 1, input_points=[[[[10 + frame, 20]]]], input_labels=[[[1]]])
        found.append(one.run(frame))
    return [*found, *one.propagate(start_frame_idx=1), one.run(4, run_mem_encoder=False)]


STORIES: list[Callable[[Any], list[dict[str, Any]]]] = [points, objects, masks, many_prompts]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_session(story: Callable[[Any], Any], saved: Any, backend: str) -> None:
    theirs, folder = saved
    options = {"dtype": "float64"} if backend == "numpy" else {}
    model = backends.load(backend, "Sam2VideoModel", folder, **options)
    assert model.loading_report.exact
    expected, found = story(Theirs(theirs)), story(Ours(model))
    assert len(found) == len(expected)
    for ours, right in zip(found, expected, strict=True):
        assert (ours["frame"], ours["ids"]) == (right["frame"], right["ids"])
        for name in ("pred_masks", "object_score_logits"):
            assert ours[name].shape == right[name].shape
            assert difference(ours[name], right[name]) < TOLERANCE[backend], (ours["frame"], name)


def streamed(one: Any) -> list[dict[str, Any]]:
    """Frames that come one by one."""
    frames = [np.array(one.session.get_frame(i)) for i in range(FRAMES)]
    one.session.reset_inference_session()
    one.session.processed_frames = None
    found = []
    for i, frame in enumerate(frames):
        given = torch.tensor(frame) if isinstance(one, Theirs) else frame
        if i == 0:
            one.session.add_new_frame(given)
            prompts = {"input_points": [[[[20, 30]]]], "input_labels": [[[1]]]}
            one.add(0, 4, original_size=(HEIGHT, WIDTH), **prompts)
            found.append(one.run(0))
        else:
            found.append(one.run(i, frame=given[None]))
    return found


def test_frames_one_by_one(saved: Any) -> None:
    theirs, folder = saved
    model = backends.load("numpy", "Sam2VideoModel", folder, dtype="float64")
    expected, found = streamed(Theirs(theirs)), streamed(Ours(model))
    for ours, right in zip(found, expected, strict=True):
        assert ours["frame"] == right["frame"]
        assert difference(ours["pred_masks"], right["pred_masks"]) < 1e-6


@pytest.mark.parametrize(
    "name",
    [
        "memory_temporal_positional_encoding",
        "memory_attention.layers.1.cross_attn_image.v_proj.weight",
        "memory_encoder.mask_downsampler.layers.0.conv.weight",
        "memory_encoder.memory_fuser.layers.0.scale",
        "object_pointer_proj.proj_out.weight",
    ],
)
def test_a_lost_parameter_is_seen(name: str, saved: Any) -> None:
    model = backends.load("numpy", "Sam2VideoModel", saved[1], dtype="float64")
    right = objects(Ours(model))
    slot = next(slot for slot in model.slots() if slot.name == name)
    slot.write(np.zeros(slot.shape), "float64", None)
    found = objects(Ours(model))
    apart = [
        difference(x["pred_masks"], y["pred_masks"]) for x, y in zip(found, right, strict=True)
    ]
    assert max(apart) > 2 * TOLERANCE["torch"]


def test_masks_of_images_of_the_same_files(saved: Any) -> None:
    _, folder = saved
    rng = np.random.default_rng(0)
    given = {"pixel_values": rng.standard_normal((1, 3, 64, 64)).astype(np.float32)}
    given["input_points"] = np.array([[[[20.0, 30.0]]]], np.float32)
    theirs = transformers.Sam2Model.from_pretrained(folder).eval()
    truth = theirs(**{name: torch.tensor(value) for name, value in given.items()})
    for cls in (NumpyAutoModelForMaskGeneration, backends.model_class("numpy", "Sam2Model")):
        model: Any = cls.from_pretrained(folder)
        assert type(model).__name__ == "NumpySam2Model"
        found = model(**given)
        assert difference(found.pred_masks, truth.pred_masks.detach().numpy()) < 1e-5
    assert type(NumpyAutoModel.from_pretrained(folder)).__name__ == "NumpySam2VideoModel"


def test_what_we_save_is_read_by_transformers(saved: Any, tmp_path: Path) -> None:
    theirs, folder = saved
    backends.load("numpy", "Sam2VideoModel", folder).save_pretrained(tmp_path)
    again, report = transformers.Sam2VideoModel.from_pretrained(  # type: ignore[misc]
        tmp_path, output_loading_info=True
    )
    assert not any(report.values()), report
    for (name, value), other in zip(theirs.named_parameters(), again.parameters(), strict=True):
        assert torch.equal(value.float(), other), name


def test_the_processor_of_published_files(tmp_path: Path) -> None:
    size = {"height": 64, "width": 64}
    image = {"image_processor_type": "Sam2ImageProcessorFast", "size": size}
    frames = {"video_processor_type": "Sam2VideoVideoProcessor", "size": size}
    files = {"preprocessor_config": image, "video_preprocessor_config": frames}
    files["processor_config"] = {"processor_class": "Sam2VideoProcessor"}
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    from auto_core import AutoProcessor

    found = AutoProcessor.from_pretrained(tmp_path)
    assert type(found) is Sam2VideoProcessor
    session = found.init_video_session(video=video())
    assert session.num_frames == FRAMES
    assert (session.video_height, session.video_width) == (HEIGHT, WIDTH)
    images = found.image_processor(video()[2], return_tensors="np")["pixel_values"][0]
    np.testing.assert_allclose(session.get_frame(2), images, atol=1e-6)
    masks = np.random.default_rng(0).standard_normal((1, 1, 16, 16)).astype(np.float32)
    (mask,) = found.post_process_masks([masks], [[HEIGHT, WIDTH]])
    assert mask.shape == (1, 1, HEIGHT, WIDTH)
    (mask,) = found.video_processor.post_process_masks([masks], [[HEIGHT, WIDTH]], [[64, 64]])
    assert mask.shape == (1, 1, HEIGHT, WIDTH)


@pytest.mark.parametrize(
    ("prompts", "message"),
    [
        ({}, "Pass input_points"),
        ({"input_points": [[[[1, 2]]]]}, "input_labels with"),
        ({"input_points": [[[[1, 2]], [[3, 4]]]], "input_labels": [[[1], [1]]]}, "2 objects"),
        ({"input_boxes": [[[1, 2, 3, 4]]], "clear_old_inputs": False}, "before all points"),
        ({"input_masks": [np.ones((4, 4)), np.ones((4, 4))]}, "2 masks"),
        ({"input_masks": [np.ones(4)]}, "A mask is"),
        ({"input_masks": [np.ones((4, 4))], "input_boxes": [[[1, 2, 3, 4]]]}, "or points"),
    ],
)
def test_prompts_that_cannot_be(prompts: dict[str, Any], message: str) -> None:
    one = Ours(None)
    with pytest.raises(InputError, match=message):
        one.add(0, 1, **prompts)


def test_calls_that_cannot_be(saved: Any) -> None:
    model = backends.load("numpy", "Sam2VideoModel", saved[1])
    one = Ours(model)
    with pytest.raises(InputError, match="load Sam2Model"):
        model()
    with pytest.raises(InputError, match="no object"):
        one.run(0)
    one.add(0, 1, input_boxes=[[[1, 2, 30, 40]]])
    with pytest.raises(InputError, match="none of index 9"):
        one.run(9)
    with pytest.raises(InputError, match="Pass frame_idx"):
        one.run(None)
    with pytest.raises(InputError, match="Where to start"):
        one.propagate()
    one.run(0)
    with pytest.raises(InputError, match="original_size"):
        processor().add_inputs_to_inference_session(
            processor().init_video_session(), 0, 1, input_boxes=[[[1, 2, 30, 40]]]
        )
    one.session.processed_frames = {0: np.zeros((3, 32, 32), np.float32)}
    one.session.cache.clear_all()
    with pytest.raises(InputError, match="Resize"):
        one.run(0)


@pytest.mark.parametrize(
    "options",
    [
        {"memory_attention_rope_feat_sizes": [8, 8]},
        {"image_size": 128},
        {"memory_attention_hidden_size": 64},
        {"num_maskmem": 0},
        {"memory_encoder_output_channels": 48},
        {"memory_attention_num_attention_heads": 5},
        {"mask_downsampler_total_stride": 8},
        {"mask_downsampler_stride": 3},
        {"rope_parameters": {"rope_type": "yarn"}},
    ],
)
def test_configs_that_contradict_themselves(options: dict[str, Any]) -> None:
    config = backends.model_class("numpy", "Sam2VideoModel").config_class
    with pytest.raises(ConfigError, match=next(iter(options))):
        config(**(TINY | options))
