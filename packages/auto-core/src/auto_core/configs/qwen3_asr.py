"""Qwen3-ASR (Qwen Team, 2026, github.com/QwenLM/Qwen3-ASR)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs.qwen2_audio import AudioLanguageConfig
from auto_core.errors import ConfigError


class Qwen3ASRConfig(AudioLanguageConfig):
    """The two parts' configs. The defaults are Qwen/Qwen3-ASR-1.7B-hf's."""

    model_type = "qwen3_asr"
    ties_as_text = False
    # The language model's sizes are of a config that has none; one that is given has its type's.
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {
            "model_type": "qwen3",
            "hidden_size": 2048,
            "intermediate_size": 6144,
            "num_hidden_layers": 28,
            "num_attention_heads": 16,
            "num_key_value_heads": 8,
            "head_dim": 128,
            "max_position_embeddings": 65536,
            "tie_word_embeddings": True,
        },
        "audio_config": {"model_type": "qwen3_asr_encoder"},
    }

    audio_token_id: int = 151676
    timestamp_token_id: int = 151705
    pad_token_id: int | None = 151645  # type: ignore[assignment]
    eos_token_id: Any = (151643, 151645)
    initializer_range: float = 0.02
    tie_word_embeddings: bool = True
    token_classification_bias: bool = False
    classifier_dropout: float | None = None  # type: ignore[assignment]

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if isinstance(data.get("thinker_config"), Mapping):
            raise ConfigError(
                f"{cls.__name__}: thinker_config is of files of the qwen_asr package, expected "
                "those of transformers, whose repositories end in -hf: Qwen/Qwen3-ASR-1.7B-hf."
            )
        return data
