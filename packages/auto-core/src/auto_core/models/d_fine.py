"""D-FINE: Peng et al., 2024, arXiv:2410.13842.

RT-DETR whose decoder refines distributions of how far each edge of a box is away, layer by layer,
and whose logits say too how sure these are.

b batch, h and w of a feature map, k pixels of all maps, q queries, n heads, s size of a head, d
hidden, c classes, m+1 bins of a distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from auto_core.configs.d_fine import DFineConfig
from auto_core.initializers import Constant
from auto_core.outputs import DFineModelOutput, DFineObjectDetectionOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.boxes import centred, inverse_sigmoid
from ..blocks.deformable import DeformableAttention, _per_head
from ..blocks.distribution_loss import bin_values, distribution_losses
from . import rt_detr
from .rt_detr import (
    RTDetrConvNormLayer,
    RTDetrCSPRepLayer,
    RTDetrDecoderLayer,
    RTDetrHybridEncoder,
    RTDetrQueryPosition,
    projection,
)


class DFineMLP(nn.Module):
    def __init__(self, before: int, middle: int, after: int, layers: int, *, act: str = "relu"):
        super().__init__()
        sizes = [before, *[middle] * (layers - 1), after]
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in pairwise(sizes))
        self.activation = activation(act)

    def forward(self, hidden):
        *hidden_layers, last = self.layers
        for layer in hidden_layers:
            hidden = self.activation(layer(hidden))
        return last(hidden)


# --- the encoder -------------------------------------------------------------------------


class DFineRepNCSPELAN4(nn.Module):
    """Two halves of the channels, of which one passes two paths more; all four are joined."""

    def __init__(self, config: DFineConfig):
        super().__init__()
        d, act = config.encoder_hidden_dim, "silu"
        inner = round(config.hidden_expansion * d // 2)
        blocks = round(3 * config.depth_mult)
        self.size = d
        self.conv1 = RTDetrConvNormLayer(config, 2 * d, 2 * d, 1, act=act)
        self.csp_rep1 = RTDetrCSPRepLayer(config, d, inner, blocks=blocks)
        self.conv2 = RTDetrConvNormLayer(config, inner, inner, 3, act=act)
        self.csp_rep2 = RTDetrCSPRepLayer(config, inner, inner, blocks=blocks)
        self.conv3 = RTDetrConvNormLayer(config, inner, inner, 3, act=act)
        self.conv4 = RTDetrConvNormLayer(config, 2 * d + 2 * inner, d, 1, act=act)

    def forward(self, hidden):  # [b h w 2*d] -> [b h w d]
        halves = ops.split(self.conv1(hidden), [self.size, self.size], -1)
        first = self.conv2(self.csp_rep1(halves[1]))
        second = self.conv3(self.csp_rep2(first))
        return self.conv4(ops.cat([*halves, first, second], -1))


class DFineSCDown(nn.Module):
    """Halves a map: channels first, then pixels of each channel."""

    def __init__(self, config: DFineConfig):
        super().__init__()
        d = config.encoder_hidden_dim
        self.conv1 = RTDetrConvNormLayer(config, d, d, 1)
        self.conv2 = RTDetrConvNormLayer(config, d, d, 3, stride=2, groups=d)

    def forward(self, hidden):
        return self.conv2(self.conv1(hidden))


class DFineHybridEncoder(RTDetrHybridEncoder):
    def lateral(self, config: DFineConfig) -> Any:
        d = config.encoder_hidden_dim
        return RTDetrConvNormLayer(config, d, d, 1)

    def downsampling(self, config: DFineConfig) -> Any:
        return DFineSCDown(config)

    def fusion(self, config: DFineConfig) -> Any:
        return DFineRepNCSPELAN4(config)


# --- the decoder -------------------------------------------------------------------------


@dataclass(frozen=True)
class PointScales:
    """An initializer: 1 / the number of points of its level, for each point."""

    points: tuple[int, ...]

    def __call__(self, generator: Any, shape: tuple[int, ...], std: float) -> np.ndarray:
        return np.array([1 / count for count in self.points for _ in range(count)], np.float32)


class DFineMultiscaleDeformableAttention(nn.Module):
    """Deformable attention to the hidden states themselves, with points of a number of each
    level's own."""

    sample = DeformableAttention.sample

    def __init__(self, config: DFineConfig):
        super().__init__()
        d, heads, self.points = config.d_model, config.decoder_attention_heads, config.points
        self.heads, self.offset_scale = heads, config.decoder_offset_scale
        self.nearest = config.decoder_method == "discrete"
        count = sum(self.points)
        self.num_points_scale = nn.Buffer((count,), init=PointScales(tuple(self.points)))
        self.sampling_offsets = nn.Linear(d, heads * count * 2)
        self.attention_weights = nn.Linear(d, heads * count)

    def weighted(self, query, boxes, context, *, sizes):
        """[b q d], boxes [b q 4], [b k d] -> [b q d], and the weights [b q n points]."""
        batch, queries, d = ops.shape(query)
        shape = (batch, queries, self.heads, sum(self.points))
        offsets = ops.reshape(self.sampling_offsets(query), (*shape, 2))
        offsets = offsets * ops.unsqueeze(ops.asarray(self.num_points_scale), -1)
        weights = ops.softmax(ops.reshape(self.attention_weights(query), shape), -1)
        boxes = ops.reshape(boxes, (batch, queries, 1, 1, 4))
        points = boxes[..., :2] + offsets * (boxes[..., 2:] * self.offset_scale)
        pieces = ops.split(context, [height * width for height, width in sizes], 1)
        output, start = 0.0, 0
        for size, piece, count in zip(sizes, pieces, self.points, strict=True):
            near = points[:, :, :, start : start + count]
            share = _per_head(weights[:, :, :, start : start + count])
            found = self.sample(piece, near, size)  # [b*n q p s]
            output = output + ops.sum(found * ops.unsqueeze(share, -1), 2)
            start += count
        output = ops.reshape(output, (batch, self.heads, queries, d // self.heads))
        return ops.reshape(ops.permute(output, (0, 2, 1, 3)), (batch, queries, d)), weights


class DFineGate(nn.Module):
    """How much of the queries and of what they attended to goes on."""

    def __init__(self, d: int):
        super().__init__()
        self.gate, self.norm = nn.Linear(2 * d, 2 * d), nn.LayerNorm(d, eps=1e-5)

    def forward(self, hidden, change):  # [b q d], [b q d] -> [b q d]
        gates = ops.sigmoid(self.gate(ops.cat([hidden, change], -1)))
        first, second = ops.split(gates, [ops.shape(hidden)[-1]] * 2, -1)
        return self.norm(first * hidden + second * change)


class DFineDecoderLayer(RTDetrDecoderLayer):
    def __init__(self, config: DFineConfig, cross_attention: Any):
        super().__init__(config, cross_attention)
        self.gateway = DFineGate(config.d_model)

    def cross_norm(self, config: DFineConfig) -> Any:
        return None  # the gate normalises

    def joined(self, hidden, change):
        return self.gateway(hidden, change)

    def last_norm(self, hidden):
        return self.final_layer_norm(ops.clamp(hidden, min=-65504, max=65504))


class DFineLQE(nn.Module):
    """How sure the distributions are, added to the logits."""

    def __init__(self, config: DFineConfig):
        super().__init__()
        self.count = config.top_prob_values
        before = 4 * (self.count + 1)
        self.reg_conf = DFineMLP(before, config.lqe_hidden_dim, 1, config.lqe_layers)

    def forward(self, logits, edges):  # [b q c], [b q 4 m+1] -> [b q c]
        best, _ = ops.topk(ops.softmax(edges, -1), self.count, -1)
        best = ops.cat([best, ops.mean(best, -1, keepdim=True)], -1)
        batch, queries, *_ = ops.shape(best)
        return logits + self.reg_conf(ops.reshape(best, (batch, queries, -1)))


class DFineDecoder(nn.Module):
    def __init__(self, config: DFineConfig, model: Any, *, has_head: bool):
        super().__init__()
        d, layers, bins = config.d_model, range(config.decoder_layers), config.max_num_bins
        self.bins = bins
        self.layers = nn.ModuleList(
            model.decoder_layer_class(config, model.cross_attention(config)) for _ in layers
        )
        self.query_pos_head = self.position_head(config)
        self.pre_bbox_head = DFineMLP(d, d, 4, 3)
        self.lqe_layers = nn.ModuleList(DFineLQE(config) for _ in layers)
        self.reg_scale = nn.Buffer((1,), init=Constant(config.reg_scale))
        self.up = nn.Buffer((1,), init=Constant(config.up))
        self.class_embed = self.bbox_embed = None
        if has_head:
            self.class_embed = nn.ModuleList(nn.Linear(d, config.num_labels) for _ in layers)
            self.bbox_embed = nn.ModuleList(DFineMLP(d, d, 4 * (bins + 1), 3) for _ in layers)

    def position_head(self, config: DFineConfig) -> Any:
        """What makes queries' positions of boxes."""
        return RTDetrQueryPosition(4, 2 * config.d_model, config.d_model)

    def forward(self, hidden, boxes, context, sizes, attend):
        """[b q d] and boxes [b q 4] as logits -> the last state, and of the layers that predict
        something (in training all, else the last) logits, boxes and distributions, by name.

        The first layer's logits and boxes before any distribution come first.
        """
        boxes, recorder = ops.sigmoid(boxes), attend.recorder
        values = bin_values(self.bins, ops.asarray(self.up), ops.asarray(self.reg_scale))
        states, logits, refined, distributions, starts = [], [], [], [], []
        start, before, edges = boxes, 0.0, 0.0
        recorder.add_hidden_state(hidden)
        for i, layer in enumerate(self.layers):
            position = ops.clamp(self.query_pos_head(boxes), min=-10.0, max=10.0)
            hidden = layer(hidden, position, boxes, context, sizes, attend)
            recorder.add_hidden_state(hidden)
            states.append(hidden)
            first = boxes
            if not i:
                first = ops.sigmoid(self.pre_bbox_head(hidden) + inverse_sigmoid(boxes))
                start = ops.detach(first)
            if self.bbox_embed is None or self.class_embed is None:
                continue
            batch, queries, _ = ops.shape(hidden)
            shape = (batch, queries, 4, self.bins + 1)
            edges = ops.reshape(self.bbox_embed[i](hidden + before), shape) + edges
            box = self.with_edges(start, ops.sum(ops.softmax(edges, -1) * values, -1))
            boxes, before = ops.detach(box), ops.detach(hidden)
            if not nn.in_training(self) and i < len(self.layers) - 1:
                continue
            scores = self.class_embed[i](hidden)
            if not i:
                logits, refined = [scores], [first]
            logits.append(self.lqe_layers[i](scores, edges))
            refined.append(box)
            distributions.append(ops.reshape(edges, (batch, queries, -1)))
            starts.append(start)
        found = {
            "intermediate_logits": logits,
            "intermediate_reference_points": refined,
            "intermediate_predicted_corners": distributions,
            "initial_reference_points": starts,
        }
        return {
            "last_hidden_state": hidden,
            "intermediate_hidden_states": ops.stack(states, 0),
            **{name: ops.stack(value, 1) if value else None for name, value in found.items()},
        }

    def with_edges(self, boxes, distance):
        """Boxes [b q 4] whose edges are so far (left, top, right, bottom) from others [b q 4]."""
        scale = ops.abs(ops.asarray(self.reg_scale))
        centre, size = boxes[..., :2], boxes[..., 2:] / scale
        near = centre - (0.5 * scale + distance[..., :2]) * size
        far = centre + (0.5 * scale + distance[..., 2:]) * size
        return centred(ops.cat([near, far], -1))


# --- models ------------------------------------------------------------------------------


class DFinePreTrainedModel(rt_detr.RTDetrPreTrainedModel):
    """What both models share."""

    config_class = DFineConfig
    encoder_class, decoder_class = DFineHybridEncoder, DFineDecoder
    decoder_layer_class = DFineDecoderLayer
    cross_attention = staticmethod(DFineMultiscaleDeformableAttention)
    model_output, detection_output = DFineModelOutput, DFineObjectDetectionOutput
    initializers = (
        (r"(sampling_offsets|attention_weights)\.weight$", Constant(0.0)),
        (
            r"(gateway\.gate|reg_conf\.layers\.\d+|bbox_embed\.\d+\.layers\.2)\.weight$",
            Constant(0.0),
        ),
    )


class DFineModel(rt_detr.RTDetrModel, DFinePreTrainedModel):
    def decoder_projections(self, config: DFineConfig) -> list[Any]:
        d, channels = config.d_model, config.decoder_in_channels
        if channels[-1] == d:
            return [nn.ModuleList([]) for _ in range(config.num_feature_levels)]
        kernels = [1] * len(channels) + [3] * (config.num_feature_levels - len(channels))
        return [projection(channels[-1], d, k, eps=config.batch_norm_eps) for k in kernels]


class DFineForObjectDetection(rt_detr.RTDetrForObjectDetection, DFinePreTrainedModel):
    base_class = DFineModel
    losses_of = staticmethod(distribution_losses)

    def predictions(self, output, *, start: int):
        *earlier, last = self.layers(output, slice(start, None))
        teacher = output.intermediate_predicted_corners[:, -1, start:]
        edges = [(self.edges(teacher), last[0]) for _ in earlier]
        distributions = self.distributions(output, slice(start, None))[:-1]
        found = zip(earlier, distributions, edges, strict=False)
        return last, [(*layer, *own, *known) for layer, own, known in found]

    def denoised(self, output, *, end: int):
        layers = self.layers(output, slice(end))
        distributions = self.distributions(output, slice(end))
        teacher, logits = distributions[-1][0], layers[-1][0]
        count = len(distributions)
        # The last layer is its own teacher. Upstream has the first layer's boxes twice, before its
        # distributions and after, so that those of the last layer's are left out.
        known = [(teacher if i < count - 1 else None, logits) for i in range(count)]
        found = zip(layers, distributions, known, strict=False)
        return [(*layer, *own, *more) for layer, own, more in found]

    def first_stage(self, logits, boxes):
        return logits, ops.clamp(boxes, min=0.0, max=1.0)

    def layers(self, output, queries: slice) -> list[Any]:
        """Logits and boxes of each layer."""
        logits, boxes = output.intermediate_logits, output.intermediate_reference_points
        boxes = ops.clamp(boxes, min=0.0, max=1.0)
        return [(logits[:, i, queries], boxes[:, i, queries]) for i in range(ops.shape(logits)[1])]

    def distributions(self, output, queries: slice) -> list[Any]:
        """Distributions [b q 4 m+1] of each layer, and the boxes that they start from."""
        edges, starts = output.intermediate_predicted_corners, output.initial_reference_points
        return [
            (self.edges(edges[:, i, queries]), starts[:, i, queries])
            for i in range(ops.shape(edges)[1])
        ]

    def edges(self, edges):
        batch, queries, _ = ops.shape(edges)
        return ops.reshape(edges, (batch, queries, 4, self.config.max_num_bins + 1))


PREFIX = "DFine"
HEADS = {"base": DFineModel, "object-detection": DFineForObjectDetection}
