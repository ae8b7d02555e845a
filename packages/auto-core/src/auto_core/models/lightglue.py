"""LightGlue: Lindenberger et al., 2023, arXiv:2306.13643.

SuperGlue made lighter: keypoints turn queries and keys by where they are, each layer can say which
points are the same, pairs of images stop as soon as enough of their points are sure, and points
that surely have no match are left out. Here they stay where they are and are masked, and each pair
keeps what it found when it stopped.

b pairs of images, H and W pixels, k keypoints, d hidden, h heads, s size of a head.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.lightglue import LightGlueConfig
from auto_core.outputs import LightGlueKeypointMatchingOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, parts
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.image_heads import Identity
from ..blocks.matching import check_pairs, detected, mutual, of_others
from .superglue import LEAST


class LightGluePositionalEncoder(nn.Module):
    def __init__(self, config: LightGlueConfig):
        super().__init__()
        half = config.descriptor_dim // config.num_attention_heads // 2
        self.projector = nn.Linear(2, half, bias=False)

    def forward(self, points):  # [b k 2] -> cosines and sines [b k 1 s/2]
        angles = ops.unsqueeze(self.projector(points), 2)
        return ops.cos(angles), ops.sin(angles)


def turned(x, position):
    """Pairs of neighbours [b k h s] turned by cosines and sines [b k 1 s/2]."""
    cosines, sines = position
    *shape, size = ops.shape(x)
    pairs = ops.reshape(x, (*shape, size // 2, 2))
    one, other = pairs[..., 0], pairs[..., 1]
    both = [one * cosines - other * sines, other * cosines + one * sines]
    return ops.reshape(ops.stack(both, -1), (*shape, size))


class LightGlueAttention(nn.Module):
    def __init__(self, config: LightGlueConfig):
        super().__init__()
        d, bias = config.descriptor_dim, config.attention_bias
        self.head_size = d // config.num_attention_heads
        few = (config.num_key_value_heads or config.num_attention_heads) * self.head_size
        self.q_proj = nn.Linear(d, d, bias=bias)
        self.k_proj, self.v_proj = nn.Linear(d, few, bias=bias), nn.Linear(d, few, bias=bias)
        self.o_proj = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, context, attend, position=None):  # [b k d], [b k d] -> [b k d]
        projected = (self.q_proj(hidden), self.k_proj(context), self.v_proj(context))
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        if position is not None:
            query, key = turned(query, position), turned(key, position)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class LightGlueMLP(nn.Module):
    def __init__(self, config: LightGlueConfig):
        super().__init__()
        d = config.descriptor_dim
        self.fc1, self.fc2 = nn.Linear(2 * d, 2 * d), nn.Linear(2 * d, d)
        self.layer_norm = nn.LayerNorm(2 * d, eps=1e-5)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.layer_norm(self.fc1(hidden))))


class LightGlueTransformerLayer(nn.Block):
    def __init__(self, config: LightGlueConfig):
        super().__init__()
        self.self_attention = LightGlueAttention(config)
        self.self_mlp = LightGlueMLP(config)
        self.cross_attention = LightGlueAttention(config)
        self.cross_mlp = LightGlueMLP(config)

    def forward(self, hidden, position, attend, cross_attend):  # [2*b k d] -> [2*b k d]
        recorder = attend.recorder
        recorder.add_hidden_state(hidden)
        own = ops.cat([hidden, self.self_attention(hidden, hidden, attend, position)], -1)
        change = self.self_mlp(own)
        hidden = hidden + change
        recorder.add_hidden_state(hidden)
        recorder.add_hidden_state(own)
        recorder.add_hidden_state(change)
        other = self.cross_attention(hidden, of_others(hidden), cross_attend)
        other = ops.cat([hidden, other], -1)
        change = self.cross_mlp(other)
        hidden = hidden + change
        recorder.add_hidden_state(hidden)
        recorder.add_hidden_state(other)
        recorder.add_hidden_state(change)
        return hidden


def log_sigmoid(x):
    return -ops.softplus(-x)


class LightGlueMatchAssignmentLayer(nn.Module):
    def __init__(self, config: LightGlueConfig):
        super().__init__()
        d = config.descriptor_dim
        self.final_projection, self.matchability = nn.Linear(d, d), nn.Linear(d, 1)
        self.threshold = config.filter_threshold

    def forward(self, hidden, mask):
        """[2*b k d] and [2*b k] -> matches [2*b k] and their scores."""
        rows, count, d = ops.shape(hidden)
        projected = self.final_projection(hidden) / d**0.25
        one, other = self.pair(projected)
        scores = ops.matmul(one, ops.transpose(other, 1, 2))
        there = ops.reshape(mask, (rows // 2, 2, count))
        both = ops.unsqueeze(there[:, 0], 2) & ops.unsqueeze(there[:, 1], 1)
        scores = ops.where(both, scores, LEAST.get(ops.dtype(hidden), LEAST["float32"]))
        sure, also = (log_sigmoid(x) for x in self.pair(self.matchability(hidden)))
        scores = (
            ops.log_softmax(scores, 2)
            + ops.log_softmax(scores, 1)
            + (sure + ops.transpose(also, 1, 2))
        )
        found = mutual(scores, threshold=self.threshold)
        return tuple(ops.reshape(ops.stack(x, 1), (rows, count)) for x in found)

    @staticmethod
    def pair(x):
        """[2*b k n] as the first images' [b k n] and the second ones'."""
        rows, count, size = ops.shape(x)
        pairs = ops.reshape(x, (rows // 2, 2, count, size))
        return pairs[:, 0], pairs[:, 1]

    def likely(self, hidden):  # [b k d] -> [b k], how likely each has a match
        return ops.sigmoid(self.matchability(hidden))[..., 0]


class LightGlueTokenConfidenceLayer(nn.Module):
    def __init__(self, config: LightGlueConfig):
        super().__init__()
        self.token = nn.Linear(config.descriptor_dim, 1)

    def forward(self, hidden):  # [b k d] -> [b k]
        return ops.sigmoid(self.token(ops.detach(hidden)))[..., 0]


class LightGluePreTrainedModel(nn.PreTrainedModel):
    """What the model stands on."""

    config_class = LightGlueConfig
    base_model_prefix = "lightglue"
    main_input_name = "pixel_values"


class LightGlueForKeypointMatching(LightGluePreTrainedModel):
    """The same points in two images: pixel_values [b 2 channels H W].

    Returns:
        LightGlueKeypointMatchingOutput. How many keypoints there are depends on the images, so XLA
        cannot compile the whole. Hidden states and weights are of all keypoints and pairs in every
        layer, also of those that are left out.
    """

    def __init__(self, config: LightGlueConfig):
        super().__init__(config)
        layers, d = config.num_hidden_layers, config.descriptor_dim
        self.keypoint_detector = parts.build(config.keypoint_detector_config, "keypoint-detection")
        given = config.descriptor_size
        self.input_projection: Any = Identity() if given == d else nn.Linear(given, d)
        self.positional_encoder = LightGluePositionalEncoder(config)
        self.transformer_layers = nn.ModuleList(
            LightGlueTransformerLayer(config) for _ in range(layers)
        )
        self.match_assignment_layers = nn.ModuleList(
            LightGlueMatchAssignmentLayer(config) for _ in range(layers)
        )
        self.token_confidence = nn.ModuleList(
            LightGlueTokenConfidenceLayer(config) for _ in range(layers - 1)
        )

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        batch, _, _, height, width = check_pairs(pixel_values, labels)
        keypoints, likely, descriptors, mask = detected(self.keypoint_detector, pixel_values)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        count = ops.shape(keypoints)[2]
        size = ops.asarray((width, height), like=keypoints, dtype=ops.dtype(keypoints))
        if count == 0:
            scores = prune = ops.zeros((batch, 2, 0), like=likely)
            matches = ops.cast(scores, "int32")
        else:
            points = (keypoints * size - size / 2) / (ops.amax(size, 0) / 2)
            found = self.match(
                ops.reshape(points, (2 * batch, count, 2)),
                ops.detach(descriptors),
                ops.reshape(mask, (2 * batch, count)),
                recorder,
            )
            matches, scores, prune = (ops.reshape(x, (batch, 2, count)) for x in found)
        return LightGlueKeypointMatchingOutput(
            matches=matches,
            matching_scores=scores,
            keypoints=keypoints,
            prune=prune,
            mask=mask,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def match(self, points, descriptors, mask, recorder):
        """Matches, their scores and layers [2*b k] of points [2*b k 2] from -1 to 1."""
        rows, count, _ = ops.shape(points)
        hidden, position = self.input_projection(descriptors), self.positional_encoder(points)
        stops, last = self.config.depth_confidence > 0, self.config.num_hidden_layers - 1
        there = mask != 0
        number = ops.sum(ops.cast(ops.reshape(there, (rows // 2, 2 * count)), "int64"), 1)
        goes_on = ops.ones((rows // 2,), like=mask, dtype="bool")
        prune = ops.ones((rows, count), like=mask, dtype="int64")
        matches, scores = -prune, ops.zeros((rows, count), like=hidden)
        for i, layer in enumerate(self.transformer_layers):
            other = attention_masks.boolean_mask(of_others(ops.cast(there, "int32")))
            own = Attention(recorder, attention_masks.boolean_mask(ops.cast(there, "int32")))
            hidden = layer(hidden, position, own, Attention(recorder, other))
            if not stops and i < last:
                continue
            assign = self.match_assignment_layers[i]
            found = assign(hidden, there)
            ends, confident = goes_on, None
            if i < last:
                confident = self.token_confidence[i](hidden)
                ends = goes_on & self.is_sure(confident, there, number, i)
            # Points that were left out have no match; before, those of padding may, as upstream.
            now = self.of_images(ends, count)
            kept = there if i and stops else prune > 0
            matches = ops.where(now, ops.where(kept, ops.cast(found[0], "int64"), -1), matches)
            scores = ops.where(now, ops.where(kept, found[1], 0.0), scores)
            goes_on = goes_on & ~ends
            if confident is not None:
                near = confident <= self.bound(i)
                open_ = assign.likely(hidden) > 1 - self.config.width_confidence
                there = there & ops.where(self.of_images(goes_on, count), open_ | near, there)
                prune = prune + ops.cast(there & self.of_images(goes_on, count), "int64")
        if not stops:
            prune = ops.cast(prune, ops.dtype(hidden)) * (last + 1)
        return matches, scores, prune

    @staticmethod
    def of_images(pairs, count):  # [b] -> [2*b count]
        rows = ops.shape(pairs)[0]
        both = ops.expand(ops.reshape(pairs, (rows, 1, 1)), (rows, 2, count))
        return ops.reshape(both, (rows * 2, count))

    def is_sure(self, confident, there, number, layer: int):
        """Which pairs [b] have enough points that are sure: [2*b k], [2*b k], their number [b]."""
        confident = ops.where(there, confident, 1.0)
        rows, count = ops.shape(confident)
        unsure = ops.reshape(confident, (rows // 2, 2 * count)) < self.bound(layer)
        dtype = ops.dtype(confident)
        share = ops.sum(ops.cast(unsure, dtype), 1) / ops.cast(number, dtype)
        return 1.0 - share > self.config.depth_confidence

    def bound(self, layer: int) -> float:
        """How sure a point must be after a layer."""
        share = layer / self.config.num_hidden_layers
        return min(1.0, max(0.0, 0.8 + 0.1 * math.exp(-4.0 * share)))


# `AutoModel` has the head, too, as upstream.
HEADS = {"base": LightGlueForKeypointMatching, "keypoint-matching": LightGlueForKeypointMatching}
