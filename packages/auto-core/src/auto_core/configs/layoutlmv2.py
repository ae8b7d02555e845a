"""LayoutLMv2 (Xu et al., 2020, arXiv:2012.14740) and LayoutXLM (Xu et al., 2021,
arXiv:2104.08836)."""

from __future__ import annotations

from typing import Any

from auto_core.configs import _detectron
from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import ConfigError


class LayoutLMv2Config(PreTrainedConfig):
    """Sizes and options of LayoutLMv2. The defaults are layoutlmv2-base-uncased."""

    model_type = "layoutlmv2"

    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    max_2d_position_embeddings: int = 1024  # one more than the largest coordinate
    # Attention depends on how far apart tokens are in the text, and on the page.
    has_relative_attention_bias: bool = True
    rel_pos_bins: int = 32
    max_rel_pos: int = 128
    has_spatial_attention_bias: bool = True
    rel_2d_pos_bins: int = 64
    max_rel_2d_pos: int = 256
    fast_qkv: bool = True  # queries, keys and values by one layer
    convert_sync_batchnorm: bool = True  # kept for the files: norms here keep their statistics
    image_feature_pool_shape: list[int] | tuple[int, ...] = (7, 7, 256)  # rows, columns, channels
    coordinate_size: int = 128
    shape_size: int = 128
    has_visual_segment_embedding: bool = False
    detectron2_config_args: dict[str, Any] | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if 4 * self.coordinate_size + 2 * self.shape_size != self.hidden_size:
            self._refuse(
                "coordinate_size",
                f"with shape_size={self.shape_size} that 4 of the one and 2 of the other are "
                f"hidden_size={self.hidden_size}",
            )
        for bins, most in (("rel_pos_bins", "max_rel_pos"), ("rel_2d_pos_bins", "max_rel_2d_pos")):
            single = getattr(self, bins) // 4  # distances with a bin each, on either side
            if not 0 < single < getattr(self, most):
                self._refuse(bins, f"at least 4 and less than 4 times {most}={getattr(self, most)}")
        if self.detectron2_config_args is None:
            self.detectron2_config_args = dict(_detectron.PUBLISHED)
        for option, expected in _detectron.refused(self.detectron2_config_args):
            found = self.detectron2_config_args.get(option, "not given")
            raise ConfigError(
                f"{type(self).__name__}: detectron2_config_args[{option!r}] is {found!r:.80}, "
                f"expected {expected}."
            )
        shape, channels = list(self.image_feature_pool_shape), self.features("FPN.OUT_CHANNELS")
        if len(shape) == 2:
            shape.append(channels)
        if len(shape) != 3 or min(shape) < 1 or shape[2] != channels:
            self._refuse(
                "image_feature_pool_shape",
                f"rows and columns of at least 1, and MODEL.FPN.OUT_CHANNELS={channels}",
            )
        self.image_feature_pool_shape = shape

    def features(self, option: str) -> Any:
        """An option of the network that the image goes through, "RESNETS.DEPTH"."""
        return _detectron.option(self.detectron2_config_args or {}, option)


class LayoutXLMConfig(LayoutLMv2Config):
    """Sizes and options of LayoutXLM, whose files are read by LayoutLMv2's models."""

    model_type = "layoutxlm"
