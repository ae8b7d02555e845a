"""Whisper's `generate`: languages, tasks, times, prompts and long recordings, as transformers'."""

from __future__ import annotations

import functools
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from generation.checkpoints import numpy
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.waves import log_mel

from auto_core.errors import InputError

BINS, FRAMES = 6, 40
# 0-29 words, 30 end, 31 start, 32-34 languages, 35-36 tasks, 37 what was said before, 38 no
# speech, 39 no times, 40-60 times of a window of 20 steps.
END, START, BEFORE, NO_TIMES = 30, 31, 37, 39
OPTIONS = dict(
    vocab_size=61,
    num_mel_bins=BINS,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=36,
    max_source_positions=FRAMES // 2,
    max_target_positions=40,
    pad_token_id=END,
    bos_token_id=END,
    eos_token_id=END,
    decoder_start_token_id=START,
    begin_suppress_tokens=None,
    tie_word_embeddings=False,
)
GENERATION = dict(
    pad_token_id=END,
    bos_token_id=END,
    eos_token_id=END,
    decoder_start_token_id=START,
    suppress_tokens=[1, 2, 31, 32, 33, 34, 35, 36, BEFORE, 38],
    begin_suppress_tokens=[3, END],
    is_multilingual=True,
    lang_to_id={"<|en|>": 32, "<|zh|>": 33, "<|de|>": 34},
    task_to_id={"transcribe": 35, "translate": 36},
    no_timestamps_token_id=NO_TIMES,
    prev_sot_token_id=BEFORE,
    max_initial_timestamp_index=5,
    alignment_heads=[[0, 1], [1, 0], [1, 3]],
    max_length=16,
)


@functools.cache
def reference() -> Any:
    model = oracle.reference("WhisperForConditionalGeneration", "WhisperConfig", OPTIONS, seed=1)
    for name, value in GENERATION.items():
        setattr(model.generation_config, name, value)
    with torch.no_grad():  # texts come to an end, and times are not much likelier than words
        model.proj_out.weight[END] += 0.1
        model.proj_out.weight[40:] *= 0.9
    return model


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return oracle.save(reference(), tmp_path_factory.mktemp("whisper"))


@functools.cache
def loaded(backend: str, directory: Path) -> Any:
    return backends.load(backend, "WhisperForConditionalGeneration", directory)


def recordings(*lengths: int, seed: int = 0, masked: bool = False) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    most = max(lengths)
    features = 3 * log_mel(rng, len(lengths), BINS, most)
    mask = (np.arange(most)[None] < np.array(lengths)[:, None]).astype(np.int64)
    inputs = {"input_features": features * mask[:, None]}
    return inputs | ({"attention_mask": mask} if masked else {})


def theirs(inputs: dict[str, Any], **options: Any) -> Any:
    tensors = {name: torch.as_tensor(value) for name, value in inputs.items()}
    tensors["input_features"] = tensors["input_features"].float()
    torch.manual_seed(0)
    model = reference().float()
    model.generation_config.forced_decoder_ids = options.pop("forced_decoder_ids", None)
    return model.generate(**tensors, **options)


SHORT: dict[str, dict[str, Any]] = {
    "plain": {},
    "language": dict(language="german", task="translate"),
    "languages": dict(language=["en", "<|zh|>"]),
    "task": dict(task="transcribe"),
    "forced ids": dict(forced_decoder_ids=[[1, None], [2, 36]]),
    "times": dict(return_timestamps=True, language="en"),
    "beams": dict(num_beams=3, language="en"),
    "beams and times": dict(num_beams=3, return_timestamps=True),
    "prompt": dict(prompt_ids=np.array([BEFORE, 4, 5, 6]), language="de"),
    "new tokens": dict(max_new_tokens=7, return_timestamps=True),
    "once": dict(force_unique_generate_call=True, return_timestamps=True),
    "sequences": dict(num_return_sequences=2, num_beams=2),
}
LONG: dict[str, dict[str, Any]] = {
    "plain": {},
    "previous": dict(condition_on_prev_tokens=True),
    "prompt": dict(condition_on_prev_tokens=True, prompt_ids=np.array([BEFORE, 4, 5, 6])),
    "prompts": dict(
        condition_on_prev_tokens=True,
        prompt_ids=np.array([BEFORE, 4, 5, 6]),
        prompt_condition_type="all-segments",
    ),
    "judged": dict(
        temperature=0.0,
        compression_ratio_threshold=1.35,
        logprob_threshold=-1.0,
        no_speech_threshold=0.05,
    ),
    "tried again": dict(
        condition_on_prev_tokens=True,
        num_beams=2,
        temperature=(0.0, 0.4, 1.0),
        top_k=1,
        compression_ratio_threshold=1.1,
    ),
}


def same(backend: str, directory: Path, inputs: dict[str, Any], options: dict[str, Any]) -> None:
    given = {k: torch.as_tensor(v) if k == "prompt_ids" else v for k, v in options.items()}
    exact = theirs(inputs, **given)
    ours = loaded(backend, directory).generate(**inputs, **options)
    np.testing.assert_array_equal(numpy(ours), exact.numpy())


STEPWISE = [b for b in BACKENDS if b in ("numpy", "torch")]


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("name", SHORT)
def test_one_window(name: str, backend: str, directory: Path) -> None:
    same(backend, directory, recordings(FRAMES, FRAMES), SHORT[name])


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("name", LONG)
def test_long_recordings(name: str, backend: str, directory: Path) -> None:
    same(backend, directory, recordings(110, 70, masked=True), LONG[name])


