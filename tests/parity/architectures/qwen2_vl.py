from parity.arch import Arch, Row
from parity.multimodal import TOKENS, packed

TEXT = dict(
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_key_value_heads=1,
    max_position_embeddings=64,
    rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[2, 2, 2]),
    pad_token_id=0,
    bos_token_id=1,
    eos_token_id=2,
)
VISION = dict(depth=2, embed_dim=16, hidden_size=24, num_heads=2, patch_size=4, mlp_ratio=2)
DEFAULT = TOKENS | dict(text_config=TEXT, vision_config=VISION)
OTHER = TOKENS | dict(
    text_config=TEXT
    | dict(
        hidden_act="gelu",
        rms_norm_eps=1e-2,
        num_key_value_heads=2,
        rope_parameters=dict(
            rope_type="yarn",
            rope_theta=100.0,
            factor=4.0,
            original_max_position_embeddings=16,
            mrope_section=[1, 2, 3],
        ),
        use_sliding_window=True,
        sliding_window=7,
        max_window_layers=1,
    ),
    vision_config=VISION
    | dict(
        hidden_act="gelu",
        mlp_ratio=3,
        num_heads=1,
        in_channels=1,
        patch_size=6,
        spatial_merge_size=3,
        temporal_patch_size=1,
        rope_parameters=dict(rope_type="axial", rope_theta=50.0),
    ),
    tie_word_embeddings=True,
)
NUMBERS, OTHER_NUMBERS = 3 * 2 * 4 * 4, 36
TWO = ([3, (1, 4, 6), 2, (1, 2, 2)], [1, (2, 4, 4), 4])
OTHER_TWO = ([2, (1, 6, 3), 3], [2, (1, 3, 6), 1, (2, 9, 6), 2])


def other(**options):
    return packed(*OTHER_TWO, numbers=OTHER_NUMBERS, merge=3, **options)


ARCH = Arch(
    "qwen2_vl",
    "Qwen2VL",
    "qwen2_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", packed(*TWO, numbers=NUMBERS)),
        Row("Model", "default", packed([5], [3], numbers=NUMBERS), "texts"),
        Row("Model", "other", other(side="left"), "left"),
        Row("ForConditionalGeneration", "default", packed(*TWO, numbers=NUMBERS, labels=True)),
        Row("ForConditionalGeneration", "other", other(labels=True)),
    ],
    must_see=[
        "model.visual.merger.ln_q.bias",
        "model.visual.patch_embed.proj.weight",
        "model.visual.blocks.1.attn.qkv.bias",
        "model.language_model.layers.1.self_attn.q_proj.bias",
    ],
    must_see_options=[
        {"text_config": {"rms_norm_eps": 1e-6}},
        {"text_config": {"sliding_window": 3}},
        {"vision_config": {"hidden_act": "silu"}},
        {"vision_config": {"rope_parameters": {"rope_type": "axial", "rope_theta": 500.0}}},
    ],
    refuses=[
        ({"text_config": TEXT | dict(rope_parameters=dict(mrope_section=[2, 2, 1]))}, "mrope"),
        ({"vision_config": VISION | dict(num_heads=3)}, "num_heads"),
        ({"vision_config": VISION | dict(rope_parameters=dict(rope_type="yarn"))}, "axial"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
