from typing import Any

import numpy as np
from parity.arch import Arch, Row, next_tokens
from parity.arch import texts as short_texts
from parity.encoders import TINY, choices, classes
from parity.texts import padding, token_ids

LONG = TINY | dict(max_position_embeddings=64, block_size=2, num_random_blocks=2, pad_token_id=0)
OTHER = LONG | dict(
    block_size=3,
    num_random_blocks=1,
    use_bias=False,
    rescale_embeddings=True,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_labels=5,
)
FULL = OTHER | dict(attention_type="original_full")
DECODER = LONG | dict(is_decoder=True, attention_type="original_full")
HIDDEN: dict[str, Any] = dict(requests=dict(output_hidden_states=True, output_attentions=True))
NONE: dict[str, Any] = dict(requests={})


def texts(tokens: int, **labels: Any):
    """Two texts, of which the second is padded."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([tokens, tokens - 7], tokens)
        ids = np.where(mask == 1, token_ids(rng, 67, 2, tokens), 0)
        inputs = {"input_ids": ids, "attention_mask": mask}
        inputs["token_type_ids"] = rng.integers(0, 2, (2, tokens))
        return inputs | {name: sample(rng) for name, sample in labels.items()}

    return make


def words(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(0, 67, (2, 25))
    labels[:, ::3] = -100
    return labels


def questions(rng: np.random.Generator) -> dict[str, Any]:
    ids = token_ids(rng, 66, 2, 25)
    ids[0, 6] = ids[1, 3] = 66
    return {
        "input_ids": ids,
        "start_positions": np.array([9, 11]),
        "end_positions": np.array([12, 11]),
    }


def short(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": token_ids(rng, 67, 2, 9)}


ARCH = Arch(
    "big_bird",
    "BigBird",
    "big_bird",
    configs={"default": LONG, "other": OTHER, "full": FULL, "decoder": DECODER},
    rows=[
        Row("Model", "default", texts(24), **HIDDEN),
        Row("Model", "other", texts(30), "thirty", **HIDDEN),
        Row("Model", "default", texts(25), "padded", **NONE),
        Row("Model", "full", texts(25)),
        Row("Model", "default", short, "short"),
        Row("ForPreTraining", "default", texts(25, labels=words), **NONE),
        Row(
            "ForPreTraining",
            "default",
            texts(25, labels=words, next_sentence_label=classes(2, 2)),
            "both",
            **NONE,
        ),
        Row("ForMultipleChoice", "other", choices()),
        Row("ForTokenClassification", "other", texts(25, labels=classes(5, 2, 25)), **NONE),
        Row("ForQuestionAnswering", "default", questions, **NONE),
        Row("ForCausalLM", "decoder", short_texts(labels=next_tokens)),
        Row("ForSequenceClassification", "other", texts(25, labels=classes(5, 2)), **NONE),
        Row("ForMaskedLM", "default", texts(25, labels=words), **NONE),
    ],
    causal_lm="ForCausalLM",
    cached=["ForCausalLM-decoder"],
    trained="ForMaskedLM-default",
    must_see={
        "Model-other-thirty": ["encoder.layer.1.attention.self.key.weight"],
    },
    must_see_options={
        "Model-other-thirty": [
            {"block_size": 4},
            {"rescale_embeddings": False},
            {"attention_type": "original_full"},
            {"hidden_act": "gelu"},
        ]
    },
    refuses=[
        {"attention_type": "sparse"},
        {"block_size": 0},
        {"add_cross_attention": True, "is_decoder": True},
    ],
)
