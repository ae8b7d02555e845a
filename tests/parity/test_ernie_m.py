"""ERNIE-M against what transformers 4.57 computes, the last one that has it (recorded).

Every tensor is made of a generator that its name seeds, so a wrong name gives other outputs.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import difference
from parity.encoders import TINY, choices, classes, texts
from safetensors.numpy import save_file

from auto_core.errors import ConfigError, InputError

FIELDS = TINY | dict(num_hidden_layers=2, pad_token_id=1)
OTHER = FIELDS | dict(
    hidden_act="relu", layer_norm_eps=1e-3, num_attention_heads=2, act_dropout=None
)


def unmasked(rng: np.random.Generator) -> dict[str, Any]:
    """Padding that the ids alone tell of."""
    return {"input_ids": texts(segments=False, pad=1)(rng)["input_ids"]}


def plain(**labels: Any) -> Any:
    return texts(labels, segments=False, pad=1)


def placed(rng: np.random.Generator) -> dict[str, Any]:
    return plain()(rng) | {"position_ids": rng.integers(0, 31, (3, 9))}


SPAN = dict(start_positions=classes(9, 3), end_positions=classes(9, 3))
ROWS: dict[str, tuple[dict[str, Any], Any]] = {
    "Model": (FIELDS, unmasked),
    "Model-other": (OTHER, placed),
    "ForSequenceClassification": (OTHER, plain(labels=classes(2, 3))),
    "ForMultipleChoice": (FIELDS, choices(segments=False)),
    "ForTokenClassification": (OTHER, plain(labels=classes(2, 3, 9))),
    "ForQuestionAnswering": (FIELDS, plain(**SPAN)),
    "ForInformationExtraction": (OTHER, plain()),
}
RECORDED: dict[str, list[float]] = {
    "Model": [
        2.73156118726,
        2.29730465507,
        4.725975596,
        -1.67819493024,
        -1.99982359614,
        -1.99982359614,
        10.8032854597,
    ],
    "Model-other": [
        -1.09947627905,
        -0.703054506433,
        18.3516612055,
        15.0458438751,
        6.15888824694,
        6.15888824694,
        6.1767674074,
    ],
    "ForSequenceClassification": [
        -1.1004802529,
        0.312263712908,
        -1.64414620246,
        -9.24220942718,
        -4.78750104218,
        1.22491360358,
        0.549186502106,
    ],
    "ForMultipleChoice": [
        6.55027108883,
        -0.0528769608354,
        -47.3595429392,
        -20.6807916067,
        -15.6032690144,
        -0.162367480107,
        1.0228693557,
    ],
    "ForTokenClassification": [
        -1.1004802529,
        0.312263712908,
        -1.64414620246,
        -9.24220942718,
        -4.78750104218,
        -1.86866985815,
        0.76709623753,
    ],
    "ForQuestionAnswering": [
        0.155064119482,
        -0.192295616848,
        -2.28611807528,
        -1.66659509816,
        -8.99796860749,
        0.419448315956,
        2.20228702555,
        -5.49784139738,
    ],
    "ForInformationExtraction": [
        -1.1004802529,
        0.312263712908,
        -0.25661417786,
        -1.64414620246,
        -9.24220942718,
        -4.78750104218,
        -2.67559258987,
    ],
}


def tensor(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """The weights of a name, large enough that each matters."""
    values = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape)
    if len(shape) > 1:
        values = values * np.prod(shape[1:]) ** -0.5
    else:
        values = 0.2 * values + name.endswith(("norm.weight", "norm1.weight", "norm2.weight"))
    return values.astype(np.float32)


def write(head: str, fields: dict[str, Any], folder: Path) -> None:
    """A checkpoint with tensors of our network's names and shapes."""
    cls = backends.model_class("numpy", f"ErnieM{head}")
    model = cls._built_for(cls.config_class(**fields))
    names = {slot.name: slot.shape for slot in model.slots()}
    save_file({n: tensor(n, shape) for n, shape in names.items()}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(fields | {"model_type": "ernie_m"}))


def summary(outputs: dict[str, np.ndarray]) -> list[float]:
    """A few numbers of each output, in the order of names."""
    found = []
    for name in sorted(outputs):
        array = np.asarray(outputs[name], np.float64)
        ramp = np.cos(np.arange(array.size)).reshape(array.shape)
        found.append(float((array * ramp).sum()))
    return found


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("row", ROWS)
def test_what_transformers_4_computes(row: str, backend: str, tmp_path: Path) -> None:
    head = row.partition("-")[0]
    fields, inputs = ROWS[row]
    write(head, fields, tmp_path)
    options = {"dtype": "float64"} if backend == "numpy" else {}
    model = backends.load(backend, f"ErnieM{head}", tmp_path, **options)
    given = inputs(np.random.default_rng(0))
    requests = dict(output_attentions=True, output_hidden_states=True)
    found = summary(backends.run(backend, model, given, fast=True, **requests))
    assert len(found) == len(RECORDED[row])
    allowed = 1e-9 if backend == "numpy" else 1e-4
    assert difference(np.array(found), np.array(RECORDED[row])) < allowed


def test_the_loss_of_spans(tmp_path: Path) -> None:
    """Of real numbers [b t], which transformers takes."""
    write("ForInformationExtraction", FIELDS, tmp_path)
    model = backends.load("numpy", "ErnieMForInformationExtraction", tmp_path, dtype="float64")
    rng = np.random.default_rng(0)
    given = plain()(rng)
    labels = {name: rng.integers(0, 2, (3, 9)) for name in SPAN}
    found = backends.run("numpy", model, given | labels)
    parts = []
    for name in ("start", "end"):
        x, y = found[f"{name}_logits"], labels[f"{name}_positions"]
        parts.append(np.mean(np.log1p(np.exp(x)) - x * y))
    assert found["loss"] == pytest.approx(sum(parts) / 2)


def test_refusals(tmp_path: Path) -> None:
    cls = backends.model_class("numpy", "ErnieMModel").config_class
    wrongs = ({"is_decoder": True}, {"num_attention_heads": 5}, {"position_embedding_type": "x"})
    for wrong in wrongs:
        with pytest.raises(ConfigError, match=next(iter(wrong))):
            cls(**FIELDS | wrong)
    assert cls(num_classes=7, dropout=0.5).num_labels == 7
    write("Model", FIELDS, tmp_path)
    model = backends.load("numpy", "ErnieMModel", tmp_path)
    with pytest.raises(InputError, match="exactly one of"):
        backends.run("numpy", model, {})
