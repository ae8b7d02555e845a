"""Transcription around the search: prompts, segments, quality.

Everything here is about ids on the host. "Times" are tokens from `first_time` on, in steps of
0.02 s from the beginning of a window. Radford et al., 2022, arXiv:2212.04356, section 4.5.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from auto_core.decoding.config import GenerationConfig
from auto_core.decoding.languages import TASKS, language_code
from auto_core.errors import InputError

STRIDE = 2  # frames of a spectrogram per step of time


def first_tokens(
    config: GenerationConfig, batch: int, detect: Callable[[], Sequence[int]]
) -> np.ndarray:
    """[batch n]: start, language, task, and whether times are wanted, as far as they are known.

    Args:
        detect: finds each recording's language; called if there are languages and none is named.

    Raises:
        InputError: a language or a task is unknown, or none can be chosen.
    """
    rows = [[config.decoder_start_token_id, *_forced(config)] for _ in range(batch)]
    named = _languages(config, batch)
    if named is not None:
        found: Sequence[int] | None = [language_id(config, name) for name in named]
    elif config.lang_to_id is not None and (len(rows[0]) == 1 or rows[0][1] is None):
        found = detect()
    else:
        found = None
    for i, row in enumerate(rows):
        if found is not None:
            row[1:2] = [int(found[i])]
        _add_task(config, row)
        without_times = config.no_timestamps_token_id
        if not config.return_timestamps and without_times not in (None, row[-1]):
            row.append(without_times)
        elif config.return_timestamps and row[-1] == without_times:
            row.pop()
    return np.array([[token for token in row if token is not None] for row in rows], np.int64)


def _forced(config: GenerationConfig) -> list[int | None]:
    """What older files prescribe: [[1, id], [2, id], ...], unless language or task are named."""
    pairs = config.forced_decoder_ids
    if not pairs or config.task is not None or config.language is not None:
        return []
    if [index for index, _ in pairs] != list(range(1, len(pairs) + 1)):
        raise InputError(
            f"forced_decoder_ids={pairs} has gaps: expected [[1, id], [2, id], ...]. Better name "
            "language and task, and set model.generation_config.forced_decoder_ids to None."
        )
    return [token for _, token in pairs]


def _languages(config: GenerationConfig, batch: int) -> list[str] | None:
    names = config.language
    if names is None or isinstance(names, str):
        return None if names is None else [names] * batch
    if len(names) != batch or not all(isinstance(name, str) for name in names):
        raise InputError(f"language={names!r}: expected one name, or one for each of {batch}.")
    return list(names)


def language_id(config: GenerationConfig, name: str) -> int:
    """The token of a language: "en", "english" or "<|en|>"."""
    table = config.lang_to_id or {}
    if name.lower() in table:
        return table[name.lower()]
    token = f"<|{language_code(name)}|>"
    if token not in table:
        raise InputError(
            f"This model has no language {name!r}: {token} is not in its lang_to_id, which has "
            f"{', '.join(table)}."
        )
    return table[token]


def _add_task(config: GenerationConfig, row: list[int | None]) -> None:
    table = config.task_to_id or {}
    if config.task is not None:
        if config.task not in TASKS or config.task not in table:
            raise InputError(f"task={config.task!r}: expected one of {', '.join(TASKS)}.")
        row.append(table[config.task])
    elif config.language is not None and table and not set(row) & set(table.values()):
        row.append(table["transcribe"])


# --- from tokens to segments ---------------------------------------------------------------------


@dataclass
class Window:
    """The part of a recording that is transcribed at once.

    Attributes:
        seek: the frame at which it begins.
        frames: how many of its frames are sound.
        prompt: how many tokens of its row are prompt.
        first_time: id of the token for 0.0 s.
        step: seconds of a time token.
        frame_step: seconds of a frame.
        result: what the search found, kept with each segment.
        token_times: [prompt + n] seconds of each token, or None.
    """

    seek: int
    frames: int
    prompt: int
    first_time: int
    step: float
    frame_step: float
    result: Any = None
    token_times: np.ndarray | None = None

    @property
    def begin(self) -> float:
        """Seconds from the recording's beginning."""
        return self.seek * self.step / STRIDE

    def segments(self, tokens: np.ndarray) -> tuple[list[dict[str, Any]], int]:
        """The segments of what was transcribed, and how many frames they take up.

        A pair of times ends a segment. What follows the last pair is cut off: it is transcribed
        again in the next window, which begins there.
        """
        times = tokens >= self.first_time
        pairs = np.flatnonzero(times[:-1] & times[1:]) + 1
        closed = times[-2:].tolist() == [False, True]  # silence follows the last time
        if not len(pairs):
            steps = self._steps(tokens[times][-1]) if times.any() else 0
            steps = steps or int(self.frames * self.frame_step / self.step)
            return [self._segment(tokens, 0, len(tokens), 0, steps)], self.frames
        ends = [*pairs.tolist(), len(tokens)] if closed else [*pairs[:-1].tolist(), pairs[-1] + 1]
        found, begin = [], 0
        for end in ends:
            piece = tokens[begin:end]
            final = piece[-1] if closed or end != ends[-1] else piece[-2]
            found.append(
                self._segment(tokens, begin, int(end), self._steps(piece[0]), self._steps(final))
            )
            begin = end
        advance = self.frames if closed else self._steps(tokens[ends[-1] - 2]) * STRIDE
        return found, advance

    def _steps(self, token: Any) -> int:
        return int(token) - self.first_time

    def _segment(self, tokens: np.ndarray, begin: int, end: int, start: int, stop: int):
        indices = (self.prompt + begin, self.prompt + end)
        segment = {
            "start": self.begin + start * self.step,
            "end": self.begin + stop * self.step,
            "tokens": tokens[begin:end],
            "idxs": indices,
            "result": self.result,
        }
        if self.token_times is not None:
            segment["token_timestamps"] = self.token_times[slice(*indices)] + self.begin
        return segment


