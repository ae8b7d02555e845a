"""DAB-DETR: Liu et al., 2022, arXiv:2201.12329.

Conditional DETR whose queries are boxes: their sinusoids are where a query attends, stretched by
the box's width and height, and every layer of the decoder moves the boxes.

b batch, H and W pixels, h and w of the feature map, k = h*w, q queries, d hidden, c classes.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from auto_core.configs.dab_detr import DabDetrConfig
from auto_core.initializers import Constant
from auto_core.outputs import (
    BaseModelOutput,
    ConditionalDetrModelOutput,
    DetrObjectDetectionOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.backbone import backbone, channels_last, flat
from ..blocks.boxes import inverse_sigmoid
from ..blocks.detection_loss import detection_loss
from ..blocks.frozen_batch_norm import frozen_batch_norms
from ..blocks.heads import Head
from ..blocks.patches import check_images
from ..blocks.position_ids import sinusoids
from ..blocks.seq2seq import encoded
from .detr import EPS, DetrAttention, resized_mask


class PReLU(nn.Module):
    """He et al., 2015, arXiv:1502.01852: what is negative is scaled by a learned number."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter((1,), init=Constant(0.25))

    def forward(self, x):
        return ops.relu(x) - ops.asarray(self.weight) * ops.relu(-x)


def activation_of(config: DabDetrConfig) -> Any:
    name = config.activation_function
    return PReLU() if name == "prelu" else activation(name)


class DabDetrMLP(nn.Module):
    """Linear layers with a ReLU between them."""

    def __init__(self, *sizes: int):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in pairwise(sizes))

    def forward(self, hidden):
        *earlier, last = self.layers
        for layer in earlier:
            hidden = ops.relu(layer(hidden))
        return last(hidden)


class DabDetrConvEncoder(nn.Module):
    def __init__(self, config: DabDetrConfig):
        super().__init__()
        with frozen_batch_norms():
            self.model = backbone(config)

    def forward(self, pixel_values):
        return self.model(pixel_values, return_dict=True).feature_maps


class DabDetrConvModel(nn.Module):
    """The backbone under the name that checkpoints have for it."""

    def __init__(self, config: DabDetrConfig):
        super().__init__()
        self.conv_encoder = DabDetrConvEncoder(config)

    def forward(self, pixel_values):  # -> [b h w channels] of the last stage that is used
        return channels_last(self.conv_encoder(pixel_values)[-1])


class DabDetrSinePositionEmbedding(nn.Module):
    """Sinusoids of rows, then of columns, relative to the image, each with a base of its own."""

    def __init__(self, config: DabDetrConfig):
        super().__init__()
        self.size = config.hidden_size // 2
        self.bases = (float(config.temperature_height), float(config.temperature_width))
        scale = config.sine_position_embedding_scale
        self.scale = 2 * math.pi if scale is None else scale

    def forward(self, pixel_mask, *, like):  # [b h w] -> [b h w 2*size]
        exact = "float64" if ops.dtype(like) == "float64" else "float32"
        counted = ops.cast(pixel_mask, exact)
        down, right = ops.cumsum(counted, 1), ops.cumsum(counted, 2)
        down = down / (down[:, -1:] + 1e-6) * self.scale
        right = right / (right[:, :, -1:] + 1e-6) * self.scale
        return ops.cat(
            [
                sinusoids(x, self.size, interleaved=True, like=like, base=base)
                for x, base in zip((down, right), self.bases, strict=True)
            ],
            -1,
        )


class DabDetrAttention(nn.Module):
    """Attention of what is projected already; its last projection."""

    def __init__(self, config: DabDetrConfig):
        super().__init__()
        self.head_size = config.hidden_size // config.decoder_attention_heads
        self.output_proj = nn.Linear(config.hidden_size, config.hidden_size)
        self.dropout = nn.Dropout(config.attention_dropout)

    def split(self, x):
        return split_heads(x, self.head_size)

    def forward(self, query, key, value, attend):  # [b q n s], [b k n s], [b k n s] -> [b q d]
        scale = ops.shape(query)[-1] ** -0.5
        return self.output_proj(attend(query, key, value, scale=scale, dropout=self.dropout))


