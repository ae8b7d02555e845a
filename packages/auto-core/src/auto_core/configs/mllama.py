"""Llama 3.2 with images (Grattafiori et al., 2024, arXiv:2407.21783, section 7)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._rotary import RotaryHeadsConfig
from auto_core.configs._vision_language import VisionLanguageConfig

# (rows, columns) of up to four tiles.
_RATIOS = [[1, 1], [1, 2], [1, 3], [1, 4], [2, 1], [2, 2], [3, 1], [4, 1]]


class MllamaVisionConfig(PreTrainedConfig):
    """The image encoder: of each tile, then of all tiles of an image."""

    model_type = "mllama_vision_model"
    base_config_key = "vision_config"
    attribute_map: ClassVar[dict[str, str]] = {"num_attention_heads": "attention_heads"}

    hidden_size: int = 1280
    hidden_act: str = "gelu"
    num_hidden_layers: int = 32
    num_global_layers: int = 8
    attention_heads: int = 16
    num_channels: int = 3
    intermediate_size: int = 5120
    vision_output_dim: int = 7680  # hidden_size, once more for each intermediate layer
    image_size: int = 448
    patch_size: int = 14
    norm_eps: float = 1e-5
    max_num_tiles: int = 4
    intermediate_layers_indices: list[int] | None = None
    supported_aspect_ratios: list[list[int]] | None = None
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        if self.supported_aspect_ratios is None:
            self.supported_aspect_ratios = [list(ratio) for ratio in _RATIOS]
        if self.intermediate_layers_indices is None:
            self.intermediate_layers_indices = [3, 7, 15, 23, 30]
        if self.hidden_size % self.attention_heads:
            self._refuse("attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        depth, chosen = self.num_hidden_layers, self.intermediate_layers_indices
        if any(not 0 <= layer < depth for layer in chosen):
            self._refuse("intermediate_layers_indices", f"layers from 0 to {depth - 1}")
        if self.vision_output_dim != self.hidden_size * (1 + len(chosen)):
            self._refuse("vision_output_dim", f"{self.hidden_size * (1 + len(chosen))}")
        if not 1 <= self.max_num_tiles <= 64 or any(
            len(ratio) != 2 or ratio[0] * ratio[1] > self.max_num_tiles
            for ratio in self.supported_aspect_ratios
        ):
            self._refuse(
                "max_num_tiles", f"what supported_aspect_ratios={self.supported_aspect_ratios} need"
            )

    @property
    def max_aspect_ratio_id(self) -> int:
        """The largest id of an aspect ratio; 0 is padding's."""
        return len(self.supported_aspect_ratios or ())

    @property
    def num_patches(self) -> int:
        """Vectors of a tile: its patches and a class token."""
        return (self.image_size // self.patch_size) ** 2 + 1


class MllamaTextConfig(RotaryHeadsConfig):
    """The language model, some of whose layers attend to images."""

    model_type = "mllama_text_model"
    base_config_key = "text_config"
    default_theta: ClassVar[float] = 500000.0
    # What the language model's blocks ask for.
    qkv_bias: ClassVar[bool] = False
    output_bias: ClassVar[bool] = False
    feed_forward_bias: ClassVar[bool] = False

    vocab_size: int = 128256  # without the table's eight more rows
    num_hidden_layers: int = 40
    num_key_value_heads: int | None = 8
    intermediate_size: int = 14336
    rms_norm_eps: float = 1e-5
    max_position_embeddings: int = 131072
    cross_attention_layers: list[int] | None = None
    dropout: float = 0.0
    bos_token_id: int | None = 128000
    eos_token_id: int | list[int] | None = 128001
    pad_token_id: int | None = 128004

    def _complete(self) -> None:
        super()._complete()
        if self.cross_attention_layers is None:
            self.cross_attention_layers = [3, 8, 13, 18, 23, 28, 33, 38]
        own = set(range(self.num_hidden_layers)) - set(self.cross_attention_layers)
        if not own:
            self._refuse("cross_attention_layers", "some layers that attend to the text")

    @property
    def epsilon(self) -> float:
        """What norms add to the mean square."""
        return self.rms_norm_eps

    def window(self, layer: int) -> int | None:
        """How many tokens a query of this layer attends to; None for all."""
        return None


class MllamaConfig(VisionLanguageConfig):
    """The image encoder's config and the language model's."""

    model_type = "mllama"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": MllamaVisionConfig,
        "text_config": MllamaTextConfig,
    }
    attribute_map: ClassVar[dict[str, str]] = {"image_token_id": "image_token_index"}

    image_token_index: int = 128256
    tie_word_embeddings: bool = False
