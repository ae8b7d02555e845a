"""Configs, weights and inputs of Transformer-XL that transformers 4.57 and we compute with.

`recorded/transfo_xl.npz` holds what 4.57.6 computes of them in float64, each array under case/name:
5.23 has no Transformer-XL.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

TINY: dict[str, Any] = dict(
    vocab_size=31, cutoffs=[9, 14, 20], d_model=16, d_embed=16, n_head=4, d_head=4, d_inner=24,
    div_val=2, n_layer=2, mem_len=6, clamp_len=1000, same_length=True, dropout=0.0,
    eos_token_id=0, pad_token_id=1,
)  # fmt: skip
CONFIGS: dict[str, dict[str, Any]] = {
    "published": TINY,
    "other": TINY
    | dict(d_head=6, clamp_len=4, same_length=False, untie_r=False, pre_lnorm=True, div_val=4,
           mem_len=3, cutoffs=[9, 20], tie_word_embeddings=False, proj_share_all_but_first=False,
           layer_norm_epsilon=1e-2, num_labels=3),
    "plain": TINY
    | dict(div_val=1, d_embed=12, tie_projs=[True, False, True, False], mem_len=4, clamp_len=-1),
    "one_size": TINY | dict(div_val=1, mem_len=0, same_length=False, trainer_compatible=True),
    "one_cluster": TINY | dict(cutoffs=[], div_val=2, mem_len=9),
}  # fmt: skip
HEADS = ("Model", "LMHeadModel", "ForSequenceClassification")


def tensor(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """The weights of a name, large enough that each matters."""
    values = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape)
    if name.endswith("layer_norm.weight"):
        return (1 + 0.2 * values).astype(np.float32)
    scale = shape[-1] ** -0.5 if len(shape) > 1 else 0.2
    return (scale * values).astype(np.float32)


def calls(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The inputs of a config's models by name."""
    rng = np.random.default_rng(1)
    ids = rng.integers(2, config["vocab_size"], (2, 5))
    labels = np.where(rng.random((2, 5)) < 0.25, -100, ids)
    unlabelled = labels.copy()
    unlabelled[0] = -100
    mems = [rng.standard_normal((4, 2, config["d_model"])) for _ in range(config["n_layer"])]
    embeds = rng.standard_normal((2, 5, config["d_model"]))
    return {
        "ids": {"input_ids": ids},
        "long": {"input_ids": rng.integers(2, config["vocab_size"], (2, 11)), "mems": mems},
        "mems": {"input_ids": ids, "mems": mems},
        "embeds": {"inputs_embeds": embeds},
        "labels": {"input_ids": ids, "labels": labels},
        "unlabelled": {"input_ids": ids, "labels": unlabelled},
        "classes": {"input_ids": ids, "labels": np.array([1, 0])},
    }


def takes(head: str, call: str, config: dict[str, Any]) -> bool:
    """Whether a head is called so."""
    if head == "ForSequenceClassification":
        return call in ("classes", "mems") and config["d_embed"] == config["d_model"]
    return call != "classes" and (head == "LMHeadModel" or "label" not in call)


PROMPT = np.array([[5, 9, 22, 30], [11, 3, 17, 2]])
GENERATED = (dict(num_beams=1), dict(num_beams=3))
