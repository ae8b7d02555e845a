"""FastSpeech 2 (Ren et al., 2020, arXiv:2006.04558) of conformers, as ESPnet has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig

KERNELS = (
    "positionwise_conv_kernel_size",
    "encoder_kernel_size",
    "decoder_kernel_size",
    "duration_predictor_kernel_size",
    "energy_predictor_kernel_size",
    "energy_embed_kernel_size",
    "pitch_predictor_kernel_size",
    "pitch_embed_kernel_size",
    "speech_decoder_postnet_kernel",
)


class FastSpeech2ConformerConfig(PreTrainedConfig):
    """Sizes and options. The defaults are espnet/fastspeech2_conformer."""

    model_type = "fastspeech2_conformer"
    base_config_key = "model_config"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_hidden_layers": "encoder_layers",
        "num_attention_heads": "encoder_num_attention_heads",
    }

    hidden_size: int = 384
    vocab_size: int = 78
    num_mel_bins: int = 80
    encoder_num_attention_heads: int = 2
    encoder_layers: int = 4
    encoder_linear_units: int = 1536
    decoder_layers: int = 4
    decoder_num_attention_heads: int = 2
    decoder_linear_units: int = 1536
    speech_decoder_postnet_layers: int = 5
    speech_decoder_postnet_units: int = 256
    speech_decoder_postnet_kernel: int = 5
    positionwise_conv_kernel_size: int = 3
    encoder_normalize_before: bool = False
    decoder_normalize_before: bool = False
    encoder_concat_after: bool = False
    decoder_concat_after: bool = False
    reduction_factor: int = 1
    speaking_speed: float = 1.0
    use_macaron_style_in_conformer: bool = True
    use_cnn_in_conformer: bool = True
    encoder_kernel_size: int = 7
    decoder_kernel_size: int = 31
    duration_predictor_layers: int = 2
    duration_predictor_channels: int = 256
    duration_predictor_kernel_size: int = 3
    energy_predictor_layers: int = 2
    energy_predictor_channels: int = 256
    energy_predictor_kernel_size: int = 3
    energy_predictor_dropout: float = 0.5
    energy_embed_kernel_size: int = 1
    energy_embed_dropout: float = 0.0
    stop_gradient_from_energy_predictor: bool = False
    pitch_predictor_layers: int = 5
    pitch_predictor_channels: int = 256
    pitch_predictor_kernel_size: int = 5
    pitch_predictor_dropout: float = 0.5
    pitch_embed_kernel_size: int = 1
    pitch_embed_dropout: float = 0.0
    stop_gradient_from_pitch_predictor: bool = True
    encoder_dropout_rate: float = 0.2
    encoder_positional_dropout_rate: float = 0.2
    encoder_attention_dropout_rate: float = 0.2
    decoder_dropout_rate: float = 0.2
    decoder_positional_dropout_rate: float = 0.2
    decoder_attention_dropout_rate: float = 0.2
    duration_predictor_dropout_rate: float = 0.2
    speech_decoder_postnet_dropout: float = 0.5
    max_source_positions: int = 5000  # in files; positions are computed for any length
    use_masking: bool = True
    use_weighted_masking: bool = False
    num_speakers: int | None = None
    num_languages: int | None = None
    speaker_embed_dim: int | None = None
    is_encoder_decoder: bool = True
    convolution_bias: bool = True

    def _adopt(self, extras: Mapping[str, Any]) -> None:
        # Files also have the fields of either part as these two, which follow from the others.
        derived = ("encoder_config", "decoder_config")
        super()._adopt({key: value for key, value in extras.items() if key not in derived})

    def _complete(self) -> None:
        super()._complete()
        for field in KERNELS:
            if getattr(self, field) % 2 == 0:
                self._refuse(field, "an odd number")
        for part in ("encoder", "decoder"):
            if self.hidden_size % getattr(self, f"{part}_num_attention_heads"):
                self._refuse(
                    f"{part}_num_attention_heads", f"a divisor of hidden_size={self.hidden_size}"
                )
        if self.hidden_size % 2:
            self._refuse("hidden_size", "an even number, of sines and cosines")
        if self.use_masking and self.use_weighted_masking:
            self._refuse("use_weighted_masking", "False where use_masking is True")
        if not self.use_cnn_in_conformer:
            self._refuse("use_cnn_in_conformer", "True")
        if self.speaking_speed <= 0:
            self._refuse("speaking_speed", "above 0")
        if self.reduction_factor < 1:
            self._refuse("reduction_factor", "1 or more")
