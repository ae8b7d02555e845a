from parity.arch import Arch, Row, texts
from parity.architectures import glm4v
from parity.multimodal import packed, patches

TEXT = glm4v.TEXT | dict(
    head_dim=16,
    rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[2, 3, 3]),
)
VISION = glm4v.VISION
DEFAULT = glm4v.TOKENS | dict(text_config=TEXT, vision_config=VISION)
OTHER_VISION = glm4v.OTHER_VISION | dict(attention_bias=False)
OTHER = glm4v.OTHER | dict(vision_config=OTHER_VISION)
IMAGES, FRAMES, ONE, OTHERS = glm4v.IMAGES, glm4v.FRAMES, glm4v.ONE, glm4v.OTHERS

ARCH = Arch(
    "glm_ocr",
    "GlmOcr",
    "glm4v",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", packed(*IMAGES, **ONE)),
        Row("TextModel", TEXT, texts(), config_class="GlmOcrTextConfig"),
        Row(
            "VisionModel",
            VISION,
            patches((1, 6, 8), (1, 2, 2), numbers=glm4v.NUMBERS),
            requests=dict(output_hidden_states=True),
            padded="",
            config_class="GlmOcrVisionConfig",
        ),
        Row("Model", "other", packed(*FRAMES, **OTHERS, side="left"), "left"),
        Row("ForConditionalGeneration", "other", packed(*FRAMES, **OTHERS, labels=True)),
        Row("ForConditionalGeneration", "default", packed(*IMAGES, **ONE, labels=True)),
    ],
    must_see=[
        "model.visual.blocks.1.attn.q_norm.weight",
        "model.visual.blocks.1.attn.proj.bias",
        "model.visual.blocks.1.mlp.down_proj.bias",
        "model.visual.downsample.bias",
        "model.language_model.layers.1.post_mlp_layernorm.weight",
    ],
    must_see_options=[{"vision_config": VISION | dict(hidden_act="gelu")}],
    refuses=[
        ({"vision_config": VISION | dict(num_heads=3)}, "num_heads"),
        ({"text_config": TEXT | dict(head_dim=8)}, "mrope_section"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
