"""What is Qwen3-ASR's own: vectors of recordings, windows that are not whole, saved models, and
transcripts of WAV files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures import qwen3_asr
from parity.architectures.qwen3_asr import DEFAULT, TEXT, WIDE, recordings
from parity.backends import BACKENDS, model_class
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from parity.test_audio_language import byte_tokenizer
from parity.test_speech_tasks import RATE, recording
from parity.waves import waveform

from auto_core import AutoConfig, AutoProcessor
from auto_core.errors import ConfigError, InputError
from auto_core.transcribing import transcribe

theirs: Any = oracle.transformers
ARCH = architecture("qwen3_asr")
CASE = ARCH.by_id()[f"{qwen3_asr.LM}-other"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_vectors_of_recordings(backend: str) -> None:
    reference = expected(CASE)
    features, mask = (reference.inputs[name] for name in ("input_features", "input_features_mask"))
    exact = theirs.Qwen3ASRForConditionalGeneration.from_pretrained(reference.directory)
    with torch.no_grad():
        wanted = exact.get_audio_features(torch.tensor(features), torch.tensor(mask))
    model = backends.load(backend, CASE.head, reference.directory)
    given: dict[str, Any] = dict(input_features=features, input_features_mask=mask)
    found = backends.run(backend, model.get_audio_features, given)
    for name in ("last_hidden_state", "pooler_output"):
        assert difference(found[name], wanted[name].numpy()) < FLOAT32_TOLERANCE, name
    with pytest.raises(InputError, match="without input_features_mask"):
        model.get_audio_features(features, None)


def test_frames_that_fill_no_window() -> None:
    """They are filled up with zeros, as the feature extractor does it."""
    model = backends.load("numpy", CASE.head, expected(CASE).directory)
    given = dict(expected(CASE).inputs)
    count = int(given["input_features_mask"].sum(1).max())
    given["input_features"] = given["input_features"].copy()
    given["input_features"][:, :, count:] = 0
    whole = model(**given).logits
    given["input_features"] = given["input_features"][:, :, :count]
    given["input_features_mask"] = given["input_features_mask"][:, :count]
    assert difference(np.asarray(model(**given).logits), np.asarray(whole)) < 1e-6


def test_padding_is_read() -> None:
    """The convolutions of the last window read what is behind a recording, as transformers' do."""
    model = backends.load("numpy", CASE.head, expected(CASE).directory)
    given = dict(expected(CASE).inputs)
    before = np.asarray(model(**given).logits)
    mask = given["input_features_mask"][:, None]
    given["input_features"] = np.where(mask == 1, given["input_features"], 0)
    assert difference(np.asarray(model(**given).logits), before) > 1e-3


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("row", [f"{qwen3_asr.LM}-default", f"{qwen3_asr.TOKENS}-other"])
def test_saved_models_are_read_by_transformers(backend: str, row: str, tmp_path: Path) -> None:
    case = ARCH.by_id()[row]
    reference = expected(case)
    backends.load(backend, case.head, reference.directory).save_pretrained(tmp_path)
    model = getattr(theirs, case.head).from_pretrained(tmp_path, attn_implementation="eager")
    found = oracle.outputs(model.eval(), reference.inputs, double=False)
    assert difference(found["logits"], reference.rounded["logits"]) < FLOAT32_TOLERANCE


def test_files_of_the_qwen_asr_package(tmp_path: Path) -> None:
    data = {"model_type": "qwen3_asr", "thinker_config": {"audio_config": {}}}
    (tmp_path / "config.json").write_text(json.dumps(data))
    with pytest.raises(ConfigError, match=r"thinker_config .* end in -hf"):
        AutoConfig.from_pretrained(tmp_path)


def test_parts_that_are_not_given() -> None:
    """Are upstream's, and a language model that is given has its type's defaults."""
    for options in ({}, {"text_config": {"hidden_size": 64}}):
        mine = AutoConfig.for_model("qwen3_asr", **options)
        reference = theirs.Qwen3ASRConfig(**options)
        for name in ("text_config", "audio_config"):
            part, wanted = getattr(mine, name), getattr(reference, name).to_dict()
            own = {k: v for k, v in part.to_dict().items() if k in wanted}
            for key in ("hidden_size", "head_dim", "num_hidden_layers", "vocab_size", "d_model"):
                assert own.get(key) == wanted.get(key), (name, key)
        assert mine.tie_word_embeddings is reference.tie_word_embeddings is True
        assert list(mine.eos_token_id) == list(reference.eos_token_id)
        assert mine.pad_token_id == reference.pad_token_id


@pytest.mark.parametrize("name", ["qwen3_asr", "glmasr"])
@pytest.mark.parametrize("tied", [False, True])
def test_what_says_whether_embeddings_are_tied(name: str, tied: bool) -> None:
    """The whole's config, whatever the language model's says."""
    options = dict(architecture(name).configs["default"])
    text = options["text_config"] | {"tie_word_embeddings": not tied}
    options |= {"text_config": text, "tie_word_embeddings": tied}
    prefix = architecture(name).prefix
    reference = getattr(theirs, f"{prefix}ForConditionalGeneration")(
        getattr(theirs, f"{prefix}Config")(**options)
    )
    assert (reference.lm_head.weight is reference.get_input_embeddings().weight) is tied
    model_of = model_class("numpy", f"{prefix}ForConditionalGeneration")
    mine = model_of(AutoConfig.for_model(name, **options))
    assert ("lm_head.weight" in mine.ties()) is tied


