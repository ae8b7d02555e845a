"""The longest sequence: no more tokens than a model has positions."""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.outputs import ModelOutput
from auto_core.pretrained.checking import limits_of

from .call import Call
from .inputs import as_numpy


def stop_at_positions(call: Call) -> int | None:
    """Let the search end where positions do; returns the length asked for, if that was more.

    A text that ends by itself may be asked to be longer than fits.

    Raises:
        InputError: nothing ends the texts before that.
    """
    key = "decoder_input_ids" if call.inputs.two_part else "input_ids"
    limits = limits_of(call.model)
    if key not in limits.tokens or key in limits.skipped:  # the model itself counts padding out
        return None
    most = limits.tokens[key] + 1 - call.inputs.extra  # the last token is not read again
    if not isinstance(call.limit, int) or call.limit <= most:
        return None
    config, asked = call.config, call.limit
    least = max(config.min_length or 0, call.inputs.length + (config.min_new_tokens or 0))
    if not call.eos or config.forced_eos_token_id is not None or least > most:
        raise _too_long(call, asked, most)
    if call.inputs.length >= most:
        raise _too_long(call, asked, most)
    call.limit = most
    return asked


def require_ends(call: Call, output: Any, asked: int) -> None:
    """Refuse a result whose texts stopped for want of positions.

    Raises:
        InputError: some text has not ended.
    """
    sequences = as_numpy(output.sequences if isinstance(output, ModelOutput) else output)
    if sequences.shape[1] < call.limit:
        return
    ended = np.isin(sequences[:, call.inputs.length :], call.eos).any(1)
    if not ended.all():
        raise _too_long(call, asked, call.limit)


def _too_long(call: Call, asked: int, most: int) -> InputError:
    room = max(most - call.inputs.length, 0)
    return InputError(
        f"Texts of up to {asked} tokens are asked for, and {type(call.model).__name__} has "
        f"positions for {most - 1 + call.inputs.extra}: after {call.inputs.length} tokens of the "
        f"prompt there is room for {room}. Pass max_new_tokens={room} or less, or a shorter prompt."
    )
