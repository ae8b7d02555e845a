import numpy as np
from parity.arch import Arch, Row
from parity.architectures.llava import IMAGE, LLAMA, TWO
from parity.architectures.llava import with_images as of_images
from parity.texts import Inputs

TOWER = dict(
    hidden_size=32,
    intermediate_size=36,
    num_hidden_layers=2,
    num_attention_heads=2,
    image_size=16,
    patch_size=8,
    vocab_size=23,
    num_visual_indicator_tokens=3,
)
MARKS = [61, 62, 63]
DEFAULT = dict(
    text_config=LLAMA | dict(model_type="qwen2"),
    vision_config=TOWER,
    image_token_id=IMAGE,
    visual_indicator_token_ids=MARKS,
    hidden_size=LLAMA["hidden_size"],
    vocab_size=LLAMA["vocab_size"],
)
OTHER = DEFAULT | dict(
    text_config=LLAMA | dict(hidden_act="gelu"),
    vision_config=TOWER
    | dict(
        image_size=32,
        num_channels=1,
        num_attention_heads=4,
        rms_norm_eps=1e-2,
        qkv_bias=True,
        mlp_bias=True,
        hidden_act="gelu",
        hidden_stride=2,
        tokenize_function="st_argmax",
        num_visual_indicator_tokens=5,
    ),
    tie_word_embeddings=False,
)
SMALL, LARGE = dict(each=4, shape=(3, 16, 16)), dict(each=4, shape=(1, 32, 32))


def with_images(*texts: list[int], **options):
    """As LLaVA's, with an indicator before and behind each image."""

    def make(rng: np.random.Generator) -> Inputs:
        found = of_images(*texts, **options)(rng)
        ids = found["input_ids"]
        for row in ids:
            inside = np.flatnonzero((row[1:] == IMAGE) != (row[:-1] == IMAGE))
            for index, at in enumerate(inside):
                row[at if row[at] != IMAGE else at + 1] = MARKS[index % len(MARKS)]
        if "labels" in found:
            text = (found["attention_mask"] == 1) & (ids != IMAGE) & ~np.isin(ids, MARKS)
            found["labels"] = np.where(text, ids, -100)
        return found

    return make


ARCH = Arch(
    "ovis2",
    "Ovis2",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "model.visual_embeddings_table.weight",
            "model.vision_tower.head_linear.weight",
            "model.vision_tower.head_norm.bias",
            "model.vision_tower.transformer.rms_norm.weight",
            "model.vision_tower.transformer.embeddings.rms_norm.weight",
            "model.vision_tower.transformer.embeddings.position_embedding.weight",
            "model.vision_tower.transformer.encoder.layers.0.ffn.gate_proj.weight",
        ],
    },
    must_see_options={
        "ForConditionalGeneration-default": [
            {"vision_config": {"hidden_act": "gelu"}},
            {"vision_config": {"rms_norm_eps": 1e-1}},
            {"visual_indicator_token_ids": [61, 63, 62]},
        ]
    },
    refuses=[
        {"visual_indicator_token_ids": [1, 2, 3, 4, 5, 6]},
        ({"vision_config": TOWER | dict(tokenize_function="gumbel_argmax")}, "tokenize_function"),
        ({"vision_config": TOWER | dict(hidden_stride=3)}, "hidden_stride"),
        ({"vision_config": TOWER | dict(num_attention_heads=3)}, "num_attention_heads"),
        (
            {"vision_config": TOWER | dict(num_visual_indicator_tokens=23)},
            "num_visual_indicator_tokens",
        ),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
