"""VibeVoice's speech: tokens, latents and sound as transformers', and the loss of its head."""

from __future__ import annotations

import wave
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import ALL
from parity.architectures import vibevoice
from parity.architectures.vibevoice_asr import recordings
from parity.backends import BACKENDS
from parity.checks import difference
from parity.test_audio_language import byte_tokenizer
from parity.texts import padding, token_ids

from auto_core import AutoProcessor
from auto_core.decoding.config import GenerationConfig
from auto_core.decoding.noise_scheduler import DPMSolverMultistepScheduler
from auto_core.errors import InputError
from auto_core.tensors import to_numpy

HEAD = "VibeVoiceForConditionalGeneration"
COSINE = {"beta_schedule": "squaredcos_cap_v2", "prediction_type": "v_prediction"}
LENGTH = 12
CONFIGS = {"default": vibevoice.DEFAULT, "other": vibevoice.OTHER}
OPTIONS: dict[str, Any] = dict(max_new_tokens=LENGTH, sample=False)
# Of a config and a seed: texts that speak by turns, begin anew, and end.
MODELS = [("default", 7), ("default", 11), ("other", 0), ("other", 6)]


class Scheduler:
    """Ours with torch's tensors, for transformers."""

    def __init__(self, **options: Any):
        self.inner = DPMSolverMultistepScheduler(**COSINE | options)
        self.timesteps = torch.tensor(self.inner.timesteps)

    def set_timesteps(self, num_inference_steps: int) -> None:
        self.inner.set_timesteps(num_inference_steps)
        self.timesteps = torch.tensor(self.inner.timesteps)

    def step(self, output: Any, timestep: Any, sample: Any) -> SimpleNamespace:
        return self.inner.step(output, timestep, sample)


def spoken(model: Any, noise: np.ndarray, inputs: dict[str, Any], **options: Any) -> Any:
    """What transformers generates of this noise [b steps l]."""
    step, rows = [-1], []
    begin, negative, normal = (
        model._reset_negative_cache_for_audio_start,
        model._step_negative_branch,
        torch.randn,
    )

    def counted(*given: Any) -> Any:
        step[0] += 1
        return begin(*given)

    def chosen(mask: Any, *given: Any) -> Any:
        rows[:] = [mask.numpy()]
        return negative(mask, *given)

    def randn(*shape: Any, **others: Any) -> Any:
        found = torch.tensor(noise[rows[0], step[0]])
        assert shape == (2 * len(found), noise.shape[2])
        return torch.cat([found, torch.full_like(found, torch.nan)])

    model._reset_negative_cache_for_audio_start, model._step_negative_branch = counted, chosen
    torch.randn = randn
    try:
        with torch.no_grad():
            return model.generate(
                **{name: torch.tensor(value) for name, value in inputs.items()},
                **options,
                do_sample=False,
                return_dict_in_generate=True,
                output_scores=True,
                output_logits=True,
            )
    finally:
        torch.randn = normal
        del model._reset_negative_cache_for_audio_start, model._step_negative_branch


