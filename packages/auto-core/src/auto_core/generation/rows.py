"""Splitting an output of a search into rows, and joining rows.

Speech is transcribed window by window, where each row may come of another search. What of an output
belongs to a row is as in transformers: with beams, `scores` are those of the row's own beams, and
everything else computed per step is that of the beam whose number the row has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auto_core.outputs import KeyValueCache

from .. import ops
from .inputs import as_numpy

# Per step and layer, with an axis for rows that stays.
_PER_STEP = ("decoder_attentions", "decoder_hidden_states", "cross_attentions")
_ENCODER = ("encoder_attentions", "encoder_hidden_states")


def row_of(output: Any, index: int) -> Any:
    """One row: of a tensor, or of each field of an output, without the cache."""
    if not hasattr(output, "to_tuple"):
        return output[index]
    beams = getattr(output, "beam_indices", None)
    row: dict[str, Any] = {}
    for name in output:
        value = output[name]
        if name == "past_key_values":
            continue  # too large to keep for every window
        if name == "scores" and beams is not None:
            chosen = as_numpy(beams[index]).tolist()  # -1, the last beam, after the end
            row[name] = [step[beam] for step, beam in zip(value, chosen, strict=False)]
        elif name in _PER_STEP:
            row[name] = tuple(tuple(x[index : index + 1] for x in step) for step in value)
        else:
            row[name] = _picked(value, index)
    return row


def joined(rows: Sequence[dict[str, Any]], *, copies: int) -> dict[str, Any]:
    """The fields of an output, from rows of which each input has so many `copies`."""
    fields: dict[str, Any] = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        if name in _PER_STEP:
            fields[name] = tuple(
                tuple(ops.cat(list(layer), 0) for layer in zip(*step, strict=True))
                for step in zip(*values, strict=False)
            )
        elif name in _ENCODER:
            fields[name] = tuple(
                ops.stack(list(layer), 0) for layer in zip(*values[::copies], strict=True)
            )
        elif name in ("scores", "logits"):
            fields[name] = tuple(ops.stack(list(step), 0) for step in zip(*values, strict=False))
        else:
            fields[name] = ops.stack(values, 0)
    return fields


def first_rows(cache: KeyValueCache | None, count: int) -> KeyValueCache | None:
    """The cache of the first rows."""
    if cache is None:
        return None

    def cut(layers: Any) -> Any:
        return None if layers is None else tuple(x[:count] for x in layers)

    return KeyValueCache(
        keys=cut(cache.keys),
        values=cut(cache.values),
        cross_keys=cut(cache.cross_keys),
        cross_values=cut(cache.cross_values),
        length=cache.length,
        states=None if cache.states is None else tuple(map(cut, cache.states)),
    )


def _picked(value: Any, index: int) -> Any:
    if isinstance(value, tuple | list):
        return tuple(_picked(item, index) for item in value)
    return value[index]
