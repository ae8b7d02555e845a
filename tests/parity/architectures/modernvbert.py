import numpy as np
from parity.arch import Arch, Row
from parity.architectures.idefics3 import TWO, with_images
from parity.architectures.llava import IMAGE
from parity.encoders import classes
from parity.texts import Inputs
from parity.towers import VISION

BERT = dict(
    model_type="modernbert",
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=3,
    num_attention_heads=4,
    max_position_embeddings=64,
    local_attention=4,
    global_attn_every_n_layers=2,
    pad_token_id=1,
)
TOWER = VISION | dict(model_type="siglip_vision_model", image_size=32, num_hidden_layers=2)
DEFAULT = dict(text_config=BERT, vision_config=TOWER, image_token_id=IMAGE, pixel_shuffle_factor=2)
OTHER = dict(
    text_config=BERT
    | dict(
        norm_eps=1e-3,
        norm_bias=True,
        attention_bias=True,
        mlp_bias=True,
        classifier_bias=True,
        classifier_activation="relu",
        decoder_bias=False,
        hidden_activation="silu",
    ),
    vision_config=TOWER
    | dict(image_size=48, num_channels=1, num_attention_heads=4, vision_use_head=False),
    image_token_id=IMAGE,
    pixel_shuffle_factor=3,
    classifier_pooling="mean",
    tie_word_embeddings=True,
    num_labels=3,
)


def with_classes(make, count: int, *shape: int):
    """Texts with images, and classes of them or of their tokens."""

    def made(rng: np.random.Generator) -> Inputs:
        inputs = make(rng)
        size = (len(inputs["input_ids"]), *(inputs["input_ids"].shape[1:] if shape else ()))
        return inputs | {"labels": classes(count, *size)(rng)}

    return made


SMALL, LARGE = dict(each=4, shape=(3, 32, 32)), dict(each=4, shape=(1, 48, 48))
PAGES, OTHERS = with_images(*TWO, **SMALL, cut=9), with_images(*TWO, **LARGE)

ARCH = Arch(
    "modernvbert",
    "ModernVBert",
    "modernvbert",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", PAGES),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left", masked=False), "left"),
        Row("ForSequenceClassification", "default", with_classes(PAGES, 2)),
        Row("ForSequenceClassification", "other", with_classes(OTHERS, 3)),
        Row("ForTokenClassification", "other", with_classes(OTHERS, 3, 1)),
        Row("ForMaskedLM", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForMaskedLM", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.connector.modality_projection.weight",
        "model.vision_model.embeddings.position_embedding.weight",
        "model.text_model.layers.1.attn.Wqkv.weight",
        "projection_head.norm.bias",
    ],
    must_see_options={
        "ForMaskedLM-other": [
            {"text_config": {"classifier_activation": "gelu"}},
            {"text_config": {"local_attention": 8}},
            {"vision_config": {"hidden_act": "relu"}},
        ],
        "ForSequenceClassification-other": [{"classifier_pooling": "cls"}],
    },
    refuses=[
        {"pixel_shuffle_factor": 0},
        {"classifier_pooling": "last"},
        ({"text_config": {"model_type": "bert"}}, "text_config is 'bert'"),
    ],
    padded="attention_mask",
    trained="ForMaskedLM-default",
)
