from typing import Any

import numpy as np
from parity.arch import DECODER, Arch, Inputs, Row
from parity.architectures.paddleocr_vl import VISION as PADDLE
from parity.multimodal import IMAGE, VIDEO
from parity.texts import padding

TOKENS = dict(image_token_id=IMAGE, video_token_id=VIDEO)
TEXT = DECODER | dict(
    model_type="qwen2", max_position_embeddings=64, pad_token_id=0, bos_token_id=1
)
VISION = {k: v for k, v in PADDLE.items() if k != "image_size"}
DEFAULT = TOKENS | dict(text_config=TEXT, vision_config=VISION)
OTHER = TOKENS | dict(
    text_config=TEXT
    | dict(model_type="llama", num_key_value_heads=1, hidden_act="gelu", tie_word_embeddings=True),
    vision_config=VISION
    | dict(
        hidden_act="gelu",
        num_attention_heads=1,
        num_channels=1,
        patch_size=6,
        layer_norm_eps=1e-2,
        rope_parameters=dict(rope_type="axial", rope_theta=50.0),
    ),
)
SMALL, LARGE = dict(numbers=3 * 4 * 4), dict(numbers=6 * 6)
Image = tuple[int, int, int, int]


def mixed(
    *texts: list[int | Image],
    numbers: int,
    side: str = "right",
    labels: bool = False,
    kept: bool = True,
) -> Inputs:
    """Texts, each a list of numbers of tokens and of images and, with more than one frame, of
    videos: (frames, rows, columns, the factor of blocks). `kept`: each video has tokens for its
    first frame, and for about half of its other vectors."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        rows: list[list[int]] = []
        of: dict[str, list[Image]] = {"image": [], "video": []}
        masks: list[np.ndarray] = []
        for text in texts:
            ids: list[int] = []
            for part in text:
                if isinstance(part, int):
                    ids += rng.integers(3, 60, part).tolist()
                    continue
                frames, height, width, merge = part
                count = frames * height * width // merge**2
                of["video" if frames > 1 else "image"].append(part)
                if frames > 1:
                    masks.append(rng.random(count) < 0.5)
                    masks[-1][: count // frames] = True
                    count = int(masks[-1].sum()) if kept else count
                ids += [VIDEO if frames > 1 else IMAGE] * count
            rows.append(ids)
        lengths = [len(row) for row in rows]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.zeros_like(mask)
        ids[mask == 1] = np.concatenate(rows)
        found: dict[str, Any] = {"input_ids": ids, "attention_mask": mask}
        for kind, name in (("image", "pixel_values"), ("video", "pixel_values_videos")):
            if of[kind]:
                table = np.array(of[kind])
                shape = (int(table[:, :3].prod(1).sum()), numbers)
                found[name] = rng.standard_normal(shape).astype(np.float32)
                found[f"{kind}_grid_thw"] = table[:, :3]
                found[f"{kind}_merge_sizes"] = table[:, 3]
        if of["video"] and kept:
            found["video_compression_mask"] = np.concatenate(masks)
        if labels:
            found["labels"] = np.where((mask == 1) & (ids < 60), ids, -100)
        return found

    return make


def alone(*images: Image, numbers: int) -> Inputs:
    """What the vision encoder gets."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        table = np.array(images)
        shape = (int(table[:, :3].prod(1).sum()), numbers)
        pixels = rng.standard_normal(shape).astype(np.float32)
        return {"pixel_values": pixels, "grid_thw": table[:, :3], "merge_sizes": table[:, 3]}

    return make


# Images whose patches are vectors, and videos whose blocks are.
TWO: Any = ([3, (1, 2, 3, 1), 2, (3, 2, 4, 2)], [1, (2, 4, 2, 2), 2, (1, 3, 1, 1), 4])
IMAGES: Any = ([3, (1, 2, 3, 1), 2, (1, 2, 2, 1)], [1, (1, 4, 2, 2), 4])
# Blocks of three and four, and factors that differ within a call.
OTHERS: Any = (
    [2, (1, 6, 3, 3), 1, (1, 4, 8, 4), 3],
    [2, (2, 3, 6, 3), 1, (2, 4, 4, 2), 1, (1, 2, 2, 1), 2],
)

ARCH = Arch(
    "video_llama_3",
    "VideoLlama3",
    "qwen2_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", mixed(*TWO, **SMALL)),
        Row("Model", "default", mixed([5], [3], **SMALL), "texts"),
        Row("Model", "default", mixed(*TWO, **SMALL, kept=False), "whole"),
        Row("Model", "other", mixed(*OTHERS, **LARGE, side="left"), "left"),
        Row(
            "VisionModel",
            OTHER["vision_config"],
            alone((2, 6, 4, 2), (1, 3, 3, 3), (1, 2, 4, 2), (3, 1, 2, 1), **LARGE),
            padded="",
            config_class="VideoLlama3VisionConfig",
            requests=dict(output_hidden_states=True),
        ),
        Row("ForConditionalGeneration", "other", mixed(*OTHERS, **LARGE, labels=True)),
        Row("ForConditionalGeneration", "default", mixed(*TWO, **SMALL, labels=True)),
    ],
    must_see=[
        "model.projector.readout.0.bias",
        "model.projector.readout.2.weight",
        "model.vision_model.embeddings.patch_embedding.bias",
        "model.vision_model.post_layernorm.weight",
        "model.vision_model.encoder.layers.1.self_attn.out_proj.bias",
        "lm_head.weight",
    ],
    must_see_options={
        "ForConditionalGeneration-other": [
            {"vision_config": OTHER["vision_config"] | dict(hidden_act="silu")},
            {"vision_config": OTHER["vision_config"] | dict(layer_norm_eps=1e-6)},
            {"vision_config": OTHER["vision_config"] | dict(rope_parameters=dict(rope_theta=5e3))},
        ],
    },
    must_see_lines=[
        ("taps = sorted({(merge - 1) // 2, merge // 2})", "taps = [merge // 2]"),
        (
            "rows, videos = kept_vectors(videos, video_compression_mask)",
            "videos = kept_vectors(videos, video_compression_mask)[1]",
        ),
    ],
    refuses=[
        ({"vision_config": VISION | dict(num_attention_heads=3)}, "num_attention_heads"),
        ({"vision_config": VISION | dict(rope_parameters=dict(rope_type="yarn"))}, "axial"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