def test_some_recordings_end_earlier(directory: Path) -> None:
    same("numpy", directory, recordings(60, 130, 90, masked=True), LONG["tried again"])


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_framework(backend: str, directory: Path) -> None:
    same(backend, directory, recordings(90), {"language": "en", "return_timestamps": True})


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("beams", [1, 2])
def test_segments_and_times_of_tokens(beams: int, backend: str, directory: Path) -> None:
    inputs = recordings(90, 60, masked=True)
    options = dict(return_segments=True, return_token_timestamps=True, num_beams=beams)
    options |= dict(time_precision=0.04)  # of segments; not of tokens
    exact = theirs(inputs, **options)
    ours = loaded(backend, directory).generate(**inputs, **options)
    np.testing.assert_array_equal(numpy(ours.sequences), exact["sequences"].numpy())
    np.testing.assert_allclose(numpy(ours.token_timestamps), exact["token_timestamps"], atol=1e-6)
    for mine, reference in zip(ours["segments"], exact["segments"], strict=True):
        for one, other in zip(mine, reference, strict=True):
            np.testing.assert_array_equal(numpy(one["tokens"]), other["tokens"].numpy())
            np.testing.assert_allclose(one["start"], other["start"], atol=1e-9)
            np.testing.assert_allclose(one["end"], other["end"], atol=1e-9)
            np.testing.assert_allclose(
                one["token_timestamps"], other["token_timestamps"], atol=1e-6
            )


@pytest.mark.parametrize("backend", STEPWISE)
def test_returns_an_output(backend: str, directory: Path) -> None:
    options = dict(return_dict_in_generate=True, output_scores=True, language="en")
    exact = theirs(recordings(FRAMES), **options)
    ours = loaded(backend, directory).generate(**recordings(FRAMES), **options)
    np.testing.assert_array_equal(numpy(ours.sequences), exact.sequences.numpy())
    np.testing.assert_allclose(numpy(ours.scores[0]), exact.scores[0].numpy(), atol=1e-4)


@pytest.mark.parametrize("backend", STEPWISE)
def test_returns_rows_of_beams(backend: str, directory: Path) -> None:
    """Of scores each row's own beams, of what else each step computed one row."""
    options = dict(return_dict_in_generate=True, output_scores=True, output_logits=True)
    options |= dict(output_attentions=True, num_beams=2, language="en")
    inputs = recordings(FRAMES, FRAMES)
    exact, ours = (
        theirs(inputs, **options),
        loaded(backend, directory).generate(**inputs, **options),
    )
    assert set(ours) == set(exact)
    for name in ("scores", "logits"):
        found = np.stack([numpy(step) for step in ours[name]])
        np.testing.assert_allclose(found, torch.stack(exact[name]).numpy(), atol=1e-4)
    for name in ("decoder_attentions", "cross_attentions"):
        found = numpy(ours[name][-1][0])
        np.testing.assert_allclose(found, exact[name][-1][0].numpy(), atol=1e-5)


def test_a_poor_transcript_is_tried_again(directory: Path) -> None:
    lengths: list[int] = []

    def note(ids: np.ndarray, scores: Any) -> bool:
        lengths.append(ids.shape[1])
        return False

    options: dict[str, Any] = dict(temperature=(0.0, 0.4, 1.0), language="en", seed=0)
    options |= dict(stopping_criteria=[note], suppress_tokens=list(range(END + 1, 61)))
    model = loaded("numpy", directory)
    model.generate(**recordings(FRAMES), **options, logprob_threshold=-1e9)
    assert all(a < b for a, b in pairwise(lengths)), "the first transcript is good enough"
    lengths.clear()
    model.generate(**recordings(FRAMES), **options, logprob_threshold=0.0)
    assert sum(a >= b for a, b in pairwise(lengths)) == 2, "none is: all temperatures are tried"


def test_encoded_speech(directory: Path) -> None:
    model = loaded("numpy", directory)
    inputs = recordings(FRAMES, FRAMES)
    encoded = model.get_encoder()(np.asarray(inputs["input_features"], np.float32))
    np.testing.assert_array_equal(
        model.generate(encoder_outputs=encoded, language="en"),
        model.generate(**inputs, language="en"),
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(return_timestamps=False, long=True), "transcribed window by window"),
        (dict(language="klingon"), "no language of Whisper"),
        (dict(language="french"), r"<\|fr\|> is not in its lang_to_id"),
        (dict(language=["en", "de"]), "one for each of 1"),
        (dict(task="sing"), "expected one of"),
        (dict(is_multilingual=False, language="en"), "knows English only"),
        (dict(no_speech_threshold=0.5), "needs logprob_threshold too"),
        (dict(prompt_condition_type="all-segments"), "needs condition_on_prev_tokens=True"),
        (dict(prompt_condition_type="none"), "expected one of first-segment"),
        (dict(max_new_tokens=39), "more than the 40 positions"),
        (dict(forced_decoder_ids=[[1, 32], [3, 35]]), "has gaps"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_refuses(options: dict[str, Any], message: str, directory: Path) -> None:
    frames = 90 if options.pop("long", False) else FRAMES
    with pytest.raises(InputError, match=message):
        loaded("numpy", directory).generate(**recordings(frames), **options)


def test_long_recordings_in_a_batch_need_their_lengths(directory: Path) -> None:
    with pytest.raises(InputError, match="need an attention_mask"):
        loaded("numpy", directory).generate(**recordings(90, 60))
