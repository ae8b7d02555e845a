"""ViT-MAE: He et al., 2021, arXiv:2111.06377.

A ViT over a quarter of an image's patches, and in pretraining a small decoder that reconstructs
the others. Positions are fixed sinusoids.

b batch, H and W pixels, n patches, v of them unmasked, t tokens, d hidden, p pixels of a patch.
"""

from __future__ import annotations

import copy
from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs._vit import pair
from auto_core.configs.vit_mae import ViTMAEConfig
from auto_core.errors import InputError
from auto_core.initializers import GridSinusoids
from auto_core.outputs import ViTMAEForPreTrainingOutput, ViTMAEModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention, run_layers
from ..blocks.heads import Head
from ..blocks.patches import PatchEmbeddings, repeated, resized_positions
from .vit import ViTEncoder, ViTLayer


class ViTMAEEmbeddings(nn.Module):
    """CLS and a random part of the patches, with fixed positions."""

    def __init__(self, config: ViTMAEConfig):
        super().__init__()
        d = config.hidden_size
        self.cls_token = nn.Parameter((1, 1, d), init="normal")
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.position_embeddings = nn.Buffer(
            (1, 1 + rows * columns, d), init=GridSinusoids(rows, columns)
        )
        self.mask_ratio = config.mask_ratio
        self.random = nn.Random()

    def forward(self, pixel_values, noise, *, any_size: bool):
        """[b channels H W] -> [b 1+v d], the mask [b n] and ids_restore [b n]."""
        patches = self.patch_embeddings
        size = patches.size(pixel_values, any_size=any_size)
        positions = ops.asarray(self.position_embeddings)
        if any_size:
            grid = patches.count(*size)
            positions = resized_positions(positions, patches.grid, grid, special=1)
        hidden = patches(ops.cast(pixel_values, ops.dtype(positions))) + positions[:, 1:]
        hidden, masked, restore = self.random_masking(hidden, noise)
        cls = repeated(self.cls_token, hidden) + positions[:, :1]
        return ops.cat([cls, hidden], 1), masked, restore

    def random_masking(self, hidden, noise):
        """Keep the patches [b n d] with the least noise [b n], in the order of their noise."""
        batch, count, _ = ops.shape(hidden)
        if noise is None:
            noise = self.random.uniform((batch, count), like=hidden)
        kept = int(count * (1 - self.mask_ratio))
        order = ops.argsort(noise, 1, descending=False)
        restore = ops.argsort(order, 1, descending=False)
        hidden = ops.gather(hidden, 1, ops.unsqueeze(order[:, :kept], -1))
        return hidden, ops.cast(restore >= kept, ops.dtype(hidden)), restore


class ViTMAEDecoder(nn.Module):
    layer_class: type = ViTLayer

    def __init__(self, config: ViTMAEConfig, grid: tuple[int, int]):
        super().__init__()
        narrow = copy.copy(config)
        narrow.hidden_size = config.decoder_hidden_size
        narrow.num_attention_heads = config.decoder_num_attention_heads
        narrow.intermediate_size = config.decoder_intermediate_size
        d, (rows, columns), (height, width) = narrow.hidden_size, grid, pair(config.patch_size)
        self.decoder_embed = nn.Linear(config.hidden_size, d)
        self.mask_token = nn.Parameter((1, 1, d), init="normal")
        self.decoder_pos_embed = nn.Buffer(
            (1, 1 + rows * columns, d), init=GridSinusoids(rows, columns)
        )
        self.decoder_layers = nn.ModuleList(
            self.layer_class(narrow) for _ in range(config.decoder_num_hidden_layers)
        )
        self.decoder_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.decoder_pred = nn.Linear(d, height * width * config.num_channels)

    def forward(self, hidden, restore, *, any_size: bool):  # [b 1+v d], [b n] -> [b n p]
        hidden = self.decoder_embed(hidden)
        batch, tokens, d = ops.shape(hidden)
        count = ops.shape(restore)[1]
        masked = ops.expand(ops.asarray(self.mask_token), (batch, count + 1 - tokens, d))
        patches = ops.cat([hidden[:, 1:], masked], 1)
        patches = ops.gather(patches, 1, ops.unsqueeze(restore, -1))
        positions = ops.asarray(self.decoder_pos_embed)
        if any_size:  # as upstream: along the row of all patches, not on their grid
            row = 1, ops.shape(positions)[1] - 1
            positions = resized_positions(positions, row, (1, count), special=1)
        hidden = ops.cat([hidden[:, :1], patches], 1) + positions
        hidden = run_layers(self.decoder_layers, hidden, Attention(Recorder()))
        return self.decoder_pred(self.decoder_norm(hidden))[:, 1:]


