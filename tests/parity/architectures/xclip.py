from parity.arch import Arch, Row
from parity.images import images
from parity.towers import EVERYTHING, TEXT, VISION, both, texts

MIT = dict(
    mit_hidden_size=20,
    mit_intermediate_size=28,
    mit_num_hidden_layers=1,
    mit_num_attention_heads=2,
    num_frames=3,
)
TINY = dict(
    text_config=TEXT,
    vision_config=VISION | MIT,
    projection_dim=20,
    prompt_num_attention_heads=4,
)
OTHER = TINY | dict(
    text_config=TEXT | dict(eos_token_id=4, hidden_act="gelu", layer_norm_eps=1e-3),
    vision_config=VISION
    | MIT
    | dict(
        num_frames=2,
        mit_num_hidden_layers=2,
        mit_num_attention_heads=5,
        image_size=20,
        patch_size=4,
        num_channels=1,
        hidden_act="gelu_new",
        layer_norm_eps=1e-3,
        drop_path_rate=0.1,
    ),
    prompt_layers=1,
    prompt_alpha=0.7,
    prompt_hidden_act="relu",
    prompt_num_attention_heads=2,
    logit_scale_init_value=1.5,
)
LAST = TEXT | dict(eos_token_id=4)
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)

ARCH = Arch(
    "xclip",
    "XCLIP",
    "clip",
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), images(2, 3, 3, 16, 16)), "default"),
        Row("Model", TINY, both(texts([5]), images(1, 3, 3, 25, 32)), "resized", requests=RESIZED),
        Row("TextModel", LAST, texts([7, 4]), config_class="XCLIPTextConfig"),
        Row("VisionModel", VISION | MIT, images(6, 3, 16, 16), config_class="XCLIPVisionConfig"),
        Row("Model", OTHER, both(texts([7, 4]), images(2, 2, 1, 20, 20)), "other", requests=PAIRS),
    ],
    must_see={
        "Model-default": [
            "mit.position_embedding",
            "vision_model.encoder.layers.0.message_fc.bias",
            "prompts_generator.alpha",
            "prompts_visual_layernorm.bias",
        ]
    },
    refuses=[{"projection_dim": 24}, {"prompt_num_attention_heads": 3}],
)
