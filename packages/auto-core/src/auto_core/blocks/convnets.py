"""Convolutional networks: a hidden state for each stage, no attention.

An architecture defines `states`, the hidden states [b h w d] of an image, and `pooled`, the pooling
of the last one.
"""

from __future__ import annotations

from typing import Any

from auto_core.outputs import (
    BaseModelOutputWithPoolingAndNoAttention,
    ImageClassifierOutputWithNoAttention,
)

from .. import ops
from .backbone import Backbone, channels_first, channels_last
from .image_heads import ImageClassification
from .patches import check_images


def from_pixels(pixel_values, *, channels: int):
    """Images [b c H W] -> [b H W c].

    Raises:
        InputError: they are missing, or have other axes or channels.
    """
    check_images(pixel_values, channels=channels)
    return channels_last(pixel_values)


class ConvNet:
    """The network without a head.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [b d h w], pooler_output
        [b d 1 1] or [b d], and on request hidden_states: after the stem and after each stage.
    """

    def states(self, pixel_values) -> tuple[Any, ...]:
        raise NotImplementedError

    def pooled(self, hidden) -> Any:
        raise NotImplementedError

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.states(pixel_values)
        images = [channels_first(state) for state in states]
        return BaseModelOutputWithPoolingAndNoAttention(
            last_hidden_state=images[-1],
            pooler_output=self.pooled(states[-1]),
            hidden_states=tuple(images) if output_hidden_states else None,
        )


class ConvBackbone(Backbone):
    """Feature maps of the chosen stages: `states`, one for each of `config.stage_names`."""

    def states(self, pixel_values) -> tuple[Any, ...]:
        raise NotImplementedError

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.states(pixel_values)
        return self.chosen(states, output_hidden_states=output_hidden_states)


class ConvImageClassification(ImageClassification):
    output_class = ImageClassifierOutputWithNoAttention

    def score(self, output):  # -> [b c]
        return self.classifier(output.pooler_output)


def global_mean(hidden):
    """[b h w d] -> [b d 1 1]"""
    return channels_first(ops.mean(hidden, (1, 2), keepdim=True))
