from typing import Any

import numpy as np
import pytest
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import Maker, answer, classes, numbers
from parity.texts import padding, token_ids

# 4 blocks of tokens, 16 pairs, of which 8 or 4 are exact.
TINY = encoders.TINY | dict(
    num_hidden_layers=2, pad_token_id=1, max_position_embeddings=128, block_per_row=2
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    block_per_row=1,
    chunk_size_feed_forward=64,
)
SPARSE = OTHER | dict(
    approx_mode="sparse",
    hidden_size=72,  # heads of over 32
    block_per_row=2,
    initial_prior_first_n_blocks=1,
    initial_prior_diagonal_n_blocks=2,
)
# The best pair of each row has the score 0, so that few preferred pairs would be a tie.
PRIOR = OTHER | dict(
    block_per_row=3, initial_prior_first_n_blocks=1, initial_prior_diagonal_n_blocks=2
)


class Kernels:
    """What the published CUDA kernels compute, which alone transformers has: without them its
    attention gives zeros."""

    @staticmethod
    def mm_to_sparse(query, key, indices):
        rows, columns = Kernels.pair(indices, key.shape[1])
        return picked(key, columns).transpose(-1, -2) @ picked(query, rows)

    @staticmethod
    def sparse_dense_mm(sparse, indices, dense, rows: int):
        row, column = Kernels.pair(indices, dense.shape[1])
        product = picked(dense, column) @ sparse
        zeros = product.new_zeros(len(dense), rows, *product.shape[2:])
        return zeros.scatter_add(1, row[:, :, None, None].expand_as(product), product)

    @staticmethod
    def index_max(values, indices, rows: int, columns: int):
        row, _ = Kernels.pair(indices, columns)
        row = row[:, None].expand_as(values)
        most = values.new_full((*values.shape[:2], rows), -1e5)
        most = most.scatter_reduce(2, row, values, "amax")
        return most.transpose(1, 2).flatten(1), most.gather(2, row)

    @staticmethod
    def pair(indices, columns: int):
        return (indices // columns).long(), (indices % columns).long()


def picked(x, index):
    return x.gather(1, index[:, :, None, None].expand(-1, -1, *x.shape[2:]))


def with_kernels(patch: pytest.MonkeyPatch) -> None:
    """transformers with kernels, and with each text's own mask: it gives the heads of a text the
    masks of all texts in turn, which the authors' code does not."""
    from transformers.models.mra import modeling_mra

    attention = modeling_mra.mra2_attention

    def own_masks(query, key, value, mask, *args: Any, **options: Any):
        batch, heads, tokens, _ = query.shape
        mask = mask.reshape(heads, batch, tokens).transpose(0, 1).reshape(-1, tokens)
        return attention(query, key, value, mask, *args, **options)

    patch.setattr(modeling_mra, "mra_cuda_kernel", Kernels)
    patch.setattr(modeling_mra, "mra2_attention", own_masks)


def texts(*lengths: int, **labels: Maker) -> Maker:
    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding(lengths, 128)
        inputs = {"input_ids": np.where(mask == 1, token_ids(rng, 67, len(lengths), 128), 1)}
        inputs |= {"attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
        return inputs | {name: some(rng) for name, some in labels.items()}

    return make


def typed(rng: np.random.Generator) -> dict[str, Any]:
    ids = token_ids(rng, 67, 2, 128)
    types, positions = rng.integers(0, 3, (2, 128)), rng.integers(0, 130, (2, 128))
    return {"input_ids": ids, "token_type_ids": types, "position_ids": positions}


def on_the_left(rng: np.random.Generator) -> dict[str, Any]:
    return {name: np.flip(x, 1).copy() for name, x in texts(128, 75)(rng).items()}


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((2, 128, 24))}


def choices(rng: np.random.Generator) -> dict[str, Any]:
    inputs = texts(128, 90, 128, 60)(rng)
    inputs = {name: x.reshape(2, 2, 128) for name, x in inputs.items()}
    return inputs | {"labels": np.array([1, 0])}


WORDS = texts(128, 70, labels=classes(67, 2, 128))

ARCH = Arch(
    "mra",
    "Mra",
    "mra",
    requests=dict(output_hidden_states=True),
    patch=with_kernels,
    rows=[
        Row("Model", TINY, texts(128, 75, 31), "default"),
        Row("Model", TINY, on_the_left, "left"),
        Row("Model", SPARSE, typed, "sparse"),
        Row("Model", PRIOR, texts(128, 75), "prior"),
        Row("Model", TINY, vectors, "embeds"),
        Row("ForMaskedLM", OTHER | {"tie_word_embeddings": False}, texts(128, 40), "untied"),
        Row("ForMaskedLM", TINY, WORDS, "default"),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            texts(128, 33, labels=numbers(2)),
            "number",
        ),
        Row("ForMultipleChoice", OTHER, choices, "other"),
        Row(
            "ForTokenClassification",
            OTHER,
            texts(128, 75, labels=classes(5, 2, 128)),
            "other",
        ),
        Row("ForQuestionAnswering", TINY, lambda rng: texts(128, 9, 75)(rng) | answer(rng)),
        Row("ForSequenceClassification", OTHER, texts(128, 75, labels=classes(5, 2)), "classes"),
    ],
    must_see={"Model-prior": ["encoder.layer.1.attention.self.value.weight"]},
    must_see_options={
        "Model-prior": [
            {"hidden_act": "gelu"},
            {"block_per_row": 2},
            {"initial_prior_first_n_blocks": 0},
            {"initial_prior_diagonal_n_blocks": 0},
            {"approx_mode": "sparse"},
        ]
    },
    refuses=[
        {"approx_mode": "dense"},
        {"block_per_row": 0},
        {"max_position_embeddings": 31},
        {"initial_prior_first_n_blocks": -1},
        {"num_attention_heads": 5},
        {"add_cross_attention": True},
    ],
)
