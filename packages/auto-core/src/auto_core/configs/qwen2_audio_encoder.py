"""The encoder of Qwen2-Audio (Chu et al., 2024, arXiv:2407.10759), which is Whisper's."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class WindowEncoderConfig(PreTrainedConfig):
    """What Whisper's encoder asks of a config, where it is a model of its own."""

    base_config_key = "audio_config"
    norm_first: ClassVar[bool] = True
    key_bias: ClassVar[bool] = False

    num_mel_bins: int = 128
    activation_function: str = "gelu"
    dropout: float = 0.0
    attention_dropout: float = 0.0
    activation_dropout: float = 0.0
    scale_embedding: bool = False  # in files, without effect, as upstream
    initializer_range: float = 0.02
    max_source_positions: int = 1500  # half as many as there are frames in a window

    def _complete(self) -> None:
        super()._complete()
        name = self.attribute_map.get("encoder_attention_heads", "encoder_attention_heads")
        if self.d_model % self.encoder_attention_heads:
            self._refuse(name, f"a divisor of the hidden size, {self.d_model}")
        if self.d_model % 2:
            field = self.attribute_map.get("d_model", "d_model")
            self._refuse(field, "an even number: half of each position is sines")


class Qwen2AudioEncoderConfig(WindowEncoderConfig):
    """Sizes and options. The defaults are Qwen/Qwen2-Audio-7B's."""

    model_type = "qwen2_audio_encoder"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_hidden_layers": "encoder_layers",
        "hidden_size": "d_model",
        "num_attention_heads": "encoder_attention_heads",
        "intermediate_size": "encoder_ffn_dim",
    }

    encoder_layers: int = 32
    encoder_attention_heads: int = 20
    encoder_ffn_dim: int = 5120
    encoder_layerdrop: float = 0.0
    d_model: int = 1280
