"""CSM: frames of codes and their sound, of texts with recordings; its processor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures import csm
from parity.backends import BACKENDS
from parity.checks import difference
from tokenizers import Tokenizer, models, pre_tokenizers

from auto_core import AutoConfig, AutoProcessor
from auto_core.checkpoints.report import LoadingWarning
from auto_core.errors import InputError
from auto_core.processors.csm import CsmProcessor

theirs: Any = oracle.transformers
HEAD = "CsmForConditionalGeneration"
WORDS = ["<|pad|>", "<|begin_of_text|>", *"abcdefgh", "[0]", "[1]"]
TEMPLATE = """{% for message in messages %}{{ '<|begin_of_text|>[' ~ message['role'] ~ ']' }}
{%- for part in message['content'] -%}
{%- if part['type'] == 'text' %}{{ part['text'] }}{% else %}{{ '<|AUDIO|><|audio_eos|>' }}
{%- endif -%}{%- endfor -%}{% endfor %}"""
CONVOLUTIONS = dict(  # of mimi.TINY
    kernel_sizes=[3, 3, 1, 4, 3, 1, 6, 3, 4],
    strides=[1, 1, 1, 2, 1, 1, 3, 1, 2],
    dilations=[1] * 9,
    use_causal_conv=True,
)


@pytest.fixture(scope="module", params=["tied", "other"])
def files(request: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("csm")
    options = {"tied": csm.TINY, "other": csm.OTHER}[request.param]
    model = oracle.reference(HEAD, "CsmConfig", options).float()
    return oracle.save(model, folder), model


@pytest.fixture(scope="module")
def processors(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A tokenizer of letters and EnCodec's feature extractor of 200 hertz."""
    folder = tmp_path_factory.mktemp("csm-processor")
    vocab = {word: i for i, word in enumerate(WORDS)}
    vocab |= {"<|AUDIO|>": csm.AUDIO, "<|audio_eos|>": csm.END}
    inner = Tokenizer(models.WordLevel(vocab, unk_token="<|pad|>"))
    inner.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer = theirs.PreTrainedTokenizerFast(
        tokenizer_object=inner,
        pad_token="<|pad|>",
        bos_token="<|begin_of_text|>",
        additional_special_tokens=["<|AUDIO|>", "<|audio_eos|>", "[0]", "[1]"],
    )
    extractor = theirs.EncodecFeatureExtractor(sampling_rate=200)
    made = theirs.CsmProcessor(extractor, tokenizer, chat_template=TEMPLATE)
    made.save_pretrained(folder)
    return folder, made


def tensors(inputs: Any) -> dict[str, Any]:
    return {name: torch.tensor(np.asarray(value)) for name, value in inputs.items()}


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_first_codebooks_of_a_codec_with_more(backend: str, tmp_path: Path) -> None:
    more = csm.TINY | {"codec_config": csm.CODEC | {"num_quantizers": csm.BOOKS + 2}}
    folder = oracle.save(oracle.reference(HEAD, "CsmConfig", more).float(), tmp_path)
    given = csm.recordings()(np.random.default_rng(3))
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    config = AutoConfig.from_pretrained(folder)
    config.codec_config.num_quantizers = csm.BOOKS
    options: dict[str, Any] = dict(config=config, dtype="float32", strict=False)
    with pytest.warns(LoadingWarning, match="Loaded what fits"):
        exact = backends.load(backend, HEAD, folder, **options)
    run = (backends.run(backend, model, given)["logits"] for model in (ours, exact))
    assert difference(*run) == 0.0
    found = np.asarray(ours.generate(**given, max_new_tokens=2))
    assert np.array_equal(found, np.asarray(exact.generate(**given, max_new_tokens=2)))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("cached", [True, False])
def test_codes_and_waveforms(backend: str, cached: bool, files: tuple[Path, Any]) -> None:
    folder, reference = files
    given = csm.recordings()(np.random.default_rng(3))
    options: dict[str, Any] = dict(max_new_tokens=4 if cached else 2)
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    with torch.no_grad():  # without a cache, transformers loses the text
        codes = reference.generate(**tensors(given), **options, do_sample=False)
        sounds = reference.generate(**tensors(given), **options, do_sample=False, output_audio=True)
    options["use_cache"] = cached
    found = np.asarray(ours.generate(**given, **options))
    assert np.array_equal(found, codes.numpy())
    if not cached:
        return
    mine = ours.generate(
        **given, **options, output_audio=True, return_dict_in_generate=True, output_scores=True
    )
    assert np.array_equal(np.asarray(mine.sequences), found)
    assert len(mine.scores) == 4
    for sound, exact in zip(mine.audio, sounds, strict=True):
        assert difference(np.asarray(sound), exact.numpy()) < 1e-4


