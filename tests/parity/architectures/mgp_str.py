from parity.arch import Arch, Row
from parity.images import images

TINY = dict(
    image_size=[16, 24],
    max_token_length=5,
    num_character_labels=11,
    num_bpe_labels=13,
    num_wordpiece_labels=17,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
)
OTHER = TINY | dict(
    image_size=[24, 24],
    patch_size=[8, 6],
    num_channels=1,
    mlp_ratio=1.5,
    qkv_bias=False,
    layer_norm_eps=1e-2,
    max_token_length=3,
    num_hidden_layers=3,
    num_attention_heads=3,
    drop_rate=0.1,
    drop_path_rate=0.1,
)
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)
A3 = EVERYTHING | dict(output_a3_attentions=True)
HEAD = "ForSceneTextRecognition"

ARCH = Arch(
    "mgp-str",
    "Mgpstr",
    "mgp_str",
    configs={"default": TINY, "other": OTHER},
    rows=[
        Row(HEAD, "default", images(2, 3, 16, 24), requests=A3),
        Row("Model", "default", images(2, 3, 16, 24), requests=EVERYTHING),
        Row(HEAD, "other", images(3, 1, 24, 24), requests=A3),
    ],
    must_see=[
        "mgp_str.embeddings.cls_token",
        "mgp_str.embeddings.pos_embed",
        "mgp_str.encoder.blocks.2.norm2.weight",
        "char_a3_module.tokenLearner.0.weight",
        "bpe_a3_module.feat.weight",
        "wp_a3_module.norm.bias",
        "wp_head.weight",
    ],
    must_see_options=[{"layer_norm_eps": 1e-5}, {"num_attention_heads": 4}],
    refuses=[
        {"num_attention_heads": 5},
        ({"hidden_size": 20, "num_attention_heads": 4}, "hidden_size"),
        {"distilled": True},
        {"max_token_length": 0},
        {"image_size": [3]},
        {"patch_size": 0},
    ],
)
