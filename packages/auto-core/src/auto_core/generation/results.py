"""Outputs of `generate`, from the last state of its loop."""

from __future__ import annotations

from typing import Any

from auto_core.decoding.outputs import (
    GenerateBeamDecoderOnlyOutput,
    GenerateBeamEncoderDecoderOutput,
    GenerateDecoderOnlyOutput,
    GenerateEncoderDecoderOutput,
)
from auto_core.outputs import KeyValueCache

from .. import ops
from ._lengths import filled, repeated
from .call import Call
from .inputs import as_numpy
from .steps import Finished


def result(call: Call, finished: Finished) -> Any:
    """The sequences, or everything that was asked for with them."""
    state, config = finished.state, call.config
    fields: dict[str, Any] = {}
    if call.is_open:
        sequences = _whole(call, state)
    elif config.num_beams == 1:
        sequences = state.tokens[:, : int(state.length)]
    else:
        prompt = call.inputs.length
        best, origins, scores = finished.search.result(state, config.num_return_sequences)
        steps = int((as_numpy(origins)[:, prompt:] >= 0).sum(1).max())
        sequences = best[:, : prompt + steps]
        fields["beam_indices"] = origins[:, prompt : prompt + steps]
        fields["sequences_scores"] = scores if config.output_scores else None
    if not config.return_dict_in_generate:
        return sequences
    for name in ("scores", "logits"):
        noted = getattr(finished.record, name)
        fields[name] = None if noted is None else tuple(noted)
    if config.use_cache and not call.is_open:
        fields["past_key_values"] = _filled(finished.cache, _offset(call))
    kinds: dict[tuple[bool, bool], type] = {
        (False, False): GenerateDecoderOnlyOutput,
        (True, False): GenerateEncoderDecoderOutput,
        (False, True): GenerateBeamDecoderOnlyOutput,
        (True, True): GenerateBeamEncoderDecoderOutput,
    }
    two_part = call.inputs.two_part
    fields |= _inner(call, finished, two_part)
    return kinds[two_part, config.num_beams > 1](sequences=sequences, **fields)


def _whole(call: Call, state: Any) -> Any:
    """[n limit]: in a graph the sequences are as long as they may be, with padding at the end."""
    tokens, pad = state.tokens[:, : call.limit], 0 if call.pad is None else call.pad
    return ops.where(filled(tokens, state.length), tokens, pad)


def _inner(call: Call, finished: Finished, two_part: bool) -> dict[str, Any]:
    """Attentions and hidden states of each step."""
    outputs = finished.record.outputs
    if outputs is None:
        return {}
    config, fields = call.config, {}
    part = "decoder_" if two_part else ""
    for name, wanted in (
        ("attentions", config.output_attentions),
        ("hidden_states", config.output_hidden_states),
    ):
        if not wanted:
            continue
        keys = name == "attentions"
        axis = int(call.model._declared("streams_first") and not keys)
        steps = _per_step(outputs, part + name, call.rows, axis)
        if call.appends:
            pass  # each step was given its tokens and the position behind them, and no room
        elif not config.use_cache:
            steps = _without_room(call, steps, 2 if keys else axis + 1, keys=keys)
        elif keys:
            steps = _by_position(call, steps)
        fields[part + name] = steps
        if two_part:
            fields[f"encoder_{name}"] = getattr(outputs[0], f"encoder_{name}", None)
    if two_part and config.output_attentions:
        steps = _per_step(outputs, "cross_attentions", call.rows)
        if not config.use_cache:
            steps = _without_room(call, steps, 2, keys=False)
        fields["cross_attentions"] = steps
    return fields


def _per_step(outputs: list[Any], name: str, rows: int, axis: int = 0) -> tuple[Any, ...]:
    first, *rest = (getattr(output, name) for output in outputs)
    return (tuple(_each(lambda x: repeated(x, rows, axis), layer) for layer in first), *rest)


