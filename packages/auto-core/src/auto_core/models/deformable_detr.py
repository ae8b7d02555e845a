"""Deformable DETR: Zhu et al., 2020, arXiv:2010.04159.

DETR over feature maps of several sizes, whose pixels and queries attend to a few points near their
own. Boxes may be refined by each layer of the decoder, and queries be the encoder's best pixels
(two stages).

b batch, H and W pixels, h and w of a feature map, l maps, k pixels of all maps, q queries, d
hidden, c classes.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.deformable_detr import DeformableDetrConfig
from auto_core.errors import ConfigError
from auto_core.outputs import (
    BaseModelOutput,
    DeformableDetrModelOutput,
    DeformableDetrObjectDetectionOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import flat
from ..blocks.boxes import inverse_sigmoid
from ..blocks.deformable import DeformableAttention, _number
from ..blocks.detection_loss import detection_loss
from ..blocks.heads import Head
from ..blocks.patches import check_images
from ..blocks.position_ids import sinusoids
from ..blocks.seq2seq import encoded, finite
from .detr import (
    EPS,
    DetrAttention,
    DetrBackbone,
    DetrLearnedPositionEmbedding,
    DetrMLPPredictionHead,
    DetrPreTrainedModel,
    SinePositionEmbedding,
    resized_mask,
)


def attention(config: DeformableDetrConfig, heads: int, points: int) -> DeformableAttention:
    return DeformableAttention(
        config.d_model, heads=heads, levels=config.num_feature_levels, points=points
    )


class DeformableDetrEncoderLayer(nn.Block):
    def __init__(self, config: DeformableDetrConfig):
        super().__init__()
        d, f = config.d_model, config.encoder_ffn_dim
        self.self_attn = attention(config, config.encoder_attention_heads, config.encoder_n_points)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, position, reference, sizes, counted, recorder):  # [b k d] -> [b k d]
        change, weights = self.self_attn.weighted(
            hidden + position, reference, hidden, sizes=sizes, counted=counted
        )
        if recorder.wants_attentions:
            recorder.add("attentions", weights)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.activation_dropout(self.activation(self.fc1(hidden)))
        hidden = self.final_layer_norm(hidden + self.dropout(self.fc2(change)))
        return finite(hidden) if nn.in_training(self) else hidden


class DeformableDetrDecoderLayer(nn.Block):
    def __init__(self, config: DeformableDetrConfig):
        super().__init__()
        d, f, heads = config.d_model, config.decoder_ffn_dim, config.decoder_attention_heads
        self.self_attn = DetrAttention(d, heads, dropout=config.attention_dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.encoder_attn = attention(config, heads, config.decoder_n_points)
        self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, position, reference, context, sizes, counted, attend):
        """[b q d] with positions [b q d], references [b q l 2|4], context [b k d] -> [b q d]."""
        change = self.self_attn(hidden, position, hidden, position, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change, weights = self.encoder_attn.weighted(
            hidden + position, reference, context, sizes=sizes, counted=counted
        )
        if attend.recorder.wants_attentions:
            attend.recorder.add("cross_attentions", weights)
        hidden = self.encoder_attn_layer_norm(hidden + self.dropout(change))
        change = self.activation_dropout(self.activation(self.fc1(hidden)))
        return self.final_layer_norm(hidden + self.dropout(self.fc2(change)))


class DeformableDetrEncoder(nn.Module):
    def __init__(self, config: DeformableDetrConfig, layer_class: type):
        super().__init__()
        self.layers = nn.ModuleList(layer_class(config) for _ in range(config.encoder_layers))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, position, ratios, sizes, counted, recorder):
        """[b k d] with positions [b k d], shares of maps that are image [b l 2] -> [b k d]."""
        hidden = self.dropout(hidden)
        reference = pixel_references(sizes, ratios)
        recorder.add_hidden_state(hidden)
        for layer in self.layers:
            hidden = layer(hidden, position, reference, sizes, counted, recorder)
            recorder.add_hidden_state(hidden)
        return hidden


def grid(height, width, *, like):
    """Centres (x, y) of pixels, in pixels: [h*w 2]."""
    dtype = ops.dtype(like)
    down, across = (
        ops.cast(ops.arange(0, n, like=like, dtype="int64"), dtype) + 0.5 for n in (height, width)
    )
    down = ops.expand(ops.unsqueeze(down, 1), (height, width))
    across = ops.expand(ops.unsqueeze(across, 0), (height, width))
    return ops.reshape(ops.stack([across, down], -1), (-1, 2))


def pixel_references(sizes, ratios):
    """Where each pixel lies in every map, as shares of it: [b k l 2]."""
    parts = []
    for level, (height, width) in enumerate(sizes):
        size = ops.stack([_number(width, like=ratios), _number(height, like=ratios)], 0)
        image = ops.unsqueeze(ratios[:, level] * size, 1)  # [b 1 2]
        parts.append(ops.unsqueeze(grid(height, width, like=ratios), 0) / image)
    return ops.unsqueeze(ops.cat(parts, 1), 2) * ops.unsqueeze(ratios, 1)


class DeformableDetrDecoder(nn.Module):
    def __init__(self, config: DeformableDetrConfig, layer_class: type, *, has_head: bool):
        super().__init__()
        self.layers = nn.ModuleList(layer_class(config) for _ in range(config.decoder_layers))
        count = config.decoder_layers + 1 if config.two_stage else config.decoder_layers
        self.bbox_embed = self.class_embed = None
        if has_head and config.with_box_refine:
            self.bbox_embed = box_heads(config, count)
        if has_head and config.two_stage:
            self.class_embed = class_heads(config, count)

    def forward(self, hidden, position, reference, ratios, context, sizes, counted, attend):
        """[b q d] with references [b q 2|4] -> the states, and the references after each layer,
        stacked on axis 1."""
        states, references, recorder = [], [], attend.recorder
        recorder.add_hidden_state(hidden)
        for i, layer in enumerate(self.layers):
            four = ops.shape(reference)[-1] == 4
            shares = ops.cat([ratios, ratios], -1) if four else ratios
            scaled = ops.unsqueeze(reference, 2) * ops.unsqueeze(shares, 1)
            hidden = layer(hidden, position, scaled, context, sizes, counted, attend)
            recorder.add_hidden_state(hidden)
            if self.bbox_embed is not None:
                reference = ops.detach(refined(self.bbox_embed[i](hidden), reference))
            states.append(hidden)
            references.append(reference)
        return ops.stack(states, 1), ops.stack(references, 1)


def refined(change, reference):
    """A box [b q 4] from changes [b q 4], as logits, of a point or a box [b q 2|4]."""
    logits = inverse_sigmoid(reference)
    if ops.shape(reference)[-1] == 4:
        return ops.sigmoid(change + logits)
    return ops.sigmoid(ops.cat([change[..., :2] + logits, change[..., 2:]], -1))


def box_heads(config: DeformableDetrConfig, count: int) -> Any:
    return nn.ModuleList(DetrMLPPredictionHead(config.d_model, 4, 3) for _ in range(count))


def class_heads(config: DeformableDetrConfig, count: int) -> Any:
    return nn.ModuleList(nn.Linear(config.d_model, config.num_labels) for _ in range(count))


class DeformableDetrPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = DeformableDetrConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("labels",)
    ignored_keys = DetrPreTrainedModel.ignored_keys
    head_parts = (r"^(model\.decoder\.|decoder\.)?(class|bbox)_embed\.",)
    # The parts that variations of this family replace.
    encoder_layer_class: type = DeformableDetrEncoderLayer
    decoder_layer_class: type = DeformableDetrDecoderLayer

    @property
    def renames(self):
        """Older names, and where the predictors are that the decoder has too."""
        decoder = "model.decoder."
        owned = {"bbox": self.config.with_box_refine, "class": self.config.two_stage}
        return (
            *DetrPreTrainedModel.renames,
            *((rf"^{name}_embed\.", f"{decoder}{name}_embed.") for name, do in owned.items() if do),
        )


class DeformableDetrModel(DeformableDetrPreTrainedModel):
    """Deformable DETR without a head.

    Args of `forward`:
        pixel_values: [b channels H W].
        pixel_mask: [b H W], 1 for pixels of the image and 0 for padding.
        encoder_outputs: of an earlier call.

    Returns:
        DeformableDetrModelOutput
    """

    def __init__(self, config: DeformableDetrConfig, has_head: bool = False):
        super().__init__(config)
        self.backbone = DetrBackbone(config)
        d, channels = config.d_model, self.backbone.channels
        if config.position_embedding_type == "learned":
            self.position_embedding: Any = DetrLearnedPositionEmbedding(d // 2)
        else:
            self.position_embedding = SinePositionEmbedding(d // 2, offset=0.5)
        if config.num_feature_levels == 1:
            channels = channels[-1:]
        self.input_proj = level_projections(channels, d, config.num_feature_levels)
        self.query_position_embeddings = self.reference_points = None
        if config.two_stage:
            self.enc_output, self.enc_output_norm = nn.Linear(d, d), nn.LayerNorm(d, eps=EPS)
            self.pos_trans = nn.Linear(2 * d, 2 * d)
            self.pos_trans_norm = nn.LayerNorm(2 * d, eps=EPS)
        else:
            self.query_position_embeddings = nn.Embedding(config.num_queries, 2 * d)
            self.reference_points = nn.Linear(d, 2)
        self.encoder = DeformableDetrEncoder(config, self.encoder_layer_class)
        self.decoder = DeformableDetrDecoder(config, self.decoder_layer_class, has_head=has_head)
        self.level_embed = nn.Parameter((config.num_feature_levels, d), init="normal")

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
        sources, masks = self.sources(pixel_values, pixel_mask)
        sizes = [ops.shape(x)[1:3] for x in sources]
        levels = ops.asarray(self.level_embed)
        position = level_positions(self.position_embedding, sources, masks, levels)
        hidden = ops.cat([flat(x) for x in sources], 1)
        batch = ops.shape(hidden)[0]
        mask = ops.cat([ops.reshape(x, (batch, -1)) for x in masks], 1)  # [b k]
        ratios = ops.stack([shares(x, like=hidden) for x in masks], 1)  # [b l 2]
        if encoder_outputs is None:
            recorder = Recorder(**requests)
            hidden = self.encoder(hidden, position, ratios, sizes, mask, recorder)
            encoder = BaseModelOutput(
                last_hidden_state=hidden,
                hidden_states=recorder.hidden_states,
                attentions=recorder.attentions,
            )
        else:
            encoder = encoded(encoder_outputs)
        context = encoder.last_hidden_state
        scores = boxes = None
        if self.config.two_stage:
            scores, boxes, reference, pair = self.propose(context, sizes, masks, mask)
        else:
            table: Any = self.query_position_embeddings
            count, d = self.config.num_queries, self.config.d_model
            pair = table(ops.arange(0, count, like=hidden, dtype="int64"))
            pair = ops.expand(ops.unsqueeze(pair, 0), (batch, count, 2 * d))
            reference = None
        query, target = ops.split(pair, [self.config.d_model] * 2, -1)
        if reference is None and self.reference_points is not None:
            reference = ops.sigmoid(self.reference_points(query))
        recorder = Recorder(**requests)
        states, references = self.decoder(
            target, query, reference, ratios, context, sizes, mask, Attention(recorder)
        )
        return DeformableDetrModelOutput(
            init_reference_points=reference,
            last_hidden_state=states[:, -1],
            intermediate_hidden_states=states,
            intermediate_reference_points=references,
            decoder_hidden_states=recorder.hidden_states,
            decoder_attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
            encoder_last_hidden_state=context,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
            enc_outputs_class=scores,
            enc_outputs_coord_logits=boxes,
        )

    def sources(self, pixel_values, pixel_mask) -> tuple[list[Any], list[Any]]:
        """The projected maps [b h w d], the finest first, and their masks [b h w]."""
        check_images(pixel_values)
        sources = projected(self.backbone(pixel_values), self.input_proj)
        return sources, level_masks(sources, pixel_mask)

    def propose(self, context, sizes, masks, mask):
        """Scores [b k c] and boxes [b k 4], as logits, of all pixels; of the best the boxes and
        what the decoder's queries and inputs are made of [b q 2*d]."""
        boxes, valid = proposals(sizes, masks, mask, like=context)
        memory = self.enc_output_norm(self.enc_output(ops.where(valid, context, 0.0)))
        classify, predict_box = self.decoder.class_embed, self.decoder.bbox_embed
        if classify is None or predict_box is None:
            raise ConfigError(
                "two_stage=True chooses queries by their classes, and a base model has no "
                "classifier. Load DeformableDetrForObjectDetection; its `model` is the base model."
            )
        scores = classify[-1](memory)
        boxes = boxes + predict_box[-1](memory)
        _, best = ops.topk(scores[..., 0], self.config.two_stage_num_proposals, 1)
        shape = (*ops.shape(best), 4)
        chosen = ops.gather(boxes, 1, ops.expand(ops.unsqueeze(best, -1), shape))
        reference = ops.sigmoid(ops.detach(chosen))
        waves = sinusoids(
            reference * (2 * math.pi), self.config.d_model // 2, interleaved=True, like=context
        )  # [b q 4 d/2]
        batch, count, *_ = ops.shape(waves)
        waves = ops.reshape(waves, (batch, count, 2 * self.config.d_model))
        return scores, boxes, reference, self.pos_trans_norm(self.pos_trans(waves))


