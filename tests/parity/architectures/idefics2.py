from parity.arch import Arch, Row
from parity.architectures.idefics3 import with_images
from parity.architectures.llava import IMAGE, LLAMA
from parity.towers import VISION

TOWER = VISION | dict(image_size=48, num_hidden_layers=2)
PERCEIVER = dict(
    resampler_n_latents=3,
    resampler_depth=2,
    resampler_n_heads=4,
    resampler_head_dim=6,
    num_key_value_heads=2,
)
DEFAULT = dict(
    text_config=LLAMA | dict(model_type="mistral"),
    vision_config=TOWER,
    perceiver_config=PERCEIVER,
    image_token_id=IMAGE,
)
OTHER = dict(
    text_config=LLAMA | dict(hidden_act="gelu", tie_word_embeddings=True, rms_norm_eps=1e-2),
    vision_config=TOWER
    | dict(image_size=40, num_channels=1, hidden_act="gelu", num_attention_heads=4),
    perceiver_config=PERCEIVER
    | dict(
        hidden_size=LLAMA["hidden_size"],
        rms_norm_eps=1e-3,
        hidden_act="relu",
        resampler_depth=1,
        num_key_value_heads=4,
    ),
    image_token_id=IMAGE,
    tie_word_embeddings=True,
)
TWO = ([3, 2, 2], [4, 0, 3])
SMALL, LARGE = dict(each=3, shape=(3, 32, 40)), dict(each=3, shape=(1, 48, 48))

ARCH = Arch(
    "idefics2",
    "Idefics2",
    "idefics3",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL, cut=9)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left", masked=False), "left"),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True, cut=9)),
    ],
    must_see=[
        "model.vision_model.embeddings.position_embedding.weight",
        "model.connector.modality_projection.up_proj.weight",
        "model.connector.perceiver_resampler.latents",
        "model.connector.perceiver_resampler.layers.0.input_context_norm.weight",
    ],
    must_see_options=[
        {"vision_config": {"hidden_act": "relu"}},
        {"perceiver_config": {"rms_norm_eps": 1e-6}},
        {"perceiver_config": {"hidden_act": "silu"}},
        {"text_config": {"hidden_act": "silu"}},
    ],
    must_see_lines={"Model-default": [("ops.all(squares", "ops.any(squares")]},
    refuses=[
        ({"perceiver_config": PERCEIVER | dict(num_key_value_heads=3)}, "num_key_value_heads"),
        ({"vision_config": TOWER | dict(num_attention_heads=3)}, "num_attention_heads"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
