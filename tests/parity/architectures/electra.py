import numpy as np
from parity.arch import Arch, Row
from parity.encoders import (
    TINY,
    VOCABULARY,
    choices,
    classes,
    context,
    text_rows,
    texts,
    word_labels,
)
from parity.texts import token_ids

SMALL = TINY | dict(embedding_size=16, type_vocab_size=3)
OTHER = SMALL | dict(
    embedding_size=24,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_labels=5,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
    summary_type="mean",
    summary_use_proj=False,
    summary_activation="tanh",
)
DECODER = SMALL | dict(is_decoder=True, tie_word_embeddings=False)
CROSS = SMALL | dict(is_decoder=True, add_cross_attention=True)


def boolean_mask(rng: np.random.Generator) -> dict:
    inputs = texts({"labels": classes(2, 3, 9)})(rng)
    return inputs | {"attention_mask": inputs["attention_mask"].astype(bool)}


def without_mask(rng: np.random.Generator) -> dict:
    return {"input_ids": token_ids(rng, VOCABULARY, 2, 6), "labels": rng.integers(0, 2, (2, 6))}


ARCH = Arch(
    "electra",
    "Electra",
    "bert",
    cached=["ForCausalLM-cross"],
    rows=[
        *text_rows(SMALL, OTHER, embedding=16),
        Row("ForPreTraining", SMALL, boolean_mask, "default"),
        Row("ForPreTraining", OTHER, without_mask, "no-mask"),
        Row("ForCausalLM", DECODER, texts({"labels": word_labels}), "decoder"),
        Row("ForCausalLM", CROSS, context(24), "cross"),
        Row("ForMultipleChoice", SMALL | dict(summary_type="last"), choices(), "last"),
        Row(
            "ForMultipleChoice",
            SMALL | dict(summary_type="cls_index", summary_activation=""),
            choices(),
            "cls_index",
        ),
    ],
    must_see={
        "Model-default": ["embeddings_project.bias", "encoder.layer.1.attention.self.key.weight"]
    },
    must_see_options={
        "Model-default": [
            {"hidden_act": "gelu_new"},
            {"layer_norm_eps": 0.001},
            {"is_decoder": True},
        ]
    },
    must_see_lines={
        "ForPreTraining-default": [("self.activation(self.dense(hidden))", "self.dense(hidden)")]
    },
)
