"""What configs of models share that predict the distribution of a time series, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs._bart import BartLayersConfig
from auto_core.configs._series_patches import DISTRIBUTIONS, check_scaling_axis


class SeriesConfig(BartLayersConfig):
    """Features of a series and of its time, and an encoder and a decoder of them.

    A file may also have `minimum_scale` and `default_scale`, of the scaling.
    """

    prediction_length: int | None = None  # needed by models
    context_length: int | None = None  # prediction_length
    distribution_output: str = "student_t"
    loss: str = "nll"
    input_size: int = 1
    lags_sequence: list[int] = [1, 2, 3, 4, 5, 6, 7]  # noqa: RUF012
    scaling: str | bool | None = "mean"
    num_dynamic_real_features: int = 0
    num_static_categorical_features: int = 0
    num_static_real_features: int = 0
    num_time_features: int = 0
    cardinality: list[int] | None = None
    embedding_dimension: list[int] | None = None
    d_model: int = 64
    encoder_layers: int = 2
    decoder_layers: int = 2
    encoder_attention_heads: int = 2
    decoder_attention_heads: int = 2
    encoder_ffn_dim: int = 32
    decoder_ffn_dim: int = 32
    dropout: float = 0.1
    attention_dropout: float = 0.1
    activation_dropout: float = 0.1
    encoder_layerdrop: float = 0.1
    decoder_layerdrop: float = 0.1
    num_parallel_samples: int = 100
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    decoder_start_token_id: int | None = None

    def _complete(self) -> None:
        super()._complete()
        count = self.num_static_categorical_features
        if not (self.cardinality and count > 0):
            self.cardinality = [0]
        if not (self.embedding_dimension and count > 0):
            self.embedding_dimension = [min(50, (n + 1) // 2) for n in self.cardinality]
        for name in ("cardinality", "embedding_dimension"):
            if count > 0 and len(getattr(self, name)) != count:
                self._refuse(name, f"{count} numbers: num_static_categorical_features")
        self.context_length = self.context_length or self.prediction_length
        if self.distribution_output not in DISTRIBUTIONS:
            self._refuse("distribution_output", ", ".join(map(repr, DISTRIBUTIONS)))
        if self.loss != "nll":
            self._refuse("loss", "'nll'")
        if self.scaling not in ("mean", "std", True, False, None, "none"):
            self._refuse("scaling", "'mean', 'std', or None")
        if not self.lags_sequence or min(self.lags_sequence) < 1:
            self._refuse("lags_sequence", "numbers from 1 on")
        for name in ("input_size", "num_parallel_samples"):
            if getattr(self, name) < 1:
                self._refuse(name, "1 or more")
        for name in ("prediction_length", "context_length"):
            if getattr(self, name) is not None and getattr(self, name) < 1:
                self._refuse(name, "1 or more")
        if self.d_model % 2:
            self._refuse("d_model", "an even number: half of the positions' features are sines")

    def _adopt(self, extras: Mapping[str, Any]) -> None:
        super()._adopt(extras)
        check_scaling_axis(self, extras)

    def lengths(self) -> tuple[int, int]:
        """How many steps the encoder and the decoder have.

        Raises:
            ConfigError: nobody has said.
        """
        if self.prediction_length is None or self.context_length is None:
            self._refuse("prediction_length", "a number of steps to predict")
        return self.context_length, self.prediction_length

    @property
    def past_length(self) -> int:
        """How many past values a model needs: those of the context, and the lags before them."""
        return self.lengths()[0] + max(self.lags_sequence)

    @property
    def time_features(self) -> int:
        """How many features each step has beside its values."""
        return self.num_time_features + self.num_dynamic_real_features

    @property
    def feature_size(self) -> int:
        """How many numbers the network gets of each step."""
        known = sum(self.embedding_dimension or []) + self.num_static_real_features
        # Each channel also has the logarithms of its location and scale.
        own = self.input_size * (len(self.lags_sequence) + 2)
        return own + known + self.time_features
