"""Cases of text encoders: every task head, with padding, labels and options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from parity.arch import DECODER_INPUTS, Arch, Row, next_tokens
from parity.arch import texts as arch_texts
from parity.texts import Inputs, padding, token_ids

Maker = Callable[[np.random.Generator], Any]
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)
VOCABULARY = 67

# Sizes that differ from each other, so that a wrong one cannot fit by chance.
TINY = dict(
    vocab_size=VOCABULARY,
    hidden_size=24,
    num_hidden_layers=3,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=33,
)


def texts(
    labels: Mapping[str, Maker] | None = None, *, segments: bool = True, pad: int = 0
) -> Maker:
    """Three texts of 9, 5 and 1 tokens, padded on the right, with labels made by `labels`."""

    def make(rng: np.random.Generator) -> Inputs:
        mask = padding([9, 5, 1], 9)
        ids = token_ids(rng, VOCABULARY, 3, 9)
        inputs: Inputs = {"input_ids": np.where(mask == 1, ids, pad), "attention_mask": mask}
        if segments:
            inputs["token_type_ids"] = rng.integers(0, 2, (3, 9))
        return inputs | {name: make(rng) for name, make in (labels or {}).items()}

    return make


def left_padded(*, pad: int) -> Maker:
    """Two texts of 6 and 3 tokens, padded on the left."""

    def make(rng: np.random.Generator) -> Inputs:
        mask = padding([6, 3], 6, side="left")
        ids = token_ids(rng, VOCABULARY, 2, 6)
        return {"input_ids": np.where(mask == 1, ids, pad), "attention_mask": mask}

    return make


def choices(*, segments: bool = True) -> Maker:
    """Two questions of three choices of up to 6 tokens."""

    def make(rng: np.random.Generator) -> Inputs:
        inputs: Inputs = {
            "input_ids": token_ids(rng, VOCABULARY, 2, 3, 6),
            "attention_mask": padding([6, 2, 4, 6, 5, 3], 6).reshape(2, 3, 6),
            "labels": np.array([2, 0]),
        }
        if segments:
            inputs["token_type_ids"] = rng.integers(0, 2, (2, 3, 6))
        return inputs

    return make


def word_labels(rng: np.random.Generator) -> np.ndarray:
    """Labels [3 9] of words, a third of which do not count."""
    labels = rng.integers(0, VOCABULARY, (3, 9))
    labels[:, ::3] = -100
    return labels


def classes(count: int, *shape: int) -> Maker:
    """Integer labels below `count`."""
    return lambda rng: rng.integers(0, count, shape)


def numbers(*shape: int) -> Maker:
    """Real labels."""
    return lambda rng: rng.standard_normal(shape).astype(np.float32)


def embeds(size: int) -> Maker:
    """Two texts of 5 vectors of `size` instead of ids."""
    return lambda rng: {"inputs_embeds": rng.standard_normal((2, 5, size))}


def context(size: int) -> Maker:
    """Three texts, and a padded sequence of 7 vectors that a decoder attends to."""
    return lambda rng: (
        texts()(rng)
        | {
            "encoder_hidden_states": rng.standard_normal((3, 7, size)),
            "encoder_attention_mask": padding([7, 2, 4], 7),
            "labels": word_labels(rng),
        }
    )


def answer(rng: np.random.Generator) -> Inputs:
    """Positions of answers, some of them outside the text."""
    return {"start_positions": np.array([2, 11, 0]), "end_positions": np.array([4, 8, -1])}


def text_rows(
    tiny: Mapping[str, Any],
    other: Mapping[str, Any],
    *,
    segments: bool = True,
    pad: int = 0,
    embedding: int = 24,
) -> list[Row]:
    """The rows that every text encoder has.

    Args:
        tiny, other: two configs; the second one has five labels and options off their defaults.
        segments: whether there are token types.
        pad: the id of padding.
        embedding: the size of `inputs_embeds`.
    """
    three = texts_of(segments=segments, pad=pad)
    return [
        Row("Model", tiny, three(), "default"),
        Row("Model", other, three(), "other"),
        Row("Model", other, left_padded(pad=pad), "left"),
        Row("Model", tiny, embeds(embedding), "embeds"),
        Row(
            "Model",
            tiny,
            lambda rng: {
                "input_ids": token_ids(rng, VOCABULARY, 2, 1),
                "position_ids": np.array([[7], [32]]),
            },
            "length-1",
        ),
        Row("ForMaskedLM", {**other, "tie_word_embeddings": False}, three(), "untied"),
        Row("ForMaskedLM", tiny, three({"labels": word_labels}), "default"),
        Row(
            "ForSequenceClassification",
            {**tiny, "num_labels": 1},
            three({"labels": numbers(3)}),
            "number",
        ),
        Row("ForMultipleChoice", other, choices(segments=segments), "other"),
        Row("ForTokenClassification", other, three({"labels": classes(5, 3, 9)}), "other"),
        Row("ForQuestionAnswering", tiny, lambda rng: three()(rng) | answer(rng), "default"),
        Row("ForSequenceClassification", other, three({"labels": classes(5, 3)}), "classes"),
    ]


def texts_of(*, segments: bool, pad: int):
    """`texts` with these options."""
    return lambda labels=None: texts(labels, segments=segments, pad=pad)


# --- encoders -----------------------------------------------------------------------------------

ENCODER_INPUTS: dict[str, Maker] = DECODER_INPUTS | {
    "ForMaskedLM": arch_texts(labels=next_tokens),
    "ForMultipleChoice": choices(segments=False),
}


def encoder(
    model_type: str,
    prefix: str,
    *,
    configs: Mapping[str, Mapping[str, Any]],
    heads: Sequence[str] = ("ForTokenClassification", "ForQuestionAnswering"),
    more_heads: Sequence[str] = ("ForSequenceClassification",),
    family: str = "",
    **more: Any,
) -> Arch:
    """An encoder: its base model, its masked language model and `more_heads` with each config, and
    the other `heads` with the first; `more` as in `Arch`."""
    first, *_ = configs
    rows = [Row(head, first, ENCODER_INPUTS[head]) for head in heads]
    each = ("Model", *more_heads, "ForMaskedLM")
    rows += [Row(head, name, ENCODER_INPUTS[head]) for head in each for name in configs]
    return Arch(model_type, prefix, family or model_type, dict(configs), tuple(rows), **more)
