from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import answer, classes, left_padded, numbers, texts

TINY = encoders.TINY | dict(
    num_hidden_layers=2,
    max_xpath_tag_unit_embeddings=19,
    max_xpath_subs_unit_embeddings=23,
    tag_pad_id=17,
    subs_pad_id=21,
    xpath_unit_hidden_size=6,
    max_depth=5,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    pad_token_id=1,
    num_labels=5,
    max_depth=4,
    tag_pad_id=3,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
)


def pages(*, depth: int = 5, pad: int = 0, **labels: Any):
    """Texts with the paths of their nodes."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        paths = {
            "xpath_tags_seq": rng.integers(0, 19, (3, 9, depth)),
            "xpath_subs_seq": rng.integers(0, 23, (3, 9, depth)),
        }
        return texts(labels, pad=pad)(rng) | paths

    return make


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    paths = {name: pages()(rng)[name] for name in ("xpath_tags_seq", "xpath_subs_seq")}
    return {"inputs_embeds": rng.standard_normal((3, 9, 24)), **paths}


ARCH = Arch(
    "markuplm",
    "MarkupLM",
    "bert",
    rows=[
        Row("Model", TINY, pages(), "default"),
        Row("Model", OTHER, texts(pad=1), "nowhere"),
        Row("Model", OTHER, left_padded(pad=1), "left"),
        Row("Model", TINY, vectors, "vectors"),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            pages(labels=numbers(3)),
            "number",
        ),
        Row(
            "ForTokenClassification",
            OTHER,
            pages(depth=4, pad=1, labels=classes(5, 3, 9)),
            "other",
        ),
        Row("ForQuestionAnswering", TINY, lambda rng: pages()(rng) | answer(rng), "default"),
        Row(
            "ForSequenceClassification", OTHER, pages(depth=4, pad=1, labels=classes(5, 3)), "other"
        ),
    ],
    must_see=[
        "markuplm.embeddings.xpath_embeddings.xpath_tag_sub_embeddings.3.weight",
        "markuplm.embeddings.xpath_embeddings.xpath_subs_sub_embeddings.1.weight",
        "markuplm.embeddings.xpath_embeddings.inner2emb.bias",
        "markuplm.embeddings.position_embeddings.weight",
        "markuplm.pooler.dense.bias",
    ],
    must_see_options={
        "Model-nowhere": [{"hidden_act": "gelu_new"}, {"tag_pad_id": 4}, {"subs_pad_id": 4}]
    },
    refuses=[
        ({"num_attention_heads": 7}, "a divisor of hidden_size=24"),
        {"position_embedding_type": "relative_key"},
        {"tag_pad_id": 19},
        {"subs_pad_id": -1},
        {"max_depth": 0},
    ],
)
