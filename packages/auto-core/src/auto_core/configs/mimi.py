"""Mimi (Defossez et al., 2024, arXiv:2410.00037)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from auto_core.configs._rotary import AttentionBiasConfig, RotaryHeadsConfig


class MimiConfig(AttentionBiasConfig, RotaryHeadsConfig):
    """Sizes and options. The defaults are kyutai/mimi.

    Files may give the `frame_rate` of codes, in hertz; else it follows from the strides.
    """

    model_type = "mimi"

    vocab_size: int = 0  # sound has no tokens
    sampling_rate: int = 24000
    audio_channels: int = 1
    hidden_size: int = 512
    num_filters: int = 64
    num_residual_layers: int = 1
    upsampling_ratios: list[int] | tuple[int, ...] = (8, 6, 5, 4)
    kernel_size: int = 7
    last_kernel_size: int = 3
    residual_kernel_size: int = 3
    dilation_growth_rate: int = 2
    use_causal_conv: bool = True
    pad_mode: str = "constant"
    compress: int = 2
    trim_right_ratio: float = 1.0
    codebook_size: int = 2048
    codebook_dim: int | None = 256
    num_quantizers: int = 32
    use_conv_shortcut: bool = False
    vector_quantization_hidden_dimension: int = 256
    num_semantic_quantizers: int = 1
    upsample_groups: int = 512
    num_hidden_layers: int = 8
    intermediate_size: int = 2048
    num_attention_heads: int = 8
    num_key_value_heads: int | None = 8
    hidden_act: str = "gelu"
    max_position_embeddings: int = 8000
    norm_eps: float = 1e-5
    use_cache: bool = False
    use_streaming: bool = False
    sliding_window: int | None = 250
    layer_scale_initial_scale: float = 0.01
    frame_rate: float | None = None  # of codes; see `_complete`
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = True

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        data = dict(data)
        if data.get("frame_rate") is None:
            data["frame_rate"] = data.pop("_frame_rate", None)
        return super()._migrate(data)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Any:
        config = super().from_dict(data, **overrides)
        config._check_halves()
        return config

    def _check_halves(self) -> None:
        for half in ("encoder", "decoder"):
            name = f"{half}_config"
            if name in self.__dict__ and self.model_type == MimiConfig.model_type:
                cls = f"Mimi{half.capitalize()}Model"
                self._refuse(
                    name, f"none given: each half of a file has a class of its own ({cls})"
                )

    def _complete(self) -> None:
        super()._complete()
        ratios = list(self.upsampling_ratios)
        if not ratios or min(ratios) < 1:
            self._refuse("upsampling_ratios", "numbers of 1 or more")
        if self.pad_mode not in ("constant", "reflect", "replicate"):
            self._refuse("pad_mode", "'constant', 'reflect' or 'replicate'")
        if self.codebook_size < 2 or self.codebook_size & (self.codebook_size - 1):
            self._refuse("codebook_size", "a power of 2")
        if self.codebook_dim is None:
            self.codebook_dim = self.hidden_size
        if self.codebook_dim != self.vector_quantization_hidden_dimension:
            size = self.vector_quantization_hidden_dimension
            self._refuse("codebook_dim", f"vector_quantization_hidden_dimension={size}")
        if not 0 < self.num_semantic_quantizers < self.num_quantizers:
            self._refuse("num_semantic_quantizers", f"1 to below {self.num_quantizers}")
        if not self.use_causal_conv and self.trim_right_ratio != 1.0:
            self._refuse("trim_right_ratio", "1.0, because use_causal_conv is False")
        if self.compress < 1 or self.num_filters < self.compress:
            self._refuse("compress", f"1 to num_filters={self.num_filters}")
        if self.hidden_size % self.upsample_groups:
            self._refuse("upsample_groups", f"a divisor of hidden_size={self.hidden_size}")
        if self.frame_rate is None:
            self.frame_rate = self.sampling_rate / self.frame_size
        if not 0 < self.frame_rate < self.encodec_frame_rate:
            rate = self.encodec_frame_rate
            self._refuse("frame_rate", f"below {rate}, the rate before the last convolution")

    @property
    def epsilon(self) -> float:
        return self.norm_eps

    def window(self, layer: int) -> int | None:
        return self.sliding_window

    @property
    def encodec_frame_rate(self) -> int:
        """Frames per second within the transformers."""
        return math.ceil(self.sampling_rate / math.prod(self.upsampling_ratios))

    @property
    def frame_size(self) -> int:
        """Samples per frame of codes, where no frame_rate says otherwise."""
        return 2 * math.prod(self.upsampling_ratios)

    @property
    def latent_stride(self) -> int:
        """Frames of the transformers per frame of codes."""
        return int(self.encodec_frame_rate / (self.frame_rate or 1))

    @property
    def num_codebooks(self) -> int:
        return self.num_quantizers
