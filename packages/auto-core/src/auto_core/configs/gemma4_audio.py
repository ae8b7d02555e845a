"""Gemma 4's speech encoder (Gemma Team, 2026)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._base import PreTrainedConfig


class Gemma4AudioConfig(PreTrainedConfig):
    """Sizes and options of the speech encoder. The defaults are upstream's."""

    model_type = "gemma4_audio"
    base_config_key = "audio_config"

    hidden_size: int = 1024
    num_hidden_layers: int = 12
    num_attention_heads: int = 8
    hidden_act: str = "silu"
    subsampling_conv_channels: list[int] = [128, 32]  # noqa: RUF012  (a config copies it)
    conv_kernel_size: int = 5
    residual_weight: float = 0.5  # of what feed-forwards add
    attention_chunk_size: int = 12  # frames of a block
    attention_context_left: int = 13
    attention_context_right: int = 0
    attention_logit_cap: float = 50.0
    attention_invalid_logits_value: float = -1.0e9  # of keys that a query does not attend to
    use_clipped_linears: bool = True
    rms_norm_eps: float = 1e-6
    gradient_clipping: float = 1e10  # hidden states are cut there
    output_proj_dims: int = 1536
    initializer_range: float = 0.02

    def _set_field(self, name: str, value: Any) -> None:
        if name == "subsampling_conv_channels" and isinstance(value, tuple):
            value = list(value)
        super()._set_field(name, value)

    def _complete(self) -> None:
        super()._complete()
        if len(self.subsampling_conv_channels) != 2:
            self._refuse("subsampling_conv_channels", "the channels of two convolutions")
        if self.hidden_size % 2 or self.hidden_size % self.num_attention_heads:
            heads = self.num_attention_heads
            self._refuse("hidden_size", f"an even multiple of num_attention_heads={heads}")
        if self.attention_chunk_size < 1:
            self._refuse("attention_chunk_size", "1 or more")
        if self.attention_context_left < 1:
            self._refuse("attention_context_left", "1 or more")
        if self.attention_context_right < 0:
            self._refuse("attention_context_right", "0 or more")
        if self.attention_logit_cap <= 0:
            self._refuse("attention_logit_cap", "a number above 0")
