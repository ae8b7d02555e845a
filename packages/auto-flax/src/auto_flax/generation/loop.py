"""JAX's way through a search: the prompt is one compiled function, the steps are a second.

Both are compiled for few shapes. Prompts are padded to one of few lengths; the last token of a
padded prompt is fed again as the first step, whose logits begin the text, and what the padding
left in the cache is overwritten before anything looks at it. Steps are a `lax.while_loop` that
runs until its buffers are full, or the search is done; then they are made twice as long, and the
loop of that length goes on. So a step attends to at most twice as many positions as are filled,
and a loop serves prompts of every length (docs/decisions/growing-buffers.md).
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.core import Tracer

from auto_core.decoding.config import GenerationConfig
from auto_core.outputs import KeyValueCache
from auto_flax import ops, precision
from auto_flax.blocks.stage import bucket, doubled
from auto_flax.compiled import changes
from auto_flax.meshes import require_auto

from ._lengths import repeated
from .call import Call
from .decoder import Carried, Inputs, cache_with_room, reordered, with_room
from .plan import Lengths, Source
from .sampling import Sampler
from .steps import Finished, run_steps

# Buffers grow by powers of two; the least one serves calls for few tokens, the next is where others
# begin.
LEAST_ROOM, FIRST_ROOM = 64, 256

OF_TORCH = False  # whether hooks that compute with torch's tensors can be called

# Keywords of `generate` that govern how the loop runs.
KEYWORDS: tuple[str, ...] = ()


def inference() -> Any:
    """A context in which nothing is kept for a backward pass: JAX needs none."""
    return contextlib.nullcontext()


def to_tensor(model: Any, x: Any) -> jax.Array:
    """A caller's input as this framework's."""
    array = ops.asarray(x)
    require_auto([array])
    return array


def is_open(x: Any) -> bool:
    """Whether an array has no value yet, being a part of a compiled function."""
    return isinstance(x, Tracer)


def is_traced(model: Any) -> bool:
    """Whether the model itself is an argument of a compiled function."""
    return is_open(next(model.slots()).variable.get_value())


def compiled(model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function(model, given, state)` of trees of arrays, as a function of the latter two.

    It is compiled once for each combination of shapes, and may write into the memory of `state`.
    Random states advance. What is no model of this framework is called as it is.
    """
    if not isinstance(model, nnx.Module):
        return functools.partial(function, model)
    graphdef, variables = nnx.split(model)
    changing = [v for _, v in nnx.to_flat_state(variables) if changes(v)]
    call = _compiled_function(graphdef, function)

    def run(given: Any, state: Any) -> Any:
        output, changed = call(variables, given, state)
        for variable, value in zip(changing, changed, strict=True):
            variable.set_value(value)
        return output

    return run


