from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import TINY, classes, word_labels
from parity.texts import token_ids

SMALL = {name: value for name, value in TINY.items() if name != "num_attention_heads"}
OTHER = SMALL | dict(hidden_act="relu", layer_norm_eps=1e-3, type_vocab_size=2, num_labels=5)
UNTIED = OTHER | dict(tie_word_embeddings=False)
HIDDEN = dict(output_hidden_states=True)


def texts(*shape: int, segments: bool = True, **labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = {"input_ids": token_ids(rng, 67, *(shape or (3, 9)))}
        if segments:
            inputs["token_type_ids"] = rng.integers(0, 2, inputs["input_ids"].shape)
        return inputs | {name: sample(rng) for name, sample in labels.items()}

    return make


def answers(rng: np.random.Generator) -> np.ndarray:
    return np.array([2, 8, 0])


BOTH = dict(labels=word_labels, next_sentence_label=classes(2, 3))

ARCH = Arch(
    "fnet",
    "FNet",
    "fnet",
    configs={"default": SMALL, "other": OTHER, "untied": UNTIED},
    requests=HIDDEN,
    rows=[
        Row("Model", "default", texts()),
        Row("Model", "other", texts(2, 1), "length-1"),
        Row("Model", "other", texts(2, 8, segments=False), "even"),
        Row("ForPreTraining", "default", texts(**BOTH)),
        Row("ForNextSentencePrediction", "default", texts(labels=classes(2, 3))),
        Row("ForMultipleChoice", "other", texts(2, 3, 6, labels=classes(3, 2))),
        Row("ForTokenClassification", "other", texts(labels=classes(5, 3, 9))),
        Row(
            "ForQuestionAnswering",
            "default",
            texts(start_positions=answers, end_positions=answers),
        ),
        Row("ForMaskedLM", "untied", texts()),
        Row("ForMaskedLM", "default", texts(labels=word_labels)),
        Row("ForSequenceClassification", "other", texts(labels=classes(5, 3))),
    ],
    must_see=["fnet.embeddings.projection.weight", "fnet.encoder.layer.1.output.dense.bias"],
    must_see_options=[{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-2}],
    must_see_lines=[
        (
            'even) - ops.einsum("nt,btd->bnd", second, odd)',
            'even) + ops.einsum("nt,btd->bnd", second, odd)',
        )
    ],
)
