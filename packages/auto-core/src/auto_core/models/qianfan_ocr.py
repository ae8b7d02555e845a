"""Qianfan-OCR: Baidu, 2026.

InternVL's network, whose image encoder drops whole layers in training.

n images, t tokens of an image, d hidden.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.checkpoints.fused_projections import ReadsFusedProjections
from auto_core.configs.qianfan_ocr import QianfanOCRConfig, QianfanOCRVisionConfig

from .. import nn, ops
from . import internvl

# The image encoder's names, as published.
_LAYERS = (
    (r"encoder\.layers\.", "layers."),
    (r"(layers\.\d+)\.ls([12])$", r"\1.lambda_\2"),
    (r"(layers\.\d+)\.attn\.proj\.", r"\1.attention.projection_layer."),
    (r"(layers\.\d+)\.norm1\.", r"\1.layernorm_before."),
    (r"(layers\.\d+)\.norm2\.", r"\1.layernorm_after."),
    (r"embeddings\.class_embedding$", "embeddings.cls_token"),
    (r"embeddings\.position_embedding$", "embeddings.position_embeddings"),
    (r"embeddings\.patch_embedding\.", "embeddings.patch_embeddings.projection."),
)


class QianfanOCRVisionLayer(internvl.InternVLVisionLayer):
    def __init__(self, config: QianfanOCRVisionConfig, drop: float):
        super().__init__(config)
        self.drop_path1 = nn.DropPath(drop)
        self.drop_path2 = nn.DropPath(drop)

    def forward(self, hidden, attend):  # [n t d] -> [n t d]
        change = self.attention(self.layernorm_before(hidden), attend)
        hidden = hidden + self.drop_path1(ops.asarray(self.lambda_1) * change)
        change = self.dropout(self.mlp(self.layernorm_after(hidden)))
        return hidden + self.drop_path2(ops.asarray(self.lambda_2) * change)


class QianfanOCRVisionModel(ReadsFusedProjections, internvl.InternVLVisionModel):
    """The image encoder; called like InternVL's. The last of its hidden states is normalised."""

    config_class = QianfanOCRVisionConfig
    base_model_prefix = "vision_model"
    renames = ((r"^(vision_model|model\.vision_tower)\.", ""), *_LAYERS)
    ignored_keys = (r"^(model\.)?(language_model|lm_head|mlp1|multi_modal_projector)\.",)
    fused = (
        ".attn.qkv.",
        tuple(f".attention.{name}_proj." for name in "qkv"),  # pyright: ignore[reportAssignmentType]
    )

    def add_layers(self, config: QianfanOCRVisionConfig) -> None:
        drops = np.linspace(0, config.drop_path_rate, config.num_hidden_layers).tolist()
        self.layers = nn.ModuleList(QianfanOCRVisionLayer(config, drop) for drop in drops)

    def encode(self, hidden, attend):  # [n t d] -> [n t d]
        for layer in self.layers:
            attend.recorder.add_hidden_state(hidden)
            hidden = layer(hidden, attend)
        hidden = self.normalised(hidden)
        attend.recorder.add_hidden_state(hidden)
        return hidden


class QianfanOCRPreTrainedModel(ReadsFusedProjections, internvl.InternVLPreTrainedModel):
    """What all Qianfan-OCR models share."""

    config_class = QianfanOCRConfig
    vision_class: Any = QianfanOCRVisionModel
    renames = (
        (r"^vision_model\.", "model.vision_tower."),
        *_LAYERS,
        (r"^language_model\.model\.", "model.language_model."),
        (r"^language_model\.lm_head\.", "lm_head."),
        (r"^mlp1\.0\.", "model.multi_modal_projector.layer_norm."),
        (r"^mlp1\.1\.", "model.multi_modal_projector.linear_1."),
        (r"^mlp1\.3\.", "model.multi_modal_projector.linear_2."),
    )
    head_parts = (r"^(language_model\.)?lm_head\.",)
    fused = QianfanOCRVisionModel.fused


class QianfanOCRModel(internvl.InternVLModel, QianfanOCRPreTrainedModel):
    """Qianfan-OCR without a head."""


class QianfanOCRForConditionalGeneration(
    internvl.InternVLForConditionalGeneration, QianfanOCRPreTrainedModel
):
    base_class = QianfanOCRModel


HEADS = {
    "base": QianfanOCRModel,
    "vision2seq": QianfanOCRForConditionalGeneration,
    "image-text-to-text": QianfanOCRForConditionalGeneration,
    "multimodal-lm": QianfanOCRForConditionalGeneration,
}
