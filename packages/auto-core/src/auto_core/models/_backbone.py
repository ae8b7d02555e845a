"""Backbones: networks that give feature maps of the stages their config chooses.

    class ResNetBackbone(Backbone, ResNetPreTrainedModel):
        def __init__(self, config):
            super().__init__(config)
            self.num_features = (config.embedding_size, *config.hidden_sizes)  # of each stage
            ...

        def forward(self, pixel_values=None, *, output_hidden_states=False):
            states = ...  # one [b h w c] for each of config.stage_names
            return self.chosen(states, output_hidden_states=output_hidden_states)

An architecture with such a part builds it by `backbone(config)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auto_core.configs._backbone import BackboneConfig, WithBackboneConfig
from auto_core.outputs import BackboneOutput

from .. import ops
from . import _parts


def backbone(config: WithBackboneConfig) -> Any:
    """The network for `config.backbone_config`, which returns a BackboneOutput.

    Raises:
        UnsupportedTaskError: there is no backbone of this model type.
    """
    return _parts.build(config.backbone_config, "backbone")


class Backbone:
    """First base of an architecture's backbone; `num_features` has the channels of each stage."""

    config: Any  # a BackboneConfig
    num_features: tuple[int, ...]

    @property
    def stage_names(self) -> list[str]:
        return self._choice.stage_names

    @property
    def out_features(self) -> list[str]:
        return self._choice.out_features

    @property
    def out_indices(self) -> list[int]:
        return self._choice.out_indices

    @property
    def out_feature_channels(self) -> dict[str, int]:
        """Channels by the name of a stage."""
        return dict(zip(self.stage_names, self.num_features, strict=True))

    @property
    def channels(self) -> list[int]:
        """Channels of each feature map."""
        return [self.out_feature_channels[name] for name in self.out_features]

    @property
    def _choice(self) -> Any:
        config: BackboneConfig = self.config
        return config

    def chosen(
        self, states: Sequence[Any], *, output_hidden_states: bool, attentions: Any = None
    ) -> BackboneOutput:
        """The states [b h w c] of all stages as output: those chosen, [b c h w]."""
        images = [channels_first(state) for state in states]
        return BackboneOutput(
            feature_maps=tuple(images[index] for index in self.out_indices),
            hidden_states=tuple(images) if output_hidden_states else None,
            attentions=attentions,
        )


def channels_first(x):
    """[b h w c] -> [b c h w], as images go in and come out."""
    return ops.permute(x, (0, 3, 1, 2))


def channels_last(x):
    """[b c h w] -> [b h w c], as the layers have them."""
    return ops.permute(x, (0, 2, 3, 1))
