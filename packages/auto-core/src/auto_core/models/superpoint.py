"""SuperPoint: DeTone et al., 2017, arXiv:1712.07629.

A convolutional encoder, whose outputs are cells of 8x8 pixels; one decoder scores every pixel as
a keypoint, another describes each cell. How many keypoints there are depends on the image: the
output is as long as the largest number in the batch, so XLA cannot compile the whole.

b batch, H and W pixels, h and w cells, p pixels, k keypoints, d of a descriptor.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.superpoint import SuperPointConfig
from auto_core.errors import InputError
from auto_core.outputs import SuperPointKeypointDescriptionOutput

from .. import nn, ops
from ..blocks.backbone import channels_first, channels_last
from ..blocks.patches import check_images

CELL = 8  # pixels


def convolution(before: int, after: int) -> Any:
    """3x3, keeping the size."""
    return nn.Conv2d(before, after, 3, padding=1)


class SuperPointConvBlock(nn.Block):
    def __init__(self, before: int, after: int, *, halves: bool):
        super().__init__()
        self.conv_a, self.conv_b = convolution(before, after), convolution(after, after)
        self.halves = halves

    def forward(self, hidden):  # [b h w c]
        hidden = ops.relu(self.conv_b(ops.relu(self.conv_a(hidden))))
        return ops.max_pool2d(hidden, 2, stride=2, padding=0) if self.halves else hidden


class SuperPointEncoder(nn.Module):
    def __init__(self, config: SuperPointConfig):
        super().__init__()
        sizes = [1, *config.encoder_hidden_sizes]
        last = len(sizes) - 2
        self.conv_blocks = nn.ModuleList(
            SuperPointConvBlock(sizes[i], sizes[i + 1], halves=i < last) for i in range(last + 1)
        )

    def forward(self, hidden) -> tuple[Any, ...]:  # [b H W 1] -> what each block makes of it
        states = ()
        for block in self.conv_blocks:
            hidden = block(hidden)
            states += (hidden,)
        return states


class SuperPointInterestPointDecoder(nn.Module):
    """Which pixels are keypoints."""

    def __init__(self, config: SuperPointConfig):
        super().__init__()
        self.config = config
        self.conv_score_a = convolution(config.encoder_hidden_sizes[-1], config.decoder_hidden_size)
        self.conv_score_b = nn.Conv2d(config.decoder_hidden_size, config.keypoint_decoder_dim, 1)

    def forward(self, encoded):
        """[b h w c] -> keypoints [b k 2] (x, y in pixels), scores [b k], whether there is one."""
        scores = self.pixel_scores(encoded)
        _, height, width = ops.shape(scores)
        candidates = (scores > self.config.keypoint_threshold) & self.inside(scores)
        scores = ops.reshape(scores, (-1, height * width))
        candidates = ops.reshape(candidates, (-1, height * width))
        index, found = self.chosen(scores, candidates)
        scores = ops.where(found, ops.gather(scores, 1, index), 0.0)
        keypoints = ops.stack([index % width, index // width], -1)
        keypoints = ops.where(ops.unsqueeze(found, -1), keypoints, 0)
        return ops.cast(keypoints, ops.dtype(scores)), scores, found

    def pixel_scores(self, encoded):  # [b h w c] -> [b H W]
        scores = self.conv_score_b(ops.relu(self.conv_score_a(encoded)))
        scores = ops.softmax(scores, -1)[..., :-1]
        scores = ops.squeeze(ops.pixel_shuffle(scores, CELL), -1)
        return only_peaks(scores, radius=self.config.nms_radius)

    def inside(self, scores):  # -> [H W]
        """Not near the border: where upstream counts it, the far one is 8 times as far."""
        border = self.config.border_removal_distance
        _, height, width = ops.shape(scores)

        def of(size):
            index = ops.arange(0, size, like=scores, dtype="int64")
            return (index >= border) & (index < size * CELL - border)

        return ops.unsqueeze(of(height), 1) & ops.unsqueeze(of(width), 0)

    def chosen(self, scores, candidates):
        """Indices [b k] of the `candidates` of [b p], row by row, and whether there is one.

        Where there are more than `max_keypoints`, the best, the best first.
        """
        limit, count = self.config.max_keypoints, ops.sum(ops.cast(candidates, "int64"), 1)
        order = ops.argsort(ops.cast(candidates, "int32"), 1, descending=True)
        if limit >= 0:
            best = ops.argsort(ops.where(candidates, scores, -1.0), 1, descending=True)
            order = ops.where(ops.unsqueeze(count > limit, 1), best, order)
            count = ops.clamp(count, max=limit)
        rank = ops.arange(0, ops.shape(candidates)[1], like=scores, dtype="int64")
        found = ops.unsqueeze(rank, 0) < ops.unsqueeze(count, 1)
        columns = ops.boolean_mask(rank, ops.any(found, 0))  # as many as any image has
        return ops.take(order, columns, 1), ops.take(found, columns, 1)


def only_peaks(scores, *, radius: int):
    """[b H W] with zeros at pixels near a larger one, but for those near none that stays."""

    def largest_near(x):
        x = ops.unsqueeze(x, -1)
        x = ops.max_pool2d(x, 2 * radius + 1, stride=1, padding=radius)
        return ops.squeeze(x, -1)

    peaks = scores == largest_near(scores)
    for _ in range(2):
        suppressed = largest_near(ops.cast(peaks, ops.dtype(scores))) > 0
        rest = ops.where(suppressed, 0.0, scores)
        peaks = peaks | ((rest == largest_near(rest)) & ~suppressed)
    return ops.where(peaks, scores, 0.0)


class SuperPointDescriptorDecoder(nn.Module):
    """Descriptors of keypoints."""

    def __init__(self, config: SuperPointConfig):
        super().__init__()
        size = config.decoder_hidden_size
        self.conv_descriptor_a = convolution(config.encoder_hidden_sizes[-1], size)
        self.conv_descriptor_b = nn.Conv2d(size, config.descriptor_decoder_dim, 1)

    def forward(self, encoded, keypoints):  # [b h w c], [b k 2] -> [b k d]
        cells = self.conv_descriptor_b(ops.relu(self.conv_descriptor_a(encoded)))
        _, height, width, _ = ops.shape(cells)
        size = ops.asarray((width, height), like=cells, dtype=ops.dtype(cells))
        grid = (keypoints - CELL / 2 + 0.5) / (size * CELL - CELL / 2 - 0.5)
        grid = ops.unsqueeze(2 * grid - 1, 1)
        sampled = ops.grid_sample(
            unit(cells), grid, mode="bilinear", padding_mode="zeros", align_corners=True
        )
        return unit(ops.squeeze(sampled, 1))


def unit(x):
    """Vectors of length 1 along the last axis."""
    length = ops.sqrt(ops.sum(x * x, -1, keepdim=True))
    return x / ops.clamp(length, min=1e-12)


class SuperPointPreTrainedModel(nn.PreTrainedModel):
    """What all SuperPoint models share."""

    config_class = SuperPointConfig
    base_model_prefix = "superpoint"
    main_input_name = "pixel_values"


class SuperPointForKeypointDetection(SuperPointPreTrainedModel):
    """Keypoints of images [b c H W], of which the first channel is looked at.

    Returns:
        SuperPointKeypointDescriptionOutput: keypoints [b k 2] as shares of the image's size,
        scores [b k], descriptors [b k d] and mask [b k]; zeros where an image has fewer.
    """

    def __init__(self, config: SuperPointConfig):
        super().__init__(config)
        self.encoder = SuperPointEncoder(config)
        self.keypoint_decoder = SuperPointInterestPointDecoder(config)
        self.descriptor_decoder = SuperPointDescriptorDecoder(config)

    def forward(self, pixel_values: Any = None, labels=None, *, output_hidden_states: bool = False):
        if labels is not None:
            raise InputError("SuperPoint has no loss: it was trained on images of its own making.")
        _, height, width = check_images(pixel_values)
        states = self.encoder(channels_last(pixel_values[:, :1]))
        keypoints, scores, found = self.keypoint_decoder(states[-1])
        descriptors = self.descriptor_decoder(states[-1], keypoints)
        size = ops.asarray((width, height), like=scores, dtype=ops.dtype(scores))
        return SuperPointKeypointDescriptionOutput(
            keypoints=keypoints / size,
            scores=scores,
            descriptors=ops.where(ops.unsqueeze(found, -1), descriptors, 0.0),
            mask=ops.cast(found, "int32"),
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )


HEADS = {"keypoint-detection": SuperPointForKeypointDetection}
