from parity.arch import Arch, Row
from parity.architectures.qwen2_vl import NUMBERS, OTHER_NUMBERS
from parity.multimodal import TOKENS, packed

TEXT = dict(
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=3,
    num_attention_heads=2,
    num_key_value_heads=1,
    head_dim=20,
    max_position_embeddings=64,
    rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[4, 3, 3]),
    pad_token_id=0,
    bos_token_id=1,
    eos_token_id=2,
)
VISION = dict(
    depth=3,
    hidden_size=16,
    intermediate_size=20,
    out_hidden_size=24,
    num_heads=2,
    patch_size=4,
    num_position_embeddings=25,
    deepstack_visual_indexes=[0, 2],
)
DEFAULT = TOKENS | dict(text_config=TEXT, vision_config=VISION)
OTHER = TOKENS | dict(
    text_config=TEXT
    | dict(
        hidden_act="gelu",
        rms_norm_eps=1e-2,
        num_key_value_heads=2,
        attention_bias=True,
        rope_parameters=dict(
            rope_type="linear", rope_theta=100.0, factor=4.0, mrope_section=[2, 3, 2]
        ),
    ),
    vision_config=VISION
    | dict(
        hidden_act="gelu",
        num_heads=1,
        in_channels=1,
        patch_size=6,
        spatial_merge_size=3,
        temporal_patch_size=1,
        num_position_embeddings=16,
        deepstack_visual_indexes=[1],
        rope_parameters=dict(rope_type="axial", rope_theta=50.0),
    ),
    tie_word_embeddings=True,
)
TWO = ([3, (1, 4, 6), 2, (1, 2, 2)], [1, (1, 4, 4), 4])
FRAMES = ([2, (1, 6, 3), 3], [2, (1, 3, 6), 1, (2, 6, 6), 2])


def frames(**options):
    """A video whose two frames stand one by one."""
    return packed(*FRAMES, numbers=OTHER_NUMBERS, merge=3, by_frame=True, **options)


ARCH = Arch(
    "qwen3_vl",
    "Qwen3VL",
    "qwen3_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", packed(*TWO, numbers=NUMBERS)),
        Row("Model", "other", frames(side="left"), "left"),
        Row("ForConditionalGeneration", "default", packed(*TWO, numbers=NUMBERS, labels=True)),
        Row("ForConditionalGeneration", "other", frames(labels=True)),
    ],
    must_see=[
        "model.visual.merger.norm.bias",
        "model.visual.deepstack_merger_list.0.linear_fc2.bias",
        "model.visual.pos_embed.weight",
        "model.language_model.layers.1.self_attn.q_norm.weight",
    ],
    must_see_options=[
        {"vision_config": {"hidden_act": "silu"}},
        {"vision_config": {"deepstack_visual_indexes": [2]}},
        {"text_config": {"rms_norm_eps": 1e-6}},
    ],
    refuses=[({"vision_config": VISION | dict(num_position_embeddings=20)}, "square")],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