def projected(maps, projections) -> list[Any]:
    """Maps [b h w channels] to one number of channels, and coarser ones after the last."""
    sources: list[Any] = []
    for level, project in enumerate(projections):
        source = maps[level] if level < len(maps) else maps[-1]
        if level > len(maps):
            source = sources[-1]
        sources.append(project[1](project[0](source)))
    return sources


def level_masks(sources, pixel_mask) -> list[Any]:
    """The mask [b h w] of each map, False at padding."""
    masks = []
    for source in sources:
        batch, height, width, _ = ops.shape(source)
        if pixel_mask is None:
            masks.append(ops.ones((batch, height, width), like=source, dtype="bool"))
        else:
            masks.append(resized_mask(pixel_mask, (height, width)))
    return masks


def level_positions(embed, sources, masks, levels):
    """Positions of all pixels [b k d]: those within their map, and the map's own [l d]."""
    parts = zip(sources, masks, strict=True)
    return ops.cat([flat(embed(mask, like=x)) + levels[i] for i, (x, mask) in enumerate(parts)], 1)


def level_projections(channels, d: int, levels: int) -> Any:
    """A projection of each map, and a coarser one for each level that there is no map of."""
    parts = [projection(size, d, 1) for size in channels]
    for i in range(levels - len(channels)):
        parts.append(projection(d if i else channels[-1], d, 3))
    return nn.ModuleList(parts)