SPECIAL = ("<|im_start|>", "<|im_end|>", "<|audio_start|>", "<|audio_pad|>", "<|audio_end|>")
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% for p in m['content'] %}"
    "{% if p['type'] == 'audio' %}<|audio_start|><|audio_pad|><|audio_end|>"
    "{% else %}{{ p['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Qwen3-ASR of bytes, with its processor."""
    folder = tmp_path_factory.mktemp("qwen3-asr")
    tokens = {f"audio{k}_token": f"<|audio_{v}|>" for k, v in
              {"": "pad", "_bos": "start", "_eos": "end"}.items()}  # fmt: skip
    byte_tokenizer(*SPECIAL).save_pretrained(folder)
    tokenizer = theirs.AutoTokenizer.from_pretrained(folder, model_specific_special_tokens=tokens)
    extractor = theirs.Qwen3ASRFeatureExtractor(feature_size=6)
    theirs.Qwen3ASRProcessor(extractor, tokenizer, chat_template=TEMPLATE).save_pretrained(folder)
    text = TEXT | dict(
        model_type="qwen3", vocab_size=len(tokenizer), max_position_embeddings=512, head_dim=6
    )
    options = DEFAULT | dict(
        text_config=text, audio_token_id=tokenizer.convert_tokens_to_ids("<|audio_pad|>")
    )
    options["eos_token_id"] = options["pad_token_id"] = len(tokenizer) - 4
    model = oracle.reference("Qwen3ASRForConditionalGeneration", "Qwen3ASRConfig", options)
    return oracle.save(model, folder)


@pytest.mark.parametrize("backend", BACKENDS)
def test_transcripts_of_files(backend: str, small: Path, tmp_path: Path) -> None:
    files, waves = [], []
    for size in (20000, 41000):
        folder = tmp_path / str(size)
        folder.mkdir()
        waves.append(recording(folder, size))
        files.append(str(folder / "sound.wav"))
    reference = theirs.Qwen3ASRProcessor.from_pretrained(small)
    inputs = reference.apply_transcription_request(waves, language=["en", None])
    model = theirs.Qwen3ASRForConditionalGeneration.from_pretrained(small).eval()
    options: dict[str, Any] = dict(max_new_tokens=12, do_sample=False)
    exact = model.generate(**inputs, **options)
    mine = AutoProcessor.from_pretrained(small)
    given = mine.apply_transcription_request(files, language=["en", None], return_tensors="np")
    ours = model_class(backend, "AutoModelForSpeechSeq2Seq").from_pretrained(small)
    found = np.asarray(ours.generate(**given, **options))
    assert np.array_equal(found, exact.numpy())
    new = found[:, given["input_ids"].shape[1] :]
    wanted = reference.decode(exact[:, given["input_ids"].shape[1] :], return_format="parsed")
    assert mine.decode(new, return_format="parsed") == wanted


@pytest.mark.parametrize("backend", BACKENDS)
def test_transcripts_of_any_length(backend: str, small: Path) -> None:
    """Each window is asked about by itself."""
    processor = AutoProcessor.from_pretrained(small)
    model = model_class(backend, "AutoModelForSpeechSeq2Seq").from_pretrained(small)
    wave = waveform(np.random.default_rng(0), 20000).astype(np.float32)
    options: dict[str, Any] = dict(max_new_tokens=9, do_sample=False)
    tensors = {"numpy": "np", "torch": "pt", "tf": "tf", "flax": "jax"}[backend]
    found = transcribe(
        wave,
        model,
        processor,
        sampling_rate=RATE,
        chunk_length_s=0.8,
        return_tensors=tensors,
        language="en",
        **options,
    )
    assert len(found.segments) == 2 and found.segments[1].end == found.seconds == 20000 / RATE
    for part in found.segments:
        window = wave[round(part.start * RATE) : round(part.end * RATE)]
        given = processor.apply_transcription_request(window, "English", return_tensors="np")
        ids = np.asarray(model.generate(**given, **options))[0, given["input_ids"].shape[1] :]
        answer = processor.decode(ids, return_format="transcription_only")
        assert part.text == answer.strip() != ""


def test_short_recordings_cost_no_more_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window of attention of a short recording is as long as the recording."""
    tower = backends.load("numpy", CASE.head, expected(CASE).directory).model.audio_tower
    shapes, inner = [], type(tower).convolved

    def convolved(self: Any, hidden: Any, longest: Any = None) -> Any:
        shapes.append(hidden.shape)
        return inner(self, hidden, longest)

    monkeypatch.setattr(type(tower), "convolved", convolved)
    given = recordings([3, 2], **WIDE, lengths=(100,))(np.random.default_rng(0))
    tower(given["input_features"], given["input_features_mask"])
    assert shapes == [(1, 9, 102, 1)]
