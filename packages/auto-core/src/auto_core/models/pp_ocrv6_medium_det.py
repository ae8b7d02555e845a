"""PP-OCRv6's middle detector of text, of PaddleOCR: PP-OCRv5's larger one with biases, whose map
is not refined."""

from __future__ import annotations

from auto_core.configs.pp_ocrv6_medium_det import PPOCRV6MediumDetConfig

from ..blocks.variation import variation
from . import pp_ocrv5_server_det
from .pp_ocrv5_server_det import PPOCRV5ServerDetNeck, TextMap


class PPOCRV6MediumDetNeck(PPOCRV5ServerDetNeck):
    biases = True


class PPOCRV6MediumDetHead(TextMap):
    def __init__(self, config: PPOCRV6MediumDetConfig):
        super().__init__(config.neck_out_channels, config.kernels)

    def forward(self, x):  # [b h w c] -> [b 4h 4w 1]
        return super().forward(x)[0]


HEADS = variation(
    __name__,
    "PPOCRV6MediumDet",
    pp_ocrv5_server_det,
    PPOCRV6MediumDetConfig,
    neck_class=PPOCRV6MediumDetNeck,
    head_class=PPOCRV6MediumDetHead,
)