@pytest.mark.parametrize("backend", BACKENDS)
def test_codes_go_on(backend: str, files: tuple[Path, Any]) -> None:
    """A prompt of codes is returned with what follows; without a mask too."""
    folder, reference = files
    codes = np.random.default_rng(4).integers(0, 11, (2, 3, csm.BOOKS))
    with torch.no_grad():
        exact = reference.generate(input_ids=torch.tensor(codes), max_length=5, do_sample=False)
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    found = np.asarray(ours.generate(codes, max_length=5))
    assert np.array_equal(found, exact.numpy())


def test_ends(files: tuple[Path, Any]) -> None:
    """After the frame of the end there is padding where eos_token_id is set, and no sound."""
    folder, reference = files
    given = csm.recordings()(np.random.default_rng(3))
    codes = reference.generate(**tensors(given), max_new_tokens=5, do_sample=False).numpy()
    ours = backends.load("torch", HEAD, folder, dtype="float32")
    head = ours.network if hasattr(ours, "network") else ours
    inner, step = head.lm_head.forward, []

    def ends(hidden: Any) -> Any:  # the second frame of the first row begins with the end
        logits = inner(hidden).clone()
        step.append(1)
        if len(step) == 2:
            logits[0, :, ours.config.codebook_eos_token_id] = 1e4
        return logits

    head.lm_head.forward = ends
    depth = head.depth_decoder.codebooks_head.forward

    def same(hidden: Any, positions: Any) -> Any:
        logits = depth(hidden, positions).clone()
        if len(step) == 2:
            logits[0, :, ours.config.codebook_eos_token_id] = 1e4
        return logits

    head.depth_decoder.codebooks_head.forward = same
    output = ours.generate(
        **given,
        max_new_tokens=5,
        output_audio=True,
        return_dict_in_generate=True,
        eos_token_id=2,
    )
    found = np.asarray(output.sequences)
    assert np.array_equal(found[:, 0], codes[:, 0])
    assert (found[0, 1] == ours.config.codebook_eos_token_id).all()
    assert (found[0, 2:] == ours.config.codebook_pad_token_id).all()
    assert np.array_equal(found[1:], codes[1:])
    assert [len(sound) for sound in output.audio] == [12, 60, 60]


