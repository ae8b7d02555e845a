"""PP-OCRv6's smallest reader of lines of text, of PaddleOCR: PP-OCRv5's with convolutions alone."""

from __future__ import annotations

from typing import Any

from auto_core.configs.pp_ocrv6_tiny_rec import PPOCRV6TinyRecConfig

from .. import nn
from ..blocks.activations import activation
from ..blocks.variation import variation
from . import pp_ocrv5_server_rec
from .pp_ocrv5_server_rec import EPS, probabilities


class PPOCRV6TinyRecHead(nn.Module):
    def __init__(self, config: Any, channels: int):
        super().__init__()
        norm = dict(eps=EPS, momentum=0.1)
        self.conv1 = nn.Conv1d(channels, channels, 5, padding=2, groups=channels, bias=False)
        self.norm1 = nn.BatchNorm1d(channels, **norm)
        self.conv2 = nn.Conv1d(channels, channels, 1, bias=False)
        self.norm2 = nn.BatchNorm1d(channels, **norm)
        self.act_fn = activation("hardswish")
        self.fc1 = nn.Linear(channels, config.hidden_size)
        self.fc2 = nn.Linear(config.hidden_size, config.head_out_channels)

    def forward(self, maps, *, output_hidden_states: bool):  # [b 1 t c] -> [b t v]
        hidden = self.act_fn(self.norm1(self.conv1(maps[:, 0])))
        hidden = self.act_fn(self.norm2(self.conv2(hidden)))
        return probabilities(self.fc2(self.fc1(hidden))), None


HEADS = variation(
    __name__,
    "PPOCRV6TinyRec",
    pp_ocrv5_server_rec,
    PPOCRV6TinyRecConfig,
    head_class=PPOCRV6TinyRecHead,
)
