"""NEZHA against what transformers 4.57 computes, the last one that has it (recorded).

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
from parity.encoders import TINY, choices, classes, texts, word_labels
from safetensors.numpy import load_file, save_file

from auto_core.errors import ConfigError, InputError

FIELDS = TINY | dict(num_hidden_layers=2, max_relative_position=3)
OTHER = FIELDS | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    max_relative_position=7,
    chunk_size_feed_forward=3,
)
PAIR = {"labels": word_labels, "next_sentence_label": classes(2, 3)}
SPAN = {"start_positions": classes(9, 3), "end_positions": classes(9, 3)}
# Head -> config, inputs, and the loss (or the mean) and the last number of its first output.
ROWS: dict[str, tuple[dict[str, Any], Any]] = {
    "Model": (FIELDS, texts()),
    "Model-other": (OTHER, texts()),
    "ForPreTraining": (OTHER, texts(PAIR)),
    "ForMaskedLM": (FIELDS, texts({"labels": word_labels})),
    "ForNextSentencePrediction": (FIELDS, texts({"labels": classes(2, 3)})),
    "ForSequenceClassification": (OTHER, texts({"labels": classes(2, 3)})),
    "ForMultipleChoice": (OTHER, choices()),
    "ForTokenClassification": (FIELDS, texts({"labels": classes(2, 3, 9)})),
    "ForQuestionAnswering": (OTHER, texts(SPAN)),
}
RECORDED: dict[str, list[float]] = {
    "Model": [
        -1.83377963296,
        0.620429234038,
        2.73884098379,
        -19.8829341075,
        8.06906694781,
        8.06906694781,
        0.585307566204,
    ],
    "Model-other": [
        0.562410229395,
        0.334449183491,
        2.74422778825,
        -20.5728867395,
        -4.24914332394,
        -4.24914332394,
        -0.154941389037,
    ],
    "ForPreTraining": [
        2.1612553281,
        0.0806111918371,
        4.31528925954,
        4.91728364443,
        -2.82764374076,
        5.4542692317,
        -0.988663681628,
        -0.150639325358,
    ],
    "ForMaskedLM": [
        1.87158602288,
        -0.989326166185,
        4.31831201461,
        8.43598849055,
        6.54869542796,
        1.54896225522,
        4.81870762026,
    ],
    "ForNextSentencePrediction": [
        1.87158602288,
        -0.989326166185,
        4.31831201461,
        8.43598849055,
        6.54869542796,
        0.411718789211,
        0.840590769628,
    ],
    "ForSequenceClassification": [
        2.1612553281,
        0.0806111918371,
        4.31528925954,
        4.91728364443,
        -2.82764374076,
        -0.386979557797,
        0.402132121203,
    ],
    "ForMultipleChoice": [
        5.52585170082,
        4.79129087775,
        5.55836061308,
        15.5513795869,
        -3.99159275465,
        -0.316710547793,
        0.975217874862,
    ],
    "ForTokenClassification": [
        1.87158602288,
        -0.989326166185,
        4.31831201461,
        8.43598849055,
        6.54869542796,
        -1.76037509682,
        0.637036685691,
    ],
    "ForQuestionAnswering": [
        2.1612553281,
        0.0806111918371,
        1.19916717574,
        4.31528925954,
        4.91728364443,
        -2.82764374076,
        2.48475446467,
        0.302905978673,
    ],
}


def tensor(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """The weights of a name, large enough that each matters."""
    values = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape)
    if len(shape) > 1:
        values = values * np.prod(shape[1:]) ** -0.5
    else:
        values = 0.2 * values + name.endswith("LayerNorm.weight")
    return values.astype(np.float32)


def write(head: str, fields: dict[str, Any], folder: Path) -> None:
    """A checkpoint with tensors of our network's names and shapes."""
    cls = backends.model_class("numpy", f"Nezha{head}")
    model = cls._built_for(cls.config_class(**fields))
    tied = {"cls.predictions.decoder.weight", "cls.predictions.decoder.bias"}
    names = {slot.name: slot.shape for slot in model.slots() if slot.name not in tied}
    save_file({n: tensor(n, shape) for n, shape in names.items()}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(fields | {"model_type": "nezha"}))


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
    model = backends.load(backend, f"Nezha{head}", tmp_path, **options)
    given = inputs(np.random.default_rng(0))
    requests = dict(output_attentions=True, output_hidden_states=True)
    found = summary(backends.run(backend, model, given, fast=True, **requests))
    assert len(found) == len(RECORDED[row])
    # The sinusoids are float32's in transformers, whatever the model's dtype is.
    allowed = 1e-6 if backend == "numpy" else 1e-4
    assert difference(np.array(found), np.array(RECORDED[row])) < allowed


def test_older_files_and_refusals(tmp_path: Path) -> None:
    write("ForPreTraining", FIELDS, tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    for layer in range(2):
        part = f"nezha.encoder.layer.{layer}.attention.self.relative_positions_encoding"
        tensors[f"{part}.positions_encoding"] = np.zeros((33, 33, 6), np.float32)
    save_file(tensors, tmp_path / "model.safetensors")
    model = backends.load("numpy", "NezhaForPreTraining", tmp_path)
    assert not model.loading_report.unexpected
    ids = np.array([[4, 5]])
    with pytest.raises(InputError, match="only distances"):
        backends.run("numpy", model, {"input_ids": ids, "position_ids": ids})
    for wrong in ({"is_decoder": True}, {"num_attention_heads": 8}, {"max_relative_position": 0}):
        with pytest.raises(ConfigError, match=next(iter(wrong))):
            type(model).config_class(**FIELDS | wrong)