@pytest.fixture(scope="module", params=MODELS, ids=str)
def model(request: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    name, seed = request.param
    reference = oracle.reference(HEAD, "VibeVoiceConfig", CONFIGS[name], seed=seed)
    return oracle.save(reference.float(), tmp_path_factory.mktemp("vibevoice")), reference


def prompts(reference: Any, seed: int = 1) -> tuple[dict[str, Any], np.ndarray]:
    """Texts with recordings, and noise."""
    rng, config = np.random.default_rng(seed), reference.config.audio_config
    options = dict(hop=config.hop_length, channels=config.channels, side="left")
    inputs = recordings([3, 2, 2], [4, 3], **options)(rng)
    noise = rng.standard_normal((2, LENGTH, config.hidden_size)).astype(np.float32)
    return inputs, noise


def same(found: Any, exact: Any) -> None:
    assert np.array_equal(to_numpy(found.sequences), exact.sequences.numpy())
    for ours, theirs in zip(found.audio, exact.audio, strict=True):
        assert (ours is None) == (theirs is None)
        if theirs is not None:
            assert difference(to_numpy(ours), theirs.numpy()) < 1e-4


def some(*wanted: Any) -> list[tuple[str, Any]]:
    """Backends with models: of those that compile each step, these alone but in `make test-all`."""
    pairs = [(backend, one) for backend in BACKENDS for one in MODELS]
    every = ("numpy", "torch", "tf") if ALL else ("numpy", "torch")
    return [pair for pair in pairs if pair[0] in every or pair[1] in wanted]


@pytest.mark.parametrize(("backend", "model"), some(MODELS[0]), ids=str, indirect=["model"])
@pytest.mark.parametrize("scale", [1.5, None])
def test_speech(backend: str, scale: float | None, model: tuple[Path, Any]) -> None:
    folder, reference = model
    inputs, noise = prompts(reference)
    options = OPTIONS | dict(guidance_scale=scale, num_diffusion_steps=3)
    exact = spoken(reference, noise, inputs, **options, noise_scheduler=Scheduler())
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    requests: dict[str, Any] = dict(return_dict_in_generate=True, output_scores=True)
    found = ours.generate(
        **inputs, **options, diffusion_noise=noise, **requests, output_logits=True
    )
    same(found, exact)
    if backend == "flax":  # JAX compiles a step for each length of the cache
        assert found.past_key_values.keys[0].shape[1] in (32, 48)
    for name in ("scores", "logits"):
        for ours_now, theirs in zip(found[name], exact[name], strict=True):
            assert difference(to_numpy(ours_now), theirs.numpy()) < 1e-4, name
    # Without a mapping, the sound alone.
    again = ours.generate(**inputs, **options, diffusion_noise=noise)
    assert [a is None for a in again] == [a is None for a in exact.audio]


STEPS = [pair for pair in some(MODELS[2]) if pair[0] != "flax"]


@pytest.mark.parametrize(("backend", "model"), STEPS, ids=str, indirect=["model"])
def test_options(backend: str, model: tuple[Path, Any]) -> None:
    """Texts alone, a mask that follows from padding, and what changes scores."""
    folder, reference = model
    rng, size = np.random.default_rng(3), reference.config.audio_config.hidden_size
    noise = rng.standard_normal((3, LENGTH, size)).astype(np.float32)
    shown = padding([5, 3, 1], 5, side="left")
    ids = np.where(shown == 1, token_ids(rng, vibevoice.AUDIO, 3, 5), 0)
    inputs = {"input_ids": ids, "attention_mask": shown}  # which transformers cannot do without
    options: dict[str, Any] = dict(
        max_length=5 + LENGTH,
        min_new_tokens=8,
        repetition_penalty=1.4,
        exponential_decay_length_penalty=(9, 1.5),
        guidance_scale=1.2,
        num_diffusion_steps=2,
    )
    theirs, ours = Scheduler(solver_order=3), {**COSINE, "solver_order": 3}
    exact = spoken(reference, noise, inputs, **options, noise_scheduler=theirs)
    loaded = backends.load(backend, HEAD, folder, dtype="float32")
    found = loaded.generate(
        ids,
        **options,
        noise_scheduler=ours,
        diffusion_noise=noise,
        return_dict_in_generate=True,
        output_hidden_states=True,
        output_attentions=True,
    )
    same(found, exact)
    steps = found.sequences.shape[1] - 5
    assert len(found.hidden_states) == len(found.attentions) == steps
    assert found.past_key_values.keys[0].shape[1] == 4 + steps


def test_seeds_and_stored_options(model: tuple[Path, Any]) -> None:
    ours, ids = backends.load("numpy", HEAD, model[0]), np.array([[5, 6, 7, 61]])
    speaks: dict[str, Any] = dict(max_new_tokens=2, sequence_bias={(vibevoice.AUDIO,): 1e3})
    first, again, other = (ours.generate(ids, **speaks, seed=seed)[0] for seed in (1, 1, 2))
    assert first.shape[1] == 2 * ours.config.audio_config.hop_length
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    solver = COSINE | {"solver_type": "heun"}
    named = dict(num_diffusion_steps=4, noise_scheduler=solver, seed=1)
    wanted = ours.generate(ids, **speaks, **named)[0]
    stored: dict[str, Any] = dict(num_diffusion_steps=4, noise_scheduler_config=solver)
    ours.generation_config = GenerationConfig.from_dict(stored)
    found = ours.generate(ids, **speaks, seed=1)[0]
    assert np.array_equal(found, wanted)
    assert not np.array_equal(found, first)
    stored["noise_scheduler_class"] = "DDIMScheduler"
    ours.generation_config = GenerationConfig.from_dict(stored)
    with pytest.raises(InputError, match="noise_scheduler_class is 'DDIMScheduler'"):
        ours.generate(ids, **speaks)
    text = dict(max_new_tokens=2, sequence_bias={(62,): 1e3}, noise_scheduler=Scheduler().inner)
    assert ours.generate(ids, **text) == [None]


def losses(reference: Any, steps: int = 10) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """Inputs of training, noise and timesteps."""
    rng, config = np.random.default_rng(5), reference.config.audio_config
    options: dict[str, Any] = dict(hop=config.hop_length, channels=config.channels)
    inputs = recordings([3, 2, 2], [4, 3], labels=True, **options)(rng)
    inputs["acoustic_loss_mask"] = inputs["input_ids"] == vibevoice.AUDIO
    count = 3 * int(inputs["acoustic_loss_mask"].sum())
    noise = rng.standard_normal((count, config.hidden_size)).astype(np.float32)
    return inputs, noise, rng.integers(0, steps, count)


@pytest.mark.parametrize("backend", BACKENDS)
def test_loss(backend: str, model: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, reference = model
    inputs, noise, timesteps = losses(reference, 700)
    table = DPMSolverMultistepScheduler(**COSINE)
    alpha, sigma = (torch.tensor(x, dtype=torch.float32) for x in (table.alpha_t, table.sigma_t))
    scheduler = SimpleNamespace(
        alpha_t=alpha,
        sigma_t=sigma,
        add_noise=lambda x, n, t: alpha[t][:, None] * x + sigma[t][:, None] * n,
    )
    options: dict[str, Any] = dict(ddpm_batch_multiplier=3, num_diffusion_steps=700, sample=False)
    with monkeypatch.context() as patch, torch.no_grad():
        patch.setattr(torch, "randn", lambda *shape, **others: torch.tensor(noise))
        patch.setattr(torch, "multinomial", lambda *given, **others: torch.tensor(timesteps))
        given = {name: torch.tensor(value) for name, value in inputs.items()}
        exact = reference(**given, **options, noise_scheduler=scheduler)
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    inputs |= dict(diffusion_noise=noise, diffusion_timesteps=timesteps)
    found = backends.run(backend, ours, inputs, fast=True, **options)
    assert difference(found["loss"], exact.loss.numpy()) < 1e-5
    assert difference(found["logits"], exact.logits.numpy()) < 1e-4


@pytest.mark.parametrize("backend", BACKENDS)
def test_sampled_noise(backend: str, model: tuple[Path, Any]) -> None:
    """Much of it has the loss of much of NumPy's."""
    folder, reference = model
    inputs, _, _ = losses(reference)
    count, rng = int(inputs["acoustic_loss_mask"].sum()) * 400, np.random.default_rng(7)
    size = reference.config.audio_config.hidden_size
    given = inputs | dict(
        diffusion_noise=rng.standard_normal((count, size)).astype(np.float32),
        diffusion_timesteps=rng.integers(0, 1000, count),
    )
    ours = backends.load(backend, HEAD, folder, dtype="float32")
    options: dict[str, Any] = dict(
        ddpm_batch_multiplier=400, num_diffusion_steps=1000, sample=False
    )
    found, exact = (
        backends.run(backend, ours, values, fast=True, **options)["loss"]
        for values in (inputs, given)
    )
    assert 0 < abs(found / exact - 1) < 0.05


def test_unusual_inputs(model: tuple[Path, Any]) -> None:
    folder, reference = model
    ours = backends.load("numpy", HEAD, folder, dtype="float64")
    inputs, _, _ = losses(reference)
    ones = np.ones_like(inputs["padding_mask"])
    hop = reference.config.audio_config.hop_length
    tokens = inputs["input_ids"][:1]
    whole = np.concatenate([tokens, np.full((1, 3 * (48 // hop)), vibevoice.AUDIO)], 1)
    whole = np.where(np.arange(whole.shape[1]) < tokens.shape[1], 5, whole)
    given = {"input_ids": whole, "input_values": inputs["input_values"]}
    marked, plain = ours(**given, padding_mask=ones, sample=False), ours(**given, sample=False)
    assert difference(marked.logits, plain.logits) == 0
    assert difference(marked.audio_features, plain.audio_features) == 0
    found = ours.get_audio_features(inputs["input_values"], inputs["padding_mask"], sample=False)
    assert len(found.pooler_output) == int((inputs["input_ids"] == vibevoice.AUDIO).sum())
    few = inputs["acoustic_loss_mask"].copy()
    few[few] = np.arange(few.sum()) > 0
    with pytest.raises(InputError, match="acoustic_loss_mask has"):
        ours(**inputs | {"acoustic_loss_mask": few})
    with pytest.raises(InputError, match="needs labels"):
        ours(**inputs | {"labels": None})
    with pytest.raises(InputError, match="ddpm_batch_multiplier is 0"):
        ours(**inputs, ddpm_batch_multiplier=0)
    with pytest.raises(InputError, match="num_diffusion_steps is 1001"):
        ours(**inputs, num_diffusion_steps=1001)
    with pytest.raises(InputError, match="input_values take .* tokens"):
        ours(**inputs | {"input_ids": np.full_like(inputs["input_ids"], 5)})
    with pytest.raises(InputError, match="pass no inputs_embeds"):
        ours(inputs_embeds=np.zeros((1, 2, 32)), input_values=inputs["input_values"])
    without = ours(**{k: v for k, v in inputs.items() if k != "acoustic_loss_mask"}, sample=False)
    silent = {k: v for k, v in inputs.items() if k in ("labels", "acoustic_loss_mask")}
    text = ours(**silent, input_ids=np.full_like(inputs["input_ids"], 5))
    assert np.isfinite(without.loss)
    assert np.isfinite(text.loss)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(use_cache=False), "use_cache is False"),
        (dict(monitor_progress=True), "monitor_progress is True"),
        (dict(num_beams=2), "num_beams is 2"),
        (dict(max_time=1.0), "max_time is not implemented"),
        (dict(max_length=3), "3 tokens and max_length is 3"),
        (dict(noise_scheduler=object()), "object without set_timesteps, timesteps, step"),
        (dict(noise_scheduler={"use_karras_sigmas": True}), "use_karras_sigmas is True"),
        (dict(diffusion_noise=np.zeros((1, 2, 3))), "diffusion_noise has shape"),
        (dict(attention_mask=np.ones((1, 2))), "attention_mask has shape"),
        (dict(num_diffusion_steps=1000), "too few"),
    ],
)
def test_options_that_are_refused(
    options: dict[str, Any], message: str, model: tuple[Path, Any]
) -> None:
    ours = backends.load("numpy", HEAD, model[0])
    ids = np.array([[5, 6, 61]])
    with pytest.raises(InputError, match=message):
        ours.generate(ids, **options)


@pytest.mark.parametrize("backend", BACKENDS)
def test_text_to_wav(backend: str, tmp_path: Path) -> None:
    """A script and a voice in, a WAV file out, by the Auto classes."""
    pytest.importorskip("soundfile")
    tokenizer = byte_tokenizer("<|vision_start|>", "<|vision_end|>", "<|vision_pad|>")
    ids = {
        f"audio_{name}_id": tokenizer.convert_tokens_to_ids(f"<|vision_{token}|>")
        for name, token in (("bos_token", "start"), ("eos_token", "end"), ("token", "pad"))
    }
    extractor = oracle.transformers.VibeVoiceAcousticTokenizerFeatureExtractor(pad_to_multiple_of=6)
    template = (
        "{% for m in messages %}{% for p in m['content'] %}{% if p['type'] == 'audio' %}"
        "<|vision_start|><|vision_pad|><|vision_end|>{% else %}{{ p['text'] }}{% endif %}"
        "{% endfor %}{% endfor %}<|vision_start|>"
    )
    parts = extractor, tokenizer
    oracle.transformers.VibeVoiceProcessor(*parts, chat_template=template).save_pretrained(tmp_path)
    text = vibevoice.DEFAULT["text_config"] | {"vocab_size": len(tokenizer)}
    options = vibevoice.DEFAULT | dict(text_config=text, eos_token_id=256, **ids)
    oracle.save(oracle.reference(HEAD, "VibeVoiceConfig", options), tmp_path)
    processor = AutoProcessor.from_pretrained(tmp_path)
    model = backends.load(backend, "AutoModelForTextToWaveform", tmp_path)
    voice = np.sin(np.arange(31) / 3).astype(np.float32)
    content = [{"type": "audio", "audio": voice}, {"type": "text", "text": "Speaker 0: hi"}]
    inputs = processor.apply_chat_template(
        [{"role": "0", "content": content}], tokenize=True, return_dict=True, return_tensors="np"
    )
    assert (inputs["input_ids"] == ids["audio_token_id"]).sum() == 6
    speaks = {(ids["audio_token_id"],): 1e3}
    audio = model.generate(**inputs, max_new_tokens=4, sequence_bias=speaks, seed=1)
    path = tmp_path / "said.wav"
    assert processor.save_audio(audio, path) == [str(path)]
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (24000, 1, 24)
        found = np.frombuffer(file.readframes(24), "<i2") / 2**15
    assert difference(found, np.clip(to_numpy(audio[0])[0], -1, 1)) < 1e-4
