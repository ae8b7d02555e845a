"""SuperGlue: Sarlin et al., 2019, arXiv:1911.11763.

Keypoints of two images (SuperPoint's) attend to those of their own image and of the other; which
are the same follows from optimal transport between their descriptors, with a bin for those that
have no match.

b pairs of images, H and W pixels, k keypoints, d hidden.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from auto_core.configs.superglue import SuperGlueConfig
from auto_core.initializers import Constant
from auto_core.outputs import SuperGlueKeypointMatchingOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, parts
from ..blocks.attention import Attention, split_heads
from ..blocks.matching import check_pairs, detected, mutual, of_others

LEAST = {"float64": -1.7976931348623157e308, "float32": -3.4028234663852886e38, "float16": -65504.0}


class SuperGlueMultiLayerPerceptron(nn.Module):
    def __init__(self, before: int, after: int):
        super().__init__()
        self.linear = nn.Linear(before, after)
        self.batch_norm = nn.BatchNorm1d(after, eps=1e-5, momentum=0.1)

    def forward(self, hidden):  # [b k before] -> [b k after]
        return ops.relu(self.batch_norm(self.linear(hidden)))


def perceptron(*sizes: int) -> Any:
    """Layers with a norm and a ReLU each, but for the last."""
    *inner, last = pairwise(sizes)
    layers: list[Any] = [SuperGlueMultiLayerPerceptron(n, m) for n, m in inner]
    return nn.ModuleList([*layers, nn.Linear(*last)])


class SuperGlueKeypointEncoder(nn.Module):
    def __init__(self, config: SuperGlueConfig):
        super().__init__()
        self.encoder = perceptron(3, *(config.keypoint_encoder_sizes or ()), config.hidden_size)

    def forward(self, keypoints, scores, recorder):  # [b k 2], [b k] -> [b k d]
        hidden = ops.cat([keypoints, ops.unsqueeze(scores, -1)], -1)
        for layer in self.encoder:
            hidden = layer(hidden)
            recorder.add_hidden_state(hidden)
        return hidden


class SuperGlueSelfAttention(nn.Module):
    def __init__(self, config: SuperGlueConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.query, self.key, self.value = (nn.Linear(d, d) for _ in range(3))
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, context, attend):
        projected = (self.query(hidden), self.key(context), self.value(context))
        heads = (split_heads(x, self.head_size) for x in projected)
        return attend(*heads, scale=self.head_size**-0.5, dropout=self.dropout)


class SuperGlueSelfOutput(nn.Module):
    def __init__(self, config: SuperGlueConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, hidden):
        return self.dense(hidden)


class SuperGlueAttention(nn.Module):
    def __init__(self, config: SuperGlueConfig):
        super().__init__()
        self.self = SuperGlueSelfAttention(config)
        self.output = SuperGlueSelfOutput(config)

    def forward(self, hidden, context, attend):  # [b k d], [b k d] -> [b k d]
        return self.output(self.self(hidden, context, attend))


class SuperGlueAttentionalPropagation(nn.Block):
    def __init__(self, config: SuperGlueConfig):
        super().__init__()
        d = config.hidden_size
        self.attention = SuperGlueAttention(config)
        self.mlp = perceptron(2 * d, 2 * d, d)

    def forward(self, hidden, context, attend):  # [b k d], [b k d] -> [b k d]
        change = ops.cat([hidden, self.attention(hidden, context, attend)], -1)
        for layer in self.mlp:
            change = layer(change)
            attend.recorder.add_hidden_state(change)
        return hidden + change


class SuperGlueAttentionalGNN(nn.Module):
    def __init__(self, config: SuperGlueConfig):
        super().__init__()
        self.kinds = tuple(config.gnn_layers_types or ())
        self.layers = nn.ModuleList(SuperGlueAttentionalPropagation(config) for _ in self.kinds)

    def forward(self, hidden, mask, recorder):  # [2*b k d] -> [2*b k d]
        own = Attention(recorder, attention_masks.boolean_mask(mask))
        other = Attention(recorder, attention_masks.boolean_mask(of_others(mask)))
        recorder.add_hidden_state(hidden)
        for kind, layer in zip(self.kinds, self.layers, strict=True):
            if kind == "cross":
                hidden = layer(hidden, of_others(hidden), other)
            else:
                hidden = layer(hidden, hidden, own)
        return hidden


class SuperGlueFinalProjection(nn.Module):
    def __init__(self, config: SuperGlueConfig):
        super().__init__()
        self.final_proj = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, hidden):
        return self.final_proj(hidden)


def transported(scores, bin_score, *, iterations: int):
    """Logarithms of an optimal transport [b k0+1 k1+1] of scores [b k0 k1], whose last row and
    column are those of keypoints without a match: Sinkhorn, 1967; Cuturi, 2013, arXiv:1306.0895."""
    batch, rows, columns = ops.shape(scores)
    bins = ops.asarray(bin_score)
    right = ops.expand(ops.reshape(bins, (1, 1, 1)), (batch, rows, 1))
    below = ops.expand(ops.reshape(bins, (1, 1, 1)), (batch, 1, columns + 1))
    costs = ops.cat([ops.cat([scores, right], 2), below], 1)
    counts = [ops.full((1,), count, like=scores) for count in (rows, columns)]
    norm = -ops.log(counts[0] + counts[1])
    source, target = (
        ops.unsqueeze(ops.cat([ops.expand(norm, (own,)), ops.log(other) + norm], 0), 0)
        for own, other in ((rows, counts[1]), (columns, counts[0]))
    )
    down = ops.zeros((batch, rows + 1), like=scores)
    across = ops.zeros((batch, columns + 1), like=scores)
    for _ in range(iterations):
        down = source - ops.logsumexp(costs + ops.unsqueeze(across, 1), 2)
        across = target - ops.logsumexp(costs + ops.unsqueeze(down, 2), 1)
    return costs + ops.unsqueeze(down, 2) + ops.unsqueeze(across, 1) - norm


class SuperGluePreTrainedModel(nn.PreTrainedModel):
    """What the model stands on."""

    config_class = SuperGlueConfig
    base_model_prefix = "superglue"
    main_input_name = "pixel_values"
    ignored_keys = (r"num_batches_tracked$",)


class SuperGlueForKeypointMatching(SuperGluePreTrainedModel):
    """The same points in two images: pixel_values [b 2 channels H W].

    Returns:
        SuperGlueKeypointMatchingOutput. How many keypoints there are depends on the images, so XLA
        cannot compile the whole.
    """

    def __init__(self, config: SuperGlueConfig):
        super().__init__(config)
        self.keypoint_detector = parts.build(config.keypoint_detector_config, "keypoint-detection")
        self.keypoint_encoder = SuperGlueKeypointEncoder(config)
        self.gnn = SuperGlueAttentionalGNN(config)
        self.final_projection = SuperGlueFinalProjection(config)
        self.bin_score = nn.Parameter((), init=Constant(1.0))

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
        points = keypoints * size
        if count == 0:
            empty = ops.zeros((batch, 2, 0), like=likely)
            matches, scores = ops.cast(empty, "int32"), empty
        else:
            matches, scores = self.match(points, likely, descriptors, mask, size, recorder)
        states = recorder.hidden_states
        if states is not None:
            states = tuple(
                ops.transpose(ops.reshape(x, (batch, 2, count, ops.shape(x)[-1])), 2, 3)
                for x in states
            )
        weights = recorder.attentions
        if weights is not None:
            heads = self.config.num_attention_heads
            weights = tuple(ops.reshape(x, (batch, 2, heads, count, count)) for x in weights)
        return SuperGlueKeypointMatchingOutput(
            matches=matches,
            matching_scores=scores,
            keypoints=keypoints,
            mask=mask,
            hidden_states=states,
            attentions=weights,
        )

    def match(self, points, likely, descriptors, mask, size, recorder):
        """Matches and their scores [b 2 k] of points [b 2 k 2] in pixels."""
        batch, _, count, _ = ops.shape(points)
        d, dtype = self.config.hidden_size, ops.dtype(points)
        points = (points - size / 2) / (ops.amax(size, 0) * 0.7)
        flat_mask = ops.reshape(mask, (batch * 2, count))
        encoded = self.keypoint_encoder(
            ops.reshape(points, (batch * 2, count, 2)),
            ops.reshape(likely, (batch * 2, count)),
            recorder,
        )
        hidden = self.gnn(descriptors + encoded, flat_mask, recorder)
        projected = self.final_projection(hidden)
        recorder.add_hidden_state(projected)
        pairs = ops.reshape(projected, (batch, 2, count, d))
        scores = ops.matmul(pairs[:, 0], ops.transpose(pairs[:, 1], 1, 2)) / math.sqrt(d)
        both = ops.unsqueeze(mask[:, 0], 2) * ops.unsqueeze(mask[:, 1], 1)
        scores = ops.where(both != 0, scores, LEAST.get(dtype, LEAST["float32"]))
        iterations = self.config.sinkhorn_iterations
        scores = transported(scores, self.bin_score, iterations=iterations)
        matches, found = mutual(scores[:, :-1, :-1], threshold=self.config.matching_threshold)
        return ops.stack(matches, 1), ops.stack(self.above(matches, found), 1)

    def above(self, matches, scores):
        """Scores of matches, 0 for those that are not above the threshold."""
        return [ops.where(m > -1, s, 0.0) for m, s in zip(matches, scores, strict=True)]


HEADS = {"keypoint-matching": SuperGlueForKeypointMatching}
