"""VibeVoice's tokenizers of sound (Peng et al., 2025, arXiv:2508.19205)."""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs._base import PreTrainedConfig


class VibeVoiceAcousticTokenizerConfig(PreTrainedConfig):
    """Sizes and options. The defaults are microsoft/VibeVoice-1.5B's.

    Args:
        hidden_size: size of the latents.
        depths: layers before the first strided convolution and after each.
    """

    model_type = "vibevoice_acoustic_tokenizer"

    channels: int = 1
    hidden_size: int = 64
    kernel_size: int = 7
    rms_norm_eps: float = 1e-5
    layer_scale_init_value: float = 1e-6
    initializer_range: float = 1e-2
    num_filters: int = 32
    downsampling_ratios: list[int] | tuple[int, ...] = (2, 2, 4, 5, 5, 8)
    depths: list[int] | tuple[int, ...] = (3, 3, 3, 3, 3, 3, 8)
    hidden_act: str = "gelu"
    ffn_expansion: int = 4
    vae_std: float = 0.625

    def _complete(self) -> None:
        super()._complete()
        for name in ("channels", "kernel_size", "num_filters", "ffn_expansion"):
            if getattr(self, name) < 1:
                self._refuse(name, "a number above 0")
        ratios = list(self.downsampling_ratios)
        if not ratios or min(ratios) < 1:
            self._refuse("downsampling_ratios", "numbers above 0")
        if len(self.depths) != len(ratios) + 1 or min(self.depths) < 0:
            self._refuse("depths", f"{len(ratios) + 1} numbers, one more than downsampling_ratios")

    @property
    def hop_length(self) -> int:
        """Samples of a latent."""
        return math.prod(self.downsampling_ratios)

    @property
    def encoder_config(self) -> Any:
        """The first half's."""
        from auto_core.configs.vibevoice_acoustic_tokenizer_encoder import (
            VibeVoiceAcousticTokenizerEncoderConfig,
        )

        return VibeVoiceAcousticTokenizerEncoderConfig(**self._fields_of_half())

    @property
    def decoder_config(self) -> Any:
        """The second half's."""
        from auto_core.configs.vibevoice_acoustic_tokenizer_decoder import (
            VibeVoiceAcousticTokenizerDecoderConfig,
        )

        fields = self._fields_of_half()
        fields["depths"] = list(reversed(self.depths))
        return VibeVoiceAcousticTokenizerDecoderConfig(**fields)

    def _fields_of_half(self) -> dict[str, Any]:
        own = VibeVoiceAcousticTokenizerConfig.__annotations__
        return {name: getattr(self, name) for name in own if name != "model_type"}
