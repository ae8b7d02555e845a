"""Inputs and configs of language models that read recordings."""

from __future__ import annotations

from typing import Any

import numpy as np
from parity.arch import DECODER
from parity.texts import Inputs, padding
from parity.waves import log_mel

AUDIO, BINS, FRAMES = 60, 6, 32
LANGUAGE: dict[str, Any] = DECODER | dict(
    model_type="llama", max_position_embeddings=64, pad_token_id=0, bos_token_id=1, vocab_size=67
)


def with_recordings(
    *texts: list[Any],
    count_of: Any,
    lengths: tuple[int, ...],
    names: tuple[str, str],
    side: str = "right",
    labels: bool = False,
    features: Any = None,
):
    """Texts, each a list of numbers of tokens between which recordings stand.

    Args:
        count_of: frames of a recording -> its tokens.
        lengths: frames of each recording.
        names: of the inputs of features and of their mask ("" for none).
        features: (generator, recordings) -> what the encoder reads, by default [n m f].
    """

    def make(rng: np.random.Generator) -> Inputs:
        rows, counts = [], iter([count_of(frames) for frames in lengths])
        for text in texts:
            ids: list[int] = []
            for index, count in enumerate(text):
                ids += [AUDIO] * (next(counts) if index else 0)
                ids += rng.integers(3, AUDIO, count).tolist()
            rows.append(ids)
        sizes = [len(row) for row in rows]
        mask = padding(sizes, max(sizes), side=side)
        padded = np.zeros_like(mask)
        padded[mask == 1] = np.concatenate(rows)
        name, mask_name = names
        if features is None:
            values = log_mel(rng, len(lengths), BINS, FRAMES)
        else:
            values = features(rng, lengths)
        found: Inputs = {"input_ids": padded, "attention_mask": mask, name: values}
        if mask_name:
            found[mask_name] = padding(list(lengths), FRAMES)
        if labels:
            found["labels"] = np.where((mask == 1) & (padded != AUDIO), padded, -100)
        return found

    return make
