"""ViLT (Kim et al., 2021, arXiv:2102.03334)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class ViltConfig(PreTrainedConfig):
    """Sizes and options of ViLT. The defaults are vilt-b32-mlm."""

    model_type = "vilt"

    position_embedding_type: ClassVar[str] = "absolute"  # what BERT's embeddings ask for

    vocab_size: int = 30522
    type_vocab_size: int = 2
    modality_type_vocab_size: int = 2  # texts, and each of several images
    max_position_embeddings: int = 40
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    image_size: int = 384
    patch_size: int = 32
    num_channels: int = 3
    qkv_bias: bool = True
    max_image_length: int = -1  # most patches of an image that are seen; -1 for all
    num_images: int = -1  # for each text, in ViltForImagesAndTextClassification
    pad_token_id: int | None = None
    # Files of transformers 4 say False and are tied all the same.
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        self.tie_word_embeddings = True
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
