"""DETR: Carion et al., 2020, arXiv:2005.12872.

A transformer encodes a backbone's last feature map; its decoder turns a fixed number of learned
queries into hidden states, from each of which one object's class and box are predicted, or "no
object". Positions and queries are added to queries and keys of every attention, not to values.
Labels are matched with predictions before they are compared (`detection_loss`).

b batch, H and W pixels, h and w of the feature map, k = h*w, q queries, d hidden, c classes.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs.detr import DetrConfig, DetrTransformerConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import (
    BaseModelOutput,
    DetrModelOutput,
    DetrObjectDetectionOutput,
    DetrSegmentationOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.backbone import backbone, channels_last, flat
from ..blocks.detection_loss import detection_loss
from ..blocks.frozen_batch_norm import frozen_batch_norms
from ..blocks.heads import Head
from ..blocks.layer_drop import LayerDrop
from ..blocks.patches import check_images
from ..blocks.position_ids import sinusoids
from ..blocks.seq2seq import encoded, finite

EPS = 1e-5


class DetrConvModel(nn.Module):
    """The backbone under the name that checkpoints have for it."""

    def __init__(self, config: DetrConfig):
        super().__init__()
        with frozen_batch_norms():
            model = backbone(config)
        self.channels = tuple(model.channels)  # fixed: it is part of a graph
        # A network of timm stands here without what is around it.
        self.model = getattr(model, "_backbone", model)
        kind, indices = config.backbone_config.model_type, config.backbone_config.out_indices
        self.timm_indices = tuple(indices) if kind == "timm_backbone" else None
        # Upstream trains no ResNet here, whatever its stages; of timm's, all after the first.
        self.fixed = kind == "resnet"

    def forward(self, pixel_values):  # -> [b h w channels] of each stage that is used
        if self.timm_indices is not None:
            stages = self.model.stages(pixel_values, fixed=1)
            return [stages[index] for index in self.timm_indices]
        maps = self.model(pixel_values, return_dict=True).feature_maps
        return [channels_last(ops.detach(m) if self.fixed else m) for m in maps]


class DetrBackbone(nn.Module):
    def __init__(self, config: DetrConfig):
        super().__init__()
        self.conv_encoder = DetrConvModel(config)
        self.channels = self.conv_encoder.channels

    def forward(self, pixel_values):
        return self.conv_encoder(pixel_values)


def resized_mask(pixel_mask, size):
    """The mask of a feature map (h, w), False at padding: [b H W] -> [b h w] boolean."""
    pixels = ops.unsqueeze(ops.cast(pixel_mask, "float32"), -1)
    return ops.interpolate(pixels, size, mode="nearest", align_corners=False)[..., 0] != 0


class SinePositionEmbedding(nn.Module):
    """Sinusoids of rows, then of columns, relative to the size of the image; `offset`: where in a
    pixel its position is."""

    def __init__(self, size: int, *, offset: float = 0.0, base: float = 10000.0):
        super().__init__()
        self.size, self.offset, self.base = size, offset, base

    def forward(self, pixel_mask, *, like):  # [b h w] -> [b h w 2*size]
        exact = "float64" if ops.dtype(like) == "float64" else "float32"
        counted = ops.cast(pixel_mask, exact)
        down, right = ops.cumsum(counted, 1), ops.cumsum(counted, 2)
        down = (down - self.offset) / (down[:, -1:] + 1e-6) * (2 * math.pi)
        right = (right - self.offset) / (right[:, :, -1:] + 1e-6) * (2 * math.pi)
        options = dict(interleaved=True, like=like, base=self.base)
        return ops.cat([sinusoids(x, self.size, **options) for x in (down, right)], -1)


class DetrLearnedPositionEmbedding(nn.Module):
    """Learned embeddings of the first 50 columns and of the first 50 rows."""

    def __init__(self, size: int):
        super().__init__()
        self.row_embeddings = nn.Embedding(50, size)
        self.column_embeddings = nn.Embedding(50, size)

    def forward(self, pixel_mask, *, like):  # [b h w] -> [b h w 2*size]
        batch, height, width = ops.shape(pixel_mask)
        right = self.column_embeddings(ops.arange(0, width, like=pixel_mask, dtype="int64"))
        down = self.row_embeddings(ops.arange(0, height, like=pixel_mask, dtype="int64"))
        size = ops.shape(right)[-1]
        shape = (batch, height, width, size)
        right = ops.expand(ops.reshape(right, (1, 1, width, size)), shape)
        return ops.cat([right, ops.expand(ops.reshape(down, (1, height, 1, size)), shape)], -1)


class DetrAttention(nn.Module):
    """Attention with positions added to queries and keys, not to values."""

    output_name = "out_proj"  # in checkpoints

    def __init__(self, d: int, heads: int, *, dropout: float):
        super().__init__()
        self.head_size = d // heads
        self.k_proj, self.v_proj, self.q_proj = (nn.Linear(d, d) for _ in range(3))
        setattr(self, self.output_name, nn.Linear(d, d))
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden, position, context, context_position, attend):
        """[b t d] and what is attended to [b k d], each with positions -> [b t d]."""
        projected = (
            self.q_proj(hidden + position),
            self.k_proj(context + context_position),
            self.v_proj(context),
        )
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        project = getattr(self, self.output_name)
        return project(attend(query, key, value, **options))


class DetrEncoderLayer(nn.Block):
    attention_class: type = DetrAttention

    def __init__(self, config: DetrTransformerConfig):
        super().__init__()
        d, f = config.d_model, config.encoder_ffn_dim
        heads, dropout = config.encoder_attention_heads, config.attention_dropout
        self.self_attn = self.attention_class(d, heads, dropout=dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, position, attend):  # [b k d], [b k d] -> [b k d]
        change = self.self_attn(hidden, position, hidden, position, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.fc2(self.activation_dropout(self.activation(self.fc1(hidden))))
        hidden = self.final_layer_norm(hidden + self.dropout(change))
        return finite(hidden) if nn.in_training(self) else hidden


class DetrDecoderLayer(nn.Block):
    attention_class: type = DetrAttention

    def __init__(self, config: DetrTransformerConfig):
        super().__init__()
        d, f = config.d_model, config.decoder_ffn_dim
        heads, dropout = config.decoder_attention_heads, config.attention_dropout
        self.self_attn = self.attention_class(d, heads, dropout=dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.encoder_attn = self.attention_class(d, heads, dropout=dropout)
        self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, query, context, position, attend, cross_attend):
        """[b q d] with queries [b q d], context and its positions [b k d] -> [b q d]."""
        change = self.self_attn(hidden, query, hidden, query, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.encoder_attn(hidden, query, context, position, cross_attend)
        hidden = self.encoder_attn_layer_norm(hidden + self.dropout(change))
        change = self.fc2(self.activation_dropout(self.activation(self.fc1(hidden))))
        return self.final_layer_norm(hidden + self.dropout(change))


class DetrEncoder(nn.Module):
    def __init__(self, config: DetrTransformerConfig, layer_class: type = DetrEncoderLayer):
        super().__init__()
        self.layers = nn.ModuleList(layer_class(config) for _ in range(config.encoder_layers))
        self.dropout = nn.Dropout(config.dropout)
        self.layer_drop = LayerDrop(config.encoder_layerdrop)

    def forward(self, hidden, position, attend):  # [b k d], [b k d] -> [b k d]
        hidden = self.dropout(hidden)
        for layer in self.layers:
            attend.recorder.add_hidden_state(hidden)
            hidden = self.layer_drop(layer(hidden, position, attend), hidden)
        attend.recorder.add_hidden_state(hidden)
        return hidden


class DetrDecoder(nn.Module):
    keeps_normed: bool = False  # whether the recorded states are those after the norm

    def __init__(self, config: DetrTransformerConfig, layer_class: type = DetrDecoderLayer):
        super().__init__()
        self.layers = nn.ModuleList(layer_class(config) for _ in range(config.decoder_layers))
        self.layernorm = nn.LayerNorm(config.d_model, eps=EPS)
        self.layer_drop = LayerDrop(config.decoder_layerdrop)
        self.norms_each = config.auxiliary_loss

    def forward(self, hidden, query, context, position, attend, cross_attend):
        """[b q d] -> [b q d], and the normalised state of each layer where all have a loss."""
        state, normed, recorder = hidden, [], attend.recorder
        for layer in self.layers:
            recorder.add_hidden_state(state)
            output = layer(hidden, query, context, position, attend, cross_attend)
            state = hidden = self.layer_drop(output, hidden)
            if self.norms_each:
                hidden = self.layernorm(hidden)
                state = hidden if self.keeps_normed else state
                normed.append(hidden)
        hidden = self.layernorm(hidden)
        recorder.add_hidden_state(hidden)
        return hidden, ops.stack(normed, 0) if normed else None


class DetrPreTrainedModel(nn.PreTrainedModel):
    """What all DETR models share."""

    config_class = DetrConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("labels",)
    renames = (
        *newer_names.DETR,
        *newer_names.SWIN,  # which may be its backbone
        (r"(^|\.)backbone\.position_embedding\.", r"\1position_embedding."),  # until 4.57
    )
    # Batch norms' counts of batches; of Swin, buffers that follow from the config, and a norm that
    # its feature maps do not use.
    ignored_keys = (
        r"backbone\..*num_batches_tracked$",
        r"\.relative_position_index$",
        r"\.swin\.layernorm\.",
    )
    # The parts that variations of this family replace.
    encoder_class: type = DetrEncoder
    encoder_layer_class: type = DetrEncoderLayer
    decoder_class: type = DetrDecoder
    decoder_layer_class: type = DetrDecoderLayer
    model_output: type = DetrModelOutput
    no_object = 1  # whether there is a class of that name
    position_in_backbone = False  # in checkpoints' names
    head_parts = (r"^mask_head\.", r"^bbox_attention\.")  # of segmentation


# Segmentation's files have the detector in a module of its own.
FROM_SEGMENTATION = (*DetrPreTrainedModel.renames, (r"^detr\.", ""))


class DetrModel(DetrPreTrainedModel):
    """DETR without a head.

    Args of `forward`:
        pixel_values: [b channels H W].
        pixel_mask: [b H W], 1 for pixels of the image and 0 for padding.
        decoder_attention_mask: [b q], 1 for queries that are attended to.
        encoder_outputs: of an earlier call; the backbone still gives the positions.
        inputs_embeds: [b k d] instead of pixel_values, of a square feature map.
        decoder_inputs_embeds: [b q d], the decoder's input; zeros by default.

    Returns:
        DetrModelOutput; `intermediate_hidden_states` with `config.auxiliary_loss`.
    """

    renames = FROM_SEGMENTATION
    optional_parts = (r"^detr\.(class_labels_classifier|bbox_predictor)\.",)

    def __init__(self, config: DetrConfig):
        super().__init__(config)
        self.backbone = DetrBackbone(config)
        learned = config.position_embedding_type == "learned"
        make = DetrLearnedPositionEmbedding if learned else SinePositionEmbedding
        owner = self.backbone if self.position_in_backbone else self
        owner.position_embedding = make(config.d_model // 2)
        self.query_position_embeddings = nn.Embedding(config.num_queries, config.d_model)
        self.input_projection = nn.Conv2d(self.backbone.channels[-1], config.d_model, 1)
        self.encoder = self.encoder_class(config, self.encoder_layer_class)
        self.decoder = self.decoder_class(config, self.decoder_layer_class)

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if inputs_embeds is None:
            features, pixel_mask = self.features(pixel_values, pixel_mask)
            hidden = self.input_projection(features[-1])
        else:
            hidden, pixel_mask = _square(inputs_embeds, pixel_mask)
        return self.transform(
            hidden,
            pixel_mask,
            decoder_attention_mask,
            encoder_outputs,
            decoder_inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def features(self, pixel_values, pixel_mask):
        """The backbone's feature maps [b h w channels], and the mask [b h w] of the last one."""
        check_images(pixel_values)
        features = self.backbone(pixel_values)
        batch, height, width, _ = ops.shape(features[-1])
        if pixel_mask is None:
            shape = (batch, height, width)
            return features, ops.ones(shape, like=features[-1], dtype="bool")
        return features, resized_mask(pixel_mask, (height, width))

    def transform(
        self,
        hidden,
        pixel_mask,
        decoder_attention_mask=None,
        encoder_outputs=None,
        decoder_inputs_embeds=None,
        **requests: bool,
    ):
        """DetrModelOutput for a projected feature map [b h w d] and its mask [b h w]."""
        attentions, states = requests["output_attentions"], requests["output_hidden_states"]
        owner = self.backbone if self.position_in_backbone else self
        position = flat(owner.position_embedding(pixel_mask, like=hidden))
        batch, tokens, d = ops.shape(position)
        mask = attention_masks.boolean_mask(ops.reshape(pixel_mask, (batch, tokens)))
        if encoder_outputs is None:
            recorder = Recorder(attentions=attentions, hidden_states=states)
            encoder = BaseModelOutput(
                last_hidden_state=self.encoder(flat(hidden), position, Attention(recorder, mask)),
                hidden_states=recorder.hidden_states,
                attentions=recorder.attentions,
            )
        else:
            encoder = encoded(encoder_outputs)
        count = self.config.num_queries
        query = self.query_position_embeddings(ops.arange(0, count, like=hidden, dtype="int64"))
        query = ops.expand(ops.unsqueeze(query, 0), (batch, count, d))
        start = decoder_inputs_embeds
        recorder = Recorder(attentions=attentions, hidden_states=states)
        last, intermediate, *references = self.decoder(
            ops.zeros((batch, count, d), like=hidden) if start is None else start,
            query,
            encoder.last_hidden_state,
            position,
            Attention(recorder, attention_masks.boolean_mask(decoder_attention_mask)),
            CrossAttention(recorder, mask),
        )
        return self.model_output(
            last_hidden_state=last,
            decoder_hidden_states=recorder.hidden_states,
            decoder_attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
            intermediate_hidden_states=intermediate,
            **dict(zip(("reference_points",), references, strict=False)),
        )


