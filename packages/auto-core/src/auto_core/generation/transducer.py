"""`generate` of transducers, greedily: Graves, 2012, arXiv:1211.3711.

At each step a recording gives a token, or a blank, at one frame. Without durations the blank goes
on to the next frame; with them (Xu et al., 2023, arXiv:2304.06795) each goes as far as is
predicted. Tokens are NumPy's here.

b batch, t frames, n steps, v tokens with the blank, k durations.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.decoding.config import FIELDS, GenerationConfig
from auto_core.errors import InputError, check_keywords
from auto_core.outputs import ParakeetRNNTGenerateOutput

from . import loop
from .codebooks import check_settings
from .inputs import as_numpy

_INPUTS = ("input_features", "attention_mask")


def generate(model: Any, main: Any, given: GenerationConfig | None, kwargs: dict[str, Any]) -> Any:
    """What `model.generate` does.

    Returns:
        ParakeetRNNTGenerateOutput: sequences [b n], blanks among them; behind the end of a
        recording, padding if there is an eos_token_id; durations [b n], by how many frames each
        step went on.

    Raises:
        UnknownArgumentError: a keyword is no option or input.
        InputError: there is no spectrogram, or an option that transducers have not.
    """
    where = f"{type(model).__name__}.generate"
    stored = [name for name in vars(model.generation_config) if not name.startswith("_")]
    check_keywords(kwargs, {*FIELDS, *_INPUTS, *stored}, where=where)
    inputs = {name: kwargs.pop(name, None) for name in _INPUTS}
    if main is not None:
        inputs["input_features"] = main
    if inputs["input_features"] is None:
        raise InputError("Pass input_features [batch, frames, mel bins].")
    base = GenerationConfig() if given is None else given
    given_lengths = (kwargs.get("max_length"), base.max_length)
    config = base.merged(model.generation_config, kwargs)
    check_settings(config, allowed=("suppress_tokens", "return_dict_in_generate"))
    if config.do_sample:
        raise InputError("do_sample is True, expected False: transducers take the best token.")
    with loop.inference():
        return _search(model, config, inputs, all(value is None for value in given_lengths))


def _search(
    model: Any, config: GenerationConfig, inputs: dict[str, Any], default_length: bool
) -> ParakeetRNNTGenerateOutput:
    network, own = getattr(model, "network", model), model.config
    tensors = [None if x is None else loop.to_tensor(model, x) for x in inputs.values()]
    encoded, counts = network.encoded_frames(*tensors)
    frames, counts = np.asarray(as_numpy(encoded)), np.asarray(as_numpy(counts))
    batch, most, size = frames.shape
    blank, pad = own.blank_token_id, own.pad_token_id
    pad = pad if config.pad_token_id is None else config.pad_token_id
    start: Any = config.decoder_start_token_id
    start = blank if start is None else start
    length = _length(config, own.max_symbols_per_step * most, default_length)
    ends = config.eos_token_id
    ends = () if ends is None else np.atleast_1d(np.asarray(ends))

    tokens = np.full(batch, start, np.int64)
    sequences, spans = [tokens], [np.zeros(batch, np.int64)]
    at, symbols = np.zeros(batch, np.int64), np.zeros(batch, np.int64)
    open_ = np.ones(batch, bool)
    kept = np.zeros((batch, 1, size), frames.dtype)
    kept = loop.to_tensor(model, kept)
    states = np.zeros((2, own.num_decoder_layers, batch, size), frames.dtype)
    states = loop.to_tensor(model, states)
    while len(sequences) < length and open_.any():
        frame = frames[np.arange(batch), np.minimum(at, most - 1)]
        # The prediction network reads the start's blank, and no other.
        stays = (tokens == blank) & (len(sequences) > 1)
        arrays = [loop.to_tensor(model, x) for x in (tokens[:, None], frame)]
        scores, kept, states = network.next_scores(
            *arrays, kept, states, loop.to_tensor(model, stays)
        )
        scores = np.asarray(as_numpy(scores)).astype(np.float32)
        best = scores[:, : own.vocab_size].argmax(-1)
        if len(getattr(own, "durations", ())):
            step = scores[:, own.vocab_size :].argmax(-1)  # an index, as upstream
            step = np.where((best == blank) & (step == 0), 1, step)
        else:
            symbols = np.where(best == blank, 0, symbols + 1)
            step = ((best == blank) | (symbols >= own.max_symbols_per_step)).astype(np.int64)
            symbols = np.where(step > 0, 0, symbols)
        at = at + step
        tokens = _allowed(scores[:, : own.vocab_size], config)
        if len(ends):  # as upstream: without a last token, what follows the end is no padding
            tokens = np.where(open_, tokens, pad)
        sequences.append(tokens)
        spans.append(step)
        open_ = open_ & (at < counts) & ~np.isin(tokens, ends)
    return ParakeetRNNTGenerateOutput(
        sequences=loop.to_tensor(model, np.stack(sequences, 1)),
        durations=loop.to_tensor(model, np.stack(spans, 1)),
    )


def _length(config: GenerationConfig, room: int, default_length: bool) -> int:
    """How many tokens there may be, with the start's."""
    if config.max_new_tokens is not None:
        return config.max_new_tokens + 1
    return room if default_length or config.max_length is None else config.max_length


def _allowed(scores: np.ndarray, config: GenerationConfig) -> np.ndarray:
    """The best token [b] that is not suppressed."""
    names = [i for i in config.suppress_tokens or () if i < scores.shape[1]]
    if names:
        scores = scores.copy()
        scores[:, names] = -np.inf
    return scores.argmax(-1)
