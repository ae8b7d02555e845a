"""DETR: Carion et al., 2020, arXiv:2005.12872.

A transformer encodes the places of a backbone's last feature map; from learnt queries its
decoder makes a fixed number of vectors, each of which says one object's class and box, or that
there is none. Places and queries are added to queries and keys of every attention, not to values.
Labels are matched with predictions before they are compared (`_detection_loss`).

b batch, H and W pixels, h and w of the feature map, k = h*w, q queries, d hidden, c classes.
"""

from __future__ import annotations

import math
from itertools import pairwise

from auto_core.checkpoints import newer_names
from auto_core.configs.detr import DetrConfig, DetrTransformerConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import (
    BaseModelOutput,
    BaseModelOutputWithPastAndCrossAttentions,
    DetrModelOutput,
    DetrObjectDetectionOutput,
    DetrSegmentationOutput,
)

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.backbone import backbone, channels_last, flat
from ..blocks.detection_loss import detection_loss
from ..blocks.frozen_batch_norm import frozen_batch_norms
from ..blocks.layer_drop import LayerDrop
from ..blocks.patches import check_images
from ..blocks.position_ids import sinusoids
from ..blocks.seq2seq import encoded, finite
from .vit import attend

EPS = 1e-5


class DetrConvModel(nn.Module):
    """The backbone under the name that checkpoints have for it."""

    def __init__(self, config: DetrConfig):
        super().__init__()
        with frozen_batch_norms():
            self.model = backbone(config)
        # Upstream trains no ResNet here, whatever its stages.
        self.fixed = config.backbone_config.model_type == "resnet"

    def forward(self, pixel_values):  # -> [b h w channels] of each stage that is used
        maps = self.model(pixel_values, return_dict=True).feature_maps
        return [channels_last(ops.detach(m) if self.fixed else m) for m in maps]


class DetrBackbone(nn.Module):
    def __init__(self, config: DetrConfig):
        super().__init__()
        self.conv_encoder = DetrConvModel(config)
        self.channels = tuple(self.conv_encoder.model.channels)  # fixed: it is part of a graph

    def forward(self, pixel_values):
        return self.conv_encoder(pixel_values)


def shrunk(pixel_mask, size):
    """Which places of a feature map (h, w) show the image: [b H W] -> [b h w] boolean."""
    pixels = ops.unsqueeze(ops.cast(pixel_mask, "float32"), -1)
    return ops.interpolate(pixels, size, mode="nearest", align_corners=False)[..., 0] != 0


class SinePositionEmbedding(nn.Module):
    """Sines of how far down, then of how far right a place is, as shares of the image."""

    def __init__(self, size: int):
        super().__init__()
        self.size = size

    def forward(self, visible, *, like):  # [b h w] -> [b h w 2*size]
        exact = "float64" if ops.dtype(like) == "float64" else "float32"
        seen = ops.cast(visible, exact)
        down, right = ops.cumsum(seen, 1), ops.cumsum(seen, 2)
        down = down / (down[:, -1:] + 1e-6) * (2 * math.pi)
        right = right / (right[:, :, -1:] + 1e-6) * (2 * math.pi)
        waves = (sinusoids(x, self.size, interleaved=True, like=like) for x in (down, right))
        return ops.cat(list(waves), -1)


class DetrLearnedPositionEmbedding(nn.Module):
    """A vector for each of the first 50 columns, and one for each of the first 50 rows."""

    def __init__(self, size: int):
        super().__init__()
        self.row_embeddings = nn.Embedding(50, size)
        self.column_embeddings = nn.Embedding(50, size)

    def forward(self, visible, *, like):  # [b h w] -> [b h w 2*size]
        batch, height, width = ops.shape(visible)
        right = self.column_embeddings(ops.arange(0, width, like=visible, dtype="int64"))
        down = self.row_embeddings(ops.arange(0, height, like=visible, dtype="int64"))
        size = ops.shape(right)[-1]
        shape = (batch, height, width, size)
        right = ops.expand(ops.reshape(right, (1, 1, width, size)), shape)
        return ops.cat([right, ops.expand(ops.reshape(down, (1, height, 1, size)), shape)], -1)


class DetrAttention(nn.Module):
    """Attention whose queries and keys know places; values do not."""

    def __init__(self, d: int, heads: int, *, dropout: float):
        super().__init__()
        self.heads = heads
        self.k_proj, self.v_proj, self.q_proj = (nn.Linear(d, d) for _ in range(3))
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden, place, context, place_there, visible, *, output_attentions):
        """[b t d], and what is attended to [b k d], each with places: [b t d], weights."""
        output, weights = attend(
            self.q_proj(hidden + place),
            self.k_proj(context + place_there),
            self.v_proj(context),
            visible,
            heads=self.heads,
            dropout=self.dropout,
            output_attentions=output_attentions,
        )
        return self.out_proj(output), weights


