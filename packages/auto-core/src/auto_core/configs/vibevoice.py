"""VibeVoice (Peng et al., 2025, arXiv:2508.19205)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vision_language import LanguageConfig
from auto_core.configs.vibevoice_acoustic_tokenizer import VibeVoiceAcousticTokenizerConfig
from auto_core.configs.vibevoice_acoustic_tokenizer_encoder import (
    VibeVoiceAcousticTokenizerEncoderConfig,
)


class VibeVoiceDiffusionHeadConfig(PreTrainedConfig):
    """The head that denoises latents; in a whole model, which sets the sizes of its inputs."""

    model_type = "vibevoice_diffusion"
    base_config_key = "diffusion_head_config"

    hidden_size: int = 1536
    latent_size: int = 64
    num_hidden_layers: int = 4
    intermediate_size: int = 4608
    rms_norm_eps: float = 1e-5
    hidden_act: str = "silu"
    frequency_embedding_size: int = 256
    diffusion_max_period: int = 10_000
    mlp_bias: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.frequency_embedding_size < 2 or self.frequency_embedding_size % 2:
            self._refuse("frequency_embedding_size", "an even number above 0: sines and cosines")
        if self.diffusion_max_period < 1:
            self._refuse("diffusion_max_period", "1 or more")


class VibeVoiceConfig(LanguageConfig):
    """The configs of a language model, of the codec, of an encoder of what is said, and of the
    diffusion head. The defaults are microsoft/VibeVoice-1.5B's, but for its language model."""

    model_type = "vibevoice"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": "auto",
        "audio_config": VibeVoiceAcousticTokenizerConfig,
        "semantic_model_config": VibeVoiceAcousticTokenizerEncoderConfig,
        "diffusion_head_config": VibeVoiceDiffusionHeadConfig,
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {"model_type": "qwen2"},
        "audio_config": {"model_type": VibeVoiceAcousticTokenizerConfig.model_type},
        "semantic_model_config": {
            "model_type": VibeVoiceAcousticTokenizerEncoderConfig.model_type,
            "hidden_size": 128,
        },
        "diffusion_head_config": {"model_type": VibeVoiceDiffusionHeadConfig.model_type},
    }

    audio_config: Any = None
    semantic_model_config: Any = None
    diffusion_head_config: Any = None
    pad_token_id: int | None = 151643  # type: ignore[assignment]
    eos_token_id: int | list[int] | None = 151643
    audio_bos_token_id: int = 151652
    audio_eos_token_id: int = 151653
    audio_token_id: int = 151654
    diffusion_loss_weight: float = 0.5
    tie_word_embeddings: bool = False  # the language model's

    def _complete(self) -> None:
        super()._complete()
        self.tie_word_embeddings = bool(getattr(self.text_config, "tie_word_embeddings", False))
        audio, semantic = self.audio_config, self.semantic_model_config
        self.diffusion_head_config.hidden_size = self.text_config.hidden_size
        self.diffusion_head_config.latent_size = audio.hidden_size
        if semantic.hop_length != audio.hop_length:
            semantic._refuse("downsampling_ratios", f"a product of {audio.hop_length}, the codec's")
        if semantic.channels != audio.channels:
            semantic._refuse("channels", f"the codec's {audio.channels}")
        if not 0 <= self.diffusion_loss_weight <= 1:
            self._refuse("diffusion_loss_weight", "0 to 1")
