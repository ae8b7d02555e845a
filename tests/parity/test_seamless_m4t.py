"""SeamlessM4T: translations of texts and of recordings, as texts and as speech."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import ALL
from parity.architectures import seamless_m4t, seamless_m4t_v2
from parity.architectures.seamless_m4t import VOCAB, speech, text
from parity.backends import BACKENDS
from parity.checks import difference
from parity.oracle import flatten
from parity.test_speech_tasks import RATE, recording

from auto_core import AutoProcessor, AutoTokenizer
from auto_core.errors import InputError
from auto_core.tokenizers.translation import SeamlessM4TTokenizer

theirs_all: Any = oracle.transformers

VERSIONS = {
    "SeamlessM4T": (seamless_m4t.TINY, "spkr_id"),
    "SeamlessM4Tv2": (seamless_m4t_v2.TINY | seamless_m4t_v2.RIGHT, "speaker_id"),
}
LETTERS = "abcdefghij.,!▁"
TABLES: dict[str, Any] = {
    "text_decoder_lang_to_code_id": {"eng": 60, "fra": 61},
    "t2u_lang_code_to_id": {"eng": 25, "fra": 26},
    "vocoder_lang_code_to_id": {"eng": 1, "fra": 3},
    "char_to_id": {letter: 4 + i for i, letter in enumerate(LETTERS)},
    "id_to_text": {
        str(i): ["▁" + "abcdefghij"[i % 10], "ij", ".", "▁abc", ",", "a"][i % 6]
        for i in range(VOCAB)
    },
    "max_new_tokens": 7,
}
KINDS = ("ForTextToText", "ForSpeechToText", "ForTextToSpeech", "ForSpeechToSpeech", "Model")
OPTIONS: dict[str, Any] = dict(do_sample=False, num_beams=1, speech_max_new_tokens=6)


@pytest.fixture(scope="module", params=VERSIONS)
def family(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The whole model's folder, and its name."""
    options, _ = VERSIONS[request.param]
    name = f"{request.param}Model"
    model = oracle.reference(name, f"{request.param}Config", options).float()
    with torch.no_grad():  # so that units last for several frames
        model.vocoder.dur_predictor.proj.weight *= 2.0
        model.vocoder.dur_predictor.proj.bias += 1.0
    for table, values in TABLES.items():
        setattr(model.generation_config, table, values)
    return oracle.save(model, tmp_path_factory.mktemp(name)), request.param


def given(kind: str, source: str) -> dict[str, Any]:
    inputs = (text if source == "text" else speech)(lambda rng: {})(np.random.default_rng(2))
    return dict(inputs)


def theirs(folder: Path, name: str) -> Any:
    model = getattr(oracle.transformers, name).from_pretrained(folder).eval()
    for table, values in TABLES.items():  # which transformers 5.23 leaves in the file
        setattr(model.generation_config, table, values)
    return model


CASES = [(kind, "text") for kind in KINDS if kind != "ForSpeechToText" and "Speech" not in kind[:9]]
CASES += [(kind, "speech") for kind in ("ForSpeechToText", "ForSpeechToSpeech", "Model")]


# TensorFlow makes a graph of each search.
TURNS = [
    pytest.param(beams, backend, id=f"{beams}-{backend}")
    for beams in (1, 3)
    for backend in BACKENDS
    if backend != "tf" or beams == 1 or ALL
]


@pytest.mark.parametrize(("kind", "source"), CASES)
@pytest.mark.parametrize(("beams", "backend"), TURNS)
def test_translations(kind: str, source: str, beams: int, backend: str, family: Any) -> None:
    folder, prefix = family
    speaks = not kind.endswith("ToText")
    options = OPTIONS | {"num_beams": beams, "tgt_lang": "fra"}
    if not speaks:
        options.pop("speech_max_new_tokens")
    else:
        options |= {"return_intermediate_token_ids": True, VERSIONS[prefix][1]: 2}
    inputs = given(kind, source)
    reference = theirs(folder, prefix + kind)
    with torch.no_grad():
        exact = reference.generate(**oracle.tensors(inputs, double=False), **options)
    model = backends.load(backend, prefix + kind, folder)
    found = model.generate(**inputs, **options)
    if not speaks:
        assert np.array_equal(np.asarray(found), exact.numpy())
        return
    ours, right = flatten(dict(found.items())), flatten(dict(exact.items()))
    for name in ("sequences", "unit_sequences", "waveform_lengths"):
        assert np.array_equal(ours[name], right[name]), name
    assert difference(ours["waveform"], right["waveform"]) < 1e-4
    assert ours["waveform"].shape[1] >= ours["waveform_lengths"].max() > 60


@pytest.mark.parametrize("source", ["text", "speech"])
def test_the_text_alone(source: str, family: Any) -> None:
    folder, prefix = family
    inputs = given("Model", source)
    options = dict(tgt_lang="eng", generate_speech=False, do_sample=False, num_beams=1)
    reference = theirs(folder, f"{prefix}Model")
    with torch.no_grad():
        exact = reference.generate(**oracle.tensors(inputs, double=False), **options)
    found = backends.load("numpy", f"{prefix}Model", folder).generate(**inputs, **options)
    assert np.array_equal(np.asarray(found.sequences), exact.sequences.numpy())
    assert len(found.scores) == len(exact.scores)


