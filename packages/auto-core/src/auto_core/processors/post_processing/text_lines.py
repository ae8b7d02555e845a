"""The texts of lines, of the probabilities of every character in each column."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from auto_core.errors import InputError
from auto_core.processors.post_processing.outputs import field, floats


def lines(outputs: Any, characters: Sequence[str]) -> list[dict[str, Any]]:
    """For each image its `text`, and as `score` the mean probability of its characters (nan
    without any). Equal neighbours are one character, and the first class is none (CTC).

    Raises:
        InputError: a character is not in the list.
    """
    found = []
    for image in floats(field(outputs, "last_hidden_state")):  # [t v]
        best = image.argmax(-1)
        if best.size and best.max() >= len(characters):
            raise InputError(
                f"character_list has {len(characters)} characters, and the model reads character "
                f"{best.max()}. Pass character_list=[...] to the image processor, as the model's "
                "files have it."
            )
        kept = [
            column
            for column, character in enumerate(best)
            if character and (column == 0 or character != best[column - 1])
        ]
        scores = [float(image[column, best[column]]) for column in kept]
        found.append(
            {
                "text": "".join(characters[int(best[column])] for column in kept),
                "score": sum(scores) / len(scores) if scores else math.nan,
            }
        )
    return found
