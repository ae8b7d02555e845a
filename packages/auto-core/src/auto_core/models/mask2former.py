"""Mask2Former: Cheng et al., 2021, arXiv:2112.01527.

A backbone's maps become features of four sizes (the pixel decoder, with deformable attention over
the three coarse ones). Queries then look at one size after the other, each only where its last
mask was; every layer predicts masks and classes. The loss compares masks at random points.

b batch, H and W pixels, h and w of a feature map, k = h*w, q queries, d hidden, c classes.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs.mask2former import Mask2FormerConfig
from auto_core.errors import ConfigError
from auto_core.initializers import Constant, Normal
from auto_core.outputs import Mask2FormerForUniversalSegmentationOutput, Mask2FormerModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import backbone, channels_first, channels_last, flat
from ..blocks.deformable import DeformableAttention, centres
from ..blocks.detection_loss import dice_loss
from ..blocks.image_heads import Identity
from ..blocks.layer_drop import LayerDrop
from ..blocks.mask_losses import (
    at_points,
    cross_entropy_of_points,
    mask_set_loss,
    pairwise_cross_entropy,
    pairwise_dice,
    uncertain_points,
)
from ..blocks.patches import check_images
from ..blocks.segmentation_heads import QuerySegmentation
from ..blocks.seq2seq import finite
from .detr import EPS, DetrAttention, SinePositionEmbedding

LEVELS = 3  # feature maps that queries look at
GROUPS = 32


class ConvNorm(nn.Module):
    """A convolution and group norm, under the numbers that checkpoints have for them."""

    def __init__(self, before: int, after: int, kernel_size: int, *, bias: bool = False):
        super().__init__()
        if after % GROUPS:
            raise ConfigError(
                f"Features of {after} channels cannot be normalised in {GROUPS} groups: expected "
                f"feature_size (of MaskFormer fpn_feature_size) to be a multiple of {GROUPS}."
            )
        convolution = nn.Conv2d(before, after, kernel_size, padding=kernel_size // 2, bias=bias)
        setattr(self, "0", convolution)
        setattr(self, "1", nn.GroupNorm(GROUPS, after, eps=EPS))

    def forward(self, image):  # [b h w before] -> [b h w after]
        convolve, norm = getattr(self, "0"), getattr(self, "1")
        return norm(convolve(image))


class Mask2FormerPixelDecoderEncoderLayer(nn.Block):
    def __init__(self, config: Mask2FormerConfig):
        super().__init__()
        d, f = config.feature_size, config.encoder_feedforward_dim
        eps = getattr(config, "layer_norm_eps", EPS)  # OneFormer has a field for it
        self.self_attn = DeformableAttention(
            d, heads=config.num_attention_heads, levels=LEVELS, points=4
        )
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, position, reference, *, sizes):  # [b k d] -> [b k d]
        change = self.self_attn(hidden + position, reference, hidden, sizes=sizes)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.fc2(self.dropout(ops.relu(self.fc1(hidden))))
        hidden = self.final_layer_norm(hidden + self.dropout(change))
        return finite(hidden) if nn.in_training(self) else hidden


class Mask2FormerPixelDecoderEncoder(nn.Module):
    def __init__(self, config: Mask2FormerConfig):
        super().__init__()
        self.layers = nn.ModuleList(
            Mask2FormerPixelDecoderEncoderLayer(config) for _ in range(config.encoder_layers)
        )

    def forward(self, hidden, position, *, sizes):  # [b k d] -> [b k d], all levels in one
        reference = centres(sizes, like=hidden)
        for layer in self.layers:
            hidden = layer(hidden, position, reference, sizes=sizes)
        return hidden


class Mask2FormerPixelDecoder(nn.Module):
    def __init__(self, config: Mask2FormerConfig, channels: list[int]):
        super().__init__()
        d = config.feature_size
        self.position_embedding = SinePositionEmbedding(d // 2)
        self.level_embed = nn.Parameter((LEVELS, d), init=Normal(1.0))
        self.input_projections = nn.ModuleList(
            ConvNorm(size, d, 1, bias=True) for size in channels[: -LEVELS - 1 : -1]
        )
        self.encoder = Mask2FormerPixelDecoderEncoder(config)
        self.mask_projection = nn.Conv2d(d, config.mask_feature_size, 1)
        stride = min(config.feature_strides[-LEVELS:])
        # Fewer than none, with a common_stride above the finest level's, are all but so many.
        finer = channels[: int(math.log2(stride) - math.log2(config.common_stride))]
        self.finer = len(finer)
        for i, size in enumerate(finer, 1):
            setattr(self, f"adapter_{i}", ConvNorm(size, d, 1))
            setattr(self, f"layer_{i}", ConvNorm(d, d, 3))

    def forward(self, features):
        """Maps [b h w channels] -> mask features [b h w m], and maps [b h w d], coarse first."""
        coarse = [
            project(image)
            for project, image in zip(self.input_projections, features[::-1], strict=False)
        ]
        table = ops.asarray(self.level_embed)
        position = [flat(position_embeddings(self.position_embedding, image)) for image in coarse]
        position = [x + table[i] for i, x in enumerate(position)]
        shapes = [ops.shape(image) for image in coarse]
        sizes = [(height, width) for _, height, width, _ in shapes]
        hidden = self.encoder(
            ops.cat([flat(image) for image in coarse], 1), ops.cat(position, 1), sizes=sizes
        )
        pieces = ops.split(hidden, [height * width for height, width in sizes], 1)
        maps = [ops.reshape(x, shape) for x, shape in zip(pieces, shapes, strict=True)]
        image = maps[-1]
        for i in range(self.finer, 0, -1):
            left = getattr(self, f"adapter_{i}")(features[i - 1])
            image = ops.interpolate(
                image, ops.shape(left)[1:3], mode="bilinear", align_corners=False
            )
            image = ops.relu(getattr(self, f"layer_{i}")(left + image))
        return self.mask_projection(image), maps


def position_embeddings(embedding, image):
    """The position embeddings of a whole image [b h w d]: [b h w size]."""
    pixels = ops.ones(ops.shape(image)[:3], like=image, dtype="bool")
    return embedding(pixels, like=image)


class Mask2FormerPixelLevelModule(nn.Module):
    def __init__(self, config: Mask2FormerConfig):
        super().__init__()
        self.encoder = backbone(config)
        self.decoder = Mask2FormerPixelDecoder(config, self.encoder.channels)

    def forward(self, pixel_values):
        """The backbone's maps [b c h w], mask features [b h w m], and context maps [b h w d]."""
        maps = self.encoder(pixel_values, return_dict=True).feature_maps
        return maps, *self.decoder([channels_last(image) for image in maps])