def _each(function: Any, layer: Any) -> Any:
    """Of a layer's tensor, or of each of its streams (XLNet's attentions)."""
    return tuple(function(x) for x in layer) if isinstance(layer, tuple) else function(layer)


def _across(call: Call, step: tuple[Any, ...]) -> frozenset[int]:
    """Layers whose attentions are to images (Mllama's), which no step makes more of."""
    config = call.model.config.get_text_config()
    every = getattr(config, "cross_attention_layers", None)
    # Without images, those layers are left out.
    return frozenset(every if every and len(step) == config.num_hidden_layers else ())


def _without_room(call: Call, steps: tuple[Any, ...], axis: int, *, keys: bool) -> tuple[Any, ...]:
    """Outputs of steps without a cache, as long on the axis of tokens as the text was then.

    A compiled model reads the whole buffer. `keys`: [n h q k], whose k is as long as q.
    """
    prompt = call.inputs.length + call.inputs.extra + call.inputs.before
    across = _across(call, steps[0]) if keys else frozenset()

    def cut(x: Any, layer: int, length: int) -> Any:
        x = x[(*[slice(None)] * axis, slice(length))]
        return x[..., :length] if keys and layer not in across else x

    return tuple(
        tuple(cut(x, layer, prompt + count) for layer, x in enumerate(step))
        for count, step in enumerate(steps)
    )


def _by_position(call: Call, steps: tuple[Any, ...]) -> tuple[Any, ...]:
    """Attentions [n h q k] of steps with a cache, without its empty room and in the text's order.

    Rings (see `blocks/ring_cache.py`) begin anywhere.
    """
    inputs, window = call.inputs, call.window
    prompt = inputs.length + inputs.extra + inputs.before

    across = _across(call, steps[0])

    def ordered(x: Any, layer: int, length: int) -> Any:
        if layer in across:
            return x
        size = window(layer)
        if size is None or length <= size:
            return x[..., :length]
        return ops.take(x, (ops.arange(0, size, like=x, dtype="int64") + length) % size, 3)

    first, *rest = steps
    return (
        first,
        *(
            tuple(ordered(x, layer, prompt + count) for layer, x in enumerate(step))
            for count, step in enumerate(rest, 1)
        ),
    )


def _filled(cache: KeyValueCache | None, offset: Any) -> KeyValueCache | None:
    """The cache without its empty room, so that a later call can go on from it."""
    if cache is None:
        return cache
    cache.offset = offset
    if cache.length is None:
        return cache
    length = int(cache.length)

    def cut(layers: Any) -> tuple[Any, ...]:
        return tuple(_in_order(layer, length) for layer in layers)

    return KeyValueCache(
        keys=cut(cache.keys),
        values=cut(cache.values),
        cross_keys=cache.cross_keys,
        cross_values=cache.cross_values,
        length=None if cache.keys else length,
        states=cache.states,
        offset=offset,
    )


def _offset(call: Call) -> Any:
    """By how much positions of several parts [b t a] run ahead of a count of tokens, [n 1]."""
    positions, mask, length = call.inputs.positions, call.inputs.mask, call.inputs.length
    if positions is None or len(ops.shape(positions)) != 3:
        return None
    last = ops.amax(positions[:, length - 1], -1, keepdim=True)
    tokens = length if mask is None else ops.sum(ops.cast(mask != 0, "int64"), 1, keepdim=True)
    if not ops.dtype(last).startswith("float"):  # videos may have positions between two tokens'
        last = ops.cast(last, "int64")
    if not isinstance(tokens, int):
        tokens = ops.cast(tokens, ops.dtype(last))
    return repeated(last + 1 - tokens, call.rows)


def _in_order(x: Any, length: int) -> Any:
    """The first `length` positions, [b length h d], of a buffer or a ring of them.

    What a ring has overwritten is masked: there stands something else.
    """
    slots = ops.shape(x)[1]
    if length <= slots:
        return x[:, :length]
    return ops.take(x, ops.arange(0, length, like=x, dtype="int64") % slots, 1)
