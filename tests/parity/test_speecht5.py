"""SpeechT5, text to speech and back, and its vocoder, against transformers.

The net before the speaking decoder drops numbers by chance, also when it is not trained. For
comparison both libraries keep all of them here.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends, oracle
from parity.backends import BACKENDS, PACKAGES
from parity.checks import Case, check, difference, expected
from parity.encoders import EVERYTHING
from parity.mutations import assert_seen
from parity.waves import waveforms

SMALL = dict(
    vocab_size=20,
    hidden_size=16,
    encoder_layers=2,
    encoder_attention_heads=2,
    encoder_ffn_dim=24,
    decoder_layers=2,
    decoder_ffn_dim=24,
    decoder_attention_heads=4,
    conv_dim=[8, 8],
    conv_stride=[5, 4],
    conv_kernel=[10, 3],
    num_conv_pos_embeddings=6,
    num_conv_pos_embedding_groups=2,
    num_mel_bins=5,
    speech_decoder_prenet_units=12,
    speaker_embedding_dim=6,
    speech_decoder_postnet_layers=3,
    speech_decoder_postnet_units=7,
    max_speech_positions=200,
    max_text_positions=40,
    encoder_max_relative_position=4,
)
OTHER = SMALL | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    scale_embedding=True,
    feat_extract_norm="layer",
    feat_extract_activation="relu",
    conv_bias=True,
    num_conv_pos_embeddings=5,
    pad_token_id=0,
    bos_token_id=1,
    reduction_factor=3,
    speech_decoder_prenet_layers=3,
    speech_decoder_postnet_kernel=3,
    encoder_max_relative_position=2,
    use_guided_attention_loss=False,
    mask_time_prob=0.0,
)
GUIDED = SMALL | dict(
    guided_attention_loss_num_heads=1,
    guided_attention_loss_sigma=0.8,
    guided_attention_loss_scale=3.0,
    reduction_factor=1,
)
VOCODER = dict(
    model_in_dim=5,
    upsample_initial_channel=8,
    upsample_rates=[3, 2],
    upsample_kernel_sizes=[7, 4],
    resblock_kernel_sizes=[3, 5],
    resblock_dilation_sizes=[[1, 3], [1, 2]],
)


@pytest.fixture(autouse=True)
def everything_is_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from transformers.models.speecht5 import modeling_speecht5 as theirs

    monkeypatch.setattr(
        theirs.SpeechT5SpeechDecoderPrenet, "_consistent_dropout", lambda self, x, p: x * 1.5
    )
    for backend in BACKENDS:
        ours = importlib.import_module(f"{PACKAGES[backend][0]}.models.speecht5")
        monkeypatch.setattr(ours.ConsistentDropout, "forward", lambda self, x: x * 1.5)
    yield


MASK = np.array([[1] * 7, [1] * 4 + [0] * 3])


def read(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": rng.integers(3, 20, (2, 7)), "attention_mask": MASK}


def speaker(rng: np.random.Generator) -> np.ndarray:
    return rng.standard_normal((2, 6)).astype(np.float32)


def frames(rng: np.random.Generator, count: int = 12) -> np.ndarray:
    return rng.standard_normal((2, count, 5)).astype(np.float32)


def spoken(rng: np.random.Generator, least: int = 6) -> dict[str, Any]:
    labels = frames(rng)
    labels[1, least:] = -100.0
    return {**read(rng), "labels": labels, "speaker_embeddings": speaker(rng)}


def said(rng: np.random.Generator) -> dict[str, Any]:
    return {**read(rng), "decoder_input_values": frames(rng, 5)}


def recognised(rng: np.random.Generator) -> dict[str, Any]:
    labels = rng.integers(3, 20, (2, 6))
    labels[1, 4:] = -100
    return {**waveforms(rng, [400, 250]), "labels": labels}


def revoiced(rng: np.random.Generator) -> dict[str, Any]:
    return {
        **waveforms(rng, [400, 250]),
        "decoder_input_values": frames(rng, 5),
        "speaker_embeddings": speaker(rng),
    }


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    def some(tokens: int) -> np.ndarray:
        return rng.standard_normal((2, tokens, 16)).astype(np.float32)

    return {"input_values": some(7), "decoder_input_values": some(4), "attention_mask": MASK}


def log_mels(rng: np.random.Generator) -> dict[str, Any]:
    return {"spectrogram": frames(rng, 6)}


def case(name: str, head: str, options: dict, inputs: Any) -> Case:
    return Case(
        f"{head}-{name}",
        f"SpeechT5{head}",
        "SpeechT5Config",
        options,
        inputs,
        EVERYTHING,
        rounded=True,  # the tables of positions
    )


CASES = [
    # The second sound is shorter than a step of two frames.
    case("loss", "ForTextToSpeech", SMALL, lambda rng: spoken(rng, least=1)),
    case("no-speaker", "ForTextToSpeech", SMALL, said),
    case("other-loss", "ForTextToSpeech", OTHER, spoken),
    case("guided", "ForTextToSpeech", GUIDED, spoken),
    case("loss", "ForSpeechToText", SMALL, recognised),
    case("other-loss", "ForSpeechToText", OTHER, recognised),
    case("voice", "ForSpeechToSpeech", SMALL, revoiced),
    case("vectors", "Model", OTHER, vectors),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.fixture(scope="module")
def vocoder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    model = oracle.reference("SpeechT5HifiGan", "SpeechT5HifiGanConfig", VOCODER)
    return model, oracle.save(model, tmp_path_factory.mktemp("vocoder"))


@pytest.mark.parametrize("rank", [2, 3])
@pytest.mark.parametrize("backend", BACKENDS)
def test_vocoder(backend: str, rank: int, vocoder: Any) -> None:
    theirs, directory = vocoder
    spectrogram = frames(np.random.default_rng(1))[0 if rank == 2 else slice(None)]
    with torch.no_grad():
        exact = theirs.float()(torch.from_numpy(spectrogram)).numpy()
    ours = backends.load(backend, "SpeechT5HifiGan", directory, dtype="float32")
    found = backends.call(backend, ours, {"spectrogram": spectrogram})
    assert found.shape == exact.shape
    assert difference(np.asarray(found), exact) < 1e-5


LOUD = [
    {"threshold": 0.9, "maxlenratio": 3.0},
    {"threshold": 1.2, "maxlenratio": 2.0, "minlenratio": 1.0},
]


@pytest.mark.parametrize("options", LOUD, ids=["threshold", "bounds"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_text_to_sound(backend: str, options: dict, vocoder: Any) -> None:
    """Text in, sound out; items of a batch end when their own stop says so."""
    reference = expected(CASES[0])
    theirs: Any = transformers.SpeechT5ForTextToSpeech.from_pretrained(reference.directory)
    inputs = {
        **read(np.random.default_rng(3)),
        "speaker_embeddings": speaker(np.random.default_rng(4)),
    }
    tensors = {name: torch.from_numpy(value) for name, value in inputs.items()}
    sounds, lengths = theirs.generate(
        **tensors, vocoder=vocoder[0].float(), return_output_lengths=True, **options
    )
    ours = backends.load(backend, "SpeechT5ForTextToSpeech", reference.directory, dtype="float32")
    voice = backends.load(backend, "SpeechT5HifiGan", vocoder[1], dtype="float32")
    found, found_lengths = ours.generate(
        **inputs, vocoder=voice, return_output_lengths=True, **options
    )
    assert found_lengths == lengths
    assert difference(np.asarray(found), sounds.numpy()) < 1e-4  # errors add up over the steps


@pytest.mark.parametrize("backend", BACKENDS)
def test_one_text_with_weights(backend: str) -> None:
    reference = expected(CASES[0])
    theirs: Any = transformers.SpeechT5ForTextToSpeech.from_pretrained(reference.directory)
    ids = read(np.random.default_rng(3))["input_ids"][:1]
    voice = speaker(np.random.default_rng(4))[:1]
    options = dict(maxlenratio=2.0, threshold=3.0, output_cross_attentions=True)
    exact = theirs.generate_speech(torch.from_numpy(ids), torch.from_numpy(voice), **options)
    ours = backends.load(backend, "SpeechT5ForTextToSpeech", reference.directory, dtype="float32")
    for ours_, theirs_ in zip(ours.generate_speech(ids, voice, **options), exact, strict=True):
        assert tuple(ours_.shape) == tuple(theirs_.shape)
        assert difference(np.asarray(ours_), theirs_.numpy()) < 1e-4


@pytest.mark.parametrize("backend", BACKENDS)
def test_speech_to_text(backend: str) -> None:
    reference = expected(CASES[4])
    theirs: Any = transformers.SpeechT5ForSpeechToText.from_pretrained(reference.directory)
    inputs = waveforms(np.random.default_rng(5), [400, 250])
    tensors = {name: torch.from_numpy(value) for name, value in inputs.items()}
    options = dict(max_new_tokens=6, do_sample=False)
    exact = theirs.generate(**tensors, **options)
    ours = backends.load(backend, "SpeechT5ForSpeechToText", reference.directory, dtype="float32")
    assert np.asarray(ours.generate(**inputs, **options)).tolist() == exact.tolist()


@pytest.mark.parametrize("count", [1, 3])
def test_speakers_are_asked_for(count: int) -> None:
    model = backends.load("numpy", "SpeechT5ForTextToSpeech", expected(CASES[0]).directory)
    ids = read(np.random.default_rng(3))["input_ids"]
    given = None if count == 1 else np.ones((count, 6), np.float32)
    with pytest.raises(ValueError, match="speaker_embeddings"):
        model.generate(ids, speaker_embeddings=given)


@pytest.mark.parametrize(
    "options",
    [{"hidden_act": "relu"}, {"layer_norm_eps": 1e-2}, {"scale_embedding": True}],
    ids=str,
)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[4], options=options)


@pytest.mark.parametrize(
    "name",
    [
        "speech_decoder_postnet.layers.1.batch_norm.running_mean",
        "speecht5.decoder.prenet.encode_positions.alpha",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)
