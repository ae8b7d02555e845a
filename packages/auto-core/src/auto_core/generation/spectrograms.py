"""Speech synthesis frame by frame: Shen et al., 2017, arXiv:1712.05884.

Buffers grow by doubling, so that a compiled step serves for texts of any length
(docs/decisions/growing-buffers.md).

b batch, k tokens or frames that are read, t frames, r frames per step, m mel bins, d hidden,
e size of a speaker's vector.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput, KeyValueCache

from .. import ops
from ..blocks.stage import rounded
from . import loop
from .decoder import cache_with_room, with_room
from .inputs import as_numpy

LEAST_ROOM, FIRST_ROOM = 64, 256  # steps


def speak(
    model: Any,
    values: Any,
    speaker_embeddings: Any = None,
    attention_mask: Any = None,
    *,
    threshold: float = 0.5,
    minlenratio: float = 0.0,
    maxlenratio: float = 20.0,
    vocoder: Any = None,
    output_cross_attentions: bool = False,
    return_output_lengths: bool = False,
) -> Any:
    """Synthesise speech from the encoder's input.

    Args:
        values: [b k] tokens, or [b samples].
        speaker_embeddings: [b e], or [1 e] for all: whose voice. For a model
            whose encoder takes speech, those of zeros by default.
        attention_mask: [b k|samples], 1 for what counts; by default all but the padding token.
        threshold: a step whose frames' chances of being the last add up to it is the last.
        minlenratio, maxlenratio: bounds of the frames, as multiples of the encoder's steps.
        vocoder: a model that makes sound of spectrograms, e.g. SpeechT5HifiGan.
        output_cross_attentions: return the weights too, [layers heads steps k], or with more
            than one item [b layers heads steps k].
        return_output_lengths: return all spectrograms (or sounds), and how long each is.

    Returns:
        One spectrogram [t m] or sound [samples]; of several, padded with zeros [b t m] or
        [b samples]. With `return_output_lengths` always several, and a list of their lengths;
        with `output_cross_attentions` the weights last.

    Raises:
        InputError: nobody is to speak, or neither one speaker nor as many as there are inputs.
    """
    config, base = model.config, model.speecht5
    with loop.inference():
        if speaker_embeddings is None and not base.speech_input:
            raise InputError(
                "Pass speaker_embeddings [b e]: who is to speak. Embeddings of voices come from a "
                "speaker model (AutoModelForAudioXVector)."
            )
        if speaker_embeddings is None:
            speaker_embeddings = np.zeros((1, config.speaker_embedding_dim), np.float32)
        values, speaker = (loop.to_tensor(model, x) for x in (values, speaker_embeddings))
        if attention_mask is None:
            attention_mask = ops.cast(values != config.pad_token_id, "int64")
        mask = loop.to_tensor(model, attention_mask)
        batch, speakers = ops.shape(values)[0], ops.shape(speaker)
        if speakers[0] not in (1, batch):
            raise InputError(
                f"speaker_embeddings has {speakers[0]} rows; expected 1, or {batch} as the inputs."
            )
        speaker = ops.expand(speaker, (batch, speakers[1]))
        asked = ops.shape(values)[1]
        if not base.speech_input:
            values, mask = _padded(values, mask, config.pad_token_id)
        source, cross = loop.compiled(model, _read)((values, mask, speaker), None)
        read = ops.shape(source.context)[1] if base.speech_input else asked
        length = read / config.reduction_factor
        least, most = int(length * minlenratio), int(length * maxlenratio)
        room = min(_doubled(LEAST_ROOM, most), FIRST_ROOM)
        spoken = _silent(config, source.context, room, cross, output_cross_attentions)
        following, step, ends = loop.compiled(model, _next), 0, [0] * batch  # the last steps
        while not all(ends):
            if step == room:
                room = 2 * room
                spoken = _longer(config, spoken, room)
            spoken, chances = following(source, spoken)
            step += 1
            if step < least:
                continue
            ended = as_numpy(chances) >= threshold
            ends = [
                end or (step if step >= most or now else 0)
                for end, now in zip(ends, ended.tolist(), strict=True)
            ]

        lengths = [end * config.reduction_factor for end in ends]
        longest = max(lengths)
        known = rounded(longest, spoken.frames)
        frames = with_room(spoken.frames, known, 0, dim=1)[:, :known]
        counts = ops.asarray(np.array(lengths), like=source.context, dtype="int64")
        result = loop.compiled(model, _refined)((frames, counts), None)[:, :longest]
        if batch == 1 and not return_output_lengths:
            result = result[0]
        if vocoder is not None:
            result = vocoder(result)
            lengths = [ops.shape(result)[-1] // longest * end for end in lengths]
        extras: tuple[Any, ...] = (lengths,) if return_output_lengths else ()
        if output_cross_attentions:
            found = spoken.weights[:, :, :, :step, :read]
            extras += (found if batch > 1 or return_output_lengths else found[0],)
        return (result, *extras) if extras else result


class _Source(NamedTuple):
    """What every step reads."""

    context: Any  # [b k d]
    mask: Any  # [b k]
    speaker: Any  # [b e]


class _Spoken(NamedTuple):
    """What has been said, in buffers with room."""

    cache: KeyValueCache
    frame: Any  # [b 1 m], the last one
    frames: Any  # [b steps*r m]
    weights: Any  # [b layers heads steps k], or None


def _read(model: Any, given: Any, state: None) -> Any:
    """The encoder's output, and keys and values of it for the decoder's layers."""
    values, mask, speaker = given
    base = model.speecht5
    encoder = base.encoder(values, mask)
    context = encoder.last_hidden_state
    layers = base.decoder.wrapped_decoder.layers
    cross = [layer.encoder_attn.project(context) for layer in layers]
    source = _Source(context, base.context_mask(encoder, mask), speaker)
    return source, (tuple(key for key, _ in cross), tuple(value for _, value in cross))


def _next(model: Any, source: _Source, spoken: _Spoken) -> Any:
    """One step further, and the sums of its frames' chances [b] of being the last."""
    config, net, length = model.config, model.speech_decoder_postnet, spoken.cache.length
    output = model.speecht5.decode(
        BaseModelOutput(last_hidden_state=source.context),
        source.mask,
        spoken.frame,
        None,
        spoken.cache,
        source.speaker,
        use_cache=True,
        output_attentions=spoken.weights is not None,
        output_hidden_states=False,
    )
    draft, stop = net.draft(output.last_hidden_state)  # [b r m], [b r]
    start = length * config.reduction_factor
    weights = spoken.weights
    if weights is not None:
        new = ops.stack(output.cross_attentions, 1)  # [b layers heads 1 k]
        weights = ops.update_slice(weights, new, start=length, dim=3)
    spoken = _Spoken(
        output.past_key_values,
        draft[:, -1:],
        ops.update_slice(spoken.frames, draft, start=start, dim=1),
        weights,
    )
    return spoken, ops.sum(ops.sigmoid(stop), 1)


