from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import TINY, answer, choices, classes, texts, word_labels
from parity.texts import padding

SMALL = TINY | dict(pad_token_id=1, entity_vocab_size=31, entity_emb_size=16)
OTHER = SMALL | dict(
    entity_emb_size=24,
    use_entity_aware_attention=False,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_labels=5,
)


def entities(**labels: Any):
    """Three texts with three entities, some of them padding, at one to three positions."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = texts({}, pad=1)(rng)
        positions = rng.integers(0, 9, (3, 3, 3))
        positions[:, 1, 1:] = positions[0, 2, 2] = -1
        inputs["entity_ids"] = rng.integers(1, 31, (3, 3))
        inputs["entity_position_ids"] = positions
        inputs["entity_attention_mask"] = padding([3, 2, 1], 3)
        inputs["entity_token_type_ids"] = rng.integers(0, 2, (3, 3))
        return inputs | {name: sample(rng) for name, sample in labels.items()}

    return make


def spans(**labels: Any):
    """Those, and the first and last tokens of each."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        return entities(**labels)(rng) | {
            "entity_start_positions": rng.integers(0, 9, (3, 3)),
            "entity_end_positions": rng.integers(0, 9, (3, 3)),
        }

    return make


BOTH = entities(labels=word_labels, entity_labels=classes(31, 3, 3))

ARCH = Arch(
    "luke",
    "Luke",
    "luke",
    configs={"default": SMALL, "other": OTHER},
    rows=[
        Row("Model", "default", entities()),
        Row("Model", "other", entities()),
        Row("Model", "default", texts(pad=1), "texts"),
        Row("ForMaskedLM", "other", texts({"labels": word_labels}, pad=1), "texts"),
        Row("ForMaskedLM", "other", BOTH),
        Row("ForSequenceClassification", "other", entities(labels=classes(5, 3))),
        Row("ForMultipleChoice", "default", choices()),
        Row("ForTokenClassification", "other", entities(labels=classes(5, 3, 9))),
        Row("ForQuestionAnswering", "default", lambda rng: entities()(rng) | answer(rng)),
        Row("ForEntityClassification", "other", entities(labels=classes(5, 3))),
        Row("ForEntityClassification", "default", entities(labels=classes(2, 3, 2)), "several"),
        Row("ForEntityPairClassification", "other", entities(labels=classes(5, 3))),
        Row("ForEntitySpanClassification", "other", spans(labels=classes(5, 3, 3))),
        Row("ForEntitySpanClassification", "default", spans(labels=classes(2, 3, 3, 2)), "several"),
        Row("ForMaskedLM", "default", BOTH),
    ],
    must_see=[
        "luke.encoder.layer.1.attention.self.w2e_query.weight",
        "luke.encoder.layer.1.attention.self.e2e_query.bias",
        "luke.entity_embeddings.entity_embedding_dense.weight",
        "entity_predictions.bias",
    ],
    must_see_options=[{"hidden_act": "relu"}, {"layer_norm_eps": 1e-2}],
    refuses=[{"is_decoder": True}],
)
