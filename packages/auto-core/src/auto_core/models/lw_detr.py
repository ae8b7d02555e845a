"""LW-DETR: Chen et al., 2024, arXiv:2406.03459.

Feature maps of a ViT's layers are made one of each scale; the pixels that score highest give boxes
to learned queries, which a decoder without an encoder turns into classes and boxes. In training
there are several sets of queries, which do not attend to each other (Group DETR, Chen et al., 2022,
arXiv:2207.13085).

b batch, H and W pixels, h and w of a feature map, l maps, k pixels of all maps, q queries of all
sets, d hidden, c classes.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.lw_detr import LwDetrConfig, LwDetrDecoderConfig
from auto_core.errors import ConfigError
from auto_core.outputs import LwDetrModelOutput, LwDetrObjectDetectionOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import channels_last, flat
from ..blocks.deformable import DeformableAttention
from ..blocks.heads import Head
from ..blocks.patches import check_images
from ..blocks.position_ids import sinusoids
from ..blocks.query_set_loss import Predictions, query_set_loss
from .deformable_detr import level_masks, pixel_boxes, shares
from .detr import EPS, DetrMLPPredictionHead
from .lw_detr_vit import LwDetrViTBackbone, LwDetrViTPreTrainedModel
from .rt_detr import RTDetrQueryPosition

NORM_EPS = 1e-6  # of feature maps


class LwDetrConvNormLayer(nn.Module):
    """A convolution without a bias, a norm, and perhaps an activation function."""

    def __init__(
        self,
        before: int,
        after: int,
        kernel: int,
        *,
        norm: Any,
        stride: int = 1,
        activate: str | None = None,
    ):
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride=stride, padding=kernel // 2, bias=False)
        self.norm = norm(after)
        self.activation = None if activate is None else activation(activate)

    def forward(self, image):  # [b h w before] -> [b h w after]
        image = self.norm(self.conv(image))
        return image if self.activation is None else self.activation(image)


class LwDetrRepVggBlock(nn.Module):
    def __init__(self, config: LwDetrDecoderConfig, channels: int, norm: Any):
        super().__init__()
        options = dict(norm=norm, activate=config.activation_function)
        self.conv1 = LwDetrConvNormLayer(channels, channels, 3, **options)
        self.conv2 = LwDetrConvNormLayer(channels, channels, 3, **options)

    def forward(self, image):
        return self.conv2(self.conv1(image))


class LwDetrC2FLayer(nn.Module):
    """Half of the channels pass a number of blocks, the results of all of which are joined."""

    def __init__(self, config: LwDetrDecoderConfig, before: int, norm: Any):
        super().__init__()
        self.half, count = int(config.d_model * config.hidden_expansion), config.c2f_num_blocks
        options = dict(norm=norm, activate=config.activation_function)
        self.conv1 = LwDetrConvNormLayer(before, 2 * self.half, 1, **options)
        self.conv2 = LwDetrConvNormLayer((2 + count) * self.half, config.d_model, 1, **options)
        self.bottlenecks = nn.ModuleList(
            LwDetrRepVggBlock(config, self.half, norm) for _ in range(count)
        )

    def forward(self, image):  # [b h w before] -> [b h w d]
        parts = list(ops.split(self.conv1(image), [self.half, self.half], -1))
        for block in self.bottlenecks:
            parts.append(block(parts[-1]))
        return self.conv2(ops.cat(parts, -1))


class LwDetrSamplingLayer(nn.Module):
    """Makes a map twice or half as fine, or neither."""

    def __init__(self, channels: int, scale: float, norm: Any):
        super().__init__()
        layers: list[Any] = []
        self.channels = channels
        if scale == 2.0:
            before = channels
            if channels > 512:
                before = channels // 2
                layers.append(LwDetrConvNormLayer(channels, before, 1, norm=norm, activate="relu"))
            self.channels = before // 2
            layers.append(nn.ConvTranspose2d(before, self.channels, 2, stride=2))
        elif scale == 0.5:
            layers.append(
                LwDetrConvNormLayer(channels, channels, 3, norm=norm, stride=2, activate="relu")
            )
        self.layers = nn.ModuleList(layers)

    def forward(self, image):
        for layer in self.layers:
            image = layer(image)
        return image


class LwDetrScaleProjector(nn.Module):
    """One map of a scale from the backbone's maps, which all have one size."""

    def __init__(self, config: LwDetrConfig, channels: list[int], scale: float):
        super().__init__()

        def norm(size: int) -> Any:
            return nn.BatchNorm2d(size, eps=config.batch_norm_eps, momentum=0.1)

        samples = [LwDetrSamplingLayer(size, scale, norm) for size in channels]
        self.sampling_layers = nn.ModuleList(samples)
        self.projector_layer = LwDetrC2FLayer(config, sum(s.channels for s in samples), norm)
        self.layer_norm = nn.LayerNorm(config.d_model, eps=NORM_EPS)

    def forward(self, maps):  # [b h w channels] each -> [b h w d]
        maps = [sample(x) for sample, x in zip(self.sampling_layers, maps, strict=True)]
        return self.layer_norm(self.projector_layer(ops.cat(maps, -1)))