def _square(inputs_embeds, pixel_mask):
    """Tokens [b k d] of a square feature map as [b h w d], and its mask [b h w]."""
    batch, tokens, d = ops.shape(inputs_embeds)
    side = math.isqrt(tokens) if isinstance(tokens, int) else None
    if side is None or side * side != tokens:
        raise InputError(
            f"inputs_embeds have {tokens} tokens, expected those of a square feature map whose "
            "size is known. Pass pixel_values for other images."
        )
    shape = (batch, side, side)
    mask = ops.ones(shape, like=inputs_embeds, dtype="bool")
    if pixel_mask is not None:
        mask = resized_mask(pixel_mask, (side, side))
    return ops.reshape(inputs_embeds, (*shape, d)), mask


class DetrMLPPredictionHead(nn.Module):
    def __init__(self, size: int, out: int, layers: int):
        super().__init__()
        sizes = [size] * layers + [out]
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in pairwise(sizes))

    def forward(self, hidden):
        *hidden_layers, last = self.layers
        for layer in hidden_layers:
            hidden = ops.relu(layer(hidden))
        return last(hidden)


class DetrForObjectDetection(Head, DetrPreTrainedModel):
    """A class and a box for each query.

    labels: for each image a mapping with `class_labels` [n] and `boxes` [n 4] (centre x, centre y,
    width, height as shares of the image), as an image processor makes them.
    """

    base_class = DetrModel
    renames = FROM_SEGMENTATION

    def add_head(self, config: DetrConfig) -> None:
        self.class_labels_classifier = nn.Linear(config.d_model, config.num_labels + self.no_object)
        self.bbox_predictor = DetrMLPPredictionHead(config.d_model, 4, 3)

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        return DetrObjectDetectionOutput.of(output, **self.predictions(output, labels))

    def predictions(self, output, labels, masks=None) -> dict:
        """Classes and boxes of a DetrModelOutput and, with labels, their losses."""
        # Upstream's boxes of segmentation are relative to no reference.
        reference = getattr(output, "reference_points", None) if masks is None else None
        logits, boxes = self.predict(output.last_hidden_state, reference)
        result = {"logits": logits, "pred_boxes": boxes}
        if labels is None:
            return result
        layers = [(logits, boxes)]
        if self.config.auxiliary_loss:
            count = self.config.decoder_layers - 1
            states = output.intermediate_hidden_states
            earlier = [self.predict(states[i], reference) for i in range(count)]
            layers = earlier + layers
            result["auxiliary_outputs"] = [{"logits": a, "pred_boxes": b} for a, b in earlier]
        loss, losses = detection_loss(
            self.config, layers, labels, masks=masks, focal=self.focal_alpha
        )
        return result | {"loss": loss, "loss_dict": losses}

    @property
    def focal_alpha(self) -> float | None:
        """The weight of a class in a focal loss, where there is one."""
        return None if self.no_object else self.config.focal_alpha

    def predict(self, hidden, reference=None):  # [b q d] -> [b q c+1], [b q 4]
        return self.class_labels_classifier(hidden), ops.sigmoid(self.bbox_predictor(hidden))


