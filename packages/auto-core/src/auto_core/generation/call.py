"""One call of `generate`, prepared: what every framework's loop works from."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from auto_core.decoding.config import GenerationConfig
from auto_core.errors import InputError

from .. import ops
from ._lengths import repeated
from .appended import AppendingDecoder
from .beams import BeamSearch
from .decoder import Decoder, Inputs
from .inputs import as_numpy
from .plan import Lengths, Source, processors_for
from .search import Search, ended
from .steps import Record


@dataclass
class Call:
    """Everything one call needs.

    Attributes:
        model: the model itself.
        config: complete and checked.
        inputs: what the model is called with.
        source: tensors that processors look at; `start` has b rows still.
        limit: tokens of the longest sequence.
        rows: sequences (or beams) per prompt.
        one_token_prompt: whether what is generated begins a text.
        model_options: what is no tensor and the model gets at each call.
        keeps: whether the model takes `logits_to_keep`.
        sample: for sampling, else None.
        loop_options: the keywords of this framework's loop that were given.
        custom_processors: the caller's, (ids, scores) -> scores.
        custom_criteria: the caller's, (ids, scores so far) -> stop, for all or for each row.
        allowed: the caller's prefix_allowed_tokens_fn.
        is_open: whether this is part of a caller's graph, whose values are not known yet.
    """

    model: Any
    config: GenerationConfig
    inputs: Inputs
    source: Source
    eos: tuple[int, ...]
    pad: int | None
    limit: int
    rows: int
    one_token_prompt: bool
    model_options: dict[str, Any]
    keeps: bool
    sample: Callable[..., Any] | None = None
    loop_options: dict[str, Any] = field(default_factory=dict)
    custom_processors: Sequence[Callable[..., Any]] = ()
    custom_criteria: Sequence[Callable[..., Any]] = ()
    allowed: Callable[..., Any] | None = None
    streamer: Any = None
    record: Record = field(default_factory=Record)
    is_open: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether no hook observes or changes single steps, so that a loop can be compiled."""
        if self.appends:
            return False
        observed = (self.record.scores, self.record.logits, self.record.outputs, self.streamer)
        return (
            all(x is None for x in (*observed, self.allowed, self.config.max_time))
            and not self.custom_processors
            and not self.custom_criteria
        )

    @property
    def appends(self) -> bool:
        """Whether the model predicts a token behind the text, see `appended`."""
        return self.model._declared("next_token_inputs") is not None

    @property
    def carries_states(self) -> bool:
        """Whether what the model keeps of a text cannot be taken back, token by token."""
        return self.model._declared("carries_states")

    @property
    def two_way_prompt(self) -> bool:
        """Whether tokens of a prompt attend to later ones."""
        return self.model._declared("two_way_prompt")

    @property
    def token_inputs(self) -> tuple[str, ...]:
        """The inputs of the first call that have a number for each token of the prompt."""
        return self.model._declared("token_inputs")

    @property
    def window(self) -> Callable[[int], int | None]:
        """How many tokens a layer attends to, None for all."""
        return getattr(self.model.config, "window", _no_window)

    def lengths(self) -> Lengths:
        """As plain numbers, with buffers that just suffice."""
        return Lengths(self.inputs.length, self.limit, self.limit)

    def model_call(self) -> Callable[..., Any]:
        """The model as a function of its inputs by name."""

        def call(**inputs: Any) -> Any:
            return self.model(**inputs, return_dict=True)

        return call

    def decoder(self, call: Callable[..., Any], room: Any, *, in_place: bool = False) -> Decoder:
        """The model's calls, with room for so many tokens; `in_place` as for `Decoder`."""
        if self.config.max_cache_len:
            room = max(room, self.config.max_cache_len - self.inputs.extra)
        kind = AppendingDecoder if self.appends else Decoder
        decoder = kind(
            call,
            self.inputs,
            self.model_options,
            rows=self.rows,
            room=room,
            use_cache=self.config.use_cache,
            keeps=self.keeps,
            in_place=in_place,
            window=self.window,
            cache_name=self.model._declared("cache_name"),
        )
        if isinstance(decoder, AppendingDecoder):
            network: Any = getattr(self.model, "network", self.model)
            decoder.next_token_inputs = network.next_token_inputs
        return decoder

    def search(self, lengths: Lengths) -> Search | BeamSearch:
        """The search that the options ask for."""
        config = self.config
        start = None if self.source.start is None else repeated(self.source.start, self.rows)
        processors = processors_for(
            config,
            self.eos,
            lengths,
            Source(self.source.encoder_ids, start),
            one_token_prompt=self.one_token_prompt,
            allowed=self.allowed and _OnlyAllowed(self.allowed, config.num_beams),
            custom=[_of_tokens(processor) for processor in self.custom_processors],
        )

        def process(tokens: Any, length: Any, scores: Any) -> Any:
            for processor in processors:
                scores = processor(tokens, length, scores)
            if self.record.scores is not None:
                self.record.scores.append(scores)
            return scores

        arguments = (lengths, process, self._stops(lengths), self.eos, self.pad, self.sample)
        if config.num_beams == 1:
            return Search(*arguments)
        return BeamSearch(
            *arguments,
            beams=config.num_beams,
            length_penalty=config.length_penalty,
            early_stopping=config.early_stopping,
        )

    def _stops(self, lengths: Lengths) -> Callable[..., Any]:
        criteria, limit = list(self.custom_criteria), lengths.limit
        if self.config.max_time is not None:
            deadline = time.monotonic() + self.config.max_time
            criteria.append(lambda ids, scores: time.monotonic() > deadline)

        def stops(tokens: Any, length: Any) -> Any:
            result = ended(tokens, length, self.eos, limit)
            for criterion in criteria:
                scores = None if self.record.scores is None else tuple(self.record.scores)
                stop = criterion(tokens[:, : int(length)], scores)
                if not isinstance(stop, bool):
                    stop = ops.asarray(stop, dtype="bool", like=tokens)
                result = result | stop
            return result

        return stops


def _no_window(layer: int) -> None:
    """The window of a layer, for configs that know none."""


def _of_tokens(processor: Callable[..., Any]) -> Callable[..., Any]:
    """A caller's processor, on the tokens of a buffer that are filled in."""

    def process(tokens: Any, length: Any, scores: Any) -> Any:
        return processor(tokens[:, : int(length)], scores)

    return process


class _OnlyAllowed:
    """Nothing but the tokens that a function of (batch index, ids) names (arXiv:2010.00904)."""

    def __init__(self, allowed: Callable[..., Any], beams: int):
        self.allowed, self.beams = allowed, beams

    def __call__(self, tokens: Any, length: Any, scores: Any) -> Any:
        ids = tokens[:, : int(length)]
        values = as_numpy(scores)
        penalty = np.full(values.shape, -np.inf, np.float32)
        for row in range(len(values)):
            named = list(self.allowed(row // self.beams, ids[row]))
            if not named:
                raise InputError(
                    f"prefix_allowed_tokens_fn allows no token for batch entry "
                    f"{row // self.beams}. Let it return at least one id, e.g. the end's."
                )
            penalty[row, named] = 0
        result = values + penalty
        # Where other processors banned all that is allowed, what is allowed goes before.
        lost = np.isneginf(result.max(-1)).reshape(-1, self.beams).all(-1).repeat(self.beams)
        return ops.asarray(np.where(lost[:, None], penalty, result), like=scores)
