"""RT-DETR: Zhao et al., 2023, arXiv:2304.08069.

A backbone's last feature maps are encoded by attention within the coarsest and by convolutions
across them; the pixels that score highest become the decoder's queries, each layer of which
refines their boxes by deformable attention (Zhu et al., 2020, arXiv:2010.04159).

b batch, H and W pixels, h and w of a feature map, l maps, k pixels of all maps, q queries, d
hidden, c classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auto_core.configs.rt_detr import RTDetrConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput, RTDetrModelOutput, RTDetrObjectDetectionOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import backbone, channels_first, channels_last, flat
from ..blocks.boxes import inverse_sigmoid
from ..blocks.deformable import DeformableAttention, _number
from ..blocks.denoising import denoising
from ..blocks.frozen_batch_norm import frozen_batch_norms
from ..blocks.heads import Head
from ..blocks.patches import check_images
from ..blocks.seq2seq import encoded, finite
from ..blocks.varifocal_loss import Predictions, set_losses, varifocal_detection_loss
from .detr import DetrAttention, DetrMLPPredictionHead

# Numbers that stand for "no anchor", by dtype.
LARGEST = {
    "float64": 1.7976931348623157e308,
    "float32": 3.4028234663852886e38,
    "bfloat16": 3.3895313892515355e38,
    "float16": 65504.0,
}


class RTDetrConvEncoder(nn.Module):
    """The backbone under the name that checkpoints have for it."""

    def __init__(self, config: RTDetrConfig):
        super().__init__()
        if config.freeze_backbone_batch_norms:
            with frozen_batch_norms():
                self.model = backbone(config)
        else:
            self.model = backbone(config)
        self.channels = tuple(self.model.channels)  # fixed: it is part of a graph

    def forward(self, pixel_values):  # -> [b h w channels] of each stage that is used
        return [channels_last(x) for x in self.model(pixel_values, return_dict=True).feature_maps]


class RTDetrConvNormLayer(nn.Module):
    def __init__(
        self, config: Any, before: int, after: int, kernel: int, *, stride=1, act=None, groups=1
    ):
        super().__init__()
        options = dict(stride=stride, padding=(kernel - 1) // 2, groups=groups, bias=False)
        self.conv = nn.Conv2d(before, after, kernel, **options)
        self.norm = nn.BatchNorm2d(after, eps=config.batch_norm_eps, momentum=0.1)
        self.activation = None if act is None else activation(act)

    def forward(self, hidden):  # [b h w d]
        hidden = self.norm(self.conv(hidden))
        return hidden if self.activation is None else self.activation(hidden)


class RTDetrEncoderLayer(nn.Block):
    attention_class: type = DetrAttention

    def __init__(self, config: RTDetrConfig):
        super().__init__()
        d, f, eps = config.encoder_hidden_dim, config.encoder_ffn_dim, config.layer_norm_eps
        self.first = config.normalize_before
        heads = config.encoder_attention_heads
        self.self_attn = self.attention_class(d, heads, dropout=config.dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)
        self.dropout = nn.Dropout(config.dropout)
        self.add_feed_forward(config, d, f)

    def add_feed_forward(self, config: Any, d: int, f: int) -> None:
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.activation = activation(config.encoder_activation_function)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def feed_forward(self, hidden):
        return self.fc2(self.activation_dropout(self.activation(self.fc1(hidden))))

    def forward(self, hidden, position, attend):  # [b k d] -> [b k d]
        normed = self.self_attn_layer_norm(hidden) if self.first else hidden
        change = self.self_attn(normed, position, normed, position, attend)
        hidden = hidden + self.dropout(change)
        if not self.first:
            hidden = self.self_attn_layer_norm(hidden)
        else:  # upstream's residual branch begins after the norm
            hidden = self.final_layer_norm(hidden)
        hidden = hidden + self.dropout(self.feed_forward(hidden))
        if not self.first:
            hidden = self.final_layer_norm(hidden)
        return finite(hidden) if nn.in_training(self) else hidden


class RTDetrAIFILayer(nn.Module):
    """Attention within one feature map, with sinusoids of rows and columns."""

    layer_class: type = RTDetrEncoderLayer

    def __init__(self, config: RTDetrConfig):
        super().__init__()
        size = config.encoder_hidden_dim // 4
        base = config.positional_encoding_temperature
        self.frequencies = [base ** -(i / size) for i in range(size)]
        self.fixed = config.eval_size is not None
        self.layers = nn.ModuleList(self.layer_class(config) for _ in range(config.encoder_layers))

    def forward(self, hidden, attend):  # [b h w d]
        batch, height, width, d = ops.shape(hidden)
        position = 0.0
        if nn.in_training(self) or not self.fixed:
            position = self.positions(height, width, like=hidden)
        tokens = flat(hidden)
        for layer in self.layers:
            tokens = layer(tokens, position, attend)
        return ops.reshape(tokens, (batch, height, width, d))

    def positions(self, height, width, *, like):  # -> [1 h*w d]
        exact = "float64" if ops.dtype(like) == "float64" else "float32"
        frequencies = ops.asarray(self.frequencies, like=like, dtype=exact)
        parts = []
        for count, axis in ((height, 1), (width, 0)):
            steps = ops.cast(ops.arange(0, count, like=like, dtype="int64"), exact)
            angles = ops.unsqueeze(steps, 1) * frequencies  # [count d/4]
            waves = ops.unsqueeze(ops.cat([ops.sin(angles), ops.cos(angles)], -1), axis)
            parts.append(ops.expand(waves, (height, width, ops.shape(waves)[-1])))
        waves = ops.reshape(ops.cat(parts, -1), (1, height * width, -1))
        return ops.cast(waves, ops.dtype(like))


class RTDetrRepVggBlock(nn.Module):
    def __init__(self, config: Any, d: int):
        super().__init__()
        self.conv1 = RTDetrConvNormLayer(config, d, d, 3)
        self.conv2 = RTDetrConvNormLayer(config, d, d, 1)
        self.activation = activation(config.activation_function)

    def forward(self, hidden):
        return self.activation(self.conv1(hidden) + self.conv2(hidden))


class RTDetrCSPRepLayer(nn.Module):
    """Two paths for the channels of two maps, one of them through RepVGG blocks (Ding et al., 2021,
    arXiv:2101.03697)."""

    def __init__(
        self, config: Any, before: int, after: int, *, expansion: float = 1.0, blocks: int = 3
    ):
        super().__init__()
        wide, act = int(after * expansion), config.activation_function
        self.conv1 = RTDetrConvNormLayer(config, before, wide, 1, act=act)
        self.conv2 = RTDetrConvNormLayer(config, before, wide, 1, act=act)
        self.bottlenecks = nn.ModuleList(RTDetrRepVggBlock(config, wide) for _ in range(blocks))
        self.conv3 = None
        if wide != after:
            self.conv3 = RTDetrConvNormLayer(config, wide, after, 1, act=act)

    def forward(self, hidden):  # [b h w before] -> [b h w after]
        first, second = self.conv1(hidden), self.conv2(hidden)
        for block in self.bottlenecks:
            first = block(first)
        return first + second if self.conv3 is None else self.conv3(first + second)


class RTDetrHybridEncoder(nn.Module):
    attention_class: type = RTDetrAIFILayer
    attention_name = "encoder"  # in checkpoints

    def __init__(self, config: RTDetrConfig):
        super().__init__()
        steps = range(len(config.encoder_in_channels) - 1)
        self.indices = tuple(config.encode_proj_layers) if config.encoder_layers else ()
        layers = nn.ModuleList(self.attention_class(config) for _ in config.encode_proj_layers)
        setattr(self, self.attention_name, layers)
        self.lateral_convs = nn.ModuleList(self.lateral(config) for _ in steps)
        self.fpn_blocks = nn.ModuleList(self.fusion(config) for _ in steps)
        self.downsample_convs = nn.ModuleList(self.downsampling(config) for _ in steps)
        self.pan_blocks = nn.ModuleList(self.fusion(config) for _ in steps)

    def lateral(self, config: Any) -> Any:
        """What a map passes before it meets the next finer one."""
        d, act = config.encoder_hidden_dim, config.activation_function
        return RTDetrConvNormLayer(config, d, d, 1, act=act)

    def downsampling(self, config: Any) -> Any:
        """What halves a map."""
        d, act = config.encoder_hidden_dim, config.activation_function
        return RTDetrConvNormLayer(config, d, d, 3, stride=2, act=act)

    def fusion(self, config: Any) -> Any:
        """What joins two maps, [b h w 2*d] -> [b h w d]."""
        d = config.encoder_hidden_dim
        return RTDetrCSPRepLayer(config, 2 * d, d, expansion=config.hidden_expansion)

    def forward(self, maps: Sequence[Any], recorder):  # [b h w d] each, the finest first
        maps, attend = list(maps), Attention(recorder)
        if self.indices:
            recorder.add_hidden_state(channels_first(maps[self.indices[0]]))
        layers = getattr(self, self.attention_name)
        for index, layer in zip(self.indices, layers, strict=False):
            maps[index] = layer(maps[index], attend)
            recorder.add_hidden_state(channels_first(maps[index]))
        down = [maps[-1]]  # the coarsest first
        steps = zip(self.lateral_convs, self.fpn_blocks, reversed(maps[:-1]), strict=True)
        for lateral, block, finer in steps:
            down[-1] = lateral(down[-1])
            height, width = ops.shape(down[-1])[1:3]
            size = (2 * height, 2 * width)
            coarse = ops.interpolate(down[-1], size, mode="nearest", align_corners=False)
            check_sizes(coarse, finer)
            down.append(block(self.joined(coarse, finer)))
        up = [down[-1]]
        steps = zip(self.downsample_convs, self.pan_blocks, reversed(down[:-1]), strict=True)
        for convolve, block, coarser in steps:
            up.append(block(self.joined(convolve(up[-1]), coarser)))
        return up

    def joined(self, one, other):
        """Two maps [b h w d] as the one that `fusion` is given."""
        return ops.cat([one, other], -1)


def check_sizes(coarse, finer) -> None:
    """Raise InputError unless two maps [b h w d] are of one size."""
    one, other = ops.shape(coarse)[1:3], ops.shape(finer)[1:3]
    known = all(isinstance(side, int) for side in (*one, *other))
    if known and one != other:
        raise InputError(
            f"A feature map of {other[0]}x{other[1]} pixels meets one of twice {one[0] // 2}x"
            f"{one[1] // 2}. Resize the images so that both sides are multiples of 32."
        )


class RTDetrDecoderLayer(nn.Block):
    def __init__(self, config: RTDetrConfig, cross_attention: Any):
        super().__init__()
        d, f, eps = config.d_model, config.decoder_ffn_dim, config.layer_norm_eps
        heads, dropout = config.decoder_attention_heads, config.attention_dropout
        self.self_attn = DetrAttention(d, heads, dropout=dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.encoder_attn = cross_attention
        self.encoder_attn_layer_norm = self.cross_norm(config)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)
        self.activation = activation(config.decoder_activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def cross_norm(self, config: Any) -> Any:
        """The norm after attention to the image."""
        return nn.LayerNorm(config.d_model, eps=config.layer_norm_eps)

    def forward(self, hidden, position, boxes, context, sizes, attend):
        """[b q d] with positions [b q d] and boxes [b q 4], and context [b k d] -> [b q d]."""
        change = self.self_attn(hidden, position, hidden, position, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change, weights = self.encoder_attn.weighted(hidden + position, boxes, context, sizes=sizes)
        if attend.recorder.wants_attentions:
            attend.recorder.add("cross_attentions", weights)
        hidden = self.joined(hidden, self.dropout(change))
        change = self.activation_dropout(self.activation(self.fc1(hidden)))
        return self.last_norm(hidden + self.dropout(self.fc2(change)))

    def joined(self, hidden, change):
        """Queries [b q d] and what they have attended to [b q d]."""
        return self.encoder_attn_layer_norm(hidden + change)

    def last_norm(self, hidden):
        return self.final_layer_norm(hidden)


class RTDetrDecoder(nn.Module):
    """Layers that refine boxes, each with a class and a box predictor of its own where there is a
    head."""

    def __init__(self, config: RTDetrConfig, model: Any, *, has_head: bool):
        super().__init__()
        d, layers = config.d_model, range(config.decoder_layers)
        self.layers = nn.ModuleList(
            model.decoder_layer_class(config, model.cross_attention(config)) for _ in layers
        )
        self.query_pos_head = RTDetrQueryPosition(4, 2 * d, d)
        self.class_embed = self.bbox_embed = None
        if has_head:
            self.class_embed = nn.ModuleList(nn.Linear(d, config.num_labels) for _ in layers)
            self.bbox_embed = nn.ModuleList(DetrMLPPredictionHead(d, 4, 3) for _ in layers)

    def forward(self, hidden, boxes, context, sizes, attend):
        """[b q d] and boxes [b q 4] as logits -> the last state, and states, logits and boxes of
        each layer, stacked on axis 1 (logits None without a head), by name."""
        boxes, recorder = ops.sigmoid(boxes), attend.recorder
        states, logits, refined = [], [], []
        recorder.add_hidden_state(hidden)
        for i, layer in enumerate(self.layers):
            position = self.query_pos_head(boxes)
            hidden = layer(hidden, position, boxes, context, sizes, attend)
            recorder.add_hidden_state(hidden)
            states.append(hidden)
            new = boxes
            if self.bbox_embed is not None:
                new = ops.sigmoid(self.bbox_embed[i](hidden) + inverse_sigmoid(boxes))
                boxes = ops.detach(new)
            refined.append(new)
            if self.class_embed is not None:
                logits.append(self.class_embed[i](hidden))
        return {
            "last_hidden_state": states[-1],
            "intermediate_hidden_states": ops.stack(states, 1),
            "intermediate_logits": ops.stack(logits, 1) if logits else None,
            "intermediate_reference_points": ops.stack(refined, 1),
        }


class RTDetrQueryPosition(nn.Module):
    """A feed-forward part from a box to a position."""

    def __init__(self, before: int, middle: int, after: int):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(before, middle), nn.Linear(middle, after)])

    def forward(self, boxes):
        return self.layers[1](ops.relu(self.layers[0](boxes)))


class RTDetrPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = RTDetrConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("labels",)
    renames: tuple[tuple[str, str], ...] = (
        (r"^(class|bbox)_embed\.", r"model.decoder.\1_embed."),  # the same, until 4.57
        (r"_attn\.o_proj\.", "_attn.out_proj."),
        (r"\.mlp\.(fc[12])\.", r".\1."),
        (r"encoder\.aifi\.", "encoder.encoder."),
    )
    ignored_keys = (r"num_batches_tracked$", r"^(model\.)?(anchors|valid_mask)$")
    head_parts = (r"^(model\.)?decoder\.(class|bbox)_embed\.", r"^(class|bbox)_embed\.")
    optional_parts = (r"^(model\.)?denoising_class_embed\.",)
    # The parts that variations of this family replace.
    encoder_class: type = RTDetrHybridEncoder
    decoder_class: type = RTDetrDecoder
    decoder_layer_class: type = RTDetrDecoderLayer
    model_output: type = RTDetrModelOutput
    detection_output: type = RTDetrObjectDetectionOutput

    @staticmethod
    def cross_attention(config: Any) -> Any:
        """The deformable attention of a layer of the decoder."""
        return DeformableAttention(
            config.d_model,
            heads=config.decoder_attention_heads,
            levels=config.num_feature_levels,
            points=config.decoder_n_points,
        )


class RTDetrModel(RTDetrPreTrainedModel):
    """RT-DETR without a head.

    Args of `forward`:
        pixel_values: [b channels H W], of sides that are multiples of 32.
        pixel_mask: [b H W]; images are seen whole, and it has no effect.
        encoder_outputs: of an earlier call.
        inputs_embeds: projected feature maps [b d h w] instead of pixel_values, the finest first.
        labels: in training, noisy copies of them are given to the decoder.

    Returns:
        RTDetrModelOutput
    """

    def __init__(self, config: RTDetrConfig, has_head: bool = False):
        super().__init__(config)
        d = config.d_model
        self.add_backbone(config)
        self.encoder = self.encoder_of(config)
        self.denoising_class_embed = None
        if config.num_denoising > 0:
            self.denoising_class_embed = nn.Embedding(
                config.num_labels + 1, d, padding_idx=config.num_labels
            )
        self.random = nn.Random()
        self.weight_embedding = None
        if config.learn_initial_query:
            self.weight_embedding = nn.Embedding(config.num_queries, d)
        self.enc_output = nn.ModuleList(
            [nn.Linear(d, d), nn.LayerNorm(d, eps=config.layer_norm_eps)]
        )
        self.enc_score_head = nn.Linear(d, config.num_labels)
        self.enc_bbox_head = DetrMLPPredictionHead(d, 4, 3)
        self.decoder_input_proj = nn.ModuleList(self.decoder_projections(config))
        self.decoder = self.decoder_class(config, self, has_head=has_head)

    def encoder_of(self, config: Any) -> Any:
        """The encoder of feature maps."""
        return self.encoder_class(config)

    def add_backbone(self, config: Any) -> None:
        """What makes the encoder's feature maps of images."""
        self.backbone, e = RTDetrConvEncoder(config), config.encoder_hidden_dim
        self.encoder_input_proj = nn.ModuleList(
            projection(channels, e, 1, eps=1e-5) for channels in self.backbone.channels
        )

    def decoder_projections(self, config: Any) -> list[Any]:
        """What the encoder's maps pass before the decoder, and what makes smaller ones."""
        d, eps, channels = config.d_model, config.batch_norm_eps, config.decoder_in_channels
        levels = [projection(size, d, 1, eps=eps) for size in channels]
        for i in range(config.num_feature_levels - len(channels)):
            levels.append(projection(d if i else channels[-1], d, 3, eps=eps))
        return levels

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        encoder_outputs=None,
        inputs_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        if encoder_outputs is None:
            recorder = Recorder(**requests)
            maps = self.encoder(self.projected(pixel_values, inputs_embeds), recorder)
            encoder = BaseModelOutput(
                last_hidden_state=[channels_first(x) for x in maps],
                hidden_states=recorder.hidden_states,
                attentions=recorder.attentions,
            )
        else:
            encoder = encoded(encoder_outputs)
            maps = [channels_last(x) for x in encoder.last_hidden_state]
        sources = self.levels(maps)
        sizes = [ops.shape(x)[1:3] for x in sources]
        context = ops.cat([flat(x) for x in sources], 1)  # [b k d]
        proposals = self.proposals(context, sizes)
        query, _ = proposals.pop("query"), proposals.pop("found")
        boxes = proposals["init_reference_points"]
        noisy, mask = None, None
        embed = self.denoising_class_embed
        if nn.in_training(self) and embed is not None and labels is not None:
            noisy = denoising(labels, embed, self.random, config=self.config, like=query)
        if noisy is not None:
            query = ops.cat([noisy.queries, query], 1)
            boxes = proposals["init_reference_points"] = ops.cat([noisy.boxes, boxes], 1)
            mask = noisy.mask
        recorder = Recorder(**requests)
        attend = Attention(recorder, mask)
        found = self.decoder(query, ops.detach(boxes), context, sizes, attend)
        return self.model_output(
            **found,
            decoder_hidden_states=recorder.hidden_states,
            decoder_attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
            denoising_meta_values=None if noisy is None else self.meta(noisy),
            **proposals,
        )

    def meta(self, noisy: Any) -> dict[str, Any]:
        """Which predictions are of which noisy labels."""
        return {
            "dn_positive_idx": [rows for rows, _ in noisy.pairs],
            "dn_label_idx": [columns for _, columns in noisy.pairs],
            "dn_num_group": noisy.groups,
            "dn_num_split": [noisy.count, self.config.num_queries],
        }

    def projected(self, pixel_values, inputs_embeds) -> list[Any]:
        """The backbone's feature maps [b h w e], the finest first."""
        if inputs_embeds is not None:
            return [channels_last(x) for x in inputs_embeds]
        check_images(pixel_values)
        maps = self.backbone(pixel_values)
        return [run(p, x) for p, x in zip(self.encoder_input_proj, maps, strict=True)]

    def levels(self, maps: Sequence[Any]) -> list[Any]:
        """The decoder's feature maps [b h w d]: those of the encoder, and smaller ones of the
        last."""
        count = len(maps)
        return [
            run(project, maps[min(i, count - 1)])
            for i, project in enumerate(self.decoder_input_proj)
        ]

    def proposals(self, context, sizes) -> dict[str, Any]:
        """The pixels [b k d] that score highest (`found`), as queries with boxes."""
        anchors, valid = self.anchors(sizes, like=context)
        memory = run(self.enc_output, ops.where(valid, context, 0.0))
        scores = self.enc_score_head(memory)  # [b k c]
        boxes = self.enc_bbox_head(memory) + anchors
        _, best = ops.topk(ops.amax(scores, -1), self.config.num_queries, 1)
        picked = [self.pick(x, best) for x in (scores, boxes, memory)]
        query = ops.detach(picked[2])
        if self.weight_embedding is not None:
            indices = ops.arange(0, self.config.num_queries, like=best, dtype="int64")
            query = ops.expand(
                ops.unsqueeze(self.weight_embedding(indices), 0), ops.shape(picked[2])
            )
        return {
            "query": query,
            "found": picked[2],
            "init_reference_points": picked[1],
            "enc_topk_logits": picked[0],
            "enc_topk_bboxes": ops.sigmoid(picked[1]),
            "enc_outputs_class": scores,
            "enc_outputs_coord_logits": boxes,
        }

    @staticmethod
    def pick(x, index):  # [b k n], [b q] -> [b q n]
        shape = (*ops.shape(index), ops.shape(x)[-1])
        return ops.gather(x, 1, ops.expand(ops.unsqueeze(index, -1), shape))

    def anchors(self, sizes, *, like):
        """A box around each pixel of all maps as logits [1 k 4], and which of them are inside the
        image [1 k 1]."""
        given = self.config.anchor_image_size
        if given and not nn.in_training(self):
            found, strides = sizes, self.config.feat_strides
            sizes = [(int(given[0] / s), int(given[1] / s)) for s in strides]
            check_pixels(found, sizes, given)
        dtype, parts = ops.dtype(like), []
        for level, (height, width) in enumerate(sizes):
            down, across = (
                (ops.cast(ops.arange(0, n, like=like, dtype="int64"), dtype) + 0.5)
                / _number(n, like=like)
                for n in (height, width)
            )
            shape = (height, width)
            down = ops.expand(ops.unsqueeze(down, 1), shape)
            across = ops.expand(ops.unsqueeze(across, 0), shape)
            side = ops.full(shape, 0.05 * 2.0**level, like=like)
            parts.append(ops.reshape(ops.stack([across, down, side, side], -1), (1, -1, 4)))
        boxes = ops.cat(parts, 1)
        valid = ops.all((boxes > 0.01) & (boxes < 0.99), -1, keepdim=True)
        safe = ops.clamp(boxes, min=0.001, max=0.999)  # logits of others are not used
        return ops.where(valid, ops.log(safe / (1 - safe)), LARGEST[dtype]), valid


