"""PP-DocLayoutV3, of PaddleOCR: RT-DETR for the layout of pages.

RT-DETR (Zhao et al., 2023, arXiv:2304.08069) whose queries have masks too, which are weighted sums
of a feature map's channels (Bolya et al., 2019, arXiv:1904.02689), and an order of reading.
Queries start with the boxes around their masks; all layers share the encoder's predictors.

b batch, H and W pixels, h and w of a feature map or mask, q queries, p prototypes, d hidden, c
classes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from auto_core.configs.pp_doclayout_v3 import PPDocLayoutV3Config
from auto_core.errors import InputError
from auto_core.outputs import (
    PPDocLayoutV3ForObjectDetectionOutput,
    PPDocLayoutV3HybridEncoderOutput,
    PPDocLayoutV3ModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.backbone import channels_first, channels_last, flat
from ..blocks.boxes import inverse_sigmoid
from ..blocks.denoising import denoising
from ..blocks.patches import check_images
from ..blocks.reading_order import GlobalPointer
from . import rt_detr
from .detr import DetrMLPPredictionHead
from .resnet import ResNetConvLayer
from .rt_detr import RTDetrConvEncoder, RTDetrHybridEncoder, check_sizes, projection, run

# --- masks -------------------------------------------------------------------------------


class Doubled(nn.Module):
    """A map of twice as many rows and columns."""

    def forward(self, hidden):
        height, width = ops.shape(hidden)[1:3]
        return ops.interpolate(
            hidden, (2 * height, 2 * width), mode="bilinear", align_corners=False
        )


class PPDocLayoutV3ScaleHead(nn.Module):
    """Convolutions, after each of which a map doubles until it is as fine as the finest."""

    def __init__(self, before: int, channels: int, *, stride: int, finest: int):
        super().__init__()
        layers: list[Any] = []
        for i in range(max(1, int(math.log2(stride) - math.log2(finest)))):
            layers.append(ResNetConvLayer(channels if i else before, channels, 3, act="silu"))
            if stride != finest:
                layers.append(Doubled())
        self.layers = nn.ModuleList(layers)

    def forward(self, hidden):
        return run(self.layers, hidden)


class PPDocLayoutV3MaskFeatFPN(nn.Module):
    """The sum of all maps, as fine as the finest."""

    def __init__(self, config: PPDocLayoutV3Config):
        super().__init__()
        inner, after = config.mask_feature_channels
        strides = config.feat_strides
        self.order = tuple(sorted(range(len(strides)), key=strides.__getitem__))
        self.scale_heads = nn.ModuleList(
            PPDocLayoutV3ScaleHead(
                config.encoder_hidden_dim, inner, stride=strides[i], finest=min(strides)
            )
            for i in self.order
        )
        self.output_conv = ResNetConvLayer(inner, after, 3, act="silu")

    def forward(self, maps: Sequence[Any]):  # [b h w e] each -> [b h w after]
        found = [head(maps[i]) for i, head in zip(self.order, self.scale_heads, strict=True)]
        size, total = ops.shape(found[0])[1:3], found[0]
        for x in found[1:]:
            total = total + ops.interpolate(x, size, mode="bilinear", align_corners=False)
        return self.output_conv(total)


class PPDocLayoutV3EncoderMaskOutput(nn.Module):
    def __init__(self, channels: int, prototypes: int):
        super().__init__()
        self.base_conv = ResNetConvLayer(channels, channels, 3, act="silu")
        self.conv = nn.Conv2d(channels, prototypes, 1)

    def forward(self, hidden):  # [b h w e] -> [b h w p]
        return self.conv(self.base_conv(hidden))


class PPDocLayoutV3HybridEncoder(RTDetrHybridEncoder):
    """RT-DETR's, and the map whose channels masks are made of."""

    def __init__(self, config: PPDocLayoutV3Config):
        super().__init__(config)
        channels = config.mask_feature_channels[1]
        self.mask_feature_head = PPDocLayoutV3MaskFeatFPN(config)
        self.encoder_mask_lateral = ResNetConvLayer(config.x4_feat_dim, channels, 3, act="silu")
        self.encoder_mask_output = PPDocLayoutV3EncoderMaskOutput(channels, config.num_prototypes)
        self.doubled = Doubled()

    def prototypes(self, maps: Sequence[Any], finest):
        """Of the encoded maps [b h w e] and the backbone's finest one [b 4*h 4*w x]: [b 4*h 4*w
        p]."""
        coarse = self.doubled(self.mask_feature_head(maps))
        finest = self.encoder_mask_lateral(finest)
        check_sizes(coarse, finest)
        return self.encoder_mask_output(coarse + finest)


def masks_of(query, prototypes):
    """[b q p] and [b h w p] -> scores of masks, [b q h w]."""
    batch, height, width, size = ops.shape(prototypes)
    columns = ops.permute(ops.reshape(prototypes, (batch, height * width, size)), (0, 2, 1))
    return ops.reshape(ops.matmul(query, columns), (batch, -1, height, width))


