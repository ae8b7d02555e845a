from parity.arch import DECODER, Arch, Row
from parity.architectures.llava import IMAGE, TWO, with_images
from parity.towers import VISION

COHERE = DECODER | dict(
    model_type="cohere2", max_position_embeddings=64, sliding_window=4, tie_word_embeddings=True
)
TOWER = VISION | dict(
    model_type="siglip_vision_model", vision_use_head=False, image_size=32, num_hidden_layers=3
)
DEFAULT = dict(text_config=COHERE, vision_config=TOWER, image_token_index=IMAGE)
OTHER = dict(
    text_config=COHERE
    | dict(
        num_hidden_layers=3,
        sliding_window_pattern=2,
        tie_word_embeddings=False,
        layer_norm_eps=1e-2,
        hidden_act="gelu",
    ),
    vision_config=TOWER | dict(image_size=48, layer_norm_eps=1e-2, hidden_act="relu"),
    image_token_index=IMAGE,
    downsample_factor=3,
    alignment_intermediate_size=18,
    adapter_layer_norm_eps=1e-2,
    vision_feature_layer=-2,
    tie_word_embeddings=False,
)
SMALL, LARGE = dict(each=4, shape=(3, 32, 32)), dict(each=4, shape=(3, 48, 48))


MUST_SEE = [
    "model.multi_modal_projector.linear_1.bias",
    "model.multi_modal_projector.linear_2.weight",
    "model.vision_tower.encoder.layers.0.mlp.fc1.bias",
    "model.language_model.layers.1.self_attn.q_proj.weight",
]

ARCH = Arch(
    "aya_vision",
    "AyaVision",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[*MUST_SEE, "model.multi_modal_projector.layernorm.bias"],
    must_see_options=[
        {"adapter_layer_norm_eps": 1e-6},
        {"vision_feature_layer": -1},
        {"vision_config": OTHER["vision_config"] | {"hidden_act": "gelu"}},
    ],
    refuses=[
        {"downsample_factor": 0},
        {"alignment_intermediate_size": 7},
        {"vision_feature_select_strategy": "all"},
        {"vision_feature_layer": 7},
        {"vision_feature_layer": [-1, -2]},
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
