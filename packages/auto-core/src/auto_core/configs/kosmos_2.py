"""KOSMOS-2 (Peng et al., 2023, arXiv:2306.14824), and each of its parts."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import TowerConfig
from auto_core.configs._vision_language import VisionLanguageConfig


class Kosmos2TextConfig(PreTrainedConfig):
    """The decoder, Magneto's: norms inside of attention and of feed-forward parts too."""

    model_type = "kosmos_2_text_model"
    base_config_key = "text_config"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "attention_heads",
        "hidden_size": "embed_dim",
        "num_hidden_layers": "layers",
    }

    vocab_size: int = 65037
    max_position_embeddings: int = 2048
    embed_dim: int = 2048
    layers: int = 24
    ffn_dim: int = 8192
    attention_heads: int = 32
    activation_function: str = "gelu"
    dropout: float = 0.1
    attention_dropout: float = 0.1
    activation_dropout: float = 0.0
    layerdrop: float = 0.0
    layer_norm_eps: float = 1e-5
    init_std: float = 0.02
    scale_embedding: bool = True
    use_cache: bool = True
    tie_word_embeddings: bool = True
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    add_cross_attention: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.embed_dim % self.attention_heads:
            self._refuse("attention_heads", f"a divisor of embed_dim={self.embed_dim}")
        if self.add_cross_attention:
            self._refuse("add_cross_attention", "False")
        if self.pad_token_id is None:
            self._refuse("pad_token_id", "a token: positions skip padding")


class Kosmos2VisionConfig(TowerConfig):
    """The image encoder, CLIP's."""

    model_type = "kosmos_2_vision_model"
    base_config_key = "vision_config"

    hidden_size: int = 1024
    intermediate_size: int = 4096
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 14
    initializer_range: float = 0.02
    initializer_factor: float = 1.0


class Kosmos2Config(VisionLanguageConfig):
    """The image encoder and the decoder."""

    model_type = "kosmos-2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Kosmos2VisionConfig,
        "text_config": Kosmos2TextConfig,
    }

    latent_query_num: int = 64
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if not 0 < self.latent_query_num <= 2**16:
            self._refuse("latent_query_num", f"a number from 1 to {2**16}")
