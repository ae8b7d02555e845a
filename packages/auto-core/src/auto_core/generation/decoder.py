"""Prefill and decoding steps: the calls of a model, with a cache or without.

b prompts, n rows (each prompt as often as sequences are wanted of it), t tokens of the prompt,
p its positions in the cache (more than t where embeddings stand for ids), v vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput, KeyValueCache

from .. import ops
from ..blocks.ring_cache import held
from ._lengths import filled, last, repeated


@dataclass
class Inputs:
    """What a model is called with.

    Attributes:
        ids: [b t], the prompt of the decoder. A compiled loop may pad it at its end.
        length: t without such padding, an int or a scalar tensor.
        extra: p - t: embeddings that stand for ids, or what a learnt prefix has in `past`.
        before: positions of the cache before these p, of which mask and positions do not tell.
        first: what only the first call gets, by name.
        always: what every call gets, by name; tensors have b rows.
        mask: [b p], 0 for padding; None without padding.
        positions: [b p] for models that take them, else None; [b p a] where they have `a` parts.
        types: [b p], token_type_ids, of which the last one goes on.
        past: a cache that holds the beginning of the prompt already.
        two_part: whether there is an encoder, so that ids are `decoder_input_ids`.
    """

    ids: Any
    length: Any
    extra: int = 0
    before: int = 0
    first: dict[str, Any] = field(default_factory=dict)
    always: dict[str, Any] = field(default_factory=dict)
    mask: Any = None
    positions: Any = None
    types: Any = None
    past: KeyValueCache | None = None
    two_part: bool = False


class Carried(NamedTuple):
    """What every step gets besides the tokens, for each row; known after the first call."""

    always: dict[str, Any]
    mask: Any  # [n room]
    position: Any  # [n 1], or [n 1 a]: the prompt's last
    type: Any  # [n 1]


class Decoder:
    """Logits of the next token from a model, with a preallocated cache or without one.

    Args:
        call: the model, taking inputs by name and returning an output with `logits`.
        options: what is no tensor and every call gets.
        rows: how many rows each prompt becomes after the first call.
        room: tokens of the longest sequence.
        keeps: whether the model takes `logits_to_keep`.
        in_place: whether the cache counts by an int, see `blocks/kv_cache.py`.
        window: how many tokens a layer attends to, None for all; what is kept for it is bounded by
            that. Layers are counted as in the cache.
        cache_name: the model's input and output for the cache.
    """

    def __init__(
        self,
        call: Callable[..., Any],
        inputs: Inputs,
        options: Mapping[str, Any],
        *,
        rows: int,
        room: int,
        use_cache: bool,
        keeps: bool,
        in_place: bool,
        window: Callable[[int], int | None],
        cache_name: str,
    ):
        self.call, self.inputs, self.options = call, inputs, dict(options)
        self.rows, self.use_cache, self.keeps = rows, use_cache, keeps
        self.in_place, self.window, self.cache_name = in_place, window, cache_name
        self.room = room + inputs.extra
        part = "decoder_" if inputs.two_part else ""
        self.ids_name, self.mask_name = f"{part}input_ids", f"{part}attention_mask"
        self.positions_name = f"{part}position_ids"
        self.always = {name: _rows(value, rows) for name, value in inputs.always.items()}
        self.mask = self._with_ones(inputs.mask)
        self.position = self._last(inputs.positions)
        self.type = self._last(inputs.types)

    @property
    def carried(self) -> Carried:
        """What a decoder of the same options needs, to go on with the steps."""
        return Carried(self.always, self.mask, self.position, self.type)

    @carried.setter
    def carried(self, value: Carried) -> None:
        self.always, self.mask, self.position, self.type = value

    def _last(self, x):  # [b p] -> [n 1]
        return (
            None
            if x is None
            else repeated(last(x, self.inputs.length + self.inputs.extra), self.rows)
        )

    def _with_ones(self, mask):  # [b p] -> [n room]
        if mask is None:
            return None
        batch, known = ops.shape(mask)
        ones = ops.ones((batch, self.room - known), like=mask)
        return repeated(ops.cat([mask, ones], 1), self.rows)

    def prefill(self):
        """The call with the prompt. Returns logits [n v], the cache or None, and the output."""
        inputs = self.inputs
        skip = 0 if inputs.past is None else inputs.past.get_seq_length()
        given = {**inputs.always, **inputs.first, self.mask_name: inputs.mask}
        given[self.cache_name] = inputs.past
        for name, value in (
            (self.positions_name, inputs.positions),
            ("token_type_ids", inputs.types),
        ):
            given[name] = None if value is None else value[:, skip:]
        given[self.positions_name] = _parts_first(given[self.positions_name])
        if inputs.two_part or "inputs_embeds" not in inputs.first:
            given[self.ids_name] = inputs.ids[:, max(skip - inputs.extra, 0) :]
        output = self._call(given, keep=1)
        if inputs.two_part:
            states = getattr(output, "encoder_last_hidden_state", None)
            if states is None:  # the caller had encoded the input
                states = inputs.always["encoder_outputs"][0]
            self.always["encoder_outputs"] = BaseModelOutput(
                last_hidden_state=repeated(states, self.rows)
            )
        cache = self._with_room(output) if self.use_cache else None
        return repeated(output.logits[:, -1], self.rows), cache, output

    def step(self, tokens, length, cache: KeyValueCache | None):
        """The call with the last of the tokens [n room]. Returns what `prefill` returns."""
        given, plain = dict(self.always), isinstance(length, int)
        new = length - self.inputs.length
        if cache is not None:
            given[self.ids_name] = last(tokens, length)
            given[self.cache_name] = cache
            given[self.mask_name] = self.mask
            if self.in_place and self.mask is not None:
                given[self.mask_name] = self.mask[:, : cache.length + 1 - self.inputs.before]
            if self.position is not None:
                step = new if plain else ops.cast(new, ops.dtype(self.position))
                given[self.positions_name] = _parts_first(self.position + step)
            given["token_type_ids"] = self.type
            output = self._call(given, keep=1)
            return output.logits[:, -1], getattr(output, self.cache_name), output
        if not self.inputs.two_part:  # what an encoder got is in its outputs
            given |= {name: _rows(value, self.rows) for name, value in self.inputs.first.items()}
        width = length if plain else ops.shape(tokens)[1]
        # Behind the text a buffer may hold what is no token.
        ids = tokens[:, :width] if plain else ops.where(filled(tokens, length), tokens, 0)
        given[self.ids_name] = ids
        given[self.mask_name] = None if self.mask is None else self.mask[:, :width]
        positions = self._continued(self.inputs.positions, width, step=1)
        given[self.positions_name] = _parts_first(positions)
        given["token_type_ids"] = self._continued(self.inputs.types, width, step=0)
        output = self._call(given, keep=1 if plain else 0)
        return last_of(output.logits, self.inputs.before + length), None, output

    def _continued(self, x, width, *, step: int):
        """[n width] from the prompt's [b t]: the last one goes on, `step` by `step`."""
        if x is None:
            return None
        x = repeated(x, self.rows)
        prompt, end = self.inputs.length, self._last_of_rows(x)
        position = ops.unsqueeze(ops.arange(0, width, like=x, dtype="int64"), 0)
        rows, tokens, *parts = ops.shape(x)
        known = ops.cat([x, ops.zeros((rows, width - tokens, *parts), like=x)], 1)
        if parts:
            position = ops.unsqueeze(position, 2)
        further = ops.cast(step * (position - prompt + 1), ops.dtype(x))
        return ops.where(position < prompt, known, end + further)

    def _last_of_rows(self, x):
        return last(x, self.inputs.length)

    def _call(self, given: dict[str, Any], *, keep: int):
        given = {name: value for name, value in given.items() if value is not None}
        if self.keeps:
            given["logits_to_keep"] = keep
        return self.call(**given, **self.options, use_cache=self.use_cache)

    def _with_room(self, output: Any) -> KeyValueCache:
        """The prompt's cache, for n rows, with room for everything that comes."""
        cache = getattr(output, self.cache_name, None)
        if not isinstance(cache, KeyValueCache):
            raise InputError(
                "The model returned no cache. If it is an encoder, load it with is_decoder=True; "
                "else pass use_cache=False."
            )
        if cache.keys and cache.length is not None:
            return cache
        length = self.inputs.length + self.inputs.extra + self.inputs.before

        def grown(layers: Any) -> tuple[Any, ...]:
            windows = map(self.window, range(len(layers)))
            return tuple(
                self._grown(layer) if window is None else self._ring(layer, length, window)
                for layer, window in zip(layers, windows, strict=True)
            )

        def kept(layers: Any) -> tuple[Any, ...] | None:
            return None if layers is None else tuple(repeated(x, self.rows) for x in layers)

        return KeyValueCache(
            keys=grown(cache.keys),
            values=grown(cache.values),
            cross_keys=kept(cache.cross_keys),
            cross_values=kept(cache.cross_values),
            length=length if self.in_place else _scalar(length, output.logits),
            states=_each_state(lambda x: repeated(x, self.rows), cache.states),
        )

    def _grown(self, x):  # [b p h d] -> [n room h d]
        x = repeated(x, self.rows)  # which may be a view; what is written to must not be
        rows, tokens, *rest = ops.shape(x)
        room = ops.zeros((rows, self.room + self.inputs.before - tokens, *rest), like=x)
        return ops.cat([x, room], 1)

    def _ring(self, x, length, window: int):  # [b p h d] -> [n min(window, room) h d]
        room = self.room + self.inputs.before
        slots = min(window, room) if isinstance(room, int) else ops.clamp(room, max=window)
        position = ops.clamp(held(length, slots, like=self.inputs.ids), min=0)
        return ops.take(repeated(x, self.rows), position, 1)


