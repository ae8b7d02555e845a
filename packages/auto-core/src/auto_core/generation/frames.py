"""`generate` of models that classify frames: Graves et al., 2006, the best path of CTC.

b batch, f frames of a spectrogram, t frames of logits, v tokens.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError, check_keywords
from auto_core.outputs import ParakeetCTCGenerateOutput

from .. import ops
from . import loop

_INPUTS = ("input_features", "attention_mask")
_REQUESTS = ("output_attentions", "output_hidden_states")


def best_path(model: Any, main: Any, kwargs: dict[str, Any]) -> Any:
    """The token [b t] of each frame, the blank (padding) behind the end of a recording; the
    tokenizer's `decode` joins those that repeat.

    Returns:
        The ids, or with `return_dict_in_generate=True` a ParakeetCTCGenerateOutput.

    Raises:
        InputError: there is no spectrogram.
    """
    known = (*_INPUTS, *_REQUESTS, "return_dict_in_generate")
    check_keywords(kwargs, known, where=f"{type(model).__name__}.generate")
    whole = kwargs.pop("return_dict_in_generate", False)
    if main is not None:
        kwargs["input_features"] = main
    if kwargs.get("input_features") is None:
        raise InputError("Pass input_features [batch, frames, mel bins].")
    with loop.inference():
        tensors = {n: kwargs.pop(n) for n in _INPUTS if kwargs.get(n) is not None}
        tensors = {name: loop.to_tensor(model, value) for name, value in tensors.items()}
        output = model(**tensors, **kwargs, return_dict=True)
        ids = ops.argmax(output.logits, -1)
        mask = tensors.get("attention_mask")
        if mask is not None:
            network = getattr(model, "network", model)
            lengths = ops.sum(ops.cast(ops.cast(mask, "bool"), "int64"), 1)
            held = network.encoder.output_mask(lengths, ops.shape(ids)[1])
            ids = ops.where(held, ids, model.config.pad_token_id)
    if not whole:
        return ids
    return ParakeetCTCGenerateOutput(
        sequences=ids,
        logits=output.logits,
        attentions=output.attentions,
        hidden_states=output.hidden_states,
    )