class PackedAttention(nn.Module):
    """Attention whose three projections are one parameter, as in torch's own layer."""

    def __init__(self, d: int, heads: int, *, dropout: float):
        super().__init__()
        self.size, self.head_size = d, d // heads
        self.in_proj_weight = nn.Parameter((3 * d, d), init="normal")
        self.in_proj_bias = nn.Parameter((3 * d,), init="zeros")
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(dropout)

    def forward(self, query, key, value, attend):  # [b q d], two [b k d] -> [b q d]
        thirds = [self.size] * 3
        weights = ops.split(ops.asarray(self.in_proj_weight), thirds, 0)
        biases = ops.split(ops.asarray(self.in_proj_bias), thirds, 0)
        query, key, value = (
            split_heads(ops.matmul(x, ops.transpose(weight, 0, 1)) + bias, self.head_size)
            for x, weight, bias in zip((query, key, value), weights, biases, strict=True)
        )
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class Mask2FormerMaskedAttentionDecoderLayer(nn.Block):
    def __init__(self, config: Mask2FormerConfig):
        super().__init__()
        d, f, heads = config.hidden_dim, config.dim_feedforward, config.num_attention_heads
        self.pre_norm = config.pre_norm
        self.self_attn = DetrAttention(d, heads, dropout=config.dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.cross_attn = PackedAttention(d, heads, dropout=config.dropout)
        self.cross_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, query, context, position, attend, masked_attend):
        """[b q d] with queries [b q d], context and its positions [b k d] -> [b q d]."""
        start = self.before(hidden, self.cross_attn_layer_norm)
        change = self.cross_attn(start + query, context + position, context, masked_attend)
        hidden = self.after(hidden + self.dropout(change), self.cross_attn_layer_norm)
        start = self.before(hidden, self.self_attn_layer_norm)
        change = self.self_attn(start, query, start, query, attend)
        hidden = self.after(hidden + self.dropout(change), self.self_attn_layer_norm)
        start = self.before(hidden, self.final_layer_norm)
        change = self.fc2(self.dropout(self.activation(self.fc1(start))))
        return self.after(hidden + self.dropout(change), self.final_layer_norm)

    def before(self, hidden, norm):
        return norm(hidden) if self.pre_norm else hidden

    def after(self, hidden, norm):
        return hidden if self.pre_norm else norm(hidden)