def test_several_texts_of_each(family: Any) -> None:
    folder, prefix = family
    inputs = given("Model", "text")
    options: dict[str, Any] = dict(tgt_lang="eng", num_beams=3, text_num_return_sequences=2)
    options |= dict(speech_max_new_tokens=6, return_intermediate_token_ids=True)
    reference = theirs(folder, f"{prefix}ForTextToSpeech")
    with torch.no_grad():
        exact = reference.generate(**oracle.tensors(inputs, double=False), **options)
    found = backends.load("numpy", f"{prefix}ForTextToSpeech", folder).generate(**inputs, **options)
    assert np.array_equal(np.asarray(found.sequences), exact.sequences.numpy())
    assert np.array_equal(np.asarray(found.unit_sequences), exact.unit_sequences.numpy())
    assert difference(np.asarray(found.waveform), exact.waveform.numpy()) < 1e-4


def test_languages_that_are_not_there(family: Any) -> None:
    folder, prefix = family
    model = backends.load("numpy", f"{prefix}Model", folder)
    with pytest.raises(InputError, match="Pass tgt_lang"):
        model.generate(**given("Model", "text"))
    with pytest.raises(InputError, match="'frm'.*eng, fra"):
        model.generate(**given("Model", "text"), tgt_lang="frm")


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SeamlessM4T of letters, with its processor."""
    folder = tmp_path_factory.mktemp("words")
    names = ["<pad>", "<unk>", "<s>", "</s>", "▁", *"abcdefghijklmnopqrstuvwxyz"]
    tokenizer = theirs_all.SeamlessM4TTokenizer(
        vocab={name: i for i, name in enumerate(names)},
        merges=[],
        additional_special_tokens=["__eng__", "__fra__", "__deu__"],
    )
    extractor = theirs_all.SeamlessM4TFeatureExtractor(feature_size=5, num_mel_bins=5, stride=2)
    theirs_all.SeamlessM4TProcessor(extractor, tokenizer).save_pretrained(folder)
    options = seamless_m4t.TINY | dict(vocab_size=len(tokenizer))
    model = oracle.reference("SeamlessM4TModel", "SeamlessM4TConfig", options).float()
    codes = {"eng": len(names), "fra": len(names) + 1}
    tables = TABLES | {"text_decoder_lang_to_code_id": codes}
    for table, values in tables.items():
        setattr(model.generation_config, table, values)
    return oracle.save(model, folder)


def test_the_tokenizer(words: Path) -> None:
    ours, reference = (
        AutoTokenizer.from_pretrained(words),
        theirs_all.SeamlessM4TTokenizer.from_pretrained(words),
    )
    assert isinstance(ours, SeamlessM4TTokenizer)
    texts = ["the quick fox", "a dog"]
    for options in (
        {},
        {"src_lang": "deu"},
        {},
        {"tgt_lang": "eng"},
        {"src_lang": "eng", "text_target": ["jumps", "over it"]},
    ):
        found, exact = (
            ours(texts, padding=True, **options),
            reference(texts, padding=True, **options),
        )
        for name in exact:
            assert found[name] == exact[name], (options, name)
    assert (ours.src_lang, ours.tgt_lang) == (reference.src_lang, reference.tgt_lang)
    with pytest.raises(InputError, match="'__enf__' is no language"):
        ours("a", src_lang="enf")


@pytest.mark.parametrize("backend", BACKENDS)
def test_from_a_recording_to_text_and_speech(backend: str, words: Path, tmp_path: Path) -> None:
    processor = AutoProcessor.from_pretrained(words)
    reference = theirs_all.SeamlessM4TProcessor.from_pretrained(words)
    model = backends.load(backend, "SeamlessM4TModel", words)
    exact_model = theirs(words, "SeamlessM4TModel")
    exact_model.generation_config.text_decoder_lang_to_code_id = {"eng": 31, "fra": 32}
    sound = [recording(tmp_path, n) for n in (9000, 5000)]
    calls: tuple[dict[str, Any], ...] = (
        dict(audio=sound, sampling_rate=RATE),
        dict(text=["a fox", "it"], src_lang="eng"),
    )
    for call in calls:
        inputs = processor(**call, padding=True, return_tensors="np")
        if "sampling_rate" in call:
            call["audio_kwargs"] = dict(sampling_rate=call.pop("sampling_rate"))
        right = reference(**call, padding=True, return_tensors="pt")
        assert set(inputs) == set(right)
        options: dict[str, Any] = dict(tgt_lang="fra", do_sample=False, num_beams=1)
        with torch.no_grad():
            exact = exact_model.generate(**right, **options, generate_speech=False).sequences
            waveform, lengths = exact_model.generate(**right, **options, speech_max_new_tokens=6)
        found = model.generate(**inputs, **options, generate_speech=False)
        texts = processor.batch_decode(np.asarray(found.sequences), skip_special_tokens=True)
        assert texts == reference.batch_decode(exact, skip_special_tokens=True)
        heights, counts = model.generate(**inputs, **options, speech_max_new_tokens=6)
        assert np.array_equal(np.asarray(counts), lengths.numpy())
        assert difference(np.asarray(heights), waveform.numpy()) < 1e-4
