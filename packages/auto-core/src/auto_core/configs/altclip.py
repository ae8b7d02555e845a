"""AltCLIP (Chen et al., 2022, arXiv:2211.06679), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._towers import BertTowerConfig
from auto_core.configs.clip import CLIPConfig, CLIPVisionConfig


class AltCLIPTextConfig(BertTowerConfig):
    """The text tower, an XLM-RoBERTa. The defaults are BAAI/AltCLIP."""

    model_type = "altclip_text_model"

    vocab_size: int = 250002
    hidden_size: int = 1024
    intermediate_size: int = 4096
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    max_position_embeddings: int = 514
    layer_norm_eps: float = 1e-5
    initializer_factor: float = 0.02
    pad_token_id: int = 1  # never None: positions are counted from it
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    attention_probs_dropout_prob: float = 0.0
    type_vocab_size: int = 1
    project_dim: int = 768  # of CLIP's text tower, whom this one was taught by


class AltCLIPVisionConfig(CLIPVisionConfig):
    """The image tower: CLIP's."""

    model_type = "altclip_vision_model"


class AltCLIPConfig(CLIPConfig):
    """Both towers."""

    model_type = "altclip"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": AltCLIPTextConfig,
        "vision_config": AltCLIPVisionConfig,
    }

    projection_dim: int = 768
