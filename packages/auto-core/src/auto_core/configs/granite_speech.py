"""Granite Speech (Saon et al., 2025, arXiv:2505.08699)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vision_language import LanguageConfig
from auto_core.configs.blip_2 import Blip2QFormerConfig


class GraniteSpeechEncoderConfig(PreTrainedConfig):
    """The conformers. The defaults are ibm-granite/granite-speech-3.3-2b's, but for its depth and
    output.

    Args:
        hidden_dim: size of the hidden states.
        output_dim: classes of each frame, which the encoder was trained with.
    """

    model_type = "granite_speech_encoder"
    base_config_key = "encoder_config"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "hidden_dim",
        "num_hidden_layers": "num_layers",
        "num_attention_heads": "num_heads",
        "num_mel_bins": "input_dim",
    }

    input_dim: int = 160
    num_layers: int = 10
    hidden_dim: int = 1024
    feedforward_mult: int = 4
    num_heads: int = 8
    dim_head: int | None = None
    output_dim: int = 42
    context_size: int = 200
    max_pos_emb: int = 512
    dropout: float = 0.1
    conv_kernel_size: int = 15
    conv_expansion_factor: int = 2
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        for name in ("num_layers", "num_heads", "conv_kernel_size", "feedforward_mult"):
            if getattr(self, name) < 1:
                self._refuse(name, "a number above 0")
        if self.dim_head is None:
            self.dim_head = self.hidden_dim // self.num_heads
        if not 0 < self.context_size <= self.max_pos_emb:
            self._refuse("context_size", f"a number from 1 to max_pos_emb={self.max_pos_emb}")

    @property
    def output_size(self) -> int:
        """The size of what the projector gets."""
        return self.hidden_dim


class GraniteSpeechConfig(LanguageConfig):
    """The three parts' configs. The defaults are ibm-granite/granite-speech-3.3-2b's.

    Args:
        window_size: frames that the Q-Former reads at once.
    """

    model_type = "granite_speech"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": "auto",
        "encoder_config": GraniteSpeechEncoderConfig,
        "projector_config": Blip2QFormerConfig,
    }
    attribute_map: ClassVar[dict[str, str]] = {"audio_token_id": "audio_token_index"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {"text_config": {"model_type": "granite"}}

    encoder_config: Any = None
    projector_config: Any = None
    audio_token_index: int = 49155
    initializer_range: float = 0.02
    has_lora_adapter: bool = True  # whether the repository has an adapter for recordings
    downsample_rate: int = 5
    window_size: int = 15
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        given = self.projector_config
        kind = given.get("model_type") if isinstance(given, Mapping) else None
        if kind not in (None, Blip2QFormerConfig.model_type):
            self._refuse("projector_config", f"one of {Blip2QFormerConfig.model_type!r}")
        super()._complete()
        if given is None:
            self.projector_config.encoder_hidden_size = self.encoder_config.output_size
        if self.downsample_rate < 1:
            self._refuse("downsample_rate", "a number above 0")
        if self.window_size < 1 or self.window_size % self.downsample_rate:
            self._refuse("window_size", f"a multiple of downsample_rate={self.downsample_rate}")
        expected = self.encoder_config.output_size
        if self.projector_config.encoder_hidden_size != expected:
            self.projector_config._refuse(
                "encoder_hidden_size", f"{expected}, the size of what the encoder gives"
            )