def with_room(x: Any, room: int, fill: int, *, dim: int) -> Any:
    """A tensor (or None) with `fill` behind it along an axis, so that it is so long."""
    if x is None:
        return None
    sizes = tuple(ops.shape(x))
    if sizes[dim] >= room:
        return x
    behind = [(0, 0)] * len(sizes)
    behind[dim] = (0, room - sizes[dim])
    return ops.pad(x, behind, value=fill)


def cache_with_room(
    cache: KeyValueCache | None, room: int, windows: Sequence[int | None]
) -> KeyValueCache | None:
    """A cache with room for so many positions; `windows` are those of its layers.

    No ring may have gone round before it has as many slots as its window.
    """
    if cache is None:
        return None

    def each(layers: Any) -> tuple[Any, ...]:
        return tuple(
            with_room(x, room if window is None else min(window, room), 0, dim=1)
            for x, window in zip(layers, windows, strict=True)
        )

    return KeyValueCache(
        keys=each(cache.keys),
        values=each(cache.values),
        cross_keys=cache.cross_keys,
        cross_values=cache.cross_values,
        length=cache.length,
        states=cache.states,
        offset=cache.offset,
    )


def _parts_first(positions: Any) -> Any:
    """Positions [b t] as they are; of several parts, [b t a] -> [a b t]."""
    several = positions is not None and len(ops.shape(positions)) == 3
    return ops.permute(positions, (2, 0, 1)) if several else positions


