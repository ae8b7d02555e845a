from parity.arch import Arch, Row
from parity.architectures import glm4v, glm4v_moe
from parity.multimodal import packed

DEFAULT = glm4v.DEFAULT
OTHER = glm4v.OTHER | dict(
    text_config=glm4v_moe.OTHER["text_config"] | dict(model_type="glm4v_moe_text"),
    vision_config=glm4v.OTHER_VISION | dict(model_type="glm4v_vision"),
)

ARCH = Arch(
    "glm46v",
    "Glm46V",
    "glm4v",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", packed(*glm4v.IMAGES, **glm4v.ONE)),
        Row("Model", "other", packed(*glm4v.FRAMES, **glm4v.OTHERS, side="left"), "left"),
        Row(
            "ForConditionalGeneration",
            "default",
            packed(*glm4v.IMAGES, **glm4v.ONE, labels=True),
        ),
        Row(
            "ForConditionalGeneration", "other", packed(*glm4v.FRAMES, **glm4v.OTHERS, labels=True)
        ),
    ],
    must_see=[
        "model.visual.embeddings.position_embedding.weight",
        "model.language_model.layers.1.mlp.shared_experts.up_proj.weight",
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
