"""MM-Grounding-DINO: Zhao et al., 2024, arXiv:2401.02361.

Grounding DINO, retrained, whose similarities of queries and tokens are scaled and have a learned
bias.
"""

from __future__ import annotations

import math

from auto_core.configs.mm_grounding_dino import MMGroundingDinoConfig
from auto_core.initializers import Constant

from .. import nn, ops
from ..blocks.variation import variation
from . import grounding_dino


class MMGroundingDinoContrastiveEmbedding(grounding_dino.GroundingDinoContrastiveEmbedding):
    def __init__(self, config: MMGroundingDinoConfig):
        super().__init__(config)
        self.bias = nn.Parameter((), init=Constant(-math.log(99)))  # as likely as 1 of 100

    def similarity(self, hidden, text):
        size = ops.shape(hidden)[-1]
        return ops.matmul(hidden, text) / math.sqrt(size) + ops.asarray(self.bias)


HEADS = variation(
    __name__,
    "MMGroundingDino",
    grounding_dino,
    MMGroundingDinoConfig,
    class_embed_class=MMGroundingDinoContrastiveEmbedding,
    renames=(
        *grounding_dino.GroundingDinoPreTrainedModel.renames,
        (r"^model\.decoder\.class_embed\.", "class_embed."),  # the same
    ),
    head_parts=(
        *grounding_dino.GroundingDinoPreTrainedModel.head_parts,
        r"^((model\.)?decoder\.)?class_embed\.",
    ),
)
