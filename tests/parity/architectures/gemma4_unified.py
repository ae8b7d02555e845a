from collections.abc import Sequence
from typing import Any

import numpy as np
from parity.arch import Arch, Inputs, Row
from parity.architectures import gemma4_unified_text
from parity.architectures.gemma4 import AUDIO, BEGIN, END, IMAGE, SHARED, TOKENS, VIDEO

VISION = dict(patch_size=2, pooling_kernel_size=2, mm_embed_dim=12, output_proj_dims=12)
SOUND = dict(audio_embed_dim=10)
TEXT = gemma4_unified_text.SHARED | SHARED
OTHER_TEXT = gemma4_unified_text.OTHER | SHARED | dict(tie_word_embeddings=False, sliding_window=4)
DEFAULT = TOKENS | dict(
    text_config=TEXT, vision_config=VISION | dict(mm_posemb_size=6), audio_config=SOUND
)
OTHER = TOKENS | dict(
    text_config=OTHER_TEXT,
    vision_config=VISION | dict(mm_posemb_size=9, rms_norm_eps=0.1, pooling_kernel_size=1),
    audio_config=SOUND | dict(audio_embed_dim=6, rms_norm_eps=0.1),
    tie_word_embeddings=False,
)


def squares(rng: np.random.Generator, *grids: Sequence[int], most: int, numbers: int) -> Any:
    """Squares of images of rows and columns, padded to the most there are, and positions."""
    pixels = rng.standard_normal((len(grids), most, numbers)).astype(np.float32)
    positions = np.full((len(grids), most, 2), -1)
    for index, (rows, columns) in enumerate(grids):
        row, column = np.divmod(np.arange(rows * columns), columns)
        positions[index, : rows * columns] = np.stack([column, row], -1)
    return pixels, positions


def mixed(
    *texts: Sequence[Any],
    numbers: int = 48,
    samples: int = 10,
    side: str = "right",
    labels: bool = False,
) -> Inputs:
    """Texts, each a list of a number of tokens, of an image (rows, columns), of a video (frames,
    rows, columns), or of a recording (frames,), padded on a side."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        images: list[Any] = []
        videos: list[Any] = []
        sounds: list[int] = []
        counts: list[int] = []
        rows: list[list[int]] = []
        for text in texts:
            ids: list[int] = []
            for part in text:
                if isinstance(part, int):
                    ids += rng.integers(3, 60, part).tolist()
                elif len(part) == 1:
                    sounds.append(part[0])
                    ids += [AUDIO] * part[0]
                elif len(part) == 2:
                    images.append(part)
                    ids += [BEGIN, *[IMAGE] * (part[0] * part[1]), END]
                else:
                    videos += [part[1:]] * part[0]
                    counts.append(part[0])
                    ids += [BEGIN, *[VIDEO] * (part[1] * part[2]), END] * part[0]
            rows.append(ids)
        width = max(map(len, rows))
        padding = [[0] * (width - len(row)) for row in rows]
        left = side == "left"
        full = [p + row if left else row + p for p, row in zip(padding, rows, strict=True)]
        ids = np.array(full)
        found: dict[str, Any] = {"input_ids": ids, "attention_mask": (ids != 0).astype(np.int64)}
        for pixels, positions, grids in (
            ("pixel_values", "image_position_ids", images),
            ("pixel_values_videos", "video_position_ids", videos),
        ):
            if grids:
                made = squares(rng, *grids, most=7, numbers=numbers)
                found[pixels], found[positions] = made
        if videos:
            found["num_frames_per_video"] = np.array(counts)
        if sounds:
            shape = (len(sounds), max(sounds), samples)
            found["input_features"] = rng.standard_normal(shape).astype(np.float32)
            mask = np.arange(max(sounds)) < np.array(sounds)[:, None]
            found["input_features_mask"] = mask
        found["mm_token_type_ids"] = (ids == IMAGE) + 2 * (ids == VIDEO)
        if labels:
            found["labels"] = np.where((found["attention_mask"] == 1) & (ids < 60), ids, -100)
        return found

    return make


TWO = ([3, (1, 2), 2, (2, 3), 1], [1, (2, 2), 2, (4,), 1])
ALL = ([2, (3, 2), 1, (2, 1, 3), 2], [1, (3,), 2, (2,), 1])
WIDE: dict[str, Any] = dict(numbers=12, samples=6)

ARCH = Arch(
    "gemma4_unified",
    "Gemma4Unified",
    "gemma4",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", mixed(*TWO)),
        Row("Model", "other", mixed(*ALL, **WIDE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", mixed(*TWO, labels=True)),
        Row("ForConditionalGeneration", "other", mixed(*ALL, **WIDE, labels=True)),
    ],
    must_see=[
        "model.embed_vision.patch_ln1.bias",
        "model.embed_vision.patch_ln2.weight",
        "model.embed_vision.pos_embedding",
        "model.embed_vision.pos_norm.weight",
        "model.embed_vision.multimodal_embedder.embedding_projection.weight",
        "model.embed_audio.embedding_projection.weight",
    ],
    must_see_options=[
        {"text_config": OTHER_TEXT | dict(use_bidirectional_attention=None)},
        {"vision_config": OTHER["vision_config"] | dict(rms_norm_eps=1e-6)},
        {"audio_config": OTHER["audio_config"] | dict(rms_norm_eps=1e-6)},
    ],
    must_see_lines=[("    bounds_blocks = False", "    bounds_blocks = True")],
    refuses=[
        ({"vision_config": VISION | dict(output_proj_dims=10)}, "output_proj_dims"),
        ({"vision_config": VISION | dict(model_patch_size=5)}, "model_patch_size"),
        ({"vision_config": VISION | dict(pooling_kernel_size=0)}, "pooling_kernel_size"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
