"""`generate` of Dia: codes of all codebooks at once, each some steps behind the first.

Nari Labs, 2025, github.com/nari-labs/dia. Classifier-free guidance (Ho & Salimans, 2022,
arXiv:2207.12598) compares the logits with those of a text of zeros. Codes are NumPy's here.

b batch, q codebooks, t steps, v codes of a codebook.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from auto_core.decoding.config import FIELDS, GenerationConfig
from auto_core.errors import InputError, check_keywords
from auto_core.outputs import ModelOutput

from . import loop
from .codebooks import check_settings, chosen
from .inputs import as_numpy

_INPUTS = (
    *("input_ids", "attention_mask", "encoder_outputs"),
    *("decoder_input_ids", "decoder_attention_mask"),
)
_PLAIN: dict[str, Any] = {"temperature": 1.0, "top_k": 0, "top_p": 1.0}


def generate(model: Any, main: Any, given: GenerationConfig | None, kwargs: dict[str, Any]) -> Any:
    """What `model.generate` does.

    Keywords: `attention_mask` [b k] of the text; `decoder_input_ids` [b t q], a delayed prompt as
    the processor makes it, in which padding stands where the model is to write, and
    `decoder_attention_mask` [b t]; `seed`.

    Returns:
        Codes [b t q], still delayed; the processor's `batch_decode` makes waveforms of them.

    Raises:
        UnknownArgumentError: a keyword is no option or input.
        InputError: there is no text, no room for a step, or a guidance_scale below 1.
    """
    where = f"{type(model).__name__}.generate"
    stored = [name for name in vars(model.generation_config) if not name.startswith("_")]
    check_keywords(kwargs, {*FIELDS, *_INPUTS, *stored, "seed"}, where=where)
    seed = kwargs.pop("seed", None)
    inputs = {k: kwargs.pop(k) for k in list(kwargs) if k in _INPUTS}
    if main is not None:
        inputs["input_ids"] = main
    base = GenerationConfig() if given is None else given
    lengths = (kwargs.get("max_length"), base.max_length, model.generation_config.max_length)
    config = base.merged(model.generation_config, kwargs)
    check_settings(config)
    scale = 1.0 if config.guidance_scale is None else float(config.guidance_scale)
    if scale < 1:
        raise InputError(f"guidance_scale is {scale}, expected 1 or more.")
    inputs = {k: v for k, v in inputs.items() if v is not None}
    with loop.inference():
        job = _Job(model, config, inputs, scale, seed)
        return loop.to_tensor(model, job.run(all(value is None for value in lengths)))


class _Job:
    def __init__(
        self,
        model: Any,
        config: GenerationConfig,
        inputs: dict[str, Any],
        scale: float,
        seed: int | None,
    ):
        self.model, self.config, self.inputs, self.scale = model, config, inputs, scale
        self.delays = np.array(model.config.delay_pattern)
        self.of_decoder = model.config.decoder_config
        self.random = np.random.default_rng(seed)

    def tensor(self, value: Any) -> Any:
        return loop.to_tensor(self.model, value)

    def id(self, name: str) -> int:
        """The first of the ids that the options give, or else the decoder's."""
        found = getattr(self.config, name, None)
        found = getattr(self.of_decoder, name, None) if found is None else found
        found = found[0] if isinstance(found, list | tuple) else found
        if found is None:
            raise InputError(f"Pass {name}: neither the options nor the config have it.")
        return int(found)

    def run(self, default_length: bool) -> np.ndarray:
        fixed, batch = self.text()
        pattern, mask = self.prompt(batch)
        padding = self.of_decoder.pad_token_id
        known = int((pattern[:, :, 0] == padding).sum(1).max())
        width = pattern.shape[1] - known
        codes, mask = pattern[:, :width], mask[:, :width]
        length = self.length(width, default_length)
        codes = self.search(codes, mask, pattern, fixed, length)
        return forced(codes, pattern, padding)

    def text(self) -> tuple[dict[str, Any], int]:
        """What every step gets of the text, and how many texts there are."""
        given = self.inputs
        mask = given.get("attention_mask")
        mask = None if mask is None else np.asarray(as_numpy(mask))
        if "encoder_outputs" in given:
            value = given["encoder_outputs"]
            value = value.last_hidden_state if isinstance(value, ModelOutput) else value[0]
            hidden = np.asarray(as_numpy(value))
            batch = len(hidden) // (2 if self.scale > 1 else 1)
        elif "input_ids" in given:
            ids = np.asarray(as_numpy(given["input_ids"]))
            batch = len(ids)
            if self.scale > 1:
                ids = np.concatenate([ids, np.zeros_like(ids)])
                mask = None if mask is None else np.concatenate([mask, mask])
            encoder = getattr(self.model, "network", self.model).get_encoder()
            output = encoder(self.tensor(ids), None if mask is None else self.tensor(mask))
            hidden = np.asarray(as_numpy(output.last_hidden_state))
        else:
            raise InputError("Pass input_ids [batch, bytes].")
        fixed = {"encoder_outputs": (self.tensor(hidden),)}
        if mask is not None:
            fixed["attention_mask"] = self.tensor(mask)
        return fixed, batch

    def prompt(self, batch: int) -> tuple[np.ndarray, np.ndarray]:
        """The pattern [b t q], padding where the model writes, and its mask [b t]."""
        given, mask = self.inputs.get("decoder_input_ids"), None
        if given is None:
            start = getattr(self.config, "decoder_start_token_id", None)
            start = self.id("bos_token_id") if start is None else start
            pattern = np.full((batch, 1, len(self.delays)), start, np.int64)
        else:
            pattern = np.asarray(as_numpy(given)).astype(np.int64)
            mask = self.inputs.get("decoder_attention_mask")
        if pattern.ndim != 3 or pattern.shape[0] != batch or pattern.shape[2] != len(self.delays):
            raise InputError(
                f"decoder_input_ids have shape {pattern.shape}, expected [{batch}, steps, "
                f"{len(self.delays)}]."
            )
        shown = np.ones(pattern.shape[:2]) if mask is None else np.asarray(as_numpy(mask))
        return pattern, shown.astype(np.int64)

    def length(self, prompt: int, default_length: bool) -> int:
        config = self.config
        if config.max_new_tokens is not None:
            length = prompt + config.max_new_tokens
        else:
            length = config.max_length + int(self.delays.max()) + (prompt if default_length else 0)
        if length <= prompt:
            raise InputError(f"The prompt has {prompt} steps, and there may be {length} in all.")
        return length

    def search(
        self,
        codes: np.ndarray,
        mask: np.ndarray,
        pattern: np.ndarray,
        fixed: dict[str, Any],
        length: int,
    ) -> np.ndarray:
        """Codes [b length q], step by step; what the pattern gives goes before the model's."""
        padding, eos, pad = (
            self.of_decoder.pad_token_id,
            self.id("eos_token_id"),
            self.id("pad_token_id"),
        )
        past, cached = None, self.config.use_cache is not False
        twice = 2 if self.scale > 1 else 1
        self.ending = np.zeros(len(codes), bool)
        self.left = np.tile(self.delays, (len(codes), 1))
        unfinished = np.ones((len(codes), codes.shape[2]), bool)
        while codes.shape[1] < length and unfinished.any():
            codes = forced(codes, pattern, padding)
            read = codes if past is None else codes[:, -1:]
            inputs = {
                "decoder_input_ids": self.tensor(np.tile(read, (twice, 1, 1))),
                "decoder_attention_mask": self.tensor(np.tile(mask, (twice, 1))),
                **fixed,
            }
            if past is not None:
                inputs["past_key_values"] = past
            output = self.model(**inputs, use_cache=cached, return_dict=True)
            past = output.past_key_values if cached else None
            scores = np.asarray(as_numpy(output.logits[:, -1])).astype(np.float32)
            scores = self.processed(scores, codes.shape[1] == length - int(self.delays.max()) - 1)
            options: Any = SimpleNamespace(do_sample=self.config.do_sample, **_PLAIN)
            found = chosen(scores, options, self.random).reshape(unfinished.shape)
            found = np.where(unfinished, found, pad)
            codes = np.concatenate([codes, found[:, None]], 1)
            mask = np.concatenate([mask, np.ones_like(mask[:, :1])], 1)
            unfinished &= found != eos
        return codes

    def processed(self, scores: np.ndarray, last: bool) -> np.ndarray:
        """What codes are chosen by [b*q v]: with guidance, one end for all codebooks, and each
        codebook's end when its delay is over. `last`: whether the first codebook has to end."""
        config, eos = self.config, self.of_decoder.eos_token_id
        eos = eos[0] if isinstance(eos, list | tuple) else eos
        if self.scale > 1:
            with_text, without = np.split(scores, 2)
            guided = with_text + (with_text - without) * np.float32(self.scale)
            scores = best_of(with_text, guided, config.top_k) if config.top_k else guided
        if config.temperature not in (None, 1.0):  # below 1 is as 1, as upstream
            scores = scores / np.float32(max(config.temperature, 1.0))
        scores = scores.reshape(len(self.left), len(self.delays), -1).copy()
        scores[:, 1:, eos:] = scores[:, 0, eos + 1 :] = -np.inf
        ends = scores.argmax(-1) == eos
        scores[..., :eos] = np.where(ends[..., None], -np.inf, scores[..., :eos])
        scores[..., eos] = np.where(ends, scores[..., eos], -np.inf)
        if config.do_sample:
            scores = likely(scores, config)
        self.ending |= (scores[:, 0].argmax(-1) == eos) | last
        now = self.ending[:, None] & (self.left == 0)
        scores[now] = -np.inf
        scores[now, eos] = 0.0
        self.left = self.left - self.ending[:, None]
        return scores.reshape(-1, scores.shape[-1])