def _scalar(length: Any, like: Any) -> Any:
    return ops.asarray(length, dtype="int64", like=like)


def reordered(cache: KeyValueCache | None, parents) -> KeyValueCache | None:
    """The cache whose row i is row parents[i]. Beams of one prompt share the encoder's part."""
    if cache is None or parents is None:
        return cache

    def pick(layers: Any) -> tuple[Any, ...]:
        return tuple(ops.take(layer, parents, 0) for layer in layers)

    return KeyValueCache(
        keys=pick(cache.keys),
        values=pick(cache.values),
        cross_keys=cache.cross_keys,
        cross_values=cache.cross_values,
        length=cache.length,
        states=_each_state(lambda x: ops.take(x, parents, 0), cache.states),
    )


def _each_state(function: Callable[[Any], Any], states: Any) -> Any:
    """A function of each state of each layer."""
    if states is None:
        return None
    return tuple(tuple(function(x) for x in layer) for layer in states)


def last_of(logits, length):
    """[n v] of [n t v]: the logits that follow the last of `length` tokens."""
    if isinstance(length, int):
        return logits[:, -1]
    index = ops.arange(0, 1, like=logits, dtype="int64") + (length - 1)
    return ops.take(logits, index, 1)[:, 0]


def _rows(value: Any, count: int) -> Any:
    """A constant input, or an output of an encoder, for every row."""
    if isinstance(value, (tuple, list)) or hasattr(value, "to_tuple"):
        return BaseModelOutput(last_hidden_state=repeated(value[0], count))
    return repeated(value, count)
