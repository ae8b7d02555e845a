"""BLIP-2 (Li et al., 2023, arXiv:2301.12597), and each of its parts."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import TowerConfig
from auto_core.configs._vision_language import VisionLanguageConfig


class Blip2VisionConfig(TowerConfig):
    """The image encoder, EVA-CLIP's."""

    model_type = "blip_2_vision_model"
    base_config_key = "vision_config"

    hidden_size: int = 1408
    intermediate_size: int = 6144
    num_hidden_layers: int = 39
    num_attention_heads: int = 16
    image_size: int = 224
    patch_size: int = 14
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-6
    initializer_range: float = 1e-10
    qkv_bias: bool = True


class Blip2QFormerConfig(PreTrainedConfig):
    """The querying transformer, BERT whose layers may attend to an image."""

    model_type = "blip_2_qformer"
    base_config_key = "qformer_config"

    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    cross_attention_frequency: int = 2  # each layer of this number attends to the image
    encoder_hidden_size: int = 1408  # of what it attends to
    use_qformer_text_input: bool = False  # layers have a feed-forward part for texts too

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.cross_attention_frequency < 1:
            self._refuse("cross_attention_frequency", "a number above 0")


class QueryingConfig(VisionLanguageConfig):
    """An image encoder, a querying transformer and a language model of any type."""

    default_parts: ClassVar[dict[str, dict[str, Any]]] = {"text_config": {"model_type": "opt"}}
    attribute_map: ClassVar[dict[str, str]] = {"image_token_id": "image_token_index"}

    qformer_config: Any = None
    num_query_tokens: int = 32
    image_token_index: int | None = None
    is_encoder_decoder: bool = False
    initializer_factor: float = 1.0
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        self.is_encoder_decoder = bool(getattr(self.text_config, "is_encoder_decoder", False))
        self.qformer_config.encoder_hidden_size = self.vision_config.hidden_size
        if not 0 < self.num_query_tokens <= 2**16:
            self._refuse("num_query_tokens", f"a number from 1 to {2**16}")
        size = self.text_config.hidden_size
        if getattr(self.text_config, "word_embed_proj_dim", size) != size:  # OPT's
            self.text_config._refuse(
                "word_embed_proj_dim", f"hidden_size={size}: queries stand among embeddings"
            )

    @property
    def use_decoder_only_language_model(self) -> bool:
        """Whether the language model has no encoder."""
        return not self.is_encoder_decoder


class Blip2Config(QueryingConfig):
    """The parts, and the space in which images and texts meet."""

    model_type = "blip-2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Blip2VisionConfig,
        "qformer_config": Blip2QFormerConfig,
        "text_config": "auto",
    }

    image_text_hidden_size: int = 256
