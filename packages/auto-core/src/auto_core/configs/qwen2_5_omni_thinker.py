"""Qwen2.5-Omni's thinker (Xu et al., 2025, arXiv:2503.20215): its encoders and language model."""

from __future__ import annotations

import copy
from typing import Any, ClassVar, Self

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.qwen2_5_vl import Qwen2_5_VLVisionConfig
from auto_core.configs.qwen2_audio_encoder import WindowEncoderConfig
from auto_core.configs.qwen2_vl import Qwen2VLTextConfig


class Qwen2_5OmniVisionEncoderConfig(Qwen2_5_VLVisionConfig):
    """The vision encoder. The defaults are upstream's."""

    model_type = "qwen2_5_omni_vision_encoder"

    tokens_per_second: int = 25  # in files, without effect: the whole has position_id_per_seconds


class Qwen2_5OmniAudioEncoderConfig(WindowEncoderConfig):
    """The speech encoder. The defaults are upstream's."""

    model_type = "qwen2_5_omni_audio_encoder"
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
    n_window: int = 100  # half as many as there are frames in a window of attention
    output_dim: int = 3584  # of the language model

    def _complete(self) -> None:
        super()._complete()
        if self.n_window < 1:
            self._refuse("n_window", "1 or more")
        if self.max_source_positions < self.window_positions:
            self._refuse(
                "max_source_positions", f"{self.window_positions} or more, those of a window"
            )
        if self.d_model < 4:
            self._refuse("d_model", "4 or more")

    @property
    def window_positions(self) -> int:
        """How many positions a window of convolutions has."""
        return self.n_window

    def without_dropout(self) -> Self:
        """A copy that leaves nothing out: the encoder has these fields without effect."""
        found = copy.copy(self)
        found.dropout = found.attention_dropout = found.activation_dropout = 0.0
        found.encoder_layerdrop = 0.0
        return found


class Qwen2_5OmniTextConfig(Qwen2VLTextConfig):
    """The language model. The defaults are upstream's."""

    model_type = "qwen2_5_omni_text"

    hidden_size: int = 3584
    intermediate_size: int = 18944
    num_hidden_layers: int = 28
    num_attention_heads: int = 28
    num_key_value_heads: int | None = 4
    rms_norm_eps: float = 1e-6
    max_window_layers: int = 28
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = True


class Qwen2_5OmniThinkerConfig(VisionLanguageConfig):
    """All of them, and the tokens at which images, videos and sound stand. Of a checkpoint of the
    whole Qwen2.5-Omni, it is the part that makes text."""

    model_type = "qwen2_5_omni_thinker"
    base_config_key = "thinker_config"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": Qwen2_5OmniTextConfig,
        "vision_config": Qwen2_5OmniVisionEncoderConfig,
        "audio_config": Qwen2_5OmniAudioEncoderConfig,
    }
    attribute_map: ClassVar[dict[str, str]] = {
        "image_token_id": "image_token_index",
        "video_token_id": "video_token_index",
        "audio_token_id": "audio_token_index",
    }

    audio_config: Any = None
    audio_token_index: int = 151646
    image_token_index: int = 151655
    video_token_index: int = 151656
    position_id_per_seconds: int = 25  # positions of time of a second of video
    seconds_per_chunk: int = 2  # by which a video and its sound alternate
    audio_start_token_id: int = 151647
    audio_end_token_id: int = 151648
    vision_start_token_id: int = 151652
    vision_end_token_id: int = 151653
    user_token_id: int = 872
    initializer_range: float = 0.02
    tie_word_embeddings: bool = False
