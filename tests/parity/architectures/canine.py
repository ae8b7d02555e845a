from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import answer, choices, classes, left_padded, numbers, texts
from parity.texts import padding, token_ids

SMALL = dict(
    hidden_size=24,
    num_hidden_layers=3,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=33,
    num_hash_functions=4,
    num_hash_buckets=53,
    type_vocab_size=3,
    local_transformer_stride=16,
)
OTHER = SMALL | dict(
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_labels=5,
    max_position_embeddings=512,
    num_hash_functions=3,
    downsampling_rate=3,
    upsampling_kernel_size=5,
    local_transformer_stride=4,
    chunk_size_feed_forward=1,
)


def long(side: str = "right") -> Any:
    """Two texts of 30 and 7 characters of any plane; whole blocks are padding."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([30, 7], 30, side=side)
        ids = np.where(mask == 1, token_ids(rng, 0x10FFFF, 2, 30), 0)
        return {"input_ids": ids, "attention_mask": mask}

    return make


ARCH = Arch(
    "canine",
    "Canine",
    "canine",
    rows=[
        Row("Model", SMALL, texts(), "default"),
        Row("Model", OTHER, texts(), "other"),
        Row("Model", OTHER, long(), "long"),
        Row("Model", OTHER, long("left"), "long-left"),
        Row("Model", OTHER, left_padded(pad=0), "left"),
        Row(
            "Model",
            SMALL,
            lambda rng: {
                "inputs_embeds": rng.standard_normal((2, 5, 24)),
                "position_ids": rng.integers(0, 33, (2, 5)),
            },
            "embeds",
        ),
        Row(
            "ForSequenceClassification",
            SMALL | {"num_labels": 1},
            texts({"labels": numbers(3)}),
            "number",
        ),
        Row("ForMultipleChoice", OTHER, choices(), "other"),
        Row("ForTokenClassification", OTHER, texts({"labels": classes(5, 3, 9)}), "other"),
        Row("ForQuestionAnswering", SMALL, lambda rng: texts()(rng) | answer(rng), "default"),
        Row("ForSequenceClassification", OTHER, texts({"labels": classes(5, 3)}), "classes"),
    ],
    must_see={
        "Model-long": [
            "char_embeddings.HashBucketCodepointEmbedder_2.weight",
            "char_embeddings.char_position_embeddings.weight",
            "chars_to_molecules.conv.bias",
            "initial_char_encoder.layer.0.attention.self.key.weight",
            "encoder.layer.2.attention.self.query.bias",
            "projection.LayerNorm.weight",
        ]
    },
    must_see_options={
        "Model-long": [
            {"hidden_act": "relu"},
            {"layer_norm_eps": 1e-2},
            {"local_transformer_stride": 5},
        ]
    },
    must_see_lines={"Model-long": [("position // self.rate + 1", "position // self.rate")]},
    refuses=[
        {"num_hash_functions": 5},
        {"num_hash_functions": 24},
        {"num_attention_heads": 5},
        {"downsampling_rate": 0},
        {"local_transformer_stride": 0},
    ],
)
