from parity.arch import Arch, Row
from parity.images import images
from parity.towers import TEXT, VISION, both, texts

TINY_TEXT = TEXT | dict(eos_token_id=66)
TINY = dict(text_config=TINY_TEXT, vision_config=VISION, projection_dim=20)
BIASED = dict(qkv_bias=True, mlp_bias=True, hidden_act="gelu", rms_norm_eps=1e-3)
OTHER = dict(
    text_config=TINY_TEXT | BIASED,
    vision_config=VISION
    | BIASED
    | dict(num_channels=1, patch_size=4, is_native=True, num_attention_heads=4),
    projection_dim=12,
    max_logit_scale=1.1,
)

ARCH = Arch(
    "aimv2",
    "Aimv2",
    "clip",
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), images(2, 3, 16, 16)), "default"),
        Row("TextModel", TINY_TEXT, texts([7, 4]), config_class="Aimv2TextConfig"),
        Row("Model", OTHER, both(texts([7, 4]), images(2, 1, 21, 12)), "other"),
    ],
    must_see={
        "Model-default": ["vision_model.head.cls_token", "vision_model.embeddings.rms_norm.weight"]
    },
    must_see_options={"Model-other": [{"max_logit_scale": 1.05}]},
    refuses=[
        ({"vision_config": {"hidden_size": 6, "num_attention_heads": 1, "is_native": True}}, "of 4")
    ],
)
