from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import TINY, classes, embeds, word_labels
from parity.texts import padding, token_ids

LONG = TINY | dict(max_position_embeddings=48, attention_window=4, pad_token_id=1)
OTHER = LONG | dict(
    attention_window=[4, 8, 4],
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    type_vocab_size=3,
    num_labels=5,
)
SEPARATOR = 2


def texts(*, globals_: bool = True, side: str = "right", **labels: Any):
    """Three texts of 19, 11 and 2 tokens; global are some, some padding and nothing of the last."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([19, 11, 2], 19, side=side)
        ids = np.where(mask == 1, token_ids(rng, 67, 3, 19), 1)
        inputs = {"input_ids": ids, "attention_mask": mask}
        inputs["token_type_ids"] = rng.integers(0, 2, (3, 19))
        if globals_:
            chosen = rng.random((3, 19)) < 0.3
            chosen[2] = False
            inputs["global_attention_mask"] = chosen.astype(np.int64)
        return inputs | {name: sample(rng) for name, sample in labels.items()}

    return make


def with_separators(*shape: int, **labels: Any):
    """Texts with three separators each, which tell the question from the rest."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        ids = token_ids(rng, 67, *shape, 12)
        ids[..., [3, 4, 11]] = SEPARATOR
        return {"input_ids": ids} | {name: sample(rng) for name, sample in labels.items()}

    return make


def labels_of_words(rng: np.random.Generator) -> np.ndarray:
    labels = [word_labels(rng) for _ in range(3)]
    return np.ascontiguousarray(np.concatenate(labels, 1)[:, :19])


def positions(rng: np.random.Generator) -> np.ndarray:
    return np.array([2, 13])


ARCH = Arch(
    "longformer",
    "Longformer",
    "longformer",
    configs={"default": LONG, "other": OTHER},
    trained="ForMaskedLM-other",
    rows=[
        Row("Model", "default", texts()),
        Row("Model", "other", texts(side="left"), "left"),
        Row("Model", "other", texts(globals_=False), "local"),
        Row("Model", "default", embeds(24), "embeds"),
        Row("ForSequenceClassification", "other", texts(globals_=False, labels=classes(5, 3))),
        Row("ForMultipleChoice", "default", with_separators(2, 3, labels=classes(3, 2))),
        Row("ForTokenClassification", "other", texts(labels=classes(5, 3, 19))),
        Row(
            "ForQuestionAnswering",
            "default",
            with_separators(2, start_positions=positions, end_positions=positions),
        ),
        Row("ForMaskedLM", "default", texts(labels=labels_of_words)),
        Row("ForMaskedLM", "other", texts(labels=labels_of_words)),
    ],
    must_see=[
        "longformer.encoder.layer.1.attention.self.query_global.weight",
        "longformer.encoder.layer.1.attention.self.value_global.bias",
        "longformer.encoder.layer.2.attention.self.key.weight",
        "lm_head.bias",
    ],
    must_see_options=[{"attention_window": [8, 8, 4]}, {"hidden_act": "relu"}],
    refuses=[
        ({"attention_window": 3}, "even numbers"),
        ({"attention_window": [4, 4]}, "one for each of 3"),
        {"is_decoder": True},
    ],
)
