"""Which processors a call of `generate` needs, in transformers' order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from auto_core.decoding.config import GenerationConfig

from . import filters, processors
from .timestamps import Timestamps

# (tokens, length, scores) -> scores
Processor = Callable[[Any, Any, Any], Any]


@dataclass
class Lengths:
    """How long sequences are; ints, or scalar tensors in a compiled loop.

    Attributes:
        prompt: tokens there before the first is chosen.
        limit: tokens of the longest sequence, the prompt included.
        room: of the buffers, an int of at least `limit`.
    """

    prompt: Any
    limit: Any
    room: int


@dataclass
class Source:
    """Tensors that processors read besides the tokens so far.

    Attributes:
        encoder_ids: [b s], the ids of the encoder's input (of the prompt, without an encoder);
            None where that is no text.
        start: [n], where each row's prompt begins behind its padding; None without padding.
    """

    encoder_ids: Any = None
    start: Any = None


def needs_source(config: GenerationConfig) -> bool:
    """Whether some processor reads the encoder's ids."""
    return config.encoder_repetition_penalty != 1 or (config.encoder_no_repeat_ngram_size or 0) > 0


def processors_for(
    config: GenerationConfig,
    eos: Sequence[int],
    lengths: Lengths,
    source: Source,
    *,
    one_token_prompt: bool,
    allowed: Processor | None = None,
    custom: Sequence[Processor] = (),
) -> list[Processor]:
    """The processors of one call; those of the caller come before the filters of sampling."""
    found: list[Processor] = []
    biases = config.sequence_bias
    if biases is not None:
        pairs = biases.items() if isinstance(biases, dict) else biases
        found.append(processors.SequenceBias([(tuple(ids), bias) for ids, bias in pairs]))
    if source.encoder_ids is not None and config.encoder_repetition_penalty != 1:
        found.append(
            processors.EncoderRepetitionPenalty(
                config.encoder_repetition_penalty, source.encoder_ids
            )
        )
    if config.repetition_penalty != 1:
        found.append(processors.RepetitionPenalty(config.repetition_penalty, source.start))
    if config.no_repeat_ngram_size:
        found.append(processors.NoRepeatNGram(config.no_repeat_ngram_size))
    if source.encoder_ids is not None and config.encoder_no_repeat_ngram_size:
        found.append(
            processors.EncoderNoRepeatNGram(config.encoder_no_repeat_ngram_size, source.encoder_ids)
        )
    if config.bad_words_ids is not None:
        words = [word for word in config.bad_words_ids if not (len(word) == 1 and word[0] in eos)]
        found.append(processors.SequenceBias([(tuple(w), processors.BANNED) for w in words]))
    if eos and config.min_length:
        found.append(processors.Banned(eos, below=config.min_length))
    if eos and config.min_new_tokens:
        found.append(processors.Banned(eos, below=lengths.prompt + config.min_new_tokens))
    if allowed is not None:
        found.append(allowed)
    if config.forced_bos_token_id is not None:
        found.append(processors.Forced(as_ids(config.forced_bos_token_id), at=1))
    if config.forced_eos_token_id is not None:
        found.append(processors.Forced(as_ids(config.forced_eos_token_id), at=lengths.limit - 1))
    if config.remove_invalid_values:
        found.append(processors.RemoveInvalid())
    if config.exponential_decay_length_penalty is not None and eos:
        start, factor = config.exponential_decay_length_penalty
        found.append(processors.LengthPenalty(factor, eos, start=lengths.prompt + start))
    if config.suppress_tokens is not None:
        found.append(processors.Banned(config.suppress_tokens))
    if config.begin_suppress_tokens is not None:
        # A forced first token stands where the text would begin.
        forced = one_token_prompt and config.forced_bos_token_id is not None
        at = lengths.prompt + 1 if forced else lengths.prompt
        found.append(processors.Banned(config.begin_suppress_tokens, at=at))
    if config.return_timestamps and config.no_timestamps_token_id is not None:
        found.append(
            Timestamps(
                config.no_timestamps_token_id + 1,
                config.max_initial_timestamp_index,
                eos,
                start=lengths.prompt,
            )
        )
    found.extend(custom)
    if config.do_sample:
        found.extend(_filters(config, eos))
    if config.renormalize_logits:
        found.append(processors.Normalise())
    return found


def _filters(config: GenerationConfig, eos: Sequence[int]) -> list[Processor]:
    # Beams need one token that does not end them.
    least = (len(eos) + 1 if eos else 2) if config.num_beams > 1 else 1
    found: list[Processor] = []
    if config.temperature != 1:
        found.append(filters.Temperature(config.temperature))
    if config.top_h is not None:
        found.append(filters.TopH(config.top_h))
    if config.top_k:
        found.append(filters.TopK(config.top_k, least))
    if config.top_p < 1:
        found.append(filters.TopP(config.top_p, least))
    if config.min_p is not None:
        found.append(filters.MinP(config.min_p, least))
    if config.typical_p < 1:
        found.append(filters.Typical(config.typical_p, least))
    if config.epsilon_cutoff:
        found.append(filters.Cutoff(config.epsilon_cutoff, least, relative=False))
    if config.eta_cutoff:
        found.append(filters.Cutoff(config.eta_cutoff, least, relative=True))
    return found


def as_ids(ids: int | Sequence[int] | None) -> tuple[int, ...]:
    """One id, several or none, as a tuple."""
    if ids is None:
        return ()
    return tuple(int(i) for i in ids) if hasattr(ids, "__iter__") else (int(ids),)
