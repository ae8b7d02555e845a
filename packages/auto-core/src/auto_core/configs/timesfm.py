"""TimesFM (Das et al., 2023, arXiv:2310.10688)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class TimesFmConfig(PreTrainedConfig):
    """Sizes and options of TimesFM. The defaults are timesfm-2.0-500m."""

    model_type = "timesfm"

    patch_length: int = 32
    context_length: int = 512  # of the past that is read, in values
    horizon_length: int = 128  # of the future that is predicted
    freq_size: int = 3
    num_hidden_layers: int = 50
    hidden_size: int = 1280
    intermediate_size: int = 1280
    head_dim: int = 80
    num_attention_heads: int = 16
    tolerance: float = 1e-6  # the least deviation to divide by
    rms_norm_eps: float = 1e-6
    quantiles: list[float] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]  # noqa: RUF012  (copied)
    pad_val: float = 1123581321.0  # a value that stands for a missing one
    attention_dropout: float = 0.0
    use_positional_embedding: bool = False
    initializer_range: float = 0.02
    min_timescale: int = 1
    max_timescale: int = 10000

    def _complete(self) -> None:
        super()._complete()
        if self.context_length % self.patch_length:
            self._refuse("context_length", f"a multiple of patch_length={self.patch_length}")
        if self.use_positional_embedding and self.hidden_size % 2:
            self._refuse("hidden_size", "an even number, because of use_positional_embedding")
