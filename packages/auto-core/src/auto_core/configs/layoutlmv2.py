"""LayoutLMv2 (Xu et al., 2020, arXiv:2012.14740) and LayoutXLM (Xu et al., 2021,
arXiv:2104.08836)."""

from __future__ import annotations

from typing import Any

from auto_core.configs import _detectron
from auto_core.configs._layout import LayoutConfig
from auto_core.errors import ConfigError


class LayoutLMv2Config(LayoutConfig):
    """Sizes and options of LayoutLMv2. The defaults are layoutlmv2-base-uncased."""

    model_type = "layoutlmv2"

    vocab_size: int = 30522
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    fast_qkv: bool = True  # queries, keys and values by one layer
    convert_sync_batchnorm: bool = True  # kept for the files: norms here keep their statistics
    image_feature_pool_shape: list[int] | tuple[int, ...] = (7, 7, 256)  # rows, columns, channels
    has_visual_segment_embedding: bool = False
    detectron2_config_args: dict[str, Any] | None = None

    def _complete(self) -> None:
        super()._complete()
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
