"""Efficient LoFTR: Wang et al., 2024, arXiv:2403.04765.

Points of two images are matched without keypoints: cells of both attend to themselves and to each
other, of few aggregated ones; each cell of the first is matched with the best of the second, where
both agree, and the match refined at the scale of pixels.

Some steps are upstream's rather than the paper's, because its results are what is expected; they
say so.

b batch, H and W pixels, h and w cells, n = h*w, k side of a window, s of a larger one, d hidden, c
channels.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.efficientloftr import EfficientLoFTRConfig
from auto_core.errors import InputError
from auto_core.outputs import BackboneOutput, EfficientLoFTRKeypointMatchingOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import channels_first, channels_last, flat
from ..blocks.heads import Head
from ..blocks.matching import check_pairs
from ..blocks.rotary import rotate_pairs

EPS = 1e-5


class EfficientLoFTRConvNormLayer(nn.Module):
    def __init__(self, before: int, after: int, kernel: int, *, stride: int, eps: float):
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride=stride, padding=kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(after, eps=eps, momentum=0.1)

    def forward(self, image):
        return self.norm(self.conv(image))


class EfficientLoFTRRepVGGBlock(nn.Block):
    """Convolutions of two sizes side by side, and the image itself where it fits."""

    def __init__(self, config: EfficientLoFTRConfig, before: int, after: int, stride: int):
        super().__init__()
        options = dict(stride=stride, eps=config.batch_norm_eps)
        self.conv1 = EfficientLoFTRConvNormLayer(before, after, 3, **options)
        self.conv2 = EfficientLoFTRConvNormLayer(before, after, 1, **options)
        self.identity = None
        if before == after and stride == 1:
            self.identity = nn.BatchNorm2d(before, eps=EPS, momentum=0.1)
        self.activation = activation(config.activation_function)

    def forward(self, image):  # [b h w before] -> [b h w after]
        hidden = self.conv1(image) + self.conv2(image)
        return self.activation(hidden if self.identity is None else hidden + self.identity(image))


class EfficientLoFTRRepVGGStage(nn.Module):
    def __init__(self, config: EfficientLoFTRConfig, before: int, after: int, i: int):
        super().__init__()
        stride, count = (config.stage_stride or ())[i], (config.stage_num_blocks or ())[i]
        self.blocks = nn.ModuleList(
            EfficientLoFTRRepVGGBlock(config, after if j else before, after, 1 if j else stride)
            for j in range(count)
        )

    def forward(self, image, recorder):
        for block in self.blocks:
            image = block(image)
            if recorder.wants_hidden_states:
                recorder.add_hidden_state(channels_first(image))
        return image


class EfficientLoFTRepVGG(nn.Module):
    def __init__(self, config: EfficientLoFTRConfig):
        super().__init__()
        sizes = [1, *(config.out_features or ())]
        self.stages = nn.ModuleList(
            EfficientLoFTRRepVGGStage(config, sizes[i], sizes[i + 1], i)
            for i in range(len(sizes) - 1)
        )

    def forward(self, image, recorder):  # [b H W 1] -> a map of each stage but the first
        if recorder.wants_hidden_states:
            recorder.add_hidden_state(channels_first(image))
        maps = []
        for stage in self.stages:
            image = stage(image, recorder)
            maps.append(image)
        return maps[1:]


class EfficientLoFTRAggregationLayer(nn.Module):
    """Fewer queries by a convolution of each channel, fewer keys by the largest of windows."""

    def __init__(self, config: EfficientLoFTRConfig):
        super().__init__()
        d = config.hidden_size
        self.q_aggregation = nn.Conv2d(
            d,
            d,
            config.q_aggregation_kernel_size,
            stride=config.q_aggregation_stride,
            groups=d,
            bias=False,
        )
        self.norm = nn.LayerNorm(d, eps=EPS)
        self.kernel, self.stride = config.kv_aggregation_kernel_size, config.kv_aggregation_stride

    def forward(self, image, other):  # two of [b h w d]
        fewer = ops.max_pool2d(other, self.kernel, stride=self.stride, padding=0)
        return self.norm(self.q_aggregation(image)), self.norm(fewer)


class EfficientLoFTRAttention(nn.Module):
    def __init__(self, config: EfficientLoFTRConfig):
        super().__init__()
        d, bias = config.hidden_size, config.attention_bias
        self.head_size = d // config.num_attention_heads
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(d, d, bias=bias) for _ in range(3))
        self.o_proj = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, context, rotation, attend):  # [b n d], [b m d] -> [b n d]
        query, key = self.q_proj(hidden), self.k_proj(context)
        if rotation is not None:  # all heads as one
            query, key = (
                rotate_pairs(ops.unsqueeze(x, 2), *rotation)[:, :, 0] for x in (query, key)
            )
        heads = (split_heads(x, self.head_size) for x in (query, key, self.v_proj(context)))
        return self.o_proj(attend(*heads, scale=self.head_size**-0.5, dropout=self.dropout))


class EfficientLoFTRMLP(nn.Module):
    def __init__(self, config: EfficientLoFTRConfig):
        super().__init__()
        d = config.hidden_size
        size = config.intermediate_size or 2 * d
        self.fc1 = nn.Linear(2 * d, size, bias=False)
        self.fc2 = nn.Linear(size, d, bias=False)
        self.layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.mlp_activation_function)

    def forward(self, hidden):  # [... 2*d] -> [... d]
        return self.layer_norm(self.fc2(self.activation(self.fc1(hidden))))


class EfficientLoFTRAggregatedAttention(nn.Module):
    def __init__(self, config: EfficientLoFTRConfig):
        super().__init__()
        self.aggregation = EfficientLoFTRAggregationLayer(config)
        self.attention = EfficientLoFTRAttention(config)
        self.mlp = EfficientLoFTRMLP(config)

    def forward(self, image, other, rotation, attend):  # two of [b h w d] -> [b h w d]
        query, context = self.aggregation(image, other)
        change = self.attention(flat(query), flat(context), rotation, attend)
        change = ops.reshape(change, ops.shape(query))
        size = ops.shape(image)[1:3]
        change = ops.interpolate(change, size, mode="bilinear", align_corners=False)
        return image + self.mlp(ops.cat([image, change], -1))


class EfficientLoFTRLocalFeatureTransformerLayer(nn.Block):
    def __init__(self, config: EfficientLoFTRConfig):
        super().__init__()
        self.self_attention = EfficientLoFTRAggregatedAttention(config)
        self.cross_attention = EfficientLoFTRAggregatedAttention(config)

    def forward(self, image, rotation, attend):  # [2*b h w d], both of a pair side by side
        image = self.self_attention(image, image, rotation, attend)
        rows, *size = ops.shape(image)
        pairs = ops.reshape(image, (rows // 2, 2, *size))
        first, second = pairs[:, 0], pairs[:, 1]
        first = self.cross_attention(first, second, None, attend)
        # The second attends to the first after it has changed, as the network was trained.
        second = self.cross_attention(second, first, None, attend)
        return ops.reshape(ops.stack([first, second], 1), (rows, *size))


class EfficientLoFTRLocalFeatureTransformer(nn.Module):
    def __init__(self, config: EfficientLoFTRConfig):
        super().__init__()
        self.layers = nn.ModuleList(
            EfficientLoFTRLocalFeatureTransformerLayer(config)
            for _ in range(config.num_attention_layers)
        )

    def forward(self, image, rotation, attend):
        for layer in self.layers:
            image = layer(image, rotation, attend)
        return image


class EfficientLoFTROutConvBlock(nn.Module):
    """A map joined with a finer one, and made as fine as the next."""

    def __init__(self, config: EfficientLoFTRConfig, fine: int, coarse: int):
        super().__init__()
        self.out_conv1 = nn.Conv2d(fine, coarse, 1, bias=False)
        self.out_conv2 = nn.Conv2d(coarse, coarse, 3, padding=1, bias=False)
        self.batch_norm = nn.BatchNorm2d(coarse, eps=EPS, momentum=0.1)
        self.activation = activation(config.mlp_activation_function)
        self.out_conv3 = nn.Conv2d(coarse, fine, 3, padding=1, bias=False)

    def forward(self, image, finer):  # [b h w coarse], [b h w fine] -> [b 2*h 2*w fine]
        image = self.out_conv2(self.out_conv1(finer) + image)
        return twice(self.out_conv3(self.activation(self.batch_norm(image))))


class EfficientLoFTRFineFusionLayer(nn.Module):
    def __init__(self, config: EfficientLoFTRConfig):
        super().__init__()
        sizes = list(reversed(config.out_features or ()))[:-1]
        self.out_conv = nn.Conv2d(sizes[0], sizes[0], 1, bias=False)
        self.out_conv_layers = nn.ModuleList(
            EfficientLoFTROutConvBlock(config, sizes[i], sizes[i - 1]) for i in range(1, len(sizes))
        )
        self.stride, self.kernel = 2 ** len(sizes), config.fine_kernel_size

    def forward(self, coarse, finer):
        """Cells [2*b h w d] and finer maps, the coarsest first -> the pixels' features in a window
        of each cell of the first image [b n k*k c] and a larger one of the second [b n s*s c]."""
        image = twice(self.out_conv(coarse))
        for layer, other in zip(self.out_conv_layers, finer, strict=True):
            image = layer(image, other)
        rows, *size = ops.shape(image)
        image = ops.reshape(image, (rows // 2, 2, *size))
        around = [(0, 0), (1, 1), (1, 1), (0, 0)]
        cells = ops.shape(coarse)[1:3]
        return (
            windows(image[:, 0], cells, self.kernel, self.stride),
            windows(ops.pad(image[:, 1], around, value=0.0), cells, self.kernel + 2, self.stride),
        )


def twice(image):
    """[b h w c] -> [b 2*h 2*w c]."""
    _, height, width, _ = ops.shape(image)
    size = (2 * height, 2 * width)
    return ops.interpolate(image, size, mode="bilinear", align_corners=False)


def windows(image, cells: tuple[Any, Any], kernel: int, stride: int):
    """The pixels of a window at each cell: [b H W c] -> [b n kernel*kernel c]."""
    batch, *_, channels = ops.shape(image)
    rows, columns = cells
    for axis, count in ((1, rows), (2, columns)):
        starts = ops.arange(0, count, like=image, dtype="int64") * stride
        steps = ops.arange(0, kernel, like=image, dtype="int64")
        indices = ops.unsqueeze(starts, 1) + ops.unsqueeze(steps, 0)
        image = ops.take(image, ops.reshape(indices, (-1,)), axis)
    image = ops.reshape(image, (batch, rows, kernel, columns, kernel, channels))
    image = ops.permute(image, (0, 1, 3, 2, 4, 5))
    return ops.reshape(image, (batch, rows * columns, kernel * kernel, channels))


class EfficientLoFTRPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = EfficientLoFTRConfig
    base_model_prefix = "efficientloftr"
    main_input_name = "pixel_values"
    ignored_keys = (r"num_batches_tracked$", r"rotary_emb\.(original_)?inv_freq$")


class EfficientLoFTRModel(EfficientLoFTRPreTrainedModel):
    """Efficient LoFTR without the matching.

    Args of `forward`:
        pixel_values: [b 2 channels H W], pairs of images of which the first channel counts; sides
            are multiples of 32 pixels (a cell has 8, of which 4 by 4 are aggregated).

    Returns:
        BackboneOutput; feature_maps are the cells [b 2 d h w], then finer maps [2*b c h w].
    """

    def __init__(self, config: EfficientLoFTRConfig):
        super().__init__(config)
        self.backbone = EfficientLoFTRepVGG(config)
        self.local_feature_transformer = EfficientLoFTRLocalFeatureTransformer(config)
        size, theta = config.hidden_size // 2, config.rope_theta
        self.frequencies = tuple(theta ** (-i / size) for i in range(0, size, 2))

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        batch, _, channels, height, width = check_pairs(pixel_values, labels)
        self.check(height, width)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        image = ops.reshape(pixel_values, (batch * 2, channels, height, width))
        *finer, image = self.backbone(channels_last(image[:, :1]), recorder)
        grid = [n // self.config.q_aggregation_stride for n in ops.shape(image)[1:3]]
        rotation = self.rotation(grid, like=image)
        image = self.local_feature_transformer(image, rotation, Attention(recorder))
        image = channels_first(image)
        image = ops.reshape(image, (batch, 2, *ops.shape(image)[1:]))
        return BackboneOutput(
            feature_maps=(image, *map(channels_first, finer)),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def check(self, height, width) -> None:
        """Raise InputError unless cells and aggregated ones fill the image."""
        config = self.config
        kernel, cell = config.q_aggregation_kernel_size, math.prod(config.stage_stride or ())
        for side in (height, width):
            if isinstance(side, int) and side % (cell * kernel):
                raise InputError(
                    f"pixel_values are {height}x{width} pixels, expected multiples of "
                    f"{cell * kernel}."
                )

    def rotation(self, grid, *, like):
        """Cosines and sines, two of [1 n 1 d], of rows and columns, which count from 1."""
        exact = "float64" if ops.dtype(like) == "float64" else "float32"
        frequencies = ops.asarray(list(self.frequencies), like=like, dtype=exact)
        count = len(self.frequencies)
        shape = (*grid, count)
        down, across = (
            ops.unsqueeze(ops.cast(ops.arange(1, n + 1, like=like, dtype="int64"), exact), -1)
            * frequencies
            for n in grid
        )
        down = ops.expand(ops.unsqueeze(down, 1), shape)
        across = ops.expand(ops.unsqueeze(across, 0), shape)
        angle = ops.reshape(ops.stack([down, across], -1), (1, -1, 1, 2 * count))
        angle = ops.cat([angle, angle], -1)
        return tuple(ops.cast(turn(angle), ops.dtype(like)) for turn in (ops.cos, ops.sin))


class EfficientLoFTRForKeypointMatching(Head, EfficientLoFTRPreTrainedModel):
    """Where each cell of an image is in the other of its pair."""

    base_class = EfficientLoFTRModel

    def add_head(self, config: EfficientLoFTRConfig) -> None:
        self.refinement_layer = EfficientLoFTRFineFusionLayer(config)

    def forward(self, pixel_values=None, labels=None, **inputs: Any):
        output = self.encode(pixel_values=pixel_values, labels=labels, **inputs)
        coarse, *finer = output.feature_maps
        batch, _, d, height, width = ops.shape(coarse)
        cells = ops.permute(coarse, (0, 1, 3, 4, 2))
        matches, scores = self.match(cells)
        columns = ops.full((), width, like=matches, dtype="int64")
        where = ops.stack([matches % columns, matches // columns], -1)  # [b 2 n 2], x and y
        scale = math.prod(self.config.stage_stride or ())
        points = ops.cast(where, ops.dtype(coarse)) * scale
        cells = ops.reshape(cells, (batch * 2, height, width, d)) / self.config.hidden_size**0.5
        first, second = self.refinement_layer(cells, [channels_last(x) for x in finer[::-1]])
        # What has no match is -1 and stands for the last cell.
        count = height * width
        chosen = ops.where(matches < 0, matches + count, matches)
        first, second = picked(first, chosen[:, 0]), picked(second, chosen[:, 1])
        points = self.refined(first, second, points)
        size = ops.stack([ops.full((), n * scale, like=points) for n in (width, height)], 0)
        return EfficientLoFTRKeypointMatchingOutput(
            matches=matches,
            matching_scores=scores,
            keypoints=points / size,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def match(self, cells):
        """Cells [b 2 h w d] -> the matching cell in the other image, or -1, and its score: two of
        [b 2 n]."""
        config = self.config
        batch, _, height, width, d = ops.shape(cells)
        count = height * width
        cells = ops.reshape(cells, (batch, 2, count, d)) / d**0.5
        likely = ops.matmul(cells[:, 0], ops.transpose(cells[:, 1], 1, 2))
        likely = likely / config.coarse_matching_temperature
        if not config.coarse_matching_skip_softmax:
            likely = ops.softmax(likely, 1) * ops.softmax(likely, 2)
        inside = self.inside(height, width, like=cells)
        valid = (likely > config.coarse_matching_threshold) & ops.unsqueeze(inside, 1)
        valid = valid & ops.unsqueeze(inside, 0)
        valid = valid & (likely == ops.amax(likely, 2, keepdim=True))
        valid = valid & (likely == ops.amax(likely, 1, keepdim=True))
        likely = ops.where(valid, likely, 0.0)
        indices = ops.stack([ops.argmax(likely, 1), ops.argmax(likely, 2)], 1)
        scores = ops.stack([ops.amax(likely, 1), ops.amax(likely, 2)], 1)
        return ops.where(scores > 0, ops.cast(indices, "int64"), -1), scores

    def inside(self, height, width, *, like):
        """Which cells are not near the border: [n]."""
        border = self.config.coarse_matching_border_removal
        marks = []
        for n in (height, width):
            index = ops.arange(0, n, like=like, dtype="int64")
            marks.append((index >= border) & (index < n - border) if border > 0 else index >= 0)
        both = ops.unsqueeze(marks[0], 1) & ops.unsqueeze(marks[1], 0)
        return ops.reshape(both, (-1,))

    def refined(self, first, second, points):
        """Points [b 2 n 2] of cells by the pixels' features in their windows, [b n k*k c] of the
        first image and [b n s*s c] of the second."""
        config, k = self.config, self.config.fine_kernel_size
        batch, count, pixels, channels = ops.shape(first)
        last = config.fine_matching_slice_dim
        sizes = [channels - last, last]
        (first, first_last), (second, second_last) = (
            ops.split(x, sizes, -1) for x in (first, second)
        )
        norm = sizes[0] ** 0.5
        likely = ops.matmul(first / norm, ops.transpose(second / norm, 2, 3))
        # As upstream, softmax over cells, not over the second window.
        likely = ops.softmax(likely, 1) * ops.softmax(likely, 2)
        likely = ops.reshape(likely, (batch, count, pixels, k + 2, k + 2))[..., 1:-1, 1:-1]
        best = ops.argmax(ops.reshape(likely, (batch, count, -1)), -1)
        best = ops.cast(best, "int64")  # [b n]
        one, other = best // pixels, best % pixels
        # As upstream, points move to the first pixel of their windows, whichever is the best.
        points = points + (0.5 - k // 2)
        likely = ops.matmul(first_last, ops.transpose(second_last / last**0.5, 2, 3))
        likely = picked(ops.reshape(likely, (batch * count, pixels, -1)), flattened(one))
        likely = ops.reshape(likely, (batch * count, -1))  # [b*n s*s]
        near = [[j, i] for j in (-1, 0, 1) for i in (-1, 0, 1)]
        steps = ops.asarray(near, like=first, dtype="int64")
        # As upstream, neighbours are counted without the border of the larger window: -1 is last.
        side = k + 2
        row = (ops.unsqueeze(flattened(other) // k, -1) + steps[:, 0]) % side  # [b*n 9]
        column = (ops.unsqueeze(flattened(other) % k, -1) + steps[:, 1]) % side
        likely = ops.gather(likely, 1, ops.reshape(row * side + column, (-1, 9)))
        likely = ops.softmax(likely / config.fine_matching_regress_temperature, -1)
        likely = ops.reshape(likely, (batch, count, 9, 1))
        change = ops.sum(likely * ops.cast(ops.flip(steps, -1), ops.dtype(likely)), 2)
        second = points[:, 1] + change
        return ops.stack([points[:, 0], second], 1)


def flattened(x):
    return ops.reshape(x, (-1,))


def picked(x, index):
    """[b n p c] of cells [b n], or [m p c] of [m]: [b n p c], [m 1 c]."""
    if len(ops.shape(x)) == 3:
        count, _, channels = ops.shape(x)
        index = ops.reshape(index, (-1, 1, 1))
        return ops.gather(x, 1, ops.expand(index, (count, 1, channels)))
    batch, count, *rest = ops.shape(x)
    starts = ops.unsqueeze(ops.arange(0, batch, like=index, dtype="int64") * count, 1)
    found = ops.take(ops.reshape(x, (batch * count, *rest)), flattened(index + starts), 0)
    return ops.reshape(found, (batch, -1, *rest))


HEADS = {
    "base": EfficientLoFTRModel,
    "keypoint-matching": EfficientLoFTRForKeypointMatching,
}
