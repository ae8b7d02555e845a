"""EoMT over DINOv3's ViT: Kerssies et al., 2025, arXiv:2503.19108; Siméoni et al., 2025,
arXiv:2508.10104.

EoMT whose patches' queries and keys are rotated by their coordinates; the segmentation's queries,
CLS and registers have no position.

b batch, H and W pixels, q queries, t tokens, d hidden, s size of a head.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.eomt_dinov3 import EomtDinov3Config

from .. import nn, ops
from .dinov3_vit import DINOv3ViTEmbeddings, DINOv3ViTLayer, DINOv3ViTRotation
from .eomt import EncoderOnlySegmentation


class EomtDinov3Embeddings(DINOv3ViTEmbeddings):
    def __init__(self, config: EomtDinov3Config):
        super().__init__(config, use_mask_token=False)


class EomtDinov3PreTrainedModel(nn.PreTrainedModel):
    """What EoMT's model over DINOv3 has of its own."""

    config_class = EomtDinov3Config
    base_model_prefix = "eomt_dinov3"
    main_input_name = "pixel_values"


class EomtDinov3ForUniversalSegmentation(EncoderOnlySegmentation, EomtDinov3PreTrainedModel):
    """A mask and a class for each query; see `EncoderOnlySegmentation`."""

    embeddings_class = EomtDinov3Embeddings
    layer_class = DINOv3ViTLayer

    def __init__(self, config: Any):
        super().__init__(config)
        self.rope_embeddings = DINOv3ViTRotation(config)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def embed(self, pixel_values) -> tuple[Any, tuple[Any, ...]]:
        hidden = self.dropout(self.embeddings(pixel_values, None))
        return hidden, (self.rope_embeddings(self.grid, like=hidden),)

    def with_queries(self, given):
        """Rotations [1 q+t 1 s] that leave queries as they are."""
        (cosines, sines), count = given[0], self.config.num_queries
        size = ops.shape(cosines)[-1]
        ones = ops.ones((1, count, 1, size), like=cosines)
        return ((ops.cat([ones, cosines], 1), ops.cat([0.0 * ones, sines], 1)),)


HEADS = {"universal-segmentation": EomtDinov3ForUniversalSegmentation}
