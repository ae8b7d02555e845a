"""What configs of two towers share, one for images and one for texts."""

from __future__ import annotations

import copy
from typing import Any, Self

from auto_core.configs._base import PreTrainedConfig


class TowersConfig(PreTrainedConfig):
    """Has a config for each tower; one that is not given has its class's defaults."""

    text_config: Any = None
    vision_config: Any = None

    @classmethod
    def from_text_vision_configs(cls, text_config: Any, vision_config: Any, **kwargs: Any) -> Self:
        """A config of these towers (configs or mappings); other keywords are fields. The given
        ones stay as they are."""
        towers = {"text_config": text_config, "vision_config": vision_config}
        return cls(**copy.deepcopy(towers), **kwargs)

    def _complete(self) -> None:
        for name in self.sub_configs:
            if getattr(self, name) is None:
                setattr(self, name, {})
        super()._complete()


class TowerConfig(PreTrainedConfig):
    """One tower: a transformer encoder that normalises before each part."""

    hidden_size: int = 768
    intermediate_size: int = 3072
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    hidden_act: str = "quick_gelu"
    layer_norm_eps: float = 1e-5
    attention_dropout: float = 0.0

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