class MaskMLP(nn.Module):
    """A three-layer perceptron, from a query to its mask's embedding."""

    def __init__(self, d: int, out: int):
        super().__init__()
        for i, size in enumerate((d, d, out)):
            setattr(self, str(i), nn.ModuleList([nn.Linear(d, size)]))

    def forward(self, hidden):
        first, second, last = (getattr(self, str(i))[0] for i in range(3))
        return last(ops.relu(second(ops.relu(first(hidden)))))


class Mask2FormerMaskPredictor(nn.Module):
    def __init__(self, config: Mask2FormerConfig):
        super().__init__()
        self.mask_embedder = MaskMLP(config.hidden_dim, config.mask_feature_size)

    def forward(self, hidden, features, size):
        """[b q d], [b h w m] -> masks [b q h w], and the next attention mask [b 1 q k]."""
        masks = ops.einsum("bqc,bhwc->bqhw", self.mask_embedder(hidden), features)
        batch, queries, height, width = ops.shape(masks)
        images = ops.reshape(ops.detach(masks), (batch * queries, height, width, 1))
        images = ops.interpolate(images, size, mode="bilinear", align_corners=False)
        inside = ops.reshape(ops.sigmoid(images) >= 0.5, (batch, 1, queries, size[0] * size[1]))
        # A query whose mask is empty attends to everything.
        return masks, inside | ~ops.any(inside, -1, keepdim=True)


class Mask2FormerMaskedAttentionDecoder(nn.Module):
    def __init__(self, config: Mask2FormerConfig):
        super().__init__()
        self.layers = nn.ModuleList(
            Mask2FormerMaskedAttentionDecoderLayer(config) for _ in range(config.decoder_layers - 1)
        )
        self.layernorm = nn.LayerNorm(config.hidden_dim, eps=EPS)
        self.mask_predictor = Mask2FormerMaskPredictor(config)
        self.layer_drop = LayerDrop(config.dropout)

    def forward(self, hidden, query, features, contexts, positions, recorder, *, sizes):
        """[b q d] -> hidden states of all layers, the same normalised, masks [b q h w]."""
        normed, attend = self.layernorm(hidden), Attention(recorder)
        mask, attention_mask = self.mask_predictor(normed, features, sizes[0])
        states, outputs, masks = (hidden,), (normed,), (mask,)
        for i, layer in enumerate(self.layers):
            level, following = i % LEVELS, (i + 1) % LEVELS
            # Weights of the masked attention are not part of the output.
            masked = Attention(Recorder(), attention_mask)
            context, position = contexts[level], positions[level]
            output = layer(hidden, query, context, position, attend, masked)
            hidden = self.layer_drop(output, hidden)
            normed = self.layernorm(hidden)
            mask, attention_mask = self.mask_predictor(normed, features, sizes[following])
            states += (hidden,)
            outputs += (normed,)
            masks += (mask,)
        return states, outputs, masks


