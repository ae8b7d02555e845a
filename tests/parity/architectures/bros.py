import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding, token_ids

TINY = dict(
    vocab_size=67,
    hidden_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=12,
    num_labels=5,
)
OTHER = TINY | dict(
    hidden_act="relu", layer_norm_eps=1e-3, type_vocab_size=3, dim_bbox=4, bbox_scale=10.0
)


def inputs(numbers=4, types=2, first=False, **labels):
    """Two texts of 7 and 4 tokens, with a box for each."""

    def make(rng):
        mask = padding([7, 4], 7)
        boxes = np.sort(rng.random((2, 7, 2, numbers // 2)), 2).reshape(2, 7, numbers)
        found = {
            "input_ids": token_ids(rng, 67, 2, 7),
            "bbox": boxes.astype(np.float32),
            "attention_mask": mask,
            "token_type_ids": rng.integers(0, types, (2, 7)),
        }
        if first:
            found["bbox_first_token_mask"] = (rng.random((2, 7)) < 0.6) & (mask == 1)
        return found | {name: make(rng) for name, make in labels.items()}

    return make


def classes(below):
    return lambda rng: rng.integers(0, below, (2, 7))


def not_itself(rng):  # of all tokens or none, whose score is no lowest number
    return np.where(rng.random((2, 7)) < 0.5, 7, (np.arange(7) + 1) % 4)


FIRST = dict(bbox_first_token_mask=lambda rng: np.arange(7)[None].repeat(2, 0) < 4)

ARCH = Arch(
    "bros",
    "Bros",
    "bert",
    configs={"default": TINY, "other": OTHER},
    rows=[
        Row("Model", "default", inputs()),
        Row("Model", "other", inputs(8, 3)),
        Row("SpadeEEForTokenClassification", "default", inputs(first=True), requests={}),
        Row(
            "SpadeEEForTokenClassification",
            "other",
            inputs(
                first=True,
                types=3,
                initial_token_labels=classes(5),
                subsequent_token_labels=not_itself,
            ),
        ),
        Row("SpadeELForTokenClassification", TINY | {"n_relations": 3}, inputs(), "three"),
        Row("SpadeELForTokenClassification", "other", inputs(labels=not_itself, **FIRST)),
        Row("ForTokenClassification", "other", inputs(8, 3, labels=classes(5))),
        Row("ForTokenClassification", "default", inputs(first=True, labels=classes(5)), "first"),
    ],
    must_see=["bros.bbox_embeddings.bbox_projection.weight"],
    must_see_options={"Model-default": [{"bbox_scale": 10.0}]},
    refuses=[{"is_decoder": True}, {"add_cross_attention": True}, {"dim_bbox": 3}],
)
