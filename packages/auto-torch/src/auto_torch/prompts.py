"""PEFT's learnt prompts and prefixes in `generate`.

PEFT generates by putting a method of its own in the place of the model's
`prepare_inputs_for_generation`, which transformers asks before each step. Here it is asked once,
before the first call, whose cache all others continue.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import torch

from auto_core.errors import InputError, UnsupportedTaskError
from auto_torch import caches

from .generation.decoder import Inputs

# What models declare whose `generate` is no search, or another model's.
_OTHER_LOOPS = (
    *("generates_frames", "generates_codes", "generation_loop", "hand_over"),
    *("classifies_frames", "speaks_in_stages"),
)


def method(model: Any) -> Any:
    """What PEFT has put into a model while it generates behind a learnt prompt, or None."""
    put = model.__dict__.get("prepare_inputs_for_generation")
    owner = getattr(getattr(put, "func", put), "__self__", None)
    learnt = getattr(getattr(owner, "active_peft_config", None), "is_prompt_learning", False)
    return put if learnt else None


def begin(model: Any, kwargs: dict[str, Any]) -> None:
    """Check a call of `generate`, and keep of its keywords what PEFT alone understands.

    Raises:
        UnsupportedTaskError: the model's `generate` is no search.
    """
    put = method(model)
    if put is None:
        return
    if any(model._declared(name) for name in _OTHER_LOOPS):
        raise UnsupportedTaskError(
            f"{type(model).__name__} does not generate behind PEFT's learnt prompts: its generate "
            "is a loop of its own. Use LoRA."
        )
    if "task_ids" in kwargs:
        task_ids = kwargs.pop("task_ids")
        model.prepare_inputs_for_generation = functools.partial(put, task_ids=task_ids)


def behind(model: Any, inputs: Inputs) -> Inputs:
    """The inputs of `generate`, behind the prompt (embeddings) or prefix (a cache) of an adapter.

    Raises:
        InputError: a cache or embeddings of the caller already begin the text.
    """
    put = method(model)
    if put is None:
        return inputs
    embedded = not inputs.two_part and "inputs_embeds" in inputs.first
    if inputs.past is not None or embedded:
        name = "inputs_embeds" if embedded else "past_key_values"
        raise InputError(f"PEFT's learnt prompts begin the text: pass input_ids without {name}.")
    batch, known = inputs.ids.shape
    # A mask and types of the decoder; what an encoder gets, PEFT has put behind its prompt.
    given = put(
        inputs.ids,
        attention_mask=inputs.mask,
        position_ids=inputs.positions,
        token_type_ids=inputs.types,
        is_first_iteration=True,
    )
    positions, first, past = given.get("position_ids"), dict(inputs.first), None
    if given.get("past_key_values") is not None:
        past = caches.read(given["past_key_values"])
        count = 0 if past is None else past.get_seq_length()
    elif given.get("inputs_embeds") is not None:
        first["inputs_embeds"] = given["inputs_embeds"]
        count = first["inputs_embeds"].shape[1] - known
    else:  # of an encoder
        return inputs
    if positions is not None:
        before = positions.new_zeros(batch, count, *positions.shape[2:])
        positions = torch.cat([before, positions], 1)
    mask = inputs.mask
    if mask is not None:
        mask = torch.cat([mask.new_ones(batch, count), mask], 1)
    return replace(
        inputs,
        extra=count,
        first=first,
        mask=mask,
        positions=positions,
        types=given.get("token_type_ids"),
        past=past,
    )
