"""EnCodec (Defossez et al., 2022, arXiv:2210.13438)."""

from __future__ import annotations

import math

from auto_core.configs._base import PreTrainedConfig


class EncodecConfig(PreTrainedConfig):
    """Sizes and options. The defaults are facebook/encodec_24khz."""

    model_type = "encodec"

    target_bandwidths: list[float] | tuple[float, ...] = (1.5, 3.0, 6.0, 12.0, 24.0)  # kbit/s
    sampling_rate: int = 24000
    audio_channels: int = 1
    normalize: bool = False
    chunk_length_s: float | None = None
    overlap: float | None = None
    hidden_size: int = 128
    num_filters: int = 32
    num_residual_layers: int = 1
    upsampling_ratios: list[int] | tuple[int, ...] = (8, 5, 4, 2)
    norm_type: str = "weight_norm"
    kernel_size: int = 7
    last_kernel_size: int = 7
    residual_kernel_size: int = 3
    dilation_growth_rate: int = 2
    use_causal_conv: bool = True
    pad_mode: str = "reflect"
    compress: int = 2
    num_lstm_layers: int = 2
    trim_right_ratio: float = 1.0
    codebook_size: int = 1024
    codebook_dim: int | None = None  # hidden_size
    use_conv_shortcut: bool = True

    def _complete(self) -> None:
        super()._complete()
        self.codebook_dim = self.hidden_size if self.codebook_dim is None else self.codebook_dim
        if self.norm_type not in ("weight_norm", "time_group_norm"):
            self._refuse("norm_type", "'weight_norm' or 'time_group_norm'")
        if self.pad_mode not in ("reflect", "constant", "replicate"):
            self._refuse("pad_mode", "'reflect', 'constant' or 'replicate'")
        if self.codebook_size < 2 or self.codebook_size & (self.codebook_size - 1):
            self._refuse("codebook_size", "a power of 2")
        if self.codebook_dim != self.hidden_size:
            self._refuse("codebook_dim", f"hidden_size={self.hidden_size}: codes are its vectors")
        if not self.use_causal_conv and self.trim_right_ratio != 1.0:
            self._refuse("trim_right_ratio", "1.0, because use_causal_conv is False")
        if self.compress < 1 or self.num_filters < self.compress:
            self._refuse("compress", f"1 to num_filters={self.num_filters}")
        if not self.target_bandwidths or min(self.upsampling_ratios, default=0) < 1:
            self._refuse("upsampling_ratios", "numbers of 1 or more, and target_bandwidths some")

    @property
    def chunk_length(self) -> int | None:
        """Samples of a chunk, or None."""
        if self.chunk_length_s is None:
            return None
        return int(self.chunk_length_s * self.sampling_rate)

    @property
    def chunk_stride(self) -> int | None:
        """Samples from one chunk to the next, or None."""
        if self.chunk_length is None or self.overlap is None:
            return None
        return max(1, int((1.0 - self.overlap) * self.chunk_length))

    @property
    def hop_length(self) -> int:
        """Samples per frame."""
        return math.prod(self.upsampling_ratios)

    @property
    def codebook_nbits(self) -> int:
        return math.ceil(math.log2(self.codebook_size))

    @property
    def frame_rate(self) -> int:
        """Frames per second."""
        return math.ceil(self.sampling_rate / self.hop_length)

    @property
    def num_quantizers(self) -> int:
        """Codebooks of the largest bandwidth."""
        rate = self.frame_rate * self.codebook_nbits
        return int(1000 * self.target_bandwidths[-1] // rate)
