"""Gemma 3n's speech encoder (Gemma Team, 2025)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._base import PreTrainedConfig


class Gemma3nAudioConfig(PreTrainedConfig):
    """Sizes and options of the speech encoder. The defaults are upstream's."""

    model_type = "gemma3n_audio"
    base_config_key = "audio_config"

    vocab_size: int = 128
    vocab_offset: int = 262_144 + 128  # the first id that the encoder's embeddings are of
    input_feat_size: int = 128  # mel bins
    hidden_size: int = 1536
    rms_norm_eps: float = 1e-6
    gradient_clipping: float = 1e10  # hidden states are cut there
    conf_attention_chunk_size: int = 12  # frames of a block
    conf_attention_context_left: int = 13
    conf_attention_context_right: int = 0
    conf_attention_logit_cap: float = 50.0
    conf_num_attention_heads: int = 8
    conf_num_hidden_layers: int = 12
    conf_conv_kernel_size: int = 5
    conf_reduction_factor: int = 4  # every so many frames become a vector
    conf_residual_weight: float = 0.5  # of what feed-forwards add
    sscp_conv_channel_size: list[int] = [128, 32]  # noqa: RUF012  (a config copies it)
    sscp_conv_group_norm_eps: float = 1e-3
    sscp_conv_kernel_size: list[list[int]] = [[3, 3], [3, 3]]  # noqa: RUF012
    sscp_conv_stride_size: list[list[int]] = [[2, 2], [2, 2]]  # noqa: RUF012

    def _set_field(self, name: str, value: Any) -> None:
        if name.startswith("sscp_conv_") and isinstance(value, list | tuple):
            value = [list(one) if isinstance(one, tuple) else one for one in value]
        super()._set_field(name, value)

    def _complete(self) -> None:
        super()._complete()
        if len(self.sscp_conv_channel_size) != 2:
            self._refuse("sscp_conv_channel_size", "the channels of two convolutions")
        for name in ("sscp_conv_kernel_size", "sscp_conv_stride_size"):
            sizes = getattr(self, name)
            if len(sizes) != 2 or any(len(one) != 2 or min(one) < 1 for one in sizes):
                self._refuse(name, "two pairs of numbers of 1 or more, of frames and of bins")
        if min(self.bins) < 1:
            self._refuse("input_feat_size", "as many bins as the convolutions need")
        if self.hidden_size % 2 or self.hidden_size % self.conf_num_attention_heads:
            heads = self.conf_num_attention_heads
            self._refuse("hidden_size", f"an even multiple of conf_num_attention_heads={heads}")
        for name, least in (
            ("conf_attention_chunk_size", 1),
            ("conf_attention_context_left", 0),
            ("conf_attention_context_right", 0),
            ("conf_reduction_factor", 1),
            ("conf_conv_kernel_size", 1),
            ("vocab_size", 1),
        ):
            if getattr(self, name) < least:
                self._refuse(name, f"{least} or more")
        if self.conf_attention_logit_cap <= 0:
            self._refuse("conf_attention_logit_cap", "a number above 0")

    @property
    def bins(self) -> tuple[int, int]:
        """How many bins each convolution leaves."""
        found, bins = [], self.input_feat_size
        for kernel, stride in zip(
            self.sscp_conv_kernel_size, self.sscp_conv_stride_size, strict=True
        ):
            bins = (bins + 2 - kernel[1]) // stride[1] + 1
            found.append(bins)
        return found[0], found[1]

    @property
    def num_hidden_layers(self) -> int:
        """How many layers there are."""
        return self.conf_num_hidden_layers

    @property
    def num_attention_heads(self) -> int:
        """How many heads attention has."""
        return self.conf_num_attention_heads
