from collections.abc import Sequence

import numpy as np
from parity.arch import Arch, Options, Row
from parity.architectures.llava import CLIP, IMAGE, LLAMA
from parity.texts import Inputs
from parity.towers import VISION

VIDEO = 61
GRID = [[16, 16], [16, 32], [32, 16], [32, 32], [48, 32]]
DEFAULT = dict(
    text_config=LLAMA | dict(model_type="qwen2"),
    vision_config=VISION | dict(model_type="siglip_vision_model", vision_use_head=False),
    image_token_index=IMAGE,
    video_token_index=VIDEO,
    image_grid_pinpoints=GRID,
)
# Nine patches of a tile; with CLIP's class token left out.
OTHER = dict(
    text_config=LLAMA | dict(hidden_act="gelu", tie_word_embeddings=True),
    vision_config=CLIP | dict(image_size=24),
    image_token_index=VIDEO,
    video_token_index=IMAGE,
    image_grid_pinpoints=[[24, 24], [48, 24], [72, 48]],
    projector_hidden_act="relu",
    vision_feature_select_strategy="default",
    vision_feature_layer=[-1, 1],
    multimodal_projector_bias=False,
    vision_aspect_ratio="anyres_max_2",
    tie_word_embeddings=True,
)
Text = Sequence[int | tuple[str, int]]


def with_media(
    *texts: Text,
    pixels: int,
    sizes: Sequence[tuple[int, int]] = (),
    tiles: int = 0,
    frames: int = 0,
    counts: Sequence[int] | None = None,
    side: str = "right",
    labels: bool = False,
    tokens: tuple[int, int] = (IMAGE, VIDEO),
):
    """Texts, each a list of numbers of tokens and of images and videos ("image", the vectors of
    one)."""

    def make(rng: np.random.Generator) -> Inputs:
        rows, videos = [], 0
        for text in texts:
            ids: list[int] = []
            for part in text:
                if isinstance(part, int):
                    ids += rng.integers(3, 60, part).tolist()
                else:
                    videos += part[0] == "video"
                    ids += [tokens[part[0] == "video"]] * part[1]
            rows.append(ids)
        width = max(map(len, rows))
        pads = [[0] * (width - len(row)) for row in rows]
        full = np.array(
            [p + r if side == "left" else r + p for p, r in zip(pads, rows, strict=True)]
        )
        found: Inputs = {"input_ids": full, "attention_mask": (full != 0).astype(np.int64)}
        if sizes:
            shape = (len(sizes), tiles, 3, pixels, pixels)
            found["pixel_values"] = rng.standard_normal(shape).astype(np.float32)
            found["image_sizes"] = np.array(sizes)
        if counts is not None:
            found["batch_num_images"] = np.array(counts)
        if videos:
            shape = (videos, frames, 3, pixels, pixels)
            found["pixel_values_videos"] = rng.standard_normal(shape).astype(np.float32)
        if labels:
            text_only = (full != 0) & ~np.isin(full, tokens)
            found["labels"] = np.where(text_only, full, -100)
        return found

    return make


# Four patches of a tile; one video of three frames.
MIXED = with_media(
    [2, ("image", 4 + 10), 3],
    [1, ("video", 3 * 1 + 1), 4],
    pixels=16,
    sizes=[(20, 40)],
    tiles=5,
    frames=3,
)
SEVERAL: dict = dict(
    pixels=16,
    sizes=[(20, 40), (30, 30), (50, 17)],
    tiles=7,
    counts=[2, 1],
)
SEVERAL_TEXTS: list[Text] = [[2, ("image", 5), 1, ("image", 5), 2], [3, ("image", 4 + 18), 2]]
# 18 patches of two tiles are few; 3 by 2 tiles are resized.
LARGE: dict = dict(
    pixels=24, sizes=[(24, 24), (72, 48)], tiles=7, frames=2, counts=[1, 1], tokens=(VIDEO, IMAGE)
)
LARGE_TEXTS: list[Text] = [
    [3, ("image", 9 + 12), 2],
    [1, ("image", 9 + 5 * 4), 1, ("video", 2 * 4 + 1), 2],
]
CHOICE: Options = dict(output_hidden_states=True, vision_aspect_ratio="anyres_max_1")

ARCH = Arch(
    "llava_onevision",
    "LlavaOnevision",
    "llava_onevision",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", MIXED),
        Row("Model", "default", with_media(*SEVERAL_TEXTS, **SEVERAL), "several"),
        Row("Model", "other", with_media(*LARGE_TEXTS, **LARGE, side="left"), "left"),
        Row(
            "ForConditionalGeneration",
            "default",
            with_media(*SEVERAL_TEXTS, **SEVERAL, labels=True),
        ),
        Row("ForConditionalGeneration", "other", with_media(*LARGE_TEXTS, **LARGE, labels=True)),
    ],
    must_see=[
        "model.image_newline",
        "model.multi_modal_projector.linear_1.weight",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[{"projector_hidden_act": "gelu"}],
    refuses=[{"vision_aspect_ratio": "square"}, {"vision_feature_layer": 7}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
