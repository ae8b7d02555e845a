from parity.arch import Arch, Row, texts
from parity.architectures.qwen2_vl import NUMBERS, OTHER_NUMBERS
from parity.architectures.qwen3_vl import TEXT as QWEN
from parity.multimodal import END, IMAGE, START, VIDEO, packed, patches

TOKENS = dict(
    image_token_id=IMAGE,
    video_token_id=VIDEO,
    video_start_token_id=START,
    video_end_token_id=END,
)
TEXT = {k: v for k, v in QWEN.items() if k != "head_dim"} | dict(
    rope_parameters=dict(
        rope_type="default",
        rope_theta=10000.0,
        partial_rotary_factor=0.5,
        mrope_section=[1, 1, 1],
    ),
)
VISION = dict(
    depth=3,
    hidden_size=16,
    intermediate_size=20,
    out_hidden_size=24,
    num_heads=2,
    patch_size=4,
    image_size=20,
)
DEFAULT = TOKENS | dict(text_config=TEXT, vision_config=VISION)
OTHER_VISION = VISION | dict(
    hidden_act="gelu",
    attention_bias=True,
    num_heads=1,
    in_channels=1,
    patch_size=6,
    image_size=24,
    rms_norm_eps=1e-2,
    spatial_merge_size=3,
    temporal_patch_size=1,
    rope_parameters=dict(rope_type="axial", rope_theta=50.0),
)
OTHER = TOKENS | dict(
    text_config=TEXT
    | dict(
        hidden_act="gelu",
        rms_norm_eps=1e-2,
        num_key_value_heads=2,
        rope_parameters=dict(
            rope_type="linear", rope_theta=100.0, factor=4.0, mrope_section=[2, 3, 1]
        ),
    ),
    vision_config=OTHER_VISION,
    tie_word_embeddings=True,
)
ONE = dict(numbers=NUMBERS)
OTHERS = dict(numbers=OTHER_NUMBERS, merge=3, by_frame=True, one_token=True)
IMAGES = ([3, (1, 4, 6), 2, (1, 2, 2)], [1, (1, 8, 4), 4])
FRAMES = ([2, (3, 6, 3), 3], [2, (2, 3, 6), 1, (2, 6, 6), 2])
SEEN = Row(
    "VisionModel",
    OTHER_VISION,
    patches((1, 6, 9), (1, 3, 3), numbers=OTHER_NUMBERS),
    requests=dict(output_hidden_states=True),
    padded="",
    config_class="Glm4vVisionConfig",
)

ARCH = Arch(
    "glm4v",
    "Glm4v",
    "glm4v",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", packed(*IMAGES, **ONE)),
        Row("TextModel", TEXT, texts(), config_class="Glm4vTextConfig"),
        SEEN,
        Row("Model", "other", packed(*FRAMES, **OTHERS, side="left"), "left"),
        Row("ForConditionalGeneration", "default", packed(*IMAGES, **ONE, labels=True)),
        Row("ForConditionalGeneration", "other", packed(*FRAMES, **OTHERS, labels=True)),
    ],
    must_see=[
        "model.visual.embeddings.position_embedding.weight",
        "model.visual.post_conv_layernorm.weight",
        "model.visual.downsample.bias",
        "model.visual.merger.post_projection_norm.bias",
        "model.language_model.layers.1.post_mlp_layernorm.weight",
    ],
    must_see_options=[
        {"vision_config": OTHER_VISION | dict(hidden_act="silu")},
        {"vision_config": OTHER_VISION | dict(rms_norm_eps=1e-5)},
    ],
    refuses=[({"vision_config": OTHER_VISION | dict(num_heads=3)}, "num_heads")],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
