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

from auto_core.configs._backbone import WithBackboneConfig
from auto_core.outputs import BackboneOutput

from .. import nn, ops
from . import parts


def backbone(config: WithBackboneConfig) -> Any:
    """The network for `config.backbone_config`, which returns a BackboneOutput.

    Raises:
        UnsupportedTaskError: there is no backbone of this model type.
    """
    return parts.build(config.backbone_config, "backbone")


class Backbone:
    """First base of an architecture's backbone; `num_features` has the channels of each stage."""

    config: Any  # a BackboneConfig
    num_features: tuple[int, ...]

    @property
    def stage_names(self) -> list[str]:
        """Every stage, the stem first."""
        return self.config.stage_names

    @property
    def out_features(self) -> list[str]:
        """The stages that are chosen."""
        return self.config.out_features

    @property
    def out_indices(self) -> list[int]:
        """Their indices among all stages."""
        return self.config.out_indices

    @property
    def out_feature_channels(self) -> dict[str, int]:
        """Channels by the name of a stage."""
        return dict(zip(self.stage_names, self.num_features, strict=True))

    @property
    def channels(self) -> list[int]:
        """Channels of each feature map."""
        return [self.out_feature_channels[name] for name in self.out_features]

    def chosen(
        self, states: Sequence[Any], *, output_hidden_states: bool, attentions: Any = None
    ) -> BackboneOutput:
        """The states [b h w c] of all stages as output: those chosen, [b c h w]."""
        stages = zip(self.stage_names, states, strict=True)
        maps = (self.feature_map(name, x) for name, x in stages if name in self.out_features)
        return BackboneOutput(
            feature_maps=tuple(channels_first(x) for x in maps),
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
            attentions=attentions,
        )

    def feature_map(self, name: str, state: Any) -> Any:
        """What a chosen state comes out as, [b h w c] -> [b h w c]."""
        return state


class StageNorms(nn.Module):
    """A layer norm for each chosen stage, by the stage's name."""

    def __init__(self, names: Sequence[str], channels: Sequence[int], *, eps: float):
        super().__init__()
        for name, count in zip(names, channels, strict=True):
            setattr(self, name, nn.LayerNorm(count, eps=eps))

    def forward(self, name, state):  # [b h w c]
        return getattr(self, name)(state)


def channels_first(x):
    """[b h w c] -> [b c h w], as images go in and come out."""
    return ops.permute(x, (0, 3, 1, 2))


def channels_last(x):
    """[b c h w] -> [b h w c], as the layers have them."""
    return ops.permute(x, (0, 2, 3, 1))


def flat(image):
    """[b h w d] -> [b h*w d], a feature map as a sequence."""
    batch, height, width, d = ops.shape(image)
    return ops.reshape(image, (batch, height * width, d))
