from typing import Any

import numpy as np
from parity.arch import MOE_REQUESTS, Arch, Inputs, Row
from parity.multimodal import END, IMAGE, START, VIDEO, packed

TEXT = dict(
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=3,
    num_attention_heads=2,
    num_key_value_heads=1,
    max_position_embeddings=64,
    rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[2, 2, 2]),
    moe_intermediate_size=[12, 8],
    moe_k=2,
    moe_num_experts=4,
    moe_num_shared_experts=1,
    pad_token_id=0,
    bos_token_id=1,
    eos_token_id=2,
)
VISION = dict(depth=2, hidden_size=16, intermediate_size=20, num_heads=2, patch_size=4)
TOKENS = dict(
    image_token_id=IMAGE,
    video_token_id=VIDEO,
    image_start_token_id=START,
    image_end_token_id=END,
    video_start_token_id=START,
    video_end_token_id=END,
)
DEFAULT = TOKENS | dict(text_config=TEXT, vision_config=VISION)
OTHER = TOKENS | dict(
    text_config=TEXT
    | dict(
        hidden_act="gelu",
        rms_norm_eps=1e-2,
        num_key_value_heads=2,
        use_bias=True,
        mlp_layer_types=["sparse", "dense", "sparse"],
        moe_k=3,
        moe_num_shared_experts=0,
        moe_norm_min=0.9,
        router_aux_loss_coef=0.5,
        tie_word_embeddings=False,
        rope_parameters=dict(rope_type="default", rope_theta=100.0, mrope_section=[1, 1, 4]),
    ),
    vision_config=VISION
    | dict(
        hidden_act="gelu",
        num_heads=1,
        in_channels=1,
        patch_size=6,
        spatial_merge_size=3,
        rms_norm_eps=1e-2,
        rope_parameters=dict(rope_type="axial", rope_theta=50.0),
    ),
    tie_word_embeddings=False,
)
SMALL, LARGE = dict(numbers=48), dict(numbers=36, merge=3)


def mixed(*texts: list[Any], numbers: int, **options: Any) -> Inputs:
    """Texts as `packed` has them; videos have twice as many frames, of which two become one."""
    make = packed(*texts, numbers=numbers, **options)

    def made(rng: np.random.Generator) -> dict[str, Any]:
        found = make(rng)
        if "video_grid_thw" in found:
            found["video_grid_thw"] = found["video_grid_thw"] * [[2, 1, 1]]
            shape = (2 * len(found["pixel_values_videos"]), numbers)
            found["pixel_values_videos"] = rng.standard_normal(shape).astype(np.float32)
        kinds = np.isin(found["input_ids"], [IMAGE, START, END]).astype(int)
        return found | {"moe_mm_token_type_ids": kinds + 2 * (found["input_ids"] == VIDEO)}

    return made


TWO: Any = ([3, (1, 4, 6), 2, (1, 2, 2)], [1, (2, 4, 4), 4])
OTHERS: Any = ([2, (1, 6, 3), 3], [2, (1, 3, 6), 1, (2, 9, 6), 2])

ARCH = Arch(
    "ernie4_5_vl_moe",
    "Ernie4_5_VLMoe",
    "qwen2_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", mixed(*TWO, **SMALL)),
        Row("Model", "default", packed([5], [3], kinds=False, **SMALL), "texts"),
        Row("Model", "other", mixed(*OTHERS, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", mixed(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", mixed(*OTHERS, **LARGE, labels=True)),
    ],
    must_see=[
        "model.vision_tower.ln.weight",
        "model.vision_tower.blocks.1.mlp.fc1.bias",
        "model.resampler_model.temporal_linear.ln.bias",
        "model.resampler_model.after_norm.weight",
        "model.language_model.layers.2.mlp.text_moe.moe_statics.e_score_correction_bias",
        "model.language_model.layers.2.mlp.vision_moe.gate.weight",
        "model.language_model.layers.2.mlp.vision_moe.experts.down_proj",
        "lm_head.weight",
    ],
    must_see_options=[
        {"text_config": OTHER["text_config"] | dict(moe_norm_min=1e-9)},
        {"text_config": OTHER["text_config"] | dict(router_aux_loss_coef=0.1)},
        {"vision_config": OTHER["vision_config"] | dict(rms_norm_eps=1e-6)},
        {"vision_config": OTHER["vision_config"] | dict(hidden_act="silu")},
    ],
    must_see_lines=[
        ("(index[0::2], index[1::2])", "(index[1::2], index[0::2])"),
        ("output = ops.where(chosen, images, output)", "output = images"),
    ],
    refuses=[
        ({"vision_config": VISION | dict(temporal_merge_size=3)}, "temporal_merge_size"),
        ({"text_config": TEXT | dict(mlp_layer_types=["dense"])}, "mlp_layer_types"),
        ({"text_config": TEXT | dict(moe_intermediate_size=[12])}, "moe_intermediate_size"),
        (
            {"text_config": TEXT | dict(rope_parameters=dict(mrope_section=[1, 2, 3]))},
            "mrope_section",
        ),
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
    trained="ForConditionalGeneration-default",
    same_names=False,
)
