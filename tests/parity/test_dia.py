"""Dia: delayed codes of texts, with guidance and after recordings; its processor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures import dac, dia
from parity.backends import BACKENDS
from parity.checks import difference

from auto_core import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors.codec_features import DiaFeatureExtractor
from auto_core.processors.dia import DiaProcessor

theirs: Any = oracle.transformers
HEAD = "DiaForConditionalGeneration"
END, PAD, BEGIN = 10, 11, 12
DELAYS = [0, 2, 3]
CODES: dict[str, Any] = dict(
    delay_pattern=DELAYS, eos_token_id=END, pad_token_id=PAD, bos_token_id=BEGIN
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("dia")
    model = oracle.reference(HEAD, "DiaConfig", dia.DEFAULT).float()
    return oracle.save(model, folder), model


@pytest.fixture(scope="module")
def codec(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("dac")
    options = dac.TINY | dict(n_codebooks=dia.BOOKS, codebook_size=8)
    model = oracle.reference("DacModel", "DacConfig", options).float()
    return oracle.save(model, folder), model


@pytest.fixture(scope="module")
def processors(codec: tuple[Path, Any], tmp_path_factory: Any) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("dia-processor")
    where, model = codec
    model.name_or_path = str(where)
    hop = int(np.prod(model.config.downsampling_ratios))
    extractor = theirs.DiaFeatureExtractor(sampling_rate=200, hop_length=hop)
    made = theirs.DiaProcessor(extractor, theirs.DiaTokenizer(), audio_tokenizer=model)
    made.save_pretrained(folder)
    return folder, made


def pattern(prompts: list[int]) -> dict[str, Any]:
    """Delayed prompts of so many steps each, padded on the left, as the processor makes them."""
    rng, most = np.random.default_rng(1), max(prompts)
    steps = np.full((len(prompts), 1 + most + 3, dia.BOOKS), PAD)
    mask = np.zeros(steps.shape[:2], np.int64)
    for row, count in enumerate(prompts):
        before = 1 + most - count
        mask[row, before - 1 :] = 1
        for book, delay in enumerate(DELAYS):
            steps[row, : before + delay, book] = BEGIN
            steps[row, before + delay : 1 + most + delay, book] = rng.integers(0, 8, count)
    return {"decoder_input_ids": steps, "decoder_attention_mask": mask}


def text() -> dict[str, Any]:
    given = dia.text(np.random.default_rng(2), steps=0)
    return {name: value[:2] for name, value in given.items()}


def tensors(inputs: Any) -> dict[str, Any]:
    return {name: torch.tensor(np.asarray(value)) for name, value in inputs.items()}


OPTIONS: list[dict[str, Any]] = [
    dict(max_new_tokens=9),
    dict(max_length=6, guidance_scale=3.0, top_k=9),
    dict(max_new_tokens=12, guidance_scale=1.5, top_k=4, temperature=1.3),
    dict(max_new_tokens=4, use_cache=False),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("prompts", [None, [0, 0], [3, 1]], ids=["none", "start", "said"])
def test_codes(backend: str, prompts: Any, files: tuple[Path, Any]) -> None:
    folder, reference = files
    given = text() | ({} if prompts is None else pattern(prompts))
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    few = backend in ("tf", "flax")
    for options in OPTIONS[1:3] if few else OPTIONS:
        ids = dict(eos_token_id=END, pad_token_id=PAD, decoder_start_token_id=BEGIN)
        with torch.no_grad():
            exact = reference.generate(**tensors(given), **options, **ids, do_sample=False)
        found = np.asarray(ours.generate(**given, **options, decoder_start_token_id=BEGIN))
        assert np.array_equal(found, exact.numpy()), options


def test_the_end_of_each_codebook(files: tuple[Path, Any]) -> None:
    """The first codebook's end is followed by the others', each by its delay."""
    folder, _ = files
    model = backends.load("numpy", HEAD, folder)
    found = np.asarray(model.generate(**text(), **pattern([0, 0]), max_new_tokens=12))
    for row in found:
        ends = [int(np.flatnonzero(row[:, book] == END)[0]) for book in range(dia.BOOKS)]
        assert [end - ends[0] for end in ends] == DELAYS
        assert all((row[end + 1 :, book] == PAD).all() for book, end in enumerate(ends))


def test_sampled_codes_follow_a_seed(files: tuple[Path, Any]) -> None:
    folder, _ = files
    model = backends.load("numpy", HEAD, folder)
    options: dict[str, Any] = dict(do_sample=True, top_p=0.9, top_k=6, max_new_tokens=9)
    first, again, other = (
        np.asarray(model.generate(**text(), **pattern([0, 0]), **options, seed=seed))
        for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_unusual_inputs(files: tuple[Path, Any]) -> None:
    folder, _ = files
    model = backends.load("numpy", HEAD, folder)
    with pytest.raises(InputError, match="guidance_scale is 0.5"):
        model.generate(**text(), guidance_scale=0.5)
    with pytest.raises(InputError, match="expected \\[2, steps, 3\\]"):
        model.generate(**text(), decoder_input_ids=np.zeros((2, 4), np.int64))
    with pytest.raises(InputError, match="Pass input_ids"):
        model.generate()
    given, codes = text(), np.random.default_rng(0).integers(0, 9, (2, 4, dia.BOOKS))
    flat = codes.transpose(0, 2, 1).reshape(-1, 4)
    found = [model(**given, decoder_input_ids=ids).logits for ids in (codes, flat)]
    assert np.array_equal(*found)


def sounds(*lengths: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.standard_normal(length).astype(np.float32) for length in lengths]


@pytest.mark.filterwarnings("ignore:.*max_length. is ignored")
@pytest.mark.parametrize("backend", BACKENDS)
def test_the_processor(
    backend: str, processors: tuple[Path, Any], codec: tuple[Path, Any], tmp_path: Path
) -> None:
    folder, reference = processors
    mine = AutoProcessor.from_pretrained(folder)
    assert isinstance(mine, DiaProcessor)
    mine.audio_tokenizer = backends.load(backend, "DacModel", codec[0], dtype="float32")
    for call in (
        dict(text=["[S1] Oh. [S2] é!", "[S1] No"]),
        dict(text=["[S1] Oh.", "[S2] No?"], audio=sounds(40, 25)),
        dict(text="[S1] Oh.", audio=sounds(40)[0], generation=False, output_labels=True),
        dict(text=["a", "bc"], audio=sounds(13, 60), generation=False, output_labels=True),
    ):
        options = dict(**call, **CODES)
        found = mine(**options, sampling_rate=200, return_tensors="np")
        exact = reference(**options, sampling_rate=200)
        assert set(found) == set(exact)
        for name, array in exact.items():
            assert np.array_equal(found[name], array.numpy()), name
        assert mine.get_audio_prompt_len(
            found["decoder_attention_mask"], **CODES
        ) == reference.get_audio_prompt_len(exact["decoder_attention_mask"], **CODES)
    call = dict(text=["a", "bc"], audio=sounds(13, 60), generation=False, sampling_rate=200)
    steps = mine(**call, **CODES, return_tensors="np")["decoder_input_ids"]
    with torch.no_grad():
        exact = reference.batch_decode(torch.tensor(steps), **CODES)
        part = reference.batch_decode(torch.tensor(steps), audio_prompt_len=9, **CODES)
    for some, other in (
        (mine.batch_decode(steps, **CODES), exact),
        (mine.batch_decode(steps, audio_prompt_len=9, **CODES), part),
    ):
        for sound, right in zip(some, other, strict=True):
            assert difference(sound, right.numpy()) < 1e-4
    alone = mine.decode(steps[:1], **CODES)
    assert difference(alone, exact[0].numpy()) < 1e-4


def test_the_codec_comes_along(processors: tuple[Path, Any], tmp_path: Path) -> None:
    folder, _ = processors
    mine = AutoProcessor.from_pretrained(folder)
    call: dict[str, Any] = dict(text="[S1] Oh.", audio=sounds(40)[0], **CODES)
    found = mine(**call)["decoder_input_ids"]
    mine.save_pretrained(tmp_path)
    again = AutoProcessor.from_pretrained(tmp_path)
    assert np.array_equal(again(**call)["decoder_input_ids"], found)
    again.audio_tokenizer = None
    with pytest.raises(InputError, match="has no codec"):
        again(**call)
    with pytest.raises(InputError, match="output_labels needs generation=False"):
        mine(**call, output_labels=True)
    with pytest.raises(InputError, match="There are 2 texts and 1 recordings"):
        mine(**call | {"text": ["a", "b"]})
    with pytest.raises(InputError, match="one row of codes, got 2"):
        mine.decode(np.zeros((2, 5, 3)))


@pytest.mark.parametrize("channels", [1, 2])
def test_the_feature_extractor(channels: int) -> None:
    options = dict(sampling_rate=200, hop_length=8, feature_size=channels)
    reference, mine = theirs.DiaFeatureExtractor(**options), DiaFeatureExtractor(**options)
    given: Any = sounds(40, 25)
    if channels == 2:
        given = [np.stack([given[0], given[0] + 1]), given[1]]
    for padding in (True, False):
        some = given if padding else given[:1]
        found = mine(some, padding=padding, sampling_rate=200)
        exact = reference(some, padding=padding, sampling_rate=200)
        assert set(found) == set(exact)
        for name in exact:
            for ours, right in zip(found[name], exact[name], strict=True):
                assert difference(np.asarray(ours), np.asarray(right)) < 1e-6, name