def said_before(
    segments: Sequence[dict[str, Any]], first_time: int, most: int, begin: np.ndarray
) -> np.ndarray:
    """The last `most` tokens of earlier segments, after `begin`, to go on from."""
    pieces = []
    for segment in segments:
        tokens = segment["tokens"]
        doubled = len(tokens) > 2 and tokens[-2] >= first_time
        pieces.append(tokens[:-1] if doubled else tokens)
    return np.concatenate([begin, *([np.concatenate(pieces)[-most:]] if pieces else [])])


def stacked(rows: Sequence[np.ndarray], fill: float, *, left: bool = False) -> np.ndarray:
    """[n t] from rows of several lengths."""
    most = max((len(row) for row in rows), default=0)
    result = np.full((len(rows), most), fill, np.result_type(*rows) if rows else np.int64)
    for i, row in enumerate(rows):
        result[i, most - len(row) if left else 0 : most if left else len(row)] = row
    return result


# --- how good a transcript is --------------------------------------------------------------------


def without_padding(tokens: np.ndarray, pad: int, eos: int) -> np.ndarray:
    """A row without what follows its end; the end itself stays."""
    if len(tokens) and tokens[-1] == pad:
        padding = int((tokens == pad).sum()) - int(pad == eos)
        return tokens[: len(tokens) - padding]
    return tokens


def compression_ratio(tokens: np.ndarray, vocabulary: int) -> float:
    """How much shorter zlib makes the ids: a text that repeats itself has a high one."""
    size = int(math.log2(vocabulary) / 8) + 1
    data = b"".join(int(token).to_bytes(size, "little") for token in tokens)
    return len(data) / len(zlib.compress(data))


def mean_log_probability(scores: np.ndarray, tokens: np.ndarray, temperature: float) -> float:
    """Of tokens [n] by the scores [steps v] that they were chosen by.

    Sampling had divided the scores by the temperature.
    """
    steps = min(len(scores), len(tokens))
    scores, tokens = scores[:steps], tokens[-steps:]
    scores = scores.astype(np.float32) * (temperature or 1.0)
    best = scores.max(-1, keepdims=True)
    logs = scores - best - np.log(np.exp(scores - best).sum(-1, keepdims=True))
    return float(logs[np.arange(steps), tokens].sum() / len(tokens))
