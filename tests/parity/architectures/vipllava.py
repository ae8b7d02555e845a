from parity.arch import Arch, Row
from parity.architectures.llava import CLIP, IMAGE, LARGE, LLAMA, SMALL, TWO, with_images
from parity.towers import VISION

DEFAULT = dict(
    text_config=LLAMA,
    vision_config=CLIP,
    image_token_index=IMAGE,
    vision_feature_layer=[-2, 1, 0],
)
OTHER = dict(
    text_config=LLAMA | dict(model_type="mistral", sliding_window=6, hidden_act="gelu"),
    vision_config=VISION | dict(model_type="clip_vision_model", image_size=24),
    image_token_index=IMAGE,
    projector_hidden_act="relu",
    projector_layernorm_eps=1e-2,
    vision_feature_layer=-1,
    tie_word_embeddings=True,
)

ARCH = Arch(
    "vipllava",
    "VipLlava",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row(
            "ForConditionalGeneration",
            "default",
            with_images([3, 2], each=4, shape=(3, 16, 16)),
            "chosen",
            requests=dict(vision_feature_layer=(1, -1, 2), output_hidden_states=True),
        ),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.multi_modal_projector.projector_layernorm.weight",
        "model.vision_tower.encoder.layers.0.mlp.fc1.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"projector_hidden_act": "gelu"},
        {"projector_layernorm_eps": 1e-5},
        {"vision_feature_layer": 1},
    ],
    refuses=[{"vision_feature_layer": [1, 5]}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