class ViTMAEPreTrainedModel(nn.PreTrainedModel):
    """What all ViT-MAE models share."""

    config_class = ViTMAEConfig
    base_model_prefix = "vit"
    main_input_name = "pixel_values"
    renames = (
        (r"^decoder\.decoder_encoder\.layer\.", "decoder.decoder_layers."),
        *newer_names.VIT,
    )
    # The parts that variations of this family replace.
    embeddings_class: type = ViTMAEEmbeddings
    layer_class: type = ViTLayer
    decoder_class: type = ViTMAEDecoder


class ViTMAEModel(ViTMAEPreTrainedModel):
    """The encoder of the unmasked patches.

    Args of `forward`:
        pixel_values: [b channels H W].
        noise: [b n]; the patches with the least stay. Random, by default.
        attention_mask: [b 1+v], 1 for tokens that are attended to.
        interpolate_pos_encoding: interpolate the positions for images of another size.
    """

    def __init__(self, config: ViTMAEConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = ViTEncoder(config, self.layer_class)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(
        self,
        pixel_values=None,
        noise=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        any_size = bool(interpolate_pos_encoding)
        hidden, masked, restore = self.embeddings(pixel_values, noise, any_size=any_size)
        return ViTMAEModelOutput(
            last_hidden_state=self.layernorm(self.encoder(hidden, attend)),
            mask=masked,
            ids_restore=restore,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class ViTMAEForPreTraining(Head, ViTMAEPreTrainedModel):
    """Reconstruct the masked patches: logits [b n p], whose loss is the mean squared error."""

    base_class = ViTMAEModel

    def add_head(self, config: ViTMAEConfig) -> None:
        self.decoder = self.decoder_class(config, self.vit.embeddings.patch_embeddings.grid)

    def forward(
        self, pixel_values=None, *, interpolate_pos_encoding: bool | None = None, **inputs: Any
    ):
        inputs |= dict(interpolate_pos_encoding=interpolate_pos_encoding)
        output = self.encode(pixel_values=pixel_values, **inputs)
        hidden, any_size = output.last_hidden_state, bool(interpolate_pos_encoding)
        logits = self.decoder(hidden, output.ids_restore, any_size=any_size)
        loss = self.loss(logits, self.patchify(pixel_values), output.mask)
        return ViTMAEForPreTrainingOutput.of(output, loss=loss, logits=logits)

    def loss(self, logits, patches, masked):  # [b n p], [b n p], [b n]
        if self.config.norm_pix_loss:
            pixels = ops.shape(patches)[-1]
            centred = patches - ops.mean(patches, -1, keepdim=True)
            variance = ops.sum(centred**2, -1, keepdim=True) / (pixels - 1)
            patches = centred * ops.rsqrt(variance + 1e-6)
        error = ops.mean((logits - ops.cast(patches, ops.dtype(logits))) ** 2, -1)  # [b n]
        return ops.sum(error * masked, (0, 1)) / ops.sum(masked, (0, 1))

    def patchify(self, pixel_values):
        """The pixels of images [b channels H W], patch by patch: [b n p], channels last."""
        height, width = pair(self.config.patch_size)
        batch, channels, rows, columns = ops.shape(pixel_values)
        if (
            isinstance(rows, int)
            and isinstance(columns, int)
            and (rows % height or columns % width)
        ):
            raise InputError(
                f"pixel_values are {rows}x{columns} pixels; to compare them with the "
                f"reconstruction, both have to be multiples of the patch, {height}x{width}."
            )
        down, across = rows // height, columns // width
        x = ops.reshape(pixel_values, (batch, channels, down, height, across, width))
        x = ops.permute(x, (0, 2, 4, 3, 5, 1))
        return ops.reshape(x, (batch, down * across, height * width * channels))

    def unpatchify(self, patches, original_image_size: tuple[int, int] | None = None):
        """Images [b channels H W] of patches [b n p]; of the model's size, if none is named."""
        height, width = pair(self.config.patch_size)
        rows, columns = original_image_size or pair(self.config.image_size)
        down, across = rows // height, columns // width
        batch, count, _ = ops.shape(patches)
        if isinstance(count, int) and count != down * across:
            raise InputError(
                f"{count} patches are no image of {rows}x{columns} pixels, which has "
                f"{down * across}; pass original_image_size=(height, width)."
            )
        x = ops.reshape(patches, (batch, down, across, height, width, self.config.num_channels))
        x = ops.permute(x, (0, 5, 1, 3, 2, 4))
        return ops.reshape(x, (batch, self.config.num_channels, down * height, across * width))


PREFIX = "ViTMAE"
HEADS = {"base": ViTMAEModel, "pretraining": ViTMAEForPreTraining}
