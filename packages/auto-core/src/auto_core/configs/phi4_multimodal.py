"""Phi-4-Multimodal (Microsoft, 2025, arXiv:2503.01743), its image encoder and its audio encoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import TowerConfig
from auto_core.configs.phi3 import Phi3Config


class Phi4MultimodalVisionConfig(TowerConfig):
    """The image encoder, SigLIP's for images of any size. The defaults are
    microsoft/Phi-4-multimodal-instruct's.

    Args:
        crop_size: side of a crop of an image, in pixels.
    """

    model_type = "phi4_multimodal_vision"
    base_config_key = "vision_config"

    hidden_size: int = 1152
    intermediate_size: int = 4304
    num_hidden_layers: int = 27
    num_attention_heads: int = 16
    num_channels: int = 3
    image_size: int = 448
    patch_size: int = 14
    hidden_act: str = "gelu_pytorch_tanh"
    layer_norm_eps: float = 1e-6
    crop_size: int = 448
    image_token_id: int = 200010
    feature_layer: int = -2

    def _complete(self) -> None:
        super()._complete()
        layers = self.num_hidden_layers
        if not -layers - 1 <= self.feature_layer <= layers:
            self._refuse("feature_layer", f"a layer from {-layers - 1} to {layers}")
        if not 0 < self.patch_size <= self.image_size:
            self._refuse("patch_size", f"a number from 1 to image_size={self.image_size}")
        if self.crop_size < 1:
            self._refuse("crop_size", "a number above 0")

    @property
    def patches_per_side(self) -> int:
        """How many patches a crop has, down and across."""
        return self.image_size // self.patch_size

    @property
    def vectors_per_side(self) -> int:
        """How many vectors a crop has, down and across: one of two by two patches."""
        return -(-self.patches_per_side // 2)

    @property
    def layers_before_features(self) -> int:
        """How many layers an image's features have gone through."""
        layer = self.feature_layer
        return layer if layer >= 0 else self.num_hidden_layers + 1 + layer


class Phi4MultimodalAudioConfig(PreTrainedConfig):
    """The audio encoder, conformers. The defaults are microsoft/Phi-4-multimodal-instruct's.

    Args:
        chunk_size: frames of a chunk, which attend to those of it and of earlier chunks; -1: to
            all.
        kernel_size: size of the convolution modules' depthwise convolution.
        input_size: bins of a spectrogram.
        downsample_rate: so many frames become one vector; 1.
        feature_layer: kept in files.
    """

    model_type = "phi4_multimodal_audio"
    base_config_key = "audio_config"

    hidden_size: int = 1024
    intermediate_size: int = 1536
    num_blocks: int = 24
    num_attention_heads: int = 16
    activation: str = "swish"
    chunk_size: int = -1
    left_chunk: int = 18
    dropout_rate: float = 0.0
    ext_pw_out_channel: int = 1024
    depthwise_separable_out_channel: int = 1024
    depthwise_multiplier: int = 1
    kernel_size: int = 3
    conv_activation: str = "swish"
    input_size: int = 80
    conv_glu_type: str = "swish"
    time_reduction: int = 8
    bias_max_distance: int = 1000
    bias_symmetric: bool = False
    nemo_activation: str = "relu"
    nemo_conv_channels: int = 1024
    downsample_rate: int = 1
    initializer_range: float = 0.02
    audio_token_id: int = 200011
    feature_layer: int = -2  # of nothing: upstream reads it nowhere

    def _complete(self) -> None:
        super()._complete()
        d, factor = self.hidden_size, self.time_reduction
        if self.num_attention_heads > d:
            self._refuse("num_attention_heads", f"at most hidden_size={d}")
        for name in ("ext_pw_out_channel", "depthwise_separable_out_channel"):
            if getattr(self, name) != d:
                self._refuse(name, f"hidden_size={d}, because each convolution's output is added")
        if factor < 2 or factor & (factor - 1):
            self._refuse("time_reduction", "a power of two from 2 on")
        if self.downsample_rate != 1:
            self._refuse("downsample_rate", "1: the encoder's frames are not joined")
        for name in (
            *("kernel_size", "depthwise_multiplier", "bias_max_distance"),
            *("input_size", "nemo_conv_channels"),
        ):
            if getattr(self, name) < 1:
                self._refuse(name, "a number above 0")
        if self.left_chunk < 0:
            self._refuse("left_chunk", "0 or more")
        if self.chunk_size == 0:
            self._refuse("chunk_size", "a number above 0, or -1 for no chunks")

    def _check_size(self, name: str, value: Any) -> None:
        if name != "chunk_size" or value != -1:
            super()._check_size(name, value)

    @property
    def head_size(self) -> int:
        """How many numbers a head has; files may say so as `head_dim`."""
        return self.__dict__.get("head_dim") or self.hidden_size // self.num_attention_heads

    @property
    def convolutions(self) -> int:
        """How many convolutions halve the frames and the bins."""
        return self.time_reduction.bit_length() - 1

    @property
    def bins(self) -> int:
        """How many bins of a spectrogram the convolutions leave."""
        return -(-self.input_size // self.time_reduction)


class Phi4MultimodalConfig(Phi3Config):
    """The language model, Phi-3's, and the configs of both encoders. The defaults are
    microsoft/Phi-4-multimodal-instruct's."""

    model_type = "phi4_multimodal"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Phi4MultimodalVisionConfig,
        "audio_config": Phi4MultimodalAudioConfig,
    }

    vocab_size: int = 200064
    num_key_value_heads: int | None = 8
    max_position_embeddings: int = 131072
    bos_token_id: int | None = 199999
    eos_token_id: int | list[int] | None = None  # [199999, 200020]
    pad_token_id: int | None = 199999
    vision_config: Any = None
    audio_config: Any = None

    def _complete(self) -> None:
        for name in self.sub_configs:
            if getattr(self, name) is None:
                setattr(self, name, {})
        super()._complete()
        self.eos_token_id = self.eos_token_id or [199999, 200020]
