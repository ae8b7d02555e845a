"""HunyuanOCR (Tencent, 2025, arXiv:2511.19575), its vision encoder and its language model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.hunyuan_v1_dense import HunYuanDenseV1Config

MODES = ("bilinear", "bicubic")


class HunYuanVLVisionConfig(PreTrainedConfig):
    """The vision encoder. The defaults are upstream's."""

    model_type = "hunyuan_vl_vision"
    base_config_key = "vision_config"
    attribute_map: ClassVar[dict[str, str]] = {
        "attention_heads": "num_attention_heads",
        "layer_norm_eps": "rms_norm_eps",
    }

    hidden_act: str = "gelu"
    hidden_size: int = 1152
    intermediate_size: int = 4304
    interpolate_mode: str = "bilinear"  # of learned positions
    rms_norm_eps: float = 1e-5
    attention_dropout: float = 0.0
    num_attention_heads: int = 16
    num_key_value_heads: int | None = None
    num_channels: int = 3
    num_hidden_layers: int = 27
    out_hidden_size: int = 4096
    patch_size: int = 16
    spatial_merge_size: int = 2
    temporal_patch_size: int = 1
    img_max_token_num: int = 4096
    max_image_size: int = 2048  # of which a square of positions is learned
    min_image_size: int = 512
    max_vit_seq_len: int = 16384
    text_hidden_size: int = 3072

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        self.num_key_value_heads = self.num_key_value_heads or heads
        if self.num_key_value_heads != heads:
            self._refuse("num_key_value_heads", f"num_attention_heads={heads}")
        if self.interpolate_mode not in MODES:
            self._refuse("interpolate_mode", " or ".join(map(repr, MODES)))
        if self.attention_dropout:
            self._refuse("attention_dropout", "0: the encoder has none")
        if self.temporal_patch_size != 1:
            self._refuse("temporal_patch_size", "1: a patch is of one image")
        if self.hidden_size % heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")


class HunYuanVLTextConfig(HunYuanDenseV1Config):
    """The language model, of HunYuan's sizes. The defaults are upstream's.

    `mrope_section` of rope_parameters says how many pairs of a head turn by each part of a
    position; the last three parts are column, row and image.
    """

    model_type = "hunyuan_vl_text"
    base_config_key = "text_config"
    own_rope_keys: ClassVar[tuple[str, ...]] = ("alpha", "mrope_section")
    attribute_map: ClassVar[dict[str, str]] = {
        "attention_head_dim": "head_dim",
        "org_vocab_size": "vocab_size",
        "pad_id": "pad_token_id",
    }

    tie_word_embeddings: bool = True
    sep_token_id: int | None = 4

    def _completed(self, given: Mapping[str, Any] | None, theta: float) -> dict[str, Any]:
        rope = dict(given or {})
        older = rope.pop("xdrope_section", None)
        if older is not None:
            if rope.get("mrope_section") not in (None, older):
                self._refuse("rope_parameters", f"mrope_section to be xdrope_section={older}")
            rope["mrope_section"] = older
        for key in ("rope_type", "type"):
            if rope.get(key) == "xdrope":
                rope[key] = "dynamic"
        return super()._completed(rope, theta)

    def _complete(self) -> None:
        super()._complete()
        rope = self.rotation()
        if rope.get("mrope_section") is not None:
            half = self.head_size // 2
            found = [int(count) for count in rope["mrope_section"]]
            if len(found) < 3 or sum(found) != half or found != list(rope["mrope_section"]):
                expected = f"three whole numbers or more in mrope_section that add up to {half}"
                self._refuse("rope_parameters", expected)
            rope["mrope_section"] = found

    @property
    def sections(self) -> list[int]:
        """How many pairs of a head turn by each part of a position.

        Raises:
            ConfigError: nobody has said.
        """
        found = self.rotation().get("mrope_section")
        if found is None:
            self._refuse("rope_parameters", "one with mrope_section, the parts of positions")
        return found


class HunYuanVLConfig(VisionLanguageConfig):
    """Both of them, and the tokens of images."""

    model_type = "hunyuan_vl"
    flat_text = True
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": HunYuanVLVisionConfig,
        "text_config": HunYuanVLTextConfig,
    }

    image_token_id: int = 120120
    tie_word_embeddings: bool = True
    im_start_id: int = 120118
    im_end_id: int = 120119
    im_newline_id: int = 120121

    def _complete(self) -> None:
        super()._complete()
        self.vision_config.text_hidden_size = self.text_config.hidden_size
        if self.text_config.tie_word_embeddings:
            self.tie_word_embeddings = True
