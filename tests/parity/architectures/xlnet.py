from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import answer, choices, classes, embeds, left_padded, texts, word_labels
from parity.texts import token_ids

TINY = dict(vocab_size=67, d_model=24, n_layer=3, n_head=4, d_inner=40, pad_token_id=5)
OTHER = TINY | dict(
    n_head=3,
    ff_activation="relu",
    layer_norm_eps=1e-3,
    mem_len=7,
    reuse_len=4,
    clamp_len=3,
    num_labels=5,
    summary_type="first",
    summary_activation="relu",
)
UNI = OTHER | dict(attn_type="uni", same_length=True, summary_use_proj=False, mem_len=None)
BOTH = TINY | dict(bi_data=True, use_mems_eval=False)


def permuted(*, mems: int = 0, **labels: Any):
    """Two texts of 6 tokens, two of which are to be predicted, and memories of each layer."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_ids": token_ids(rng, 67, 2, 6)}
        order = rng.permuted(np.tile(np.arange(6), (2, 1)), axis=1)
        inputs["perm_mask"] = (order[:, :, None] <= order[:, None]).astype(np.float32)
        mapping = np.zeros((2, 2, 6), np.float32)
        mapping[:, 0, 1] = mapping[:, 1, 4] = 1
        inputs["target_mapping"] = mapping
        inputs["token_type_ids"] = rng.integers(0, 2, (2, 6))
        if mems:
            inputs["mems"] = [
                rng.standard_normal((mems, 2, 24)).astype(np.float32) for _ in range(3)
            ]
        return inputs | {name: sample(rng) for name, sample in labels.items()}

    return make


def whole(rng: np.random.Generator) -> dict[str, Any]:
    """Texts without padding: with a mask of a batch, transformers cannot compute "uni"."""
    return {"input_ids": token_ids(rng, 67, 3, 9), "token_type_ids": rng.integers(0, 4, (3, 9))}


def alone(rng: np.random.Generator) -> dict[str, Any]:
    """One text with padding, and memories."""
    mask = np.array([[0, 0, 1, 1, 1, 1, 1]])
    mems = [rng.standard_normal((4, 1, 24)).astype(np.float32) for _ in range(3)]
    return {"input_ids": token_ids(rng, 67, 1, 7), "attention_mask": mask, "mems": mems}


def even(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": token_ids(rng, 67, 4, 6)}


ARCH = Arch(
    "xlnet",
    "XLNet",
    "xlnet",
    configs={"default": TINY, "other": OTHER, "uni": UNI, "both": BOTH},
    trained="LMHeadModel-default",
    rows=[
        Row("Model", "default", texts()),
        Row("Model", "other", left_padded(pad=5), "left"),
        Row("Model", "uni", whole),
        Row("Model", "uni", alone, "alone"),
        Row("Model", "both", even),
        Row("Model", "default", embeds(24), "embeds"),
        Row("Model", "default", permuted(), "permuted"),
        Row("Model", "default", permuted(mems=3), "mems"),
        Row("LMHeadModel", "other", permuted(mems=5, labels=classes(67, 2, 2)), "permuted"),
        Row("LMHeadModel", "default", texts({"labels": word_labels})),
        Row(
            "ForSequenceClassification",
            "uni",
            lambda rng: whole(rng) | {"labels": rng.integers(0, 5, 3)},
        ),
        Row("ForMultipleChoice", "other", choices()),
        Row("ForTokenClassification", "other", texts({"labels": classes(5, 3, 9)})),
        Row("ForQuestionAnsweringSimple", "default", lambda rng: texts()(rng) | answer(rng)),
        Row("ForSequenceClassification", "other", texts({"labels": classes(5, 3)})),
    ],
    must_see=[
        "transformer.layer.1.rel_attn.r_s_bias",
        "transformer.layer.1.rel_attn.r",
        "sequence_summary.summary.weight",
    ],
    must_see_options=[
        {"clamp_len": -1},
        {"mem_len": 3},
        {"layer_norm_eps": 1e-12},
        {"reuse_len": None},
        {"ff_activation": "gelu"},
        {"summary_type": "mean"},
        {"attn_type": "uni"},
    ],
    refuses=[{"attn_type": "both"}, {"n_head": 5}, {"d_head": 5}, {"summary_type": "attn"}],
)