class DetrMaskHeadSmallConv(nn.Module):
    """From attention maps of a query to its mask, upsampled with the backbone's earlier maps."""

    def __init__(self, config: DetrConfig, channels: tuple[int, ...]):
        super().__init__()
        d = config.d_model
        first = d + config.encoder_attention_heads
        sizes = [first, first, d // 2, d // 4, d // 8, d // 16]
        if first % 8:
            raise ConfigError(
                f"d_model + encoder_attention_heads is {first}, expected a multiple of 8: the mask "
                "head normalises eight groups of as many channels."
            )
        if len(channels) < 3:
            raise ConfigError(
                f"The masks need three feature maps of the backbone or more, and backbone_config "
                f"chooses {len(channels)}. Set its out_features to four stages."
            )
        for i, (before, after) in enumerate(pairwise(sizes), 1):
            setattr(self, f"lay{i}", nn.Conv2d(before, after, 3, padding=1))
            setattr(self, f"gn{i}", nn.GroupNorm(min(8, after), after, eps=EPS))
        for i, (channel, size) in enumerate(zip(channels[2::-1], sizes[2:5], strict=True), 1):
            setattr(self, f"adapter{i}", nn.Conv2d(channel, size, 1))
        self.out_lay = nn.Conv2d(sizes[-1], 1, 3, padding=1)
        self.activation = activation(config.activation_function)

    def forward(self, hidden, attention_maps, finer):
        """[b h w d], [b q h w heads], three finer maps -> [b q H/4 W/4]."""
        batch, queries, *_ = ops.shape(attention_maps)
        maps = ops.reshape(attention_maps, (-1, *ops.shape(attention_maps)[2:]))
        x = ops.cat([_per_query(hidden, queries), maps], -1)
        x = self.refine(self.refine(x, self.lay1, self.gn1), self.lay2, self.gn2)
        stages = zip(
            finer,
            (self.adapter1, self.adapter2, self.adapter3),
            (self.lay3, self.lay4, self.lay5),
            (self.gn3, self.gn4, self.gn5),
            strict=True,
        )
        for image, adapt, convolve, norm in stages:
            x = ops.interpolate(x, ops.shape(image)[1:3], mode="nearest", align_corners=False)
            x = self.refine(_per_query(adapt(image), queries) + x, convolve, norm)
        masks = self.out_lay(x)
        return ops.reshape(masks, (batch, queries, *ops.shape(masks)[1:3]))

    def refine(self, x, convolve, norm):
        return self.activation(norm(convolve(x)))


def _per_query(image, queries: int):
    """[b h w d] -> [b*queries h w d]."""
    batch, *size = ops.shape(image)
    return ops.reshape(
        ops.expand(ops.unsqueeze(image, 1), (batch, queries, *size)), (batch * queries, *size)
    )


class DetrMHAttentionMap(nn.Module):
    """Attention weights of each query, with one softmax over positions and heads."""

    def __init__(self, config: DetrConfig):
        super().__init__()
        d = config.d_model
        self.heads = config.encoder_attention_heads
        self.q_linear, self.k_linear = nn.Linear(d, d), nn.Linear(d, d)

    def forward(self, hidden, context, pixel_mask):  # [b q d], [b k d], [b h w] -> [b q h w heads]
        batch, queries, d = ops.shape(hidden)
        _, height, width = ops.shape(pixel_mask)
        size = d // self.heads
        query = ops.reshape(self.q_linear(hidden), (batch, queries, self.heads, size))
        key = ops.reshape(self.k_linear(context), (batch, height * width, self.heads, size))
        scores = ops.einsum("bqhd,bkhd->bqkh", query * size**-0.5, key)
        counted = ops.reshape(pixel_mask, (batch, 1, height * width, 1))
        scores = ops.where(counted, scores, float("-inf"))
        weights = ops.softmax(ops.reshape(scores, (batch, queries, -1)), -1)
        return ops.reshape(weights, (batch, queries, height, width, self.heads))


class DetrForSegmentation(Head, DetrPreTrainedModel):
    """A class, a box and a mask for each query.

    labels: as of detection, and `masks` [n H W] of 0 and 1.
    """

    renames = (
        *DetrPreTrainedModel.renames,
        (r"^(model|class_labels_classifier|bbox_predictor)\.", r"detr.\1."),  # from detection
    )

    base_class = DetrForObjectDetection
    base_name = "detr"
    excluded_inputs = ("inputs_embeds",)

    @property
    def detector(self) -> Any:
        """The model of detection."""
        return getattr(self, self.base_name)

    def add_head(self, config: DetrConfig) -> None:
        self.mask_head = DetrMaskHeadSmallConv(config, self.detector.model.backbone.channels)
        self.bbox_attention = DetrMHAttentionMap(config)

    def forward(self, pixel_values=None, pixel_mask=None, labels=None, **inputs: Any):
        model = self.detector.model
        features, pixel_mask = model.features(pixel_values, pixel_mask)
        hidden = model.input_projection(features[-1])
        output = model.transform(hidden, pixel_mask, **inputs)
        attention_maps = self.bbox_attention(
            output.last_hidden_state, output.encoder_last_hidden_state, pixel_mask
        )
        masks = self.mask_head(hidden, attention_maps, features[2::-1])
        predictions = self.detector.predictions(output, labels, masks)
        return DetrSegmentationOutput.of(output, pred_masks=masks, **predictions)


PREFIX = "Detr"
HEADS = {
    "base": DetrModel,
    "object-detection": DetrForObjectDetection,
    "image-segmentation": DetrForSegmentation,
    "universal-segmentation": DetrForSegmentation,
}
