"""GOT-OCR 2.0 (Wei et al., 2024, arXiv:2409.01704)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.sam import SamEncoderConfig


class GotOcr2VisionConfig(SamEncoderConfig):
    """The image encoder, SAM's with a ViT-B."""

    model_type = "got_ocr2_vision"

    mlp_dim: int = 3072


class GotOcr2Config(VisionLanguageConfig):
    """The image encoder's config, the language model's, and what joins them. The defaults are
    GOT-OCR-2.0-hf's."""

    model_type = "got_ocr2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": GotOcr2VisionConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {
            "model_type": "qwen2",
            "vocab_size": 151860,
            "hidden_size": 1024,
            "intermediate_size": 2816,
            "num_hidden_layers": 24,
            "num_attention_heads": 16,
            "num_key_value_heads": 16,
            "hidden_act": "silu",
            "max_position_embeddings": 32768,
            "initializer_range": 0.02,
            "rms_norm_eps": 1e-6,
            "use_cache": True,
            "tie_word_embeddings": True,
            "rope_theta": 1000000.0,
            "use_sliding_window": False,
            "sliding_window": 4096,
            "max_window_layers": 21,
            "attention_dropout": 0.0,
        }
    }
    attribute_map: ClassVar[dict[str, str]] = {"image_token_id": "image_token_index"}

    image_token_index: int = 151859
    image_seq_length: int = 576
    tie_word_embeddings: bool = True

    @property
    def vectors(self) -> int:
        """How many vectors an image becomes: its patches, halved twice down and across."""
        side = self.vision_config.image_size // self.vision_config.patch_size
        return (-(-side // 4)) ** 2
