"""One vector of a text's hidden states, as XLM, XLNet and ELECTRA have it.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from .. import nn, ops
from .activations import activation


def summary_size(config: Any) -> int:
    """Of a summary that may have a logit for each class already."""
    labels = config.summary_proj_to_labels and config.num_labels > 0
    return config.num_labels if labels else config.hidden_size


class SequenceSummary(nn.Module):
    """The hidden state of the last or first token, or their mean, and what a projection, if there
    is one, makes of it: of this `size`."""

    def __init__(self, config: Any, size: int):
        super().__init__()
        self.kind = config.summary_type
        self.summary = nn.Linear(config.hidden_size, size) if config.summary_use_proj else None
        self.activation = activation(config.summary_activation or "linear")
        self.first_dropout = nn.Dropout(getattr(config, "summary_first_dropout", 0.0))
        self.last_dropout = nn.Dropout(getattr(config, "summary_last_dropout", 0.0))

    def forward(self, hidden):  # [b t d] -> [b size]
        if self.kind == "mean":
            summary = ops.mean(hidden, 1)
        else:  # without an index, upstream's "cls_index" is the last token
            summary = hidden[:, 0] if self.kind == "first" else hidden[:, -1]
        summary = self.first_dropout(summary)
        if self.summary is not None:
            summary = self.summary(summary)
        return self.last_dropout(self.activation(summary))
