from typing import Any

import numpy as np
import pytest
import torch
from parity.arch import Arch, Inputs, Row
from parity.architectures.deepseek_v3 import DEFAULT as DEEPSEEK
from parity.multimodal import IMAGE, TOKENS, VIDEO
from parity.texts import padding

TEXT = DEEPSEEK | dict(
    model_type="deepseek_v3",
    max_position_embeddings=64,
    pad_token_id=0,
    bos_token_id=1,
    eos_token_id=2,
    tie_word_embeddings=False,
)
VISION = dict(
    patch_size=4,
    pos_emb_height=5,
    pos_emb_width=5,
    pos_emb_time=3,
    num_attention_heads=2,
    num_hidden_layers=2,
    hidden_size=16,
    intermediate_size=20,
)
DEFAULT = TOKENS | dict(
    text_config=TEXT,
    vision_config=VISION,
    projection_hidden_size=16,
    video_token_id=67,  # beyond the table of embeddings
    tie_word_embeddings=False,
)
OTHER = TOKENS | dict(
    # With low ranks: transformers would save projections `q_proj` of texts as the encoder's.
    text_config=TEXT | dict(hidden_act="gelu", rms_norm_eps=1e-3, rope_interleave=False),
    vision_config=VISION
    | dict(
        patch_size=3,
        pos_emb_height=4,
        pos_emb_width=4,
        pos_emb_time=2,
        num_attention_heads=1,
        hidden_act="gelu",
        merge_kernel_size=[3, 2],
        rope_parameters=dict(rope_type="axial", rope_theta=50.0),
    ),
    projection_hidden_size=16,
    projection_layer_norm_eps=1e-2,
)


def chunks(
    *texts: list[Any],
    patch: int,
    square: int = 4,
    video: int = VIDEO,
    side: str = "right",
    labels: bool = False,
) -> Inputs:
    """Texts, each a list of numbers of tokens and of grids of images and, with more than one
    frame, of chunks of videos: a token for each square of patches of all frames."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        rows: list[list[int]] = []
        images: list[Any] = []
        videos: list[Any] = []
        for text in texts:
            ids: list[int] = []
            for part in text:
                if isinstance(part, int):
                    ids += rng.integers(3, 60, part).tolist()
                    continue
                (videos if part[0] > 1 else images).append(part)
                token = video if part[0] > 1 else IMAGE
                ids += [token] * (part[1] * part[2] // square)
            rows.append(ids)
        lengths = [len(row) for row in rows]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.zeros_like(mask)
        ids[mask == 1] = np.concatenate(rows)
        found: dict[str, Any] = {"input_ids": ids, "attention_mask": mask}
        for name, grid_name, grids in (
            ("pixel_values", "image_grid_thw", images),
            ("pixel_values_videos", "video_grid_thw", videos),
        ):
            if grids:
                shape = (sum(int(np.prod(grid)) for grid in grids), 3, patch, patch)
                found[name] = rng.standard_normal(shape).astype(np.float32)
                found[grid_name] = np.array(grids)
        if labels:
            found["labels"] = np.where((mask == 1) & (ids < 60), ids, -100)
        return found

    return make


def alone(*grids: tuple[int, int, int], patch: int) -> Inputs:
    """What the vision encoder gets."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        shape = (sum(int(np.prod(grid)) for grid in grids), 3, patch, patch)
        pixels = rng.standard_normal(shape).astype(np.float32)
        return {"pixel_values": pixels, "grid_thw": np.array(grids)}

    return make


def split_by_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    """transformers 5.23 splits the vectors of a video as if they were those of all its frames."""
    from transformers.models.kimi_k25 import modeling_kimi_k25 as theirs

    def features(self: Any, pixels: Any, grids: Any = None, **options: Any) -> Any:
        options = {name: value for name, value in options.items() if name != "return_dict"}
        output = self.vision_tower(pixels, grid_thw=grids, **options)
        vectors = self.mm_projector(output.pooler_output).squeeze(1)
        down, across = self.vision_tower.merge_kernel_size
        sizes = (grids[:, 1:].prod(-1) // (down * across)).tolist()
        output.pooler_output = torch.split(vectors, sizes)
        return output

    monkeypatch.setattr(theirs.Kimi_K25Model, "get_image_features", features)


TWO = ([3, (1, 4, 6), 2, (3, 2, 4)], [1, (3, 6, 4), 4, (1, 2, 2)])
IMAGES = ([3, (1, 4, 6), 2, (1, 2, 4)], [1, (1, 6, 4), 4, (1, 2, 2)])
SMALL = dict(patch=4, video=67)
OTHERS = ([2, (1, 6, 4), 3], [2, (2, 3, 6), 1, (1, 3, 2), 2])
LARGE = dict(patch=3, square=6)

ARCH = Arch(
    "kimi_k25",
    "Kimi_K25",
    "kimi_k25",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", chunks(*TWO, **SMALL)),
        Row("Model", "default", chunks([5], [3], **SMALL), "texts"),
        Row("Model", "other", chunks(*OTHERS, **LARGE, side="left"), "left"),
        Row(
            "VisionModel",
            OTHER["vision_config"],
            alone((2, 6, 4), (2, 3, 2), patch=3),
            requests=dict(output_hidden_states=True),
            padded="",
            config_class="Kimi_K25VisionConfig",
        ),
        Row("ForConditionalGeneration", "other", chunks(*OTHERS, **LARGE, labels=True)),
        Row("ForConditionalGeneration", "default", chunks(*TWO, **SMALL, labels=True)),
    ],
    must_see=[
        "model.mm_projector.pre_norm.bias",
        "model.mm_projector.in_proj.bias",
        "model.vision_tower.final_layernorm.weight",
        "model.vision_tower.patch_embed.pos_emb.position_embeddings",
        "model.vision_tower.layers.1.attn.q_proj.bias",
        "model.language_model.layers.1.mlp.gate.e_score_correction_bias",
        "lm_head.weight",
    ],
    must_see_options={
        "ForConditionalGeneration-other": [
            {"vision_config": {"hidden_act": "silu"}},
            {"vision_config": {"rope_parameters": {"rope_type": "axial", "rope_theta": 5e3}}},
            {"projection_layer_norm_eps": 1e-5},
        ],
    },
    must_see_lines=[("return hidden + ops.take(frames, index, 0)", "return hidden")],
    refuses=[
        {"projection_hidden_size": 12},
        ({"vision_config": VISION | dict(num_attention_heads=3)}, "num_attention_heads"),
        ({"vision_config": VISION | dict(pos_emb_width=6)}, "pos_emb_width"),
        ({"vision_config": VISION | dict(merge_kernel_size=[2])}, "merge_kernel_size"),
        ({"vision_config": VISION | dict(merge_type="sd2")}, "merge_type"),
        ({"vision_config": VISION | dict(rope_parameters=dict(rope_type="yarn"))}, "axial"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
    patch=split_by_squares,
)
