"""PaddleOCR-VL (Cui et al., 2025, arXiv:2510.14528), its vision encoder and its language model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs._towers import TowerConfig
from auto_core.configs.ernie4_5 import Ernie4_5Config
from auto_core.configs.qwen2_vl import Qwen2VLConfig, axial_rotation


class AxialTowerConfig(TowerConfig):
    """A vision encoder of SigLIP's layers, whose rotation has two axes."""

    base_config_key = "vision_config"

    num_channels: int = 3
    hidden_act: str = "gelu_pytorch_tanh"
    layer_norm_eps: float = 1e-6
    rope_parameters: dict[str, Any] | None = None

    def _complete(self) -> None:
        super()._complete()
        self.rope_parameters = axial_rotation(self)
        d, heads = self.hidden_size, self.num_attention_heads
        if d % heads or (d // heads) % 4:
            self._refuse(
                "num_attention_heads", f"a number that divides {d} into heads of a multiple of 4"
            )

    @property
    def rope_theta(self) -> float:
        """The base of the rotation's frequencies."""
        return (self.rope_parameters or {})["rope_theta"]


class PaddleOCRVisionConfig(AxialTowerConfig):
    """The vision encoder, of SigLIP's layers. The defaults are upstream's."""

    model_type = "paddleocr_vl_vision"

    hidden_size: int = 1152
    intermediate_size: int = 4304
    num_hidden_layers: int = 27
    num_attention_heads: int = 16
    image_size: int = 384  # of which a square of positions is learned
    patch_size: int = 14
    spatial_merge_size: int = 2  # so many by so many patches become one vector


class PaddleOCRTextConfig(MultimodalRotaryConfig, Ernie4_5Config):
    """The language model, of ERNIE 4.5's sizes. The defaults are upstream's."""

    model_type = "paddleocr_vl_text"
    base_config_key = "text_config"


class PaddleOCRVLConfig(Qwen2VLConfig):
    """Both of them, and the tokens at which images stand."""

    model_type = "paddleocr_vl"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": PaddleOCRVisionConfig,
        "text_config": PaddleOCRTextConfig,
    }

    image_token_id: int = 100295
    video_token_id: int = 100296
    vision_start_token_id: int = 101305
    vision_end_token_id: int = 101306
    tie_word_embeddings: bool = True

    @classmethod
    def _nested(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """The language model's fields as its config; whether weights are tied, the whole says."""
        return super(Qwen2VLConfig, cls)._nested(data)

    def _complete(self) -> None:
        super()._complete()
        self.text_config.tie_word_embeddings = self.tie_word_embeddings
