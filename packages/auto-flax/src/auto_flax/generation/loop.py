"""JAX's way through a search: prompt and `lax.while_loop` in one compiled function.

It is compiled once per bucket of shapes: prompts are padded to a multiple of 32 tokens, buffers
to one of 64. The last token of a padded prompt is fed again as the first step, whose logits
begin the text; what the padding left in the cache is overwritten before anything looks at it.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jax.core import Tracer

from auto_core.decoding.config import GenerationConfig
from auto_core.outputs import KeyValueCache
from auto_flax import ops, precision
from auto_flax.meshes import require_auto

from ._lengths import repeated
from .call import Call
from .decoder import Inputs, reordered
from .plan import Lengths, Source
from .sampling import Sampler
from .steps import Finished, run_steps

PROMPT_BUCKET, ROOM_BUCKET = 32, 64

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


def run(call: Call) -> Finished:
    """Search to the end, compiled unless somebody wants to see or change single steps."""
    return _run_compiled(call) if call.is_plain else _run_steps(call)


# --- step by step ------------------------------------------------------------------------------


def _run_steps(call: Call) -> Finished:
    """The plain loop with a compiled model. Shapes never change, or each would be compiled."""
    room = _room(call, call.limit)
    lengths = Lengths(jnp.asarray(call.inputs.length), call.limit, room)
    graphdef, state = nnx.split(call.model)

    def forward(**inputs: Any) -> Any:
        tensors = {k: v for k, v in inputs.items() if _is_tree_of_arrays(v)}
        options = tuple(sorted((k, v) for k, v in inputs.items() if k not in tensors))
        return _forward(graphdef)(state, tensors, options=options)

    decoder = call.decoder(forward, room)
    return run_steps(call.search(lengths), decoder, record=call.record, streamer=call.streamer)


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
    """What a compiled loop is made for; two equal plans share one."""

    graphdef: Any
    config: GenerationConfig
    eos: tuple[int, ...]
    pad: int | None
    rows: int
    one_token_prompt: bool
    model_options: tuple[tuple[str, Any], ...]
    keeps: bool
    room: int
    extra: int
    before: int
    two_part: bool
    padded: bool


def _run_compiled(call: Call) -> Finished:
    inputs, padded = _padded(call)
    width = inputs.ids.shape[1]
    room = _room(call, max(call.limit, width))
    graphdef, weights = nnx.split(call.model)
    plan = _Plan(
        graphdef,
        _shared(call.config),
        call.eos,
        call.pad,
        call.rows,
        call.one_token_prompt,
        tuple(sorted(call.model_options.items())),
        call.keeps,
        room,
        inputs.extra,
        inputs.before,
        inputs.two_part,
        padded,
    )
    tensors = {
        name: getattr(inputs, name)
        for name in ("ids", "first", "always", "mask", "positions", "types", "past")
    }
    source = (call.source.encoder_ids, call.source.start)
    key = call.sample.key if isinstance(call.sample, Sampler) else None
    lengths = jnp.asarray(inputs.length), jnp.asarray(call.limit)
    state, cache = _compiled(plan)(weights, tensors, source, key, lengths)
    search = call.search(Lengths(call.inputs.length, call.limit, room))
    return Finished(search, state, cache)


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
    bucket = _rounded(width, PROMPT_BUCKET)
    bucket = bucket if most is None else max(width, min(bucket, most))

    def pad(x: Any, value: int) -> Any:
        if x is None:
            return None
        behind = [(0, 0), (0, bucket - width), *[(0, 0)] * (x.ndim - 2)]
        return jnp.pad(x, behind, constant_values=value)

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


@functools.lru_cache(maxsize=64)
def _compiled(plan: _Plan) -> Callable[..., Any]:
    def generate(weights: Any, tensors: Any, source: Any, key: Any, lengths: Any) -> Any:
        prompt, limit = lengths
        call = Call(
            model=_once_cast(nnx.merge(plan.graphdef, weights).eval()),
            config=plan.config,
            inputs=Inputs(
                length=prompt,
                extra=plan.extra,
                before=plan.before,
                two_part=plan.two_part,
                **tensors,
            ),
            source=Source(*source),
            eos=plan.eos,
            pad=plan.pad,
            limit=limit,
            rows=plan.rows,
            one_token_prompt=plan.one_token_prompt,
            model_options=dict(plan.model_options),
            keeps=plan.keeps,
            sample=None if key is None else Sampler(key),
        )
        search = call.search(Lengths(prompt, limit, plan.room))
        decoder = call.decoder(call.model_call(), plan.room)
        logits, cache, _ = decoder.prefill()
        state = search.begin(repeated(call.inputs.ids, plan.rows))
        if plan.padded:  # the last token of the prompt is the first step
            cache = cache and _at(cache, prompt - 1)
        else:
            state, _ = search.advance(state, logits)
            cache = reordered(cache, search.parents(state))

        def step(carry: Any) -> Any:
            state, cache = carry
            logits, cache, _ = decoder.step(search.running(state), state.length, cache)
            state, _ = search.advance(state, logits)
            return state, reordered(cache, search.parents(state))

        state, cache = jax.lax.while_loop(
            lambda carry: ~search.done(carry[0]), step, (state, cache)
        )
        return state, cache if plan.config.return_dict_in_generate else None

    return jax.jit(generate)


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


def _room(call: Call, tokens: int) -> int:
    """The length of buffers for so many tokens: one of few, so that little is compiled.

    Without a cache the model reads the whole buffer, and may have no more positions.
    """
    return _rounded(tokens, ROOM_BUCKET) if call.config.use_cache else tokens


def _rounded(length: int, bucket: int) -> int:
    return -(-length // bucket) * bucket
