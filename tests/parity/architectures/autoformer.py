from typing import Any

import pytest
import torch
from parity.arch import Arch, Row
from parity.architectures import time_series_transformer as series_rows
from parity.architectures.time_series_transformer import series, weighted
from transformers.models.autoformer import modeling_autoformer

SEASONS: dict[str, Any] = dict(label_length=2, moving_average=3)
CONFIGS: dict[str, dict[str, Any]] = {
    "default": series_rows.TINY | SEASONS,
    # More steps of the decoder than of the encoder.
    "counts": series_rows.COUNTS | SEASONS | dict(prediction_length=5, context_length=5),
    "plain": series_rows.PLAIN | SEASONS | dict(label_length=3, scaling=False),
    "other": series_rows.OTHER
    | dict(
        context_length=12,
        prediction_length=5,
        label_length=4,
        moving_average=5,
        autocorrelation_factor=2,
    ),
}


def each_by_its_own_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    """With several heads, transformers shifts a series by the delays of others of the batch."""
    attention: Any = modeling_autoformer.AutoformerAttention
    compute, repeat = attention.forward, torch.Tensor.repeat

    def in_order(self: torch.Tensor, *sizes: int) -> torch.Tensor:
        if self.ndim == 3 and self.shape[1:] == (1, 1):  # [b 1 1] for the rows of all heads
            self, sizes = self.repeat_interleave(sizes[0], 0), (1, *sizes[1:])
        return repeat(self, *sizes)

    def forward(*args: Any, **kwargs: Any) -> Any:
        torch.Tensor.repeat = in_order  # type: ignore[method-assign]
        try:
            return compute(*args, **kwargs)
        finally:
            torch.Tensor.repeat = repeat  # type: ignore[method-assign]

    monkeypatch.setattr(attention, "forward", forward)


def rows() -> list[Row]:
    found = [Row("Model", name, series(options)) for name, options in CONFIGS.items()]
    found += [Row("ForPrediction", name, series(options)) for name, options in CONFIGS.items()]
    found += [Row("ForPrediction", "other", weighted(CONFIGS["other"]), "weighted")]
    return found


ARCH = Arch(
    "autoformer",
    "Autoformer",
    "time_series_transformer",
    configs=CONFIGS,
    rows=rows(),
    must_see=[
        "model.decoder.layers.1.trend_projection.weight",
        "model.decoder.seasonality_projection.weight",
        "model.decoder.layers.0.encoder_attn.q_proj.weight",
        "model.encoder.layers.0.final_layer_norm.layernorm.weight",
        "parameter_projection.proj.1.weight",
    ],
    must_see_options=[
        {"moving_average": 3},
        {"label_length": 3},
        {"autocorrelation_factor": 1},
        {"scaling": "mean"},
    ],
    patch=each_by_its_own_delays,
    refuses=[{"moving_average": 4}, {"autocorrelation_factor": 0}],
)
