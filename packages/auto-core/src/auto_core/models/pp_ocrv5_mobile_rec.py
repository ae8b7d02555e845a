"""PP-OCRv5's smaller reader of lines of text: Cui et al., 2025, arXiv:2507.05595."""

from __future__ import annotations

from auto_core.configs.pp_ocrv5_mobile_rec import PPOCRV5MobileRecConfig

from ..blocks.variation import variation
from . import pp_ocrv5_server_rec

HEADS = variation(__name__, "PPOCRV5MobileRec", pp_ocrv5_server_rec, PPOCRV5MobileRecConfig)
