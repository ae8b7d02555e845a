"""`generate` of Bark: text, semantic tokens, coarse codes, fine codes, a waveform.

Suno AI, 2023, github.com/suno-ai/bark. Codes are NumPy's between the stages.

b batch, t tokens, s semantic tokens, c coarse codes of both codebooks in turn, q codebooks,
n samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.decoding.config import FIELDS, GenerationConfig
from auto_core.errors import InputError, check_keywords

from .. import ops
from . import loop
from .inputs import as_numpy

# What a checkpoint's generation_config.json may say otherwise, in `semantic_config`, ...
_SEMANTIC: dict[str, Any] = dict(
    eos_token_id=10_000,
    max_new_tokens=768,
    do_sample=False,
    temperature=1.0,
    text_encoding_offset=10_048,
    text_pad_token=129_595,
    semantic_infer_token=129_599,
    semantic_vocab_size=10_000,
    max_input_semantic_length=256,
    semantic_rate_hz=49.9,
    min_eos_p=None,
)
_COARSE: dict[str, Any] = dict(
    do_sample=False,
    temperature=1.0,
    coarse_semantic_pad_token=12_048,
    coarse_rate_hz=75,
    n_coarse_codebooks=2,
    coarse_infer_token=12_050,
    max_coarse_input_length=256,
    max_coarse_history=630,
    sliding_window_len=60,
)
_FINE: dict[str, Any] = dict(
    temperature=1.0, max_fine_history_length=512, max_fine_input_length=1024, n_fine_codebooks=8
)
_STAGES = ("semantic_", "coarse_", "fine_")
_PROMPTS = {"semantic_prompt": 1, "coarse_prompt": 2, "fine_prompt": 2}


def speak(model: Any, main: Any, kwargs: dict[str, Any]) -> Any:
    """What `model.generate` does.

    Keywords: `attention_mask` [b t]; `history_prompt`, a voice (semantic_prompt [s], coarse_prompt
    [2 t], fine_prompt [q t]); `min_eos_p`, the chance of the end from which a stage ends; `seed`;
    `return_output_lengths`. Options of the searches are of all stages, or of one, with its name
    before them (`semantic_temperature`, `coarse_...`, `fine_...`).

    Returns:
        The waveforms [b n]; with `return_output_lengths` also how many samples each has.

    Raises:
        UnknownArgumentError: a keyword is none of these.
        InputError: there is no text, or a part of the voice is missing.
    """
    ids = kwargs.pop("input_ids", None) if main is None else main
    if ids is None:
        raise InputError("Pass input_ids [batch, tokens].")
    mask, voice = kwargs.pop("attention_mask", None), kwargs.pop("history_prompt", None)
    lengths_wanted = kwargs.pop("return_output_lengths", None)
    seed = kwargs.pop("seed", None)
    semantics, coarser, finer = (_merged(model, name, kwargs) for name in _STAGES)
    own = {"min_eos_p", *FIELDS}
    stripped = [name.removeprefix(next(filter(name.startswith, _STAGES), "")) for name in kwargs]
    check_keywords(stripped, own, where=f"{type(model).__name__}.generate")
    network = getattr(model, "network", model)
    with loop.inference():
        stages = _Stages(model, network, semantics, coarser, finer, _voice(voice), seed)
        semantic = stages.semantic(np.asarray(as_numpy(ids)), mask)
        coarse, lengths = stages.coarse(semantic)
        fine = stages.fine(coarse)
        if not lengths_wanted:
            return network.waveform(loop.to_tensor(model, fine))
        frames = lengths // stages.books
        sounds = [
            network.waveform(loop.to_tensor(model, row[None, :, :count]))
            for row, count in zip(fine, frames, strict=True)
        ]
        counts = [int(ops.shape(sound)[1]) for sound in sounds]
        most = max(counts)
        sounds = [
            ops.pad(sound, [(0, 0), (0, most - count)], value=0.0)
            for sound, count in zip(sounds, counts, strict=True)
        ]
        return ops.cat(sounds, 0), counts


def _merged(model: Any, stage: str, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a stage: the caller's for it, the caller's for all, the checkpoint's."""
    name = {"semantic_": "semantic_config"}.get(stage, f"{stage}acoustics_config")
    defaults = {"semantic_": _SEMANTIC, "coarse_": _COARSE, "fine_": _FINE}[stage]
    found = {**defaults, **(getattr(model.generation_config, name, None) or {})}
    for_all = {k: v for k, v in kwargs.items() if not k.startswith(_STAGES) and v is not None}
    own = {k.removeprefix(stage): v for k, v in kwargs.items() if k.startswith(stage)}
    return {**found, **for_all, **own}


