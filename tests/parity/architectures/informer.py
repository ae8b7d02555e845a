import importlib
from typing import Any

import pytest
import torch
from parity.arch import Arch, Row
from parity.architectures.time_series_transformer import (
    COUNTS,
    OTHER,
    PLAIN,
    TINY,
    series,
    weighted,
)
from parity.backends import BACKENDS, PACKAGES

LONG: dict[str, Any] = dict(context_length=24, sampling_factor=1, prediction_length=9)
CONFIGS = {
    "default": TINY,
    "full": OTHER | dict(attention_type="full", distil=False),
    "counts": COUNTS | dict(prediction_length=7, sampling_factor=2),
    "plain": PLAIN | dict(distil=False, encoder_layers=1),
    "other": OTHER | LONG | dict(encoder_layers=3),
}
# In which order the chosen queries stand is nobody's concern.
REQUESTS = {"output_hidden_states": True}


def the_same_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both libraries sample the keys after square numbers, round and round."""
    randint = torch.randint

    def theirs(*args: Any, **options: Any) -> torch.Tensor:
        if len(args) != 3:
            return randint(*args, **options)
        return (torch.arange(args[2][0]) ** 2 + 1) % args[1]

    def ours(ops: Any) -> Any:
        def sampled(self: Any, count: int, keys: int, like: Any) -> Any:
            return (ops.arange(0, count, like=like, dtype="int64") ** 2 + 1) % keys

        return sampled

    monkeypatch.setattr(torch, "randint", theirs)
    for backend in BACKENDS:
        package = PACKAGES[backend][0]
        module = importlib.import_module(f"{package}.models.informer")
        ops = importlib.import_module(f"{package}.ops")
        monkeypatch.setattr(module.InformerProbSparseAttention, "sampled", ours(ops))


def rows() -> list[Row]:
    found = []
    for name, options in CONFIGS.items():
        requests = None if name == "full" else REQUESTS
        found.append(Row("Model", name, series(options), requests=requests))
        found.append(Row("ForPrediction", name, series(options), requests=requests))
    inputs = series(CONFIGS["default"], future=False)
    found.append(Row("Model", "default", inputs, "past", requests=REQUESTS))
    inputs = weighted(CONFIGS["other"])
    found.append(Row("ForPrediction", "other", inputs, "weighted", requests=REQUESTS))
    return found


ARCH = Arch(
    "informer",
    "Informer",
    "time_series_transformer",
    configs=CONFIGS,
    rows=rows(),
    must_see=[
        "model.encoder.conv_layers.1.downConv.weight",
        "model.encoder.conv_layers.0.norm.running_mean",
        "model.decoder.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[{"sampling_factor": 5}, {"attention_type": "full"}],
    refuses=[{"attention_type": "sparse"}, {"sampling_factor": 0}],
    patch=the_same_keys,
)