def boxes_around(scores):
    """The boxes [b q 4] (centre x, centre y, width, height as shares of the image) of what is
    above 0 in masks [b q h w]; 0 of empty ones."""
    height, width = ops.shape(scores)[2:]
    inside, edges = scores > 0, []
    for count, axis in ((width, 0), (height, 1)):
        steps = ops.cast(ops.arange(0, count, like=scores, dtype="int64"), ops.dtype(scores))
        steps = ops.expand(ops.unsqueeze(steps, axis), (height, width))
        far = ops.amax(ops.where(inside, steps, 0.0), (2, 3)) + 1
        near = -ops.amax(ops.where(inside, -steps, -1e4), (2, 3))
        size = ops.cast(count, ops.dtype(scores)) if not isinstance(count, int) else float(count)
        edges.append((near / size, far / size))
    (left, right), (top, bottom) = edges
    box = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]
    some = ops.any(inside, (2, 3))
    return ops.stack([ops.where(some, x, 0.0) for x in box], -1)


# --- the decoder -------------------------------------------------------------------------


class PPDocLayoutV3Decoder(rt_detr.RTDetrDecoder):
    """Layers that refine boxes; all have one predictor of classes and one of boxes."""

    def __init__(self, config: PPDocLayoutV3Config, model: Any, *, has_head: bool):
        super().__init__(config, model, has_head=False)
        d = config.d_model
        self.queries = config.num_queries
        self.class_embed = nn.Linear(d, config.num_labels)
        self.bbox_embed = DetrMLPPredictionHead(d, 4, 3)

    def predict(self, hidden, boxes, context, sizes, attend, *, model: Any, prototypes):
        """As RT-DETR's `forward`; `model` has what masks and orders are predicted by."""
        boxes, recorder = ops.sigmoid(boxes), attend.recorder
        names = ("hidden_states", "logits", "reference_points", "orders", "masks")
        found: dict[str, list[Any]] = {name: [] for name in names}
        recorder.add_hidden_state(hidden)
        for layer, order in zip(self.layers, model.decoder_order_head, strict=True):
            hidden = layer(hidden, self.query_pos_head(boxes), boxes, context, sizes, attend)
            recorder.add_hidden_state(hidden)
            new = ops.sigmoid(self.bbox_embed(hidden) + inverse_sigmoid(boxes))
            boxes = ops.detach(new)
            normed = model.decoder_norm(hidden)
            found["hidden_states"].append(hidden)
            found["reference_points"].append(new)
            found["logits"].append(self.class_embed(normed))
            found["masks"].append(masks_of(model.mask_query_head(normed), prototypes))
            own = normed[:, ops.shape(normed)[1] - self.queries :]  # noisy labels come first
            found["orders"].append(model.decoder_global_pointer(order(own)))
        stacked = {name: ops.stack(values, 1) for name, values in found.items()}
        return {
            "last_hidden_state": hidden,
            "intermediate_hidden_states": stacked["hidden_states"],
            "intermediate_logits": stacked["logits"],
            "intermediate_reference_points": stacked["reference_points"],
            "out_order_logits": stacked["orders"],
            "out_masks": stacked["masks"],
        }


# --- models ------------------------------------------------------------------------------


def shared(prefix: str = "") -> dict[str, str]:
    """The decoder's predictors are the encoder's."""
    names = {"decoder.class_embed": "enc_score_head"}
    names |= {f"decoder.bbox_embed.layers.{i}": f"enc_bbox_head.layers.{i}" for i in range(3)}
    return {
        f"{prefix}{name}.{kind}": f"{prefix}{other}.{kind}"
        for name, other in names.items()
        for kind in ("weight", "bias")
    }


class PPDocLayoutV3PreTrainedModel(rt_detr.RTDetrPreTrainedModel):
    """What both models share."""

    config_class = PPDocLayoutV3Config
    encoder_class, decoder_class = PPDocLayoutV3HybridEncoder, PPDocLayoutV3Decoder
    head_parts = ()


