"""Pooling of the last token of each text, by which causal decoders classify."""

from __future__ import annotations

from auto_core.configs import PreTrainedConfig
from auto_core.errors import InputError

from .. import ops


def last_token(config: PreTrainedConfig, scores, input_ids):
    """The scores [b c], of [b t c], at each text's last token that is no padding.

    Padding is recognised by `config.pad_token_id`; without ids (or without that) the last position
    counts.

    Raises:
        InputError: the config names no padding token and there are several texts.
    """
    batch = ops.shape(scores)[0]
    pad = config.pad_token_id
    if pad is None and isinstance(batch, int) and batch != 1:
        raise InputError(
            f"{type(config).__name__}.pad_token_id is None, so where each of the {batch} texts "
            "ends is unknown; set model.config.pad_token_id, or pass one text at a time."
        )
    if pad is None or input_ids is None:
        return scores[:, -1]
    positions = ops.arange(0, ops.shape(input_ids)[1], like=input_ids, dtype="int64")
    last = ops.amax(ops.where(input_ids != pad, ops.unsqueeze(positions, 0), 0), 1)  # [b]
    return ops.gather(scores, 1, ops.unsqueeze(ops.unsqueeze(last, 1), 1))[:, 0]
