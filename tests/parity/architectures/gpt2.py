from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding, token_ids

TINY = dict(vocab_size=67, n_positions=33, n_embd=24, n_layer=3, n_head=4, pad_token_id=1)
OTHER = TINY | dict(
    n_head=2,
    n_inner=40,
    activation_function="relu",
    layer_norm_epsilon=1e-3,
    scale_attn_by_inverse_layer_idx=True,
    scale_attn_weights=False,
    num_labels=5,
    eos_token_id=[2, 4],
)
CROSS = TINY | dict(add_cross_attention=True, scale_attn_by_inverse_layer_idx=True)
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def texts(side: str = "right", **labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = {
            "input_ids": token_ids(rng, 67, 3, 9),
            "attention_mask": padding([9, 5, 1], 9, side=side),
        }
        inputs["input_ids"][inputs["attention_mask"] == 0] = 1
        return inputs | {name: make(rng) for name, make in labels.items()}

    return make


def words(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(0, 67, (3, 9))
    labels[:, ::3] = -100
    return labels


def classes(count: int, *shape: int):
    return lambda rng: rng.integers(0, count, shape)


def numbers(*shape: int):
    return lambda rng: rng.standard_normal(shape).astype(np.float32)


def choices(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "input_ids": token_ids(rng, 67, 2, 3, 6),
        "attention_mask": padding([6, 2, 4, 6, 5, 3], 6).reshape(2, 3, 6),
        "token_type_ids": rng.integers(0, 67, (2, 3, 6)),
        "mc_token_ids": rng.integers(0, 2, (2, 3)),
        "labels": rng.integers(0, 67, (2, 3, 6)),
        "mc_labels": np.array([2, 0]),
    }


def without_positions(rng: np.random.Generator) -> dict[str, Any]:
    inputs = choices(rng)
    del inputs["mc_token_ids"], inputs["mc_labels"]
    return inputs


def with_context(rng: np.random.Generator) -> dict[str, Any]:
    return texts(labels=words)(rng) | {
        "encoder_hidden_states": rng.standard_normal((3, 7, 24)).astype(np.float32),
        "encoder_attention_mask": padding([7, 2, 4], 7),
    }


def one_word(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": token_ids(rng, 67, 1, 1)}


def packed(rng: np.random.Generator) -> dict[str, Any]:
    positions = np.array([[0, 1, 2, 0, 1, 0, 1, 2, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8]])
    return {"input_ids": token_ids(rng, 67, 2, 9), "position_ids": positions}


def own_mask(rng: np.random.Generator) -> dict[str, Any]:
    mask = np.tril(np.ones((2, 1, 5, 5), bool))
    mask[1, :, :3, :3] = True  # a prefix that attends to itself whole
    return {
        "input_ids": token_ids(rng, 67, 2, 5),
        "attention_mask": np.where(mask, 0.0, np.finfo(np.float32).min).astype(np.float32),
    }


def doubles(**options: Any) -> dict[str, Any]:
    return TINY | options


ARCH = Arch(
    "gpt2",
    "GPT2",
    "gpt2",
    causal_lm="LMHeadModel",
    cached=["LMHeadModel-default", "LMHeadModel-left", "LMHeadModel-cross"],
    trained="LMHeadModel-untied",
    rows=[
        Row("Model", TINY, texts(), "default"),
        Row("Model", OTHER, texts(), "other"),
        Row("Model", TINY, texts(token_type_ids=classes(67, 3, 9)), "segments"),
        Row("Model", TINY, lambda rng: {"inputs_embeds": numbers(2, 5, 24)(rng)}, "embeds"),
        Row("Model", TINY, own_mask, "own-mask"),
        Row("Model", OTHER, one_word, "length-1"),
        Row("LMHeadModel", TINY, texts(labels=words), "default"),
        Row("LMHeadModel", OTHER | {"tie_word_embeddings": False}, texts(labels=words), "untied"),
        Row("LMHeadModel", CROSS, with_context, "cross"),
        Row("DoubleHeadsModel", TINY, choices, "default"),
        Row("DoubleHeadsModel", doubles(summary_type="last"), without_positions, "last"),
        Row("DoubleHeadsModel", doubles(summary_type="first"), choices, "first"),
        Row(
            "DoubleHeadsModel",
            doubles(summary_type="mean", summary_activation="tanh", summary_proj_to_labels=False),
            without_positions,
            "mean",
        ),
        Row("DoubleHeadsModel", doubles(summary_use_proj=False), without_positions, "bare"),
        Row("ForSequenceClassification", OTHER, texts(labels=classes(5, 3)), "single"),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            texts(labels=numbers(3)),
            "regression",
        ),
        Row(
            "ForSequenceClassification",
            TINY | {"pad_token_id": None},
            lambda rng: {"input_ids": token_ids(rng, 67, 1, 4), "labels": np.array([1])},
            "no-padding",
        ),
        Row("ForTokenClassification", TINY, texts(labels=classes(2, 3, 9)), "default"),
        Row("ForTokenClassification", OTHER, texts(labels=classes(5, 3, 9)), "other"),
        Row(
            "ForQuestionAnswering",
            TINY,
            texts(
                start_positions=lambda rng: np.array([2, 11, 0]),
                end_positions=lambda rng: np.array([4, 8, 1]),
            ),
            "default",
        ),
        Row("ForQuestionAnswering", OTHER, texts(), "other"),
        Row("Model", TINY, packed, "packed", requests=EVERYTHING | {"use_cache": False}),
        Row("LMHeadModel", TINY, texts(), "last-two", requests={"logits_to_keep": 2}),
        Row("LMHeadModel", OTHER, texts("left"), "left", padded="attention_mask"),
        Row(
            "ForSequenceClassification",
            OTHER,
            texts("left", labels=classes(5, 3)),
            "left",
            padded="attention_mask",
        ),
    ],
    must_see={
        "Model-default": [
            "h.1.attn.c_attn.bias",
            "h.2.mlp.c_proj.weight",
            "ln_f.bias",
            "wpe.weight",
        ]
    },
    must_see_options={
        "Model-default": [
            {"activation_function": "gelu"},
            {"layer_norm_epsilon": 0.001},
            {"n_head": 2},
            {"scale_attn_weights": False},
            {"scale_attn_by_inverse_layer_idx": True},
        ]
    },
    refuses=[({"n_head": 5}, "a divisor of n_embd=24"), ({"summary_type": "attn"}, "cls_index")],
    must_see_lines={"Model-default": [("attend) + hidden", "attend)")]},
)