def _refined(model: Any, given: Any, state: None) -> Any:
    """Spectrograms [b t m] of drafts, zeros behind the lengths [b]."""
    frames, lengths = given
    position = ops.arange(0, ops.shape(frames)[1], like=lengths, dtype="int64")
    spoken = ops.unsqueeze(position, 0) < ops.unsqueeze(lengths, 1)
    return model.speech_decoder_postnet.refine(frames, ops.unsqueeze(spoken, 2))


def _padded(ids: Any, mask: Any, pad: int) -> tuple[Any, Any]:
    """Tokens [b k] and their mask, longer where shapes are compiled."""
    room = rounded(ops.shape(ids)[1], ids)
    return with_room(ids, room, pad, dim=1), with_room(mask, room, 0, dim=1)


def _silent(config: Any, context: Any, room: int, cross: Any, weighs: bool) -> _Spoken:
    """Buffers for so many steps, counted by a tensor: every step has the same shapes."""
    heads = config.decoder_attention_heads
    layers, (batch, read, _) = config.decoder_layers, ops.shape(context)

    def empty(*shape: int) -> Any:
        return ops.zeros((batch, *shape), like=context)

    size = (room, heads, config.hidden_size // heads)
    cache = KeyValueCache(
        keys=tuple(empty(*size) for _ in range(layers)),
        values=tuple(empty(*size) for _ in range(layers)),
        cross_keys=cross[0],
        cross_values=cross[1],
        length=ops.zeros((), like=context, dtype="int64"),
    )
    return _Spoken(
        cache,
        empty(1, config.num_mel_bins),
        empty(room * config.reduction_factor, config.num_mel_bins),
        empty(layers, heads, room, read) if weighs else None,
    )


def _longer(config: Any, spoken: _Spoken, room: int) -> _Spoken:
    """The same with room for more steps."""
    return _Spoken(
        cache_with_room(spoken.cache, room, [None] * config.decoder_layers),
        spoken.frame,
        with_room(spoken.frames, room * config.reduction_factor, 0, dim=1),
        with_room(spoken.weights, room, 0, dim=3),
    )


def _doubled(least: int, length: int) -> int:
    """The first of `least`, twice that, ... that is no less than a length."""
    while least < length:
        least *= 2
    return least