class DetrEncoderLayer(nn.Block):
    def __init__(self, config: DetrTransformerConfig):
        super().__init__()
        d, f = config.d_model, config.encoder_ffn_dim
        self.self_attn = DetrAttention(
            d, config.encoder_attention_heads, dropout=config.attention_dropout
        )
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, place, visible, *, output_attentions):  # [b k d] -> [b k d], weights
        change, weights = self.self_attn(
            hidden, place, hidden, place, visible, output_attentions=output_attentions
        )
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.fc2(self.activation_dropout(self.activation(self.fc1(hidden))))
        hidden = self.final_layer_norm(hidden + self.dropout(change))
        return finite(hidden) if nn.in_training(self) else hidden, weights


class DetrDecoderLayer(nn.Block):
    def __init__(self, config: DetrTransformerConfig):
        super().__init__()
        d, f = config.d_model, config.decoder_ffn_dim
        heads, dropout = config.decoder_attention_heads, config.attention_dropout
        self.self_attn = DetrAttention(d, heads, dropout=dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.encoder_attn = DetrAttention(d, heads, dropout=dropout)
        self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(
        self, hidden, query, visible, context, place, visible_there, *, output_attentions: bool
    ):
        """[b q d], with context [b k d] -> [b q d], its weights, and those of the context."""
        change, weights = self.self_attn(
            hidden, query, hidden, query, visible, output_attentions=output_attentions
        )
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change, cross = self.encoder_attn(
            hidden, query, context, place, visible_there, output_attentions=output_attentions
        )
        hidden = self.encoder_attn_layer_norm(hidden + self.dropout(change))
        change = self.fc2(self.activation_dropout(self.activation(self.fc1(hidden))))
        return self.final_layer_norm(hidden + self.dropout(change)), weights, cross


class DetrEncoder(nn.Module):
    def __init__(self, config: DetrTransformerConfig):
        super().__init__()
        self.layers = nn.ModuleList(DetrEncoderLayer(config) for _ in range(config.encoder_layers))
        self.dropout = nn.Dropout(config.dropout)
        self.layer_drop = LayerDrop(config.encoder_layerdrop)

    def forward(self, hidden, place, visible, *, output_attentions, output_hidden_states):
        hidden = self.dropout(hidden)
        states, attentions = (hidden,), ()
        for layer in self.layers:
            output, weights = layer(hidden, place, visible, output_attentions=output_attentions)
            hidden = self.layer_drop(output, hidden)
            states += (hidden,)
            attentions += (weights,)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=states if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )


class DetrDecoder(nn.Module):
    def __init__(self, config: DetrTransformerConfig):
        super().__init__()
        self.layers = nn.ModuleList(DetrDecoderLayer(config) for _ in range(config.decoder_layers))
        self.layernorm = nn.LayerNorm(config.d_model, eps=EPS)
        self.layer_drop = LayerDrop(config.decoder_layerdrop)
        self.norms_each = config.auxiliary_loss

    def forward(
        self,
        hidden,
        query,
        visible,
        context,
        place,
        visible_there,
        *,
        output_attentions: bool,
        output_hidden_states: bool,
    ):
        """[b q d] -> an output, and the normalised state of each layer where all have a loss."""
        states, normed, attentions, crosses = (hidden,), [], (), ()
        for layer in self.layers:
            output, weights, cross = layer(
                hidden,
                query,
                visible,
                context,
                place,
                visible_there,
                output_attentions=output_attentions,
            )
            hidden = self.layer_drop(output, hidden)
            states += (hidden,)
            attentions += (weights,)
            crosses += (cross,)
            if self.norms_each:
                hidden = self.layernorm(hidden)
                normed.append(hidden)
        hidden = self.layernorm(hidden)
        output = BaseModelOutputWithPastAndCrossAttentions(
            last_hidden_state=hidden,
            hidden_states=(*states[:-1], hidden) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
            cross_attentions=crosses if output_attentions else None,
        )
        return output, ops.stack(normed, 0) if normed else None


class DetrPreTrainedModel(nn.PreTrainedModel):
    """What all DETR models share."""

    config_class = DetrConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("labels",)
    renames = (*newer_names.DETR, *newer_names.SWIN)  # Swin may be its backbone
    # Files that were made from a backbone's count the batches it has seen; of Swin they may hold
    # what follows from the config, and a norm that its feature maps do not go through.
    ignored_keys = (
        r"backbone\..*num_batches_tracked$",
        r"\.relative_position_index$",
        r"\.swin\.layernorm\.",
    )
    head_parts = (r"^mask_head\.", r"^bbox_attention\.")  # of segmentation


