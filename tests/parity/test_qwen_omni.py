"""The thinkers of Qwen2.5-Omni and Qwen3-Omni: what is unique to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from core.processors.multimodal import photo
from core.processors.test_multimodal import omni as processors
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures import qwen2_5_omni_thinker as omni
from parity.architectures import qwen3_omni_moe_thinker as omni3
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected
from safetensors.torch import load_file, save_file

from auto_core import AutoConfig, NumpyAutoModelForMultimodalLM
from auto_core.errors import ConfigError, InputError

CASE = architecture("qwen2_5_omni_thinker").labelled()
CASES = {
    name: architecture(f"{name}_thinker").labelled() for name in ("qwen2_5_omni", "qwen3_omni_moe")
}


def theirs_of(case: Case) -> Any:
    return oracle.reference(case.head, case.config, dict(case.options)).float()


LENGTHS = {
    "qwen2_5_omni": [(40, 11, 10, 3, 29)],
    "qwen3_omni_moe": [
        (400, 101, 100, 3, 250, 1),
        (61, 40, 9),
    ],  # some longer than a window, or none
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("name", "lengths"), [(n, some) for n in CASES for some in LENGTHS[n]])
def test_features_of_sound(name: str, lengths: tuple[int, ...], backend: str) -> None:
    """Of recordings of any length, to the end of a window or a frame beyond it."""
    case, shape = CASES[name], (len(lengths), 6, max(lengths) + 4)
    reference, theirs = expected(case), theirs_of(case)
    model: Any = backends.load(backend, case.head, reference.directory, dtype="float32")
    features = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    mask = (np.arange(shape[2]) < np.array(lengths)[:, None]).astype(np.int64)
    with torch.no_grad():
        exact = theirs.get_audio_features(torch.tensor(features), torch.tensor(mask))
    given = {"input_features": features, "feature_attention_mask": mask}
    found = backends.run(backend, model.get_audio_features, given)
    for name in ("last_hidden_state", "pooler_output"):
        assert difference(found[name], getattr(exact, name).numpy()) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", CASES)
def test_sound_among_frames_with_a_beginning_in_the_cache(name: str, backend: str) -> None:
    """Positions count on from a cache, as in the whole text, and from sound among frames."""
    case = architecture(f"{name}_thinker").by_id()["ForConditionalGeneration-other"]
    model: Any = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    family = omni if name == "qwen2_5_omni" else omni3
    frames = 29 if name == "qwen2_5_omni" else 130
    given = family.mixed([6, ((3, 3, 6), frames), 2], **family.WIDE)(np.random.default_rng(0))
    exact = np.asarray(backends.call(backend, model, given).logits)
    ids = given.pop("input_ids")
    first = backends.call(backend, model, {"input_ids": ids[:, :4], "use_cache": True})
    rest = given | {"past_key_values": first.past_key_values, "use_cache": True}
    then = backends.call(backend, model, rest | {"input_ids": ids[:, 4:-1]} | masked(given, -1))
    last = {"input_ids": ids[:, -1:], "past_key_values": then.past_key_values}
    found = np.asarray(backends.call(backend, model, last).logits)
    assert difference(np.asarray(then.logits), exact[:, 4:-1]) <= FLOAT32_TOLERANCE
    assert difference(found, exact[:, -1:]) <= FLOAT32_TOLERANCE


def masked(given: dict[str, Any], end: int) -> dict[str, Any]:
    return {"attention_mask": given["attention_mask"][:, :end]}


@pytest.mark.parametrize("frames", [9, 29, 130])
@pytest.mark.parametrize("name", CASES)
def test_positions_after_sound_of_another_length_than_its_video(name: str, frames: int) -> None:
    """They count on from what comes last in it, and steps of `generate` from the largest."""
    case = architecture(f"{name}_thinker").by_id()["ForConditionalGeneration-other"]
    family = omni if name == "qwen2_5_omni" else omni3
    wide = family.WIDE | {"seconds": 0.95}
    given = family.mixed([2, ((4, 3, 6), frames), 3], **wide)(np.random.default_rng(0))
    names = ("input_ids", "video_grid_thw", "attention_mask", "video_second_per_grid")
    ids, grids, mask, seconds = (given[key] for key in names)
    sounds = torch.tensor(given["feature_attention_mask"].sum(-1))
    tensors = map(torch.tensor, (ids, grids, mask, seconds))
    first, second, third, fourth = tensors
    exact = theirs_of(case).model.get_rope_index(first, None, second, third, True, sounds, fourth)
    model: Any = backends.load("numpy", case.head, expected(case).directory)
    more = dict(video_grids=grids.tolist(), times=(seconds.tolist(), True))
    found = model.model.token_positions(ids, None, mask, **more)
    for one, other in zip(found, exact, strict=True):
        assert np.allclose(one, other.numpy(), atol=1e-5)


def test_what_does_not_fit() -> None:
    reference = expected(CASE)
    model = backends.load("numpy", CASE.head, reference.directory)
    given = reference.inputs
    mask = given["feature_attention_mask"]
    with pytest.raises(InputError, match="tokens, and input_ids have"):
        model(**given | {"feature_attention_mask": mask * 0 + 1})
    with pytest.raises(InputError, match="without feature_attention_mask"):
        model(**{k: v for k, v in given.items() if k != "feature_attention_mask"})


def published(folder: Path, directory: Path, name: str) -> None:
    """A checkpoint as Qwen/Qwen2.5-Omni-7B or Qwen/Qwen3-Omni-30B-A3B-Instruct is written, with a
    tensor of each part that speaks."""
    config = json.loads((directory / "config.json").read_text())
    whole = {"model_type": name, "thinker_config": config, "enable_audio_output": True}
    whole |= {"talker_config": {"model_type": f"{name}_talker"}, "token2wav_config": {}}
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(whole))
    tensors = {}
    for key, tensor in load_file(directory / "model.safetensors").items():
        key = key.replace("model.language_model.", "model.")
        for part in ("visual", "audio_tower"):
            key = key.replace(f"model.{part}.", f"{part}.")
        tensors[f"thinker.{key}"] = tensor
    tensors |= {f"{part}.x.bias": torch.zeros(2) for part in SPEAKING[name]}
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})


SPEAKING = {"qwen2_5_omni": ("talker", "token2wav"), "qwen3_omni_moe": ("code2wav", "talker")}


@pytest.mark.parametrize("name", CASES)
def test_the_whole_checkpoint(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    reference = expected(case)
    published(tmp_path, reference.directory, name)
    model: Any = NumpyAutoModelForMultimodalLM.from_pretrained(tmp_path)
    assert type(model).__name__ == f"Numpy{case.head}"
    ignored = [f"{part}.x.bias" for part in SPEAKING[name]]
    assert sorted(model.loading_report.ignored) == ignored
    logits = model(**reference.inputs).logits
    tokens = reference.inputs["attention_mask"] == 1
    assert difference(logits[tokens], reference.exact["logits"][tokens]) <= FLOAT32_TOLERANCE
    named: Any = backends.load("numpy", case.head, tmp_path)
    assert np.array_equal(named(**reference.inputs).logits, logits)
    assert AutoConfig.from_pretrained(tmp_path).model_type == f"{name}_thinker"


@pytest.mark.parametrize("backend", BACKENDS)
def test_from_images_and_sound_to_text(backend: str, tmp_path: Path) -> None:
    """Processor and model together, each library with its own."""
    mine, theirs = processors(tmp_path)
    tokens = {
        "image_token_index": "IMAGE",
        "video_token_index": "VIDEO",
        "audio_token_index": "AUDIO",
        "vision_start_token_id": "vision_bos",
        "vision_end_token_id": "vision_eos",
        "audio_start_token_id": "audio_bos",
        "audio_end_token_id": "audio_eos",
    }
    ids = {k: mine.tokenizer.convert_tokens_to_ids(f"<|{v}|>") for k, v in tokens.items()}
    options: dict[str, Any] = {**omni.DEFAULT, **ids}
    options["text_config"] = options["text_config"] | {"max_position_embeddings": 512}
    options["vision_config"] = options["vision_config"] | {"patch_size": 14, "window_size": 56}
    options["audio_config"] = options["audio_config"] | {"num_mel_bins": 8, "n_window": 10}
    case = Case("e2e", CASE.head, "Qwen2_5OmniThinkerConfig", options, CASE.inputs)
    reference = oracle.reference(case.head, case.config, options)
    oracle.save(reference, tmp_path / "model")
    model: Any = backends.load(backend, case.head, tmp_path / "model", dtype="float32")
    wave = np.sin(np.arange(9000) / 7).astype(np.float32)
    text = [
        "<|vision_bos|> <|IMAGE|> <|vision_eos|> what",
        "a <|audio_bos|> <|AUDIO|> <|audio_eos|> cat",
    ]
    call = dict(text=text, images=[photo(0)], audio=[wave], padding=True)
    found = np.asarray(model.generate(**mine(**call, return_tensors="np"), max_new_tokens=5))
    given = theirs(**call, return_tensors="pt")
    exact = reference.float().generate(**given, max_new_tokens=5, do_sample=False)
    assert np.array_equal(found, exact.numpy())


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("part", "field"), [("audio_config", "output_dim"), ("vision_config", "out_hidden_size")]
)
def test_encoders_of_other_sizes_than_the_language_model(
    part: str, field: str, backend: str
) -> None:
    other = {**CASE.options[part], field: 40}
    config = AutoConfig.for_model("qwen2_5_omni_thinker", **dict(CASE.options) | {part: other})
    model = backends.model_class(backend, CASE.head)(config)
    inputs = CASE.inputs(np.random.default_rng(0))
    with pytest.raises(ConfigError, match="size 40.* embeddings 24"):
        backends.run(backend, model, inputs)
