from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import (
    answer,
    choices,
    classes,
    context,
    left_padded,
    numbers,
    texts,
    word_labels,
)

TINY = encoders.TINY | dict(
    num_hidden_layers=2,
    pronunciation_embed_dim=10,
    pronunciation_vocab_size=17,
    shape_embed_dim=14,
    shape_vocab_size=23,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    pad_token_id=1,
    num_labels=5,
    concat_input=False,
    pronunciation_embed_dim=24,
    shape_embed_dim=24,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
)
SHAPES = TINY | dict(enable_pronunciation=False)
SOUNDS = OTHER | dict(enable_shape=False)
DECODER = TINY | dict(is_decoder=True, tie_word_embeddings=False)
CROSS = OTHER | dict(is_decoder=True, add_cross_attention=True, chunk_size_feed_forward=0)


def enriched(make: Any, prefix: str = "") -> Any:
    """With the shape and the pronunciation of each token."""

    def wrapped(rng: np.random.Generator) -> dict[str, Any]:
        inputs = make(rng)
        shape = inputs["input_ids"].shape
        inputs["input_shape_ids"] = rng.integers(0, 23, shape)
        inputs["input_pronunciation_ids"] = rng.integers(0, 17, shape)
        return {prefix + name: value for name, value in inputs.items()}

    return wrapped


def pretraining(rng: np.random.Generator) -> dict[str, Any]:
    inputs = enriched(texts())(rng) | enriched(texts(), "attack_")(rng)
    labels = enriched(texts(), "labels_")(rng)
    labels["labels_input_ids"][:, ::3] = -100
    return inputs | labels


def masked(rng: np.random.Generator) -> dict[str, Any]:
    return enriched(texts())(rng) | {"labels_input_ids": word_labels(rng)}


CLASSES = enriched(texts({"labels": classes(5, 3)}))
TOKENS = enriched(texts({"labels": classes(5, 3, 9)}))


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((2, 5, 24))}


def asked(rng: np.random.Generator) -> dict[str, Any]:
    return enriched(texts())(rng) | answer(rng)


ARCH = Arch(
    "roc_bert",
    "RoCBert",
    "bert",
    trained="ForMaskedLM-default",
    cached=["ForCausalLM-decoder", "ForCausalLM-cross"],
    rows=[
        Row("Model", TINY, enriched(texts()), "default"),
        Row("Model", OTHER, enriched(texts(pad=1)), "other"),
        Row("Model", TINY, left_padded(pad=0), "left"),
        Row("Model", OTHER, left_padded(pad=1), "plain"),
        Row("Model", SHAPES, enriched(texts()), "shapes"),
        Row("Model", SOUNDS, enriched(texts(pad=1)), "sounds"),
        Row("Model", TINY, vectors, "embeds"),
        Row("ForPreTraining", OTHER, pretraining, "other"),
        Row("ForPreTraining", TINY, pretraining, "default"),
        Row("ForPreTraining", TINY, masked, "masked"),
        Row("ForCausalLM", DECODER, texts({"labels": word_labels}), "decoder"),
        Row("ForCausalLM", CROSS, context(24), "cross"),
        Row(
            "ForSequenceClassification",
            OTHER,
            enriched(texts({"labels": classes(5, 3)})),
            "classes",
        ),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            enriched(texts({"labels": numbers(3)})),
            "number",
        ),
        Row("ForMultipleChoice", OTHER, enriched(choices()), "other"),
        Row("ForTokenClassification", OTHER, TOKENS, "other"),
        Row(
            "ForQuestionAnswering",
            TINY,
            asked,
            "default",
        ),
        Row("ForMaskedLM", TINY, texts({"labels": word_labels}), "default"),
        Row("ForMaskedLM", OTHER, enriched(texts({"labels": word_labels})), "enriched"),
    ],
    must_see={
        "Model-default": [
            "embeddings.shape_embed.weight",
            "embeddings.pronunciation_embed.weight",
            "embeddings.map_inputs_layer.bias",
        ],
        "Model-sounds": ["embeddings.pronunciation_embed.weight"],
    },
    must_see_options={"Model-other": [{"hidden_act": "gelu_new"}, {"enable_shape": False}]},
    refuses=[
        {"num_attention_heads": 7},
        {"shape_embed_dim": 14},
        {"pronunciation_embed_dim": 10},
        {"position_embedding_type": "relative_key"},
    ],
)
