"""`generate` of VibeVoice: a token of the language model, and a latent of sound for the token of
sound, by next-token diffusion.

Peng et al., 2025, arXiv:2508.19205. A diffusion head makes the latent of noise, by the language
model's hidden state and by that of a text of sound alone (Ho & Salimans, 2022, arXiv:2207.12598).
The codec's sound of the latent is read by an encoder, and the sum of both is what comes next.
Tokens are the likeliest of four, and NumPy's here.

b batch, t tokens, l size of a latent, d hidden, v vocabulary, s samples.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.decoding.config import FIELDS, GenerationConfig
from auto_core.decoding.noise_scheduler import DPMSolverMultistepScheduler
from auto_core.errors import InputError, check_keywords
from auto_core.outputs import KeyValueCache, VibeVoiceGenerateOutput

from .. import ops
from ..blocks.stage import rounded
from . import loop
from .codebooks import NOT_FOR_CODES, check_settings
from .decoder import cache_with_room
from .inputs import as_numpy
from .plan import Lengths, Source, as_ids, needs_source, processors_for

log = logging.getLogger("auto_core.generation")

_INPUTS = ("input_ids", "attention_mask", "input_values", "padding_mask")
_SWITCHES: dict[str, Any] = {
    "noise_scheduler": None,
    "num_diffusion_steps": None,
    "monitor_progress": False,
    "sample": True,
    "diffusion_noise": None,
    "seed": None,
}
_REFUSED = ("penalty_alpha", "stop_strings", "max_time", "prompt_lookup_num_tokens")
_STEPS = 10  # of diffusion
_SCHEDULER = DPMSolverMultistepScheduler.__name__
_OPTIONS = {"beta_schedule": "squaredcos_cap_v2", "prediction_type": "v_prediction"}


def generate(model: Any, main: Any, given: GenerationConfig | None, kwargs: dict[str, Any]) -> Any:
    """What `model.generate` does.

    Keywords: `attention_mask` [b t]; recordings of the voices, `input_values` [n c s] and
    `padding_mask` [n s], and `sample`, whether noise is added to their latents; `guidance_scale`,
    of the latents and of the tokens; `num_diffusion_steps`; `noise_scheduler`, an object with
    `set_timesteps`, `timesteps` and `step` like ours in `auto_core.decoding.noise_scheduler`, or
    its options; `diffusion_noise` [b steps l], of the latent of each new token, by default sampled
    by `seed`.

    Returns:
        A list of waveforms [c s], None of texts without one; with `return_dict_in_generate` a
        VibeVoiceGenerateOutput.

    Raises:
        UnknownArgumentError: a keyword is no option or input.
        InputError: there is no text, no room for a token, or too little noise.
    """
    where = f"{type(model).__name__}.generate"
    stored = {k: v for k, v in vars(model.generation_config).items() if not k.startswith("_")}
    check_keywords(kwargs, {*FIELDS, *_INPUTS, *_SWITCHES, *stored}, where=where)
    switches = {k: kwargs.pop(k, stored.get(k, v)) for k, v in _SWITCHES.items()}
    inputs = {k: kwargs.pop(k) for k in list(kwargs) if k in _INPUTS}
    if main is not None:
        inputs["input_ids"] = main
    base = GenerationConfig() if given is None else given
    lengths = (kwargs.get("max_length"), base.max_length, model.generation_config.max_length)
    config = base.merged(model.generation_config, kwargs)
    check_settings(config, allowed=tuple(set(NOT_FOR_CODES) - set(_REFUSED)))
    for name, value, expected in (
        ("use_cache", config.use_cache, True),
        ("monitor_progress", switches["monitor_progress"], False),
    ):
        if bool(value) is not expected:
            raise InputError(f"{name} is {value}, expected {expected}.")
    if config.do_sample:
        log.warning("do_sample has no effect on the tokens of VibeVoice: they are the likeliest.")
    scheduler = scheduler_of(switches["noise_scheduler"], config)
    with loop.inference():
        inputs = {k: v for k, v in inputs.items() if v is not None}
        job = _Job(model, config, inputs, switches, scheduler)
        return job.run(all(value is None for value in lengths))


def scheduler_of(given: Any, config: GenerationConfig) -> Any:
    """The caller's scheduler, or the one of the options."""
    if given is None:
        name = getattr(config, "noise_scheduler_class", None) or _SCHEDULER
        if name != _SCHEDULER:
            raise InputError(
                f"noise_scheduler_class is {name!r}, expected {_SCHEDULER!r}. Pass "
                "noise_scheduler, an object with set_timesteps, timesteps and step."
            )
        given = getattr(config, "noise_scheduler_config", None) or _OPTIONS
    if isinstance(given, Mapping):
        return DPMSolverMultistepScheduler(**given)
    missing = [n for n in ("set_timesteps", "timesteps", "step") if not hasattr(given, n)]
    if missing:
        raise InputError(
            f"noise_scheduler is a {type(given).__name__} without {', '.join(missing)}."
        )
    return given