def test_sampled_codes_follow_a_seed(files: tuple[Path, Any]) -> None:
    folder, _ = files
    model = backends.load("numpy", HEAD, folder)
    ids = np.array([[5, 6, 7]])
    options: dict[str, Any] = dict(do_sample=True, depth_decoder_do_sample=True, max_new_tokens=6)
    first, again, other = (
        np.asarray(model.generate(ids, **options, seed=seed)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    with pytest.raises(InputError, match="depth_decoder_max_new_tokens is 2, expected 3"):
        model.generate(ids, depth_decoder_max_new_tokens=2)
    with pytest.raises(InputError, match="num_beams is 2"):
        model.generate(ids, num_beams=2)


@pytest.mark.parametrize("backend", BACKENDS)
def test_labels_of_recordings(backend: str, files: tuple[Path, Any]) -> None:
    """The depth decoder reads the frames alone that it is trained on."""
    folder, reference = files
    given = csm.recordings(labels=True)(np.random.default_rng(5))
    with torch.no_grad():
        exact = reference(**tensors(given))
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    found = backends.run(backend, ours, given)
    for name in ("loss", "backbone_loss", "depth_decoder_loss", "depth_decoder_logits"):
        assert found[name].shape == tuple(exact[name].shape), name
        assert difference(found[name], exact[name].numpy()) < 1e-4, name


def test_unusual_inputs(files: tuple[Path, Any]) -> None:
    folder, _ = files
    model = backends.load("numpy", HEAD, folder)
    given = csm.recordings()(np.random.default_rng(3))
    few = given | {"input_ids": np.where(given["input_ids"] == csm.AUDIO, 5, given["input_ids"])}
    with pytest.raises(InputError, match="input_values take .* tokens"):
        model(**few)
    with pytest.raises(InputError, match="do not rise"):
        model(**given | {"input_values_cutoffs": np.array([[53, 40], [-1, -1], [36, -1]])})
    with pytest.raises(InputError, match="Pass input_values_cutoffs"):
        model(**{k: v for k, v in given.items() if k != "input_values_cutoffs"})
    with pytest.raises(InputError, match="are codes of input_values"):
        model(input_ids=given["input_ids"], labels=given["input_ids"])


def test_the_processor(processors: tuple[Path, Any], tmp_path: Path) -> None:
    folder, reference = processors
    mine = AutoProcessor.from_pretrained(folder)
    assert isinstance(mine, CsmProcessor)
    rng = np.random.default_rng(0)
    sounds = [rng.standard_normal(n).astype(np.float32) for n in (2500, 1920, 4001)]
    one = "<|AUDIO|><|audio_eos|>"
    for texts, some in (
        ([f"[0]ab{one}c{one}", "[1]dd", f"{one}h"], sounds),
        ([f"[0]ab{one}"], sounds[:1]),
        (["abc", "d"], None),
    ):
        call: dict[str, Any] = dict(text=texts, audio=some, output_labels=True)
        found = mine(**call, sampling_rate=200, return_tensors="np")
        exact = reference(**call, sampling_rate=200)
        assert set(found) == set(exact)
        for name, array in exact.items():
            assert np.array_equal(found[name], array.numpy()), name
    tiny = {"encoded_length_kwargs": CONVOLUTIONS}
    found = mine(text=one, audio=sounds[0][:75], audio_kwargs=tiny, sampling_rate=200)
    exact = reference(text=one, audio=sounds[0][:75], audio_kwargs=tiny | {"sampling_rate": 200})
    assert found["input_ids"] == exact["input_ids"].tolist()
    half = mine(text=one, audio=sounds[2], output_labels=True, depth_decoder_labels_ratio=0.4)
    labels = np.array(half["labels"])
    assert (labels == -101).sum() == int((labels != -100).sum() - 1) * 6 // 10
    with pytest.raises(InputError, match="1 .* tokens for 3 recordings"):
        mine(text=one, audio=sounds)
    with pytest.raises(InputError, match="depth_decoder_labels_ratio is 2"):
        mine(text=one, audio=sounds[0], depth_decoder_labels_ratio=2)
    mine.save_pretrained(tmp_path)
    again = AutoProcessor.from_pretrained(tmp_path)
    assert again(text="ab")["input_ids"] == mine(text="ab")["input_ids"]


def test_conversations(processors: tuple[Path, Any]) -> None:
    folder, reference = processors
    mine = AutoProcessor.from_pretrained(folder)
    sound = np.random.default_rng(0).standard_normal(4000).astype(np.float32)
    spoken = [{"type": "text", "text": "abc"}, {"type": "audio", "audio": sound}]
    messages = [
        {"role": "0", "content": spoken},
        {"role": "1", "content": [{"type": "text", "text": "de"}]},
    ]
    options: dict[str, Any] = dict(tokenize=True, return_dict=True)
    found = mine.apply_chat_template(
        messages, **options, output_labels=True, sampling_rate=200, return_tensors="np"
    )
    exact = reference.apply_chat_template(
        messages, **options, processor_kwargs=dict(output_labels=True, sampling_rate=200)
    )
    assert set(found) == set(exact)
    for name, array in exact.items():
        assert np.array_equal(found[name], array.numpy()), name


def test_sound_in_files(processors: tuple[Path, Any], tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    mine = AutoProcessor.from_pretrained(processors[0])
    sound = np.linspace(-0.5, 0.5, 100).astype(np.float32)
    paths = [tmp_path / "a.wav", tmp_path / "b.wav"]
    mine.save_audio([sound, torch.tensor(sound[:50])], paths)
    found, rate = soundfile.read(paths[0])
    assert rate == 200
    assert difference(found, sound) < 1e-4
    with pytest.raises(InputError, match="2 waveforms and 1 paths"):
        mine.save_audio([sound, sound], paths[0])
