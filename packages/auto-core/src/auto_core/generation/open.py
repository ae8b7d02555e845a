"""`generate` inside a caller's graph (jax.jit, tf.function), where values are not known yet."""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError

from .call import Call


def require_graph(call: Call, asked: int | None) -> None:
    """Refuse what has to look at values between the steps.

    Args:
        asked: the length that was asked for, where the model has positions for less.

    Raises:
        InputError: it is neither greedy search nor sampling, or may not end by itself.
    """
    if call.config.num_beams > 1 or not call.is_plain or call.inputs.past is not None:
        raise InputError(
            "Inside a compiled function generate does greedy search and sampling, without a "
            "streamer, processors, criteria, past_key_values, outputs of single steps or max_time. "
            "Call it outside of one: it compiles its loop by itself."
        )
    if asked is not None:
        raise InputError(
            f"Texts of up to {asked} tokens are asked for, and the model has positions for "
            f"{call.limit}. Inside a compiled function nobody sees whether they end before: pass "
            "a smaller max_new_tokens."
        )


def require_values(is_open: bool) -> None:
    """Refuse a graph where speech is transcribed or synthesised.

    Raises:
        InputError: the inputs are part of one.
    """
    if is_open:
        raise InputError(
            "Speech is transcribed and synthesised by a loop that looks at values: call generate "
            "outside of the compiled function. It compiles its steps by itself."
        )


def crosses(length: Any, border: int, limit: Any) -> bool:
    """Whether a text that begins below a border may end above it; where that is open, it may."""
    return not isinstance(length, int) or length <= border < limit
