"""The time series transformer (Hugging Face, 2022)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._series import SeriesConfig


class TimeSeriesTransformerConfig(SeriesConfig):
    """Sizes and options of the time series transformer."""

    model_type = "time_series_transformer"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "d_model",
        "num_attention_heads": "encoder_attention_heads",
        "num_hidden_layers": "encoder_layers",
    }
