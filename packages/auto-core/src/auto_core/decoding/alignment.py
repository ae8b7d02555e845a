"""Token timestamps: cross-attention, made monotonic by dynamic time warping.

Radford et al., 2022 (Whisper) name heads whose cross-attention follows the speech; Sakoe & Chiba,
1978, is the warping. n rows, h heads, t tokens, k steps of the encoder (0.02 s each).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

STEP = 0.02  # seconds of a step: of two frames


def token_times(weights: np.ndarray, frames: int | None, *, width: int) -> np.ndarray:
    """[t + 1] seconds: of each token, and of the last one again for the end.

    Args:
        weights: [h t k], attention of the heads that follow the speech; without the prompt.
        frames: how many frames of the spectrogram are sound, two for each step; None for all.
        width: of the median filter along time, an odd number.
    """
    if not weights.shape[1]:
        return np.zeros(0, np.float32)
    weights = weights[:, :, : None if frames is None else frames // 2].astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = (weights - weights.mean(1, keepdims=True)) / weights.std(1, keepdims=True)
    tokens, steps = warped(-median(weights, width).mean(0))
    first = np.diff(tokens, prepend=-1) > 0
    times = steps[first] * STEP
    return np.append(times, times[-1]).astype(np.float32)


def median(x: np.ndarray, width: int) -> np.ndarray:
    """Median of `width` neighbours on the last axis, which is mirrored at its ends."""
    half = width // 2
    if x.shape[-1] <= half:
        return x
    x = np.pad(x, [(0, 0)] * (x.ndim - 1) + [(half, half)], mode="reflect")
    return np.median(np.lib.stride_tricks.sliding_window_view(x, width, -1), -1)


def warped(cost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cheapest path through cost [t k] from the first corner to the last: (rows, columns)."""
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf, np.float32)
    total[0, 0] = 0
    moves = np.zeros((rows + 1, columns + 1), np.int8)  # 0: both on, 1: row on, 2: column on
    moves[0], moves[:, 0] = 2, 1
    for j in range(1, columns + 1):
        for i in range(1, rows + 1):
            both, row, column = total[i - 1, j - 1], total[i - 1, j], total[i, j - 1]
            if both < row and both < column:
                move, before = 0, both
            elif row < both and row < column:
                move, before = 1, row
            else:
                move, before = 2, column
            total[i, j], moves[i, j] = cost[i - 1, j - 1] + before, move
    path = []
    i, j = rows, columns
    while i > 0 or j > 0:
        path.append((i - 1, j - 1))
        move = moves[i, j]
        i, j = i - (move != 2), j - (move != 1)
    found = np.array(path[::-1])
    return found[:, 0], found[:, 1]


def followed(
    attentions: Sequence[Sequence[np.ndarray]],
    heads: Sequence[tuple[int, int]],
    beams: np.ndarray | None,
    prompt: int,
) -> np.ndarray:
    """[n h t k]: what the named heads looked at when each token after the prompt was chosen.

    Args:
        attentions: per step, per layer [rows heads queries k]; the first step has the prompt's.
        heads: (layer, head).
        beams: [n steps], each token's row in its step, -1 after an end; None where row i is i.
    """
    steps = [
        np.stack([np.asarray(step[layer])[:, head] for layer, head in heads], 1)
        for step in attentions
    ]  # each [rows h queries k]
    if beams is not None:
        steps = steps[: int((beams >= 0).sum(1).max())]
        steps = [weights[np.maximum(beams[:, i], 0)] for i, weights in enumerate(steps)]
    return np.concatenate(steps, 2)[:, :, prompt:]