class PPDocLayoutV3Model(rt_detr.RTDetrModel, PPDocLayoutV3PreTrainedModel):
    """PP-DocLayoutV3 without a head.

    Args of `forward`:
        pixel_values: [b channels H W], of sides that are multiples of 32.
        pixel_mask: [b H W]; images are seen whole, and it has no effect.
        encoder_outputs: of an earlier call: last_hidden_state and mask_feat, or a tuple that begins
            and ends with them.
        labels: in training, noisy copies of them are given to the decoder.

    Returns:
        PPDocLayoutV3ModelOutput

    Raises:
        ConfigError: `x4_feat_dim` is not the backbone's.
    """

    tied_weights = shared()

    def __init__(self, config: PPDocLayoutV3Config, has_head: bool = False):
        super().__init__(config, has_head)
        d = config.d_model
        if has_head:  # of labels alone: what is found in a page is not trained here
            self.denoising_class_embed = nn.Embedding(config.num_labels, d)
        self.decoder_order_head = nn.ModuleList(
            nn.Linear(d, d) for _ in range(config.decoder_layers)
        )
        self.decoder_global_pointer = GlobalPointer(
            d, config.global_pointer_head_size, dropout=config.gp_dropout_value
        )
        self.decoder_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.mask_query_head = DetrMLPPredictionHead(d, config.num_prototypes, 3)

    def add_backbone(self, config: PPDocLayoutV3Config) -> None:
        self.backbone, e = RTDetrConvEncoder(config), config.encoder_hidden_dim
        self.encoder_input_proj = nn.ModuleList(
            projection(channels, e, 1, eps=1e-5) for channels in self.backbone.channels[1:]
        )

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        encoder_outputs=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        if encoder_outputs is None:
            encoder = self.encode(pixel_values, Recorder(**requests))
        else:
            encoder = given(encoder_outputs)
        prototypes = channels_last(encoder.mask_feat)
        sources = self.levels([channels_last(x) for x in encoder.last_hidden_state])
        sizes = [ops.shape(x)[1:3] for x in sources]
        context = ops.cat([flat(x) for x in sources], 1)  # [b k d]
        proposals = self.proposals(context, sizes)
        query, found = proposals.pop("query"), proposals.pop("found")
        boxes = proposals["init_reference_points"]
        if self.config.mask_enhanced:
            masks = masks_of(self.mask_query_head(self.decoder_norm(found)), prototypes)
            boxes = inverse_sigmoid(boxes_around(masks))
        noisy, mask = None, None
        embed = self.denoising_class_embed
        if nn.in_training(self) and embed is not None and labels is not None:
            noisy = denoising(labels, embed, self.random, config=self.config, like=query)
        if noisy is not None:
            query = ops.cat([noisy.queries, query], 1)
            boxes = ops.cat([noisy.boxes, boxes], 1)
            mask = noisy.mask
        proposals["init_reference_points"] = boxes = ops.detach(boxes)
        recorder = Recorder(**requests)
        attend = Attention(recorder, mask)
        parts = dict(model=self, prototypes=prototypes)
        predicted = self.decoder.predict(query, boxes, context, sizes, attend, **parts)
        return PPDocLayoutV3ModelOutput(
            **predicted,
            decoder_hidden_states=recorder.hidden_states,
            decoder_attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
            denoising_meta_values=None if noisy is None else self.meta(noisy),
            **proposals,
        )

    def encode(self, pixel_values, recorder) -> PPDocLayoutV3HybridEncoderOutput:
        check_images(pixel_values)
        finest, *maps = self.backbone(pixel_values)
        channels = ops.shape(finest)[-1]  # a backbone's config may say others
        if channels != self.config.x4_feat_dim:
            self.config._refuse("x4_feat_dim", f"{channels}, as the backbone's first map has")
        maps = [run(p, x) for p, x in zip(self.encoder_input_proj, maps, strict=True)]
        maps = self.encoder(maps, recorder)
        return PPDocLayoutV3HybridEncoderOutput(
            last_hidden_state=[channels_first(x) for x in maps],
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            mask_feat=channels_first(self.encoder.prototypes(maps, finest)),
        )


def given(encoder_outputs: Any) -> PPDocLayoutV3HybridEncoderOutput:
    """A caller's encoder outputs.

    Raises:
        InputError: they have no map that masks are made of.
    """
    if isinstance(encoder_outputs, tuple | list):
        first, *others, last = encoder_outputs
        names = ("hidden_states", "attentions")
        return PPDocLayoutV3HybridEncoderOutput(
            last_hidden_state=first, mask_feat=last, **dict(zip(names, others, strict=False))
        )
    if getattr(encoder_outputs, "mask_feat", None) is None:
        raise InputError("encoder_outputs has no mask_feat, the map that masks are made of.")
    return encoder_outputs


class PPDocLayoutV3ForObjectDetection(
    rt_detr.RTDetrForObjectDetection, PPDocLayoutV3PreTrainedModel
):
    """A class, a box, a mask and a position in the order of reading for each query. There is no
    loss: labels are refused, as upstream."""

    base_class = PPDocLayoutV3Model
    tied_weights = shared("model.")

    def forward(self, labels=None, **inputs: Any):
        if labels is not None:
            raise InputError(
                f"{type(self).__name__} has no loss, as upstream: call it without labels."
            )
        output = self.encode(**inputs)
        return PPDocLayoutV3ForObjectDetectionOutput.of(
            output,
            logits=output.intermediate_logits[:, -1],
            pred_boxes=output.intermediate_reference_points[:, -1],
            order_logits=output.out_order_logits[:, -1],
            out_masks=output.out_masks[:, -1],
        )


PREFIX = "PPDocLayoutV3"
HEADS = {"base": PPDocLayoutV3Model, "object-detection": PPDocLayoutV3ForObjectDetection}
