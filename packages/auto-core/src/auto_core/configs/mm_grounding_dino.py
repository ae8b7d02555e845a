"""MM-Grounding-DINO (Zhao et al., 2024, arXiv:2401.02361)."""

from __future__ import annotations

from auto_core.configs.grounding_dino import GroundingDinoConfig


class MMGroundingDinoConfig(GroundingDinoConfig):
    """Sizes and options. The defaults are mm_grounding_dino_tiny_o365v1_goldg_v3det."""

    model_type = "mm-grounding-dino"

    decoder_cls_embed_share: bool = True  # one bias of classes for all layers
