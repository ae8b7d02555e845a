"""Filling up what is already encoded to one length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.tensors import is_tensor
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.inputs import as_lists
from auto_core.tokenizers.strategies import Limits


def pad(
    tokenizer: Any,
    encoded: Any,
    limits: Limits,
    multiple: int | None,
    side: str,
    return_attention_mask: bool,
    return_tensors: Any,
) -> BatchEncoding:
    """See `PreTrainedTokenizer.pad`. Lists that are not per token are left alone.

    Raises:
        InputError: there are no input_ids, or the rows do not belong together.
    """
    if isinstance(encoded, list | tuple) and encoded and isinstance(encoded[0], Mapping):
        encoded = {key: [item[key] for item in encoded] for key in encoded[0]}
    main = tokenizer.model_input_names[0]
    if not isinstance(encoded, Mapping) or main not in encoded:
        found = list(encoded) if isinstance(encoded, Mapping) else f"{encoded!r:.80}"
        raise InputError(f"pad needs a mapping (or a list of them) with {main!r}, got {found}.")
    data = dict(encoded)
    if data[main] is None or len(data[main]) == 0:
        return BatchEncoding({**data, **({"attention_mask": []} if return_attention_mask else {})})
    if return_tensors is None:
        return_tensors = _tensor_kind(data[main])
    fill = tokenizer.pad_values()
    # Masks of two dimensions per item (a collator made them) are not lists of tokens.
    stacked = _stacked_mask(data)
    data = {key: as_lists(value) if key in fill else value for key, value in data.items()}
    batched = isinstance(data[main][0], list)
    rows = data if batched else {key: [value] for key, value in data.items()}
    lengths = [len(row) for row in rows[main]]
    sizes = {key: len(value) for key, value in rows.items() if hasattr(value, "__len__")}
    if len(set(sizes.values())) > 1:
        raise InputError(f"The entries to pad have different batch sizes: {sizes}.")
    if return_attention_mask and "attention_mask" not in rows and stacked is None:
        rows["attention_mask"] = [[1] * length for length in lengths]
    if limits.padding:
        tokenizer._require_pad_token()
        wanted = max(lengths) if limits.padding == "longest" else limits.max_length or 0
        wanted = -(-wanted // multiple) * multiple if multiple else wanted
        for key in fill.keys() & rows.keys():
            rows[key] = [
                _filled(row, wanted - length, fill[key], side)
                for row, length in zip(rows[key], lengths, strict=True)
            ]
    data = rows if batched else {key: value[0] for key, value in rows.items()}
    if stacked is not None:
        data["attention_mask"] = stacked
    return BatchEncoding(data, tensor_type=return_tensors)


def _filled(row: list[Any], missing: int, value: Any, side: str) -> list[Any]:
    extra = [value] * missing  # nothing when the row is too long already
    return row + extra if side == "right" else extra + row


def _tensor_kind(ids: Any) -> str | None:
    """Arrays in, arrays out."""
    while isinstance(ids, list | tuple) and ids:
        ids = next((item for item in ids if not isinstance(item, list) or item), None)
    if not is_tensor(ids):
        return None
    module = type(ids).__module__.partition(".")[0]
    return {"torch": "pt", "tensorflow": "tf", "jaxlib": "jax", "jax": "jax"}.get(module, "np")


def _stacked_mask(data: dict[str, Any]) -> Any:
    mask = data.get("attention_mask")
    if not (isinstance(mask, list) and mask and getattr(mask[0], "ndim", 0) > 1):
        return None
    del data["attention_mask"]
    if hasattr(mask[0], "detach"):
        import torch

        return torch.stack(mask)
    return np.stack(mask)
