"""TensorFlow's way through a search: prompt and `tf.while_loop` in one `tf.function`.

It is traced once per model and set of options, with shapes left open. With `jit_compile=True` XLA
compiles it, once for each shape of the prompt and each limit: pad prompts to few lengths then.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import tensorflow as tf

from auto_core.decoding.config import GenerationConfig
from auto_core.outputs import KeyValueCache
from auto_tf import ops

from ._lengths import repeated
from .call import Call
from .decoder import Inputs, reordered
from .plan import Lengths, Source
from .sampling import Sampler
from .steps import Finished, run_steps

OF_TORCH = False  # whether hooks that compute with torch's tensors can be called

# Keywords of `generate` that govern how the loop runs.
KEYWORDS = ("jit_compile",)


def inference() -> Any:
    """A context in which nothing is kept for a backward pass: tapes decide that here."""
    return contextlib.nullcontext()


def to_tensor(model: Any, x: Any) -> tf.Tensor:
    """A caller's input as this framework's; whole numbers as int64."""
    tensor = ops.asarray(x)
    return tf.cast(tensor, tf.int64) if tensor.dtype.is_integer else tensor


def is_open(x: Any) -> bool:
    """Whether a tensor has no value yet, being a part of a tf.function."""
    return isinstance(x, tf.Tensor) and not hasattr(x, "numpy")


def is_traced(model: Any) -> bool:
    """Whether everything is part of a tf.function."""
    return not tf.executing_eagerly()


def compiled(model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function(model, given, state)` of trees of tensors as a graph of the latter two, which the
    model keeps. What is no model of this framework is called as it is."""
    if not isinstance(model, keras.layers.Layer):
        return functools.partial(function, model)
    functions = _kept(model)
    if function not in functions:
        functions[function] = tf.function(
            functools.partial(function, model), autograph=False, reduce_retracing=True
        )
    return functions[function]


def run(call: Call) -> Finished:
    """Search to the end, in a graph unless somebody wants to see or change single steps."""
    apart = call.inputs.past is None and "encoder_outputs" not in call.inputs.always
    if call.is_plain and apart and not call.config.disable_compile:
        return _run_graph(call)
    lengths = call.lengths()
    network = _network(call.model) if call.config.disable_compile else _graph(call)
    decoder = call.decoder(network, lengths.room)
    return run_steps(call.search(lengths), decoder, record=call.record, streamer=call.streamer)


def _network(model: Any) -> Callable[..., Any]:
    """The model without Keras' bookkeeping, which would cost more than a small step."""
    network = getattr(model, "network", model)  # a part of a model is none that users hold

    def forward(**inputs: Any) -> Any:
        return network(**inputs, return_dict=True)

    return forward


def _graph(call: Call) -> Callable[..., Any]:
    """The model as a graph, for loops whose steps are run one by one; kept by the model."""
    functions, xla = _kept(call.model), _by_xla(call)
    if ("step", xla) not in functions:
        functions["step", xla] = tf.function(
            _network(call.model), autograph=False, jit_compile=xla, reduce_retracing=True
        )
    return functions["step", xla]


def _kept(model: Any) -> dict[Any, Any]:
    """The graphs that were made of a model."""
    return model.__dict__.setdefault("_generation_functions", {})


def _by_xla(call: Call) -> bool | None:
    return True if call.loop_options.get("jit_compile") else None


