"""Pixio: Yang et al., 2025, arXiv:2512.15715.

A ViT with several CLS tokens, trained to reconstruct masked pixels; their mean stands for the
image, and positions are interpolated for images of any size.

b batch, H and W pixels, n patches, k CLS tokens, t = k + n tokens, d hidden.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.configs.pixio import PixioConfig

from .. import nn, ops
from ..blocks.patches import PatchEmbeddings, repeated, resized_positions, with_mask_token
from ..blocks.variation import variation
from . import dinov2
from .vit import ViTAttention, ViTIntermediate, ViTOutput


class PixioEmbeddings(nn.Module):
    def __init__(self, config: PixioConfig):
        super().__init__()
        d, self.special = config.hidden_size, config.n_cls_tokens
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.cls_token = nn.Parameter((1, self.special, d), init="normal")
        self.position_embeddings = nn.Parameter(
            (1, self.special + rows * columns, d), init="normal"
        )
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, bool_masked_pos, *, any_size: bool):
        """[b channels H W] -> [b t d]; there is no mask token."""
        patches = self.patch_embeddings
        grid = patches.count(*patches.size(pixel_values, any_size=any_size))
        table = ops.asarray(self.position_embeddings)
        positions = resized_positions(table, patches.grid, grid, special=self.special)
        hidden = patches(ops.cast(pixel_values, ops.dtype(table)))
        hidden = with_mask_token(hidden, None, bool_masked_pos)
        hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        return self.dropout(hidden + positions)


class PixioLayer(nn.Block):
    def __init__(self, config: PixioConfig):
        super().__init__()
        d, f, eps = config.hidden_size, config.intermediate_size, config.layer_norm_eps
        self.norm1 = nn.LayerNorm(d, eps=eps)
        self.attention = ViTAttention(config)
        self.norm2 = nn.LayerNorm(d, eps=eps)
        self.intermediate = ViTIntermediate(config)
        self.output = ViTOutput(f, d, dropout=config.hidden_dropout_prob)
        self.drop_path = nn.DropPath(config.drop_path_rate)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.drop_path(self.attention(self.norm1(hidden), attend))
        return hidden + self.drop_path(self.output(self.intermediate(self.norm2(hidden))))


HEADS = variation(
    __name__,
    "Pixio",
    dinov2,
    PixioConfig,
    without=["image-classification"],
    base_model_prefix="pixio",
    renames=newer_names.PIXIO,
    ignored_keys=(r"^(encoder|pixio)\.layernorm\.",),
    embeddings_class=PixioEmbeddings,
    layer_class=PixioLayer,
)
