"""Names that training libraries add to the inputs of any model, and what becomes of them here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.errors import InputError

_BOUNDS = "position_ids that begin at 0 again say where a packed sequence begins"

# Left out where `forward` does not take them, each for its reason.
IGNORED = {
    "token_type_ids": "the architecture has no table of token types",
    "cu_seq_lens_q": _BOUNDS,
    "cu_seq_lens_k": _BOUNDS,
    "max_length_q": _BOUNDS,
    "max_length_k": _BOUNDS,
    "seq_idx": _BOUNDS,
    "cache_position": "a cache knows how many tokens it holds",
    "return_loss": "a loss is returned wherever there are labels",
}
_NEED_POSITIONS = [name for name, reason in IGNORED.items() if reason is _BOUNDS]


def without_extras(given: Mapping[str, Any], taken: tuple[str, ...], where: str) -> dict[str, Any]:
    """The inputs without the names above that a model does not take.

    Raises:
        InputError: what was left out would have changed the result.
    """
    for name in _NEED_POSITIONS:
        if given.get(name) is not None and name not in taken and given.get("position_ids") is None:
            raise InputError(
                f"{where} got {name}, which tells packed sequences apart, without position_ids. "
                "Pass position_ids that begin at 0 with each sequence (as transformers' "
                "DataCollatorWithFlattening does), and no attention_mask."
            )
    if given.get("num_items_in_batch") is not None and "num_items_in_batch" not in taken:
        raise InputError(
            f"{where} got num_items_in_batch, and its loss is no sum over labels that could be "
            "divided by their number. Leave it out, and divide the loss by the number of batches "
            "of a step."
        )
    unread = {*IGNORED, "num_items_in_batch"}
    return {name: x for name, x in given.items() if name in taken or name not in unread}
