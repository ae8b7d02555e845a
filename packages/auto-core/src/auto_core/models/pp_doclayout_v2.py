"""PP-DocLayoutV2, of PaddleOCR: RT-DETR for the layout of pages, and their order of reading.

RT-DETR (Zhao et al., 2023, arXiv:2304.08069), whose parts of a page are put in order by an encoder
like LayoutLMv3's (Huang et al., 2022, arXiv:2204.08387). Its attention depends on how boxes lie to
each other (Hou et al., 2024, arXiv:2407.11699).

b batch, q queries, t = q + 2 tokens (a start and an end more), h heads, d hidden, c classes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from auto_core.configs.pp_doclayout_v2 import (
    PAGE,
    PPDocLayoutV2Config,
    PPDocLayoutV2ReadingOrderConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import PPDocLayoutV2ForObjectDetectionOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.boxes import corners
from ..blocks.chunking import in_chunks
from ..blocks.position_ids import unpadded_positions
from ..blocks.reading_order import GlobalPointer
from . import rt_detr
from .bert import BertIntermediate
from .layoutlmv3 import LayoutLMv3SelfAttention, LayoutLMv3TextEmbeddings

NARROW = 1e-3  # the least width and height of a box


# --- the order of reading ----------------------------------------------------------------


class PPDocLayoutV2TextEmbeddings(nn.Module):
    """Embeddings of tokens and of positions in the sequence and on the page."""

    on_page = LayoutLMv3TextEmbeddings.on_page

    def __init__(self, config: PPDocLayoutV2ReadingOrderConfig):
        super().__init__()
        d, positions, pad = (
            config.hidden_size,
            config.max_2d_position_embeddings,
            config.pad_token_id,
        )
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=pad)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d, padding_idx=pad)
        self.x_position_embeddings = nn.Embedding(positions, config.coordinate_size)
        self.y_position_embeddings = nn.Embedding(positions, config.coordinate_size)
        self.h_position_embeddings = nn.Embedding(positions, config.shape_size)
        self.w_position_embeddings = nn.Embedding(positions, config.shape_size)
        self.spatial_proj = nn.Linear(4 * config.coordinate_size + 2 * config.shape_size, d)
        self.norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, tokens, boxes, labels, *, pad: int):  # [b t], [b t 4], [b t d] -> [b t d]
        hidden = self.word_embeddings(tokens)
        hidden = hidden + self.token_type_embeddings(ops.zeros((1, 1), like=tokens))
        hidden = hidden + self.position_embeddings(unpadded_positions(tokens, None, pad=pad))
        hidden = hidden + self.spatial_proj(self.on_page(ops.cast(boxes, "int64")))
        return self.dropout(self.norm(hidden + labels))


class PPDocLayoutV2PositionRelationEmbedding(nn.Module):
    """A bias per head for how the box of a key lies to that of a query."""

    def __init__(self, config: PPDocLayoutV2ReadingOrderConfig):
        super().__init__()
        size, self.scale = config.relation_bias_embed_dim, config.relation_bias_scale
        powers = np.arange(0, size, 2, dtype=np.float32) / np.float32(size // 2)
        frequencies = 1 / np.float32(config.relation_bias_theta) ** powers
        self.frequencies = tuple(frequencies.tolist())  # in float32, as published
        self.pos_proj = nn.Conv2d(4 * size, config.num_attention_heads, 1)

    def forward(self, boxes):  # [b t 4] -> [b h t t]
        one, other = ops.unsqueeze(boxes, 2), ops.unsqueeze(boxes, 1)
        size, other_size = one[..., 2:] + 1e-5, other[..., 2:] + 1e-5
        away = ops.log(ops.abs(one[..., :2] - other[..., :2]) / size + 1)
        relation = ops.cat([away, ops.log(size / other_size)], -1)  # [b t t 4]
        frequencies = ops.asarray(self.frequencies, like=relation, dtype=ops.dtype(relation))
        angles = ops.unsqueeze(relation * self.scale, -1) * frequencies
        waves = ops.cat([ops.sin(angles), ops.cos(angles)], -1)
        waves = ops.reshape(waves, (*ops.shape(relation)[:3], -1))
        return ops.permute(self.pos_proj(ops.detach(waves)), (0, 3, 1, 2))


class PPDocLayoutV2ReadingOrderOutput(nn.Module):
    def __init__(self, config: PPDocLayoutV2ReadingOrderConfig, size: int):
        super().__init__()
        self.dense = nn.Linear(size, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, change, hidden):  # [b t size], [b t d] -> [b t d]
        return self.norm(self.dropout(self.dense(change)) + hidden)


class PPDocLayoutV2ReadingOrderAttention(nn.Module):
    def __init__(self, config: PPDocLayoutV2ReadingOrderConfig):
        super().__init__()
        # Its own attention scales the bias too, which is not done here.
        self.unscaled = math.sqrt(config.hidden_size // config.num_attention_heads)
        self.self = LayoutLMv3SelfAttention(config)
        self.output = PPDocLayoutV2ReadingOrderOutput(config, config.hidden_size)

    def forward(self, hidden, bias, attend):  # [b t d], [b h t t] -> [b t d]
        bias = None if bias is None else bias * self.unscaled
        return self.output(self.self(hidden, bias, attend), hidden)


class PPDocLayoutV2ReadingOrderLayer(nn.Block):
    def __init__(self, config: PPDocLayoutV2ReadingOrderConfig):
        super().__init__()
        self.attention = PPDocLayoutV2ReadingOrderAttention(config)
        self.intermediate = BertIntermediate(config)
        self.output = PPDocLayoutV2ReadingOrderOutput(config, config.intermediate_size)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, bias, attend):  # [b t d], [b h t t] -> [b t d]
        hidden = self.attention(hidden, bias, attend)
        return in_chunks(self.feed_forward, hidden, self.chunk_size)

    def feed_forward(self, hidden):
        return self.output(self.intermediate(hidden), hidden)


class PPDocLayoutV2ReadingOrderEncoder(nn.Module):
    def __init__(self, config: PPDocLayoutV2ReadingOrderConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(PPDocLayoutV2ReadingOrderLayer(config) for _ in layers)
        self.spatial = config.has_spatial_attention_bias
        self.rel_bias_module = PPDocLayoutV2PositionRelationEmbedding(config)

    def forward(self, hidden, boxes, attend):  # [b t d], [b t 4] -> [b t d]
        bias = None
        if self.spatial:
            near, far = boxes[..., :2], boxes[..., 2:]
            size = ops.clamp(far - near, min=NARROW)
            bias = self.rel_bias_module(ops.cat([(near + far) * 0.5, size], -1))
        for layer in self.layer:
            hidden = layer(hidden, bias, attend)
        return hidden


class PPDocLayoutV2ReadingOrder(nn.Module):
    """How much each part of a page comes before each later one."""

    def __init__(self, config: PPDocLayoutV2ReadingOrderConfig):
        super().__init__()
        d, self.pad = config.hidden_size, config.pad_token_id
        self.start, self.end, self.part = (
            config.start_token_id,
            config.end_token_id,
            config.pred_token_id,
        )
        self.embeddings = PPDocLayoutV2TextEmbeddings(config)
        self.label_embeddings = nn.Embedding(config.num_classes, d)
        self.label_features_projection = nn.Linear(d, d)
        self.encoder = PPDocLayoutV2ReadingOrderEncoder(config)
        self.relative_head = GlobalPointer(
            d, config.global_pointer_head_size, dropout=config.gp_dropout_value
        )

    def forward(self, boxes, labels, count):
        """Boxes [b q 4] in thousandths of the page, classes [b q], and how many of them are parts,
        [b 1] -> [b q q]."""
        batch, queries, _ = ops.shape(boxes)
        index = ops.unsqueeze(ops.arange(0, queries + 2, like=count, dtype="int64"), 0)
        tokens = self.pad + (self.part - self.pad) * ops.cast(index <= count, "int64")
        tokens = ops.where(index == count + 1, self.end, tokens)
        tokens = ops.where(index == 0, self.start, tokens)  # [b t]
        corner = ops.zeros((batch, 1, 4), like=boxes)
        boxes = ops.cat([corner, boxes, corner], 1)
        classes = self.label_features_projection(self.label_embeddings(labels))
        none = ops.zeros((batch, 1, ops.shape(classes)[-1]), like=classes)
        hidden = self.embeddings(tokens, boxes, ops.cat([none, classes, none], 1), pad=self.pad)
        mask = ops.unsqueeze(ops.unsqueeze(index < count + 2, 1), 1)  # [b 1 1 t]
        hidden = self.encoder(hidden, boxes, Attention(Recorder(), mask))
        return self.relative_head(hidden[:, 1 : 1 + queries])


# --- models ------------------------------------------------------------------------------


class PPDocLayoutV2PreTrainedModel(rt_detr.RTDetrPreTrainedModel):
    """What both models share."""

    config_class = PPDocLayoutV2Config
    ignored_keys = (
        *rt_detr.RTDetrPreTrainedModel.ignored_keys,
        r"^reading_order\.encoder\.rel_pos_[xy]_bias\.",  # no part has them
        r"^reading_order\.embeddings\.position_ids$",
    )


class PPDocLayoutV2Model(rt_detr.RTDetrModel, PPDocLayoutV2PreTrainedModel):
    def __init__(self, config: PPDocLayoutV2Config, has_head: bool = False):
        super().__init__(config, has_head)
        self.denoising_class_embed = nn.Embedding(config.num_labels, config.d_model)


class PPDocLayoutV2ForObjectDetection(
    rt_detr.RTDetrForObjectDetection, PPDocLayoutV2PreTrainedModel
):
    """A class and a box for each query, those that count first, and their order of reading. There
    is no loss: labels are refused, as upstream."""

    base_class = PPDocLayoutV2Model

    def add_head(self, config: PPDocLayoutV2Config) -> None:
        self.reading_order = PPDocLayoutV2ReadingOrder(config.reading_order_config)

    def forward(self, labels=None, **inputs: Any):
        if labels is not None:
            raise InputError(
                f"{type(self).__name__} has no loss, as upstream: call it without labels."
            )
        for field in ("class_thresholds", "class_order"):
            if getattr(self.config, field) is None:
                raise InputError(f"The config's {field} is None: there is no order without it.")
        output = self.encode(**inputs)
        logits = output.intermediate_logits[:, -1]
        boxes = output.intermediate_reference_points[:, -1]
        classes, dtype = ops.cast(ops.argmax(logits, -1), "int64"), ops.dtype(logits)
        thresholds = ops.asarray(self.config.class_thresholds, like=logits, dtype="float32")
        thresholds = ops.cast(ops.take(thresholds, classes, 0), dtype)
        counts = ops.cast(ops.sigmoid(ops.amax(logits, -1)) >= thresholds, "int64")  # [b q]
        # Those that count come first, in the order of the queries.
        index = ops.arange(0, ops.shape(counts)[1], like=counts, dtype="int64")
        first = ops.argsort(index - counts * ops.shape(counts)[1], 1, descending=False)
        logits, boxes = self.model.pick(logits, first), self.model.pick(boxes, first)
        classes, counts = ops.gather(classes, 1, first), ops.gather(counts, 1, first)
        order = ops.asarray(self.config.class_order, like=counts, dtype="int64")
        on_page = ops.clamp(corners(boxes) * PAGE, min=0.0, max=float(PAGE))
        scores = self.reading_order(
            ops.where(ops.unsqueeze(counts, -1) > 0, on_page, 0.0),
            ops.take(order, classes * counts, 0),
            ops.sum(counts, 1, keepdim=True),
        )
        return PPDocLayoutV2ForObjectDetectionOutput.of(
            output, logits=logits, pred_boxes=boxes, order_logits=scores
        )


HEADS = {"base": PPDocLayoutV2Model, "object-detection": PPDocLayoutV2ForObjectDetection}
