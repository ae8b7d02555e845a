"""I-JEPA: Assran et al., 2023, arXiv:2301.08243.

ViT without CLS and pooler; the mean of its patches is classified.
"""

from __future__ import annotations

from auto_core.configs.ijepa import IJepaConfig

from .. import ops
from ..blocks.variation import variation
from . import vit


class IJepaEmbeddings(vit.ViTEmbeddings):
    special_tokens = ()


def score(self, output):  # -> [b c]
    return self.classifier(ops.mean(output.last_hidden_state, 1))


HEADS = variation(
    __name__,
    "IJepa",
    vit,
    IJepaConfig,
    heads={"image-classification": {"score": score}},
    without=("masked-image-modeling",),
    base_model_prefix="ijepa",
    embeddings_class=IJepaEmbeddings,
    pooler_class=None,
)
