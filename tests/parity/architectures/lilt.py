import numpy as np
from parity.arch import Arch, Row
from parity.encoders import Maker, answer, classes, embeds, texts
from parity.texts import Inputs

SMALL = dict(
    vocab_size=67,
    hidden_size=48,
    num_hidden_layers=3,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=33,
    pad_token_id=1,
    max_2d_position_embeddings=30,
)
OTHER = SMALL | dict(
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    classifier_dropout=0.3,
    channel_shrink_ratio=2,
    max_2d_position_embeddings=20,
    chunk_size_feed_forward=3,
)


def boxes(labels: dict | None = None) -> Maker:
    def make(rng: np.random.Generator) -> Inputs:
        corner = rng.integers(0, 10, (3, 9, 2))
        box = np.concatenate([corner, corner + rng.integers(0, 10, (3, 9, 2))], -1)
        return texts(labels, pad=1)(rng) | {"bbox": box}

    return make


ARCH = Arch(
    "lilt",
    "Lilt",
    "lilt",
    rows=[
        Row("Model", SMALL, boxes(), "default"),
        Row("Model", SMALL, embeds(48), "embeds"),
        Row("Model", OTHER, boxes(), "other"),
        Row("ForQuestionAnswering", SMALL, lambda rng: boxes()(rng) | answer(rng), "default"),
        Row("ForTokenClassification", OTHER, boxes({"labels": classes(5, 3, 9)}), "other"),
        Row("ForSequenceClassification", SMALL, texts({"labels": classes(2, 3)}, pad=1), "no-box"),
        Row("ForSequenceClassification", OTHER, boxes({"labels": classes(5, 3)}), "other"),
    ],
    must_see=[
        "lilt.encoder.layer.1.layout_output.LayerNorm.bias",
        "lilt.layout_embeddings.h_position_embeddings.weight",
    ],
    must_see_options=[{"hidden_act": "relu"}, {"layer_norm_eps": 1e-2}],
    refuses=[
        {"channel_shrink_ratio": 7},
        {"hidden_size": 44},
        {"is_decoder": True},
        {"num_attention_heads": 5},
    ],
)
