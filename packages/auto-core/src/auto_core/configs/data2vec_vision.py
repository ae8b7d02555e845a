"""data2vec's images (Baevski et al., 2022, arXiv:2202.03555)."""

from __future__ import annotations

from auto_core.configs.beit import BeitFamilyConfig


class Data2VecVisionConfig(BeitFamilyConfig):
    """BEiT's sizes and options. The defaults are facebook/data2vec-vision-base."""

    model_type = "data2vec-vision"

    # Which hidden states segmentation reads, the embeddings being the first.
    out_indices: list[int] | tuple[int, ...] = (3, 5, 7, 11)
