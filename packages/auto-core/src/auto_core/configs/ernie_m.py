"""ERNIE-M (Ouyang et al., 2021, arXiv:2012.15674)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class ErnieMConfig(PreTrainedConfig):
    """Sizes and options of ERNIE-M. The defaults are ernie-m-base."""

    model_type = "ernie_m"
    attribute_map: ClassVar[dict[str, str]] = {
        "dropout": "classifier_dropout",
        "num_classes": "num_labels",
    }

    vocab_size: int = 250002
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 514
    initializer_range: float = 0.02
    pad_token_id: int | None = 1
    layer_norm_eps: float = 1e-5
    classifier_dropout: float | None = None
    act_dropout: float | None = 0.0
    position_embedding_type: str = "absolute"
    is_decoder: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute': nothing else is implemented")
        if self.is_decoder:
            self._refuse("is_decoder", "False: this is an encoder")
