"""BROS (Hong et al., 2021, arXiv:2108.04539)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class BrosConfig(PreTrainedConfig):
    """BERT's sizes, and of boxes. The defaults are bros-base-uncased."""

    model_type = "bros"

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
    dim_bbox: int = 8  # numbers of a box: x and y of each corner
    bbox_scale: float = 100.0
    n_relations: int = 1
    classifier_dropout_prob: float = 0.1  # of relations
    is_decoder: bool = False
    add_cross_attention: bool = False
    position_embedding_type: ClassVar[str] = "absolute"

    # These follow from the others.
    dim_bbox_sinusoid_emb_2d: int | None = None
    dim_bbox_sinusoid_emb_1d: int | None = None
    dim_bbox_projection: int | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        for name in ("is_decoder", "add_cross_attention"):
            if getattr(self, name):
                self._refuse(name, "False: no version of transformers runs it")
        if self.hidden_size % (8 * self.dim_bbox) or self.dim_bbox > 8:
            self._refuse("dim_bbox", f"at most 8, and an eighth of a divisor of {self.hidden_size}")
        self.dim_bbox_sinusoid_emb_2d = self.hidden_size // 4
        self.dim_bbox_sinusoid_emb_1d = self.dim_bbox_sinusoid_emb_2d // self.dim_bbox
        self.dim_bbox_projection = self.hidden_size // self.num_attention_heads

    @property
    def head_dropout(self) -> float:
        """The dropout of the heads that classify tokens; files may have one of their own."""
        return getattr(self, "classifier_dropout", self.hidden_dropout_prob)