class DabDetrDecoderLayerSelfAttention(nn.Module):
    def __init__(self, config: DabDetrConfig):
        super().__init__()
        d = config.hidden_size
        for part in ("query_content", "query_pos", "key_content", "key_pos", "value"):
            setattr(self, f"self_attn_{part}_proj", nn.Linear(d, d))
        self.self_attn = DabDetrAttention(config)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, position, attend):  # [b q d], [b q d] -> [b q d]
        query = self.self_attn_query_content_proj(hidden) + self.self_attn_query_pos_proj(position)
        key = self.self_attn_key_content_proj(hidden) + self.self_attn_key_pos_proj(position)
        parts = (query, key, self.self_attn_value_proj(hidden))
        change = self.self_attn(*(self.self_attn.split(x) for x in parts), attend)
        return self.self_attn_layer_norm(hidden + self.dropout(change))


class DabDetrDecoderLayerCrossAttention(nn.Module):
    """Queries and keys are content and position side by side, head by head."""

    def __init__(self, config: DabDetrConfig, *, is_first: bool):
        super().__init__()
        d = config.hidden_size
        for part in ("query_content", "key_content", "key_pos", "value", "query_pos_sine"):
            setattr(self, f"cross_attn_{part}_proj", nn.Linear(d, d))
        adds = is_first or config.keep_query_pos
        self.cross_attn_query_pos_proj = nn.Linear(d, d) if adds else None
        self.cross_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.cross_attn = DabDetrAttention(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, position, waves, context, context_position, attend):
        """[b q d] with positions and sinusoids [b q d], context and its positions [b k d]."""
        query = self.cross_attn_query_content_proj(hidden)
        key = self.cross_attn_key_content_proj(context)
        key_position = self.cross_attn_key_pos_proj(context_position)
        if self.cross_attn_query_pos_proj is not None:
            query, key = query + self.cross_attn_query_pos_proj(position), key + key_position
        value = self.cross_attn_value_proj(context)
        parts = (query, self.cross_attn_query_pos_sine_proj(waves), key, key_position, value)
        heads = [self.cross_attn.split(x) for x in parts]
        query, key = ops.cat(heads[:2], -1), ops.cat(heads[2:4], -1)
        change = self.cross_attn(query, key, heads[4], attend)
        return self.cross_attn_layer_norm(hidden + self.dropout(change))


class DabDetrDecoderLayerFFN(nn.Module):
    def __init__(self, config: DabDetrConfig):
        super().__init__()
        d, f = config.hidden_size, config.decoder_ffn_dim
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.activation_fn = activation_of(config)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden):  # [b q d] -> [b q d]
        change = self.activation_dropout(self.activation_fn(self.fc1(hidden)))
        return self.final_layer_norm(hidden + self.dropout(self.fc2(change)))


