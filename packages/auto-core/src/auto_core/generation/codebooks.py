"""`generate` of models that write the codes of several codebooks at once: MusicGen.

Each codebook is one step behind the one before it (the delay pattern of Copet et al., 2023,
arXiv:2306.05284). Classifier-free guidance (Ho & Salimans, 2022, arXiv:2207.12598) compares the
logits with those without the text. Codes are NumPy's here: there are few.

b batch, q codebooks, t steps, v codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.decoding.config import GenerationConfig
from auto_core.errors import InputError, check_keywords
from auto_core.outputs import ModelOutput

from . import loop
from .inputs import as_numpy

_SETTINGS = (
    *("max_length", "max_new_tokens", "do_sample", "temperature", "top_k", "top_p"),
    *("guidance_scale", "pad_token_id", "bos_token_id", "decoder_start_token_id", "use_cache"),
)
_INPUTS = (
    *("input_ids", "attention_mask", "inputs_embeds", "encoder_outputs", "input_values"),
    *("padding_mask", "decoder_input_ids", "encoder_hidden_states", "encoder_attention_mask"),
    "input_features",
)
FREE = -1  # where the pattern leaves the code to the model


def delay_pattern(
    prompt: np.ndarray, length: int, pad: int, *, channels: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """The codes to begin with [b q t], and the pattern [b q length]: FREE, or what stands there.

    Args:
        prompt: [b q t], codes after the start token.
        pad: stands before the first and after the last code of a codebook.
        channels: 2 where codebooks of the left and the right channel take turns.
    """
    batch, codebooks, steps = prompt.shape
    levels = codebooks // channels
    pattern = np.full((batch, codebooks, length), FREE, np.int64)
    if length < 2 * levels - 1:
        return prompt, pattern
    for book in range(codebooks):
        delay = book // channels
        room = min(steps, length - delay)
        pattern[:, book, delay : delay + room] = prompt[:, book, :room]
    step, level = np.arange(length), np.arange(codebooks)[:, None] // channels
    outside = (step <= level) | (step - level >= length - levels + 1)
    pattern = np.where(outside, pad, pattern)
    free = (pattern[:, 0] == FREE).any(0)
    first = int(free.argmax()) if free.any() else steps
    return pattern[..., :first], pattern


# What changes the scores or the stop of other searches.
NOT_FOR_CODES = (
    *("forced_bos_token_id", "forced_eos_token_id", "suppress_tokens", "begin_suppress_tokens"),
    *("bad_words_ids", "sequence_bias", "no_repeat_ngram_size", "repetition_penalty"),
    *("encoder_repetition_penalty", "encoder_no_repeat_ngram_size", "typical_p", "min_p"),
    *("epsilon_cutoff", "eta_cutoff", "top_h", "min_length", "min_new_tokens", "penalty_alpha"),
    *("exponential_decay_length_penalty", "remove_invalid_values", "stop_strings", "max_time"),
    *("return_dict_in_generate", "output_scores", "output_logits", "prompt_lookup_num_tokens"),
)


def check_settings(config: GenerationConfig, allowed: Sequence[str] = ()) -> None:
    """Refuse what changes scores or stops, but for what is `allowed`.

    Raises:
        InputError: such an option.
    """
    for name in ("num_beams", "num_return_sequences"):
        if getattr(config, name, 1) not in (None, 1):
            raise InputError(f"{name} is {getattr(config, name)}, expected 1 for codes.")
    for name in (name for name in NOT_FOR_CODES if name not in allowed):
        neutral = (1, None) if name.endswith("repetition_penalty") or name == "typical_p" else ()
        if (value := getattr(config, name, None)) and value not in neutral:
            raise InputError(f"{name} is not implemented for codes; leave it out.")


def generate(model: Any, main: Any, given: GenerationConfig | None, kwargs: dict[str, Any]) -> Any:
    """What `model.generate` does.

    Returns:
        The waveforms [b channels samples], or of a decoder alone the codes [b q t].

    Raises:
        UnknownArgumentError: a keyword is no option or input.
        InputError: nothing to begin with, or no room for a code.
    """
    where = f"{type(model).__name__}.generate"
    kept = (name for name in vars(model.generation_config) if not name.startswith("_"))
    check_keywords(kwargs, {*_SETTINGS, *_INPUTS, *kept, "seed"}, where=where)
    seed = kwargs.pop("seed", None)
    inputs = {k: kwargs.pop(k) for k in list(kwargs) if k in _INPUTS}
    inputs = {k: v for k, v in inputs.items() if v is not None}
    scale = kwargs.pop("guidance_scale", None)
    base = GenerationConfig() if given is None else given
    default_length = all(
        value is None
        for value in (kwargs.get("max_length"), base.max_length, model.generation_config.max_length)
    )
    config = base.merged(model.generation_config, kwargs)
    if scale is None:
        scale = config.guidance_scale
    check_settings(config)
    if main is not None:
        inputs["input_ids"] = main
    with loop.inference():
        return _Job(model, config, inputs, float(scale or 1.0), seed, default_length).run()


class _Job:
    def __init__(
        self,
        model: Any,
        config: GenerationConfig,
        inputs: dict[str, Any],
        scale: float,
        seed: int | None,
        default_length: bool,
    ):
        self.model, self.config, self.scale = model, config, scale
        self.inputs, self.default_length = inputs, default_length
        network = getattr(model, "network", model)
        self.network = network
        self.whole = hasattr(network, "audio_encoder")
        self.reads_before = network.reads_before_codes
        # What the codes come after, and is read by the first step alone where there is a cache.
        self.before: dict[str, Any] = {}
        self.decoder = model.config.decoder if self.whole else model.config
        self.random = np.random.default_rng(seed)

    def tensor(self, value: Any) -> Any:
        return loop.to_tensor(self.model, value)

    @property
    def start(self) -> int:
        config = self.config
        found: Any = config.decoder_start_token_id
        found = config.bos_token_id if found is None else found
        found = self.decoder.bos_token_id if found is None else found
        if found is None:
            raise InputError("Pass decoder_start_token_id: there is no code to begin with.")
        return found

    @property
    def pad(self) -> int:
        found = self.config.pad_token_id
        return self.start if found is None else found

    def run(self) -> Any:
        if not self.whole:
            fixed, prompt = self.of_decoder()
        else:
            fixed, prompt = self.of_melody() if self.reads_before else self.of_text()
        books, channels = self.decoder.num_codebooks, self.decoder.audio_channels
        prompt = prompt.reshape(-1, books, prompt.shape[-1])
        length = self.length(prompt.shape[-1])
        ids, pattern = delay_pattern(prompt, length, self.start, channels=channels)
        ids = self.search(ids, pattern, fixed)
        ids = np.where(pattern[..., : ids.shape[-1]] == FREE, ids, pattern[..., : ids.shape[-1]])
        rows = [row[row != self.pad] for row in ids.reshape(-1, ids.shape[-1])]
        if len({len(row) for row in rows}) != 1:
            raise InputError("The codebooks' codes are not equally many: a code is the padding.")
        codes = self.tensor(np.stack(rows).reshape(len(ids), books, -1))
        return self.network.waveform(codes) if self.whole else codes

    def length(self, prompt: int) -> int:
        config = self.config
        if config.max_new_tokens is not None:
            length = prompt + config.max_new_tokens
        else:
            length = config.max_length + (prompt if self.default_length else 0)
        if length <= prompt:
            raise InputError(f"The prompt has {prompt} steps and max_length is {length}.")
        return length

    def of_text(self) -> tuple[dict[str, Any], np.ndarray]:
        """What every step gets, and the codes [b*q t] to begin with."""
        given, network = self.inputs, self.network
        self.refuse("input_features", "encoder_hidden_states", "encoder_attention_mask")
        mask = given.get("attention_mask")
        mask = None if mask is None else np.asarray(as_numpy(mask))
        if "encoder_outputs" in given:
            value = given["encoder_outputs"]
            value = value[0] if not isinstance(value, ModelOutput) else value.last_hidden_state
            hidden = np.asarray(as_numpy(value))
        else:
            names = [name for name in ("input_ids", "inputs_embeds") if name in given]
            if len(names) != 1:
                raise InputError("Pass the text's input_ids, or encoder_outputs.")
            value = np.asarray(as_numpy(given[names[0]]))
            mask = self.mask_of(names[0], value) if mask is None else mask
            text = dict(input_ids=None) | {names[0]: self.tensor(value)}
            output = network.encoded_text(**text, attention_mask=self.tensor(mask))
            hidden = np.asarray(as_numpy(output.last_hidden_state))
            if self.scale > 1:  # and without the text
                hidden = np.concatenate([hidden, np.zeros_like(hidden)])
                mask = np.concatenate([mask, np.zeros_like(mask)])
        batch = len(hidden) // (2 if self.scale > 1 else 1)
        codes = given.get("decoder_input_ids")
        if codes is None and "input_values" in given:
            masks = given.get("padding_mask")
            masks = None if masks is None else self.tensor(masks)
            codes = network.prompt_codes(self.tensor(given["input_values"]), masks)
        fixed = {"encoder_outputs": (self.tensor(hidden),)}
        if mask is not None:
            fixed["attention_mask"] = self.tensor(mask)
        return fixed, self.begun(codes, batch)

    def mask_of(self, name: str, value: np.ndarray) -> np.ndarray:
        """The attention mask of a text that came without one."""
        pad = self.config.pad_token_id
        if name == "input_ids" and pad is not None and (value == pad).any():
            return (value != pad).astype(np.int64)
        return np.ones(value.shape[:2], np.int64)

    def begun(self, codes: Any, batch: int) -> np.ndarray:
        """The codes [b*q t] to begin with, the start before them."""
        first = np.full((batch * self.decoder.num_codebooks, 1), self.start, np.int64)
        if codes is None:
            return first
        codes = np.asarray(as_numpy(codes)).astype(np.int64)
        begun = not (codes[:, 0] != self.start).all()
        return codes if begun else np.concatenate([first, codes], 1)

    def refuse(self, *names: str) -> None:
        for name in names:
            if name in self.inputs:
                raise InputError(f"{type(self.network).__name__}.generate does not take {name}.")

    def of_melody(self) -> tuple[dict[str, Any], np.ndarray]:
        """As `of_text`, where the melody and the text are positions before the codes."""
        given, network = self.inputs, self.network
        self.refuse("encoder_outputs", "input_values", "padding_mask", "encoder_attention_mask")
        hidden = given.get("encoder_hidden_states")
        if hidden is None:
            melody = given.get("input_features")
            melody = None if melody is None else self.tensor(melody)
            names = [name for name in ("input_ids", "inputs_embeds") if name in given]
            if len(names) > 1 or (not names and melody is None):
                raise InputError("Pass the text's input_ids, or input_features of a melody.")
            name = names[0] if names else "input_ids"
            value = given.get(name)
            if value is None:  # the start is the text, as upstream
                value = np.full((len(as_numpy(given["input_features"])), 1), self.start)
            value, mask = np.asarray(as_numpy(value)), given.get("attention_mask")
            mask = self.mask_of(name, value) if mask is None else np.asarray(as_numpy(mask))
            text = {"input_ids": None, "inputs_embeds": None} | {name: self.tensor(value)}
            hidden = network.conditions_to_generate(
                text["input_ids"],
                self.tensor(mask),
                text["inputs_embeds"],
                melody,
                guided=self.scale > 1,
            )
        self.before = {"encoder_hidden_states": self.tensor(hidden)}
        batch = len(as_numpy(hidden)) // (2 if self.scale > 1 else 1)
        return {}, self.begun(given.get("decoder_input_ids"), batch)

    def of_decoder(self) -> tuple[dict[str, Any], np.ndarray]:
        """What every step gets, and the codes [b*q t] to begin with, by default the start's."""
        names = ("encoder_hidden_states", "encoder_attention_mask")
        fixed = {}
        for name in (name for name in names if name in self.inputs):
            value = np.asarray(as_numpy(self.inputs[name]))
            if self.scale > 1:  # and without what is attended to
                value = np.concatenate([value, np.zeros_like(value)])
            fixed[name] = self.tensor(value)
        if self.reads_before:
            self.before, fixed = fixed, {}
        ids = self.inputs.get("input_ids")
        if ids is None:
            hidden = self.inputs.get("encoder_hidden_states")
            batch = 1 if hidden is None else len(as_numpy(hidden))
            ids = np.full((batch * self.decoder.num_codebooks, 1), self.start)
        return fixed, np.asarray(as_numpy(ids)).astype(np.int64)

    def search(self, ids: np.ndarray, pattern: np.ndarray, fixed: dict[str, Any]) -> np.ndarray:
        """Codes [b q length], step by step; what stands in the pattern goes before the model's."""
        name = "decoder_input_ids" if self.whole else "input_ids"
        past, cached = None, self.config.use_cache is not False
        while ids.shape[-1] < pattern.shape[-1]:
            shown = pattern[..., : ids.shape[-1]]
            read = np.where(shown == FREE, ids, shown).reshape(-1, ids.shape[-1])
            read = np.concatenate([read, read]) if self.scale > 1 else read
            read = read[:, -1:] if past is not None else read
            extra = self.before if past is None else {"past_key_values": past}
            output = self.model(
                **{name: self.tensor(read)}, **fixed, **extra, use_cache=cached, return_dict=True
            )
            past = output.past_key_values if cached else None
            scores = np.asarray(as_numpy(output.logits[:, -1])).astype(np.float32)
            if self.scale > 1:
                with_text, without = np.split(scores, 2)
                scores = without + (with_text - without) * np.float32(self.scale)
            codes = chosen(scores, self.config, self.random).reshape(*ids.shape[:2], 1)
            ids = np.concatenate([ids, codes], -1)
        return ids


def chosen(scores: np.ndarray, config: GenerationConfig, random: Any) -> np.ndarray:
    """The code [n] of each row of scores [n v], the best or a sampled one."""
    if not config.do_sample:
        return scores.argmax(-1)
    scores = scores.astype(np.float64) / (config.temperature or 1.0)
    order = np.argsort(-scores, -1, kind="stable")
    ranked = np.take_along_axis(scores, order, -1)
    if config.top_k:
        least = ranked[:, min(config.top_k, ranked.shape[-1]) - 1, None]
        ranked = np.where(ranked >= least, ranked, -np.inf)
    odds = np.exp(ranked - ranked[:, :1])
    odds /= odds.sum(-1, keepdims=True)
    if config.top_p is not None and config.top_p < 1:
        before = np.cumsum(odds, -1) - odds
        odds = np.where(before < config.top_p, odds, 0.0)
        odds /= odds.sum(-1, keepdims=True)
    picked = (np.cumsum(odds, -1) > random.random((len(odds), 1))).argmax(-1)
    return np.take_along_axis(order, picked[:, None], -1)[:, 0]
