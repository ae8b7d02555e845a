"""Inputs of models of an encoder and a decoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from parity.arch import Arch, Options, Row
from parity.texts import padding, token_ids

VOCAB, PAD, EOS = 67, 1, 2


def words(rng: np.random.Generator) -> np.ndarray:
    """Labels [3 6], some of which do not count."""
    labels = rng.integers(3, VOCAB, (3, 6))
    labels[1, 4:] = -100
    return labels


def pairs(side: str = "right", *, target: bool = True, **labels: Any):
    """Texts of 9, 5 and 1 tokens, padded on a side, and (`target`) decoder inputs [3 6]."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([9, 5, 2], 9, side=side)
        ids = np.where(mask != 0, token_ids(rng, VOCAB, 3, 9), PAD)
        last = np.where(mask != 0, np.arange(9), -1).max(1)
        ids[np.arange(3), last] = EOS  # each text ends with the end token
        inputs = {"input_ids": ids, "attention_mask": mask}
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, VOCAB, 3, 6)
            inputs["decoder_attention_mask"] = padding([6, 4, 1], 6)
        return inputs | {name: make(rng) for name, make in labels.items()}

    return make


def one_word(rng: np.random.Generator) -> dict[str, Any]:
    """Both sides have one token."""
    ids = token_ids(rng, VOCAB, 1, 1)
    return {"input_ids": ids, "decoder_input_ids": ids + 1}


def embeds(size: int):
    """Vectors instead of ids on both sides."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        vectors = rng.standard_normal((2, 7, size)).astype(np.float32)
        return {"inputs_embeds": vectors[:, :4], "decoder_inputs_embeds": vectors[:, 4:]}

    return make


def classes(count: int, *shape: int):
    """Class numbers below `count`."""
    return lambda rng: rng.integers(0, count, shape)


def positions(most: int):
    """Positions [3] below `most`."""
    return lambda rng: rng.integers(0, most, 3)


# --- BART's relatives ---------------------------------------------------------------------------

BART_TINY: dict[str, Any] = dict(
    vocab_size=VOCAB,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=40,
    max_position_embeddings=20,
    pad_token_id=PAD,
    eos_token_id=EOS,
    bos_token_id=0,
    decoder_start_token_id=EOS,
)
BART_OTHER = BART_TINY | dict(
    encoder_layers=3,
    decoder_layers=3,
    encoder_attention_heads=2,
    decoder_attention_heads=3,
    decoder_ffn_dim=36,
    activation_function="gelu_new",
    num_labels=5,
    decoder_start_token_id=4,
)


def with_context(rng: np.random.Generator) -> dict[str, Any]:
    """Inputs of a decoder alone, with labels and an encoder's hidden states."""
    return {
        "input_ids": token_ids(rng, VOCAB, 3, 9),
        "attention_mask": padding([9, 5, 1], 9),
        "labels": rng.integers(0, VOCAB, (3, 9)),
        "encoder_hidden_states": rng.standard_normal((3, 7, 24)).astype(np.float32),
        "encoder_attention_mask": padding([7, 2, 4], 7),
    }


HEAD_INPUTS = {
    "ForSequenceClassification": pairs(target=False, labels=classes(5, 3)),
    "ForQuestionAnswering": pairs(
        target=False, start_positions=positions(9), end_positions=positions(9)
    ),
    "ForCausalLM": with_context,
}


def seq2seq(
    model_type: str,
    prefix: str,
    *,
    configs: Mapping[str, Options],
    heads: Sequence[str] = (),
    family: str = "bart",
    **more: Any,
) -> Arch:
    """An encoder and a decoder: the base model and the token head with the first config, the
    last and vectors as inputs, other `heads` with the last; `more` as in `Arch`."""
    first, *_, last = configs
    rows = [Row("Model", name, pairs()) for name in configs]
    rows += [Row("Model", last, pairs("left"), "left"), Row("Model", first, embeds(24), "embeds")]
    rows += [Row("Model", last, one_word, "length-1")]
    rows += [Row(head, last, HEAD_INPUTS[head]) for head in heads]
    rows += [Row("ForConditionalGeneration", name, pairs()) for name in configs]
    rows += [
        Row("ForConditionalGeneration", last, pairs(target=False, labels=words), "labels"),
    ]
    more.setdefault("cached", [f"ForConditionalGeneration-{last}"])
    return Arch(model_type, prefix, family, dict(configs), tuple(rows), **more)
