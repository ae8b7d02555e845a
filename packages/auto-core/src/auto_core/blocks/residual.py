"""Ends of the parts of a layer that normalises before them: a projection, added to what came in."""

from __future__ import annotations

from auto_core.configs import PreTrainedConfig

from .. import nn


class AttentionResidual(nn.Module):
    """What attention gives, projected and added to the hidden states before it."""

    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.dense = nn.Linear(self.features(config), config.hidden_size)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def features(self, config: PreTrainedConfig) -> int:
        """How many numbers of each token are projected."""
        return config.hidden_size

    def forward(self, x, residual):  # [b t f], [b t d] -> [b t d]
        return self.dropout(self.dense(x)) + residual


class FeedForwardResidual(AttentionResidual):
    """The second layer of a feed-forward part, added to the hidden states before that part."""

    def features(self, config: PreTrainedConfig) -> int:
        return config.intermediate_size
