"""DINOv2 with registers: Darcet et al., 2023, arXiv:2309.16588.

DINOv2 with learned tokens (registers) between CLS and the patches, which have no positions.

b batch, H and W pixels, n patches, r registers, t = 1 + r + n tokens, d hidden.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.configs.dinov2_with_registers import Dinov2WithRegistersConfig

from .. import nn, ops
from ..blocks.patches import repeated, resized_positions, with_mask_token
from ..blocks.variation import variation
from . import dinov2
from .vit import ViTEmbeddings


class Dinov2WithRegistersEmbeddings(ViTEmbeddings):
    mask_axes = (1,)

    def __init__(self, config: Dinov2WithRegistersConfig):
        super().__init__(config, use_mask_token=True)
        shape = (1, config.num_register_tokens, config.hidden_size)
        self.register_tokens = nn.Parameter(shape, init="zeros")

    def forward(self, pixel_values, bool_masked_pos, *, any_size: bool):
        """[b channels H W] -> [b t d]; any_size: interpolate the positions."""
        patches = self.patch_embeddings
        grid = patches.count(*patches.size(pixel_values, any_size=any_size))
        positions = ops.asarray(self.position_embeddings)
        positions = resized_positions(positions, patches.grid, grid, special=1, antialias=True)
        hidden = patches(ops.cast(pixel_values, ops.dtype(positions)))
        hidden = with_mask_token(hidden, self.mask_token, bool_masked_pos)
        cls = repeated(self.cls_token, hidden) + positions[:, :1]
        registers = repeated(self.register_tokens, hidden)
        return self.dropout(ops.cat([cls, registers, hidden + positions[:, 1:]], 1))


HEADS = variation(
    __name__,
    "Dinov2WithRegisters",
    dinov2,
    Dinov2WithRegistersConfig,
    base_model_prefix="dinov2_with_registers",
    renames=newer_names.DINOV2,
    embeddings_class=Dinov2WithRegistersEmbeddings,
)
