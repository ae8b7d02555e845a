"""GroupViT (Xu et al., 2022, arXiv:2202.11094), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._towers import TowerConfig, TowersConfig


class GroupViTTextConfig(TowerConfig):
    """The text tower, CLIP's. The defaults are groupvit-gcc-yfcc."""

    model_type = "groupvit_text_model"
    base_config_key = "text_config"

    vocab_size: int = 49408
    hidden_size: int = 256
    intermediate_size: int = 1024
    num_attention_heads: int = 4
    max_position_embeddings: int = 77
    dropout: float = 0.0  # without effect
    initializer_range: float = 0.02
    initializer_factor: float = 1.0
    pad_token_id: int | None = 1
    bos_token_id: int | None = 49406
    # The token whose vector stands for the text; 2 asks for the token of the greatest id.
    eos_token_id: int = 49407


class GroupViTVisionConfig(TowerConfig):
    """The image tower. The defaults are groupvit-gcc-yfcc."""

    model_type = "groupvit_vision_model"
    base_config_key = "vision_config"

    hidden_size: int = 384
    intermediate_size: int = 1536
    num_attention_heads: int = 6
    depths: list[int] | tuple[int, ...] = (6, 3, 3)  # layers of each stage
    num_group_tokens: list[int] | tuple[int, ...] = (64, 8, 0)
    num_output_groups: list[int] | tuple[int, ...] = (64, 8, 8)
    image_size: int | list[int] | tuple[int, ...] = 224
    patch_size: int | list[int] | tuple[int, ...] = 16
    num_channels: int = 3
    hidden_act: str = "gelu"
    dropout: float = 0.0
    initializer_range: float = 0.02
    initializer_factor: float = 1.0
    assign_eps: float = 1.0
    assign_mlp_ratio: float | list[float] | tuple[float, ...] = (0.5, 4)

    def _complete(self) -> None:
        super()._complete()
        if len({len(self.depths), len(self.num_group_tokens), len(self.num_output_groups)}) > 1:
            self._refuse("num_group_tokens", "a number for each stage, as depths has them")
        # A stage's group tokens are projected to those of the next.
        pairs = zip(self.num_group_tokens, self.num_output_groups, strict=True)
        if any(tokens not in (0, groups) for tokens, groups in [*pairs][:-1]):
            self._refuse("num_output_groups", "num_group_tokens of each stage but the last")

    @property
    def assign_sizes(self) -> tuple[int, int]:
        """Sizes of the two feed-forward parts that assign tokens: of tokens, and of channels."""
        given = self.assign_mlp_ratio
        tokens, channels = (given, given) if isinstance(given, int | float) else given
        return int(tokens * self.hidden_size), int(channels * self.hidden_size)


class GroupViTConfig(TowersConfig):
    """Both towers, and the space in which they meet."""

    model_type = "groupvit"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": GroupViTTextConfig,
        "vision_config": GroupViTVisionConfig,
    }

    projection_dim: int = 256
    projection_intermediate_dim: int = 4096
    logit_scale_init_value: float = 2.6592
    initializer_range: float = 0.02
    initializer_factor: float = 1.0
    output_segmentation: bool = False
