from parity.arch import Arch, Row
from parity.architectures import internvl
from parity.architectures.llava import IMAGE, LLAMA, TWO, with_images
from parity.images import images

TEXT = LLAMA | dict(model_type="qwen3", head_dim=8)
DEFAULT = dict(
    text_config=TEXT,
    vision_config=internvl.TOWER,
    image_token_id=IMAGE,
    tie_word_embeddings=False,
)
OTHER_VISION = internvl.LARGE_TOWER | dict(attention_bias=False, drop_path_rate=0.3)
OTHER = internvl.OTHER | dict(vision_config=OTHER_VISION, tie_word_embeddings=True)
SMALL, LARGE, WIDER = internvl.SMALL, internvl.LARGE, internvl.WIDER
ALONE = dict(config_class="QianfanOCRVisionConfig", padded="")

ARCH = Arch(
    "qianfan_ocr",
    "QianfanOCR",
    "internvl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **WIDER), "wider"),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("VisionModel", internvl.TOWER, images(2, 3, 32, 40), "default", **ALONE),
        Row("VisionModel", OTHER_VISION, internvl.masked, "masked", **ALONE),
        Row(
            "ForConditionalGeneration",
            "other",
            with_images(*TWO, **LARGE),
            "last",
            requests=dict(vision_feature_layer=3, output_hidden_states=True),
        ),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.multi_modal_projector.layer_norm.weight",
        "model.vision_tower.layers.1.attention.q_norm.weight",
        "model.vision_tower.layers.1.lambda_1",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"projector_hidden_act": "gelu"},
        {"vision_feature_layer": 1},
        {"vision_config": {"hidden_act": "gelu"}},
    ],
    refuses=[{"downsample_ratio": 0.4}, {"vision_feature_layer": 4}],
    padded="attention_mask",
    same_names=False,
    trained="ForConditionalGeneration-default",
)