def proposals(sizes, masks, mask, *, like):
    """A box around each pixel as logits [b k 4], infinite near the border and in padding, and
    where it is finite [b k 1]."""
    boxes, valid = pixel_boxes(sizes, masks, mask, like=like)
    safe = ops.clamp(boxes, min=0.001, max=0.999)  # logits of others are not used
    return ops.where(valid, ops.log(safe / (1 - safe)), float("inf")), valid


def pixel_boxes(sizes, masks, mask, *, like):
    """A box around each pixel [b k 4], and which of them are neither near the border nor in
    padding [b k 1]."""
    parts = []
    for level, ((height, width), each) in enumerate(zip(sizes, masks, strict=True)):
        seen = ops.unsqueeze(lengths(each, like=like), 1)  # [b 1 2]
        centres = ops.unsqueeze(grid(height, width, like=like), 0) / seen
        side = ops.full(ops.shape(centres), 0.05 * 2.0**level, like=like)
        parts.append(ops.cat([centres, side], -1))
    boxes = ops.cat(parts, 1)
    valid = ops.all((boxes > 0.01) & (boxes < 0.99), -1, keepdim=True)
    return boxes, valid & ops.unsqueeze(mask, -1)


def lengths(mask, *, like):
    """The width and the height of an image in its map: [b h w] -> [b 2]."""
    counted = ops.cast(mask, ops.dtype(like))
    return ops.stack([ops.sum(counted[:, 0], 1), ops.sum(counted[:, :, 0], 1)], -1)


