"""HuBERT: Hsu et al., 2021, arXiv:2106.07447. The network of wav2vec 2.0."""

from __future__ import annotations

from auto_core.configs.hubert import HubertConfig

from ..blocks.variation import variation
from . import wav2vec2

HEADS = variation(
    __name__,
    "Hubert",
    wav2vec2,
    HubertConfig,
    without=("pretraining", "masked-lm", "audio-frame-classification", "audio-xvector"),
    base_model_prefix="hubert",
    returns_features=False,
)