# Segmentation's files have the detector in a module of its own.
FROM_SEGMENTATION = (*DetrPreTrainedModel.renames, (r"^detr\.", ""))


class DetrModel(DetrPreTrainedModel):
    """DETR without a head.

    Args of `forward`:
        pixel_values: [b channels H W].
        pixel_mask: [b H W], 1 for pixels of the image, 0 for what it was padded with.
        decoder_attention_mask: [b q], 1 for queries that are looked at.
        encoder_outputs: of an earlier call; the backbone still says where places are.
        inputs_embeds: [b k d] instead of pixel_values, of a square feature map.
        decoder_inputs_embeds: [b q d], what the decoder begins with; else zeros.

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
        self.position_embedding = make(config.d_model // 2)
        self.query_position_embeddings = nn.Embedding(config.num_queries, config.d_model)
        self.input_projection = nn.Conv2d(self.backbone.channels[-1], config.d_model, 1)
        self.encoder = DetrEncoder(config)
        self.decoder = DetrDecoder(config)

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
            features, visible = self.features(pixel_values, pixel_mask)
            hidden = self.input_projection(features[-1])
        else:
            hidden, visible = _square(inputs_embeds, pixel_mask)
        return self.transform(
            hidden,
            visible,
            decoder_attention_mask,
            encoder_outputs,
            decoder_inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def features(self, pixel_values, pixel_mask):
        """The backbone's maps [b h w channels], and which places of the last show the image."""
        check_images(pixel_values)
        features = self.backbone(pixel_values)
        batch, height, width, _ = ops.shape(features[-1])
        if pixel_mask is None:
            shape = (batch, height, width)
            return features, ops.ones(shape, like=features[-1], dtype="bool")
        return features, shrunk(pixel_mask, (height, width))

    def transform(
        self,
        hidden,
        visible,
        decoder_attention_mask,
        encoder_outputs,
        decoder_inputs_embeds,
        *,
        output_attentions: bool,
        output_hidden_states: bool,
    ):
        """From a projected feature map [b h w d] and which of its places count [b h w]."""
        place = flat(self.position_embedding(visible, like=hidden))
        batch, places, d = ops.shape(place)
        seen = attention_masks.visible_keys(ops.reshape(visible, (batch, places)))
        if encoder_outputs is None:
            encoder = self.encoder(
                flat(hidden),
                place,
                seen,
                output_attentions=output_attentions,
                output_hidden_states=output_hidden_states,
            )
        else:
            encoder = encoded(encoder_outputs)
        count = self.config.num_queries
        query = self.query_position_embeddings(ops.arange(0, count, like=hidden, dtype="int64"))
        query = ops.expand(ops.unsqueeze(query, 0), (batch, count, d))
        start = decoder_inputs_embeds
        decoder, intermediate = self.decoder(
            ops.zeros((batch, count, d), like=hidden) if start is None else start,
            query,
            attention_masks.visible_keys(decoder_attention_mask),
            encoder.last_hidden_state,
            place,
            seen,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return DetrModelOutput(
            last_hidden_state=decoder.last_hidden_state,
            decoder_hidden_states=decoder.hidden_states,
            decoder_attentions=decoder.attentions,
            cross_attentions=decoder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
            intermediate_hidden_states=intermediate,
        )


def _square(inputs_embeds, pixel_mask):
    """Places [b k d] of a square map as [b h w d], and which of them count [b h w]."""
    batch, places, d = ops.shape(inputs_embeds)
    side = math.isqrt(places) if isinstance(places, int) else None
    if side is None or side * side != places:
        raise InputError(
            f"inputs_embeds have {places} places, expected those of a square feature map whose "
            "size is known. Pass pixel_values for other images."
        )
    shape = (batch, side, side)
    visible = ops.ones(shape, like=inputs_embeds, dtype="bool")
    if pixel_mask is not None:
        visible = shrunk(pixel_mask, (side, side))
    return ops.reshape(inputs_embeds, (*shape, d)), visible


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


class DetrForObjectDetection(DetrPreTrainedModel):
    """A class and a box for each query.

    labels: for each image a mapping with `class_labels` [n] and `boxes` [n 4] (centre x, centre y,
    width, height as shares of the image), as an image processor makes them.
    """

    renames = FROM_SEGMENTATION

    def __init__(self, config: DetrConfig):
        super().__init__(config)
        self.model = DetrModel(config)
        self.class_labels_classifier = nn.Linear(config.d_model, config.num_labels + 1)
        self.bbox_predictor = DetrMLPPredictionHead(config.d_model, 4, 3)

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            pixel_values=pixel_values,
            pixel_mask=pixel_mask,
            decoder_attention_mask=decoder_attention_mask,
            encoder_outputs=encoder_outputs,
            inputs_embeds=inputs_embeds,
            decoder_inputs_embeds=decoder_inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return DetrObjectDetectionOutput(**self.found(output, labels), **_states(output))

    def found(self, output, labels, masks=None) -> dict:
        """Classes and boxes of a DetrModelOutput and, with labels, their losses."""
        logits, boxes = self.predict(output.last_hidden_state)
        result = {"logits": logits, "pred_boxes": boxes}
        if labels is None:
            return result
        layers = [(logits, boxes)]
        if self.config.auxiliary_loss:
            count = self.config.decoder_layers - 1
            earlier = [self.predict(output.intermediate_hidden_states[i]) for i in range(count)]
            layers = earlier + layers
            result["auxiliary_outputs"] = [{"logits": a, "pred_boxes": b} for a, b in earlier]
        loss, losses = detection_loss(self.config, layers, labels, masks=masks)
        return result | {"loss": loss, "loss_dict": losses}

    def predict(self, hidden):  # [b q d] -> [b q c+1], [b q 4]
        return self.class_labels_classifier(hidden), ops.sigmoid(self.bbox_predictor(hidden))


def _states(output: DetrModelOutput) -> dict:
    """What a head's output has of the model's."""
    return {name: output[name] for name in output if name != "intermediate_hidden_states"}


class DetrMaskHeadSmallConv(nn.Module):
    """From where a query looks to its mask, ever finer with the backbone's earlier maps."""

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

    def forward(self, hidden, looks, finer):
        """[b h w d], [b q h w heads], three finer maps -> [b q H/4 W/4]."""
        batch, queries, *_ = ops.shape(looks)
        x = ops.cat(
            [_per_query(hidden, queries), ops.reshape(looks, (-1, *ops.shape(looks)[2:]))], -1
        )
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
    """Where each query looks: the weights of an attention, together over places and heads."""

    def __init__(self, config: DetrConfig):
        super().__init__()
        d = config.d_model
        self.heads = config.encoder_attention_heads
        self.q_linear, self.k_linear = nn.Linear(d, d), nn.Linear(d, d)

    def forward(self, hidden, context, visible):  # [b q d], [b k d], [b h w] -> [b q h w heads]
        batch, queries, d = ops.shape(hidden)
        _, height, width = ops.shape(visible)
        size = d // self.heads
        query = ops.reshape(self.q_linear(hidden), (batch, queries, self.heads, size))
        key = ops.reshape(self.k_linear(context), (batch, height * width, self.heads, size))
        scores = ops.einsum("bqhd,bkhd->bqkh", query * size**-0.5, key)
        seen = ops.reshape(visible, (batch, 1, height * width, 1))
        scores = ops.where(seen, scores, float("-inf"))
        weights = ops.softmax(ops.reshape(scores, (batch, queries, -1)), -1)
        return ops.reshape(weights, (batch, queries, height, width, self.heads))


class DetrForSegmentation(DetrPreTrainedModel):
    """A class, a box and a mask for each query.

    labels: as of detection, and `masks` [n H W] of 0 and 1.
    """

    renames = (
        *DetrPreTrainedModel.renames,
        (r"^(model|class_labels_classifier|bbox_predictor)\.", r"detr.\1."),  # from detection
    )

    def __init__(self, config: DetrConfig):
        super().__init__(config)
        self.detr = DetrForObjectDetection(config)
        self.mask_head = DetrMaskHeadSmallConv(config, self.detr.model.backbone.channels)
        self.bbox_attention = DetrMHAttentionMap(config)

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        model = self.detr.model
        features, visible = model.features(pixel_values, pixel_mask)
        hidden = model.input_projection(features[-1])
        output = model.transform(
            hidden,
            visible,
            decoder_attention_mask,
            encoder_outputs,
            decoder_inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        looks = self.bbox_attention(
            output.last_hidden_state, output.encoder_last_hidden_state, visible
        )
        masks = self.mask_head(hidden, looks, features[2::-1])
        found = self.detr.found(output, labels, masks)
        return DetrSegmentationOutput(pred_masks=masks, **found, **_states(output))


HEADS = {
    "base": DetrModel,
    "object-detection": DetrForObjectDetection,
    "image-segmentation": DetrForSegmentation,
    "universal-segmentation": DetrForSegmentation,
}
