"""GIT (Wang et al., 2022, arXiv:2205.14100), and its image encoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import TowerConfig


class GitVisionConfig(TowerConfig):
    """The image encoder. The defaults are git-base."""

    model_type = "git_vision_model"
    base_config_key = "vision_config"

    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 16
    initializer_range: float = 0.02


class GitConfig(PreTrainedConfig):
    """Sizes and options of GIT. The defaults are git-base."""

    model_type = "git"
    sub_configs: ClassVar[dict[str, Any]] = {"vision_config": GitVisionConfig}

    # What BERT's blocks ask for.
    position_embedding_type: ClassVar[str] = "absolute"
    is_decoder: ClassVar[bool] = True
    add_cross_attention: ClassVar[bool] = False

    vision_config: Any = None
    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 6
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 1024
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    bos_token_id: int | None = 101
    eos_token_id: int | list[int] | None = 102
    use_cache: bool = True
    tie_word_embeddings: bool = False
    num_image_with_embedding: int | None = None  # frames of a video; None for single images

    def _complete(self) -> None:
        if self.vision_config is None:
            self.vision_config = {}
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
