"""What configs of two towers share, one for images and one for texts."""

from __future__ import annotations

import copy
from typing import Any, ClassVar, Self

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


class BertTowerConfig(PreTrainedConfig):
    """A tower of texts that is BERT's encoder, with its fields."""

    base_config_key = "text_config"

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
    initializer_factor: float = 1.0
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    position_embedding_type: str = "absolute"  # in older files
    add_cross_attention: ClassVar[bool] = False

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute'")


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
