"""Conditional DETR: Meng et al., 2021, arXiv:2108.06152.

DETR whose decoder attends by content and by position apart: the position of a query is a point,
whose sinusoids its hidden state scales, and boxes are relative to it. Classes are predicted each by
itself.

b batch, q queries, k tokens of the feature map, h heads, s size of a head, d hidden, c classes.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs.conditional_detr import ConditionalDetrConfig
from auto_core.outputs import ConditionalDetrModelOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.layer_drop import LayerDrop
from ..blocks.position_ids import sinusoids
from ..blocks.variation import variation
from . import detr
from .deformable_detr import refined


class ConditionalDetrOutput(nn.Module):
    """The last projection of an attention, under the name that checkpoints have for it."""

    def __init__(self, d: int):
        super().__init__()
        self.out_proj = nn.Linear(d, d)

    def forward(self, hidden):
        return self.out_proj(hidden)


class ConditionalDetrDecoderLayer(nn.Block):
    def __init__(self, config: ConditionalDetrConfig, *, is_first: bool):
        super().__init__()
        d, f = config.d_model, config.decoder_ffn_dim
        self.head_size = d // config.decoder_attention_heads
        for side in ("sa", "ca"):
            for part in ("qcontent", "qpos", "kcontent", "kpos", "v"):
                first = is_first or (side, part) != ("ca", "qpos")
                setattr(self, f"{side}_{part}_proj", nn.Linear(d, d) if first else None)
        self.ca_qpos_sine_proj = nn.Linear(d, d)
        self.self_attn = ConditionalDetrOutput(d)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=detr.EPS)
        self.encoder_attn = ConditionalDetrOutput(d)
        self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=detr.EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=detr.EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.attention_dropout = nn.Dropout(config.attention_dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, query, waves, context, position, attend, cross_attend):
        """[b q d] with queries and sinusoids [b q d], context and its positions [b k d]."""
        change = self.self_attention(hidden, query, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.cross_attention(hidden, query, waves, context, position, cross_attend)
        hidden = self.encoder_attn_layer_norm(hidden + self.dropout(change))
        change = self.activation_dropout(self.activation(self.fc1(hidden)))
        return self.final_layer_norm(hidden + self.dropout(self.fc2(change)))

    def self_attention(self, hidden, position, attend):  # [b q d], [b q d] -> [b q d]
        projected = (
            self.sa_qcontent_proj(hidden) + self.sa_qpos_proj(position),
            self.sa_kcontent_proj(hidden) + self.sa_kpos_proj(position),
            self.sa_v_proj(hidden),
        )
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, dropout=self.attention_dropout)
        return self.self_attn(attend(query, key, value, **options))

    def cross_attention(self, hidden, query, waves, context, position, attend):
        """Queries and keys are content and position side by side, head by head."""
        content, key = self.ca_qcontent_proj(hidden), self.ca_kcontent_proj(context)
        position_key = self.ca_kpos_proj(position)
        if self.ca_qpos_proj is not None:
            content, key = content + self.ca_qpos_proj(query), key + position_key
        parts = (content, self.ca_qpos_sine_proj(waves), key, position_key, self.ca_v_proj(context))
        heads = [split_heads(x, self.head_size) for x in parts]
        joined = ops.cat(heads[:2], -1), ops.cat(heads[2:4], -1), heads[4]
        options = dict(scale=(2 * self.head_size) ** -0.5, dropout=self.attention_dropout)
        return self.encoder_attn(attend(*joined, **options))


class ConditionalDetrMLP(nn.Module):
    """A feed-forward part of two layers."""

    def __init__(self, d: int, after: int):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(d, d), nn.Linear(d, after)])

    def forward(self, hidden):
        return self.layers[1](ops.relu(self.layers[0](hidden)))


class ConditionalDetrDecoder(nn.Module):
    def __init__(self, config: ConditionalDetrConfig, layer_class: Any):
        super().__init__()
        d = config.d_model
        self.layers = nn.ModuleList(
            layer_class(config, is_first=i == 0) for i in range(config.decoder_layers)
        )
        self.layernorm = nn.LayerNorm(d, eps=detr.EPS)
        self.query_scale, self.ref_point_head = ConditionalDetrMLP(d, d), ConditionalDetrMLP(d, 2)
        self.layer_drop = LayerDrop(config.decoder_layerdrop)
        self.norms_each, self.size = config.auxiliary_loss, d

    def forward(self, hidden, query, context, position, attend, cross_attend):
        """[b q d] -> [b q d], the normalised state of each layer where all have a loss, and the
        points of queries [q b 2]."""
        points = ops.sigmoid(self.ref_point_head(query))  # [b q 2], (x, y)
        angles = ops.flip(points, -1) * (2 * math.pi)
        waves = sinusoids(angles, self.size // 2, interleaved=True, like=hidden)  # [b q 2 d/2]
        waves = ops.reshape(waves, ops.shape(query))
        state, normed, recorder = hidden, [], attend.recorder
        for i, layer in enumerate(self.layers):
            recorder.add_hidden_state(state)
            scaled = waves * self.query_scale(hidden) if i else waves
            output = layer(hidden, query, scaled, context, position, attend, cross_attend)
            state = hidden = self.layer_drop(output, hidden)
            if self.norms_each:
                hidden = self.layernorm(hidden)
                normed.append(hidden)
        hidden = self.layernorm(hidden)
        recorder.add_hidden_state(hidden)
        stacked = ops.stack(normed, 0) if normed else None
        return hidden, stacked, ops.transpose(points, 0, 1)


RENAMES: newer_names.Renames = (
    (r"\.self_attn\.([qk])_(content|pos)_proj\.", r".sa_\1\2_proj."),
    (r"(decoder\.layers\.\d+)\.self_attn\.v_proj\.", r"\1.sa_v_proj."),
    (r"\.encoder_attn\.([qk])_(content|pos)_proj\.", r".ca_\1\2_proj."),
    (r"\.encoder_attn\.v_proj\.", ".ca_v_proj."),
    (r"\.encoder_attn\.q_pos_sine_proj\.", ".ca_qpos_sine_proj."),
    *detr.DetrPreTrainedModel.renames,
)
FROM_SEGMENTATION = (*RENAMES, (r"^conditional_detr\.", ""))
FROM_DETECTION = (
    *RENAMES,
    (r"^(model|class_labels_classifier|bbox_predictor)\.", r"conditional_detr.\1."),
)


def predict(self, hidden, reference=None):
    """[b q d] and points [q b 2] -> [b q c], [b q 4]."""
    logits, change = self.class_labels_classifier(hidden), self.bbox_predictor(hidden)
    if reference is None:
        return logits, ops.sigmoid(change)
    return logits, refined(change, ops.transpose(reference, 0, 1))


SEGMENTATION = {"base_name": "conditional_detr", "renames": FROM_DETECTION}
HEADS = variation(
    __name__,
    "ConditionalDetr",
    detr,
    ConditionalDetrConfig,
    heads={
        "base": {
            "renames": FROM_SEGMENTATION,
            "optional_parts": (r"^conditional_detr\.(class_labels_classifier|bbox_predictor)\.",),
        },
        "object-detection": {"renames": FROM_SEGMENTATION, "predict": predict},
        "image-segmentation": SEGMENTATION,
        "universal-segmentation": SEGMENTATION,
    },
    decoder_class=ConditionalDetrDecoder,
    decoder_layer_class=ConditionalDetrDecoderLayer,
    model_output=ConditionalDetrModelOutput,
    no_object=0,
)
