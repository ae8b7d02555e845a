"""Parakeet (Rekesh et al., 2023, arXiv:2305.05084, Fast Conformer) with a CTC head."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig


class ParakeetEncoderConfig(PreTrainedConfig):
    """The encoder. The defaults are nvidia/parakeet-ctc-1.1b, but for its depth."""

    model_type = "parakeet_encoder"
    base_config_key = "encoder_config"

    hidden_size: int = 1024
    num_hidden_layers: int = 24
    num_attention_heads: int = 8
    intermediate_size: int = 4096
    hidden_act: str = "silu"
    attention_bias: bool = True
    convolution_bias: bool = True
    conv_kernel_size: int = 9
    subsampling_factor: int = 8
    subsampling_conv_channels: int = 256
    num_mel_bins: int = 80
    subsampling_conv_kernel_size: int = 3
    subsampling_conv_stride: int = 2
    dropout: float = 0.1
    dropout_positions: float = 0.0
    layerdrop: float = 0.1
    activation_dropout: float = 0.1
    attention_dropout: float = 0.1
    max_position_embeddings: int = 5000  # in files; positions are computed for any length
    scale_input: bool = True
    initializer_range: float = 0.02

    # This follows from the others.
    num_key_value_heads: int | None = None

    def _complete(self) -> None:
        super()._complete()
        self.num_key_value_heads = self.num_attention_heads
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.hidden_size % 2:
            self._refuse("hidden_size", "an even number, of sines and cosines")
        if self.conv_kernel_size % 2 == 0:
            self._refuse("conv_kernel_size", "an odd number")
        if self.subsampling_conv_kernel_size % 2 == 0:
            self._refuse("subsampling_conv_kernel_size", "an odd number")
        factor, stride = self.subsampling_factor, self.subsampling_conv_stride
        if factor < 2 or factor & (factor - 1):
            self._refuse("subsampling_factor", "a power of 2")
        if stride < 1 or self.num_mel_bins % stride**self.subsampling_layers:
            step = stride**self.subsampling_layers
            self._refuse("num_mel_bins", f"a multiple of {step}, the bins that become one")

    @property
    def subsampling_layers(self) -> int:
        """Strided convolutions: upstream's base-2 logarithm of the factor."""
        return self.subsampling_factor.bit_length() - 1


class ParakeetCTCConfig(PreTrainedConfig):
    """The encoder and its head. The defaults are nvidia/parakeet-ctc-1.1b."""

    model_type = "parakeet_ctc"
    sub_configs: ClassVar[dict[str, Any]] = {"encoder_config": ParakeetEncoderConfig}

    vocab_size: int = 1025
    ctc_loss_reduction: str = "mean"
    ctc_zero_infinity: bool = True
    encoder_config: Any = None
    pad_token_id: int | None = 1024
    initializer_range: float = 0.02  # the encoder's

    def _complete(self) -> None:
        if self.encoder_config is None:
            self.encoder_config = {}
        super()._complete()
        self.initializer_range = self.encoder_config.initializer_range
        if self.ctc_loss_reduction not in ("mean", "sum", "none"):
            self._refuse("ctc_loss_reduction", "'mean', 'sum' or 'none'")
