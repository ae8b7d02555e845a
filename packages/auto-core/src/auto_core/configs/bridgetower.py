"""BridgeTower (Xu et al., 2022, arXiv:2206.08657), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import BertTowerConfig, TowersConfig


class BridgeTowerTextConfig(BertTowerConfig):
    """The text tower, a RoBERTa. The defaults are bridgetower-base."""

    model_type = "bridgetower_text_model"

    vocab_size: int = 50265
    max_position_embeddings: int = 514
    type_vocab_size: int = 1
    layer_norm_eps: float = 1e-5
    pad_token_id: int = 1  # never None: positions are counted from it
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    use_cache: bool = True  # without effect
    is_decoder: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.is_decoder:
            self._refuse("is_decoder", "False: the layers are bidirectional")


class BridgeTowerVisionConfig(PreTrainedConfig):
    """The image tower, CLIP's. The defaults are bridgetower-base."""

    model_type = "bridgetower_vision_model"
    base_config_key = "vision_config"

    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_channels: int = 3
    patch_size: int = 16
    image_size: int = 288
    initializer_factor: float = 1.0
    layer_norm_eps: float = 1e-5
    stop_gradient: bool = False  # of the tower by itself, which is no model here
    share_layernorm: bool = True
    remove_last_layer: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % 64:
            self._refuse("hidden_size", "a multiple of 64, the size of a head")

    @property
    def num_attention_heads(self) -> int:
        return self.hidden_size // 64

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return self.num_hidden_layers - int(self.remove_last_layer)


class BridgeTowerConfig(TowersConfig):
    """Both towers, and the layers between them."""

    model_type = "bridgetower"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": BridgeTowerTextConfig,
        "vision_config": BridgeTowerVisionConfig,
    }

    share_cross_modal_transformer_layers: bool = True
    hidden_act: str = "gelu"
    hidden_size: int = 768
    initializer_factor: float = 1.0
    layer_norm_eps: float = 1e-5
    share_link_tower_layers: bool = False
    link_tower_type: str = "add"
    num_attention_heads: int = 12  # without effect: the text tower says it
    num_hidden_layers: int = 6
    tie_word_embeddings: bool = False
    init_layernorm_from_vision_encoder: bool = False
    contrastive_hidden_size: int = 512
    logit_scale_init_value: float = 2.6592

    def _complete(self) -> None:
        super()._complete()
        text, vision = self.text_config, self.vision_config
        if self.share_link_tower_layers:
            self._refuse("share_link_tower_layers", "False: no version of transformers runs it")
        if self.init_layernorm_from_vision_encoder and not vision.share_layernorm:
            self._refuse("init_layernorm_from_vision_encoder", "False with share_layernorm=False")
        if self.link_tower_type not in ("add", "scaled_add", "interpolate"):
            self._refuse("link_tower_type", "add, scaled_add or interpolate")
        if self.hidden_size != text.hidden_size:
            self._refuse("hidden_size", f"{text.hidden_size}, the text tower's")
        if not 0 < self.num_hidden_layers <= text.num_hidden_layers <= vision.layers:
            self._refuse("num_hidden_layers", "at most the text's, and these at most the image's")
