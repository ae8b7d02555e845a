from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from parity.arch import Arch, Inputs, Row
from parity.architectures import qwen2_5_vl, qwen2_vl
from parity.multimodal import END, IMAGE, START, VIDEO, Grid

SOUND, BEFORE, AFTER = 64, 65, 66
TOKENS = dict(
    image_token_index=IMAGE,
    video_token_index=VIDEO,
    audio_token_index=SOUND,
    vision_start_token_id=START,
    vision_end_token_id=END,
    audio_start_token_id=BEFORE,
    audio_end_token_id=AFTER,
)
AUDIO = dict(
    num_mel_bins=6,
    d_model=16,
    encoder_layers=2,
    encoder_attention_heads=2,
    encoder_ffn_dim=20,
    max_source_positions=40,
    n_window=5,
    output_dim=24,
)
OTHER_QWEN: dict[str, Any] = qwen2_5_vl.OTHER
VISION = {k: v for k, v in qwen2_5_vl.VISION.items() if k != "tokens_per_second"}
OTHER_VISION = {k: v for k, v in OTHER_QWEN["vision_config"].items() if k != "tokens_per_second"}
DEFAULT = TOKENS | dict(
    text_config=qwen2_vl.TEXT, vision_config=VISION, audio_config=AUDIO, position_id_per_seconds=2
)
OTHER = TOKENS | dict(
    text_config=qwen2_vl.OTHER["text_config"],
    vision_config=OTHER_VISION,
    audio_config=AUDIO
    | dict(
        num_mel_bins=4,
        encoder_attention_heads=4,
        activation_function="relu",
        n_window=4,
        encoder_layers=1,
    ),
    position_id_per_seconds=3,
    seconds_per_chunk=1,
    tie_word_embeddings=True,
)
# A video with its sound: its grid, and the frames of its sound.
Spoken = tuple[Grid, int]
Part = int | Grid | tuple[int] | Spoken


def vectors(frames: int) -> int:
    return ((frames - 1) // 2 + 1 - 2) // 2 + 1


def mixed(
    *texts: Sequence[Part],
    numbers: int,
    bins: int = 6,
    merge: int = 2,
    side: str = "right",
    labels: bool = False,
    seconds: float = 1.0,
    chunk: float = 4.0,
    each: float = 2,
    vectors: Callable[[int], int] = vectors,
) -> Inputs:
    """Texts, each a list of a number of tokens, a grid of an image or a video, the frames of a
    recording ((frames,)), or a grid and frames of a video with its sound, padded on a side.
    `chunk` positions of time of a video alternate with as many of its sound; a second is `each`."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        rows, images, videos, sounds, spoken = [], [], [], [], False
        for text in texts:
            one: list[int] = []
            for part in text:
                if isinstance(part, int):
                    one += rng.integers(3, 60, part).tolist()
                elif len(part) == 1:
                    sounds.append(part[0])
                    one += [BEFORE, *[SOUND] * vectors(part[0]), AFTER]
                elif len(part) == 2:
                    grid, frames = part
                    spoken = True
                    videos.append(grid)
                    sounds.append(frames)
                    space = grid[1] * grid[2] // merge**2
                    times = np.repeat(np.arange(grid[0]) * seconds * each, space)
                    order = [(t // chunk, 0, VIDEO) for t in times]
                    order += [(i // chunk, 1, SOUND) for i in range(vectors(frames))]
                    one += [START, BEFORE, *[key[2] for key in sorted(order)], AFTER, END]
                else:
                    grids, token = (videos, VIDEO) if part[0] > 1 else (images, IMAGE)
                    grids.append(part)
                    one += [START, *[token] * (int(np.prod(part)) // merge**2), END]
            rows.append(one)
        width = max(map(len, rows))
        left = side == "left"
        padding = [[0] * (width - len(row)) for row in rows]
        ids = np.array([p + r if left else r + p for p, r in zip(padding, rows, strict=True)])
        mask = np.array(ids != 0, np.int64)
        found: dict[str, Any] = {"input_ids": ids, "attention_mask": mask}
        for name, grid_name, grids in (
            ("pixel_values", "image_grid_thw", images),
            ("pixel_values_videos", "video_grid_thw", videos),
        ):
            if grids:
                count = sum(int(np.prod(grid)) for grid in grids)
                found[name] = rng.standard_normal((count, numbers)).astype(np.float32)
                found[grid_name] = np.array(grids)
        if videos:
            found["video_second_per_grid"] = np.array([seconds] * len(videos), np.float32)
        if sounds:
            shape = (len(sounds), bins, max(sounds) + 3)
            found["input_features"] = rng.standard_normal(shape).astype(np.float32)
            lengths = np.array(sounds)[:, None]
            found["feature_attention_mask"] = (np.arange(shape[2]) < lengths).astype(np.int64)
        if spoken:
            found["use_audio_in_video"] = True
        if labels:
            found["labels"] = np.where((mask == 1) & (ids < 60), ids, -100)
        return found

    return make


NUMBERS = qwen2_vl.NUMBERS
TWO = ([3, (1, 6, 10), 2, (23,)], [1, (9,), 2, (2, 4, 4), 4, (31,), 1])
# Numbers of a patch of the other config: one channel, one frame, six by six pixels.
SPOKEN = ([2, ((3, 3, 6), 29), 1], [3, (1, 3, 3), 2, (14,), 2])
WIDE: dict[str, Any] = dict(numbers=36, bins=4, merge=3, seconds=0.7, chunk=3.0, each=3)

ARCH = Arch(
    "qwen2_5_omni_thinker",
    "Qwen2_5OmniThinker",
    "qwen2_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", mixed(*TWO, numbers=NUMBERS)),
        Row("Model", "other", mixed(*SPOKEN, **WIDE, side="left"), "left"),
        Row(
            "ForConditionalGeneration",
            "other",
            mixed([2, (3, 3, 6), 1], [3, (14,), 2, (1, 3, 3), 2], **WIDE, labels=True),
        ),
        Row("ForConditionalGeneration", "default", mixed(*TWO, numbers=NUMBERS, labels=True)),
    ],
    must_see=[
        "model.visual.blocks.1.attn.k.bias",
        "model.audio_tower.ln_post.weight",
        "model.audio_tower.conv1.bias",
        "model.audio_tower.layers.1.fc2.weight",
    ],
    must_see_options=[
        {"position_id_per_seconds": 5},
        {"audio_config": AUDIO | dict(n_window=6)},
        {"audio_config": AUDIO | dict(activation_function="relu")},
    ],
    refuses=[
        ({"audio_config": AUDIO | dict(n_window=0)}, "n_window"),
        ({"audio_config": AUDIO | dict(encoder_attention_heads=3)}, "encoder_attention_heads"),
        ({"vision_config": VISION | dict(window_size=4)}, "window_size"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
    rounded=True,  # upstream makes its sinusoids in float32
)
