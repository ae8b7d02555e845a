import numpy as np
from parity.arch import Arch, Row
from parity.architectures.llava import IMAGE, LLAMA, TWO, with_images
from parity.images import images, masked_patches
from parity.texts import Inputs
from parity.towers import VISION

TOWER = VISION | dict(image_size=32, num_hidden_layers=3)
LARGE_TOWER = TOWER | dict(
    image_size=[32, 32],
    patch_size=[4, 4],
    attention_bias=True,
    use_qk_norm=True,
    norm_type="rms_norm",
    hidden_act="relu",
    use_mean_pooling=False,
    use_mask_token=True,
    layer_norm_eps=1e-3,
)
DEFAULT = dict(
    text_config=LLAMA | dict(model_type="qwen2"),
    vision_config=TOWER,
    image_token_id=IMAGE,
    tie_word_embeddings=False,
)
OTHER = dict(
    text_config=LLAMA | dict(hidden_act="gelu"),
    vision_config=LARGE_TOWER,
    image_token_id=IMAGE,
    downsample_ratio=0.25,
    projector_hidden_act="relu",
    vision_feature_layer=-2,
)
# Four patches down and across, two by two; eight, four by four.
SMALL, LARGE = dict(each=4, shape=(3, 32, 32)), dict(each=4, shape=(3, 32, 32))
WIDER = dict(each=9, shape=(3, 48, 48))  # positions are interpolated
ALONE = dict(config_class="InternVLVisionConfig", padded="")


def masked(rng: np.random.Generator) -> Inputs:
    return images(2, 3, 32, 32, bool_masked_pos=masked_patches(2, 64, masked=9))(rng)


ARCH = Arch(
    "internvl",
    "InternVL",
    "internvl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "default", with_images(*TWO, **WIDER), "wider"),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("VisionModel", TOWER, images(2, 3, 32, 40), "default", **ALONE),
        Row("VisionModel", LARGE_TOWER, masked, "masked", **ALONE),
        Row(
            "VisionModel",
            TOWER | dict(use_absolute_position_embeddings=False),
            images(1, 3, 32, 32),
            "unplaced",
            **ALONE,
        ),
        Row(
            "ForConditionalGeneration",
            "default",
            with_images(*TWO, **SMALL),
            "chosen",
            requests=dict(vision_feature_layer=1, output_hidden_states=True),
        ),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.multi_modal_projector.layer_norm.weight",
        "model.vision_tower.encoder.layer.1.attention.q_norm.weight",
        "model.vision_tower.encoder.layer.1.lambda_1",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"projector_hidden_act": "gelu"},
        {"vision_feature_layer": -1},
        {"vision_config": {"hidden_act": "gelu"}},
        {"vision_config": {"layer_norm_eps": 1e-6}},
    ],
    refuses=[
        {"downsample_ratio": 0.4},
        {"vision_feature_select_strategy": "full"},
        {"vision_feature_layer": 4},
        ({"vision_config": TOWER | dict(image_size=[16, 24])}, "image_size"),
        ({"vision_config": TOWER | dict(norm_type="batch_norm")}, "norm_type"),
        ({"vision_config": TOWER | dict(num_attention_heads=3)}, "num_attention_heads"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