class Mask2FormerTransformerModule(nn.Module):
    def __init__(self, config: Mask2FormerConfig):
        super().__init__()
        d, before = config.hidden_dim, config.feature_size
        self.position_embedder = SinePositionEmbedding(d // 2)
        self.queries_embedder = nn.Embedding(config.num_queries, d)
        self.queries_features = nn.Embedding(config.num_queries, d)
        fits = before == d and not config.enforce_input_projection
        self.input_projections: Any = nn.ModuleList(
            Identity() if fits else nn.Conv2d(before, d, 1) for _ in range(LEVELS)
        )
        self.decoder = Mask2FormerMaskedAttentionDecoder(config)
        self.level_embed = nn.Embedding(LEVELS, d)

    def forward(self, maps, features, recorder):
        batch = ops.shape(features)[0]
        levels = ops.arange(0, LEVELS, like=features, dtype="int64")
        level = self.level_embed(levels)
        contexts = [
            flat(project(image)) + level[i]
            for i, (project, image) in enumerate(zip(self.input_projections, maps, strict=True))
        ]
        count = self.queries_embedder.num_embeddings
        numbers = ops.arange(0, count, like=features, dtype="int64")
        hidden, query = (
            ops.expand(ops.unsqueeze(table, 0), (batch, *ops.shape(table)))
            for table in (self.queries_features(numbers), self.queries_embedder(numbers))
        )
        return self.decoder(
            hidden,
            query,
            features,
            contexts,
            [flat(position_embeddings(self.position_embedder, image)) for image in maps],
            recorder,
            sizes=[ops.shape(image)[1:3] for image in maps],
        )


class Mask2FormerPreTrainedModel(nn.PreTrainedModel):
    """What all Mask2Former models share."""

    config_class = Mask2FormerConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("mask_labels", "class_labels")
    renames = ((r"\.encoder\.swin\.", ".encoder."), *newer_names.SWIN)
    # What follows from the config, and a norm of Swin's that its feature maps do not go through.
    ignored_keys = (
        r"^criterion\.empty_weight$",
        r"\.relative_position_index$",
        r"encoder\.swin\.layernorm\.",
    )
    initializers = (
        (r"transformer_module\.(queries_\w+|level_embed)\.weight$", Normal(1.0)),
        (r"(sampling_offsets|attention_weights)\.weight$", Constant(0.0)),
    )


class Mask2FormerModel(Mask2FormerPreTrainedModel):
    """Mask2Former without classes.

    Args of `forward`:
        pixel_values: [b channels H W].
        pixel_mask: [b H W]; taken for the processor's sake, and without effect, as upstream.

    Returns:
        Mask2FormerModelOutput; its `masks_queries_logits` are those of every layer.
    """

    def __init__(self, config: Mask2FormerConfig):
        super().__init__(config)
        self.pixel_level_module = Mask2FormerPixelLevelModule(config)
        self.transformer_module = Mask2FormerTransformerModule(config)

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values)
        encoded, features, maps = self.pixel_level_module(pixel_values)
        recorder = Recorder(attentions=output_attentions)
        states, outputs, masks = self.transformer_module(maps, features, recorder)
        output = Mask2FormerModelOutput(
            encoder_last_hidden_state=encoded[-1],
            pixel_decoder_last_hidden_state=channels_first(features),
            transformer_decoder_last_hidden_state=states[-1],
            masks_queries_logits=masks,
            attentions=recorder.attentions,
        )
        if output_hidden_states:
            output.encoder_hidden_states = tuple(encoded)
            output.pixel_decoder_hidden_states = tuple(channels_first(image) for image in maps)
            output.transformer_decoder_hidden_states = tuple(ops.transpose(x, 0, 1) for x in states)
            output.transformer_decoder_intermediate_states = tuple(
                ops.transpose(x, 0, 1) for x in outputs
            )
        return output


class Mask2FormerForUniversalSegmentation(QuerySegmentation, Mask2FormerPreTrainedModel):
    """A mask and a class for each query.

    mask_labels: of each image [n H W] of 0 and 1; class_labels: of each image [n]. Every layer's
    predictions have a loss. output_auxiliary_logits: return those of the earlier layers too.
    """

    base_class = Mask2FormerModel
    output_class = Mask2FormerForUniversalSegmentationOutput

    def add_head(self, config: Mask2FormerConfig) -> None:
        self.class_predictor = nn.Linear(config.hidden_dim, config.num_labels + 1)
        self.chance = nn.Random()

    def predictions(self, output):
        states = output.transformer_decoder_intermediate_states
        classes = [self.class_predictor(ops.transpose(x, 0, 1)) for x in states]
        return list(zip(classes, output.masks_queries_logits, strict=True))

    def loss(self, layers, mask_labels, class_labels):
        config = self.config
        weights = {
            "class": config.class_weight,
            "mask": config.mask_weight,
            "dice": config.dice_weight,
        }
        return mask_set_loss(
            [layers[-1], *layers[:-1]],
            mask_labels,
            class_labels,
            costs=weights,
            weights=weights,
            no_object=config.no_object_weight,
            pairing=self.pair,
            comparing=self.compare,
        )

    def pair(self, scores, masks):
        """Costs [q n] of scores [q h w] and masks [n H W], at points that all of them share."""
        points = self.chance.uniform((1, self.config.train_num_points, 2), like=scores)
        found, target = at_points(scores, points), at_points(masks, points)
        return pairwise_cross_entropy(found, target), pairwise_dice(found, target)

    def compare(self, scores, masks):
        """Losses [m] of scores [m h w] and masks [m H W], mostly where scores are uncertain."""
        points = self.uncertain_points(ops.detach(scores))
        found, target = at_points(scores, points), at_points(masks, points)
        return cross_entropy_of_points(found, target), dice_loss(found, target)

    def uncertain_points(self, scores):
        """[m h w] -> [m p 2]: of random points those whose scores are nearest 0, and others."""
        config, count = self.config, self.config.train_num_points
        return uncertain_points(
            scores,
            self.chance,
            count=count,
            sampled=int(count * config.oversample_ratio),
            chosen=int(count * config.importance_sample_ratio),
        )


HEADS = {
    "base": Mask2FormerModel,
    "universal-segmentation": Mask2FormerForUniversalSegmentation,
}
