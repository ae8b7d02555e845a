from collections.abc import Sequence
from typing import Any

import numpy as np
from parity.arch import MOE_REQUESTS, Arch, Inputs, Row
from parity.architectures import gemma4_audio, gemma4_text, gemma4_vision

IMAGE, VIDEO, AUDIO, BEGIN, END = 60, 61, 62, 63, 64
TOKENS = dict(
    image_token_id=IMAGE,
    video_token_id=VIDEO,
    audio_token_id=AUDIO,
    boi_token_id=BEGIN,
    eoi_token_id=END,
)
SHARED = dict(max_position_embeddings=96, pad_token_id=0, bos_token_id=1, eos_token_id=2)
TEXT = gemma4_text.SHARED | SHARED
OTHER_TEXT = (
    gemma4_text.OTHER
    | SHARED
    | dict(use_bidirectional_attention="vision", sliding_window=4, tie_word_embeddings=False)
)
DEFAULT = TOKENS | dict(
    text_config=TEXT,
    vision_config=gemma4_vision.SMALL,
    audio_config=gemma4_audio.SMALL,
)
OTHER = TOKENS | dict(
    text_config=OTHER_TEXT,
    vision_config=gemma4_vision.OTHER | dict(pooling_kernel_size=2),
    tie_word_embeddings=False,
)
Part = int | tuple[int, ...]


def mixed(
    *texts: Sequence[Part], most: int = 24, side: str = "right", labels: bool = False, bins: int = 8
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
                    ids += [AUDIO] * -(-part[0] // 4)
                elif len(part) == 2:
                    images.append(part)
                    ids += [BEGIN, *[IMAGE] * (part[0] * part[1] // 4), END]
                else:
                    videos += [part[1:]] * part[0]
                    counts.append(part[0])
                    ids += [BEGIN, *[VIDEO] * (part[1] * part[2] // 4), END] * part[0]
            rows.append(ids)
        width = max(map(len, rows))
        padding = [[0] * (width - len(row)) for row in rows]
        left = side == "left"
        full = [p + row if left else row + p for p, row in zip(padding, rows, strict=True)]
        ones = [[1] * len(row) for row in rows]
        mask = [p + one if left else one + p for p, one in zip(padding, ones, strict=True)]
        ids = np.array(full)
        found: dict[str, Any] = {"input_ids": ids, "attention_mask": np.array(mask)}
        for pixels, positions, grids in (
            ("pixel_values", "image_position_ids", images),
            ("pixel_values_videos", "video_position_ids", videos),
        ):
            if grids:
                made = gemma4_vision.patches(rng, *grids, most=most)
                found[pixels], found[positions] = made
        if videos:
            found["num_frames_per_video"] = np.array(counts)
        if sounds:
            sound = gemma4_audio.spectrograms(tuple(sounds), bins)(rng)
            found["input_features"] = sound["input_features"]
            found["input_features_mask"] = sound["attention_mask"]
        found["mm_token_type_ids"] = (ids == IMAGE) + 2 * (ids == VIDEO)
        if labels:
            found["labels"] = np.where((found["attention_mask"] == 1) & (ids < 60), ids, -100)
        return found

    return make


TWO = ([3, (2, 4), 2, (4, 6), 1], [1, (4, 4), 2, (14,), 1])
ALL = ([2, (4, 4), 1, (2, 2, 4), 2], [1, (9,), 2, (17,), 1])
VISION_ONLY = ([3, (2, 6), 2, (4, 6), 1], [1, (2, 4, 4), 3])

ARCH = Arch(
    "gemma4",
    "Gemma4",
    "gemma4",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", mixed(*TWO)),
        Row("Model", "default", mixed(*ALL, side="left"), "all"),
        Row("Model", "other", mixed(*VISION_ONLY, side="left"), "left"),
        Row("ForConditionalGeneration", "default", mixed(*ALL, labels=True)),
        Row("ForConditionalGeneration", "other", mixed(*VISION_ONLY, labels=True)),
    ],
    must_see=[
        "model.embed_vision.embedding_projection.weight",
        "model.vision_tower.patch_embedder.position_embedding_table",
        "model.language_model.layers.1.experts.down_proj",
    ],
    must_see_options=[{"text_config": OTHER_TEXT | dict(use_bidirectional_attention=None)}],
    padded="attention_mask",
    rounded=True,  # upstream makes the sinusoids of sound in float32
    trained="ForConditionalGeneration-default",
    requests=MOE_REQUESTS,
)
