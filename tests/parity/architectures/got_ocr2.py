from parity.arch import Arch, Row
from parity.architectures.llava import IMAGE, LLAMA, TWO, with_images

TOWER = dict(
    hidden_size=24,
    output_channels=10,
    num_hidden_layers=3,
    num_attention_heads=4,
    image_size=40,
    patch_size=8,
    window_size=2,
    global_attn_indexes=[1],
    mlp_dim=36,
)
DEFAULT = dict(
    text_config=LLAMA | dict(model_type="qwen2"), vision_config=TOWER, image_token_index=IMAGE
)
OTHER = dict(
    text_config=LLAMA | dict(hidden_act="gelu"),
    vision_config=TOWER
    | dict(
        image_size=48,
        num_attention_heads=2,
        num_channels=1,
        hidden_act="relu",
        layer_norm_eps=1e-2,
        qkv_bias=False,
        use_abs_pos=False,
        window_size=4,
        global_attn_indexes=[0, 2],
    ),
    image_token_index=IMAGE,
    tie_word_embeddings=False,
)
PLAIN = DEFAULT | dict(vision_config=TOWER | dict(use_rel_pos=False))
# Five patches a side become three and two.
SMALL, LARGE = dict(each=4, shape=(3, 40, 40)), dict(each=4, shape=(1, 48, 48))

ARCH = Arch(
    "got_ocr2",
    "GotOcr2",
    "llava",
    configs={"default": DEFAULT, "other": OTHER, "plain": PLAIN},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "plain", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "model.vision_tower.pos_embed",
            "model.vision_tower.layers.0.attn.rel_pos_h",
            "model.vision_tower.layers.1.attn.qkv.bias",
            "model.vision_tower.neck.conv1.weight",
            "model.multi_modal_projector.conv_upsampler1.weight",
            "model.multi_modal_projector.conv_upsampler2.weight",
            "model.multi_modal_projector.multimodal_projector.bias",
        ]
    },
    must_see_options=[
        {"vision_config": {"hidden_act": "gelu"}},
        {"vision_config": {"layer_norm_eps": 1e-6}},
    ],
    refuses=[({"vision_config": TOWER | dict(num_attention_heads=5)}, "num_attention_heads")],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
