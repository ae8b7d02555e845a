"""Table Transformer: Smock et al., 2021, arXiv:2110.00061.

DETR that normalises before attention and before the feed-forward parts, and after its encoder.

b batch, q queries, k tokens of the feature map, d hidden.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.configs.detr import DetrTransformerConfig
from auto_core.configs.table_transformer import TableTransformerConfig

from .. import nn
from ..blocks.seq2seq import finite
from ..blocks.variation import variation
from . import detr


class TableTransformerEncoderLayer(detr.DetrEncoderLayer):
    def forward(self, hidden, position, attend):  # [b k d], [b k d] -> [b k d]
        normed = self.self_attn_layer_norm(hidden)
        hidden = hidden + self.dropout(self.self_attn(normed, position, normed, position, attend))
        change = self.activation(self.fc1(self.final_layer_norm(hidden)))
        hidden = hidden + self.dropout(self.fc2(self.activation_dropout(change)))
        return finite(hidden) if nn.in_training(self) else hidden


class TableTransformerDecoderLayer(detr.DetrDecoderLayer):
    def forward(self, hidden, query, context, position, attend, cross_attend):
        """[b q d] with queries [b q d], context and its positions [b k d] -> [b q d]."""
        normed = self.self_attn_layer_norm(hidden)
        hidden = hidden + self.dropout(self.self_attn(normed, query, normed, query, attend))
        normed = self.encoder_attn_layer_norm(hidden)
        change = self.encoder_attn(normed, query, context, position, cross_attend)
        hidden = hidden + self.dropout(change)
        change = self.activation(self.fc1(self.final_layer_norm(hidden)))
        return hidden + self.dropout(self.fc2(self.activation_dropout(change)))


class TableTransformerEncoder(detr.DetrEncoder):
    def __init__(self, config: DetrTransformerConfig, layer_class: type):
        super().__init__(config, layer_class)
        self.layernorm = nn.LayerNorm(config.d_model, eps=detr.EPS)

    def forward(self, hidden, position, attend):  # [b k d], [b k d] -> [b k d]
        return self.layernorm(super().forward(hidden, position, attend))


class TableTransformerDecoder(detr.DetrDecoder):
    keeps_normed = True


# The same in every class: there is no segmentation.
RENAMES = {"renames": (*newer_names.DETR, *newer_names.SWIN)}
HEADS = variation(
    __name__,
    "TableTransformer",
    detr,
    TableTransformerConfig,
    heads={"base": RENAMES, "object-detection": RENAMES},
    position_in_backbone=True,
    without=("image-segmentation", "universal-segmentation"),
    encoder_class=TableTransformerEncoder,
    encoder_layer_class=TableTransformerEncoderLayer,
    decoder_class=TableTransformerDecoder,
    decoder_layer_class=TableTransformerDecoderLayer,
)
