"""X-CLIP (Ni et al., 2022, arXiv:2208.02816), and each of its towers."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from auto_core.configs._towers import TowerConfig
from auto_core.configs.clip import CLIPConfig


class XCLIPTextConfig(TowerConfig):
    """The text tower, CLIP's. The defaults are xclip-base-patch32."""

    model_type = "xclip_text_model"
    base_config_key = "text_config"

    vocab_size: int = 49408
    hidden_size: int = 512
    intermediate_size: int = 2048
    num_attention_heads: int = 8
    max_position_embeddings: int = 77
    initializer_range: float = 0.02
    initializer_factor: float = 1.0
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    # The token whose vector stands for the text; 2 asks for the token of the greatest id.
    eos_token_id: int = 2


class XCLIPVisionConfig(TowerConfig):
    """The tower of frames, and the transformer over them. The defaults are xclip-base-patch32."""

    model_type = "xclip_vision_model"
    base_config_key = "vision_config"

    mit_hidden_size: int = 512
    mit_intermediate_size: int = 2048
    mit_num_hidden_layers: int = 1
    mit_num_attention_heads: int = 8
    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 32
    num_frames: int = 8
    initializer_range: float = 0.02
    initializer_factor: float = 1.0
    drop_path_rate: float = 0.0

    @property
    def over_frames(self) -> XCLIPVisionConfig:
        """The config of the transformer over the frames of a video."""
        config = copy.copy(self)
        for name in (
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
        ):
            setattr(config, name, getattr(self, f"mit_{name}"))
        return config


class XCLIPConfig(CLIPConfig):
    """Both towers, and the prompts that a video makes of texts."""

    model_type = "xclip"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": XCLIPTextConfig,
        "vision_config": XCLIPVisionConfig,
    }

    prompt_layers: int = 2
    prompt_alpha: float = 0.1
    prompt_hidden_act: str = "quick_gelu"
    prompt_num_attention_heads: int = 8
    prompt_attention_dropout: float = 0.0
    prompt_projection_dropout: float = 0.0

    def _complete(self) -> None:
        super()._complete()
        if self.vision_config.mit_hidden_size != self.projection_dim:
            self._refuse("projection_dim", "mit_hidden_size: frames are compared after projection")
        if self.projection_dim % self.prompt_num_attention_heads:
            self._refuse("prompt_num_attention_heads", f"a divisor of {self.projection_dim}")
