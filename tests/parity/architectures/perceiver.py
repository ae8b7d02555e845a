import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding, token_ids

TINY = dict(
    num_latents=5,
    d_latents=24,
    d_model=16,
    num_self_attends_per_block=2,
    num_self_attention_heads=4,
    num_cross_attention_heads=2,
    vocab_size=67,
    max_position_embeddings=9,
    image_size=6,
    num_labels=3,
)
OTHER = TINY | dict(
    num_blocks=2,
    num_self_attends_per_block=1,
    self_attention_widening_factor=2,
    cross_attention_widening_factor=3,
    hidden_act="relu",
    use_query_residual=False,
    cross_attention_shape_for_attention="q",
)
SINGLE = TINY | dict(num_cross_attention_heads=1)  # what divides 261 channels
SPLIT = TINY | dict(qk_channels=8, v_channels=24, num_labels=1)
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)


def texts(name="inputs", **labels):
    def make(rng):
        found = {name: token_ids(rng, 67, 2, 7), "attention_mask": padding([7, 4], 7)}
        return found | {name: make(rng) for name, make in labels.items()}

    return make


def vectors(rng):
    found = rng.standard_normal((2, 7, 16)).astype(np.float32)
    return {"inputs": found, "attention_mask": padding([7, 4], 7)}


def images(*shape, name="inputs", **labels):
    def make(rng):
        found = {name: rng.standard_normal(shape).astype(np.float32)}
        return found | {name: make(rng) for name, make in labels.items()}

    return make


def masked(rng):
    return np.where(rng.random((2, 9)) < 0.4, rng.integers(0, 67, (2, 9)), -100)


def numbers(rng):
    return rng.integers(0, 3, 2)


def several(rng):
    return rng.integers(0, 2, (2, 3)).astype(np.float32)


ARCH = Arch(
    "perceiver",
    "Perceiver",
    "perceiver",
    configs={"default": TINY, "other": OTHER, "single": SINGLE, "split": SPLIT},
    rows=[
        Row("Model", "default", vectors),
        Row("Model", "other", vectors),
        Row("Model", "split", vectors),
        Row("ForSequenceClassification", "default", texts(labels=numbers)),
        Row("ForSequenceClassification", "other", texts("input_ids", labels=several)),
        Row("ForImageClassificationLearned", "default", images(2, 3, 6, 6, labels=numbers)),
        Row("ForImageClassificationLearned", "other", images(2, 3, 7, 9), requests=RESIZED),
        Row(
            "ForImageClassificationFourier",
            "single",
            images(2, 3, 7, 5, labels=several),
        ),
        Row(
            "ForImageClassificationFourier",
            "split",
            images(2, 3, 1, 4, name="pixel_values", labels=lambda rng: rng.random(2)),
        ),
        Row(
            "ForImageClassificationConvProcessing",
            "other",
            images(2, 3, 22, 17, labels=numbers),
        ),
        Row("ForMaskedLM", "other", texts(labels=masked)),
        Row("ForMaskedLM", "default", texts("input_ids", labels=masked)),
    ],
    must_see=[
        "embedding_decoder.bias",
        "perceiver.decoder.decoding_cross_attention.mlp.dense1.bias",
    ],
    must_see_options={"Model-other": [{"num_blocks": 3}]},
    refuses=[
        {"num_self_attention_heads": 5},
        {"num_cross_attention_heads": 5},
        {"cross_attention_shape_for_attention": "v"},
    ],
)