def forced(codes: np.ndarray, pattern: np.ndarray, padding: int) -> np.ndarray:
    """Codes [b t q] with what the pattern has at the same steps where that is no padding."""
    width = min(codes.shape[1], pattern.shape[1])
    first = np.where(pattern[:, :width] == padding, codes[:, :width], pattern[:, :width])
    return np.concatenate([first, codes[:, width:]], 1)


def best_of(scores: np.ndarray, by: np.ndarray, count: int) -> np.ndarray:
    """Scores [n v] where those `by` which are the `count` best are, minus infinity elsewhere."""
    best = np.argsort(-by, -1, kind="stable")[:, :count]
    found = np.full_like(scores, -np.inf)
    np.put_along_axis(found, best, np.take_along_axis(scores, best, -1), -1)
    return found


def likely(scores: np.ndarray, config: GenerationConfig) -> np.ndarray:
    """Scores [... v] of the `top_k` best codes and of the likeliest that have `top_p` together."""
    ranked = -np.sort(-scores, -1)
    if config.top_k:
        least = ranked[..., min(config.top_k, ranked.shape[-1]) - 1, None]
        scores = np.where(scores >= least, scores, -np.inf)
    if config.top_p is not None and config.top_p < 1:
        order = np.argsort(-scores, -1, kind="stable")
        ranked = np.take_along_axis(scores, order, -1).astype(np.float64)
        odds = np.exp(ranked - ranked[..., :1])
        odds /= odds.sum(-1, keepdims=True)
        kept = np.cumsum(odds, -1) - odds < config.top_p
        kept = np.take_along_axis(kept, np.argsort(order, -1), -1)
        scores = np.where(kept, scores, -np.inf)
    return scores