class _Branch:
    """A text that the model reads token by token, its mask and its cache."""

    def __init__(self, job: _Job):
        self.job, self.mask = job, np.zeros((job.batch, 0), np.int64)
        self.past: Any = None

    def read(self, positions: np.ndarray | None = None, **inputs: Any) -> Any:
        """The model's output for what comes next."""
        job = self.job
        if positions is not None:
            inputs["position_ids"] = job.tensor(positions)
        mask = self.mask
        if self.past is not None:
            inputs["past_key_values"], mask = self.with_room()
        output = job.model(
            **inputs,
            attention_mask=job.tensor(mask),
            use_cache=True,
            logits_to_keep=1,
            return_dict=True,
        )
        self.past = output.past_key_values
        return output

    def with_room(self) -> tuple[KeyValueCache | None, np.ndarray]:
        """The cache and the mask: where shapes are compiled, of few lengths, with room behind."""
        past, width = self.past, self.mask.shape[1]
        windows = [self.job.model.config.window(layer) for layer in range(len(past.keys))]
        room = rounded(width, past.keys[0])
        if any(windows) or (past.length is None and room == width):
            return past, self.mask
        cache = cache_with_room(past, room, windows)
        if cache.length is None:
            cache.length = self.job.tensor(np.array(width - 1))
        return cache, np.pad(self.mask, ((0, 0), (0, room - width)), constant_values=1)

    def grow(self) -> None:
        """Attend to one more token."""
        self.mask = np.concatenate([self.mask, np.ones((len(self.mask), 1), np.int64)], 1)


