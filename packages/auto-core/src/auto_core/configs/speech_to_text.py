"""Speech to text of fairseq (Wang et al., 2020, arXiv:2010.05171)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLayersConfig


class Speech2TextConfig(BartLayersConfig):
    """Sizes and options. The defaults are facebook/s2t-small-librispeech-asr."""

    model_type = "speech_to_text"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "encoder_attention_heads",
        "hidden_size": "d_model",
        "num_hidden_layers": "encoder_layers",
        "initializer_range": "init_std",
    }
    norm_first: ClassVar[bool] = True

    vocab_size: int = 10000
    encoder_layers: int = 12
    encoder_ffn_dim: int = 2048
    encoder_attention_heads: int = 4
    decoder_layers: int = 6
    decoder_ffn_dim: int = 2048
    decoder_attention_heads: int = 4
    activation_function: str = "relu"
    d_model: int = 256
    scale_embedding: bool = True
    pad_token_id: int = 1  # never None: positions are counted from it
    max_source_positions: int = 6000  # in files; positions are computed for any length
    max_target_positions: int = 1024
    num_conv_layers: int = 2
    conv_kernel_sizes: list[int] | tuple[int, ...] = (5, 5)
    conv_channels: int = 1024
    input_feat_per_channel: int = 80  # mel bins
    input_channels: int = 1

    def _complete(self) -> None:
        super()._complete()
        if len(self.conv_kernel_sizes) != self.num_conv_layers:
            self._refuse("conv_kernel_sizes", f"{self.num_conv_layers} numbers (num_conv_layers)")
        if self.conv_channels % 2:
            self._refuse("conv_channels", "an even number: half of them are gates")
