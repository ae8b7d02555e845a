from parity.arch import Arch, Row
from parity.architectures.llava import CLIP, IMAGE, LLAMA, TWO, with_images
from parity.towers import VISION

DEFAULT = dict(
    text_config=LLAMA,
    vision_config=VISION | dict(model_type="siglip_vision_model"),
    image_token_id=IMAGE,
)
OTHER = dict(
    text_config=LLAMA | dict(model_type="qwen2", hidden_act="gelu"),
    vision_config=CLIP | dict(image_size=24, hidden_act="relu", layer_norm_eps=1e-2),
    image_token_id=IMAGE,
    tie_word_embeddings=False,
)
# With CLIP, the class token is among the vectors.
SMALL, LARGE = dict(each=4, shape=(3, 16, 16)), dict(each=10, shape=(3, 24, 24))

ARCH = Arch(
    "deepseek_vl",
    "DeepseekVL",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "lm_head.weight",
        "model.aligner.linear1.bias",
        "model.aligner.linear2.weight",
        "model.vision_model.encoder.layers.0.mlp.fc1.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[{"vision_config": {"layer_norm_eps": 1e-6}}],
    refuses=[({"vision_config": VISION | dict(model_type="none")}, "none")],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
