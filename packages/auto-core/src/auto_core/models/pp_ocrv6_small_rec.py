"""PP-OCRv6's small reader of lines of text, of PaddleOCR: PP-OCRv5's with fewer convolutions."""

from __future__ import annotations

from typing import Any

from auto_core.configs.pp_ocrv6_small_rec import PPOCRV6SmallRecConfig
from auto_core.recorder import Recorder

from ..blocks.variation import variation
from . import pp_ocrv5_server_rec
from .pp_ocrv5_server_rec import (
    PPOCRV5ServerRecConvLayer,
    PPOCRV5ServerRecEncoderWithSVTR,
    PPOCRV5ServerRecHead,
)


class PPOCRV6SmallRecEncoderWithSVTR(PPOCRV5ServerRecEncoderWithSVTR):
    def convolutions(self, config: Any, channels: int) -> list[Any]:
        layer, d, act = PPOCRV5ServerRecConvLayer, config.hidden_size, config.hidden_act
        return [
            layer(channels, d, (1, 1), act=act),
            layer(channels, d, (1, 1), act=act),
            layer(d, d, config.conv_kernel_size, act=act, groups=d),
        ]

    def forward(self, maps, *, output_hidden_states: bool):
        beside, reduced, local = self.conv_block
        recorder = Recorder(attentions=False, hidden_states=output_hidden_states)
        hidden = reduced(maps)
        hidden = self.mixed(hidden + local(hidden), recorder) + beside(maps)
        return hidden[:, 0], recorder.hidden_states


class PPOCRV6SmallRecHead(PPOCRV5ServerRecHead):
    encoder_class = PPOCRV6SmallRecEncoderWithSVTR


PREFIX = "PPOCRV6SmallRec"
HEADS = variation(
    __name__, PREFIX, pp_ocrv5_server_rec, PPOCRV6SmallRecConfig, head_class=PPOCRV6SmallRecHead
)
