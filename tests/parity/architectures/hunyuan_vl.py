from typing import Any

import numpy as np
from parity.arch import Arch, Inputs, Row
from parity.architectures.hunyuan_vl_text import OTHER as OTHER_TEXT
from parity.architectures.hunyuan_vl_text import TINY
from parity.multimodal import IMAGE
from parity.texts import padding

TEXT = TINY | dict(vocab_size=67, max_position_embeddings=128, pad_token_id=0)
VISION = dict(
    hidden_size=16,
    intermediate_size=20,
    num_attention_heads=2,
    num_hidden_layers=2,
    patch_size=4,
    max_image_size=20,
)
DEFAULT = dict(text_config=TEXT, vision_config=VISION, image_token_id=IMAGE)
OTHER = dict(
    text_config=TEXT | OTHER_TEXT | dict(tie_word_embeddings=False),
    vision_config=VISION
    | dict(
        hidden_act="relu",
        interpolate_mode="bicubic",
        rms_norm_eps=1e-2,
        num_attention_heads=1,
        head_dim=6,
        num_channels=1,
        patch_size=3,
        spatial_merge_size=3,
        max_image_size=12,
    ),
    image_token_id=IMAGE,
    tie_word_embeddings=False,
)


def images(
    *texts: list[Any], numbers: int, merge: int = 2, side: str = "right", labels: bool = False
) -> Inputs:
    """Texts, each a list of numbers of tokens and of grids of images, between which text stands."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        rows: list[list[int]] = []
        grids = []
        for text in texts:
            ids: list[int] = []
            for part in text:
                if isinstance(part, int):
                    ids += rng.integers(3, 60, part).tolist()
                    continue
                grids.append(part)
                ids += [IMAGE] * (part[1] // merge * (part[2] // merge + 1) + 2)
            rows.append(ids)
        lengths = [len(row) for row in rows]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.zeros_like(mask)
        ids[mask == 1] = np.concatenate(rows)
        patches = (sum(int(np.prod(grid)) for grid in grids), numbers)
        found: dict[str, Any] = {
            "input_ids": ids,
            "attention_mask": mask,
            "pixel_values": rng.standard_normal(patches).astype(np.float32),
            "image_grid_thw": np.array(grids),
            "mm_token_type_ids": (ids == IMAGE).astype(np.int64),
        }
        if labels:
            found["labels"] = np.where((mask == 1) & (ids != IMAGE), ids, -100)
        return found

    return make


def alone(*grids: tuple[int, int, int], numbers: int) -> Inputs:
    """What the vision encoder gets."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        patches = (sum(int(np.prod(grid)) for grid in grids), numbers)
        pixels = rng.standard_normal(patches).astype(np.float32)
        return {"pixel_values": pixels, "grid_thw": np.array(grids)}

    return make


TWO = ([3, (1, 4, 6), 2, (1, 2, 4)], [1, (1, 8, 4), 4])
THREE = ([2, (1, 6, 3), 3], [2, (1, 3, 6), 1, (1, 6, 9), 2])
SMALL, LARGE = dict(numbers=48), dict(numbers=9, merge=3)
STATES = dict(output_hidden_states=True)

ARCH = Arch(
    "hunyuan_vl",
    "HunYuanVL",
    "hunyuan_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", images(*TWO, **SMALL)),
        Row("Model", "other", images(*THREE, **LARGE, side="left"), "left"),
        Row(
            "VisionTransformer",
            OTHER["vision_config"],
            alone((1, 6, 3), (1, 3, 6), numbers=9),
            requests=STATES,
            padded="",
            config_class="HunYuanVLVisionConfig",
        ),
        Row("ForConditionalGeneration", "default", images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", images(*THREE, **LARGE, labels=True)),
    ],
    must_see=[
        "model.vision_tower.embeddings.position_embedding.weight",
        "model.vision_tower.patch_merger.image_newline",
        "model.vision_tower.patch_merger.image_begin",
        "model.vision_tower.patch_merger.image_end",
        "model.vision_tower.patch_merger.before_rms.weight",
        "model.vision_tower.layers.1.self_attn.o_proj.bias",
        "model.language_model.layers.1.self_attn.key_layernorm.weight",
    ],
    must_see_options=[
        {"vision_config": {"hidden_act": "gelu"}},
        {"vision_config": {"rms_norm_eps": 1e-6}},
        {"vision_config": {"interpolate_mode": "bilinear"}},
    ],
    refuses=[
        ({"vision_config": VISION | dict(interpolate_mode="nearest")}, "interpolate_mode"),
        ({"vision_config": VISION | dict(temporal_patch_size=2)}, "temporal_patch_size"),
        ({"vision_config": VISION | dict(attention_dropout=0.1)}, "attention_dropout"),
        ({"vision_config": VISION | dict(num_key_value_heads=1)}, "num_key_value_heads"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
