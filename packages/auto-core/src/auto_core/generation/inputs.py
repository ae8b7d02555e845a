"""The inputs of the model from those of `generate`, by transformers' rules."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from auto_core.decoding.config import GenerationConfig
from auto_core.errors import InputError
from auto_core.outputs import KeyValueCache

from .. import ops
from .decoder import Inputs
from .plan import as_ids

log = logging.getLogger("auto_core.generation")


def prepare(
    given: Mapping[str, Any],
    config: GenerationConfig,
    eos: tuple[int, ...],
    pad: int | None,
    *,
    two_part: bool,
    main_input: str,
    accepted: tuple[str, ...],
    like: Any,
    prepends_start: bool = True,
    once: tuple[str, ...] = (),
    before: int = 0,
    positions_of: Callable[..., Any] | None = None,
    is_open: bool = False,
) -> tuple[Inputs, Any]:
    """The inputs of the model, and the ids [b s] that processors take for its source (or None).

    Args:
        given: the caller's tensors by name.
        two_part: whether the model has an encoder and a decoder.
        main_input: the name of what is encoded or goes on: "input_ids", "pixel_values", ...
        accepted: names of the inputs that the model takes.
        like: a tensor on the model's device.
        prepends_start: whether decoder_input_ids that begin otherwise get the start token.
        once: names of inputs that only the first call gets.
        before: positions that they take in the cache.
        positions_of: (ids, mask, the caller's tensors) -> positions of several parts [a b t], or
            None where a count of tokens is right.
        is_open: whether the tensors have no values yet, being part of a graph.

    Raises:
        InputError: inputs are missing, contradict each other or have the wrong shape.
    """
    tensors = {name: value for name, value in given.items() if value is not None}
    if two_part:
        read_once = (main_input, "inputs_embeds", *once)
        return _two_part(
            tensors, config, main_input, accepted, like, prepends_start, is_open, read_once
        )
    past = tensors.pop("past_key_values", None)
    embeds = tensors.pop("inputs_embeds", None)
    ids = tensors.pop("input_ids", None)
    if ids is None and embeds is not None:
        ids = ops.zeros((ops.shape(embeds)[0], 0), like=like, dtype="int64")
    elif ids is None:
        ids = _first_tokens(tensors, config, like)
    ids = ops.cast(ids, "int64")
    if len(ops.shape(ids)) != 2:
        raise InputError(
            f"input_ids have shape {tuple(ops.shape(ids))}, expected [batch, tokens]. "
            "For one text, add an axis."
        )
    batch, width = ops.shape(ids)
    total = width if embeds is None else ops.shape(embeds)[1]
    mask = tensors.pop("attention_mask", None)
    if mask is None:
        mask = _inferred_mask(ids, eos, pad, is_open) if embeds is None or width else None
    elif len(ops.shape(mask)) != 2 or _differ(ops.shape(mask)[1], total):
        if past is not None and len(ops.shape(mask)) == 2 and ops.shape(mask)[1] > total:
            raise InputError(
                f"There are {total} input_ids and the attention_mask is of "
                f"{ops.shape(mask)[1]} tokens: with past_key_values, pass the whole text so far."
            )
        raise InputError(
            f"attention_mask has shape {tuple(ops.shape(mask))}, expected "
            f"{(batch, total)}: [batch, tokens of the prompt]."
        )
    positions = tensors.pop("position_ids", None)
    if positions is None and positions_of is not None:
        more = {"past_key_values": past, "inputs_embeds": embeds}
        positions = positions_of(ids if width else None, mask, {**tensors, **more})
    if positions is not None and len(ops.shape(positions)) == 3:
        positions = ops.permute(positions, (1, 2, 0))  # [b t a], as all else a batch comes first
    if positions is None and "position_ids" in accepted:
        positions = _positions(mask, batch, total, like, is_open)
    if mask is not None:
        mask = ops.cast(mask, "int64")
        mask = mask if is_open else _without_ones(mask, batch)
    first = {name: tensors.pop(name) for name in once if name in tensors}
    if embeds is not None:
        first["inputs_embeds"] = embeds
    inputs = Inputs(
        ids=ids,
        length=width,
        extra=total - width,
        before=before,
        first=first,
        types=tensors.pop("token_type_ids", None),
        mask=mask,
        positions=positions,
        past=_past(past, total),
        always=tensors,
    )
    return inputs, (ids if embeds is None else None)


def _two_part(
    tensors: dict[str, Any],
    config: GenerationConfig,
    main_input: str,
    accepted: tuple[str, ...],
    like: Any,
    prepends_start: bool,
    is_open: bool,
    read_once: tuple[str, ...],
):
    source = tensors.get(main_input)
    encoded, embeds = tensors.get("encoder_outputs"), tensors.get("inputs_embeds")
    if encoded is not None:
        batch = ops.shape(encoded[0])[0]
        tensors.pop(main_input, None)
    elif embeds is not None:
        if source is not None:
            raise InputError(f"Pass one of {main_input} and inputs_embeds, not both.")
        batch = ops.shape(embeds)[0]
    elif source is None:
        source = tensors[main_input] = _first_tokens(tensors, config, like)
        batch = ops.shape(source)[0]
    else:
        batch = ops.shape(source)[0]
    start = config.decoder_start_token_id
    start = as_ids(config.bos_token_id if start is None else start)
    if not start:
        raise InputError(
            "An encoder-decoder needs decoder_start_token_id or bos_token_id; "
            "pass one, or set it in model.generation_config."
        )
    if len(start) not in (1, batch):
        raise InputError(
            f"decoder_start_token_id has {len(start)} ids for a batch of {batch}: pass one id, "
            "or one for each text."
        )
    first = ops.asarray(np.array(start)[:, None], dtype="int64", like=like)
    first = ops.expand(first, (batch, 1))
    ids, mask = tensors.pop("decoder_input_ids", None), tensors.pop("decoder_attention_mask", None)
    if ids is None:
        ids = first + 0
    else:
        ids = ops.cast(ids, "int64")
        if prepends_start and is_open:
            raise InputError(
                "Inside a compiled function nobody sees whether decoder_input_ids begin with the "
                "start token: leave them out, or call generate outside of it."
            )
        if prepends_start and bool(np.all(as_numpy(ids[:, 0]) != as_numpy(first[:, 0]))):
            ids = ops.cat([first, ids], 1)
            if mask is not None:
                mask = ops.cat([ops.ones((batch, 1), like=mask), mask], 1)
    past = tensors.pop("past_key_values", None)
    positions = tensors.pop("decoder_position_ids", None)
    if mask is not None:
        mask = ops.cast(mask, "int64")
        if positions is None and "decoder_position_ids" in accepted:
            positions = _positions(mask, batch, ops.shape(ids)[1], like, is_open)
    once = {name: tensors.pop(name) for name in read_once if name in tensors}
    text = main_input == "input_ids" and source is not None and len(ops.shape(source)) == 2
    inputs = Inputs(
        ids=ids,
        length=ops.shape(ids)[1],
        first=once,
        mask=mask,
        positions=positions,
        past=_past(past, ops.shape(ids)[1]),
        always=tensors,
        two_part=True,
    )
    return inputs, (ops.cast(source, "int64") if text else None)


def _first_tokens(tensors: Mapping[str, Any], config: GenerationConfig, like: Any):
    """A prompt of nothing but the token that begins a text."""
    if config.bos_token_id is None:
        raise InputError(
            "There is nothing to go on from: pass input_ids, or set bos_token_id to begin with."
        )
    batch = next((ops.shape(value)[0] for value in tensors.values() if hasattr(value, "shape")), 1)
    return ops.full((batch, 1), as_ids(config.bos_token_id)[0], like=like, dtype="int64")


def _differ(one: Any, other: Any) -> bool:
    """Whether two sizes are known to be unlike."""
    return isinstance(one, int) and isinstance(other, int) and one != other


def _inferred_mask(ids: Any, eos: tuple[int, ...], pad: int | None, is_open: bool):
    """Where the prompt is not padding, if padding can be distinguished from the end of a text."""
    if pad is None or pad in eos:
        return None
    if not is_open and not bool(np.any(as_numpy(ids) == pad)):
        return None
    return ops.cast(ids != pad, "int64")


def _positions(mask: Any, batch: Any, total: Any, like: Any, is_open: bool):
    """[b p]: counted over what is no padding, which stands at 0."""
    if not is_open:  # on the host: JAX would compile each of the steps below for each length
        given = np.ones((batch, total), bool) if mask is None else as_numpy(mask) != 0
        return ops.asarray(np.where(given, given.cumsum(1) - 1, 0), dtype="int64", like=like)
    if mask is None:
        row = ops.unsqueeze(ops.arange(0, total, like=like, dtype="int64"), 0)
        return ops.expand(row, (batch, total))
    mask = ops.cast(mask != 0, "int64")
    return ops.where(mask != 0, ops.cumsum(mask, 1) - 1, 0)


def _without_ones(mask: Any, batch: int):
    """None for a mask of ones only; a warning about one that masks the last tokens."""
    values = as_numpy(mask)
    if np.all(values == 1):
        return None
    if batch > 1 and np.any(values[:, -1] == 0):
        log.warning(
            "A text is padded on the right, and would go on after its padding. "
            'Set padding_side="left" for the tokenizer.'
        )
    return mask


def _past(past: Any, total: int) -> KeyValueCache | None:
    if past is None:
        return None
    with_room = isinstance(past, KeyValueCache) and past.keys and past.length is not None
    if not isinstance(past, KeyValueCache) or with_room:
        raise InputError(
            f"past_key_values is a {type(past).__name__}; expected the KeyValueCache of an earlier "
            "call, without room at its end."
        )
    if past.get_seq_length() >= total:
        raise InputError(
            f"past_key_values holds {past.get_seq_length()} tokens and the prompt has {total}: "
            "pass the whole text so far, and at least one token more than the cache has."
        )
    return past


def as_numpy(x: Any) -> np.ndarray:
    """A tensor's values on the host."""
    return x.detach().cpu().numpy() if hasattr(x, "detach") else np.asarray(x)