def _voice(given: Any) -> dict[str, np.ndarray] | None:
    if given is None:
        return None
    found = {}
    for name, rank in _PROMPTS.items():
        value = given.get(name) if hasattr(given, "get") else None
        if value is None or np.ndim(as_numpy(value)) != rank:
            raise InputError(f"history_prompt has no {name}, an array of {rank} dimensions.")
        found[name] = np.asarray(as_numpy(value)).astype(np.int64)
    return found


class _Stages:
    def __init__(
        self,
        model: Any,
        network: Any,
        semantic: dict[str, Any],
        coarse: dict[str, Any],
        fine: dict[str, Any],
        voice: dict[str, np.ndarray] | None,
        seed: int | None,
    ):
        self.model, self.network, self.voice = model, network, voice
        self.of_semantic, self.of_coarse, self.of_fine = semantic, coarse, fine
        self.seed = {} if seed is None else {"seed": seed}
        self.random = np.random.default_rng(seed)
        self.codes = getattr(model.generation_config, "codebook_size", None) or 1024
        self.books = coarse["n_coarse_codebooks"]
        self.vocabulary = semantic["semantic_vocab_size"]

    def tensor(self, value: Any) -> Any:
        return loop.to_tensor(self.model, value)

    def search(self, part: Any, options: Mapping[str, Any], given: Any, processors: Any) -> Any:
        config = GenerationConfig(**{k: v for k, v in options.items() if k in FIELDS})
        config.return_dict_in_generate = config.output_scores = False
        found = part.generate(
            generation_config=config, logits_processor=processors, **given, **self.seed
        )
        return np.asarray(as_numpy(getattr(found, "sequences", found))).astype(np.int64)

    def semantic(self, ids: np.ndarray, mask: Any) -> np.ndarray:
        """Semantic tokens [b s] of a text [b t]."""
        options, part = self.of_semantic, self.network.semantic
        pad, most = options["eos_token_id"], options["max_input_semantic_length"]
        ids = ids + options["text_encoding_offset"]
        if mask is not None:
            ids = np.where(np.asarray(as_numpy(mask)) != 0, ids, options["text_pad_token"])
        history = np.full((most,), pad, np.int64)
        if self.voice is not None:
            said = self.voice["semantic_prompt"][-most:]
            history[: len(said)] = said
        history = np.tile(history, (len(ids), 1))
        embed = part.input_embeds_layer
        text = embed(self.tensor(ids[:, :most]))
        first = np.full((len(ids), 1), options["semantic_infer_token"], np.int64)
        vectors = ops.cat([text + embed(self.tensor(history)), embed(self.tensor(first))], 1)
        count = part.config.output_vocab_size
        banned = [*range(self.vocabulary, pad), *range(pad + 1, count)]
        options = {**options, "suppress_tokens": banned or None}
        processors = [_Ends(pad, options["min_eos_p"])] if options["min_eos_p"] else None
        return self.search(part, options, {"inputs_embeds": vectors}, processors)

    def coarse(self, semantic: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Codes [b c] of semantic tokens [b s], and how many each has [b]."""
        options, part = self.of_coarse, self.network.coarse_acoustics
        pad, width = options["coarse_semantic_pad_token"], options["max_coarse_input_length"]
        history, step = options["max_coarse_history"], options["sliding_window_len"]
        ratio = options["coarse_rate_hz"] / self.of_semantic["semantic_rate_hz"] * self.books
        semantic = np.where(semantic == self.of_semantic["eos_token_id"], pad, semantic)
        batch, most = len(semantic), int(np.floor(history / ratio))
        lengths = (semantic != pad).sum(1).astype(np.float32)
        lengths = np.floor(lengths * np.float32(ratio) / np.float32(self.books))
        lengths = np.round(lengths * self.books).astype(np.int64)
        said, codes = self.histories(batch, most, ratio)
        semantic, first = np.concatenate([said, semantic], 1), said.shape[1]
        known, total = codes.shape[1], int(lengths.max())
        infer = np.full((batch, 1), options["coarse_infer_token"], np.int64)
        for _ in range(int(np.ceil(total / step))):
            done = codes.shape[1] - known
            at = first + round(done / ratio)
            shown = semantic[:, max(0, at - most) :][:, :width]
            shown = np.pad(shown, ((0, 0), (0, width - shown.shape[1])), constant_values=pad)
            prompt = np.concatenate([shown, infer, codes[:, -history:]], 1)
            settings = {**options, "max_new_tokens": min(step, total - done)}
            turns = [_Turns(prompt.shape[1], self.vocabulary, self.codes)]
            found = self.search(part, settings, {"input_ids": self.tensor(prompt)}, turns)
            codes = np.concatenate([codes, found[:, prompt.shape[1] :]], 1)
        return codes[:, known:], lengths

    def histories(self, batch: int, most: int, ratio: float) -> tuple[np.ndarray, np.ndarray]:
        """What a voice has said: semantic tokens [b s] and coarse codes [b c]."""
        if self.voice is None:
            none = np.zeros((batch, 0), np.int64)
            return none, none
        said, codes = self.voice["semantic_prompt"], self.voice["coarse_prompt"]
        codes = codes + self.codes * np.arange(len(codes))[:, None]
        codes = codes.T.reshape(-1) + self.vocabulary
        count = min(most, len(said) - len(said) % 2, int(np.floor(len(codes) / ratio)))
        kept = round(count * ratio)
        said, codes = said[len(said) - count :], codes[len(codes) - kept :][:-2]
        return np.tile(said, (batch, 1)), np.tile(codes, (batch, 1))

    def fine(self, coarse: np.ndarray) -> np.ndarray:
        """Codes [b q t] of all codebooks, of coarse codes [b c]."""
        options, part = self.of_fine, self.network.fine_acoustics
        width, history = options["max_fine_input_length"], options["max_fine_history_length"]
        books = options["n_fine_codebooks"]
        batch = len(coarse)
        coarse = (coarse.reshape(batch, -1, self.books) - self.vocabulary) % self.codes
        free = ((0, 0), (0, 0), (0, books - self.books))
        codes = np.pad(coarse, free, constant_values=self.codes)
        before = 0
        if self.voice is not None:
            said = self.voice["fine_prompt"].T[-history:]
            before = len(said)
            codes = np.concatenate([np.tile(said, (batch, 1, 1)), codes], 1)
        missing = max(width - codes.shape[1], 0)
        codes = np.pad(codes, ((0, 0), (0, missing), (0, 0)), constant_values=self.codes)
        loops = max(0, int(np.ceil((coarse.shape[1] - (width - before)) / history))) + 1
        for turn in range(loops):
            start = min(turn * history, codes.shape[1] - width)
            fill = min(before + turn * history, codes.shape[1] - history) - start
            window = codes[:, start : start + width].copy()
            for book in range(self.books, books):
                output = part(input_ids=self.tensor(window), codebook_idx=book, return_dict=True)
                scores = np.asarray(as_numpy(output.logits))[:, fill:, : self.codes]
                window[:, fill:, book] = self.chosen(scores, options["temperature"])
            codes[:, start + fill : start + width, self.books :] = window[:, fill:, self.books :]
        codes = codes[:, before : codes.shape[1] - missing]
        return codes.transpose(0, 2, 1)

    def chosen(self, scores: np.ndarray, temperature: float | None) -> np.ndarray:
        if temperature is None or temperature == 1.0:
            return scores.argmax(-1)
        scaled = scores.astype(np.float64) / temperature
        odds = np.exp(scaled - scaled.max(-1, keepdims=True))
        sums = np.cumsum(odds / odds.sum(-1, keepdims=True), -1)
        return (sums > self.random.random((*sums.shape[:-1], 1))).argmax(-1)


class _Ends:
    """The end of a text as soon as it is likelier than `least`."""

    def __init__(self, eos: int, least: float):
        self.eos, self.least = eos, least

    def __call__(self, ids: Any, scores: Any) -> Any:
        index = ops.arange(0, ops.shape(scores)[1], like=scores, dtype="int64")
        alone = ops.where(ops.unsqueeze(index == self.eos, 0), scores, -float("inf"))
        odds = ops.softmax(ops.cast(scores, "float32"), -1)[:, self.eos : self.eos + 1]
        return ops.where(odds > self.least, alone, scores)


class _Turns:
    """Codes of the first and of the second codebook in turn."""

    def __init__(self, start: int, vocabulary: int, codes: int):
        self.start, self.vocabulary, self.codes = start, vocabulary, codes

    def __call__(self, ids: Any, scores: Any) -> Any:
        count = ops.shape(scores)[1]
        index = np.arange(count)
        second = self.vocabulary + self.codes
        if (ops.shape(ids)[1] - self.start) % 2:
            banned = index < second
        else:
            banned = (index < self.vocabulary) | (index >= second)
        penalty = np.where(banned, -np.inf, 0.0).astype(np.float32)
        return scores + ops.asarray(penalty, like=scores, dtype=ops.dtype(scores))