def _run_graph(call: Call) -> Finished:
    inputs = call.inputs
    tensors = {name: getattr(inputs, name) for name in ("ids", "mask", "positions", "types")}
    source = {"encoder_ids": call.source.encoder_ids, "start": call.source.start}
    given = {
        "tensors": _present(tensors),
        "first": dict(inputs.first),
        "always": dict(inputs.always),
        "source": _present(source),
        "limit": tf.cast(call.limit, tf.int64),
        "key": call.sample.key if isinstance(call.sample, Sampler) else tf.zeros([2], tf.int32),
    }
    state, cache = _function(call, given)(given)
    search = call.search(Lengths(inputs.length, call.limit, call.limit))
    return Finished(search, state, _unpacked(cache))


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _function(call: Call, given: dict[str, Any]) -> Callable[..., Any]:
    """The graph for this kind of call, kept by the model."""
    functions, xla = _kept(call.model), _by_xla(call)
    config = GenerationConfig.from_dict(call.config.to_dict())
    config.max_length = config.max_new_tokens = None
    kinds = tf.nest.map_structure(tf.TensorSpec.from_tensor if xla else _open, given)
    plan = (
        config,
        repr(kinds),
        call.eos,
        call.pad,
        call.rows,
        call.one_token_prompt,
        tuple(sorted(call.model_options.items())),
        call.inputs.before,
        call.limit if xla else None,  # XLA wants to know how large everything is
    )
    if plan not in functions:
        # The function outlives the call, whose tensors need not.
        kept = Inputs(None, None, before=call.inputs.before, two_part=call.inputs.two_part)
        kind = replace(call, inputs=kept)
        kind = replace(kind, source=Source(), config=config)
        function = tf.function(
            lambda given: _generate(kind, given), autograph=False, jit_compile=xla
        )
        functions[plan] = function.get_concrete_function(kinds)
    return functions[plan]


def _open(x: tf.Tensor) -> tf.TensorSpec:
    """Any batch and any length."""
    sizes = [None, None, *x.shape[2:]] if len(x.shape) > 1 else x.shape
    return tf.TensorSpec(sizes, x.dtype)


def _generate(kind: Call, given: dict[str, Any]) -> Any:
    ids, xla = given["tensors"]["ids"], _by_xla(kind)
    limit = kind.limit if xla else given["limit"]
    width, first = ops.shape(ids)[1], given["first"]
    extra = 0
    if "inputs_embeds" in first and not kind.inputs.two_part:
        extra = ops.shape(first["inputs_embeds"])[1] - width
    length = tf.convert_to_tensor(width, tf.int64)
    inputs = replace(
        kind.inputs,
        **given["tensors"],
        length=length,
        extra=extra,
        first=first,
        always=given["always"],
    )
    call = replace(kind, inputs=inputs, limit=limit, source=Source(**given["source"]))
    call.sample = Sampler(given["key"]) if kind.sample is not None else None
    search = call.search(Lengths(length, limit, limit))
    decoder = call.decoder(_network(call.model), limit)
    logits, cache, _ = decoder.prefill()
    state, _ = search.advance(search.begin(repeated(ids, kind.rows)), logits)
    start = (state, _packed(reordered(cache, search.parents(state))))

    def step(state: Any, packed: Any) -> Any:
        logits, cache, _ = decoder.step(search.running(state), state.length, _unpacked(packed))
        state, _ = search.advance(state, logits)
        return state, _packed(reordered(cache, search.parents(state)))

    return tf.while_loop(
        lambda state, packed: tf.logical_not(search.done(state)),
        step,
        start,
        shape_invariants=None if xla else _invariants(start),
    )


def _invariants(start: tuple[Any, Any]) -> Any:
    """Of what a loop carries: a search's state and a packed cache, whose states come last."""
    state, packed = start
    rest, states = packed[:-1], packed[-1:]
    of_states = tf.nest.map_structure(lambda x: tf.TensorShape([None, *x.shape[1:]]), states)
    return tf.nest.map_structure(_invariant, state), (
        *tf.nest.map_structure(_invariant, rest),
        *of_states,
    )


def _invariant(x: tf.Tensor) -> tf.TensorShape:
    """Heads and their size are known; how many rows and positions there are is open."""
    sizes = x.shape.as_list()
    return tf.TensorShape([None, None, *sizes[2:]] if len(sizes) == 4 else [None] * len(sizes))


def _packed(cache: KeyValueCache | None) -> tuple[Any, ...]:
    """A cache as plain tuples, which loops can carry."""
    if cache is None:
        return ()
    cross = (cache.cross_keys or (), cache.cross_values or ())
    states = tuple(map(tuple, cache.states or ()))
    return (tuple(cache.keys), tuple(cache.values), *map(tuple, cross), cache.length, states)


def _unpacked(packed: tuple[Any, ...]) -> KeyValueCache | None:
    if not packed:
        return None
    keys, values, cross_keys, cross_values, length, states = packed
    return KeyValueCache(
        keys=keys,
        values=values,
        cross_keys=cross_keys or None,
        cross_values=cross_values or None,
        length=length,
        states=states or None,
    )