class DabDetrEncoderLayer(nn.Block):
    def __init__(self, config: DabDetrConfig):
        super().__init__()
        d, f = config.hidden_size, config.encoder_ffn_dim
        heads, dropout = config.encoder_attention_heads, config.attention_dropout
        self.self_attn = DetrAttention(d, heads, dropout=dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation_fn = activation_of(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, position, attend):  # [b k d], [b k d] -> [b k d]
        change = self.self_attn(hidden, position, hidden, position, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.fc2(self.dropout(self.activation_fn(self.fc1(hidden))))
        return self.final_layer_norm(hidden + self.dropout(change))


class DabDetrDecoderLayer(nn.Block):
    def __init__(self, config: DabDetrConfig, *, is_first: bool):
        super().__init__()
        self.self_attn = DabDetrDecoderLayerSelfAttention(config)
        self.cross_attn = DabDetrDecoderLayerCrossAttention(config, is_first=is_first)
        self.mlp = DabDetrDecoderLayerFFN(config)

    def forward(self, hidden, position, waves, context, context_position, attend, cross_attend):
        """[b q d] with positions and sinusoids [b q d], context and its positions [b k d]."""
        hidden = self.self_attn(hidden, position, attend)
        return self.mlp(
            self.cross_attn(hidden, position, waves, context, context_position, cross_attend)
        )


class DabDetrEncoder(nn.Module):
    """Positions are scaled by what each hidden state says."""

    def __init__(self, config: DabDetrConfig):
        super().__init__()
        d = config.hidden_size
        self.query_scale = DabDetrMLP(d, d, d)
        self.layers = nn.ModuleList(
            DabDetrEncoderLayer(config) for _ in range(config.encoder_layers)
        )
        self.norm = nn.LayerNorm(d, eps=EPS) if config.normalize_before else None

    def forward(self, hidden, position, attend):  # [b k d], [b k d] -> [b k d]
        for layer in self.layers:
            attend.recorder.add_hidden_state(hidden)
            hidden = layer(hidden, position * self.query_scale(hidden), attend)
        if self.norm is not None:
            hidden = self.norm(hidden)
        attend.recorder.add_hidden_state(hidden)
        return hidden


class DabDetrDecoder(nn.Module):
    def __init__(self, config: DabDetrConfig, *, has_head: bool):
        super().__init__()
        d = config.hidden_size
        self.layers = nn.ModuleList(
            DabDetrDecoderLayer(config, is_first=i == 0) for i in range(config.decoder_layers)
        )
        self.layernorm = nn.LayerNorm(d, eps=EPS)
        self.query_scale = DabDetrMLP(d, d, d)
        self.ref_point_head = DabDetrMLP(config.query_dim // 2 * d, d, d)
        self.ref_anchor_head = DabDetrMLP(d, d, 2)
        self.bbox_embed = DabDetrMLP(d, d, d, 4) if has_head else None
        self.size = d // 2

    def forward(self, hidden, boxes, context, position, attend, cross_attend):
        """[b q d] with boxes as logits [b q 4], context and its positions [b k d] -> the last
        state, all states [layers b q d], and the boxes that each layer began with."""
        reference = ops.sigmoid(boxes)
        states, references, recorder = [], [reference], attend.recorder
        last = len(self.layers) - 1
        for i, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            waves = sinusoids(
                reference * (2 * math.pi), self.size, interleaved=True, like=hidden
            )  # [b q 4 d/2]
            across, down, width, height = (waves[..., j, :] for j in range(4))
            query = self.ref_point_head(ops.cat([down, across, width, height], -1))
            stretch = ops.sigmoid(self.ref_anchor_head(hidden)) / reference[..., 2:]
            scaled = ops.cat([down, across], -1)
            if i:
                scaled = scaled * self.query_scale(hidden)
            down = scaled[..., : self.size] * stretch[..., 1:]
            across = scaled[..., self.size :] * stretch[..., :1]
            waves = ops.cat([down, across], -1)
            hidden = layer(hidden, query, waves, context, position, attend, cross_attend)
            if self.bbox_embed is not None:
                refined = ops.sigmoid(self.bbox_embed(hidden) + inverse_sigmoid(reference))
                if i != last:
                    references.append(refined)
                reference = ops.detach(refined)
            states.append(self.layernorm(hidden))
        hidden = self.layernorm(hidden)
        recorder.add_hidden_state(hidden)
        return hidden, ops.stack(states, 0), ops.stack(references, 0)


class DabDetrPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = DabDetrConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("labels",)
    ignored_keys = (
        r"backbone\..*num_batches_tracked$",
        r"\.relative_position_index$",
        r"\.swin\.layernorm\.",
    )
    head_parts = (r"^(model\.)?decoder\.bbox_embed\.",)


class DabDetrModel(DabDetrPreTrainedModel):
    """DAB-DETR without a head.

    Args of `forward`:
        pixel_values: [b channels H W].
        pixel_mask: [b H W], 1 for pixels of the image and 0 for padding.
        encoder_outputs: of an earlier call; the backbone still gives the positions.

    Returns:
        ConditionalDetrModelOutput; `reference_points` are the boxes that each layer of the decoder
        began with, [layers b q 4]. The base model's stay as they are, so they are of one layer.
    """

    def __init__(self, config: DabDetrConfig, has_head: bool = False):
        super().__init__(config)
        self.backbone = DabDetrConvModel(config)
        self.position_embedding = DabDetrSinePositionEmbedding(config)
        self.query_refpoint_embeddings = nn.Embedding(config.num_queries, config.query_dim)
        channels = self.backbone.conv_encoder.model.channels
        self.input_projection = nn.Conv2d(channels[-1], config.hidden_size, 1)
        self.encoder = DabDetrEncoder(config)
        self.decoder = DabDetrDecoder(config, has_head=has_head)
        self.patterns: Any = None
        if config.num_patterns:
            self.patterns = nn.Embedding(config.num_patterns, config.hidden_size)

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        encoder_outputs=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        check_images(pixel_values)
        features = self.backbone(pixel_values)
        batch, height, width, _ = ops.shape(features)
        if pixel_mask is None:
            pixel_mask = ops.ones((batch, height, width), like=features, dtype="bool")
        else:
            pixel_mask = resized_mask(pixel_mask, (height, width))
        hidden = flat(self.input_projection(features))
        position = flat(self.position_embedding(pixel_mask, like=hidden))
        mask = attention_masks.boolean_mask(ops.reshape(pixel_mask, (batch, height * width)))
        if encoder_outputs is None:
            recorder = Recorder(**requests)
            encoder = BaseModelOutput(
                last_hidden_state=self.encoder(hidden, position, Attention(recorder, mask)),
                hidden_states=recorder.hidden_states,
                attentions=recorder.attentions,
            )
        else:
            encoder = encoded(encoder_outputs)
        query, boxes = self.queries(batch, like=hidden)
        recorder = Recorder(**requests)
        last, states, references = self.decoder(
            query,
            boxes,
            encoder.last_hidden_state,
            position,
            Attention(recorder),
            CrossAttention(recorder, mask),
        )
        return ConditionalDetrModelOutput(
            last_hidden_state=last,
            decoder_hidden_states=recorder.hidden_states,
            decoder_attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
            intermediate_hidden_states=states,
            reference_points=references,
        )

    def queries(self, batch, *, like):
        """What the decoder begins with [b q d], and its boxes as logits [b q 4]; with patterns
        each box once for each of them."""
        config = self.config
        count, size = config.num_queries, config.hidden_size
        indices = ops.arange(0, count, like=like, dtype="int64")
        boxes = ops.unsqueeze(self.query_refpoint_embeddings(indices), 0)
        if self.patterns is None:
            query = ops.zeros((batch, count, size), like=like)
            return query, ops.expand(boxes, (batch, count, 4))
        patterns = config.num_patterns
        query = self.patterns(ops.arange(0, patterns, like=like, dtype="int64"))
        shape = (batch, patterns, count, size)
        query = ops.expand(ops.reshape(query, (1, patterns, 1, size)), shape)
        boxes = ops.expand(ops.unsqueeze(boxes, 1), (batch, patterns, count, 4))
        total = patterns * count
        return ops.reshape(query, (batch, total, size)), ops.reshape(boxes, (batch, total, 4))


class DabDetrForObjectDetection(Head, DabDetrPreTrainedModel):
    """A class and a box for each query.

    labels: for each image a mapping with `class_labels` [n] and `boxes` [n 4] (centre x, centre y,
    width, height as shares of the image), as an image processor makes them.
    """

    base_class = DabDetrModel
    base_options = {"has_head": True}

    def add_head(self, config: DabDetrConfig) -> None:
        d = config.hidden_size
        self.class_embed = nn.Linear(d, config.num_labels)
        self.bbox_predictor = DabDetrMLP(d, d, d, 4)

    def ties(self) -> dict[str, str]:
        """The decoder's predictor of boxes is the head's."""
        return dict(super().ties()) | {
            f"model.decoder.bbox_embed.layers.{i}.{kind}": f"bbox_predictor.layers.{i}.{kind}"
            for i in range(3)
            for kind in ("weight", "bias")
        }

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        states = output.intermediate_hidden_states  # [layers b q d]
        logits = self.class_embed(states)
        reference = inverse_sigmoid(output.reference_points)
        boxes = ops.sigmoid(self.bbox_predictor(states) + reference)
        result: dict[str, Any] = {"logits": logits[-1], "pred_boxes": boxes[-1]}
        if labels is not None:
            count = self.config.decoder_layers
            layers = [(logits[i], boxes[i]) for i in range(count)]
            if self.config.auxiliary_loss:
                result["auxiliary_outputs"] = [
                    {"logits": a, "pred_boxes": b} for a, b in layers[:-1]
                ]
            else:
                layers = layers[-1:]
            loss, losses = detection_loss(
                self.config, layers, labels, focal=self.config.focal_alpha
            )
            result |= {"loss": loss, "loss_dict": losses}
        return DetrObjectDetectionOutput.of(output, **result)


HEADS = {"base": DabDetrModel, "object-detection": DabDetrForObjectDetection}
