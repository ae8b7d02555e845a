"""GLM-ASR (Z.ai, 2025, github.com/zai-org/GLM-ASR)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.qwen2_audio import AudioLanguageConfig


class GlmAsrConfig(AudioLanguageConfig):
    """The two parts' configs. The defaults are zai-org/GLM-ASR-Nano-2512's."""

    model_type = "glmasr"
    ties_as_text = False
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {
            "model_type": "llama",
            "vocab_size": 59264,
            "hidden_size": 2048,
            "intermediate_size": 6144,
            "num_hidden_layers": 28,
            "num_attention_heads": 16,
            "num_key_value_heads": 4,
            "max_position_embeddings": 8192,
            "rms_norm_eps": 1e-5,
            "use_cache": True,
            "eos_token_id": [59246, 59253, 59255],
            "rope_theta": 10000.0,
        },
        "audio_config": {"model_type": "glmasr_encoder"},
    }

    audio_token_id: int = 59260
    projector_hidden_act: str = "gelu"
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        given, default = self.text_config, self.default_parts["text_config"]
        if isinstance(given, dict):  # what it leaves out is GLM-ASR's, not its type's
            self.text_config = {**default, **given}
        super()._complete()
