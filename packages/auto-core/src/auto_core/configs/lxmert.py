"""LXMERT (Tan and Bansal, 2019, arXiv:1908.07490)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig


class LxmertConfig(PreTrainedConfig):
    """Sizes and tasks of LXMERT. The defaults are lxmert-base-uncased."""

    model_type = "lxmert"

    vocab_size: int = 30522
    hidden_size: int = 768
    num_attention_heads: int = 12
    num_qa_labels: int = 9500
    num_object_labels: int = 1600
    num_attr_labels: int = 400
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: ClassVar[float] = 1e-12
    position_embedding_type: ClassVar[str] = "absolute"
    l_layers: int = 9  # of texts
    x_layers: int = 5  # across both
    r_layers: int = 5  # of objects in images
    visual_feat_dim: int = 2048
    visual_pos_dim: int = 4
    visual_loss_normalizer: float = 6.67
    task_matched: bool = True
    task_mask_lm: bool = True
    task_obj_predict: bool = True
    task_qa: bool = True
    visual_obj_loss: bool = True
    visual_attr_loss: bool = True
    visual_feat_loss: bool = True
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = True
    num_hidden_layers: Any = None  # the three numbers of layers, in files of transformers

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if not self.l_layers + self.x_layers or not self.r_layers + self.x_layers:
            self._refuse("x_layers", "one at least where l_layers or r_layers is 0")
        self.num_hidden_layers = {
            "vision": self.r_layers,
            "cross_encoder": self.x_layers,
            "language": self.l_layers,
        }

    @property
    def visual_losses(self) -> dict[str, int]:
        """What is predicted of each object, and how many numbers that is."""
        sizes = {
            "obj": (self.visual_obj_loss, self.num_object_labels),
            "attr": (self.visual_attr_loss, self.num_attr_labels),
            "feat": (self.visual_feat_loss, self.visual_feat_dim),
        }
        return {name: size for name, (wanted, size) in sizes.items() if wanted}
