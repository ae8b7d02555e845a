"""Speech synthesis frame by frame: Shen et al., 2017, arXiv:1712.05884.

b batch, t frames, r frames per step, m mel bins.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.outputs import KeyValueCache

from .. import ops
from . import loop
from .inputs import as_numpy


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
    config, base, net = model.config, model.speecht5, model.speech_decoder_postnet
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

        encoder = base.encoder(values, mask)
        context_mask = base.context_mask(encoder, mask)
        length = ops.shape(encoder.last_hidden_state)[1] / config.reduction_factor
        least, most = int(length * minlenratio), int(length * maxlenratio)
        past = _empty(config, encoder.last_hidden_state, max(most, 1))
        frame = ops.zeros((batch, 1, config.num_mel_bins), like=encoder.last_hidden_state)
        drafts, weights, ends = [], [], [0] * batch  # the step at which each item ends
        while not all(ends):
            output = base.decode(
                encoder,
                context_mask,
                frame,
                None,
                past,
                speaker,
                use_cache=True,
                output_attentions=output_cross_attentions,
                output_hidden_states=False,
            )
            draft, stop = net.draft(output.last_hidden_state)  # [b r m], [b r]
            past, frame = output.past_key_values, draft[:, -1:]
            drafts.append(draft)
            if output_cross_attentions:
                weights.append(ops.stack(output.cross_attentions, 1))  # [b layers heads 1 k]
            step = len(drafts)
            if step < least:
                continue
            ended = as_numpy(ops.sum(ops.sigmoid(stop), 1) >= threshold)
            ends = [
                end or (step if step >= most or now else 0)
                for end, now in zip(ends, ended.tolist(), strict=True)
            ]

        frames = ops.cat(drafts, 1)
        lengths = [end * config.reduction_factor for end in ends]
        spoken = [net.refine(frames[i : i + 1, :end]) for i, end in enumerate(lengths)]
        longest = max(lengths)
        spoken = [
            ops.pad(one, [(0, 0), (0, longest - end), (0, 0)], value=0)
            for one, end in zip(spoken, lengths, strict=True)
        ]
        result = ops.cat(spoken, 0)
        if batch == 1 and not return_output_lengths:
            result = result[0]
        if vocoder is not None:
            result = vocoder(result)
            lengths = [ops.shape(result)[-1] // longest * end for end in lengths]
        extras: tuple[Any, ...] = (lengths,) if return_output_lengths else ()
        if output_cross_attentions:
            found = ops.cat(weights, 3)
            extras += (found if batch > 1 or return_output_lengths else found[0],)
        return (result, *extras) if extras else result


def _empty(config: Any, like: Any, room: int) -> KeyValueCache:
    """A cache for so many steps, counted by a tensor: every step has the same shapes."""
    heads = config.decoder_attention_heads
    shape = (ops.shape(like)[0], room, heads, config.hidden_size // heads)

    def empty() -> tuple[Any, ...]:
        return tuple(ops.zeros(shape, like=like) for _ in range(config.decoder_layers))

    return KeyValueCache(
        keys=empty(), values=empty(), length=ops.zeros((), like=like, dtype="int64")
    )