@functools.lru_cache(maxsize=64)
def _compiled_function(graphdef: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(variables: Any, given: Any, state: Any) -> Any:
        model = nnx.merge(graphdef, variables)
        output = function(model, given, state)
        after = nnx.to_flat_state(nnx.state(model))
        return output, [v.get_value() for _, v in after if changes(v)]

    return jax.jit(call, donate_argnames="state")


def run(call: Call) -> Finished:
    """Search to the end, compiled unless somebody wants to see or change single steps."""
    return _run_compiled(call) if call.is_plain else _run_steps(call)


# --- step by step ------------------------------------------------------------------------------


def _run_steps(call: Call) -> Finished:
    """The plain loop with a compiled model. Shapes change rarely, or each would be compiled."""
    rooms = _rooms(call, call.inputs.ids.shape[1])
    room = next(rooms)
    lengths = Lengths(jnp.asarray(call.inputs.length), call.limit, room)
    graphdef, state = nnx.split(call.model)

    def forward(**inputs: Any) -> Any:
        tensors = {k: v for k, v in inputs.items() if _is_tree_of_arrays(v)}
        options = tuple(sorted((k, v) for k, v in inputs.items() if k not in tensors))
        return _forward(graphdef)(state, tensors, options=options)

    decoder, search = call.decoder(forward, room), call.search(lengths)

    def make_room(state: Any, cache: Any) -> tuple[Any, Any]:
        if int(state.length) < lengths.room:
            return state, cache
        lengths.room = next(rooms)
        longer = _Longer.of(call, search, lengths.room, cache)
        state, cache, decoder.carried = _longer(state, cache, decoder.carried, longer)
        return state, cache

    return run_steps(
        search, decoder, record=call.record, streamer=call.streamer, make_room=make_room
    )


@functools.lru_cache(maxsize=32)
def _forward(graphdef: Any) -> Callable[..., Any]:
    def call(state: Any, inputs: dict[str, Any], *, options: tuple[tuple[str, Any], ...]) -> Any:
        model = nnx.merge(graphdef, state).eval()
        return model(**inputs, **dict(options), return_dict=True)

    return jax.jit(call, static_argnames="options")


def _is_tree_of_arrays(value: Any) -> bool:
    many = isinstance(value, tuple) and all(isinstance(x, jax.Array) for x in value)
    return isinstance(value, jax.Array) or many or hasattr(value, "to_tuple")


# --- compiled ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Plan:
    """What a search is compiled for, beside shapes; two equal plans share what is compiled."""

    graphdef: Any
    config: GenerationConfig
    eos: tuple[int, ...]
    pad: int | None
    rows: int
    one_token_prompt: bool
    model_options: tuple[tuple[str, Any], ...]
    keeps: bool
    extra: int
    before: int
    two_part: bool

    @classmethod
    def of(cls, call: Call, graphdef: Any) -> _Plan:
        inputs = call.inputs
        return cls(
            graphdef,
            _shared(call.config),
            call.eos,
            call.pad,
            call.rows,
            call.one_token_prompt,
            tuple(sorted(call.model_options.items())),
            call.keeps,
            inputs.extra,
            inputs.before,
            inputs.two_part,
        )

    def call(self, weights: Any, given: _Given) -> Call:
        """The call, in a compiled function."""
        return Call(
            model=_once_cast(nnx.merge(self.graphdef, weights).eval()),
            config=self.config,
            inputs=Inputs(
                length=given.prompt,
                extra=self.extra,
                before=self.before,
                two_part=self.two_part,
                **given.tensors,
            ),
            source=Source(*given.source),
            eos=self.eos,
            pad=self.pad,
            limit=given.limit,
            rows=self.rows,
            one_token_prompt=self.one_token_prompt,
            model_options=dict(self.model_options),
            keeps=self.keeps,
            sample=None if given.key is None else Sampler(given.key),
        )


class _Given(NamedTuple):
    """The arrays of a call, beside the model's."""

    tensors: dict[str, Any]  # of its `Inputs`
    source: tuple[Any, Any]
    key: Any
    prompt: Any
    limit: Any


def _run_compiled(call: Call) -> Finished:
    inputs, padded = _padded(call)
    graphdef, weights = nnx.split(call.model)
    first, steps = _compiled(_Plan.of(call, graphdef))
    names = ("ids", "first", "always", "mask", "positions", "types", "past")
    given = _Given(
        {name: getattr(inputs, name) for name in names},
        (call.source.encoder_ids, call.source.start),
        call.sample.key if isinstance(call.sample, Sampler) else None,
        jnp.asarray(inputs.length),
        jnp.asarray(call.limit),
    )
    rooms = _rooms(call, inputs.ids.shape[1])
    room = next(rooms)
    state, cache, carried = first(weights, given, room=room, padded=padded)
    if call.config.use_cache:  # steps look at nothing but what is carried
        given = given._replace(tensors={"ids": None})
    while True:
        # What a caller holds, too, must not be given away.
        run = steps.copying if inputs.past is not None else steps.in_place
        state, cache, done = run(weights, (state, cache), carried, given)
        further = next(rooms, None)
        if further is None or bool(done):
            break
        room = further
        search = call.search(Lengths(call.inputs.length, call.limit, room))
        longer = _Longer.of(call, search, room, cache)
        state, cache, carried = _longer(state, cache, carried, longer)
    search = call.search(Lengths(call.inputs.length, call.limit, room))
    return Finished(search, state, cache if call.config.return_dict_in_generate else None)


def _padded(call: Call) -> tuple[Inputs, bool]:
    """The inputs with the prompt padded at its end to a bucket, where that can be done."""
    inputs = call.inputs
    width = inputs.ids.shape[1]
    # Padding behind a text, and its last token once more, would stay in states.
    exact = inputs.two_part or inputs.past is not None or call.carries_states
    exact = exact or bool(inputs.before) or "inputs_embeds" in inputs.first or call.two_way_prompt
    if exact or not width or not call.config.use_cache:
        return inputs, False
    most = getattr(call.model.config, "max_position_embeddings", None)
    room = bucket(width)
    room = room if most is None else max(width, min(room, most))

    def pad(x: Any, value: int) -> Any:
        if x is None:
            return None
        behind = [(0, 0), (0, room - width), *[(0, 0)] * (x.ndim - 2)]
        if is_open(x) or x.committed:
            return jnp.pad(x, behind, constant_values=value)
        # Where it does not matter on which device that happens, nothing is compiled for it.
        return jnp.asarray(np.pad(np.asarray(x), behind, constant_values=value))

    padded = replace(
        inputs,
        ids=pad(inputs.ids, 0),
        first={
            name: pad(value, 0) if name in call.token_inputs else value
            for name, value in inputs.first.items()
        },
        mask=pad(inputs.mask, 1),
        positions=pad(inputs.positions, 0),
        types=pad(inputs.types, 0),
    )
    return padded, True


def _shared(config: GenerationConfig) -> GenerationConfig:
    """The options without the lengths that a compiled loop takes as numbers."""
    shared = GenerationConfig.from_dict(config.to_dict())
    shared.max_length = shared.max_new_tokens = None
    return shared


class _Steps(NamedTuple):
    """The loop, compiled to write into the state and the cache that it gets, or into copies."""

    in_place: Callable[..., Any]
    copying: Callable[..., Any]


@functools.lru_cache(maxsize=64)
def _compiled(plan: _Plan) -> tuple[Callable[..., Any], _Steps]:
    def first(weights: Any, given: _Given, *, room: int, padded: bool) -> Any:
        """The state of the search, the cache and what is carried, after the prompt."""
        call = plan.call(weights, given)
        search = call.search(Lengths(given.prompt, given.limit, room))
        decoder = call.decoder(call.model_call(), room)
        logits, cache, _ = decoder.prefill()
        state = search.begin(repeated(call.inputs.ids, plan.rows))
        if padded:  # the last token of the prompt is the first step
            cache = cache and _at(cache, given.prompt - 1)
        else:
            state, _ = search.advance(state, logits)
            cache = reordered(cache, search.parents(state))
        return state, cache, decoder.carried

    def steps(weights: Any, carry: Any, carried: Carried, given: _Given) -> Any:
        """The state and the cache after the last step that there is room for, and whether the
        search is done."""
        call = plan.call(weights, given)
        room = carry[0].tokens.shape[-1]
        search = call.search(Lengths(given.prompt, given.limit, room))
        decoder = call.decoder(call.model_call(), room)
        decoder.carried = carried

        def step(carry: Any) -> Any:
            state, cache = carry
            logits, cache, _ = decoder.step(search.running(state), state.length, cache)
            state, _ = search.advance(state, logits)
            return state, reordered(cache, search.parents(state))

        def goes_on(carry: Any) -> Any:
            state, _ = carry
            return ~search.done(state) & (state.length < room)

        state, cache = jax.lax.while_loop(goes_on, step, carry)
        return state, cache, search.done(state)

    return (
        jax.jit(first, static_argnames=("room", "padded")),
        _Steps(jax.jit(steps, donate_argnums=1), jax.jit(steps)),
    )


def _once_cast(model: Any) -> Any:
    """The model in the dtype that it computes in, lest every step cast its parameters."""
    return model if getattr(model, "computing_dtype", None) is None else precision.cast(model)


def _at(cache: KeyValueCache, length: Any) -> KeyValueCache:
    return KeyValueCache(
        keys=cache.keys,
        values=cache.values,
        cross_keys=cache.cross_keys,
        cross_values=cache.cross_values,
        length=length,
    )


# --- buffers -----------------------------------------------------------------------------------


def _rooms(call: Call, width: int) -> Iterator[int]:
    """The lengths of buffers, one after the other, up to that for all tokens.

    Without a cache the model reads the whole buffer, and may have no more positions. One buffer
    serves for all where a caller asked for a cache of a given size, or compiles this himself.
    """
    tokens = max(call.limit, width)
    if not call.config.use_cache:
        yield tokens
        return
    if call.config.max_cache_len or call.is_open:
        yield -(-tokens // LEAST_ROOM) * LEAST_ROOM
        return
    last = doubled(LEAST_ROOM, tokens)
    room = min(last, doubled(FIRST_ROOM, width + 1))
    while room < last:
        yield room
        room *= 2
    yield last


@dataclass(frozen=True)
class _Longer:
    """How much longer buffers become: what `_longer` is compiled for."""

    room: int  # of tokens
    extra: int
    before: int
    fillers: tuple[tuple[str, int], ...]
    windows: tuple[int | None, ...]

    @classmethod
    def of(cls, call: Call, search: Any, room: int, cache: KeyValueCache | None) -> _Longer:
        layers = () if cache is None else cache.keys
        windows = tuple(map(call.window, range(len(layers))))
        fillers = tuple(search.fillers.items())
        return cls(room, call.inputs.extra, call.inputs.before, fillers, windows)


@functools.partial(jax.jit, static_argnames="to")
def _longer(state: Any, cache: Any, carried: Carried, to: _Longer) -> tuple[Any, Any, Carried]:
    """The buffers of a search with more room behind what they hold."""
    slots = to.room + to.extra
    grown = {
        name: with_room(getattr(state, name), to.room, fill, dim=-1) for name, fill in to.fillers
    }
    return (
        state._replace(**grown),
        cache_with_room(cache, slots + to.before, to.windows),
        carried._replace(mask=with_room(carried.mask, slots, 1, dim=1)),
    )
