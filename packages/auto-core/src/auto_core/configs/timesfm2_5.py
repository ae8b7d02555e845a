"""TimesFM 2.5 (Das et al., 2023, arXiv:2310.10688; google/timesfm-2.5-200m)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryConfig


class TimesFm2_5Config(RotaryConfig):
    """Sizes and options of TimesFM 2.5. The defaults are timesfm-2.5-200m."""

    model_type = "timesfm2_5"

    patch_length: int = 32
    context_length: int = 16384  # of the past that is read, in values
    horizon_length: int = 128  # of the future that is predicted
    num_hidden_layers: int = 20
    hidden_size: int = 1280
    intermediate_size: int = 1280
    head_dim: int = 80
    num_attention_heads: int = 16
    num_key_value_heads: int = 16
    rms_norm_eps: float = 1e-6
    quantiles: list[float] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]  # noqa: RUF012  (copied)
    attention_dropout: float = 0.0
    initializer_range: float = 0.02
    attention_bias: bool = False
    output_quantile_len: int = 1024
    decode_index: int = 5  # of the mean and the quantiles; past the last means the last
    use_bias: bool = False
    activation: str = "swish"
    use_continuous_quantile_head: bool = True
    force_flip_invariance: bool = True
    infer_is_positive: bool = True
    max_position_embeddings: int = 16384

    def _complete(self) -> None:
        super()._complete()
        if self.context_length % self.patch_length:
            self._refuse("context_length", f"a multiple of patch_length={self.patch_length}")
        heads = self.num_attention_heads
        if heads % self.num_key_value_heads:
            self._refuse("num_key_value_heads", f"a divisor of num_attention_heads={heads}")
        if self.head_dim % 2:
            self._refuse("head_dim", "an even number, because its halves are rotated")
        if self.decode_index < 0:
            self._refuse("decode_index", "0 or more")

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return self.head_dim