class LwDetrMultiScaleProjector(nn.Module):
    def __init__(self, config: LwDetrConfig, channels: list[int]):
        super().__init__()
        if not config.projector_scale_factors:
            raise ConfigError(
                "LwDetrConfig.projector_scale_factors is empty, so that there is no feature map; "
                "expected the scale of each, as [1.0] or [2.0, 0.5]."
            )
        self.scale_layers = nn.ModuleList(
            LwDetrScaleProjector(config, channels, scale)
            for scale in config.projector_scale_factors
        )

    def forward(self, maps):
        return [project(maps) for project in self.scale_layers]


class LwDetrConvEncoder(nn.Module):
    """The backbone, and what makes the decoder's feature maps of its own."""

    def __init__(self, config: LwDetrConfig):
        super().__init__()
        self.backbone = LwDetrViTBackbone(config.backbone_config)
        self.projector = LwDetrMultiScaleProjector(config, self.backbone.channels)

    def forward(self, pixel_values):  # -> [b h w d] of each scale
        maps = self.backbone(pixel_values, return_dict=True).feature_maps
        return self.projector([channels_last(x) for x in maps])


class LwDetrAttention(nn.Module):
    """Attention of the queries of each set to those of it."""

    def __init__(self, config: LwDetrDecoderConfig):
        super().__init__()
        d, heads, bias = config.d_model, config.decoder_self_attention_heads, config.attention_bias
        self.head_size = d // heads
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(d, d, bias=bias) for _ in range(3))
        self.o_proj = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)
        self.sets = config.group_detr

    def forward(self, hidden, position, attend):  # [b q d] -> [b q d]
        sets = self.sets if nn.in_training(self) else 1
        batch = ops.shape(hidden)[0]
        value, query = (self.apart(x, sets) for x in (hidden, hidden + position))
        projected = self.q_proj(query), self.k_proj(query), self.v_proj(value)
        heads = (split_heads(x, self.head_size) for x in projected)
        output = self.o_proj(attend(*heads, scale=self.head_size**-0.5, dropout=self.dropout))
        if sets == 1:
            return output
        output = ops.reshape(output, (sets, batch, *ops.shape(output)[1:]))
        return ops.reshape(ops.transpose(output, 0, 1), ops.shape(hidden))

    @staticmethod
    def apart(hidden, sets: int):
        """[b sets*q d] -> [sets*b q d]."""
        if sets == 1:
            return hidden
        batch, count, d = ops.shape(hidden)
        hidden = ops.reshape(hidden, (batch, sets, count // sets, d))
        return ops.reshape(ops.transpose(hidden, 0, 1), (batch * sets, count // sets, d))


class LwDetrMLP(nn.Module):
    def __init__(self, config: LwDetrDecoderConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.d_model, config.decoder_ffn_dim)
        self.fc2 = nn.Linear(config.decoder_ffn_dim, config.d_model)
        self.activation = activation(config.decoder_activation_function)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden):
        return self.dropout(self.fc2(self.dropout(self.activation(self.fc1(hidden)))))


class LwDetrDecoderLayer(nn.Block):
    def __init__(self, config: LwDetrConfig):
        super().__init__()
        d = config.d_model
        self.self_attn = LwDetrAttention(config)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.cross_attn = DeformableAttention(
            d,
            heads=config.decoder_cross_attention_heads,
            levels=config.num_feature_levels or 1,
            points=config.decoder_n_points,
        )
        self.cross_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.mlp = LwDetrMLP(config)
        self.layer_norm = nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, position, reference, context, sizes, counted, attend):
        """[b q d] with positions [b q d], boxes [b q l 4], context [b k d] -> [b q d]."""
        change = self.self_attn(hidden, position, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change, weights = self.cross_attn.weighted(
            hidden + position, reference, context, sizes=sizes, counted=counted
        )
        if attend.recorder.wants_attentions:
            attend.recorder.add("cross_attentions", weights)
        hidden = self.cross_attn_layer_norm(hidden + self.dropout(change))
        return self.layer_norm(hidden + self.mlp(hidden))


class LwDetrDecoder(nn.Module):
    def __init__(self, config: LwDetrConfig):
        super().__init__()
        d = config.d_model
        self.layers = nn.ModuleList(
            LwDetrDecoderLayer(config) for _ in range(config.decoder_layers)
        )
        self.layernorm = nn.LayerNorm(d, eps=EPS)
        self.ref_point_head = RTDetrQueryPosition(2 * d, d, d)

    def forward(self, hidden, boxes, ratios, context, sizes, counted, attend):
        """[b q d] with boxes [b q 4] and the shares of maps that are image [b l 2] -> the
        normalised state of each layer [layers b q d]."""
        shares = ops.unsqueeze(ops.cat([ratios, ratios], -1), 1)
        reference = ops.unsqueeze(boxes, 2) * shares  # [b q l 4]
        x, y, size = ops.split(reference[:, :, 0], [1, 1, 2], -1)
        angles = ops.cat([y, x, size], -1) * (2 * math.pi)
        batch, queries, d = ops.shape(hidden)
        waves = sinusoids(angles, d // 2, interleaved=True, like=hidden)  # [b q 4 d/2]
        position = self.ref_point_head(ops.reshape(waves, (batch, queries, 2 * d)))
        states = []
        for layer in self.layers:
            attend.recorder.add_hidden_state(hidden)
            hidden = layer(hidden, position, reference, context, sizes, counted, attend)
            states.append(self.layernorm(hidden))
        attend.recorder.add_hidden_state(states[-1])
        return ops.stack(states, 0)


def refined(boxes, change):
    """Boxes [... 4] moved and scaled by changes [... 4], which are relative to their size."""
    size = boxes[..., 2:]
    return ops.cat([change[..., :2] * size + boxes[..., :2], ops.exp(change[..., 2:]) * size], -1)


class LwDetrPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = LwDetrConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("labels",)
    renames = LwDetrViTPreTrainedModel.renames
    ignored_keys = (r"num_batches_tracked$",)
    head_parts = (r"^(class|bbox)_embed\.", r"^(model\.)?enc_out_class_embed\.")
    # The parts that variations of this family replace.
    encoder_class: type = LwDetrConvEncoder
    model_output: type = LwDetrModelOutput
    detection_output: type = LwDetrObjectDetectionOutput


class LwDetrModel(LwDetrPreTrainedModel):
    """LW-DETR without a head.

    Args of `forward`:
        pixel_values: [b channels H W].
        pixel_mask: [b H W], 1 for pixels of the image and 0 for padding.

    Returns:
        LwDetrModelOutput
    """

    def __init__(self, config: LwDetrConfig):
        super().__init__(config)
        self.backbone = self.encoder_class(config)
        d, sets = config.d_model, config.group_detr
        self.reference_point_embed = nn.Embedding(config.num_queries * sets, 4)
        self.query_feat = nn.Embedding(config.num_queries * sets, d)
        self.decoder = LwDetrDecoder(config)
        self.enc_output = nn.ModuleList(nn.Linear(d, d) for _ in range(sets))
        self.enc_output_norm = nn.ModuleList(nn.LayerNorm(d, eps=EPS) for _ in range(sets))
        self.enc_out_bbox_embed = nn.ModuleList(DetrMLPPredictionHead(d, 4, 3) for _ in range(sets))
        self.enc_out_class_embed = nn.ModuleList(
            nn.Linear(d, config.num_labels) for _ in range(sets)
        )

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values)
        sources = self.backbone(pixel_values)
        masks = level_masks(sources, pixel_mask)
        sizes = [ops.shape(x)[1:3] for x in sources]
        context = ops.cat([flat(x) for x in sources], 1)
        batch = ops.shape(context)[0]
        mask = ops.cat([ops.reshape(x, (batch, -1)) for x in masks], 1)  # [b k]
        ratios = ops.stack([shares(x, like=context) for x in masks], 1)  # [b l 2]
        sets = self.config.group_detr if nn.in_training(self) else 1
        found, valid = pixel_boxes(sizes, masks, mask, like=context)
        found, memory = ops.where(valid, found, 0.0), ops.where(valid, context, 0.0)
        proposed = [self.propose(i, memory, found, valid) for i in range(sets)]
        queries, boxes = (ops.cat(list(x), 1) for x in zip(*proposed, strict=True))
        indices = ops.arange(0, sets * self.config.num_queries, like=context, dtype="int64")
        learned = ops.unsqueeze(self.reference_point_embed(indices), 0)
        reference = refined(ops.detach(boxes), learned)
        target = ops.unsqueeze(self.query_feat(indices), 0)
        target = ops.expand(target, ops.shape(queries))
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        states = self.decoder(target, reference, ratios, context, sizes, mask, Attention(recorder))
        return self.model_output(
            init_reference_points=reference,
            last_hidden_state=states[-1],
            intermediate_hidden_states=states,
            intermediate_reference_points=ops.unsqueeze(reference, 0),
            enc_outputs_class=queries,
            enc_outputs_coord_logits=boxes,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
            **self.features(sources),
        )

    def features(self, sources) -> dict[str, Any]:
        """What of the feature maps [b h w d] is returned."""
        return {}

    def propose(self, index: int, memory, boxes, valid):
        """Of pixels [b k d] with boxes [b k 4] those that score highest by the predictors of one
        set: their states [b q d] and boxes [b q 4]."""
        memory = self.enc_output_norm[index](self.enc_output[index](memory))
        scores = ops.amax(self.enc_out_class_embed[index](memory), -1)
        scores = ops.where(valid[..., 0], scores, float("-inf"))
        boxes = refined(boxes, self.enc_out_bbox_embed[index](memory))
        _, best = ops.topk(scores, self.config.num_queries, 1)
        return tuple(picked(x, best) for x in (memory, boxes))


def picked(x, index):
    """[b k n], [b q] -> [b q n]."""
    shape = (*ops.shape(index), ops.shape(x)[-1])
    return ops.gather(x, 1, ops.expand(ops.unsqueeze(index, -1), shape))


class LwDetrForObjectDetection(Head, LwDetrPreTrainedModel):
    """A class and a box for each query.

    labels: for each image a mapping with `class_labels` [n] and `boxes` [n 4] (centre x, centre y,
    width, height as shares of the image), as an image processor makes them.
    """

    base_class = LwDetrModel

    def add_head(self, config: LwDetrConfig) -> None:
        self.class_embed = nn.Linear(config.d_model, config.num_labels)
        self.bbox_embed = DetrMLPPredictionHead(config.d_model, 4, 3)

    def predict(self, states, output):
        """[... q d] -> logits [... q c] and boxes [... q 4]."""
        reference = output.intermediate_reference_points[0]
        return self.class_embed(states), refined(reference, self.bbox_embed(states))

    def pixel_logits(self, output):
        """Of the pixels that became queries, [b q c]."""
        count, states = self.config.num_queries, output.enc_outputs_class
        sets = self.config.group_detr if nn.in_training(self) else 1
        logits = [
            self.model.enc_out_class_embed[i](states[:, i * count : (i + 1) * count])
            for i in range(sets)
        ]
        return ops.cat(logits, 1)

    def layers(self, output) -> list[Predictions]:
        """What the decoder's layers that have a loss predict, the last one last."""
        states = output.intermediate_hidden_states
        start = 0 if self.config.auxiliary_loss else self.config.decoder_layers - 1
        return [self.predict(states[i], output) for i in range(start, self.config.decoder_layers)]

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        logits, boxes = self.predict(output.last_hidden_state, output)
        first = self.pixel_logits(output)
        result: dict[str, Any] = {
            "logits": logits,
            "pred_boxes": boxes,
            "enc_outputs_class": first,
        }
        if labels is not None:
            layers = self.layers(output)
            if self.config.auxiliary_loss:
                result["auxiliary_outputs"] = [
                    {"logits": a, "pred_boxes": b} for a, b in layers[:-1]
                ]
            encoder = first, output.enc_outputs_coord_logits
            loss, losses = query_set_loss(self.config, layers, encoder, labels)
            result |= {"loss": loss, "loss_dict": losses}
        return self.detection_output.of(output, **result)


PREFIX = "LwDetr"
HEADS = {"base": LwDetrModel, "object-detection": LwDetrForObjectDetection}
