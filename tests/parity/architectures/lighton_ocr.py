from parity.arch import Arch, Row
from parity.architectures import mistral3
from parity.architectures.llava import IMAGE, LLAMA

TEXT = LLAMA | dict(model_type="qwen3", head_dim=8)
DEFAULT = dict(
    text_config=TEXT,
    vision_config=mistral3.PIXTRAL,
    image_token_id=IMAGE,
    tie_word_embeddings=False,
)
OTHER = dict(
    text_config=LLAMA | dict(rms_norm_eps=1e-2),
    vision_config=mistral3.OTHER["vision_config"],
    image_token_id=IMAGE,
    spatial_merge_size=3,
)
TWO, SMALL, LARGE = mistral3.TWO, mistral3.SMALL, mistral3.LARGE
one_tile = mistral3.one_tile

ARCH = Arch(
    "lighton_ocr",
    "LightOnOcr",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", one_tile(*TWO, **SMALL)),
        Row("Model", "other", one_tile(*TWO, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", one_tile(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", one_tile(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.vision_projection.norm.weight",
        "model.vision_projection.patch_merger.merging_layer.weight",
        "model.vision_projection.linear_2.weight",
        "model.vision_encoder.ln_pre.weight",
    ],
    must_see_options=[
        {"vision_config": {"hidden_act": "gelu"}},
        {"vision_config": {"rope_parameters": {"rope_theta": 500.0}}},
        {"text_config": {"rms_norm_eps": 1e-6}},
    ],
    refuses=[{"spatial_merge_size": 0}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
