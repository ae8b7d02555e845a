"""FLAVA (Singh et al., 2022, arXiv:2112.04482), and each of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import BertTowerConfig
from auto_core.configs._vit import VisionTransformerConfig


class FlavaImageConfig(VisionTransformerConfig):
    """The encoder of images, a ViT."""

    model_type = "flava_image_model"
    base_config_key = "image_config"

    intermediate_size: int = 3072
    qkv_bias: bool = True
    mask_token: bool = True
    vocab_size: int = 8192  # of the codebook, whose codes masked patches are predicted as


class FlavaTextConfig(BertTowerConfig):
    """The encoder of texts: BERT's embeddings, ViT's layers."""

    model_type = "flava_text_model"

    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    qkv_bias: bool = True


class FlavaMultimodalConfig(PreTrainedConfig):
    """The encoder of the other two encoders' hidden states."""

    model_type = "flava_multimodal_model"
    base_config_key = "multimodal_config"

    hidden_size: int = 768
    num_hidden_layers: int = 6
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    qkv_bias: bool = True
    use_cls_token: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")


class FlavaImageCodebookConfig(PreTrainedConfig):
    """DALL-E's encoder, whose codes are what masked patches are predicted as."""

    model_type = "flava_image_codebook"
    base_config_key = "image_codebook_config"

    num_groups: int = 4
    input_channels: int = 3
    num_blocks_per_group: int = 2
    hidden_size: int = 256
    vocab_size: int = 8192
    freeze: bool = True
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        if self.num_groups != 4:
            self._refuse("num_groups", "4: it has so many")
        if self.num_blocks_per_group < 1:
            self._refuse("num_blocks_per_group", "1 or more")


class FlavaConfig(PreTrainedConfig):
    """All parts, and how much each loss of pretraining counts."""

    model_type = "flava"
    sub_configs: ClassVar[dict[str, Any]] = {
        "image_config": FlavaImageConfig,
        "text_config": FlavaTextConfig,
        "multimodal_config": FlavaMultimodalConfig,
        "image_codebook_config": FlavaImageCodebookConfig,
    }

    image_config: Any = None
    text_config: Any = None
    multimodal_config: Any = None
    image_codebook_config: Any = None
    # What older files have besides the above, and what is said there goes before it.
    image_config_dict: dict[str, Any] | None = None
    text_config_dict: dict[str, Any] | None = None
    multimodal_config_dict: dict[str, Any] | None = None
    image_codebook_config_dict: dict[str, Any] | None = None
    hidden_size: int = 768
    layer_norm_eps: float = 1e-12
    projection_dim: int = 768
    init_codebook: bool = True
    logit_scale_init_value: float = 2.6592
    initializer_range: float = 0.02
    ce_ignore_index: int = -100
    mim_weight: float = 1.0
    mlm_weight: float = 1.0
    global_contrastive_weight: float = 1.0
    itm_weight: float = 1.0
    mmm_image_weight: float = 1.0
    mmm_text_weight: float = 1.0
    global_backprop_contrastive: bool = True
    skip_unmasked_multimodal_encoder: bool = True
    return_loss: bool = True
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        for name, kind in self.sub_configs.items():
            given, first = getattr(self, name), self.__dict__.pop(f"{name}_dict", None)
            if first is not None:
                config = dict(given) if isinstance(given, Mapping) else {}
                config = given.to_dict() if isinstance(given, PreTrainedConfig) else config
                # Fields that it leaves out have their defaults: it is a whole config.
                given = config | kind.from_dict(first).to_dict()
            setattr(self, name, {} if given is None else given)
        super()._complete()
