"""RADIO: Ranzinger et al., 2023, arXiv:2312.06709; Heinrich et al., 2024, arXiv:2412.07679.

A ViT distilled from several teachers, with tokens that stand for the image (CLS), registers, and
positions of the largest image, of which smaller ones have an interpolated corner. It normalises
pixels itself. Images of several sizes may come as one row of patches.

b batch, H and W pixels, p pixels of a patch's side, n patches, t tokens, d hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.checkpoints import newer_names
from auto_core.checkpoints.cut_projections import ReadsJoinedProjections
from auto_core.configs.radio import RadioConfig
from auto_core.errors import InputError
from auto_core.initializers import Values
from auto_core.outputs import RadioModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention, run_layers
from ..blocks.packed_patches import PackedAttention
from ..blocks.patches import check_images
from .dinov2 import Dinov2Layer
from .rf_detr_dinov2 import RfDetrDinov2Attention, RfDetrDinov2SwiGLUFFN

Grids = Sequence[Sequence[int]]


class RadioInputConditioner(nn.Module):
    """Normalises pixels [... c H W], in single precision."""

    def __init__(self, config: RadioConfig):
        super().__init__()
        for name in ("norm_mean", "norm_std"):
            numbers = tuple(getattr(config, name))
            setattr(self, name, nn.Buffer((len(numbers), 1, 1), init=Values(numbers)))

    def forward(self, pixels):
        dtype = ops.dtype(pixels)
        exact = dtype if dtype == "float64" else "float32"
        mean, std = (ops.cast(ops.asarray(x), exact) for x in (self.norm_mean, self.norm_std))
        return ops.cast((ops.cast(pixels, exact) - mean) / std, dtype)


class RadioPatchEmbeddings(nn.Module):
    def __init__(self, config: RadioConfig):
        super().__init__()
        d, self.patch_size = config.hidden_size, config.patch_size
        self.side = config.max_img_size // config.patch_size
        self.patch_projection = nn.Linear(config.patch_dim or 0, d, bias=False)
        self.video_patch_projection = None
        if config.video_temporal_patch_size is not None:  # of models around this one
            self.video_patch_projection = nn.Linear(config.video_patch_dim or 0, d, bias=False)
        self.position_embedding = nn.Parameter((1, self.side**2, d), init="normal")
        special = config.num_cls_tokens + config.num_registers
        self.cls_register_token = nn.Parameter((special, d), init="normal")

    def patches(self, pixels):  # [b c H W] -> [b n c*p*p]
        batch, channels, height, width = ops.shape(pixels)
        p = self.patch_size
        pixels = ops.reshape(pixels, (batch, channels, height // p, p, width // p, p))
        pixels = ops.permute(pixels, (0, 2, 4, 1, 3, 5))
        return ops.reshape(pixels, (batch, (height // p) * (width // p), channels * p * p))

    def positions(self, rows, columns):  # -> [n d]
        table = ops.asarray(self.position_embedding)
        d, size = ops.shape(table)[-1], longer(rows, columns)
        table = ops.reshape(table, (1, self.side, self.side, d))
        table = ops.interpolate(table, (size, size), mode="bilinear", align_corners=False)
        return ops.reshape(table[0, :rows, :columns], (-1, d))

    def forward(self, patches, grids: Any):
        """Patches [b n c*p*p] of images of a size, or [1 n c*p*p] of all images, with the rows and
        columns of each -> [b t d]."""
        hidden = self.patch_projection(patches)
        batch, _, d = ops.shape(hidden)
        special = ops.unsqueeze(ops.asarray(self.cls_register_token), 0)
        special = ops.expand(special, (batch, *ops.shape(special)[1:]))
        sizes = [rows * columns for rows, columns in grids]
        pieces = ops.split(hidden, sizes, 1) if len(sizes) > 1 else [hidden]
        found = []
        for piece, grid in zip(pieces, grids, strict=True):
            found += [special, piece + ops.reshape(self.positions(*grid), (1, -1, d))]
        return ops.cat(found, 1)


def longer(rows: Any, columns: Any) -> Any:
    """The larger of two numbers, which a graph may not know."""
    if isinstance(rows, int) and isinstance(columns, int):
        return max(rows, columns)
    return ops.maximum(rows, columns)


class RadioLayer(Dinov2Layer):
    attention_class = RfDetrDinov2Attention
    gated_class = RfDetrDinov2SwiGLUFFN


class RadioEncoder(nn.Module):
    def __init__(self, config: RadioConfig):
        super().__init__()
        self.layer = nn.ModuleList(RadioLayer(config) for _ in range(config.num_hidden_layers))

    def forward(self, hidden, attend):
        return run_layers(self.layer, hidden, attend)


class RadioModel(ReadsJoinedProjections, nn.PreTrainedModel):
    """RADIO, whose summary and features are what other models read.

    Args of `forward`:
        pixel_values: [b channels H W] of sides that are multiples of a patch's, with values from 0
            to 1; or, with `image_grid_hw`, patches [n channels*p*p] of all images.
        image_grid_hw: (rows, columns) of patches of each image, known when a graph is made.

    Returns:
        RadioModelOutput
    """

    config_class = RadioConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    static_inputs = ("image_grid_hw",)
    # From the authors' files, which all that transformers saves are like.
    renames: newer_names.Renames = (
        (
            r"^radio_model\.model\.patch_generator\.video_embedder\.",
            "embeddings.video_patch_projection.",
        ),
        (r"^radio_model\.model\.patch_generator\.embedder\.", "embeddings.patch_projection."),
        (r"^radio_model\.model\.patch_generator\.pos_embed$", "embeddings.position_embedding"),
        (
            r"^radio_model\.model\.patch_generator\.cls_token\.token$",
            "embeddings.cls_register_token",
        ),
        (r"^radio_model\.model\.blocks\.", "encoder.layer."),
        (r"^radio_model\.", ""),
        (r"\.attn\.proj\.", ".attention.o_proj."),
        (r"\.attn\.", ".attention."),
    )
    ignored_keys = (r"^(radio_model\.)?summary_idxs$",)  # the config has them
    optional_parts = (r"\.layer_scale[12]\.lambda1$",)

    def __init__(self, config: RadioConfig):
        super().__init__(config)
        self.input_conditioner = RadioInputConditioner(config)
        self.embeddings = RadioPatchEmbeddings(config)
        self.encoder = RadioEncoder(config)
        self.prefix = config.num_cls_tokens + config.num_registers

    def get_input_embeddings(self):
        return self.embeddings.patch_projection

    def forward(
        self,
        pixel_values=None,
        *,
        image_grid_hw: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        if image_grid_hw is not None:
            return self.packed(pixel_values, image_grid_hw, recorder)
        p = self.config.patch_size
        _, *size = check_images(pixel_values, channels=self.config.num_channels)
        if any(isinstance(side, int) and side % p for side in size):
            raise InputError(
                f"pixel_values are {size[0]}x{size[1]} pixels, expected multiples of a patch's {p}."
            )
        patches = self.embeddings.patches(self.input_conditioner(pixel_values))
        grid = (size[0] // p, size[1] // p)
        hidden = self.encoder(self.embeddings(patches, [grid]), Attention(recorder))
        summary = self.summarised(hidden[:, : self.config.num_cls_tokens])
        return RadioModelOutput(
            summary=ops.reshape(summary, (ops.shape(summary)[0], -1)),
            features=hidden[:, self.prefix :],
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def summarised(self, tokens):  # [b CLS d] -> [b summary d]
        indices = ops.asarray(list(self.config.summary_idxs or ()), like=tokens, dtype="int64")
        return ops.take(tokens, indices, 1)

    def packed(self, patches, grids: Grids, recorder):
        """The same of patches [n c*p*p], with a row of tokens [t d] of all images."""
        count, config = sum(rows * columns for rows, columns in grids), self.config
        known = () if patches is None else ops.shape(patches)
        if len(known) != 2 or (isinstance(known[0], int) and known[0] != count):
            raise InputError(
                f"pixel_values have the shape {tuple(known)}, and the grids {tuple(grids)} have "
                f"{count} patches; expected [{count} {config.patch_dim}]."
            )
        p = config.patch_size
        pixels = ops.reshape(patches, (count, config.num_channels, p, p))
        pixels = ops.reshape(self.input_conditioner(pixels), (1, count, -1))
        lengths = [rows * columns + self.prefix for rows, columns in grids]
        hidden = self.embeddings(pixels, grids)
        attend: Attention = PackedAttention(recorder, lengths)
        if recorder.wants_attentions:  # weights of all tokens, 0 between images
            image = np.repeat(np.arange(len(lengths)), lengths)
            mask = (image[:, None] == image[None])[None, None]
            attend = Attention(recorder, ops.asarray(mask, like=hidden, dtype="bool"))
        hidden = self.encoder(hidden, attend)[0]
        starts = np.cumsum([0, *lengths[:-1]])
        chosen = (starts[:, None] + np.asarray(config.summary_idxs)[None]).reshape(-1)
        inside = np.arange(sum(lengths)) - np.repeat(starts, lengths) >= self.prefix
        summary, features = (
            ops.take(hidden, ops.asarray(x, like=hidden, dtype="int64"), 0)
            for x in (chosen, np.flatnonzero(inside))
        )
        return RadioModelOutput(
            summary=ops.reshape(summary, (len(lengths), -1)),
            features=features,
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


HEADS = {"base": RadioModel}