class _Job:
    def __init__(
        self,
        model: Any,
        config: GenerationConfig,
        inputs: dict[str, Any],
        switches: dict[str, Any],
        scheduler: Any,
    ):
        self.model, self.config, self.inputs = model, config, inputs
        self.switches, self.scheduler = switches, scheduler
        self.network = getattr(model, "network", model)
        if "input_ids" not in inputs:
            raise InputError("Pass input_ids [batch, tokens].")
        self.ids = np.asarray(as_numpy(inputs["input_ids"])).astype(np.int64)
        if self.ids.ndim != 2 or not self.ids.shape[1]:
            raise InputError(f"input_ids have shape {self.ids.shape}, expected [batch, tokens].")
        self.batch, self.prompt = self.ids.shape
        self.eos, self.pad = as_ids(config.eos_token_id), config.pad_token_id
        self.pad = self.eos[0] if self.pad is None and self.eos else self.pad
        self.scale = 1.0 if config.guidance_scale is None else float(config.guidance_scale)
        self.steps = int(switches["num_diffusion_steps"] or _STEPS)
        self.random = np.random.default_rng(switches["seed"])
        self.scores: list[Any] = []
        self.logits: list[Any] = []
        self.outputs: list[Any] = []

    def tensor(self, value: Any) -> Any:
        return loop.to_tensor(self.model, value)

    def run(self, default_length: bool) -> Any:
        config, text = self.config, _Branch(self)
        text.mask = self.mask()
        limit = self.limit(default_length)
        noise = self.noise(limit - self.prompt)
        self.scheduler.set_timesteps(num_inference_steps=self.steps)  # an error comes early
        start = None
        if config.repetition_penalty != 1 and not (text.mask == 1).all():
            start = self.tensor(text.mask.argmax(1))
        source = Source(self.tensor(self.ids) if needs_source(config) else None, start)
        lengths = Lengths(self.prompt, limit, limit)
        self.processors = processors_for(
            config, self.eos, lengths, source, one_token_prompt=self.prompt <= 1
        )
        self.without_text, self.of_sound = _Branch(self), _Branch(self)
        self.of_sound.grow()
        chunks = self.search(text, limit, noise)
        audio = [ops.cat(parts, -1) if parts else None for parts in chunks]
        if not config.return_dict_in_generate:
            return audio
        return VibeVoiceGenerateOutput(
            sequences=self.tensor(self.ids),
            scores=tuple(self.scores) if config.output_scores else None,
            logits=tuple(self.logits) if config.output_logits else None,
            attentions=self.recorded("attentions"),
            hidden_states=self.recorded("hidden_states"),
            past_key_values=text.past,
            audio=audio,
        )

    def recorded(self, name: str) -> Any:
        wanted = getattr(self.config, f"output_{name}")
        return tuple(getattr(output, name) for output in self.outputs) if wanted else None

    def mask(self) -> np.ndarray:
        """[b t], 1 for tokens and 0 for padding."""
        given = self.inputs.get("attention_mask")
        if given is None:
            known = self.pad is not None and self.pad not in self.eos
            return (self.ids != self.pad if known else np.ones_like(self.ids)).astype(np.int64)
        mask = np.asarray(as_numpy(given)).astype(np.int64)
        if mask.shape != self.ids.shape:
            raise InputError(f"attention_mask has shape {mask.shape}, expected {self.ids.shape}.")
        return mask

    def limit(self, default_length: bool) -> int:
        """Tokens of the longest text, the prompt included."""
        config = self.config
        limit = config.max_length + (self.prompt if default_length else 0)
        most = self.model.config.max_position_embeddings
        if config.max_new_tokens is not None:
            limit = self.prompt + config.max_new_tokens
        elif default_length and most is not None:
            limit = min(limit, most)
        if limit <= self.prompt:
            raise InputError(
                f"The prompt has {self.prompt} tokens and max_length is {limit}, so that none can "
                "follow. Raise max_length, or pass max_new_tokens."
            )
        if config.min_new_tokens is not None:
            config.min_length = 0  # min_new_tokens goes before it
        return limit

    def noise(self, steps: int) -> np.ndarray | None:
        """The caller's noise [b steps l]."""
        given = self.switches["diffusion_noise"]
        if given is None:
            return None
        noise = np.asarray(as_numpy(given)).astype(np.float32)
        size = self.model.config.audio_config.hidden_size
        right = noise.ndim == 3 and noise.shape[::2] == (self.batch, size)
        if not right or noise.shape[1] < steps:
            raise InputError(
                f"diffusion_noise has shape {noise.shape}, expected [{self.batch}, {steps}, "
                f"{size}]: [batch, new tokens, size of a latent]."
            )
        return noise

    def search(self, text: _Branch, limit: int, noise: np.ndarray | None) -> list[list[Any]]:
        """The parts of the waveform of each text; tokens go to `ids`."""
        config, of_model = self.config, self.model.config
        tensors = {k: v for k, v in self.inputs.items() if k in ("input_values", "padding_mask")}
        shown: dict[str, Any] = {name: self.tensor(value) for name, value in tensors.items()}
        shown |= {"input_ids": self.tensor(self.ids), "sample": self.switches["sample"]}
        requests = {
            name: True
            for name in ("output_attentions", "output_hidden_states")
            if config.return_dict_in_generate and getattr(config, name)
        }
        positions = np.where(text.mask != 0, text.mask.cumsum(1) - 1, 0)
        unfinished, chunks = np.ones(self.batch, bool), [[] for _ in range(self.batch)]
        before, caches, embed = None, (None, None), self.network.model.language_model.embed
        while True:
            output = text.read(positions, **shown, **requests)
            if requests:
                self.outputs.append(output)
            token = self.chosen(output.logits[:, -1])
            if self.eos:
                token = np.where(unfinished, token, int(self.pad or 0))
            self.ids = np.concatenate([self.ids, token[:, None]], 1)
            following = embed(self.tensor(token[:, None]))
            begins = unfinished & (token == of_model.audio_bos_token_id)
            self.of_sound.mask[begins, :-1] = 0  # sound without what was said before
            speaks = unfinished & (token == of_model.audio_token_id)
            if speaks.any():
                if before is None:
                    begin = np.full((self.batch, 1), of_model.audio_bos_token_id)
                    before = embed(self.tensor(begin))
                free = self.of_sound.read(inputs_embeds=before)
                self.of_sound.grow()
                step = self.ids.shape[1] - self.prompt - 1
                hidden = (found.last_hidden_state[:, -1] for found in (output, free))
                latents = self.latents(*hidden, None if noise is None else noise[:, step])
                chosen = self.tensor(speaks)
                waveform, vectors, *caches = self.network.model.spoken(
                    ops.unsqueeze(latents, 1), chosen, *caches
                )
                for row in np.flatnonzero(speaks):
                    chunks[row].append(waveform[int(row)])
                following = ops.where(ops.reshape(chosen, (-1, 1, 1)), vectors, following)
            before = following
            unfinished &= ~np.isin(token, self.eos)
            if self.ids.shape[1] >= limit or not unfinished.any():
                return chunks
            text.grow()
            positions, shown = positions[:, -1:] + 1, {"inputs_embeds": following}

    def chosen(self, logits: Any) -> np.ndarray:  # [b v] -> [b]
        """The likeliest token of those that VibeVoice writes."""
        config, of_model = self.config, self.model.config
        scores = ops.cast(logits, "float32")
        if config.return_dict_in_generate and config.output_logits:
            self.logits.append(scores)
        if self.scale != 1:
            # As upstream, tokens are guided too: away from those of the last token's text.
            self.without_text.grow()
            last = self.tensor(self.ids[:, -1:])
            free = self.without_text.read(input_ids=last).logits[:, -1]
            free = ops.log_softmax(ops.cast(free, "float32"), -1)
            scores = free + (ops.log_softmax(scores, -1) - free) * self.scale
        tokens = self.tensor(self.ids)
        for process in self.processors:
            scores = process(tokens, self.ids.shape[1], scores)
        allowed = (
            *(of_model.audio_bos_token_id, of_model.audio_eos_token_id, of_model.audio_token_id),
            *as_ids(of_model.eos_token_id),
        )
        penalty = np.full((1, ops.shape(scores)[-1]), -np.inf, np.float32)
        penalty[:, list(allowed)] = 0
        scores = scores + self.tensor(penalty)
        if config.return_dict_in_generate and config.output_scores:
            self.scores.append(scores)
        return np.asarray(as_numpy(scores)).argmax(-1)

    def latents(self, condition: Any, free: Any, noise: np.ndarray | None) -> Any:
        """Latents [b l] of noise, by conditions [b d] and those without a text."""
        size = self.model.config.audio_config.hidden_size
        if noise is None:
            noise = self.random.standard_normal((self.batch, size)).astype(np.float32)
        condition = ops.cat([condition, free], 0)
        sample = ops.cast(self.tensor(noise), ops.dtype(condition))
        self.scheduler.set_timesteps(num_inference_steps=self.steps)
        for timestep in self.scheduler.timesteps:
            times = np.full(2 * self.batch, float(timestep), np.float32)
            times = ops.cast(self.tensor(times), ops.dtype(sample))
            twice = ops.cat([sample, sample], 0)
            found = self.network.model.diffusion_head(twice, times, condition)
            guided, unguided = found[: self.batch], found[self.batch :]
            guided = unguided + (guided - unguided) * self.scale
            sample = self.scheduler.step(guided, timestep, sample).prev_sample
        return sample