def shares(mask, *, like):
    """The same as shares of the map."""
    _, height, width = ops.shape(mask)
    size = ops.stack([_number(width, like=like), _number(height, like=like)], 0)
    return lengths(mask, like=like) / size


def projection(before: int, after: int, kernel: int) -> Any:
    """A convolution, which halves a map if it is larger than one pixel, and a norm."""
    stride, padding = (2, 1) if kernel == 3 else (1, 0)
    convolve = nn.Conv2d(before, after, kernel, stride=stride, padding=padding)
    return nn.ModuleList([convolve, nn.GroupNorm(32, after, eps=EPS)])


class DeformableDetrForObjectDetection(Head, DeformableDetrPreTrainedModel):
    """A class and a box for each query.

    labels: for each image a mapping with `class_labels` [n] and `boxes` [n 4] (centre x, centre y,
    width, height as shares of the image), as an image processor makes them.
    """

    base_class = DeformableDetrModel
    base_options = {"has_head": True}

    def add_head(self, config: DeformableDetrConfig) -> None:
        count = config.decoder_layers
        self.class_embed = None if config.two_stage else class_heads(config, count)
        self.bbox_embed = None if config.with_box_refine else box_heads(config, count)

    def ties(self) -> dict[str, str]:
        """Predictors of all layers are one, unless the decoder has them, or a file says other."""
        pairs = dict(super().ties())
        kinds = {"class_embed": self.class_embed, "bbox_embed": self.bbox_embed}
        linear = [f"layers.{j}." for j in range(3)]
        for name in (name for name, own in kinds.items() if own is not None):
            for i in range(1, self.config.decoder_layers):
                for part in linear if name == "bbox_embed" else [""]:
                    for kind in ("weight", "bias"):
                        pairs[f"{name}.{i}.{part}{kind}"] = f"{name}.0.{part}{kind}"
        return pairs

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        decoder = self.model.decoder
        classify = decoder.class_embed if self.class_embed is None else self.class_embed
        predict_box = decoder.bbox_embed if self.bbox_embed is None else self.bbox_embed
        states, layers = output.intermediate_hidden_states, []
        for i in range(self.config.decoder_layers):
            reference = output.init_reference_points
            if i:
                reference = output.intermediate_reference_points[:, i - 1]
            hidden = states[:, i]
            layers.append((classify[i](hidden), refined(predict_box[i](hidden), reference)))
        logits, boxes = layers[-1]
        result: dict[str, Any] = {"logits": logits, "pred_boxes": boxes}
        if labels is not None:
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
        return DeformableDetrObjectDetectionOutput.of(output, **result)


PREFIX = "DeformableDetr"
HEADS = {"base": DeformableDetrModel, "object-detection": DeformableDetrForObjectDetection}
