"""UnivNet (Jang et al., 2021, arXiv:2106.07889)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

Sizes = list[int] | tuple[int, ...]


class UnivNetConfig(PreTrainedConfig):
    """Sizes and options of UnivNet. The defaults are dg845/univnet-dev's."""

    model_type = "univnet"

    model_in_channels: int = 64  # of the noise
    model_hidden_channels: int = 32
    num_mel_bins: int = 100
    resblock_kernel_sizes: Sizes = (3, 3, 3)
    resblock_stride_sizes: Sizes = (8, 8, 4)
    resblock_dilation_sizes: list | tuple = ((1, 3, 9, 27), (1, 3, 9, 27), (1, 3, 9, 27))
    kernel_predictor_num_blocks: int = 3
    kernel_predictor_hidden_channels: int = 64
    kernel_predictor_conv_size: int = 3
    kernel_predictor_dropout: float = 0.0
    initializer_range: float = 0.01
    leaky_relu_slope: float = 0.2

    def _complete(self) -> None:
        super()._complete()
        count = len(self.resblock_kernel_sizes)
        for field in ("resblock_stride_sizes", "resblock_dilation_sizes"):
            if len(getattr(self, field)) != count:
                kernels = self.resblock_kernel_sizes
                self._refuse(field, f"as many as resblock_kernel_sizes={kernels!r}")
        if any(size % 2 == 0 for size in self.resblock_kernel_sizes):
            self._refuse("resblock_kernel_sizes", "odd numbers, which keep the length")
        if self.kernel_predictor_conv_size % 2 == 0:
            self._refuse("kernel_predictor_conv_size", "an odd number, which keeps the length")
        if self.kernel_predictor_hidden_channels != self.model_in_channels:
            same = f"model_in_channels={self.model_in_channels}, which its blocks have"
            self._refuse("kernel_predictor_hidden_channels", same)
