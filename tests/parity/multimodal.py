"""Inputs of models that read images of any size among the tokens of texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

IMAGE, VIDEO, START, END = 60, 61, 62, 63
TOKENS: dict[str, Any] = dict(
    image_token_id=IMAGE,
    video_token_id=VIDEO,
    vision_start_token_id=START,
    vision_end_token_id=END,
)
Grid = tuple[int, int, int]


def packed(
    *texts: Sequence[int | Grid],
    numbers: int,
    merge: int = 2,
    side: str = "right",
    labels: bool = False,
    kinds: bool = True,
    by_frame: bool = False,
    one_token: bool = False,
) -> Callable[[np.random.Generator], dict[str, Any]]:
    """Texts, each a list of a number of tokens, a grid of an image, or one of a video (more than
    one frame), padded on a side. A patch has so many `numbers`. `by_frame`: a video's frames stand
    one by one. `one_token`: videos have the token of images, and only they begin and end."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        rows, images, videos = [], [], []
        for text in texts:
            ids: list[int] = []
            for part in text:
                if isinstance(part, int):
                    ids += rng.integers(3, 60, part).tolist()
                    continue
                grids, token = (videos, VIDEO) if part[0] > 1 else (images, IMAGE)
                grids.append(part)
                apart = part[0] if by_frame else 1
                count = int(np.prod(part)) // merge**2 // apart
                if one_token:
                    one = [IMAGE] * count
                    ids += one if token == IMAGE else [START, *[*one, 5] * apart, END]
                else:
                    ids += [START, *[token] * count, END] * apart
            rows.append(ids)
        width = max(map(len, rows))
        padding = [[0] * (width - len(row)) for row in rows]
        left = side == "left"
        full = [p + row if left else row + p for p, row in zip(padding, rows, strict=True)]
        ones = [[1] * len(row) for row in rows]
        mask = [p + one if left else one + p for p, one in zip(padding, ones, strict=True)]
        found: dict[str, Any] = {"input_ids": np.array(full), "attention_mask": np.array(mask)}
        for name, grid_name, grids in (
            ("pixel_values", "image_grid_thw", images),
            ("pixel_values_videos", "video_grid_thw", videos),
        ):
            if grids:
                count = sum(int(np.prod(grid)) for grid in grids)
                found[name] = rng.standard_normal((count, numbers)).astype(np.float32)
                found[grid_name] = np.array(grids)
        ids = found["input_ids"]
        inside = np.cumsum(ids == START, 1) > np.cumsum(ids == END, 1)
        if kinds and one_token:
            found["mm_token_type_ids"] = np.where(ids == IMAGE, 1 + inside, 0)
        elif kinds:
            found["mm_token_type_ids"] = (ids == IMAGE) + 2 * (ids == VIDEO)
        if labels:
            text_only = (found["attention_mask"] == 1) & (ids < 60)
            found["labels"] = np.where(text_only, ids, -100)
        return found

    return make


def patches(*grids: Grid, numbers: int) -> Callable[[np.random.Generator], dict[str, Any]]:
    """What a vision encoder gets of images with these grids."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        count = sum(int(np.prod(grid)) for grid in grids)
        hidden = rng.standard_normal((count, numbers)).astype(np.float32)
        return {"hidden_states": hidden, "grid_thw": np.array(grids)}

    return make