def check_pixels(found, expected, given) -> None:
    """Refuse feature maps with another number of pixels than there are anchors.

    Raises:
        InputError: naming the sizes of both.
    """
    if not all(isinstance(n, int) for size in found for n in size):
        return
    pixels, anchors = (sum(height * width for height, width in x) for x in (found, expected))
    if pixels != anchors:
        raise InputError(
            f"The feature maps of pixel_values are {[tuple(size) for size in found]}, and "
            f"anchor_image_size={list(given)} has anchors for {expected}. Resize images to that "
            "size, as the image processor does, or set config.anchor_image_size = None."
        )


def projection(before: int, after: int, kernel: int, *, eps: float) -> Any:
    """A convolution, which halves a map if it is larger than one pixel, and batch norm."""
    stride, padding = (2, 1) if kernel == 3 else (1, 0)
    convolve = nn.Conv2d(before, after, kernel, stride=stride, padding=padding, bias=False)
    return nn.ModuleList([convolve, nn.BatchNorm2d(after, eps=eps, momentum=0.1)])


def run(layers, hidden):
    for layer in layers:
        hidden = layer(hidden)
    return hidden


class RTDetrForObjectDetection(Head, RTDetrPreTrainedModel):
    """A class and a box for each query.

    labels: for each image a mapping with `class_labels` [n] and `boxes` [n 4] (centre x, centre y,
    width, height as shares of the image), as an image processor makes them.
    """

    base_class = RTDetrModel
    base_options = {"has_head": True}
    # The losses that variations of this family replace.
    detection_loss = staticmethod(varifocal_detection_loss)
    losses_of = staticmethod(set_losses)

    def add_head(self, config: RTDetrConfig) -> None:
        pass  # the predictors stand in the decoder, which they refine boxes for

    def predictions(self, output, *, start: int) -> tuple[Predictions, list[Predictions]]:
        """What the last layer and those before it predict from the query `start` on."""
        logits, boxes = output.intermediate_logits, output.intermediate_reference_points
        layers = range(ops.shape(logits)[1])
        *earlier, last = [(logits[:, i, start:], boxes[:, i, start:]) for i in layers]
        return last, earlier

    def denoised(self, output, *, end: int) -> list[Predictions]:
        """What all layers predict up to the query `end`."""
        logits, boxes = output.intermediate_logits, output.intermediate_reference_points
        return [(logits[:, i, :end], boxes[:, i, :end]) for i in range(ops.shape(logits)[1])]

    def first_stage(self, logits, boxes) -> Predictions:
        """What the encoder predicts."""
        return logits, boxes

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(labels=labels, **inputs)
        logits, boxes = output.intermediate_logits, output.intermediate_reference_points
        result: dict[str, Any] = {"logits": logits[:, -1], "pred_boxes": boxes[:, -1]}
        if labels is not None:
            meta = output.denoising_meta_values
            # Noisy labels come first.
            start = 0 if meta is None else meta["dn_num_split"][0]
            last, earlier = self.predictions(output, start=start)
            noisy, pairs = [], None
            if not self.config.auxiliary_loss:
                earlier = []
            else:
                encoder = output.enc_topk_logits, output.enc_topk_bboxes
                earlier = [*earlier, self.first_stage(*encoder)]
                names = ("logits", "pred_boxes")
                result["auxiliary_outputs"] = [
                    dict(zip(names, found, strict=False)) for found in earlier
                ]
            if self.config.auxiliary_loss and meta is not None:
                noisy = self.denoised(output, end=start)
                found = zip(meta["dn_positive_idx"], meta["dn_label_idx"], strict=True)
                pairs = (list(found), meta["dn_num_group"])
            result["loss"], result["loss_dict"] = self.detection_loss(
                self.config,
                last,
                labels,
                earlier=earlier,
                denoised=noisy,
                denoising_pairs=pairs,
                losses_of=self.losses_of,
            )
        return self.detection_output.of(output, **result)


PREFIX = "RTDetr"
HEADS = {"base": RTDetrModel, "object-detection": RTDetrForObjectDetection}
